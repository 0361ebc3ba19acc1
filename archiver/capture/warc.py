"""A web archive (WARC 1.1, ISO 28500) of a page load.

The browser gives bodies decoded, so the headers that tell how they were sent are kept under the
names ``X-Archive-Orig-…``, as web archivers do. Cookies, logins and tokens are struck out, and the
bodies of requests are left out: they may hold what somebody typed. What has no body says why in a
record of its own. The same exchanges make the same bytes.
"""

import re
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import IO
from urllib.parse import urldefrag, urlsplit

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.utils import Digester
from warcio.warcwriter import WARCWriter

from archiver.capture.exchanges import Answer, Exchange, Headers, Missing
from archiver.capture.known_secrets import (
    mask_address,
    mask_headers,
    secret_of_cookie,
    secrets_of_address,
    secrets_of_headers,
    secrets_sent,
    secrets_told,
    strike_out,
    strike_text,
    written_ways,
)

TRANSPORT = frozenset(("content-encoding", "transfer-encoding", "content-length"))
"""Headers that told how a body was sent, which is not how it is kept."""
CONFORMS_TO = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
_BINARY = ("image/", "audio/", "video/", "font/", "application/font", "application/octet-stream")
_DRAWN = "image/svg"
_RANGE = re.compile(r"bytes 0-(\d+)/(\d+)")
_CUT = {Missing.TOO_LARGE: "length", Missing.TOTAL: "length"}
"""WARC-Truncated, by what is missing; else ``unspecified``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cookie:
    """A cookie the browser held in the end; ``closed`` means that no script may read it."""

    name: str
    value: str
    closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What the archive as a whole says of itself.

    Attributes:
        name: The file's name.
        began: When the browser asked for the page.
        subject: What was captured, in Swedish.
        user_agent: What the browser called itself.
    """

    name: str
    began: datetime
    subject: str
    user_agent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Where an answer lies in the file, as an index tells it.

    Attributes:
        method: How it was asked for.
        whole: It is no piece out of something larger (RFC 9110, 14.4).
    """

    url: str
    at: datetime
    method: str
    whole: bool
    status: int
    media_type: str
    digest: str
    offset: int
    length: int


@dataclass(slots=True)
class WarcFacts:
    """What was written: an entry per answer, and counts for the provenance record.

    Attributes:
        incomplete: Records that say what is missing, by the reason.
        struck_out: Secrets struck out of bodies.
    """

    entries: list[Entry] = field(default_factory=list)
    requests: int = 0
    incomplete: dict[str, int] = field(default_factory=dict)
    struck_out: int = 0


def write_warc(
    target: Path, origin: Origin, exchanges: Sequence[Exchange], cookies: Iterable[Cookie]
) -> WarcFacts:
    """Write the exchanges of a page load, in their order, each record compressed by itself.

    Args:
        target: The file to make, ``….warc.gz``.
        origin: What the archive says of itself.
        exchanges: What went to and fro.
        cookies: The cookies the browser held in the end; their values are secrets.
    """
    ways = written_ways(_secrets(exchanges, cookies))
    with target.open("wb") as stream:
        writing = _Writing(stream, origin, ways)
        writing.write_info()
        for exchange in exchanges:
            writing.write(exchange)
    return writing.facts


def _secrets(exchanges: Iterable[Exchange], cookies: Iterable[Cookie]) -> Iterator[str]:
    for cookie in cookies:
        yield from secret_of_cookie(cookie.name, cookie.value, closed=cookie.closed)
    for exchange in exchanges:
        yield from secrets_of_address(exchange.url)
        yield from secrets_of_headers(exchange.headers)
        yield from secrets_sent(exchange.sent)
        if exchange.answer:
            yield from secrets_of_headers(exchange.answer.headers)
            if exchange.answer.body and _is_text(exchange.answer):
                yield from secrets_told(exchange.answer.body.read_bytes())


def _is_text(answer: Answer) -> bool:
    kind = _media_type(answer)
    return kind.startswith(_DRAWN) or not kind.startswith(_BINARY)


def _media_type(answer: Answer) -> str:
    return _header(answer, "content-type").partition(";")[0].strip().lower()


def _is_whole(answer: Answer) -> bool:
    """Tell whether an answer is all there is; a film's is often a piece, or all in one piece."""
    if answer.status != HTTPStatus.PARTIAL_CONTENT:
        return True
    told = _RANGE.fullmatch(_header(answer, "content-range"))
    return told is not None and int(told[1]) + 1 == int(told[2])


def _header(answer: Answer, wanted: str) -> str:
    return next((value for name, value in answer.headers if name.lower() == wanted), "")


class _Sha256Writer(WARCWriter):  # type: ignore[misc]  # warcio has no types
    """Writes records with SHA-256 in their digests, where warcio itself would put SHA-1."""

    @staticmethod
    def _create_digester() -> Digester:
        return Digester("sha256")


