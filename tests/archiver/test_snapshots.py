"""Runs of ``archiver snapshot`` by the real command with a real Chromium."""

import json
import signal
import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from archiver.snapshots import Wish, plan_snapshots
from diarium.database import open_database, reading
from diarium.errors import UsageError
from diarium.snapshot_records import Why
from schedules.half_year import HalfYear
from tests.archiver.snapshot_runs import PERIOD, Archive, new_archive, stopping, wait_for
from tests.site_server import Answer, Page, Site, serve_pages
from tests.small_disk import mounted_disk

pytestmark = pytest.mark.browser
GOOD = Answer("<title>Exempelstad</title>" + "<p>Vatten, skola och väg</p>" * 200)
GONE = Answer("<h1>Finns inte</h1>", 404)
HANG = Answer("", wait=120)
DUE = ("--due", "--period", PERIOD)


@pytest.fixture
def site() -> Iterator[Site]:
    pages: dict[str, Page] = {"/good": GOOD, "/better": GOOD, "/gone": GONE, "/hang": HANG}
    with serve_pages(pages) as running:
        yield running


@pytest.fixture
def archive(tmp_path: Path, site: Site, chromium: Path) -> Archive:
    """Return an archive with one account, ``good``."""
    del chromium
    made = new_archive(tmp_path / "arkiv", site)
    made.add_account("good", "/good")
    return made


def test_due_takes_what_is_missing_and_then_nothing(archive: Archive) -> None:
    archive.add_account("gone", "/gone")

    first = archive.snapshot(*DUE, "--jobs", "2")
    archive.site.pages["/gone"] = GOOD
    second = archive.snapshot(*DUE, "--json")
    third = archive.snapshot(*DUE)

    assert (first.returncode, second.returncode, third.returncode) == (4, 0, 0)
    assert "(404)" in first.stdout
    assert [each["account"] for each in json.loads(second.stdout)] == ["gone"]
    assert third.stdout == "No snapshot is due.\n"
    assert archive.outcomes() == {"good": ["complete"], "gone": ["failed", "complete"]}
    assert archive.missing_files() == archive.work() == []
    assert {(each.period, each.late, each.why) for each in archive.noted()} == {
        (PERIOD, True, Why.HALVARSSKIFTE)
    }


def test_a_failed_try_leaves_the_earlier_picture_and_its_record(archive: Archive) -> None:
    assert archive.snapshot("--account", "good", "--period", PERIOD).returncode == 0
    archive.site.pages["/good"] = GONE
    failed = archive.snapshot("--account", "good", "--period", PERIOD, "--reason", "change")

    assert failed.returncode == 4
    good, bad = archive.noted()
    assert "pdfa" in [each.role for each in good.files]
    assert "pdfa" not in [each.role for each in bad.files]
    assert bad.files[-1].role == "provenance"
    assert (bad.reason, bad.why) == ("http-404", Why.CHANGE)
    assert archive.missing_files() == []


def test_a_page_in_part_gives_five_and_a_failure_beside_it_four(
    tmp_path: Path, site: Site, chromium: Path
) -> None:
    del chromium
    archive = new_archive(tmp_path / "arkiv", site, scroll_steps=1, scroll_seconds=20)
    site.pages["/long"] = Answer("<title>x</title>" + "<p>Rad</p>" * 300)
    archive.add_account("long", "/long")
    archive.add_account("gone", "/gone")

    in_part = archive.snapshot("--account", "long")
    both = archive.snapshot("--account", "long", "--account", "gone", "--jobs", "2")

    assert (in_part.returncode, both.returncode) == (5, 4)
    assert "in part" in in_part.stdout
    assert archive.outcomes()["long"] == ["partial", "partial"]


def test_without_a_browser_nothing_is_noted(tmp_path: Path, site: Site) -> None:
    archive = new_archive(tmp_path / "arkiv", site, browser="/nonexistent/chromium")
    archive.add_account("good", "/good")

    done = archive.snapshot("--account", "good")

    assert done.returncode == 9
    assert done.stderr.count("\n") == 1
    assert "/nonexistent/chromium" in done.stderr
    assert (archive.noted(), archive.work()) == ([], [])


def test_a_browser_that_does_not_start_is_told_in_one_line(tmp_path: Path, site: Site) -> None:
    archive = new_archive(tmp_path / "arkiv", site, browser="/bin/true")
    archive.add_account("good", "/good")

    done = archive.snapshot("--account", "good")

    assert done.returncode == 9
    assert done.stderr.count("\n") == 1
    assert "does not start" in done.stderr
    assert (archive.noted(), archive.work(), archive.alive()) == ([], [], [])


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--account", "finns-inte"),
        ("--due", "--period", "2999-H1"),
        ("--due", "--period", "sommaren"),
        ("--account", "good", "--reason", "vet-ej"),
        ("--due", "--jobs", "0"),
    ],
)
def test_what_cannot_be_meant_is_a_usage_error(
    archive: Archive, arguments: tuple[str, ...]
) -> None:
    done = archive.snapshot(*arguments)

    assert done.returncode == 2
    assert archive.noted() == []


