"""``archiver doctor`` sees what is wrong with the machine and says what to do."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archiver import doctor
from tests.archiver.cli.office import Archive, Command, Told


def state_of(said: Told, check: str) -> tuple[str, bool]:
    """Return the state of a point, and whether it says what to do."""
    found = {finding["check"]: finding for finding in said.json}[check]
    return found["state"], bool(found["advice"])


@pytest.mark.browser
def test_a_machine_that_has_everything_is_found_well(archive: Archive, chromium: Path) -> None:
    said = archive("doctor", "--json")
    for check in ("settings", "browser", "file formats", "disk", "database", "clock"):
        assert state_of(said, check) == ("ok", False), check
    browser = {finding["check"]: finding for finding in said.json}["browser"]
    assert browser["found"].split()[-1].split(".")[0].isdigit()
    assert browser["found"].startswith(f"{chromium} ")


@pytest.mark.browser
def test_the_table_has_a_row_for_every_point(archive: Archive) -> None:
    said = archive("doctor")
    assert "Noto CJK" in said.out
    assert "SQLite 3" in said.out


def test_a_browser_that_is_not_there_is_a_missing_tool(archive: Archive) -> None:
    archive.settle('browser = "/finns/inte/chromium"\n')
    said = archive("doctor", "--json")
    assert said.code == 9
    assert state_of(said, "browser") == ("tool-missing", True)


def test_a_browser_that_does_not_start_is_a_missing_tool(archive: Archive) -> None:
    fake = archive.folder / "chromium"
    fake.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    fake.chmod(0o755)
    archive.settle('browser = "chromium"\n')
    said = archive("doctor", "--json")
    assert said.code == 9
    assert state_of(said, "browser") == ("tool-missing", True)


@pytest.mark.usefixtures("no_browser")
def test_a_tool_for_file_formats_that_does_not_start_is_a_missing_tool(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert state_of(archive("doctor", "--json"), "file formats") == ("ok", False)
    monkeypatch.setattr(sys, "executable", "/bin/false")
    said = archive("doctor", "--json")
    assert said.code == 9
    assert state_of(said, "file formats") == ("tool-missing", True)


@pytest.fixture
def no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the browser out, where it is not what is looked at."""
    monkeypatch.setattr(
        doctor, "_browser", lambda _chosen: doctor.Point("browser", doctor.State.OK, "")
    )


@pytest.mark.usefixtures("no_browser")
class TestWithoutBrowser:
    """The points but the browser."""

    def test_settings_that_are_wrong_or_missing_are_told_and_the_rest_looked_at(
        self, archive: Archive, command: Command, tmp_path: Path
    ) -> None:
        archive.settle("widht = 3\n")
        for said in (
            archive("doctor", "--json"),
            command("--config", str(tmp_path / "archiver.toml"), "doctor", "--json"),
        ):
            assert said.code == 1
            assert state_of(said, "settings") == ("wrong", True)
            assert state_of(said, "disk") == ("ok", False)

    def test_a_database_that_cannot_be_read_is_wrong(self, archive: Archive) -> None:
        (archive.folder / "archiver.db").write_bytes(b"x" * 5000)
        for sidecar in archive.folder.glob("archiver.db-*"):
            sidecar.unlink()
        said = archive("doctor", "--json")
        assert said.code == 1
        assert state_of(said, "database") == ("wrong", True)

    def test_the_database_is_told_with_its_version(
        self, tmp_path: Path, command: Command, database_url: str
    ) -> None:
        wish = ("--kommun", "X", "--orgnr", "2120002882", "--namnd", "KS")
        assert command("init", str(tmp_path), *wish, "--database", database_url).code == 0
        said = Archive(tmp_path, command)("doctor", "--json")
        kind = "SQLite 3." if database_url.startswith("sqlite") else "PostgreSQL 1"
        assert any(point["found"].startswith(kind) for point in said.json)

    def test_a_clock_behind_what_is_written_is_wrong(
        self, archive: Archive, set_clock: Callable[[datetime], None]
    ) -> None:
        set_clock(datetime(2020, 1, 1, tzinfo=UTC))
        said = archive("doctor", "--json")
        assert said.code == 1
        assert state_of(said, "clock") == ("wrong", True)

    def test_a_font_that_is_missing_is_wrong(
        self, archive: Archive, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(doctor.FONTS, "Noto CJK", ("fonts-noto-cjk", ":family=Finns Inte"))
        said = archive("doctor", "--json")
        assert said.code == 1
        assert state_of(said, "font Noto CJK") == ("wrong", True)
        assert "fonts-noto-cjk" in archive("doctor").out

    def test_tools_that_are_not_there_give_advice(
        self, archive: Archive, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PATH", str(archive.folder))
        said = archive("doctor", "--json")
        assert said.code == 0
        for check in ("font Noto Sans", "network time", "scheduler"):
            assert state_of(said, check) == ("advice", True)

    def test_a_full_disk_is_wrong(self, archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(doctor, "FREE_NEEDED", 1 << 60)
        said = archive("doctor", "--json")
        assert said.code == 1
        assert state_of(said, "disk") == ("wrong", True)
