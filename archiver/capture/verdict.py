"""From the facts of a try to its outcome: complete, in part, or failed, and why.

A page that is not the account's start page must never be kept as if it were: an error page, a
login wall or an empty page is a failed try. The order below is that of certainty. Where there was
a page to see its picture is kept beside the verdict, so that a person may find it wrong.
"""

import re
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import urlsplit

from archiver.capture.facts import Facts, ScrollStop, Sign
from diarium.snapshot_records import CaptureOutcome

LITTLE_ELSE = 120
"""A page with a visible password field and fewer words than this is a login page."""
LEAST_MEDIA = 2_500
"""A wordless page whose largest picture is smaller than this, in square pixels, is blank."""
HIDDEN_MOST = 400
"""More than this many pixels inside an inner scroller means that the picture lacks something."""
ERROR = 400
"""From here on an HTTP status tells of an error."""
_UNUSABLE = frozenset(("CRASH", "DIALOGS", "DOWNLOAD", "ENDLESS", "NAVIGATED", "UNSTEADY"))
_LOGIN_WORDS = frozenset(
    ("login", "logon", "signin", "signup", "loggain", "inloggning", "authwall", "servicelogin")
)
_BROWSER_ERRORS = (
    ("CRASH", "crash"),
    ("DIALOGS", "dialogs"),
    ("DOWNLOAD", "download"),
    ("UNSTEADY", "unsteady"),
    ("NAVIGATED", "navigated-away"),
    ("ENDLESS", "endless"),
    ("TIMEOUT", "timeout"),
    ("ERR_TIMED_OUT", "timeout"),
    ("ERR_CERT_", "certificate"),
    ("ERR_SSL_", "tls-error"),
    ("ERR_TOO_MANY_REDIRECTS", "redirect-loop"),
    ("ERR_UNKNOWN_URL_SCHEME", "not-http"),
    ("ERR_UNSAFE_REDIRECT", "not-http"),
    ("ERR_DISALLOWED_URL_SCHEME", "not-http"),
)
_CONSENT_WORDS = frozenset(("consent", "samtycke", "cookieconsent"))
_CONTENT_VERDICTS = frozenset((*Sign, "blank", "wrong-account"))
"""Reasons that a person who looks at the picture may find wrong."""
_PAGES = ("text/html", "application/xhtml+xml")
_NO_CONTENT = (204, 205)


@dataclass(frozen=True, slots=True)
class Verdict:
    """An outcome, and the reason code where it is not complete."""

    outcome: CaptureOutcome
    reason: str | None = None

    @property
    def failed(self) -> bool:
        """Whether the page is not the account's start page, or there is none."""
        return self.outcome is CaptureOutcome.FAILED


def judge(facts: Facts) -> Verdict:
    """Return the outcome that the facts known so far lead to.

    Facts that are not known yet are no ground for failure, so that a try can be judged after
    every step and given up as soon as it has failed.
    """
    reason = _failure(facts)
    if reason == "login" and facts.logged_in:
        reason = "login-expired"
    if reason:
        return Verdict(CaptureOutcome.FAILED, reason)
    reason = _lack(facts)
    return Verdict(CaptureOutcome.PARTIAL if reason else CaptureOutcome.COMPLETE, reason)


def is_viewable(facts: Facts) -> bool:
    """Tell whether there is a page to take a picture of, whatever it is judged to be."""
    reason = _failure(facts)
    if reason is None:
        return True
    told = reason.startswith("http-") and not _is_empty(facts)
    judged = reason in _CONTENT_VERDICTS or told
    return judged and facts.error is None and facts.reached is not None


def is_web_address(url: str) -> bool:
    """Tell whether an address is one of http or https, the only ones a browser is sent to."""
    return urlsplit(url).scheme in {"http", "https"}


def is_login_address(asked: str, reached: str) -> bool:
    """Tell whether the browser was led from the address asked for to one that asks for a login.

    An address that speaks of a login itself, as a page about logging in may, is not counted.
    """
    return bool(_words(reached) & _LOGIN_WORDS - _words(asked))


