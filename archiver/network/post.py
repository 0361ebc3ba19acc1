"""A question by HTTP POST that must be answered with status 200."""

from collections.abc import Sequence
from dataclasses import dataclass

from archiver.network.addresses import Network
from archiver.network.exchange import (
    OK,
    ExchangeError,
    ExchangeTrouble,
    Request,
    exchange,
)

ANSWER_MOST = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What to send.

    Attributes:
        url: An http or https address.
        answer_type: The kind of answer that is understood.
        allowed: Networks that are open although they are not public.
        seconds: Longest time for all of it.
    """

    url: str
    content: bytes
    media_type: str
    answer_type: str
    allowed: Sequence[Network] = ()
    seconds: float = 15


def post(wish: Post, answer_most: int = ANSWER_MOST) -> bytes:
    """Send something by POST and return the content of the answer.

    Raises:
        ExchangeError: The address is closed, nobody answers, the answer is not status 200, or it is
            too large, too slow or no HTTP.
    """
    headers = (
        ("Content-Type", wish.media_type),
        ("Content-Length", str(len(wish.content))),
        ("Accept", wish.answer_type),
    )
    answer = exchange(
        Request(
            method="POST", url=wish.url, headers=headers, content=wish.content,
            allowed=wish.allowed, seconds=wish.seconds, most=answer_most,
        )
    )  # fmt: skip
    if answer.status != OK:
        raise ExchangeError(ExchangeTrouble.STATUS)
    return answer.content
