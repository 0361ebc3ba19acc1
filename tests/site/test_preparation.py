"""Captures of pages that must be prepared: what is done to them, what is told, what is not done."""

from typing import Any

import pytest

from archiver.capture.run import Captured
from tests.site.captures import Captures, RunningSite, record_of, text_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(1800)]  # a capture waits for its turn
LEFT_ALONE = (
    "only-looks-like-consent", "talks-of-consent", "consent-button-of-more-words",
    "small-scroller", "late-builder", "long-poll", "short-poll", "ticker", "shadow-dom", "frames",
)  # fmt: skip
PRESSED = {
    "consent-swedish": ("reject", "Avvisa alla"),
    "consent-english": ("necessary", "Only necessary cookies"),
    "consent-nothing-milder": ("accept", "Jag förstår"),
    "consent-in-shadow": ("reject", "Neka alla"),
    "consent-in-frame": ("reject", "Neka"),
    "consent-late": ("reject", "Neka kakor"),
    "consent-leads-on": ("reject", "Avvisa alla"),
    "teaser": ("teaser", "Inte nu"),
}


def _deeds(captured: Captured, action: str) -> list[dict[str, Any]]:
    return [deed for deed in record_of(captured)["prepared"] if deed["action"] == action]


def _cover(captured: Captured) -> str:
    return " ".join(text_of(captured, cover=True).split())


@pytest.mark.parametrize("name", PRESSED)
def test_the_mildest_button_is_pressed_and_told(done: Captures, name: str) -> None:
    deeds = _deeds(done[name], "pressed")

    assert [(deed["rule"], deed["label"]) for deed in deeds] == [PRESSED[name]]
    assert f"”{PRESSED[name][1]}”" in _cover(done[name])


@pytest.mark.parametrize("name", LEFT_ALONE)
def test_what_need_not_be_touched_is_left_alone(done: Captures, name: str) -> None:
    assert record_of(done[name])["prepared"] == []
    assert "Före bilden" not in _cover(done[name])


def test_a_press_in_a_frame_of_another_site_names_the_frame(done: Captures) -> None:
    (deed,) = _deeds(done["consent-in-frame"], "pressed")
    assert deed["frame"].endswith("/consent-frame")


def test_a_box_that_no_button_closes_is_hidden_and_told(done: Captures) -> None:
    (deed,) = _deeds(done["consent-without-button"], "hid")

    assert (deed["profile"], deed["mark"]) == ("generic", "#onetrust-consent-sdk")
    assert "Före bilden: dolde" in _cover(done["consent-without-button"])


@pytest.mark.parametrize("name", ["scroll-lock", "body-fixed"])
def test_a_locked_page_is_unlocked_and_told(done: Captures, name: str) -> None:
    assert _deeds(done[name], "unlocked")
    assert "låste upp sidans rullning" in _cover(done[name])


@pytest.mark.parametrize("name", ["app-shell", "app-shell-of-grid"])
def test_an_inner_scroller_is_opened_and_told(done: Captures, name: str) -> None:
    opened = [deed["mark"] for deed in _deeds(done[name], "opened")]

    assert any("main" in mark for mark in opened)
    assert record_of(done[name])["picture"]["pages"] > 3
    assert "öppnade det som rullades för sig" in _cover(done[name])


def test_what_is_laid_out_only_when_seen_is_laid_out_at_once(done: Captures) -> None:
    assert len(_deeds(done["laid-out-when-seen"], "rendered")) == 1


def test_a_scroller_that_its_page_sets_again_stays_open(done: Captures) -> None:
    assert [deed["mark"] for deed in _deeds(done["pane-set-at-resize"], "opened")] == ["main"]


def test_an_endless_answer_is_not_waited_for(done: Captures) -> None:
    for name in ("long-poll", "short-poll"):
        assert record_of(done[name])["came_to_rest"] is True


def test_a_list_that_drops_its_rows_gets_a_high_window(done: Captures) -> None:
    text = text_of(done["virtual-list"])

    assert len(_deeds(done["virtual-list"], "widened")) == 1
    assert text.count("Inlägg") == 60
    assert _deeds(done["virtual-list"], "widened")[0]["mark"] == str(60 * 240)
    assert record_of(done["virtual-list-of-few-rows"])["facts"]["lost_rows"] > 10


def test_the_words_of_every_frame_stand_in_their_place(done: Captures) -> None:
    text = text_of(done["frames"])
    words = (
        "Förstaordet", "Ordisammaram", "Mellanordet", "Ordiannanram", "Efterordet", "Ramytterst",
    )  # fmt: skip
    places = [text.index(word) for word in words]

    assert places == sorted(places)
    assert text.count("Ordiannanram") == 2
    assert "Doltord" not in text


def test_a_film_is_stilled_and_shows_its_poster(done: Captures, site: RunningSite) -> None:
    assert len(_deeds(done["video-poster"], "stilled")) == 1
    assert "/poster.svg" in site.plain.asked
