"""A polite question by HTTP GET to a server that may know us by a token."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from http import HTTPStatus

from archiver.network.addresses import Network
from archiver.network.exchange import (
    OK,
    Answer,
    ExchangeError,
    Request,
    exchange,
)
from archiver.network.http_heads import Head
from archiver.network.retry_after import read_retry_after

DEFAULT_WAIT = 300.0
"""Seconds; how long a server is left alone that asks for it without saying how long."""
_TOKEN = re.compile(r"[\x21-\x7e]+")
_LINK = re.compile(r'<([^<>]*)>[^<>,]*;\s*rel="?([a-z]+)"?')
_REDIRECT = range(300, 400)


class GetTrouble(StrEnum):
    """Why a question has no answer, besides those of `exchange` and `connect`, and ``http-NNN``."""

    TOKEN_REFUSED = "token-refused"  # noqa: S105  a reason code
    REDIRECTED = "redirected"
    WAIT = "asked-to-wait"


class WaitError(ExchangeError):
    """The server wants to be left alone for so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(GetTrouble.WAIT)
        self.seconds = seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Get:
    """What to ask.

    Attributes:
        url: An https address; an http one only where ``allowed`` names the address it leads to.
        token: By what the server knows us; it is never shown. Empty where all may ask.
        contact: How a server's keeper can reach the municipality; may be empty.
        allowed: Networks that are open although they are not public.
        seconds: Longest time for all of it.
        most: Most bytes of the answer.
        now: The present moment, from which a server's dates are counted.
    """

    url: str
    token: str = field(repr=False)
    contact: str
    allowed: Sequence[Network]
    seconds: float
    most: int
    now: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """What a server answered.

    Attributes:
        content: Its bytes, as they came.
        links: The addresses it says lead on, by relation (RFC 8288); never followed as they are.
        rest: Seconds it wants to be left alone after this; 0 when it wants no rest.
    """

    content: bytes
    links: dict[str, str]
    rest: float


def get(wish: Get) -> Page:
    """Ask for something and return the answer.

    Raises:
        WaitError: The server asks to be left alone for a while.
        ExchangeError: It refuses the token, sends us elsewhere, or gives no good answer.
    """
    if wish.token and not _TOKEN.fullmatch(wish.token):
        raise ExchangeError(GetTrouble.TOKEN_REFUSED)
    answer = exchange(
        Request(
            method="GET", url=wish.url, headers=_headers(wish), allowed=wish.allowed, secret=True,
            seconds=wish.seconds, most=wish.most,
        )
    )  # fmt: skip
    _check_status(answer, wish.now)
    return Page(answer.content, _links(answer.head), _rest(answer.head, wish.now))


def user_agent(contact: str) -> str:
    """Return the name in which a server is asked, with how its keeper can reach us."""
    plain = contact.encode("ascii", "ignore").decode()
    return f"archiver (+{plain})" if plain else "archiver"


def _headers(wish: Get) -> tuple[tuple[str, str], ...]:
    known_by = (("Authorization", f"Bearer {wish.token}"),) if wish.token else ()
    return (
        ("User-Agent", user_agent(wish.contact)),
        *known_by,
        ("Accept", "application/json"),
        ("Accept-Encoding", "identity"),
    )


def _check_status(answer: Answer, now: datetime) -> None:
    status = answer.status
    if status == OK:
        return
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        raise ExchangeError(GetTrouble.TOKEN_REFUSED)
    asked = read_retry_after(answer.head.value("retry-after"), now)
    if status == HTTPStatus.TOO_MANY_REQUESTS or asked is not None:
        raise WaitError(asked or _reset(answer.head, now) or DEFAULT_WAIT)
    raise ExchangeError(GetTrouble.REDIRECTED if status in _REDIRECT else f"http-{status}")


def _links(head: Head) -> dict[str, str]:
    told = ", ".join(value for name, value in head.headers if name.lower() == "link")
    return {relation: url for url, relation in _LINK.findall(told)}


def _rest(head: Head, now: datetime) -> float:
    """Return how long to wait when no further question is allowed for now."""
    if head.value("x-ratelimit-remaining").strip() != "0":
        return 0.0
    return _reset(head, now) or DEFAULT_WAIT


def _reset(head: Head, now: datetime) -> float | None:
    """Return the seconds until questions are allowed again, at most a day."""
    try:
        moment = datetime.fromisoformat(head.value("x-ratelimit-reset").strip())
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(0.0, (aware - now).total_seconds()), 86_400.0)
