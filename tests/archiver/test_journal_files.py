"""The journal's extract in packages of every form, made from the register and proven alone."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from archiver.exports import export_package
from archiver.package_checks import check_delivery
from archiver.settings import ExportSettings
from diarium.database import reading
from diarium.files import FileStore
from diarium.tables import HANDLING, SEKRETESS
from exporters.packages.package_model import ContentKind
from tests.archiver.filled import fill, wish_for

pytestmark = pytest.mark.browser
SETTINGS = ExportSettings(agreement="KS/2026:99; 2026-01-01")


@pytest.mark.parametrize("profile", ["eark-2.2", "fgs-2.0", "fgs-1.2", "bagit"])
def test_each_package_proves_its_own_records_without_the_register(
    sqlite_engine: Engine, files: FileStore, now: datetime, tmp_path: Path, profile: str
) -> None:
    fill(sqlite_engine, files, now)
    wish = wish_for(tmp_path / "out", profile=profile)
    made = export_package(sqlite_engine, files, wish, SETTINGS, "a", now)
    told = [report for each in made.packages for report in check_delivery(None, each.path)]
    assert [each.findings for each in told if each.is_wrong] == []
    assert sum(each.handlingar for each in told) == 2
    for report in told:
        assert report.journal is not None
        assert report.journal.proven
        assert report.journal.handlingar == report.handlingar
        assert report.journal.files > 0
        assert report.journal.entries > 5


@pytest.mark.parametrize("include", [True, False])
def test_no_salt_of_a_secret_handling_leaves_even_with_what_is_protected(
    engine: Engine, files: FileStore, now: datetime, tmp_path: Path, *, include: bool
) -> None:
    fill(engine, files, now)
    wish = wish_for(tmp_path / "out", include_protected=include)
    made = export_package(engine, files, wish, SETTINGS, "a", now)
    (extract,) = made.packages[0].path.rglob("journal.jsonl")
    with reading(engine) as session:
        salts = session.execute(
            select(HANDLING.c.salt).join(SEKRETESS, SEKRETESS.c.handling_id == HANDLING.c.id)
        ).scalars()
        secret = [bytes(each).hex() for each in salts]
    content = extract.read_text("utf-8")
    assert secret
    assert not [each for each in secret if each in content]
    end = json.loads(content.splitlines()[-1])
    assert end["withheld"] > 3


def test_a_package_of_something_else_alone_holds_no_journal(
    sqlite_engine: Engine, files: FileStore, now: datetime, tmp_path: Path
) -> None:
    fill(sqlite_engine, files, now)
    wish = wish_for(tmp_path / "out", kinds=frozenset({ContentKind.DIARIUM}))
    made = export_package(sqlite_engine, files, wish, SETTINGS, "a", now)
    assert not list(made.packages[0].path.rglob("journal.jsonl"))
