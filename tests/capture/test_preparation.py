"""Captures of pages that must be prepared: what is done to them, what is told, what is not done."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from archiver.capture.run import Captured, Workers
from diarium.records import CaptureOutcome
from tests.capture.jobs import make_job
from tests.site.prepared_pages import PREPARED
from tests.site_server import Site, serve_pages

pytestmark = pytest.mark.browser
COMPLETE, PARTIAL = CaptureOutcome.COMPLETE, CaptureOutcome.PARTIAL
PARTS = {
    "/consent-frame", "/consent-led", "/frame-inside", "/frame-around", "/poster.svg", "/never",
    "/favicon.ico",
}  # fmt: skip
NAMES = [path[1:] for path in PREPARED if path not in PARTS]
NOT_WHOLE = {"virtual-list-of-few-rows": "virtual-list", "large-frame": "inner-scroll"}
LEFT_ALONE = (
    "only-looks-like-consent", "talks-of-consent", "consent-button-of-more-words",
    "small-scroller", "late-builder", "long-poll", "short-poll", "ticker", "shadow-dom", "frames",
)  # fmt: skip
PRESSED = {
    "consent-swedish": ("reject", "Avvisa alla", "tryckte-avvisa"),
    "consent-english": ("necessary", "Only necessary cookies", "tryckte-nodv"),
    "consent-nothing-milder": ("accept", "Jag förstår", "tryckte-godkann"),
    "consent-in-shadow": ("reject", "Neka alla", "tryckte-neka"),
    "consent-in-frame": ("reject", "Neka", "tryckteavvisat"),
    "consent-late": ("reject", "Neka kakor", "tryckte-neka"),
    "consent-leads-on": ("reject", "Avvisa alla", "samtycket"),
    "teaser": ("teaser", "Inte nu", "tryckte-inte-nu"),
}
OWN_PROFILE = """title = "Exempelboken"
[teasers.close]
texts = ["Inte nu"]
"""


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serve_pages(dict(PREPARED)) as running:
        yield running


@pytest.fixture(scope="module")
def done(
    site: Site, chromium: Path, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, Captured]:
    """Prepare and capture every page once."""
    del chromium
    folder, own = tmp_path_factory.mktemp("jobs"), tmp_path_factory.mktemp("profiles")
    (own / "exempelboken.toml").write_text(OWN_PROFILE, "utf-8")
    with Workers(2) as workers:
        begun = {}
        for name in NAMES:
            job = make_job(site.url(f"/{name}"), quiet_seconds=8, profiles=own)
            job = replace(job, subject=replace(job.subject, platform="Exempelboken"))
            begun[name] = workers.submit(job, folder / name)
        return {name: future.result() for name, future in begun.items()}


def _record(captured: Captured) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((captured.folder / "provenance.json").read_text("utf-8"))
    return read


def _deeds(captured: Captured, action: str) -> list[dict[str, Any]]:
    return [deed for deed in _record(captured)["prepared"] if deed["action"] == action]


def _pages(captured: Captured) -> list[str]:
    reader = PdfReader(captured.folder / "snapshot.pdf")
    return [page.extract_text() for page in reader.pages]


def _cover(captured: Captured) -> str:
    return " ".join(_pages(captured)[0].split())


def _text(captured: Captured) -> str:
    return "\n".join(_pages(captured)[1:])


@pytest.mark.parametrize("name", NAMES)
def test_each_page_has_its_outcome_and_shows_its_end(
    done: Mapping[str, Captured], name: str
) -> None:
    result, lacks = done[name].result, NOT_WHOLE.get(name)

    assert (result.outcome, result.reason) == (PARTIAL if lacks else COMPLETE, lacks)
    assert ("Sistaordet" in _text(done[name])) is (lacks is None)


@pytest.mark.parametrize("name", PRESSED)
def test_the_mildest_button_is_pressed_and_told(done: Mapping[str, Captured], name: str) -> None:
    rule, label, said = PRESSED[name]
    deeds = _deeds(done[name], "pressed")

    assert [(deed["rule"], deed["label"]) for deed in deeds] == [(rule, label)]
    assert said in _text(done[name])
    assert f"”{label}”" in _cover(done[name])


@pytest.mark.parametrize("name", LEFT_ALONE)
def test_what_need_not_be_touched_is_left_alone(done: Mapping[str, Captured], name: str) -> None:
    assert _record(done[name])["prepared"] == []
    assert "tryckte" not in _text(done[name])
    assert "Före bilden" not in _cover(done[name])


def test_a_press_in_a_frame_of_another_site_names_the_frame(done: Mapping[str, Captured]) -> None:
    (deed,) = _deeds(done["consent-in-frame"], "pressed")
    assert deed["frame"].endswith("/consent-frame")


def test_a_box_that_no_button_closes_is_hidden_and_told(done: Mapping[str, Captured]) -> None:
    (deed,) = _deeds(done["consent-without-button"], "hid")

    assert (deed["profile"], deed["mark"]) == ("generic", "#onetrust-consent-sdk")
    assert "Kakrutetext" not in _text(done["consent-without-button"])
    assert "Före bilden: dolde" in _cover(done["consent-without-button"])


@pytest.mark.parametrize("name", ["scroll-lock", "body-fixed"])
def test_a_locked_page_is_unlocked_and_told(done: Mapping[str, Captured], name: str) -> None:
    assert _deeds(done[name], "unlocked")
    assert "låste upp sidans rullning" in _cover(done[name])


@pytest.mark.parametrize("name", ["app-shell", "app-shell-of-grid"])
def test_an_inner_scroller_is_opened_and_told(done: Mapping[str, Captured], name: str) -> None:
    opened = [deed["mark"] for deed in _deeds(done[name], "opened")]

    assert any("main" in mark for mark in opened)
    assert _record(done[name])["picture"]["pages"] > 3
    assert "öppnade det som rullades för sig" in _cover(done[name])


def test_an_endless_answer_is_not_waited_for(done: Mapping[str, Captured]) -> None:
    for name in ("long-poll", "short-poll"):
        assert _record(done[name])["came_to_rest"] is True


def test_a_list_that_drops_its_rows_gets_a_high_window(done: Mapping[str, Captured]) -> None:
    text = _text(done["virtual-list"])

    assert len(_deeds(done["virtual-list"], "widened")) == 1
    assert text.count("Inlägg") == 60
    assert _deeds(done["virtual-list"], "widened")[0]["mark"] == str(60 * 240)
    assert _record(done["virtual-list-of-few-rows"])["facts"]["lost_rows"] > 10


def test_the_words_of_every_frame_stand_in_their_place(done: Mapping[str, Captured]) -> None:
    text = _text(done["frames"])
    words = (
        "Förstaordet", "Ordisammaram", "Mellanordet", "Ordiannanram", "Efterordet", "Ramytterst",
    )  # fmt: skip
    places = [text.index(word) for word in words]

    assert places == sorted(places)
    assert text.count("Ordiannanram") == 2
    assert "Doltord" not in text


def test_a_film_is_stilled_and_shows_its_poster(done: Mapping[str, Captured], site: Site) -> None:
    assert len(_deeds(done["video-poster"], "stilled")) == 1
    assert "/poster.svg" in site.asked
