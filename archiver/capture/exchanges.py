"""What the browser asked for and what it was answered, kept until the web archive is written.

Bodies lie on the disk; they come from the browser decoded, as the page saw them. What has no body
that can be had, or too large a one, is remembered with the reason.
"""

import contextlib
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Request, Response
from playwright.sync_api import Error as PlaywrightError

from archiver.network.addresses import host_and_port
from archiver.network.proxy import GuardingProxy
from schedules.clock import read_clock

Headers = tuple[tuple[str, str], ...]
BODY_MOST = 32 << 20
TOTAL_MOST = 256 << 20
EXCHANGES_MOST = 5000
SENT_MOST = 1 << 16
BODILESS = frozenset((204, 205, 304))
"""Answers that never have a body (RFC 9110, 6.4.1)."""
DRAIN_SECONDS = 5
"""Longest wait for answers that are still being fetched from the browser when the page is done."""


class Missing(StrEnum):
    """Why the body of an answer is not kept, or why there is no answer."""

    TOO_LARGE = "too-large"
    TOTAL = "total-too-large"
    REDIRECT = "redirect"
    UNAVAILABLE = "unavailable"
    FAILED = "request-failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer's head and where its body lies.

    Attributes:
        address: The address of the server, if the proxy remembers it.
        body: The file that holds the body, decoded; none if it is empty or missing.
    """

    status: int
    phrase: str
    headers: Headers
    address: str | None
    body: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request and its answer.

    Attributes:
        at: When the browser sent it.
        sent: The beginning of the request's body, only to know the secrets in it.
        answer: The answer; none if the request failed.
        missing: Why the body, or the answer, is not there.
        detail: More about that, such as the browser's error.
    """

    url: str
    method: str
    at: datetime
    headers: Headers
    sent: bytes = b""
    answer: Answer | None = None
    missing: Missing | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class BodyLimits:
    """Most bytes of one body, of all bodies, and most exchanges that are remembered."""

    body: int = BODY_MOST
    total: int = TOTAL_MOST
    exchanges: int = EXCHANGES_MOST


@dataclass
class Exchanges:
    """Listens to a browser context and remembers what goes to and fro; use `finish` at the end.

    Attributes:
        folder: Where the bodies are laid; it is made.
        proxy: Knows which server each host led to.
        limits: How much is kept.
        left_out: Exchanges beyond the limit, which are only counted.
    """

    folder: Path
    proxy: GuardingProxy
    limits: BodyLimits = field(default_factory=BodyLimits)
    left_out: int = 0
    _seen: list[Exchange] = field(default_factory=list)
    _kept: int = 0
    _bodies: int = 0
    _pending: list[Exchange] = field(default_factory=list)
    _closed: bool = False
    _full: OSError | None = None

    def listen(self, context: BrowserContext) -> None:
        """Begin to listen."""
        self.folder.mkdir()
        context.on("requestfinished", self._finished)
        context.on("requestfailed", self._failed)

    def finish(self, page: Page) -> list[Exchange]:
        """Wait for what is being fetched, stop, and return all in the order it was sent.

        Raises:
            OSError: A body could not be written.
        """
        until = time.monotonic() + DRAIN_SECONDS
        with contextlib.suppress(PlaywrightError):
            while self._pending and time.monotonic() < until:
                page.wait_for_timeout(20)
        self._closed = True
        if self._full:
            raise self._full
        late = (
            replace(each, missing=Missing.FAILED, detail="the browser did not give it up in time")
            for each in self._pending
        )
        return sorted([*self._seen, *late], key=lambda each: (each.at, each.url, each.method))

    def _finished(self, request: Request) -> None:
        if not self._takes(request):
            return
        begun = _begin(request, tuple(request.headers.items()))
        self._pending.append(begun)
        try:
            read = self._read(request, begun)
        except PlaywrightError as error:
            read = replace(begun, missing=Missing.FAILED, detail=_first_line(error))
        except OSError as error:  # told at the end; nobody would hear it here
            self._full, read = error, begun
        self._pending.remove(begun)
        self._note(read)

    def _failed(self, request: Request) -> None:
        if self._takes(request):
            begun = _begin(request, tuple(request.headers.items()))
            detail = request.failure or "unknown"
            self._note(replace(begun, missing=Missing.FAILED, detail=detail))

    def _takes(self, request: Request) -> bool:
        """Tell whether a request went to a web server and there is room for it."""
        if self._closed or not request.url.startswith(("http://", "https://")):
            return False
        full = len(self._seen) + len(self._pending) >= self.limits.exchanges
        self.left_out += full
        return not full

    def _note(self, exchange: Exchange) -> None:
        if not self._closed:
            self._seen.append(exchange)

    def _read(self, request: Request, begun: Exchange) -> Exchange:
        response = request.response()
        if response is None:
            return replace(begun, missing=Missing.FAILED, detail="no answer")
        if response.headers.get("proxy-status", "").startswith(self.proxy.credentials.username):
            return replace(begun, missing=Missing.FAILED, detail="refused by the archive's guard")
        host, port = host_and_port(request.url)
        answer = Answer(
            status=response.status,
            phrase=response.status_text,
            headers=_pairs(response),
            address=self.proxy.address_of(host, port),
        )
        exchange = replace(begun, headers=_pairs(request), answer=answer)
        if request.redirected_to is not None:
            return replace(exchange, missing=Missing.REDIRECT)
        return self._add_body(exchange, answer, response)

    def _add_body(self, exchange: Exchange, answer: Answer, response: Response) -> Exchange:
        if answer.status in BODILESS or exchange.method == "HEAD":
            return exchange
        size = response.request.sizes()["responseBodySize"]
        if size > self.limits.body:
            return replace(exchange, missing=Missing.TOO_LARGE, detail=f"{size} bytes as sent")
        try:
            content = response.body()
        except PlaywrightError as error:
            return replace(exchange, missing=Missing.UNAVAILABLE, detail=_first_line(error))
        room = self.limits.total - self._kept
        if len(content) > min(self.limits.body, room):
            why = Missing.TOO_LARGE if len(content) > self.limits.body else Missing.TOTAL
            return replace(exchange, missing=why, detail=f"{len(content)} bytes decoded")
        if not content or self._closed:
            return exchange
        return replace(exchange, answer=replace(answer, body=self._lay(content)))

    def _lay(self, content: bytes) -> Path:
        self._kept += len(content)
        self._bodies += 1
        path = self.folder / f"{self._bodies:06d}"
        path.write_bytes(content)
        return path


def sent_at(request: Request) -> datetime | None:
    """Return when the browser sent a request, if it says so."""
    milliseconds = request.timing["startTime"]
    return datetime.fromtimestamp(milliseconds / 1000, UTC) if milliseconds > 0 else None


def _begin(request: Request, headers: Headers) -> Exchange:
    at = sent_at(request) or read_clock()
    sent = (request.post_data_buffer or b"")[:SENT_MOST]
    return Exchange(url=request.url, method=request.method, at=at, headers=headers, sent=sent)


def _pairs(message: Request | Response) -> Headers:
    found = message.headers_array()
    return tuple((each["name"], " ".join(each["value"].splitlines())) for each in found)


def _first_line(error: PlaywrightError) -> str:
    return next(iter(error.message.splitlines()), "unknown")
