"""Reading e-mail: a single message (.eml), or a file of many (mbox)."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from email.policy import Compat32
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path

from diarium.files import storage_errors
from diarium.intake.lines import read_lines
from diarium.intake.mail_parts import read_parts
from diarium.intake.mail_words import decode_text, decode_words
from diarium.intake.raw import (
    PieceError,
    RawMessage,
    Reason,
    Unreadable,
    is_possible,
    make_storable,
)
from diarium.intake.recognise import BOM
from diarium.message_records import Channel

SOURCE = "mail"
LONGEST_MESSAGE = 50 << 20
"""Most bytes of a message, attachments and all."""
LONGEST_HEADER = 8_000
"""Most characters of a header that are read."""
MOST_PARTS = 10_000
MOST_WORK = 20_000_000
"""Most lines times boundaries; Python's parser tries every boundary on every line."""
BROKEN_MAIL = (
    ValueError, LookupError, TypeError, AttributeError, AssertionError, MessageError,
)  # fmt: skip
"""What Python's parser of mail raises at hostile messages."""
_HEADER = re.compile(rb"(?:[!-9;-~]+[ \t]*:|\s)")
_BOUNDARY = re.compile(rb"boundary[ \t*]*[=0-9]", re.IGNORECASE)
_ID = re.compile(r"<([^<>\s]+)>")


class _ShortHeaders(Compat32):
    """The parser's policy, but a header is cut where it could only be meant to cost time."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """Return a header's name and its value, cut."""
        name, value = super().header_source_parse(sourcelines)
        return name, value[:LONGEST_HEADER]


_POLICY = _ShortHeaders()


def read_eml(path: Path, now: datetime) -> Iterator[RawMessage | Unreadable]:
    """Yield the one message of an .eml file, or why it cannot be read.

    Args:
        path: The file.
        now: The present moment; a date in the future is not believed.

    Raises:
        StorageError: The file cannot be read.
    """
    with storage_errors(path), path.open("rb") as stream:
        content = stream.read(LONGEST_MESSAGE + 1)
    yield _read_piece(content, 1, 0, now)


def read_mbox(path: Path, now: datetime) -> Iterator[RawMessage | Unreadable]:
    """Yield every message of an mbox file, one in memory at a time, and what cannot be read.

    A message begins after a line that begins with ``From `` at the start of the file or after an
    empty line, as in Python's ``mailbox``. Lines quoted as ``>From `` are left as they are.

    Args:
        path: The file.
        now: The present moment; a date in the future is not believed.

    Raises:
        StorageError: The file cannot be read.
    """
    for number, (start, content) in enumerate(_split(path), 1):
        yield _read_piece(content, number, start, now)


def _split(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield where each message begins and its bytes; of one too long, no more than shows it."""
    start, pieces, size, after_empty = -1, list[bytes](), 0, True
    for line in read_lines(path, LONGEST_MESSAGE):
        content = line.content or b""
        if after_empty and content.removeprefix(BOM).startswith(b"From "):
            if start >= 0:
                yield start, b"".join(pieces)
            start, pieces, size = line.start + line.length, [], 0
        elif size <= LONGEST_MESSAGE:
            pieces.append(content if line.content is not None else bytes(LONGEST_MESSAGE + 1))
            size += line.length
        after_empty = not content.strip(b"\r\n") and line.content is not None
    if start >= 0:
        yield start, b"".join(pieces)


def _read_piece(content: bytes, number: int, start: int, now: datetime) -> RawMessage | Unreadable:
    try:
        _refuse_costly(content)
        parsed = message_from_bytes(content.removeprefix(BOM).lstrip(b"\r\n"), policy=_POLICY)
        message = _read_message(parsed, now)
        return make_storable(replace(message, place=number, start=start, length=len(content)))
    except PieceError as error:
        return Unreadable(number, error.reason, error.field)
    except RecursionError:
        return Unreadable(number, Reason.TOO_DEEP)
    except BROKEN_MAIL:
        return Unreadable(number, Reason.NOT_MAIL)


def _refuse_costly(content: bytes) -> None:
    """Refuse what is no mail, or what would take Python's parser hours or all memory."""
    if len(content) > LONGEST_MESSAGE:
        raise PieceError(Reason.TOO_LONG)
    if not _HEADER.match(content.removeprefix(BOM).lstrip(b"\r\n")):
        raise PieceError(Reason.NOT_MAIL)
    lines, boundaries = content.count(b"\n"), len(_BOUNDARY.findall(content))
    if lines * (boundaries + 10) > MOST_WORK or content.count(b"\n--") > MOST_PARTS:
        raise PieceError(Reason.TOO_COMPLEX)


def _read_message(parsed: Message, now: datetime) -> RawMessage:
    sender_name, sender_address = parseaddr(_header(parsed, "from"))
    parts = read_parts(parsed)
    received = _received(parsed, now)
    return RawMessage(
        place=0,
        start=0,
        length=0,
        source=SOURCE,
        external_id=_id(_header(parsed, "message-id")),
        channel=Channel.MAIL,
        sender_name=decode_words(sender_name),
        sender_address=decode_words(sender_address),
        subject=decode_words(_header(parsed, "subject")),
        text=parts.text,
        in_reply_to=_id(_header(parsed, "in-reply-to")),
        made_available_at=_moment(_header(parsed, "date"), now) or received,
        received_at=received,
        repaired=parts.repaired,
        attachments=parts.attachments,
    )


def _header(parsed: Message, name: str) -> str:
    """Return a header as it was written; bytes that are no ASCII are taken to be UTF-8."""
    for written, value in parsed.raw_items():
        if written.lower() == name:
            return decode_text(value.encode("utf-8", "surrogateescape"), None)[0]
    return ""


def _id(header: str) -> str | None:
    found = _ID.search(header)
    return found[1] if found else header.strip() or None


def _received(parsed: Message, now: datetime) -> datetime | None:
    """Return when the last server took the message, by the topmost Received."""
    return _moment(_header(parsed, "received").rpartition(";")[2], now)


def _moment(header: str, now: datetime) -> datetime | None:
    """Return the moment a header tells of, or None when it tells of none that can be true."""
    try:
        moment = parsedate_to_datetime(header.strip())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC) if is_possible(aware, now) else None