def is_consent_address(asked: str, reached: str) -> bool:
    """Tell whether the browser was led to an address that asks for consent, such as consent.X."""
    return bool(_words(reached) & _CONSENT_WORDS - _words(asked))


def _failure(facts: Facts) -> str | None:
    """Return the first failure there is, in the order of certainty."""
    return next(filter(None, (find(facts) for find in _FAILURES)), None)


def _wrong_address(facts: Facts) -> str | None:
    reached = facts.reached or facts.asked
    return None if is_web_address(facts.asked) and is_web_address(reached) else "not-http"


def _unusable_page(facts: Facts) -> str | None:
    return _browser_error(facts.error) if facts.error in _UNUSABLE else None


def _not_connected(facts: Facts) -> str | None:
    return facts.trouble.value if facts.trouble else None


def _error_status(facts: Facts) -> str | None:
    status = facts.status or 0
    return "blank" if status in _NO_CONTENT else f"http-{status}" if status >= ERROR else None


def _network_error(facts: Facts) -> str | None:
    return _browser_error(facts.error) if facts.error else None


def _left(facts: Facts) -> str | None:
    """Return that a page which was answered is not shown any more, nor any other."""
    return "navigated-away" if facts.status is not None and facts.reached is None else None


def _lack(facts: Facts) -> str | None:
    if facts.too_much:
        return "too-much-data"
    if not facts.loaded:
        return "slow"
    if facts.lost_rows:
        return "virtual-list"
    if facts.scroll and facts.scroll is not ScrollStop.END:
        return f"scroll-{facts.scroll}"
    if facts.content and facts.content.hidden > HIDDEN_MOST:
        return "inner-scroll"
    return None


def _browser_error(error: str) -> str:
    return next((code for start, code in _BROWSER_ERRORS if error.startswith(start)), "network")


def _no_page(facts: Facts) -> str | None:
    seen = facts.content
    return "download" if seen is not None and seen.media_type not in _PAGES else None


def _login(facts: Facts) -> str | None:
    seen = facts.content
    led = facts.reached is not None and is_login_address(facts.asked, facts.reached)
    walled = seen is not None and seen.passwords > 0 and seen.words < LITTLE_ELSE
    return "login" if led or walled else None


def _consent(facts: Facts) -> str | None:
    led = facts.reached is not None and is_consent_address(facts.asked, facts.reached)
    return "consent" if led else None


def _wall(facts: Facts) -> str | None:
    """Return a wall that the page shows, whatever status it has."""
    sign = facts.seen.sign if facts.seen else None
    return sign if sign in {Sign.CHALLENGE, Sign.LOGIN, Sign.CONSENT} else None


def _told(facts: Facts) -> str | None:
    """Return what the page says in words although its status says that all is well."""
    return facts.seen.sign if facts.seen else None


def _wrong_account(facts: Facts) -> str | None:
    return "wrong-account" if facts.seen and not facts.seen.named else None


def _cut_off(facts: Facts) -> str | None:
    return "too-much-data" if facts.too_much and not facts.loaded else None


def _blank(facts: Facts) -> str | None:
    return "blank" if facts.uniform or _is_empty(facts) else None


def _is_empty(facts: Facts) -> bool:
    seen = facts.content
    return seen is not None and not seen.words and seen.media < LEAST_MEDIA


_FAILURES = (
    _wrong_address, _unusable_page, _not_connected, _cut_off, _wall, _error_status, _network_error,
    _left, _no_page, _told, _login, _consent, _blank, _wrong_account,
)  # fmt: skip


def _words(url: str) -> frozenset[str]:
    """Return the words of an address's host and path, pairs as one too: ``/log-in``, ``login``."""
    parts = urlsplit(url.lower())
    words = re.findall(r"[^\W\d_]+", f"{parts.hostname or ''}/{parts.path}")
    pairs = [first + second for first, second in pairwise(words)]
    return frozenset(words + pairs)
