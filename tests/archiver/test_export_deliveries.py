"""Deliveries of every form: profiles, containers, parts, and what was chosen."""

import tarfile
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from archiver.export_records import ExportReport
from archiver.exports import export_package
from archiver.settings import ExportSettings
from diarium.database import reading
from diarium.errors import RefusedError, SettingsError, UsageError
from diarium.files import FileStore
from diarium.packages import list_packages
from exporters.checks.package_checks import check_package
from exporters.packages.package_model import ContentKind
from exporters.packages.profiles import BUILT_IN
from schedules.half_year import HalfYear
from tests.archiver.filled import TAKEN, add_snapshot, fill, wish_for
from tests.diarium.taken_in import add_forum

SETTINGS = ExportSettings(agreement="KS/2026:99; 2026-01-01")
MANIFESTS = {"eark-2.2": "METS.xml", "fgs-2.0": "METS.xml", "fgs-1.2": "sip.xml",
             "bagit": "tagmanifest-sha256.txt"}  # fmt: skip

PAIRS = [("eark-2.2", "folder"), ("fgs-2.0", "zip"), ("fgs-1.2", "tar"), ("bagit", "zip")]


@pytest.fixture
def filled(sqlite_engine: Engine, files: FileStore, now: datetime) -> Engine:
    fill(sqlite_engine, files, now)
    return sqlite_engine


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "leverans"


class Exporter:
    """Exports from one register at one moment."""

    def __init__(self, engine: Engine, files: FileStore, now: datetime, output: Path) -> None:
        self.engine, self.files, self.now, self.output = engine, files, now, output

    def __call__(self, folder: str = "", **changes: object) -> ExportReport:
        wish = wish_for(self.output / folder, **changes)
        return export_package(self.engine, self.files, wish, SETTINGS, "arkivarie", self.now)


@pytest.fixture
def export(filled: Engine, files: FileStore, now: datetime, output: Path) -> Exporter:
    return Exporter(filled, files, now, output)


@pytest.mark.parametrize(("profile", "form"), PAIRS)
def test_every_profile_and_every_container_passes_our_own_check_and_is_noted(
    export: Exporter, profile: str, form: str
) -> None:
    report = export(profile=profile, container=form)
    assert [each for made in report.packages for each in check_package(made.path)] == []
    with reading(export.engine) as session:
        noted = {each.name: each.manifest_sha256 for each in list_packages(session)}
    assert noted == {made.name: made.manifest_sha256 for made in report.packages}
    assert len(report.packages) == (2 if profile == "fgs-1.2" else 1)
    for made in report.packages:
        assert MANIFESTS[profile] in names_in(made.path, form)
        assert len(names_in(made.path, form)) == made.files


@pytest.mark.parametrize(("profile", "form"), PAIRS)
def test_the_same_register_and_moment_give_the_same_bytes(
    export: Exporter, profile: str, form: str
) -> None:
    first = export("a", profile=profile, container=form)
    again = export("b", profile=profile, container=form)
    for one, other in zip(first.packages, again.packages, strict=True):
        assert bytes_of(one.path) == bytes_of(other.path)


def test_several_packages_are_numbered_in_a_folder_of_the_delivery(
    export: Exporter, files: FileStore, output: Path
) -> None:
    add_snapshot(export.engine, files, b"%PDF annat konto")
    report = export(split_bytes=1, container="zip")
    assert report.path == output / "sip-2120000001-ks-2026-h1"
    assert [made.path.name for made in report.packages] == [
        f"{report.delivery}_{number:03}.zip" for number in range(1, len(report.packages) + 1)
    ]
    assert sorted(report.path.iterdir()) == [made.path for made in report.packages]
    assert [each.name for each in output.iterdir()] == [report.delivery]
    assert sum(made.snapshots for made in report.packages) == 2
    with reading(export.engine) as session:
        noted = list_packages(session)
    assert [(each.number, each.of, each.delivery) for each in noted] == [
        (number, len(noted), report.delivery) for number in range(1, len(noted) + 1)
    ]


def test_each_account_gets_its_package(export: Exporter) -> None:
    report = export(per_account=True)
    assert [(made.snapshots, made.arenden) for made in report.packages] == [(1, 0), (0, 2)]


def test_a_package_holds_the_forteckning_and_the_journal_unless_other_kinds_are_named(
    export: Exporter,
) -> None:
    whole = export()
    assert whole.packages[0].contents == ("snapshots", "diarium", "forteckning", "journal")
    assert whole.selection == ""
    only = export(kinds=frozenset({ContentKind.DIARIUM}))
    assert only.packages[0].contents == ("diarium",)
    assert only.selection == "innehåll diarium"
    assert only.delivery.startswith(f"{whole.delivery}-urval-")


@pytest.mark.parametrize("kind", [ContentKind.FORTECKNING, ContentKind.JOURNAL])
@pytest.mark.parametrize("profile", ["eark-2.2", "fgs-1.2"])
def test_a_kind_that_is_asked_for_by_name_may_go_alone(
    export: Exporter, kind: ContentKind, profile: str
) -> None:
    report = export(kinds=frozenset({kind}), profile=profile)
    assert report.packages[0].contents == (kind.value,)
    assert check_package(report.path) == []