class _Writing:
    """A WARC on its way to the disk."""

    def __init__(self, stream: IO[bytes], origin: Origin, ways: tuple[bytes, ...]) -> None:
        self.facts = WarcFacts()
        self._stream = stream
        self._origin = origin
        self._ways = ways
        self._records = 0
        self._writer = _Sha256Writer(stream, gzip=True, warc_version="1.1")

    def write_info(self) -> None:
        """Write the record that tells of the file."""
        said = {
            "software": f"archiver/{version('archiver')} warcio/{version('warcio')}",
            "format": "WARC File Format 1.1",
            "conformsTo": CONFORMS_TO,
            "isPartOf": self._origin.subject,
            "http-header-user-agent": self._origin.user_agent,
        }
        about = {"WARC-Filename": self._origin.name}
        self._add("warcinfo", "", self._origin.began, about, _fields(said))

    def write(self, exchange: Exchange) -> None:
        """Write a request, its answer, and what is missing of it."""
        self.facts.requests += 1
        url = self._clean(exchange.url)
        first = self._write_answer(exchange, exchange.answer, url) if exchange.answer else None
        second = self._write_request(exchange, url, first)
        if exchange.missing:
            self._write_missing(exchange, exchange.missing, url, first or second)

    def _write_answer(self, exchange: Exchange, answer: Answer, url: str) -> str:
        body = answer.body.read_bytes() if answer.body else b""
        if _is_text(answer):
            body, struck = strike_out(body, self._ways)
            self.facts.struck_out += struck
        headers = [*self._headers(answer.headers), ("Content-Length", str(len(body)))]
        about = {"WARC-IP-Address": answer.address} if answer.address else {}
        if exchange.missing:
            about["WARC-Truncated"] = _CUT.get(exchange.missing, "unspecified")
        head = StatusAndHeaders(
            f"{answer.status} {answer.phrase}".strip(), headers, protocol="HTTP/1.1"
        )
        start = self._stream.tell()
        record = self._add("response", url, exchange.at, about, body, head)
        self.facts.entries.append(
            Entry(
                url=url, at=exchange.at, method=exchange.method, whole=_is_whole(answer),
                status=answer.status, media_type=_media_type(answer),
                digest=record.rec_headers.get_header("WARC-Payload-Digest"),
                offset=start, length=self._stream.tell() - start,
            )
        )  # fmt: skip
        return _identifier_of(record)

    def _write_request(self, exchange: Exchange, url: str, answer: str | None) -> str:
        parts = urlsplit(url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = self._headers(exchange.headers)
        if all(name.lower() != "host" for name, _value in headers):
            headers.insert(0, ("host", parts.netloc))
        head = StatusAndHeaders(f"{exchange.method} {path} HTTP/1.1", headers, is_http_request=True)
        about = {"WARC-Concurrent-To": answer} if answer else {}
        return _identifier_of(self._add("request", url, exchange.at, about, b"", head))

    def _write_missing(self, exchange: Exchange, why: Missing, url: str, about: str) -> None:
        self.facts.incomplete[why] = self.facts.incomplete.get(why, 0) + 1
        said = {"missing": why.value, "detail": strike_text(exchange.detail, self._ways)}
        self._add("metadata", url, exchange.at, {"WARC-Concurrent-To": about}, _fields(said))

    def _clean(self, url: str) -> str:
        return mask_address(urldefrag(url).url, self._ways)

    def _headers(self, headers: Headers) -> list[tuple[str, str]]:
        """Return headers without secrets, those of the transport under other names."""
        kept = []
        for name, value in mask_headers(headers, self._ways):
            if not name.startswith(":"):
                shown = f"X-Archive-Orig-{name}" if name in TRANSPORT else name
                kept.append((shown, value))
        return kept

    def _add(
        self,
        kind: str,
        url: str,
        at: datetime,
        about: dict[str, str],
        body: bytes,
        head: StatusAndHeaders | None = None,
    ) -> ArcWarcRecord:
        """Write a record whose identifier follows from its place in the file."""
        self._records += 1
        place = f"{self._origin.name} {self._origin.began.isoformat()} {self._records} {kind} {url}"
        known = {
            "WARC-Record-ID": f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, place)}>",
            "WARC-Date": f"{at:%Y-%m-%dT%H:%M:%S.%f}Z",
        }
        record = self._writer.create_warc_record(
            url, kind, payload=BytesIO(body), length=len(body), http_headers=head,
            warc_headers_dict=known | about,
        )  # fmt: skip
        self._writer.write_record(record)
        return record


def _identifier_of(record: ArcWarcRecord) -> str:
    return str(record.rec_headers.get_header("WARC-Record-ID"))


def _fields(said: dict[str, str]) -> bytes:
    return "".join(f"{name}: {value}\r\n" for name, value in said.items() if value).encode()
