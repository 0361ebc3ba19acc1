"""A package made from the register, on both databases, and everything that may stop it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from lxml import etree
from sqlalchemy import Engine

import archiver.exports
from archiver.exports import export_package
from archiver.settings import ExportSettings
from diarium.arende_records import ArendeStatus
from diarium.arenden import read_arende
from diarium.database import reading, writing
from diarium.errors import AlteredError, PackageError, RefusedError, StorageError, UsageError
from diarium.files import FileStore
from diarium.journal import append_event, read_events
from diarium.packages import list_packages
from diarium.statuses import write_status
from diarium.verify import check_archive
from exporters.checks.findings import Finding
from exporters.checks.package_checks import check_package
from exporters.namespaces import ERMS
from exporters.packages.delivery import PREFIX
from schedules.half_year import HalfYear
from tests.archiver.filled import add_snapshot, fill, wish_for
from tests.small_disk import mounted_disk

SETTINGS = ExportSettings(agreement="KS/2026:99; 2026-01-01")
NAME = "sip-2120000001-ks-2026-h1"


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "leverans"


@pytest.fixture
def filled(sqlite_engine: Engine, files: FileStore, now: datetime) -> Engine:
    fill(sqlite_engine, files, now)
    return sqlite_engine


def test_a_half_year_becomes_a_package_that_the_register_knows(
    engine: Engine, files: FileStore, now: datetime, output: Path
) -> None:
    fill(engine, files, now)
    report = export_package(engine, files, wish_for(output), SETTINGS, "arkivarie", now)
    assert report.path == output / NAME
    assert check_package(report.path) == []
    (made,) = report.packages
    assert (made.snapshots, report.failed, made.arenden, made.handlingar) == (1, 1, 2, 2)
    assert made.withheld == 1
    with reading(engine) as session:
        (noted,) = list_packages(session, "KS", "2026-H1")
        last = list(read_events(session))[-1]
    assert (noted.name, noted.manifest_sha256) == (NAME, made.manifest_sha256)
    assert (last.kind, last.subject, last.by) == ("package.made", NAME, "arkivarie")
    assert not list(check_archive(engine, files))


def test_only_arenden_closed_in_the_period_go_in(
    filled: Engine, files: FileStore, now: datetime, output: Path
) -> None:
    report = export_package(filled, files, wish_for(output), SETTINGS, "test", now)
    assert _numbers(report.path) == ["KS/2026:1", "KS/2026:2"]


def test_an_extract_holds_the_open_ones_too_and_stands_beside_the_delivery(
    filled: Engine, files: FileStore, now: datetime, output: Path
) -> None:
    export_package(filled, files, wish_for(output), SETTINGS, "test", now)
    extract = export_package(filled, files, wish_for(output, extract=True), SETTINGS, "test", now)
    assert extract.path.name == f"{NAME}-utdrag"
    assert _numbers(extract.path) == ["KS/2026:1", "KS/2026:2", "KS/2026:3"]
    assert check_package(extract.path) == []


def test_an_extract_lists_what_lacks_a_readable_form_and_a_closed_arende_cannot(
    engine: Engine, files: FileStore, now: datetime, tmp_path: Path
) -> None:
    fill(engine, files, now)
    wish = wish_for(tmp_path / "out", extract=True)
    report = export_package(engine, files, wish, SETTINGS, "test", now)
    assert report.unreadable == ("KS/2026:3-1",)
    with writing(engine) as session:  # as if it had been closed before forms were asked for
        arende = read_arende(session, "KS/2026:3")
        row = write_status(session, arende.id, ArendeStatus.CLOSED, None, "test", now)
        append_event(session, "arende.closed", "KS/2026:3", [row], "test", now)
    later = wish_for(tmp_path / "later", period=HalfYear(2026, 2))
    with pytest.raises(RefusedError, match=r"KS/2026:3 is closed, but .* of KS/2026:3-1; run"):
        export_package(engine, files, later, SETTINGS, "test", now)
    assert not list((tmp_path / "later").glob("*"))


def test_what_belongs_to_another_namnd_or_half_year_stays_out(
    filled: Engine, files: FileStore, now: datetime, output: Path
) -> None:
    add_snapshot(filled, files, b"%PDF annan", namnd="SBN")
    add_snapshot(filled, files, b"%PDF senare", period=HalfYear(2026, 2))
    report = export_package(filled, files, wish_for(output), SETTINGS, "test", now)
    assert report.packages[0].snapshots == 1


def test_a_second_export_to_the_same_place_is_refused_and_changes_nothing(
    filled: Engine, files: FileStore, now: datetime, output: Path
) -> None:
    report = export_package(filled, files, wish_for(output), SETTINGS, "test", now)
    before = (report.path / "METS.xml").stat()
    with pytest.raises(RefusedError, match="never replaced"):
        export_package(filled, files, wish_for(output), SETTINGS, "test", now)
    assert (report.path / "METS.xml").stat() == before
    assert [each.name for each in output.iterdir()] == [NAME]


@pytest.mark.parametrize("kind", ["file", "empty folder", "dangling link"])
def test_whatever_lies_in_its_place_is_never_replaced(
    filled: Engine, files: FileStore, now: datetime, output: Path, kind: str
) -> None:
    output.mkdir()
    target = output / NAME
    if kind == "file":
        target.write_text("mitt", encoding="utf-8")
    elif kind == "empty folder":
        target.mkdir()
    else:
        target.symlink_to("finns-inte")
    with pytest.raises(RefusedError):
        export_package(filled, files, wish_for(output), SETTINGS, "test", now)
    assert [each.name for each in output.iterdir()] == [NAME]


def test_a_package_is_not_put_inside_a_package(
    filled: Engine, files: FileStore, now: datetime, output: Path
) -> None:
    made = export_package(filled, files, wish_for(output), SETTINGS, "test", now)
    with pytest.raises(RefusedError, match="itself a package"):
        export_package(filled, files, wish_for(made.path, extract=True), SETTINGS, "test", now)
    assert check_package(made.path) == []


def test_a_half_year_without_anything_is_refused_and_leaves_no_folder(
    filled: Engine, files: FileStore, now: datetime, output: Path
) -> None:
    with pytest.raises(RefusedError, match="nothing to deliver"):
        export_package(
            filled, files, wish_for(output, period=HalfYear(2025, 1)), SETTINGS, "test", now
        )
    assert not output.exists()


def test_an_unknown_namnd_is_told_apart(
    filled: Engine, files: FileStore, now: datetime, output: Path
) -> None:
    with pytest.raises(UsageError, match="no nämnd"):
        export_package(filled, files, wish_for(output, namnd="XX"), SETTINGS, "test", now)


def test_an_altered_file_stops_the_export_and_leaves_nothing(
    filled: Engine, files: FileStore, now: datetime, output: Path
) -> None:
    pdf = next(p for p in map(files.path_of, files.checksums()) if p.read_bytes()[:4] == b"%PDF")
    pdf.chmod(0o640)
    pdf.write_bytes(b"%PDF-1.7 Sidan")
    with pytest.raises(AlteredError, match=pdf.name):
        export_package(filled, files, wish_for(output), SETTINGS, "test", now)
    _assert_nothing_left(filled, output)


def test_a_package_that_breaks_a_rule_is_not_put_in_place(
    filled: Engine,
    files: FileStore,
    now: datetime,
    output: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def harm_then_check(folder: Path) -> list[Finding]:
        (folder / "extra.txt").write_text("x", encoding="utf-8")
        return check_package(folder)

    monkeypatch.setattr(archiver.exports, "check_package", harm_then_check)
    with pytest.raises(PackageError, match="FILE-UNDECLARED"):
        export_package(filled, files, wish_for(output), SETTINGS, "test", now)
    _assert_nothing_left(filled, output)


@pytest.mark.parametrize("stop", [KeyboardInterrupt, MemoryError])
def test_an_export_that_is_interrupted_leaves_nothing(
    filled: Engine,
    files: FileStore,
    now: datetime,
    output: Path,
    monkeypatch: pytest.MonkeyPatch,
    stop: type[BaseException],
) -> None:
    def interrupt(_: object) -> None:
        raise stop

    monkeypatch.setattr(archiver.exports, "check_package", interrupt)
    with pytest.raises(stop):
        export_package(filled, files, wish_for(output), SETTINGS, "test", now)
    _assert_nothing_left(filled, output)


def test_what_a_killed_run_left_is_cleared_by_the_next(
    filled: Engine, files: FileStore, now: datetime, output: Path
) -> None:
    left = output / f"{PREFIX}gammal" / NAME
    left.mkdir(parents=True)
    (left / "METS.xml").write_text("halv", encoding="utf-8")
    export_package(filled, files, wish_for(output), SETTINGS, "test", now)
    assert [each.name for each in output.iterdir()] == [NAME]


def test_two_exports_to_one_folder_take_turns_or_are_refused(
    filled: Engine,
    files: FileStore,
    now: datetime,
    output: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def export_meanwhile(folder: Path) -> list[Finding]:
        with pytest.raises(RefusedError, match="another export"):
            export_package(filled, files, wish_for(output, extract=True), SETTINGS, "b", now)
        return check_package(folder)

    monkeypatch.setattr(archiver.exports, "check_package", export_meanwhile)
    report = export_package(filled, files, wish_for(output), SETTINGS, "a", now)
    assert check_package(report.path) == []


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a file system of 64 kB, which a package does not fit on."""
    with mounted_disk(tmp_path / "liten", "64k") as place:
        yield place


