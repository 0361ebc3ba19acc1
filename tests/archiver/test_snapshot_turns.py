"""Runs against servers that flap, ask for a pause, turn visits away or die, by the real command."""

import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from tests.archiver.snapshot_runs import PERIOD, Archive, new_archive, stopping, wait_for
from tests.site_server import Answer, Site, serve_pages

pytestmark = pytest.mark.browser
GOOD = Answer("<title>Exempelstad</title>" + "<p>Vatten, skola och väg</p>" * 50)
DUE = ("--due", "--period", PERIOD)


class Flapping:
    """A page that fails so many times and then is good; it remembers when it was asked."""

    def __init__(self, failures: int, **headers: str) -> None:
        self.bad = Answer("<h1>Vänta</h1>", 503, headers=headers)
        self.failures = failures
        self.moments: list[float] = []

    def __call__(self, request: BaseHTTPRequestHandler) -> Answer:
        del request
        self.moments.append(time.monotonic())
        return self.bad if len(self.moments) <= self.failures else GOOD


class Counting:
    """A page that takes its time and counts how many ask for it at once."""

    def __init__(self) -> None:
        self.lock, self.now, self.most = threading.Lock(), 0, 0

    def __call__(self, request: BaseHTTPRequestHandler) -> Answer:
        del request
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        time.sleep(0.5)
        with self.lock:
            self.now -= 1
        return GOOD


@pytest.fixture
def site() -> Iterator[Site]:
    with serve_pages({"/good": GOOD, "/hang": Answer("", wait=120)}) as running:
        yield running


def provenance(archive: Archive, name: str) -> dict[str, Any]:
    (snapshot,) = [each for each in archive.noted() if each.account == name]
    (sha256,) = [each.sha256 for each in snapshot.files if each.role == "provenance"]
    told: dict[str, Any] = json.loads((archive.folder / "files" / sha256[:2] / sha256).read_text())
    return told


def test_a_server_that_fails_twice_gives_one_whole_snapshot(
    tmp_path: Path, site: Site, chromium: Path
) -> None:
    del chromium
    page = site.pages["/flap"] = Flapping(2, **{"Retry-After": "3"})
    archive = new_archive(tmp_path / "arkiv", site)
    archive.add_account("flap", "/flap")

    done = archive.snapshot(*DUE)

    assert done.returncode == 0
    assert archive.outcomes() == {"flap": ["complete"]}
    assert len(page.moments) == 3
    assert min(page.moments[1] - page.moments[0], page.moments[2] - page.moments[1]) >= 3
    told = provenance(archive, "flap")
    assert told["attempt"] == 3
    assert [(each["reason"], each["retry_after"]) for each in told["earlier_attempts"]] == [
        ("http-503", 3.0)
    ] * 2
    assert archive.work() == []


def test_three_failures_are_one_row_and_what_is_gone_is_asked_for_once(
    tmp_path: Path, site: Site, chromium: Path
) -> None:
    del chromium
    page = site.pages["/flap"] = Flapping(99)
    archive = new_archive(tmp_path / "arkiv", site, breaker_failures=9)
    archive.add_account("flap", "/flap")
    archive.add_account("gone", "/gone")

    done = archive.snapshot(*DUE)

    assert done.returncode == 4
    assert archive.outcomes() == {"flap": ["failed"], "gone": ["failed"]}
    assert (len(page.moments), site.asked.count("/gone")) == (3, 1)
    assert len(provenance(archive, "flap")["earlier_attempts"]) == 2