def test_gallringsprotokoll_that_are_asked_for_and_not_there_are_nothing_to_deliver(
    export: Exporter, output: Path
) -> None:
    with pytest.raises(RefusedError, match="nothing to deliver"):
        export(kinds=frozenset({ContentKind.GALLRING}))
    assert not output.exists()


def test_a_named_arende_goes_alone_and_says_so(export: Exporter) -> None:
    report = export(arenden=("KS/2026:2",))
    (made,) = report.packages
    assert (made.snapshots, made.arenden) == (0, 1)
    assert report.selection == "ärende KS/2026:2"
    assert report.path.name.startswith("sip-2120000001-ks-2026-h1-urval-")
    text = (report.path / "documentation/las_mig.txt").read_text(encoding="utf-8")
    assert "KS/2026:2" in text
    assert check_package(report.path) == []


def test_a_named_account_goes_alone_with_what_the_journal_says_of_it(
    export: Exporter,
) -> None:
    add_forum(export.engine, TAKEN - timedelta(days=30), account="ks-x")
    report = export(accounts=("ks-facebook",))
    (made,) = report.packages
    assert (made.contents, made.snapshots, report.failed) == (("snapshots", "journal"), 1, 1)
    assert report.selection == "konto ks-facebook"
    with pytest.raises(RefusedError, match="nothing to deliver"):
        export(accounts=("ks-x",))
    listed = export(accounts=("ks-x",), kinds=frozenset({ContentKind.FORTECKNING}))
    table = (listed.path / "representations/forteckning/data/forteckning.csv").read_text("utf-8")
    assert "ks-x" in table
    assert "ks-facebook" not in table


@pytest.mark.parametrize(
    ("field", "name", "said"),
    [
        ("arenden", "KS/2026:3", r"KS/2026:3 is no ärende .* closed in 2026-H1"),
        ("arenden", "KS/1999:1", r"KS/1999:1 is no ärende"),
        ("accounts", "inget-konto", "no account inget-konto"),
    ],
)
def test_what_is_named_and_not_there_is_told_and_nothing_is_written(
    export: Exporter, output: Path, field: str, name: str, said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        export("", **{field: (name,)})
    assert not output.exists()


def test_an_archives_own_profile_names_the_package_and_is_noted(
    export: Exporter, tmp_path: Path
) -> None:
    own = tmp_path / "stadsarkivet.toml"
    own.write_text(
        'base = "eark-2.2"\nname = "stadsarkivet"\npackage_name = "{namnd}_{period}"\n'
        '[[extra_agents]]\nrole = "CREATOR"\ntype = "INDIVIDUAL"\nname = "Åsa Arkiv"\n',
        encoding="utf-8",
    )
    report = export(profile=str(own))
    assert report.path.name == "Kommunstyrelsen_2026-h1"
    assert "Åsa Arkiv" in (report.path / "METS.xml").read_text(encoding="utf-8")
    assert check_package(report.path) == []
    with reading(export.engine) as session:
        assert [each.profile for each in list_packages(session)] == ["stadsarkivet"]


def test_a_profile_that_demands_what_is_not_given_stops_before_anything_is_written(
    export: Exporter, output: Path
) -> None:
    wish = wish_for(output, profile="fgs-1.2")
    with pytest.raises(SettingsError, match="SUBMISSIONAGREEMENT"):
        export_package(export.engine, export.files, wish, ExportSettings(), "a", export.now)
    assert not output.exists()


def test_a_package_is_never_said_to_be_older_than_what_is_in_it(
    export: Exporter, output: Path
) -> None:
    with pytest.raises(
        UsageError, match=r"said to be made 2026-06-30T22:30:00\+00:00: KS/2026:1-1"
    ):
        export(created=TAKEN)
    assert not output.exists()


def test_progress_goes_to_the_end_and_never_back(export: Exporter) -> None:
    told = list[tuple[int, int]]()
    export(progress=lambda done, whole: told.append((done, whole)))
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1] > 0
    assert len({whole for _done, whole in told}) == 1


def test_a_period_without_anything_is_refused_for_every_profile(
    export: Exporter, output: Path
) -> None:
    for profile in BUILT_IN:
        with pytest.raises(RefusedError, match="nothing to deliver for 2025-H1"):
            export(period=HalfYear(2025, 1), profile=profile)
    assert not output.exists()


def names_in(package: Path, form: str) -> set[str]:
    """Return the files of a package, relative to its root folder."""
    if form == "folder":
        files = (path for path in package.rglob("*") if path.is_file())
        return {path.relative_to(package).as_posix() for path in files}
    if form == "zip":
        with zipfile.ZipFile(package) as archive:
            names = archive.namelist()
    else:
        with tarfile.open(package) as archive:
            names = archive.getnames()
    return {name.partition("/")[2] for name in names}


def bytes_of(package: Path) -> dict[str, bytes]:
    """Return what a package is made of: its files, or its one file."""
    if package.is_file():
        return {package.name: package.read_bytes()}
    return {
        path.relative_to(package).as_posix(): path.read_bytes()
        for path in package.rglob("*")
        if path.is_file()
    }
