"""A delivery by FGS 1.2, whose packages have one TYPE each."""

from datetime import datetime
from pathlib import Path

import pytest
from lxml import etree
from sqlalchemy import Engine

from archiver.exports import export_package
from archiver.settings import ExportSettings
from diarium.files import FileStore
from exporters.checks.package_checks import check_package
from exporters.namespaces import EXT, FGS_ERMS
from tests.archiver.filled import fill, wish_for

SETTINGS = ExportSettings(agreement="KS/2026:99; 2026-01-01")
NAME = "sip-2120000001-ks-2026-h1"


@pytest.fixture
def filled(sqlite_engine: Engine, files: FileStore, now: datetime) -> Engine:
    """Return a register with snapshots and closed ärenden."""
    fill(sqlite_engine, files, now)
    return sqlite_engine


def test_fgs_makes_a_package_of_web_pages_and_one_of_arenden(
    filled: Engine, files: FileStore, now: datetime, tmp_path: Path
) -> None:
    wish = wish_for(tmp_path / "ut", profile="fgs-1.2")
    report = export_package(filled, files, wish, SETTINGS, "arkivarie", now)
    pages, arenden = (each.path for each in report.packages)
    assert [pages.name, arenden.name] == [f"{NAME}_001", f"{NAME}_002"]
    assert pages.parent == arenden.parent == report.path
    for package, category, number in ((pages, "Webpages", "1"), (arenden, "ERMS", "2")):
        sip = etree.parse(package / "sip.xml").getroot()
        assert sip.get("TYPE") == category
        assert sip.get(f"{{{EXT}}}PACKAGENUMBER") == number
        assert check_package(package) == []
    told = etree.parse(arenden / "Content/diarium/FGS-ERMS.xml")
    numbers = [each.text for each in told.iter(f"{{{FGS_ERMS}}}ArkivobjektID")]
    assert len([each for each in numbers if each and "-" in each]) == 2
