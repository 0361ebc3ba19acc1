"""Reading the messages and the own comments of a copy of the data that LinkedIn gives."""

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from diarium.files import storage_errors
from diarium.intake.csv_pieces import read_header
from diarium.intake.csv_records import (
    Record,
    find_columns,
    plain_name,
    read_records,
    utc_moment,
)
from diarium.intake.kinds import Claimed, Export, Format, KeptFile, Kind, OwnNames, Tree
from diarium.intake.raw import (
    MOST_ATTACHMENTS,
    LeftOut,
    Omission,
    Piece,
    PieceError,
    RawAttachment,
    RawMessage,
    Reason,
    Unreadable,
    display_name,
    make_storable,
    media_type,
)
from diarium.message_records import Channel

SOURCE = "linkedin"
ONLY_A_LINK = "LinkedIn lämnar bara en länk till filen, inte filen"


def _names(*fields: str) -> dict[str, re.Pattern[str]]:
    return {field: re.compile(re.escape(plain_name(field))) for field in fields}


_MESSAGE = _names(
    "CONVERSATION ID", "CONVERSATION TITLE", "FROM", "SENDER PROFILE URL", "DATE", "SUBJECT",
    "CONTENT", "FOLDER", "ATTACHMENTS", "IS MESSAGE DRAFT", "IS CONVERSATION DRAFT",
)  # fmt: skip
"""LinkedIn writes these names in English whatever the language; older copies lack the last."""
_NEEDED = frozenset({"CONVERSATION ID", "FROM", "DATE", "CONTENT"})
_COMMENT = _names("Date", "Link", "Message")
_YES = frozenset({"yes", "true", "1", "ja"})


def claim(tree: Tree) -> Claimed:
    """Find the messages, known by their columns, and the comments, by columns and file name."""
    tables = (path for path in tree.paths if path.lower().endswith(".csv"))
    return Claimed(tuple(path for path in tables if _is_linkedin(path, tree.head(path))))


def _is_linkedin(path: str, head: bytes) -> bool:
    return _is_messages(read_header(head)) or _is_comments(path, read_header(head))


def _is_messages(names: tuple[str, ...]) -> bool:
    try:
        return find_columns(names, _MESSAGE).keys() >= _NEEDED
    except PieceError:
        return False


def _is_comments(path: str, names: tuple[str, ...]) -> bool:
    """Three words that many tables might have; LinkedIn's file has no others, and a name."""
    named = re.fullmatch(r"comments.*\.csv", posixpath.basename(path).lower())
    return bool(named) and {plain_name(name) for name in names} == {"date", "link", "message"}


def read(export: Export) -> Iterator[Piece]:
    """Yield the messages and the account's own comments; what is a draft; what cannot be read.

    Raises:
        StorageError: A file cannot be read.
    """
    for file in export.messages.values():
        with storage_errors(file.stored), file.stored.open("rb") as stream:
            comments = not _is_messages(read_header(stream.read(1 << 16)))
        columns, needed = (_COMMENT, _COMMENT.keys()) if comments else (_MESSAGE, _NEEDED)
        for record in read_records(file, columns, needed):
            yield record if isinstance(record, Unreadable) else _piece(record, file, export)


def _piece(record: Record, file: KeptFile, export: Export) -> Piece:
    try:
        if "CONTENT" not in record.values:
            return make_storable(_read_comment(record, file, export))
        if _is_draft(record):
            return LeftOut(record.row.number, Omission.DRAFT, file.path)
        return make_storable(_read_message(record, file, export))
    except PieceError as error:
        return Unreadable(record.row.number, error.reason, error.field, file.path)


def _is_draft(record: Record) -> bool:
    marks = (record.values["IS MESSAGE DRAFT"], record.values["IS CONVERSATION DRAFT"])
    return any(mark.strip().casefold() in _YES for mark in marks)


def _read_message(record: Record, file: KeptFile, export: Export) -> RawMessage:
    values, row = record.values, record.row
    return RawMessage(
        place=row.number,
        start=row.start,
        length=row.length,
        file=file.path,
        source=SOURCE,
        thread=record.need("CONVERSATION ID").strip(),
        channel=Channel.DIRECT,
        own=_is_own(values["FROM"], values["SENDER PROFILE URL"], export.own),
        sender_name=values["FROM"],
        sender_address=values["SENDER PROFILE URL"],
        subject=values["SUBJECT"].strip() or values["CONVERSATION TITLE"],
        text=values["CONTENT"],
        made_available_at=utc_moment(values["DATE"], export.now, "DATE"),
        repaired=row.repaired,
        attachments=tuple(_read_attachments(values["ATTACHMENTS"])),
    )


def _read_comment(record: Record, file: KeptFile, export: Export) -> RawMessage:
    values, row = record.values, record.row
    return RawMessage(
        place=row.number,
        start=row.start,
        length=row.length,
        file=file.path,
        source=SOURCE,
        thread=values["Link"].strip() or None,
        channel=Channel.COMMENT,
        own=True,
        sender_name=export.own.name or None,
        text=values["Message"],
        permalink=values["Link"].strip() or None,
        made_available_at=utc_moment(values["Date"], export.now, "Date"),
        repaired=row.repaired,
    )


def _is_own(name: str, url: str, own: OwnNames) -> bool:
    """Tell by the address of the sender's profile; by the name only where there is no address."""
    if url.strip():
        return bool(own.url) and _profile(url) == _profile(own.url)
    return bool(own.name) and name.strip() == own.name


def _profile(url: str) -> str:
    """Return a profile's address as addresses are compared."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url
    host = (parts.hostname or "").removeprefix("www.").removeprefix("se.")
    return host + unquote(parts.path).rstrip("/").casefold()


def _read_attachments(written: str) -> Iterator[RawAttachment]:
    """Yield what the copy says of attachments: addresses, with spaces or commas between them."""
    found = re.split(r"[\s,]+", written.strip()) if written.strip() else []
    if len(found) > MOST_ATTACHMENTS:
        raise PieceError(Reason.TOO_COMPLEX, "ATTACHMENTS")
    for each in found:
        name = display_name(re.split(r"[?#]", each)[0].rstrip("/"))
        yield RawAttachment(
            name=name, media_type=media_type(""), reference=each, missing=ONLY_A_LINK
        )


LINKEDIN = Kind(
    format=Format.LINKEDIN,
    source=SOURCE,
    claim=claim,
    read=read,
    never_holds=(
        "vad andra har kommenterat: invånares kommentarer under inlägg",
        "meddelanden till en organisationssida: kopian gäller en persons konto",
        "bifogade filer: bara länkar, som slutar att fungera",
        "meddelanden som har tagits bort före beställningen, och tidigare lydelser av ändrade",
        "egna id på meddelanden: upprepningar känns igen på innehållet",
    ),
)
