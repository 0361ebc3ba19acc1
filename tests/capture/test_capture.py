"""Captures by the real worker with a real Chromium: what comes of good and bad pages."""

import hashlib
import json
import socket
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from archiver.capture.job import Job, Result
from archiver.capture.run import Captured, Workers
from diarium.records import CaptureOutcome
from tests.capture.jobs import make_job
from tests.capture.pages import PAGES
from tests.site_server import Site, serve_pages

pytestmark = pytest.mark.browser
COMPLETE, PARTIAL, FAILED = CaptureOutcome.COMPLETE, CaptureOutcome.PARTIAL, CaptureOutcome.FAILED
EXPECTED: dict[str, tuple[CaptureOutcome, str | None]] = {
    "feed": (COMPLETE, None),
    "popups": (COMPLETE, None),
    "moved": (COMPLETE, None),
    "script-moved": (COMPLETE, None),
    "private-part": (COMPLETE, None),
    "secrets": (COMPLETE, None),
    "websocket": (COMPLETE, None),
    "stubborn": (COMPLETE, None),
    "some-dialogs": (COMPLETE, None),
    "slow-part": (PARTIAL, "slow"),
    "endless": (PARTIAL, "scroll-pixels"),
    "shell": (PARTIAL, "inner-scroll"),
    "gone": (FAILED, "http-404"),
    "fault": (FAILED, "http-500"),
    "empty-fault": (FAILED, "http-503"),
    "led-away": (FAILED, "login"),
    "script-led-away": (FAILED, "login"),
    "wall": (FAILED, "login"),
    "blank": (FAILED, "blank"),
    "white": (FAILED, "blank"),
    "no-content": (FAILED, "blank"),
    "download": (FAILED, "download"),
    "drawing": (FAILED, "download"),
    "to-private": (FAILED, "private-address"),
    "script-to-private": (FAILED, "private-address"),
    "to-file": (FAILED, "not-http"),
    "loop": (FAILED, "redirect-loop"),
    "hang": (FAILED, "timeout"),
    "busy": (FAILED, "timeout"),
    "dialogs": (FAILED, "dialogs"),
    "refused": (FAILED, "unreachable"),
    "unknown-host": (FAILED, "unknown-host"),
    "no-tls": (FAILED, "tls-error"),
    "private": (FAILED, "private-address"),
    "private-tls": (FAILED, "private-address"),
    "file": (FAILED, "not-http"),
    "javascript": (FAILED, "not-http"),
}


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serve_pages(dict(PAGES)) as running:
        yield running


@pytest.fixture(scope="module")
def done(
    site: Site, chromium: Path, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, Captured]:
    """Carry out every job once, two at a time as a run would."""
    del chromium
    folder, jobs = tmp_path_factory.mktemp("jobs"), _jobs(site)
    with Workers(2) as workers:
        begun = {name: workers.submit(job, folder / name) for name, job in jobs.items()}
        return {name: future.result() for name, future in begun.items()}


def _jobs(site: Site) -> dict[str, Job]:
    special = {
        "slow-part": {"load_seconds": 2},
        "endless": {"scroll_pixels": 5_000},
        "hang": {"load_seconds": 2},
        "busy": {"total_seconds": 8},
    }
    jobs = {
        name: make_job(site.url(f"/{name}"), **special.get(name, {}))
        for name in EXPECTED
        if f"/{name}" in PAGES
    }
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        unused = bound.getsockname()[1]
    return jobs | {
        "refused": make_job(f"http://127.0.0.1:{unused}/"),
        "unknown-host": make_job("http://finns-inte.invalid/"),
        "no-tls": make_job(f"https://127.0.0.1:{site.port}/feed"),
        "private": make_job(f"http://127.0.0.2:{site.port}/feed"),
        "private-tls": make_job("https://10.0.0.1/"),
        "file": make_job("file:///etc/hostname"),
        "javascript": make_job("javascript:alert(1)"),
    }


def _record(captured: Captured) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((captured.folder / "provenance.json").read_text("utf-8"))
    return read


def _text(captured: Captured) -> str:
    reader = PdfReader(captured.folder / "snapshot.pdf")
    return "\n".join(page.extract_text() for page in reader.pages)


