"""``archiver schedule`` tells what is due and prints units that run this very program."""

import os
import pwd
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archiver.cli.workplace import login_of
from archiver.settings import read_settings
from diarium.database import writing
from diarium.files import FileStore
from diarium.installation import open_register
from diarium.snapshot_records import CaptureOutcome, Why
from diarium.snapshots import SnapshotFacts, SnapshotFile, record_snapshot
from tests.archiver.cli.office import ACCOUNT, Archive, Command

SetClock = Callable[[datetime], None]
JUNE, TURNED = datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 7, 2, tzinfo=UTC)


@pytest.fixture
def archive(tmp_path: Path, command: Command, set_clock: SetClock) -> Archive:
    """Return an archive that began in June 2026 with one account."""
    set_clock(JUNE)
    made = Archive(tmp_path / "arkiv", command)
    wish = ("--kommun", "Exempelstad", "--orgnr", "2120002882", "--namnd", "KS")
    assert command("init", str(made.folder), *wish).code == 0
    assert made("account", "add", "ks-fb", *ACCOUNT).code == 0
    return made


def take(archive: Archive, outcome: CaptureOutcome) -> None:
    settings = read_settings(archive.config)
    ref = FileStore(settings.files).keep_bytes(b"%PDF")
    failed = outcome is CaptureOutcome.FAILED
    file = SnapshotFile(
        role="provenance" if failed else "pdfa", name="x", media_type="x/x", ref=ref
    )
    facts = SnapshotFacts(
        account="ks-fb", account_version=1, namnd="KS", period="2026-H1", why=Why.HALVARSSKIFTE,
        outcome=outcome, reason=None, late=False, url_asked="https://x.se/", url_reached=None,
        taken_at=TURNED,
    )  # fmt: skip
    with writing(open_register(settings.database)) as session:
        record_snapshot(session, facts, [file], "me", TURNED)


def test_the_coming_turns_are_told_in_swedish_time(archive: Archive) -> None:
    told = archive("schedule", "--json").json
    assert told["due"] == []
    assert [turn["period"] for turn in told["turns"]] == [
        "2026-H1",
        "2026-H2",
        "2027-H1",
        "2027-H2",
    ]
    assert told["turns"][0]["due_from"] == "2026-06-30T00:00:00+02:00"
    assert told["turns"][1]["turn"] == "2027-01-01T00:00:00+01:00"
    assert "2026-07-15 00:00" in archive("schedule").out


def test_what_is_due_stays_due_until_it_is_taken(archive: Archive, set_clock: SetClock) -> None:
    set_clock(TURNED)
    owed = [{"account": "ks-fb", "period": "2026-H1", "late": False}]
    assert archive("schedule", "--json").json["due"] == owed
    set_clock(TURNED + timedelta(days=14))
    assert archive("schedule", "--json").json["due"] == [owed[0] | {"late": True}]
    set_clock(TURNED)
    take(archive, CaptureOutcome.FAILED)
    assert archive("schedule", "--json").json["due"] == owed
    take(archive, CaptureOutcome.PARTIAL)
    assert archive("schedule", "--json").json["due"] == []


def test_the_lead_of_the_settings_counts(archive: Archive) -> None:
    text = archive.config.read_text(encoding="utf-8").replace("#lead_days = 1", "lead_days = 40")
    archive.config.write_text(text, encoding="utf-8")
    assert [each["account"] for each in archive("schedule", "--json").json["due"]] == ["ks-fb"]


def test_the_command_in_the_crontab_runs_with_no_environment(archive: Archive) -> None:
    line = archive("schedule", "--cron").out.splitlines()[-2]
    _minute, _hour, _day, _month, _weekday, user, command = line.split(" ", 6)
    assert pwd.getpwnam(user).pw_uid == archive.folder.stat().st_uid
    assert " snapshot --due " in command
    tried = command.replace("snapshot --due", "account show nix")
    done = subprocess.run(
        ["/bin/sh", "-c", tried], cwd="/", env={}, capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith("Fel: ")
    assert "nix" in done.stdout


def test_an_owner_without_a_name_is_told_by_number() -> None:
    assert login_of(os.getuid()) == pwd.getpwuid(os.getuid()).pw_name
    assert login_of(3_999_999_999) == "3999999999"


def test_units_are_written_by_their_own_names(archive: Archive, tmp_path: Path) -> None:
    assert archive("schedule", "--systemd", "--output", str(tmp_path)).code == 0
    service = (tmp_path / "archiver-snapshot.service").read_text(encoding="utf-8")
    assert f"--config {archive.config} snapshot --due\n" in service
    readable = (tmp_path / "archiver-readable.service").read_text(encoding="utf-8")
    assert f"--config {archive.config} readable make\n" in readable
    assert (tmp_path / "archiver-readable.timer").exists()
    assert "Persistent=true" in (tmp_path / "archiver-snapshot.timer").read_text(encoding="utf-8")
    shown = archive("schedule", "--systemd").out
    assert service in shown
    assert "[Timer]" in shown


@pytest.mark.parametrize("arguments", [("--cron", "--systemd"), ("--output", "/")])
def test_options_that_do_not_go_together_are_refused(
    archive: Archive, arguments: tuple[str, ...]
) -> None:
    assert archive("schedule", *arguments).code == 2


def test_the_login_of_the_daily_run_and_whether_it_has_a_role_are_told(archive: Archive) -> None:
    owner = login_of(archive.folder.stat().st_uid)
    told = archive("schedule", "--json").json
    assert (told["login"], told["has_role"]) == (owner, True)
    assert f"som {owner}" in archive("schedule").out
    assert archive("user", "add", "chef", "--role", "admin").code == 0
    assert archive("user", "edit", owner, "--role", "registrator").code == 0
    assert not archive("schedule", "--json").json["has_role"]
    assert f"user add {owner} --role kommunikator" in archive("schedule").out


def test_a_role_for_one_namnd_of_several_is_not_enough_for_the_daily_run(archive: Archive) -> None:
    owner = login_of(archive.folder.stat().st_uid)
    assert archive("namnd", "add", "SBN").code == 0
    assert archive("user", "edit", owner, "--namnd", "KS").code == 0
    assert not archive("schedule", "--json").json["has_role"]
