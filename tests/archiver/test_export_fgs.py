"""Deliveries by FGS 1.2 and by BagIt, made from the register and put before the judges."""

from datetime import datetime
from pathlib import Path

import pytest
from lxml import etree
from sqlalchemy import Engine

from archiver.exports import export_package
from archiver.settings import ExportSettings
from diarium.errors import SettingsError
from diarium.files import FileStore
from exporters.checks import check_package
from exporters.namespaces import EXT, FGS_ERMS
from tests.archiver.filled import fill, wish_for
from tests.exporters.fgs_judges import arende_schema, ask_bagit, package_schema
from tests.exporters.judges import erms_schema, premis_schema, schemas
from tests.exporters.models import tree_of

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


@pytest.mark.judge
@pytest.mark.parametrize("shown", [False, True])
def test_packages_by_fgs_follow_riksarkivets_schemas(
    filled: Engine, files: FileStore, now: datetime, tmp_path: Path, *, shown: bool
) -> None:
    wish = wish_for(tmp_path / "ut", profile="fgs-1.2", include_protected=shown, schemas=schemas())
    report = export_package(filled, files, wish, SETTINGS, "arkivarie", now)
    for each in report.packages:
        assert (each.path / "System/CSPackageMETS.xsd").is_file()
        package_schema().assertValid(etree.parse(each.path / "sip.xml"))
        premis_schema().assertValid(etree.parse(each.path / "metadata/PREMIS.xml"))
    told = report.packages[1].path / "Content/diarium/FGS-ERMS.xml"
    arende_schema().assertValid(etree.parse(told))


@pytest.mark.judge
@pytest.mark.parametrize("shown", [False, True])
def test_a_bag_is_valid_to_bagit_python_and_its_erms_to_its_schema(
    filled: Engine, files: FileStore, now: datetime, tmp_path: Path, *, shown: bool
) -> None:
    wish = wish_for(tmp_path / "ut", profile="bagit", include_protected=shown)
    report = export_package(filled, files, wish, SETTINGS, "arkivarie", now)
    valid, said = ask_bagit(report.path)
    assert valid, said
    erms_schema().assertValid(etree.parse(report.path / "data/diarium/ERMS.xml"))
    assert check_package(report.path) == []


def test_fgs_without_an_agreement_is_refused_before_anything_is_written(
    filled: Engine, files: FileStore, now: datetime, tmp_path: Path
) -> None:
    wish = wish_for(tmp_path / "ut", profile="fgs-1.2")
    with pytest.raises(SettingsError, match="SUBMISSIONAGREEMENT"):
        export_package(filled, files, wish, ExportSettings(), "arkivarie", now)
    assert not (tmp_path / "ut").exists()


@pytest.mark.parametrize("profile", ["fgs-1.2", "bagit"])
def test_the_same_register_and_time_make_the_same_bytes(
    filled: Engine, files: FileStore, now: datetime, tmp_path: Path, profile: str
) -> None:
    trees = []
    for name in ("ett", "två"):
        wish = wish_for(tmp_path / name, profile=profile)
        trees.append(tree_of(export_package(filled, files, wish, SETTINGS, "a", now).path))
    assert trees[0] == trees[1]
    assert len(trees[0]) > 10
