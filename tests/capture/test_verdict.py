"""From facts to an outcome."""

from dataclasses import replace
from typing import Any

import pytest

from archiver.capture.facts import Content, Facts, ScrollStop, Seen, Sign
from archiver.capture.verdict import Verdict, is_login_address, is_viewable, judge
from archiver.network.connect import Trouble
from diarium.snapshot_records import CaptureOutcome

COMPLETE, PARTIAL, FAILED = CaptureOutcome.COMPLETE, CaptureOutcome.PARTIAL, CaptureOutcome.FAILED
SEEN = Content(words=300, media=0, passwords=0, hidden=0, title="Exempelstad")
GOOD = Facts(
    asked="https://example.se/stad",
    reached="https://example.se/stad",
    status=200,
    loaded=True,
    scroll=ScrollStop.END,
    content=SEEN,
)


def test_a_page_that_loaded_and_was_scrolled_to_its_end_is_complete() -> None:
    assert judge(GOOD) == Verdict(COMPLETE)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"asked": "file:///etc/passwd"}, "not-http"),
        ({"asked": "javascript:alert(1)"}, "not-http"),
        ({"reached": "data:text/html,x"}, "not-http"),
        ({"error": "ERR_UNSAFE_REDIRECT"}, "not-http"),
        ({"trouble": Trouble.PRIVATE}, "private-address"),
        (
            {"trouble": Trouble.UNKNOWN_HOST, "error": "ERR_TUNNEL_CONNECTION_FAILED"},
            "unknown-host",
        ),
        ({"trouble": Trouble.UNREACHABLE}, "unreachable"),
        ({"status": 404}, "http-404"),
        ({"status": 503, "error": "ERR_HTTP_RESPONSE_CODE_FAILURE"}, "http-503"),
        ({"status": 204, "error": "ERR_ABORTED"}, "blank"),
        ({"error": "TIMEOUT", "loaded": False}, "timeout"),
        ({"error": "ERR_CERT_DATE_INVALID"}, "certificate"),
        ({"error": "ERR_SSL_PROTOCOL_ERROR"}, "tls-error"),
        ({"error": "NAVIGATED"}, "navigated-away"),
        ({"reached": None}, "navigated-away"),
        ({"error": "ENDLESS"}, "endless"),
        ({"too_much": True, "loaded": False}, "too-much-data"),
        ({"seen": Seen(sign=Sign.CHALLENGE)}, "bot-challenge"),
        ({"seen": Seen(sign=Sign.CHALLENGE), "status": 403}, "bot-challenge"),
        ({"seen": Seen(sign=Sign.LOGIN), "status": 401}, "login"),
        ({"seen": Seen(sign=Sign.CONSENT)}, "consent"),
        ({"reached": "https://consent.example.se/m?continue=x"}, "consent"),
        ({"seen": Seen(sign=Sign.REMOVED)}, "removed"),
        ({"seen": Seen(sign=Sign.REMOVED), "status": 404}, "http-404"),
        ({"seen": Seen(sign=Sign.RATE_LIMITED)}, "rate-limited"),
        ({"seen": Seen(sign=Sign.RATE_LIMITED), "status": 429}, "http-429"),
        ({"seen": Seen(named=False)}, "wrong-account"),
        ({"error": "ERR_TOO_MANY_REDIRECTS"}, "redirect-loop"),
        ({"error": "ERR_EMPTY_RESPONSE"}, "network"),
        ({"error": "CRASH", "status": 404}, "crash"),
        ({"error": "DIALOGS"}, "dialogs"),
        ({"error": "DOWNLOAD"}, "download"),
        ({"error": "UNSTEADY"}, "unsteady"),
        ({"reached": "https://example.se/login?next=/stad"}, "login"),
        ({"content": replace(SEEN, passwords=1, words=40)}, "login"),
        ({"content": replace(SEEN, words=0)}, "blank"),
        ({"content": replace(SEEN, words=0, media=900.0)}, "blank"),
        ({"uniform": True}, "blank"),
        ({"content": replace(SEEN, media_type="image/svg+xml")}, "download"),
    ],
)
def test_what_is_not_the_start_page_is_a_failure(facts: dict[str, Any], reason: str) -> None:
    assert judge(replace(GOOD, **facts)) == Verdict(FAILED, reason)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"loaded": False}, "slow"),
        ({"scroll": ScrollStop.PIXELS}, "scroll-pixels"),
        ({"scroll": ScrollStop.STEPS}, "scroll-steps"),
        ({"scroll": ScrollStop.SECONDS}, "scroll-seconds"),
        ({"content": replace(SEEN, hidden=900.0)}, "inner-scroll"),
        ({"too_much": True}, "too-much-data"),
    ],
)
def test_what_lacks_something_is_partial(facts: dict[str, Any], reason: str) -> None:
    assert judge(replace(GOOD, **facts)) == Verdict(PARTIAL, reason)


@pytest.mark.parametrize(
    "facts",
    [
        {"content": replace(SEEN, passwords=1)},
        {"content": replace(SEEN, words=0, media=90_000.0)},
        {"asked": "https://example.se/login", "reached": "https://example.se/login/"},
        {"content": replace(SEEN, hidden=50.0)},
        {"status": 304},
    ],
)
def test_what_only_resembles_a_failure_is_complete(facts: dict[str, Any]) -> None:
    assert judge(replace(GOOD, **facts)) == Verdict(COMPLETE)


@pytest.mark.parametrize(
    ("facts", "viewable"),
    [
        ({}, True),
        ({"status": 404}, True),
        ({"seen": Seen(named=False)}, True),
        ({"uniform": True}, True),
        ({"status": 503, "error": "ERR_HTTP_RESPONSE_CODE_FAILURE", "reached": None}, False),
        ({"status": 204, "error": "ERR_ABORTED"}, False),
        ({"error": "DIALOGS"}, False),
        ({"error": "NAVIGATED"}, False),
        ({"trouble": Trouble.PRIVATE, "reached": None}, False),
        ({"too_much": True, "loaded": False}, False),
    ],
)
def test_a_page_that_is_there_can_be_looked_at_whatever_it_is(
    facts: dict[str, Any], *, viewable: bool
) -> None:
    assert is_viewable(replace(GOOD, **facts)) is viewable


def test_what_is_not_known_yet_is_no_failure() -> None:
    assert not judge(Facts(asked="https://example.se/")).failed


@pytest.mark.parametrize(
    "reached",
    [
        "https://example.se/login",
        "https://example.se/accounts/login/?next=%2Fstad",
        "https://example.se/users/sign_in",
        "https://example.se/Log-In",
        "https://example.se/logga-in",
        "https://example.se/wp-login.php",
        "https://login.example.com/common",
        "https://accounts.example.com/ServiceLogin",
        "https://example.se/authwall?trk=x",
    ],
)
def test_a_login_is_known_by_its_address(reached: str) -> None:
    assert is_login_address("https://example.se/stad", reached)


@pytest.mark.parametrize(
    "reached",
    [
        "https://example.se/",
        "https://example.se/blog-in-english",
        "https://example.se/catalogin",
        "https://example.se/stad?from=login",
        "https://example.se/stad#login",
        "https://example.se/signering/in",
    ],
)
def test_other_addresses_are_no_login(reached: str) -> None:
    assert not is_login_address("https://example.se/stad", reached)
