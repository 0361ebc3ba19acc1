"""What a capture by the real worker with a real Chromium leaves behind, looked into."""

from pathlib import Path

import pytest
from PIL import Image

from diarium.snapshot_records import CaptureOutcome
from tests.site.captures import Captures, RunningSite, record_of, text_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(1800)]  # a capture waits for its turn
COMPLETE = CaptureOutcome.COMPLETE


def test_what_is_loaded_only_when_looked_at_is_in_the_picture(done: Captures) -> None:
    text = text_of(done["feed"])

    assert "Inlägg nummer 29" in text
    assert "Betraktaren har sett detta" in text
    assert text.count("Exempelstads sidhuvud") == 1
    assert record_of(done["feed"])["pictures_missing"] == 0


def test_a_page_that_replaces_the_scroll_is_scrolled_all_the_same(
    done: Captures,
) -> None:
    assert "Betraktaren har sett detta" in text_of(done["stubborn"])
    assert record_of(done["stubborn"])["scroll"]["steps"] > 3


def test_lazy_pictures_were_asked_for(done: Captures, site: RunningSite) -> None:
    assert done["feed"].result.outcome is COMPLETE
    assert {f"/lazy-{n}.svg" for n in range(30)} <= set(site.plain.asked)


def test_the_record_tells_every_step_and_answer(done: Captures, site: RunningSite) -> None:
    record = record_of(done["moved"])

    names = [each["name"] for each in record["steps"]]
    told = "open settle prepare scroll inspect shoot describe archive assemble"
    assert names == told.split()
    assert [each["status"] for each in record["answers"]] == [301, 302, 200]
    assert {each["server"] for each in record["answers"]} == {"127.0.0.1"}
    assert record["address_reached"] == site.plain.url("/short")
    assert record["files"][0]["sha256"] == done["moved"].result.files[0].sha256
    assert record["browser"]["version"].count(".") == 3


def test_no_secret_is_in_therecord_of(done: Captures) -> None:
    written = (done["secrets"].folder / "provenance.json").read_text("utf-8")

    assert "hemligt" not in written
    assert "hemligt" not in str(done["secrets"].result.url_reached)
    assert "x-kept" in written


def test_dialogs_and_popups_are_turned_away_and_counted(done: Captures) -> None:
    assert record_of(done["some-dialogs"])["traffic"]["dialogs_dismissed"] == 3
    assert record_of(done["popups"])["traffic"]["popups_closed"] == 2
    assert record_of(done["dialogs"])["traffic"]["dialogs_dismissed"] > 20


def test_the_scroll_says_what_ended_it(done: Captures) -> None:
    assert record_of(done["feed"])["scroll"]["stop"] == "end"
    assert record_of(done["endless"])["scroll"]["stop"] == "pixels"


def test_the_page_is_asked_for_in_swedish_by_a_browser_that_says_what_it_is(
    done: Captures, site: RunningSite
) -> None:
    assert done["feed"].result.outcome is COMPLETE
    asked = next(
        h for p, h in zip(site.plain.asked, site.plain.headers, strict=True) if p == "/feed"
    )

    assert asked["Accept-Language"].startswith("sv-SE")
    assert "HeadlessChrome" in asked["User-Agent"]
    assert "Proxy-Authorization" not in asked


def test_a_worker_killed_for_its_time_leaves_its_steps(done: Captures) -> None:
    record = record_of(done["busy"])

    assert record["reason"] == "timeout"
    assert record["address_asked"].endswith("/busy")


def test_a_wall_is_told_with_what_gave_it_away_and_shown(done: Captures) -> None:
    assert record_of(done["consent-over-all"])["facts"]["seen"]["mark"] == "kakor"
    assert record_of(done["another-account"])["facts"]["seen"]["named"] is False
    with Image.open(done["wall"].folder / "diagnostics.png") as picture:
        assert picture.size == (1280, 1600)
    assert "Logga in" in text_of(done["wall"])


def test_control_characters_in_a_title_reach_nothing_that_is_read(
    done: Captures,
) -> None:
    written = (done["title"].folder / "provenance.json").read_bytes()

    assert b"\x1b" not in written
    assert b"\x07" not in written


def test_a_link_without_room_in_the_format_is_told_on_the_cover(
    done: Captures,
) -> None:
    assert record_of(done["long-link"])["picture"]["dropped_links"] != []
    assert "för långa för formatet" in " ".join(text_of(done["long-link"], cover=True).split())


def test_downloads_are_refused_and_counted(done: Captures) -> None:
    assert record_of(done["downloads"])["traffic"]["downloads_refused"] > 0
    left = {each.name for each in done["downloads"].folder.iterdir()}
    assert not any(name.endswith(".crdownload") for name in left)


def test_accounts_on_the_same_host_share_no_cookies(site: RunningSite, tmp_path: Path) -> None:
    before = site.plain.asked.count("/sets-cookies")
    for folder, jobs in (("first", 1), ("again", 1)):
        site.capture(["sets-cookies"], tmp_path / folder, jobs)
    site.capture(["sets-cookies", "same-host"], tmp_path / "both", 2)

    asked = zip(site.plain.asked, site.plain.headers, strict=True)
    sent = [headers.get("Cookie") for path, headers in asked if path == "/sets-cookies"]
    assert sent == [None] * (before + 4)
