"""A trial run and the coverage before and after, by the real command with a real Chromium."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import html5lib
import pytest

from tests.archiver.snapshot_runs import PERIOD, Archive, new_archive
from tests.site_server import Answer, Site, serve_pages

pytestmark = pytest.mark.browser
GOOD = Answer("<title>Exempelstad</title>" + "<p>Vatten, skola och väg</p>" * 50)


@pytest.fixture
def site() -> Iterator[Site]:
    with serve_pages({"/good": GOOD}) as running:
        yield running


@pytest.fixture
def archive(tmp_path: Path, site: Site, chromium: Path) -> Archive:
    del chromium
    made = new_archive(tmp_path / "arkiv", site)
    made.add_account("good", "/good", "ett.localhost")
    made.add_account("gone", "/gone", "tva.localhost")
    return made


def content_of(archive: Archive) -> dict[str, str]:
    """Return the checksum of every file of the archive but the lock that a run takes."""
    return {
        str(each.relative_to(archive.folder)): hashlib.sha256(each.read_bytes()).hexdigest()
        for each in archive.folder.rglob("*")
        if each.is_file() and each.suffix != ".lock"
    }


def coverage(archive: Archive, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "archiver", *archive.config, "coverage", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


def states(archive: Archive) -> dict[str, str]:
    told = json.loads(coverage(archive, "--period", PERIOD, "--json").stdout)
    return {each["account"]: each["state"] for each in told["accounts"]}


def test_a_trial_run_tells_how_it_would_go_and_keeps_nothing(archive: Archive, site: Site) -> None:
    before = content_of(archive)

    failed = archive.snapshot("--probe", "--json", "--jobs", "2")
    one = archive.snapshot("--probe", "--account", "good")

    assert content_of(archive) == before
    assert not archive.noted()
    assert not archive.work()
    assert (failed.returncode, one.returncode) == (4, 0)
    told = {each["account"]: each for each in json.loads(failed.stdout)}
    assert {name: each["outcome"] for name, each in told.items()} == {
        "gone": "failed", "good": "complete",
    }  # fmt: skip
    assert (told["gone"]["reason"], told["good"]["reason"]) == ("http-404", None)
    assert site.url("/good", "ett.localhost") in one.stdout
    assert states(archive) == {"good": "not-tried", "gone": "not-tried"}


@pytest.mark.parametrize(
    "others", [("--due",), ("--period", PERIOD), ("--reason", "opening"), ("--account", "okand")]
)
def test_a_trial_run_has_no_period_and_no_reason(archive: Archive, others: tuple[str, ...]) -> None:
    done = archive.snapshot("--probe", *others)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert archive.site.asked == []


def test_coverage_tells_of_every_account_and_what_to_do(archive: Archive, tmp_path: Path) -> None:
    archive.snapshot("--due", "--period", PERIOD)
    page = tmp_path / "lage.html"

    table = coverage(archive, "--period", PERIOD)
    written = coverage(archive, "--period", PERIOD, "--html", str(page))
    assert states(archive) == {"good": "captured", "gone": "failed"}
    archive.site.pages["/gone"] = GOOD
    assert archive.snapshot("--due", "--period", PERIOD).returncode == 0
    whole = coverage(archive, "--period", PERIOD)

    assert (table.returncode, written.returncode, whole.returncode) == (1, 1, 0)
    assert "the page is not there (404)" in table.stdout
    assert "check the address" in table.stdout
    assert states(archive) == {"good": "captured", "gone": "captured"}
    text = page.read_text(encoding="utf-8")
    html5lib.HTMLParser(strict=True).parse(text)
    assert text.count("data:image/jpeg;base64,/9j/") == 1
    assert "1 av 2 konton saknar" in text
    assert "sidan finns inte (404)" in text


def test_a_half_year_that_has_not_begun_has_no_coverage(archive: Archive) -> None:
    done = coverage(archive, "--period", "2999-H1")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
