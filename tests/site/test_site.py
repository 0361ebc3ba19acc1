"""Every page of the test site comes to the outcome and the reason that the table says."""

import hashlib
from pathlib import Path

import pytest

from archiver.cli.reasons import tell_reason
from tests.site.captures import EXPECTED, Captures, RunningSite, record_of, text_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(1800)]  # a capture waits for its turn
ROUNDS = 10
JUDGED = ("blank", "bot-challenge", "consent", "login", "rate-limited", "removed", "wrong-account")
"""Reasons that a person may find wrong; there is a picture then, unless there was no page."""
SHOWN = ("wall", "removed", "consent-over-all", "challenge", "another-account", "gone")
NO_PAGE = ("no-content", "empty-fault", "wipes-itself")


@pytest.mark.parametrize("name", EXPECTED)
def test_each_page_comes_to_its_outcome_and_its_reason(done: Captures, name: str) -> None:
    wanted, result = EXPECTED[name], done[name].result

    assert (result.outcome.value, result.reason) == (wanted.outcome, wanted.reason)
    assert result.retry_after == wanted.retry_after
    assert tell_reason(result.reason) != (result.reason or "complete"), "the reason has no words"


@pytest.mark.parametrize("name", EXPECTED)
def test_each_page_leaves_the_files_that_its_outcome_asks_for(done: Captures, name: str) -> None:
    roles, failed = [each.role for each in done[name].result.files], _failed(name)

    assert roles[-1] == "provenance"
    assert ("pdfa" in roles) is not failed
    assert ("unaccepted" in roles) is (failed and _has_picture(name))
    assert ("unaccepted" not in roles) or ("diagnostics" in roles)
    for each in done[name].result.files:
        content = (done[name].folder / each.name).read_bytes()
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (each.sha256, each.size)


@pytest.mark.parametrize("name", [n for n, e in EXPECTED.items() if e.says or e.hides or e.once])
def test_what_is_seen_is_in_the_text_and_what_must_not_be_is_not(done: Captures, name: str) -> None:
    text = text_of(done[name])

    assert [each for each in EXPECTED[name].says if each not in text] == []
    assert [each for each in EXPECTED[name].hides if each in text] == []
    assert {each: text.count(each) for each in EXPECTED[name].once} == dict.fromkeys(
        EXPECTED[name].once, 1
    )


@pytest.mark.parametrize("name", [n for n, e in EXPECTED.items() if e.refused])
def test_the_guard_turned_away_what_led_inside(
    done: Captures, site: RunningSite, name: str
) -> None:
    address = EXPECTED[name].refused
    refused = record_of(done[name])["traffic"]["refused"]

    assert f"{address}:{site.plain.port} private-address {address}" in refused
    assert {"/stolen", "/inside"} & set(site.plain.asked) == set()


def test_every_failure_has_a_picture_that_says_what_it_was_judged_to_be(
    done: Captures,
) -> None:
    for name in SHOWN:
        text = text_of(done[name], cover=True)
        assert "Utfall: Misslyckad." in text
        assert "bara om en person har godtagit den" in " ".join(text.split())


@pytest.mark.soak
@pytest.mark.parametrize("turn", range(ROUNDS))
def test_run_after_run_comes_to_the_same(site: RunningSite, tmp_path: Path, turn: int) -> None:
    done = site.capture(EXPECTED, tmp_path, jobs=2)
    found = {name: (each.result.outcome.value, each.result.reason) for name, each in done.items()}

    assert found == {name: (e.outcome, e.reason) for name, e in EXPECTED.items()}, turn


def _failed(name: str) -> bool:
    return EXPECTED[name].outcome == "failed"


def _has_picture(name: str) -> bool:
    reason = EXPECTED[name].reason or ""
    return (reason in JUDGED or reason.startswith("http-")) and name not in NO_PAGE
