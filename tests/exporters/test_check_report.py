"""The report of every profile's packages, right and harmed, wherever they lie."""

import hashlib
import shutil
from datetime import date
from pathlib import Path

import pytest

from diarium.errors import UsageError
from exporters.checks.check_report import list_packages, report_package
from exporters.packages.profiles import BUILT_IN
from tests.exporters.harmed import ERMS, FGS_FILES, change, put_in_zip
from tests.exporters.records import Records, contents
from tests.exporters.whole import FORMS, build_whole, whole_contents

FIRST, LAST = date(2026, 1, 1), date(2026, 6, 30)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("profile", BUILT_IN)
def test_a_right_package_is_recognised_and_told_of_and_nothing_is_wrong(
    records: Records, tmp_path: Path, profile: str, form: str
) -> None:
    whole = whole_contents(records, tmp_path / "work")
    built = build_whole(records, tmp_path / "ut", whole, profile, form, None)
    reports = [report_package(each) for each in built]
    assert [report.findings for report in reports] == [()] * len(built)
    assert {(each.profile, each.container) for each in reports} == {(profile, form)}
    assert {each.period for each in reports} == {(FIRST, LAST)}
    assert sum(each.snapshots for each in reports) == 1
    assert [dnr for each in reports for dnr in each.arenden] == ["KS/2026:1"]
    assert sum(each.handlingar for each in reports) == 3
    assert sum(each.masked for each in reports) == 1
    assert not any(each.schemas for each in reports)
    assert all(each.manifest_sha256 for each in reports)


def test_the_same_is_told_of_a_folder_a_zip_and_a_tar(records: Records, tmp_path: Path) -> None:
    told = []
    for form in FORMS:
        built = build_whole(records, tmp_path / form, contents(records), "eark-2.2", form, None)
        report = report_package(built[0])
        told.append((report.name, report.files, report.size, report.manifest_sha256))
    assert len(set(told)) == 1
    mets = next((tmp_path / "folder").glob("*/METS.xml"))
    assert told[0][3] == hashlib.sha256(mets.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def fgs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the package of ärenden of a delivery by FGS 1.2."""
    folder = tmp_path_factory.mktemp("fgs")
    records = Records(folder / "files")
    built = build_whole(records, folder / "ut", contents(records), "fgs-1.2", "folder", None)
    return next(each for each in built if (each / "Content/diarium").is_dir())


@pytest.mark.parametrize("number", FGS_FILES)
def test_a_package_by_fgs_1_2_that_breaks_a_rule_is_found_to(
    fgs: Path, tmp_path: Path, number: str
) -> None:
    package = Path(shutil.copytree(fgs, tmp_path / fgs.name))
    FGS_FILES[number](package)
    assert number in {each.rule for each in report_package(package).findings}


def test_errors_are_told_before_warnings_and_weigh_by_what_they_say(package: Path) -> None:
    renamed = package.rename(package.parent / "annat")
    (renamed / "extra.txt").write_bytes(b"")
    report = report_package(renamed)
    assert [each.rule for each in report.findings] == ["FILE-UNDECLARED", "CSIPSTR2", "EMPTY-FILE"]
    assert report.is_altered
    assert report.is_wrong
    (renamed / "extra.txt").unlink()
    report = report_package(renamed)
    assert [each.severity for each in report.findings] == ["warning"]
    assert not report.is_wrong


def test_the_packages_of_a_delivery_are_found_and_what_is_hidden_is_not(
    package: Path, tmp_path: Path
) -> None:
    delivery = tmp_path / "leverans"
    delivery.mkdir()
    first = put_in_zip(package, delivery / "a.zip")
    second = Path(shutil.copytree(package, delivery / "b"))
    shutil.copytree(package, delivery / ".archiver-export-x")
    (delivery / "brev.txt").write_text("hej", encoding="utf-8")
    (delivery / "c").symlink_to(package)
    assert list_packages(delivery) == [first, second]
    assert list_packages(package) == [package]
    assert list_packages(first) == [first]
    with pytest.raises(UsageError, match=r"brev\.txt is no package"):
        list_packages(delivery / "brev.txt")


def test_a_folder_with_no_package_is_one_that_breaks_the_first_rule(tmp_path: Path) -> None:
    assert list_packages(tmp_path) == [tmp_path]
    assert [each.rule for each in report_package(tmp_path).findings] == ["CSIPSTR4"]


@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00:00+23:00", "9999-12-31T23:59:59-23:00", "i går", ""]
)
def test_a_moment_beyond_the_calendar_is_read_past(package: Path, moment: str) -> None:
    change(package, ERMS, r'(dateType="closed">)[^<]*', rf"\g<1>{moment}")
    assert "FILE-CHECKSUM" in {each.rule for each in report_package(package).findings}
