"""Whole deliveries made from a register, of every profile and container, before every judge.

The register holds all there is: markings, masked versions, what was makulerat, a gallring,
accounts, snapshots and a journal. Nothing but the command's own code makes the packages.
"""

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from archiver.export_records import ExportReport, ExportWish
from archiver.exports import export_package
from archiver.package_checks import check_delivery
from archiver.package_contents import gather_contents
from archiver.settings import ExportSettings
from diarium.database import open_database
from diarium.files import FileStore
from exporters.packages.profiles import BUILT_IN
from tests.archiver.secret_register import MADE, PERIOD, fill_with_secrets
from tests.exporters.judged import find_deviations
from tests.exporters.judges import schemas
from tests.exporters.whole import digests_in, digests_that_go_in, unpack

pytestmark = [pytest.mark.judge, pytest.mark.browser]

DELIVERIES = [
    *((profile, "folder", False) for profile in BUILT_IN),
    *((profile, "zip", True) for profile in BUILT_IN),
    (BUILT_IN[0], "tar", False),
]
"""Every profile twice; what the container is, no profile knows."""
SETTINGS = ExportSettings(agreement="KS/2026:99; 2026-01-01")


@pytest.fixture(scope="module")
def register(
    sqlite_register: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Engine, FileStore]]:
    """Fill a register once; every delivery of it is noted in it."""
    folder = tmp_path_factory.mktemp("register")
    path = shutil.copyfile(sqlite_register, folder / "archive.db")
    engine, files = open_database(f"sqlite:///{path}"), FileStore(folder / "files")
    fill_with_secrets(engine, files)
    yield engine, files
    engine.dispose()


def wish_for(output: Path, profile: str, form: str, *, protected: bool) -> ExportWish:
    return ExportWish(
        namnd="KS", period=PERIOD, output=output, profile=profile, container=form, extract=False,
        schemas=schemas(), created=MADE, include_protected=protected,
    )  # fmt: skip


def packages_of(report: ExportReport) -> list[Path]:
    return [each.path for each in report.packages]


@pytest.mark.parametrize(("profile", "form", "protected"), DELIVERIES)
def test_a_delivery_passes_every_judge_and_holds_what_the_register_holds(
    register: tuple[Engine, FileStore], tmp_path: Path, profile: str, form: str, protected: bool
) -> None:
    wish = wish_for(tmp_path / "ut", profile, form, protected=protected)
    report = export_package(*register, wish, SETTINGS, "arkivarie", MADE)
    engine, files = register
    inside = Counter[str]()
    for number, package in enumerate(packages_of(report)):
        assert find_deviations(package, profile, tmp_path / str(number)) == []
        inside += digests_in(unpack(package, tmp_path / f"again-{number}"))
    kept = digests_that_go_in(gather_contents(engine, files, wish.choice, SETTINGS), files)
    assert len(kept) > 2
    assert kept <= inside


@pytest.mark.parametrize("profile", ["eark-2.2", "fgs-1.2"])
def test_a_delivery_in_parts_passes_every_judge(
    register: tuple[Engine, FileStore], tmp_path: Path, profile: str
) -> None:
    wish = wish_for(tmp_path / "ut", profile, "zip", protected=True)
    report = export_package(*register, replace(wish, split_bytes=1), SETTINGS, "arkivarie", MADE)
    packages = packages_of(report)
    assert len(packages) > 2
    for number in (0, -1):
        assert find_deviations(packages[number], profile, tmp_path / str(number)) == []
    assert not [
        each
        for told in check_delivery(None, report.path)
        for each in told.findings
        if each.is_error
    ]