@pytest.mark.parametrize("signal_", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_run_that_is_ended_in_the_middle_leaves_nothing_half(
    archive: Archive, signal_: signal.Signals
) -> None:
    archive.add_account("hang", "/hang")
    site = archive.site

    with stopping(archive.start(*DUE, "--jobs", "2")) as running:
        wait_for(lambda: "/hang" in site.asked and len(archive.noted()) == 1)
        running.send_signal(signal_)
        out, err = running.communicate(timeout=30)
    wait_for(lambda: not archive.alive(), 15)

    assert out == ""
    if signal_ is signal.SIGINT:
        assert (running.returncode, len(err.strip().splitlines())) == (130, 1)
        assert archive.work() == []
    assert archive.outcomes() == {"good": ["complete"]}
    site.pages["/hang"] = GOOD
    assert archive.snapshot(*DUE).returncode == 0
    assert archive.outcomes() == {"good": ["complete"], "hang": ["complete"]}
    assert (archive.missing_files(), archive.work(), archive.alive()) == ([], [], [])


def test_two_runs_at_once_are_one_too_many(archive: Archive) -> None:
    archive.add_account("hang", "/hang")

    with stopping(archive.start("--account", "hang")) as running:
        wait_for(lambda: "/hang" in archive.site.asked)
        second = archive.snapshot("--account", "good")
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=30)

    assert second.returncode == 6
    assert second.stderr.count("\n") == 1
    assert archive.snapshot("--account", "good").returncode == 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a file system that an archive fits on, and a large picture does not."""
    with mounted_disk(tmp_path / "liten", "3m") as place:
        yield place


def test_a_full_disk_is_told_in_one_line_and_the_next_run_goes_on(
    small_disk: Path, site: Site, chromium: Path
) -> None:
    del chromium
    noise = "<script>const c = paint.getContext('2d'), d = c.createImageData(1200, 1200);"
    noise += "d.data.forEach((_, n) => d.data[n] = Math.random() * 256); c.putImageData(d, 0, 0)"
    site.pages["/noise"] = Answer(
        f"<p>Brus<p><canvas id=paint width=1200 height=1200></canvas>{noise}</script>"
    )
    archive = new_archive(small_disk / "arkiv", site)
    archive.add_account("good", "/good")
    archive.add_account("noise", "/noise")
    assert archive.snapshot("--account", "good", "--period", PERIOD).returncode == 0

    full = archive.snapshot(*DUE)
    found = archive.outcomes()
    subprocess.run(["mount", "-o", "remount,size=40m", str(small_disk)], check=True)  # noqa: S607  as above

    assert full.returncode == 10
    assert full.stderr.count("\n") == 1
    assert "the disk is full" in full.stderr
    assert found == {"good": ["complete"]}
    assert archive.missing_files() == archive.work() == []
    assert archive.snapshot(*DUE).returncode == 0
    assert archive.outcomes() == {"good": ["complete"], "noise": ["complete"]}


def _plan(archive: Archive, wish: Wish, now: str) -> list[tuple[str, str, Why]]:
    from archiver.settings import read_settings  # noqa: PLC0415  used here alone

    settings = read_settings(archive.folder / "archiver.toml")
    with reading(open_database(settings.database)) as session:
        plan = plan_snapshots(session, settings, wish, datetime.fromisoformat(now))
        return [(each.account.account, str(each.period), each.why) for each in plan]


def test_a_snapshot_belongs_to_the_turn_that_is_due_or_to_the_present_half(
    archive: Archive,
) -> None:
    one = Wish(accounts=("good",))
    archive.site.pages.clear()

    assert _plan(archive, one, "2026-12-30T12:00+01:00") == [("good", "2026-H2", Why.MANUAL)]
    assert _plan(archive, one, "2026-12-31T12:00+01:00") == [("good", "2026-H2", Why.HALVARSSKIFTE)]
    assert _plan(archive, one, "2027-03-01T12:00+01:00") == [("good", "2026-H2", Why.HALVARSSKIFTE)]
    assert _plan(archive, Wish(due=True), "2027-07-02T12:00+02:00") == [
        ("good", "2026-H2", Why.HALVARSSKIFTE),
        ("good", "2027-H1", Why.HALVARSSKIFTE),
    ]


def test_no_old_period_is_due_unless_it_is_asked_for(archive: Archive) -> None:
    now = "2026-12-01T12:00+01:00"

    assert _plan(archive, Wish(due=True), now) == []
    assert _plan(archive, Wish(due=True, period=HalfYear(2026, 1)), now) == [
        ("good", "2026-H1", Why.HALVARSSKIFTE)
    ]
    with pytest.raises(UsageError, match="not begun"):
        _plan(archive, Wish(due=True, period=HalfYear(2027, 1)), now)


def test_a_profile_with_an_unknown_key_stops_the_run_and_is_named(
    tmp_path: Path, site: Site, chromium: Path
) -> None:
    del chromium
    own = tmp_path / "profiler"
    own.mkdir()
    archive = new_archive(tmp_path / "arkiv", site, profiles=str(own))
    archive.add_account("good", "/good")
    (own / "blogg.toml").write_text('[teasers]\nclos = ["x"]\n', "utf-8")

    done = archive.snapshot(*DUE)

    assert done.returncode == 3
    assert "blogg.toml has the key teasers.clos" in done.stderr
    assert archive.outcomes() == {}
