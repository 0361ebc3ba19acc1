"""Closing an account by the real command with a real Chromium: its last snapshot comes first."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from archiver.cli.main import run
from diarium.accounts import account_history
from diarium.database import open_database, reading
from diarium.records import Account
from diarium.snapshot_records import CaptureOutcome, Why
from schedules.clock import STOCKHOLM
from tests.archiver.snapshot_runs import Archive, new_archive
from tests.site_server import Answer, Site, serve_pages

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
PAGE = (
    "<!doctype html><html lang=sv><meta charset=utf-8><title>name</title><h1>name</h1>"
    + "<p>Tack för den här tiden. Vi finns numera på webbplatsen.</p>" * 20
)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serve_pages({"/kept": Answer(PAGE), "/hand": Answer("", status=404)}) as running:
        yield running


@pytest.fixture(scope="module")
def archive(site: Site, chromium: Path, tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """Return an archive with two accounts; the page of the second is gone."""
    del chromium
    made = new_archive(tmp_path_factory.mktemp("closing") / "arkiv", site)
    for name in ("kept", "hand"):
        made.add_account(name, f"/{name}")
    return made


def versions(archive: Archive, account: str) -> list[Account]:
    with reading(open_database(f"sqlite:///{archive.folder / 'archiver.db'}")) as session:
        return account_history(session, account)


def close(archive: Archive, account: str, *options: str) -> int:
    return run([*archive.config, "account", "close", account, "--reason", "Används inte", *options])


def test_the_last_snapshot_is_taken_and_then_the_row_ends_and_stays(archive: Archive) -> None:
    assert close(archive, "kept") == 0
    [last] = [each for each in archive.noted() if each.account == "kept"]
    assert (last.why, last.outcome) == (Why.CLOSING, CaptureOutcome.COMPLETE)
    added, closed = versions(archive, "kept")
    assert added.closed is None
    assert (closed.closed_reason, closed.unpictured) == ("Används inte", None)
    assert last.at <= closed.at
    assert closed.closed == last.taken_at.astimezone(STOCKHOLM).date()
    assert not archive.missing_files()


def test_an_account_whose_page_cannot_be_taken_stays_open_until_a_person_has_saved_it(
    archive: Archive, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert close(archive, "hand") == 6
    said = capfd.readouterr().err
    assert said.count("\n") == 1
    assert "the page is not there (404)" in said
    assert len(versions(archive, "hand")) == 1
    assert archive.outcomes()["hand"] == ["failed"]

    picture = tmp_path / "sista.png"
    Image.new("RGB", (600, 800), "white").save(picture)
    added = [*archive.config, "snapshot", "add", str(picture), "--account", "hand"]
    assert run([*added, "--reason", "closing"]) == 0
    assert close(archive, "hand") == 0
    assert [each.why for each in archive.noted() if each.account == "hand"] == [Why.CLOSING] * 2
    assert versions(archive, "hand")[-1].unpictured is None


def test_a_closing_that_cannot_be_meant_sends_no_browser_anywhere(
    archive: Archive, site: Site
) -> None:
    archive.add_account("other", "/kept")
    before = len(site.asked)
    assert close(archive, "other", "--date", "2999-01-01") == 2
    assert close(archive, "other", "--date", "1999-01-01") == 2
    assert close(archive, "finns-inte") == 2
    assert close(archive, "other", "--without-snapshot", "Sidan är borttagen") == 0
    assert close(archive, "other") == 6
    assert len(site.asked) == before
    assert versions(archive, "other")[-1].unpictured == "Sidan är borttagen"
