"""Reading the comments of a YouTube channel as Google Takeout gives them: its own alone."""

import re
from collections.abc import Iterator
from datetime import datetime

from diarium.intake.csv_pieces import read_header
from diarium.intake.csv_records import Record, find_columns, read_records, utc_moment
from diarium.intake.kinds import Claimed, Export, Format, KeptFile, Kind, Tree
from diarium.intake.raw import (
    Piece,
    PieceError,
    RawMessage,
    Reason,
    Unreadable,
    make_storable,
)
from diarium.intake.strict_json import parse
from diarium.message_records import Channel

SOURCE = "youtube"
_COLUMNS = {
    "comment id": re.compile(
        r"comment id|kommentars? id|id för kommentar(?:en)?|live chat id|(?:live)?chatt(?:ens)? id"
    ),
    "channel id": re.compile(r"(?:channel|kanal|kanalens) id"),
    "create timestamp": re.compile(
        r"(?:comment|live chat) create timestamp|.*tidsstämpel.*|zeitstempel der erstellung .*"
    ),
    "parent comment id": re.compile(
        r"parent comment id|(?:id för )?överordnade? kommentar(?:s|ens?)?(?: id)?"
        r"|übergeordnete kommentar id"
    ),
    "top-level comment id": re.compile(
        r"top level comment id|.*kommentar.* (?:översta|högsta) nivån?(?: id)?"
        r"|.*toppnivå.*|kommentar id der obersten ebene"
    ),
    "post id": re.compile(r"post id|inläggs? id|inläggets id|beitrags id"),
    "video id": re.compile(r"video id|videons id"),
    "comment text": re.compile(
        r"comment text|kommentarens text|kommentar(?:s)? ?text|live chat text|(?:live)?chattext"
    ),
}
"""Takeout's names in English, and in German where they are seen; the Swedish ones are guessed."""
_NEEDED = frozenset({"comment id", "create timestamp", "comment text"})
_PLACE = frozenset({"video id", "post id"})
_SAFE_ID = re.compile(r"[\w.-]{1,100}", re.ASCII)


def claim(tree: Tree) -> Claimed:
    """Find the comments and live chats of a Takeout, whatever its files and folders are called."""
    tables = (path for path in tree.paths if path.lower().endswith(".csv"))
    return Claimed(tuple(path for path in tables if _is_comments(tree.head(path))))


def _is_comments(head: bytes) -> bool:
    try:
        found = find_columns(read_header(head), _COLUMNS).keys()
    except PieceError:
        return False
    return found >= _NEEDED and bool(found & _PLACE)


def read(export: Export) -> Iterator[Piece]:
    """Yield the channel's own comments, and what cannot be read.

    Raises:
        StorageError: A file cannot be read.
    """
    for file in export.messages.values():
        for record in read_records(file, _COLUMNS, _NEEDED):
            yield record if isinstance(record, Unreadable) else _piece(record, file, export.now)


def _piece(record: Record, file: KeptFile, now: datetime) -> Piece:
    try:
        return make_storable(_read_message(record, file, now))
    except PieceError as error:
        return Unreadable(record.row.number, error.reason, error.field, file.path)


def _read_message(record: Record, file: KeptFile, now: datetime) -> RawMessage:
    values, row = record.values, record.row
    comment, parent = record.need("comment id").strip(), values["parent comment id"].strip()
    return RawMessage(
        place=row.number,
        start=row.start,
        length=row.length,
        file=file.path,
        source=SOURCE,
        external_id=comment,
        thread=values["top-level comment id"].strip() or parent or comment,
        channel=Channel.COMMENT,
        own=True,
        sender_address=values["channel id"].strip() or None,
        text=_read_words(values["comment text"]),
        permalink=_permalink(values["video id"].strip(), comment),
        in_reply_to=parent or None,
        made_available_at=utc_moment(values["create timestamp"], now, "create timestamp"),
        repaired=row.repaired,
    )


def _read_words(written: str) -> str:
    """Return the words of a comment: as they are, or put together from JSON segments.

    Takeout writes ``{"takeoutSegments":[{"text":"…"}]}``, or ``{"text":"…"},{"text":"…"}``, which
    is a list without its brackets.
    """
    if not written.startswith('{"'):
        return written
    try:
        segments = parse(f"[{written}]".encode())
        if isinstance(segments, list) and isinstance(segments[0], dict):
            segments = segments[0].get("takeoutSegments", segments)
    except PieceError as error:
        raise PieceError(error.reason, "comment text") from error
    return "".join(_segment(each) for each in _list(segments))


def _list(segments: object) -> list[object]:
    if not isinstance(segments, list):
        raise PieceError(Reason.FIELD_WRONG, "comment text")
    return segments


def _segment(segment: object) -> str:
    words = segment.get("text", "") if isinstance(segment, dict) else None
    if not isinstance(words, str):
        raise PieceError(Reason.FIELD_WRONG, "comment text")
    return words


def _permalink(video: str, comment: str) -> str | None:
    if _SAFE_ID.fullmatch(video) and _SAFE_ID.fullmatch(comment):
        return f"https://www.youtube.com/watch?v={video}&lc={comment}"
    return None


YOUTUBE_CSV = Kind(
    format=Format.YOUTUBE_CSV,
    source=SOURCE,
    claim=claim,
    read=read,
    never_holds=(
        "vad andra har skrivit under kanalens videor (det hämtas genom YouTubes API)",
        "kommentarer som har tagits bort före beställningen, och tidigare lydelser av ändrade",
        "kanalens namn: avsändaren anges med kanalens id",
        "videor och bilder",
    ),
)
