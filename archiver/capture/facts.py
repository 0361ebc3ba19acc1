"""What was seen of a page, as far as it decides how the capture ended."""

from dataclasses import dataclass
from enum import StrEnum

from archiver.network.connect import Trouble


class ScrollStop(StrEnum):
    """Why the scroll through a page ended."""

    END = "end"
    STEPS = "steps"
    PIXELS = "pixels"
    SECONDS = "seconds"


class Sign(StrEnum):
    """What a page may be instead of the account's start page; each is a reason code."""

    CHALLENGE = "bot-challenge"
    RATE_LIMITED = "rate-limited"
    REMOVED = "removed"
    LOGIN = "login"
    CONSENT = "consent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Whose page it is, as far as can be seen.

    Attributes:
        sign: What the page is instead of the account's, if anything says so.
        mark: The words or the selector that say it.
        named: The account's name or handle stands on the page, in its title or its address.
    """

    sign: Sign | None = None
    mark: str = ""
    named: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a person would see of a loaded page.

    Attributes:
        words: Visible words.
        media: Area of the largest visible picture, film, drawing or frame, in CSS pixels squared.
        passwords: Visible fields for a password.
        hidden: Height of what lies hidden in the page's largest inner scroller, in CSS pixels.
        title: The page's title.
        media_type: What kind of document it is; a page is HTML.
    """

    words: int
    media: float
    passwords: int
    hidden: float
    title: str
    media_type: str = "text/html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The facts of one try.

    Attributes:
        asked: The address asked for.
        reached: The address of the page last shown; none if none was.
        status: HTTP status of the page last answered; none if no server answered.
        error: The browser's error: a code such as ``ERR_EMPTY_RESPONSE``, or ``TIMEOUT``,
            ``DOWNLOAD``, ``CRASH``, ``DIALOGS``, ``UNSTEADY``, ``NAVIGATED`` or
            ``ENDLESS``.
        trouble: Why the guard did not connect to the page's host.
        loaded: The page said that it had loaded, within the time allowed.
        scroll: Why the scroll ended, when it came to that.
        lost_rows: Rows of a list that were passed and are no longer on the page.
        content: What there was to see, when it came to that.
        seen: Whose page it is, when it came to that.
        uniform: The whole picture is of one colour.
        logged_in: The browser was let in with a kept login.
        too_much: More was sent than is taken in.
    """

    asked: str
    reached: str | None = None
    status: int | None = None
    error: str | None = None
    trouble: Trouble | None = None
    loaded: bool = False
    scroll: ScrollStop | None = None
    lost_rows: int = 0
    content: Content | None = None
    seen: Seen | None = None
    uniform: bool = False
    logged_in: bool = False
    too_much: bool = False
