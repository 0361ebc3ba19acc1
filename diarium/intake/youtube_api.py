"""Reading what YouTube's Data API answers: comments on a channel's videos, with their replies.

Each file is a page of ``commentThreads.list`` or ``comments.list``, or an array of the same items.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from diarium.files import storage_errors
from diarium.intake.html_words import read_html
from diarium.intake.json_fields import Fields, count, identifier, mapping, moment, required, text
from diarium.intake.json_pieces import Element, read_array, read_inner
from diarium.intake.json_walk import find_end, find_key, find_start, is_key, open_object
from diarium.intake.kinds import Claimed, Export, Format, KeptFile, Kind, Tree
from diarium.intake.lines import BOM
from diarium.intake.raw import (
    ManifestCount,
    Piece,
    PieceError,
    RawMessage,
    Reason,
    Unreadable,
    make_storable,
)
from diarium.message_records import Channel

SOURCE = "youtube"
HELD = "[Hålls kvar för granskning på YouTube; syns inte för andra.]"
SPAM = "[Ses som skräp av YouTube; syns inte för andra.]"
REJECTED = "[Avvisad på YouTube; syns inte för andra.]"
_UNSEEN = {"heldForReview": HELD, "likelySpam": SPAM, "rejected": REJECTED}
_HEAD = 1 << 16
_MARK = re.compile(rb'"youtube#comment(?:Thread)?(?:ListResponse)?"')
_THREADS = re.compile(rb'"(?:youtube#commentThread(?:ListResponse)?|topLevelComment)"')
_SAFE_ID = re.compile(r"[\w.-]{1,100}", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Above:
    """What is known of a comment from the thread it stands in."""

    channel: str | None = None
    video: str | None = None
    thread: str | None = None


@dataclass(slots=True)
class _Replies:
    """How many replies the threads of each file promise, and how many there are.

    Only of threads that lack some are the replies remembered, so that a page of replies that comes
    later fills what is missing and no reply counts twice.
    """

    promised: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    lacking: dict[str, tuple[str, int, set[str]]] = field(default_factory=dict)

    def note_thread(self, file: str, thread: str, promised: int, given: set[str]) -> None:
        """Note how many replies a thread promises, and which are given with it."""
        self.promised[file] += promised
        self.found[file] += min(promised, len(given))
        if len(given) < promised and thread not in self.lacking:
            self.lacking[thread] = (file, promised, given)

    def note_reply(self, thread: str | None, reply: str | None) -> None:
        """Note a reply that comes by itself."""
        file, promised, given = self.lacking.get(thread or "", ("", 0, set[str]()))
        if reply and reply not in given and len(given) < promised:
            given.add(reply)
            self.found[file] += 1


@dataclass(frozen=True, slots=True)
class _Comment:
    """A comment before it is read: where it lies, and what stands above it."""

    start: int
    length: int
    fields: Fields
    above: _Above


@dataclass(frozen=True, slots=True)
class _Head:
    """What the beginning of a file tells: that it holds threads, and that it is a bare array."""

    threads: bool
    array: bool


@dataclass(frozen=True, slots=True)
class _Page:
    """A file being read.

    Attributes:
        file: The file.
        now: The present moment.
        replies: The replies that threads promise, for all files together.
    """

    file: KeptFile
    now: datetime
    replies: _Replies


def claim(tree: Tree) -> Claimed:
    """Find the pages of comments."""
    return Claimed(tuple(path for path in tree.paths if _is_page(tree.head(path))))


def _is_page(head: bytes) -> bool:
    return head.removeprefix(BOM).lstrip()[:1] in {b"{", b"["} and bool(_MARK.search(head))


def read(export: Export) -> Iterator[Piece]:
    """Yield the comments, what cannot be read, and how many replies are missing.

    Pages of threads come first, so that the replies that are fetched by themselves can be counted
    against what the threads promise.

    Raises:
        StorageError: A file cannot be read.
    """
    replies = _Replies()
    files = [(_read_head(file), file) for file in export.messages.values()]
    for head, file in sorted(files, key=lambda each: (not each[0].threads, each[1].path)):
        page = _Page(file, export.now, replies)
        for place, piece in enumerate(_read_page(page, () if head.array else ("items",)), 1):
            if isinstance(piece, _Comment):
                yield _read_piece(piece, place, page)
            else:
                yield replace(piece, place=place) if piece.place else piece
    for path in sorted(replies.promised):
        if promised := replies.promised[path]:
            yield ManifestCount(path, promised, replies.found[path])


def _read_head(file: KeptFile) -> _Head:
    with storage_errors(file.stored), file.stored.open("rb") as stream:
        head = stream.read(_HEAD).removeprefix(BOM).lstrip()
    return _Head(threads=bool(_THREADS.search(head)), array=head.startswith(b"["))


def _read_page(page: _Page, keys: tuple[str, ...]) -> Iterator[_Comment | Unreadable]:
    stored, path = page.file.stored, page.file.path
    with storage_errors(stored), stored.open("rb") as stream:
        for element in read_array(stored, *keys, file=path):
            if isinstance(element, Unreadable):
                yield element
                continue
            stream.seek(element.start)
            content = stream.read(element.length)
            try:
                yield from _read_item(element, content, page)
            except PieceError as error:
                yield Unreadable(element.number, error.reason, error.field, path)


def _read_item(element: Element, content: bytes, page: _Page) -> Iterator[_Comment | Unreadable]:
    """Yield the comment of an item, or the comment and the replies of a thread."""
    item = element.fields
    snippet = mapping(item, "snippet")
    if "topLevelComment" not in snippet:
        comment = _Comment(element.start, element.length, item, _Above())
        yield comment
        parent = identifier(snippet, "parentId", "snippet.parentId")
        page.replies.note_reply(parent, identifier(item, "id"))
        return
    top = mapping(snippet, "topLevelComment", "snippet.topLevelComment")
    above = _Above(
        channel=identifier(snippet, "channelId", "snippet.channelId"),
        video=identifier(snippet, "videoId", "snippet.videoId"),
        thread=identifier(top, "id", "snippet.topLevelComment.id") or identifier(item, "id"),
    )
    start, end = _find_member(content, "snippet", "topLevelComment")
    yield _Comment(element.start + start, end - start, top, above)
    yield from _read_replies(element, content, page, above)


def _read_replies(
    element: Element, content: bytes, page: _Page, above: _Above
) -> Iterator[_Comment | Unreadable]:
    item, given = element.fields, set[str]()
    if "comments" in mapping(item, "replies"):
        for reply in read_inner(content, "replies", "comments", start=element.start):
            if isinstance(reply, Unreadable):
                yield replace(reply, place=element.number, file=page.file.path)
                continue
            if not isinstance(reply.value, dict):
                yield Unreadable(element.number, Reason.NOT_OBJECT, "", page.file.path)
                continue
            yield _Comment(reply.start, reply.length, reply.value, above)
            given.add(str(reply.value.get("id")))
    promised = count(mapping(item, "snippet"), "totalReplyCount", "snippet.totalReplyCount")
    page.replies.note_thread(page.file.path, above.thread or "", promised, given)


def _find_member(content: bytes, *keys: str) -> tuple[int, int]:
    """Return where a member of an object, known to be there, begins and ends."""
    at = find_start(content, 0)
    for name in keys:
        at = open_object(content, at)
        while key := find_key(content, at):
            at = key.end()
            if is_key(key, name):
                break
            at = find_end(content, at) + 1
    end = find_end(content, at)
    return at, at + len(content[at:end].rstrip())


def _read_piece(comment: _Comment, place: int, page: _Page) -> Piece:
    try:
        return make_storable(_read_comment(comment, place, page))
    except PieceError as error:
        return Unreadable(place, error.reason, error.field, page.file.path)


def _read_comment(comment: _Comment, place: int, page: _Page) -> RawMessage:
    snippet, above = mapping(comment.fields, "snippet"), comment.above
    name = required(identifier(comment.fields, "id"), "id")
    author = mapping(snippet, "authorChannelId", "snippet.authorChannelId")
    channel = identifier(snippet, "channelId", "snippet.channelId") or above.channel
    address = identifier(author, "value", "snippet.authorChannelId.value")
    parent = identifier(snippet, "parentId", "snippet.parentId")
    video = identifier(snippet, "videoId", "snippet.videoId") or above.video
    written = moment(snippet, "publishedAt", page.now, "snippet.publishedAt")
    return RawMessage(
        place=place,
        start=comment.start,
        length=comment.length,
        file=page.file.path,
        source=SOURCE,
        external_id=name,
        thread=parent or above.thread or name,
        channel=Channel.COMMENT,
        own=address is not None and address == channel,
        sender_name=text(snippet, "authorDisplayName", "snippet.authorDisplayName"),
        sender_address=address,
        subject=_UNSEEN.get(text(snippet, "moderationStatus", "snippet.moderationStatus") or ""),
        text=_read_words(snippet),
        permalink=_permalink(video, name),
        in_reply_to=parent if parent != name else None,
        made_available_at=required(written, "snippet.publishedAt"),
        edited_at=_edited_at(snippet, written, page.now),
    )


def _read_words(snippet: Fields) -> str:
    """Return the words as they were written, or as they are shown where only that is given."""
    words = text(snippet, "textOriginal", "snippet.textOriginal")
    if words is not None:
        return words
    return read_html(
        required(text(snippet, "textDisplay", "snippet.textDisplay"), "snippet.textOriginal")
    )


def _edited_at(snippet: Fields, written: datetime | None, now: datetime) -> datetime | None:
    """Return when the words were written, where that is later than when the comment was."""
    updated = moment(snippet, "updatedAt", now, "snippet.updatedAt")
    return updated if updated and written and updated > written else None


def _permalink(video: str | None, comment: str) -> str | None:
    if video and _SAFE_ID.fullmatch(video) and _SAFE_ID.fullmatch(comment):
        return f"https://www.youtube.com/watch?v={video}&lc={comment}"
    return None


YOUTUBE_API = Kind(
    format=Format.YOUTUBE_API,
    source=SOURCE,
    claim=claim,
    read=read,
    never_holds=(
        "kommentarer som hade tagits bort när svaret hämtades, och tidigare lydelser av ändrade",
        "kommentarer som hålls kvar eller har avvisats, om de inte efterfrågades särskilt",
        "svar utöver de första i varje tråd, om de inte hämtades för sig",
        "livechatt, inlägg i kanalens flik för inlägg, och gillanden",
    ),
)
