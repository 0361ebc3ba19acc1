"""Reading e-mail: a file of one message (.eml), or of many (mbox).

Nothing in a mail vouches for who wrote it, so no message is ever the account's own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.errors import MessageError
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path

from diarium.files import storage_errors
from diarium.intake.lines import BOM
from diarium.intake.mail_parts import read_words
from diarium.intake.mail_words import decode_words
from diarium.intake.mbox import find_messages, unquote
from diarium.intake.mime import Part, read_part
from diarium.intake.raw import (
    LeftOut,
    Omission,
    PieceError,
    RawMessage,
    Reason,
    Unreadable,
    is_possible,
    make_storable,
)
from diarium.message_records import Channel

SOURCE = "mail"
LONGEST_MESSAGE = 50 << 20
"""Most bytes of a message, attachments and all."""
BROKEN_MAIL = (
    ValueError, LookupError, TypeError, AttributeError, AssertionError, MessageError,
)  # fmt: skip
"""What Python's readers of headers raise at hostile ones."""
_HEADER = re.compile(rb"(?:>?From [^\r\n]*[\r\n]+)?[!-9;-~]+[ \t]*:")
_ID = re.compile(r"<([^<>\s]+)>")
_DRAFT_LABEL = re.compile(r"(?:^|,)\s*\"?(?:drafts?|utkast)\"?\s*(?:,|$)", re.IGNORECASE)

MailPiece = RawMessage | Unreadable | LeftOut


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the bytes of a message lie.

    Attributes:
        file: The file's path in what was handed in.
        drafts: The file lies in a folder of drafts.
        quoted: ``From `` is quoted in the bytes.
    """

    file: str
    number: int
    start: int
    length: int
    drafts: bool
    quoted: bool = False


def read_eml(
    path: Path, now: datetime, file: str = "", *, drafts: bool = False
) -> Iterator[MailPiece]:
    """Yield the one message of an .eml file, or why it is not taken in.

    Args:
        path: The file.
        now: The present moment; a date in the future is not believed.
        file: The file's path in what was handed in.
        drafts: The file lies in a folder of drafts.

    Raises:
        StorageError: The file cannot be read.
    """
    with storage_errors(path), path.open("rb") as stream:
        content = stream.read(LONGEST_MESSAGE + 1)
    yield _read_piece(content, _Place(file, 1, 0, len(content), drafts), now)


def read_mbox(
    path: Path, now: datetime, file: str = "", *, drafts: bool = False
) -> Iterator[MailPiece]:
    """Yield every message of an mbox file, one in memory at a time, and what is not taken in.

    Args:
        path: The file; ``diarium.intake.mbox`` tells how it is divided.
        now: The present moment; a date in the future is not believed.
        file: The file's path in what was handed in.
        drafts: The file lies in a folder of drafts.

    Raises:
        StorageError: The file cannot be read.
    """
    number = 0
    with storage_errors(path), path.open("rb") as stream:
        for number, span in enumerate(find_messages(path), 1):
            stream.seek(span.start)
            content = stream.read(min(span.length, LONGEST_MESSAGE + 1))
            place = _Place(file, number, span.start, span.length, drafts, quoted=True)
            yield _read_piece(content, place, now)
    if not number:
        yield Unreadable(0, Reason.NOT_MAIL, file=file)


def _read_piece(content: bytes, place: _Place, now: datetime) -> MailPiece:
    try:
        plain = unquote(content) if place.quoted else content
        mail = _parse(plain)
        if _is_draft(mail, place):
            return LeftOut(place.number, Omission.DRAFT, place.file)
        message = make_storable(_read_message(mail, now))
        return replace(
            message, place=place.number, start=place.start, length=place.length, file=place.file,
            repaired=message.repaired or plain != content,
        )  # fmt: skip
    except PieceError as error:
        return Unreadable(place.number, error.reason, error.field, place.file)
    except BROKEN_MAIL:
        return Unreadable(place.number, Reason.NOT_MAIL, file=place.file)


def _parse(content: bytes) -> Part:
    if len(content) > LONGEST_MESSAGE:
        raise PieceError(Reason.TOO_LONG)
    start = len(BOM) if content.startswith(BOM) else 0
    while content[start : start + 1] in {b"\r", b"\n"}:
        start += 1
    if not _HEADER.match(content, start):
        raise PieceError(Reason.NOT_MAIL)
    return read_part(content, start, len(content))


def _is_draft(mail: Part, place: _Place) -> bool:
    """Tell whether a mail was written here and never sent.

    What has been received anywhere was sent; else a sender could have a mail left out by a header.
    """
    return not mail.header("received") and (
        place.drafts
        or mail.header("x-unsent").strip() == "1"
        or "x-mozilla-draft-info" in mail.head
        or mail.header("x-uniform-type-identifier").strip() == "com.apple.mail-draft"
        or bool(_DRAFT_LABEL.search(decode_words(mail.header("x-gmail-labels"))))
    )


def _read_message(mail: Part, now: datetime) -> RawMessage:
    sender_name, sender_address = parseaddr(mail.header("from"))
    words = read_words(mail)
    received = _moment(mail.header("received").rpartition(";")[2], now)
    own_id, answered = _id(mail.header("message-id")), _id(mail.header("in-reply-to"))
    return RawMessage(
        place=0,
        start=0,
        length=0,
        source=SOURCE,
        external_id=own_id,
        thread=_id(mail.header("references")) or answered or own_id,
        channel=Channel.MAIL,
        sender_name=decode_words(sender_name),
        sender_address=decode_words(sender_address),
        subject=decode_words(mail.header("subject")),
        text=words.text,
        in_reply_to=answered,
        made_available_at=_moment(mail.header("date"), now) or received,
        received_at=received,
        repaired=words.repaired,
        attachments=words.attachments,
    )


def _id(header: str) -> str | None:
    """Return the first id that a header names."""
    found = _ID.search(header)
    return found[1] if found else header.strip() or None


def _moment(header: str, now: datetime) -> datetime | None:
    """Return the moment a header tells of, or None when it tells of none that can be true."""
    try:
        moment = parsedate_to_datetime(header.strip())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC) if is_possible(aware, now) else None
