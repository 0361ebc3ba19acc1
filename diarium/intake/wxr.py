"""Comments of a blog, from WordPress's own export (WXR 1.0 to 1.2).

The blog's posts are the municipality's own and are not taken in; every comment on them is, but
what WordPress or somebody there marked as spam. Addresses on the network are left where they are.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from diarium.intake.html_words import read_html
from diarium.intake.kinds import Claimed, Export, Format, KeptFile, Kind, Tree
from diarium.intake.raw import (
    LeftOut,
    Omission,
    Piece,
    PieceError,
    RawDeletion,
    RawMessage,
    Reason,
    Unreadable,
    is_possible,
    make_storable,
    store_deletion,
)
from diarium.intake.xml_pieces import (
    Bytes,
    Inner,
    Parsed,
    cut,
    find_inner,
    find_tags,
    is_xml_of,
    open_xml,
    parse,
    read_prefixes,
)
from diarium.message_records import Channel
from schedules.clock import STOCKHOLM

SOURCE = "wordpress"
COMMENT, ITEM, AUTHOR, ROOT = "wp:comment", "item", "wp:author", "rss"
WAITING = "[Väntar på granskning; syns inte för andra.]"
REMOVED = "[Ligger i papperskorgen; syns inte för andra.]"
"""Said of a comment that nobody else can read."""
_ROOT = re.compile(rb"<rss\b[^>]*?wordpress\.org/export/\d", re.DOTALL)
_OPEN_TO_ALL = frozenset({"1", "approve", "approved"})
_SPAM = frozenset({"spam"})
_REMOVED = frozenset({"trash", "post-trashed"})
_LINKING = frozenset({"pingback", "trackback"})
_OWN_POSTS = frozenset({"post", "page"})
_URL = re.compile(rb"<wp:base_blog_url>([^<]*)</wp:base_blog_url>|<link>([^<]*)</link>")
_HEAD = 1 << 16
_NO_TIME = "0000-00-00"


@dataclass(frozen=True, slots=True)
class Blog:
    """What is known of the blog while its file is read.

    Attributes:
        url: Its address; ids are unique within it.
        prefixes: The prefixes of namespaces in the file.
        own: The numbers of the users who write there for the municipality.
    """

    url: str
    prefixes: tuple[str, ...]
    own: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Post:
    """The post that comments stand under."""

    link: str = ""
    id: str = ""


def claim(tree: Tree) -> Claimed:
    """Claim the files that are an export of WordPress."""
    return Claimed(tuple(path for path in tree.paths if is_xml_of(tree.head(path), _ROOT)))


def read(export: Export) -> Iterator[Piece]:
    """Yield every comment, and what is left out or cannot be read."""
    for kept in export.messages.values():
        try:
            with open_xml(kept.stored) as content:
                yield from _read_file(content, kept, export.now)
        except PieceError as error:
            yield Unreadable(0, error.reason, error.field, kept.path)


def _read_file(content: Bytes, kept: KeptFile, now: datetime) -> Iterator[Piece]:
    blog, post, around = _read_blog(content), Post(), -1
    for number, inner in enumerate(find_inner(content, ITEM, COMMENT), 1):
        if inner.outer != around:
            post, around = _read_post(content, inner, blog), inner.outer
        start, length = inner.start, inner.end - inner.start
        try:
            comment = parse(cut(content, start, inner.end), blog.prefixes)
            for piece in _read_comment(comment, blog, post, now):
                yield replace(piece, place=number, start=start, length=length, file=kept.path)
        except _Spam:
            yield LeftOut(number, Omission.SPAM, kept.path)
        except PieceError as error:
            yield Unreadable(number, error.reason, error.field, kept.path)
    if not content[-_HEAD:].rstrip().endswith(b"</rss>"):
        yield Unreadable(0, Reason.NOT_XML, file=kept.path)


def _read_blog(content: Bytes) -> Blog:
    urls = _URL.search(content[:_HEAD])
    url = html.unescape((urls[1] or urls[2] or b"").decode("utf-8", "replace")) if urls else ""
    prefixes = read_prefixes(content)
    return Blog(url.strip().rstrip("/"), prefixes, _find_own(content, prefixes))


def _find_own(content: Bytes, prefixes: tuple[str, ...]) -> frozenset[str]:
    """Return the users who have written a published post or page.

    A user's number alone proves nothing: a blog may let anybody sign up to comment.
    """
    numbers, writers, begin = dict[str, str](), set[str](), -1
    for tag in find_tags(content, (AUTHOR, ITEM, COMMENT)):
        if tag.name != COMMENT and tag.opens:
            begin = tag.start
        elif begin >= 0:
            name = AUTHOR if tag.name == AUTHOR else ITEM
            head, begin = _parse_head(content, (begin, tag.start), name, prefixes), -1
            if head and name == AUTHOR:
                numbers[head.text("{wp}author_login")] = head.text("{wp}author_id")
            elif head and _is_published(head):
                writers.add(head.text("{dc}creator"))
    return frozenset(numbers[login] for login in writers & numbers.keys()) - {"", "0"}


def _read_post(content: Bytes, comment: Inner, blog: Blog) -> Post:
    item = _parse_head(content, (comment.outer, comment.first), ITEM, blog.prefixes)
    return Post(item.text("link"), item.text("{wp}post_id")) if item else Post()


def _parse_head(
    content: Bytes, span: tuple[int, int], name: str, prefixes: tuple[str, ...]
) -> Parsed | None:
    """Parse an author, or an item as far as its first comment; None when it cannot be read."""
    start, end = span
    if start < 0:
        return None
    try:
        return parse(cut(content, start, end) + f"</{name}>".encode(), prefixes)
    except PieceError:
        return None


def _is_published(item: Parsed) -> bool:
    kind, status = item.text("{wp}post_type"), item.text("{wp}status")
    return kind in _OWN_POSTS and status == "publish"


class _Spam(Exception):  # noqa: N818  no error
    """A comment that is marked as spam."""


def _read_comment(
    comment: Parsed, blog: Blog, post: Post, now: datetime
) -> Iterator[RawMessage | RawDeletion]:
    """Yield a comment, and a note when it has been removed.

    What not everybody can read was read by the municipality alone, as a direct message is.
    """
    number, status = comment.text("{wp}comment_id").strip(), comment.text("{wp}comment_approved")
    if not number:
        raise PieceError(Reason.FIELD_MISSING, "wp:comment_id")
    if status in _SPAM:
        raise _Spam
    kind, parent = comment.text("{wp}comment_type"), comment.text("{wp}comment_parent").strip()
    public = Channel.MENTION if kind in _LINKING else Channel.COMMENT
    external_id = f"{blog.url}#comment-{number}"
    yield make_storable(
        RawMessage(
            place=0, start=0, length=0, source=SOURCE,
            external_id=external_id,
            thread=f"{blog.url}?p={post.id}" if post.id else None,
            channel=public if status in _OPEN_TO_ALL else Channel.DIRECT,
            own=comment.text("{wp}comment_user_id").strip() in blog.own,
            sender_name=html.unescape(comment.text("{wp}comment_author")) or None,
            sender_address=comment.text("{wp}comment_author_email") or None,
            subject=None if status in _OPEN_TO_ALL else REMOVED if status in _REMOVED else WAITING,
            text=_words(comment.text("{wp}comment_content")),
            permalink=f"{post.link}#comment-{number}" if post.link else None,
            in_reply_to=f"{blog.url}#comment-{parent}" if parent not in {"", "0"} else None,
            made_available_at=_moment(comment, now),
            repaired=comment.repaired,
        )
    )  # fmt: skip
    if status in _REMOVED:
        yield store_deletion(
            RawDeletion(
                place=0, start=0, length=0, account=None, source=SOURCE,
                external_id=external_id, deleted_at=None,
            )
        )  # fmt: skip


def _words(content: str) -> str:
    """Return the words of a comment; WordPress keeps line breaks as such, and the rest as HTML."""
    lines = re.split(r"\r\n|\n|\r", content)
    return read_html("<br>".join(lines)) if "<" in content or "&" in content else "\n".join(lines)


def _moment(comment: Parsed, now: datetime) -> datetime:
    """Return when a comment was written: by UTC, or else by the blog's clock, taken as Swedish."""
    utc, local = comment.text("{wp}comment_date_gmt"), comment.text("{wp}comment_date")
    written, zone = (local, STOCKHOLM) if utc.startswith(_NO_TIME) or not utc else (utc, UTC)
    try:
        naive = datetime.strptime(written.strip(), "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007  zone below
        moment = naive.replace(tzinfo=zone)
    except ValueError as error:
        raise PieceError(Reason.TIME_WRONG, "wp:comment_date_gmt") from error
    if not is_possible(moment, now):
        raise PieceError(Reason.TIME_IMPOSSIBLE, "wp:comment_date_gmt")
    return moment.astimezone(UTC)


KIND = Kind(
    format=Format.WXR,
    source=SOURCE,
    claim=claim,
    read=read,
    never_holds=(
        "kommentarer som raderades för gott innan exporten gjordes",
        "tidigare lydelser av kommentarer som har ändrats",
        "kommentarer på inlägg som inte valdes till exporten",
    ),
)
