"""What a reader hands on: a message as the source tells it, or why a piece cannot be read."""

import dataclasses
import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from diarium.message_records import Channel
from diarium.records import FileRef

TEXT_LIMIT = 1_000_000
"""Most characters of a text in the register; the rest stands in the original."""
LINE_LIMIT = 2_000
"""Most characters of a name, an address, a subject or a link in the register."""
ID_LIMIT = 500
"""Most characters of an id; a longer one is known by its SHA-256, for databases index ids."""
NAME_LIMIT = 150
MOST_ATTACHMENTS = 500
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""No message on any platform is older, so an older date is a fault in the source."""
LATEST = timedelta(days=1)
"""How far ahead of this clock a source's clock may go."""
CUT = "\n[Texten fortsätter i originalet.]"
NAMELESS = "namnlös"
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,60}/[a-z0-9][a-z0-9!#$&^_.+-]{0,60}")
_LINK = re.compile(r"https?://\S+", re.IGNORECASE)


class Reason(StrEnum):
    """Why a piece of a file cannot be taken in."""

    NOT_UTF8 = "not-utf8"
    NOT_JSON = "not-json"
    NOT_OBJECT = "not-object"
    REPEATED_KEY = "repeated-key"
    TOO_LONG = "too-long"
    TOO_DEEP = "too-deep"
    TOO_COMPLEX = "too-complex"
    FIELD_MISSING = "field-missing"
    FIELD_WRONG = "field-wrong"
    TIME_WRONG = "time-wrong"
    TIME_IMPOSSIBLE = "time-impossible"
    NOT_MAIL = "not-mail"
    ACCOUNT_UNKNOWN = "account-unknown"
    NAMND_UNKNOWN = "namnd-unknown"
    FILE_MISSING = "file-missing"
    NOT_A_FILE = "not-a-file"
    UNSAFE_PATH = "unsafe-path"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    UNKNOWN_COMPRESSION = "unknown-compression"
    NESTED_ZIP = "nested-zip"
    NOT_TABLE = "not-table"
    PARTIAL = "partial"
    UNKNOWN_KIND = "unknown-kind"
    NOT_XML = "not-xml"
    DOCTYPE = "doctype"


NOT_KEPT = frozenset(
    {
        Reason.NOT_A_FILE,
        Reason.UNSAFE_PATH,
        Reason.ENCRYPTED,
        Reason.DAMAGED,
        Reason.UNKNOWN_COMPRESSION,
        Reason.NESTED_ZIP,
    }
)
"""Why a file of what was handed in is not taken in at all; its bytes are not kept."""


class PieceError(Exception):
    """A piece of a file cannot be read; the reader reports it and goes on with the next."""

    def __init__(self, reason: Reason, field: str = "") -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.field = field


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A piece of a file that cannot be taken in; its bytes are kept in the original.

    Attributes:
        place: Line of a JSON Lines file or a table, or number of the message in its file, from 1;
            0 is the file as a whole.
        reason: Why.
        field: The field that is wrong, if it is one field; never what it holds.
        file: The file's path in what was handed in; empty when it is the only one.
    """

    place: int
    reason: Reason
    field: str = ""
    file: str = ""


class Omission(StrEnum):
    """Why a piece that can be read is no message that was sent."""

    DRAFT = "draft"
    EVENT = "event"
    REACTION = "reaction"
    HIDDEN = "hidden"
    SPAM = "spam"
    OTHERS = "others"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A piece of a file that is left out on purpose; its bytes are kept in the original.

    Attributes:
        place: As in ``Unreadable``.
        why: Why.
        file: As in ``Unreadable``.
    """

    place: int
    why: Omission
    file: str = ""


@dataclass(frozen=True, slots=True)
class ManifestCount:
    """How many pieces the manifest of an export promises in a file, and how many there are."""

    file: str
    promised: int
    found: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RawAttachment:
    """A file sent with a message: its bytes, or a kept copy, or why neither is there.

    Attributes:
        reference: What the source calls it, such as a path in the export; the same wherever the
            same export is handed in again, with or without the file.
        kept: The file, kept already.
        missing: In Swedish, for it stands in the register.
    """

    name: str
    media_type: str
    reference: str | None = None
    content: bytes | None = None
    kept: FileRef | None = None
    missing: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawMessage:
    """A message as its source tells it.

    Attributes:
        place: Line or number in the file, from 1.
        start: First byte of its original in the file.
        length: Number of bytes of its original.
        file: The file's path in what was handed in; empty when it is the only one.
        source: The platform or kind of source; empty when the source does not say.
        thread: What the source calls the conversation it stands in, if it says.
        made_available_at: None when the source does not say; then the time of intake counts.
        edited_at: When this wording was written, if the source says that it was edited.
        received_at: None when the source does not say; then the time of intake counts.
        repaired: The text differs from the source's: characters that no database can hold were
            replaced, wrongly coded ones put right, or it was cut.
    """

    place: int
    start: int
    length: int
    file: str = ""
    account: str | None = None
    source: str
    external_id: str | None = None
    thread: str | None = None
    channel: Channel
    own: bool = False
    sender_name: str | None = None
    sender_address: str | None = None
    subject: str | None = None
    text: str
    permalink: str | None = None
    in_reply_to: str | None = None
    made_available_at: datetime | None
    edited_at: datetime | None = None
    received_at: datetime | None = None
    repaired: bool = False
    attachments: tuple[RawAttachment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RawDeletion:
    """A note that a message was deleted at its source.

    Attributes:
        place: Line in the file, from 1.
        start: First byte of the note in the file.
        length: Number of bytes of the note.
        file: The file's path in what was handed in; empty when it is the only one.
        source: The platform or kind of source; empty when the note does not say.
        external_id: The id that the source gave the message.
        deleted_at: When, if the source says.
    """

    place: int
    start: int
    length: int
    file: str = ""
    account: str | None
    source: str
    external_id: str
    deleted_at: datetime | None


Piece = RawMessage | RawDeletion | Unreadable | LeftOut | ManifestCount
"""What a reader yields, in an order that follows from the files alone."""


def make_storable(message: RawMessage) -> RawMessage:
    """Return the message with every word such that any database can hold it.

    NUL and lone surrogates become U+FFFD; what is longer than the limits of this module is cut.
    Nothing else is changed, no Unicode normalisation either.

    Raises:
        PieceError: It has so many attachments that keeping them could only be meant to cost time.
    """
    if len(message.attachments) > MOST_ATTACHMENTS:
        raise PieceError(Reason.TOO_COMPLEX, "attachments")
    text = _storable(message.text)
    cut = text if len(text) <= TEXT_LIMIT else text[:TEXT_LIMIT] + CUT
    link = _line(message.permalink)
    return dataclasses.replace(
        message,
        source=_line(message.source) or "",
        external_id=_short_id(message.external_id),
        in_reply_to=_short_id(message.in_reply_to),
        thread=_short_id(message.thread),
        sender_name=_line(message.sender_name),
        sender_address=_line(message.sender_address),
        subject=_line(message.subject),
        permalink=link if link and _LINK.fullmatch(link) else None,
        text=cut,
        repaired=message.repaired or cut != message.text,
    )


def store_deletion(note: RawDeletion) -> RawDeletion:
    """Return the note with its words such that any database can hold them, as for a message."""
    return dataclasses.replace(
        note,
        source=_line(note.source) or "",
        external_id=_short_id(note.external_id) or "",
    )


def display_name(name: str) -> str:
    """Return an attachment's name as one may show it: no folders, no characters that deceive.

    A name is never a path here: kept files are named by their checksum.
    """
    last = re.split(r"[/\\]", name)[-1]
    shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in last).strip()
    if len(shown) > NAME_LIMIT:
        shown = shown[: NAME_LIMIT - 20] + "…" + shown[-19:]
    return shown if shown.strip(".") else NAMELESS


def media_type(written: str) -> str:
    """Return a media type as it is written, or that of unknown bytes when it is none."""
    bare = written.partition(";")[0].strip().lower()
    return bare if _MEDIA_TYPE.fullmatch(bare) else "application/octet-stream"


def is_possible(moment: datetime, now: datetime) -> bool:
    """Tell whether a source's aware moment can be true: not before 1990, not after tomorrow."""
    try:
        return EARLIEST <= moment.astimezone(UTC) <= now + LATEST
    except OverflowError:
        return False


def _storable(text: str) -> str:
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def _line(text: str | None) -> str | None:
    return None if text is None else " ".join(_storable(text[:LINE_LIMIT]).split()) or None


def _short_id(text: str | None) -> str | None:
    if text is None or len(text) <= ID_LIMIT:
        return _storable(text) or None if text is not None else None
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return f"sha256:{digest}"