@pytest.mark.parametrize("name", EXPECTED)
def test_each_page_has_its_outcome_and_its_reason(done: Mapping[str, Captured], name: str) -> None:
    result = done[name].result

    assert (result.outcome, result.reason) == EXPECTED[name]
    assert [each.role for each in result.files] == _roles(result)
    assert (done[name].folder / "snapshot.pdf").exists() is (result.outcome is not FAILED)


def _roles(result: Result) -> list[str]:
    return ["provenance"] if result.outcome is FAILED else ["pdfa", "provenance"]


@pytest.mark.parametrize("name", EXPECTED)
def test_each_file_has_the_checksum_it_was_given(done: Mapping[str, Captured], name: str) -> None:
    for each in done[name].result.files:
        content = (done[name].folder / each.name).read_bytes()
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (each.sha256, each.size)


def test_what_is_loaded_only_when_looked_at_is_in_the_picture(done: Mapping[str, Captured]) -> None:
    text = _text(done["feed"])

    assert "Inlägg nummer 29" in text
    assert "Betraktaren har sett detta" in text
    assert text.count("Exempelstads sidhuvud") == 1
    assert _record(done["feed"])["pictures_missing"] == 0


def test_a_page_that_replaces_the_scroll_is_scrolled_all_the_same(
    done: Mapping[str, Captured],
) -> None:
    assert "Betraktaren har sett detta" in _text(done["stubborn"])
    assert _record(done["stubborn"])["scroll"]["steps"] > 3


def test_lazy_pictures_were_asked_for(done: Mapping[str, Captured], site: Site) -> None:
    assert done["feed"].result.outcome is COMPLETE
    assert {f"/lazy-{n}.svg" for n in range(30)} <= set(site.asked)


def test_the_record_tells_every_step_and_answer(done: Mapping[str, Captured], site: Site) -> None:
    record = _record(done["moved"])

    names = [each["name"] for each in record["steps"]]
    assert names == ["open", "settle", "scroll", "inspect", "shoot", "assemble"]
    assert [each["status"] for each in record["answers"]] == [301, 302, 200]
    assert {each["server"] for each in record["answers"]} == {"127.0.0.1"}
    assert record["address_reached"] == site.url("/short")
    assert record["files"][0]["sha256"] == done["moved"].result.files[0].sha256
    assert record["browser"]["version"].count(".") == 3


def test_no_secret_is_in_the_record(done: Mapping[str, Captured]) -> None:
    written = (done["secrets"].folder / "provenance.json").read_text("utf-8")

    assert "hemligt" not in written
    assert "hemligt" not in str(done["secrets"].result.url_reached)
    assert "x-kept" in written


def test_a_part_at_a_closed_address_is_left_out_and_told(
    done: Mapping[str, Captured], site: Site
) -> None:
    traffic = _record(done["private-part"])["traffic"]

    assert traffic["refused"] == [f"127.0.0.3:{site.port} private-address 127.0.0.3"]
    assert "/stolen" not in site.asked


def test_dialogs_and_popups_are_turned_away_and_counted(done: Mapping[str, Captured]) -> None:
    assert _record(done["some-dialogs"])["traffic"]["dialogs_dismissed"] == 3
    assert _record(done["popups"])["traffic"]["popups_closed"] == 2
    assert _record(done["dialogs"])["traffic"]["dialogs_dismissed"] > 20


def test_a_websocket_goes_through_the_guard(done: Mapping[str, Captured], site: Site) -> None:
    traffic = _record(done["websocket"])["traffic"]

    assert f"127.0.0.5:{site.port} private-address 127.0.0.5" in traffic["refused"]


def test_the_scroll_says_what_ended_it(done: Mapping[str, Captured]) -> None:
    assert _record(done["feed"])["scroll"]["stop"] == "end"
    assert _record(done["endless"])["scroll"]["stop"] == "pixels"


def test_the_page_is_asked_for_in_swedish_by_a_browser_that_says_what_it_is(
    done: Mapping[str, Captured], site: Site
) -> None:
    assert done["feed"].result.outcome is COMPLETE
    asked = next(h for p, h in zip(site.asked, site.headers, strict=True) if p == "/feed")

    assert asked["Accept-Language"].startswith("sv-SE")
    assert "HeadlessChrome" in asked["User-Agent"]
    assert "Proxy-Authorization" not in asked


def test_a_worker_killed_for_its_time_leaves_its_steps(done: Mapping[str, Captured]) -> None:
    record = _record(done["busy"])

    assert record["reason"] == "timeout"
    assert record["address_asked"].endswith("/busy")