def test_a_host_that_turns_visits_away_is_left_alone_and_others_are_not(
    tmp_path: Path, site: Site, chromium: Path
) -> None:
    del chromium
    archive = new_archive(tmp_path / "arkiv", site, attempts=1, breaker_failures=2)
    for name in "abcd":
        site.pages[f"/{name}"] = Answer("<h1>För många besök</h1>", 429)
        archive.add_account(name, f"/{name}", "stangd.localhost")
    archive.add_account("good", "/good", "oppen.localhost")

    done = archive.snapshot(*DUE)

    assert done.returncode == 4
    assert {each.account: each.reason for each in archive.noted()} == {
        "a": "http-429", "b": "http-429", "c": "host-blocked", "d": "host-blocked", "good": None,
    }  # fmt: skip
    assert {"/c", "/d"}.isdisjoint(site.asked)
    assert "turned away" in done.stdout
    assert provenance(archive, "d")["reason"] == "host-blocked"
    assert archive.missing_files() == archive.work() == []


def test_a_pause_longer_than_the_run_waits_puts_the_host_off(
    tmp_path: Path, site: Site, chromium: Path
) -> None:
    del chromium
    site.pages["/late"] = Answer("<h1>Vänta</h1>", 503, headers={"Retry-After": "7200"})
    archive = new_archive(tmp_path / "arkiv", site)
    archive.add_account("first", "/late")
    archive.add_account("second", "/good")

    archive.snapshot(*DUE)

    assert {each.account: each.reason for each in archive.noted()} == {
        "first": "http-503", "second": "host-blocked"
    }  # fmt: skip
    assert (site.asked.count("/late"), site.asked.count("/good")) == (1, 0)


def test_two_pages_of_one_host_are_never_visited_at_once(
    tmp_path: Path, site: Site, chromium: Path
) -> None:
    del chromium
    page = Counting()
    archive = new_archive(tmp_path / "arkiv", site, host_pause_seconds=1)
    for name in "abc":
        site.pages[f"/{name}"] = page
        archive.add_account(name, f"/{name}")

    done = archive.snapshot(*DUE, "--jobs", "3")

    assert (done.returncode, page.most) == (0, 1)
    assert "3 start pages" in done.stderr


def test_a_run_interrupted_while_it_waits_goes_on_where_it_stopped(
    tmp_path: Path, site: Site, chromium: Path
) -> None:
    del chromium
    site.pages["/flap"] = Flapping(1)
    archive = new_archive(tmp_path / "arkiv", site, backoff_seconds=[600])
    archive.add_account("flap", "/flap", "ett.localhost")
    archive.add_account("good", "/good", "tva.localhost")

    with stopping(archive.start(*DUE)) as running:
        wait_for(lambda: archive.outcomes() == {"good": ["complete"]})
        wait_for(lambda: not _workers(archive))
        time.sleep(0.5)
        assert running.poll() is None
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=20)

    assert (running.returncode, out, len(err.strip().splitlines())) == (130, "", 1)
    assert archive.outcomes() == {"good": ["complete"]}
    assert archive.snapshot(*DUE).returncode == 0
    assert archive.outcomes() == {"good": ["complete"], "flap": ["complete"]}
    assert (archive.missing_files(), archive.work(), archive.alive()) == ([], [], [])


def test_a_capture_that_is_killed_costs_its_account_one_try(
    tmp_path: Path, site: Site, chromium: Path
) -> None:
    del chromium
    archive = new_archive(tmp_path / "arkiv", site)
    archive.add_account("hang", "/hang")
    archive.add_account("good", "/good")

    with stopping(archive.start(*DUE)) as running:
        wait_for(lambda: "/hang" in site.asked)
        site.pages["/hang"] = GOOD
        for process in _workers(archive):
            os.kill(process, signal.SIGKILL)
        running.communicate(timeout=240)

    assert running.returncode == 0
    assert archive.outcomes() == {"good": ["complete"], "hang": ["complete"]}
    told = provenance(archive, "hang")
    assert [each["reason"] for each in told["earlier_attempts"]] == ["worker-died"]


def _workers(archive: Archive) -> list[int]:
    """Return the processes that capture a page right now."""
    found = []
    for process in archive.alive():
        try:
            said = Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"archiver.capture" in said:
            found.append(process)
    return found