def test_a_disk_with_too_little_room_is_told_before_anything_is_written(
    filled: Engine, files: FileStore, now: datetime, tiny_disk: Path
) -> None:
    add_snapshot(filled, files, b"%PDF" + bytes(200_000))
    with pytest.raises(StorageError, match="bytes free and the delivery needs"):
        export_package(filled, files, wish_for(tiny_disk), SETTINGS, "test", now)
    _assert_nothing_left(filled, tiny_disk)
    with reading(filled) as session:
        assert "package.made" not in {each.kind for each in read_events(session)}


def test_the_same_register_and_moment_give_the_same_package(
    filled: Engine, files: FileStore, now: datetime, output: Path
) -> None:
    first = export_package(filled, files, wish_for(output / "a"), SETTINGS, "a", now)
    again = export_package(filled, files, wish_for(output / "b"), SETTINGS, "b", now)
    assert first.packages[0].manifest_sha256 == again.packages[0].manifest_sha256
    moved = tuple(replace(each, path=again.path) for each in first.packages)
    assert replace(first, path=again.path, packages=moved) == again


def _numbers(package: Path) -> list[str | None]:
    erms = etree.parse(package / "representations/diarium/data/ERMS.xml")
    found = erms.iterfind(f".//{{{ERMS}}}aggregation/{{{ERMS}}}objectId")
    return [each.text for each in found]


def _assert_nothing_left(engine: Engine, output: Path) -> None:
    assert list(output.iterdir()) == []
    with reading(engine) as session:
        assert list_packages(session) == []
