"""Talk pages of a wiki, from MediaWiki's XML export (schemas 0.3 to 0.11).

A wiki keeps pages, not posts: whoever writes saves the whole page anew. So a message is what one
saving added to a talk page. What it took away stands in the original, and is counted.
"""

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from diarium.intake.kinds import Claimed, Export, Format, KeptFile, Kind, OwnNames, Tree
from diarium.intake.raw import (
    LeftOut,
    Omission,
    Piece,
    PieceError,
    RawMessage,
    Reason,
    Unreadable,
    is_possible,
    make_storable,
)
from diarium.intake.xml_pieces import (
    Bytes,
    Inner,
    Parsed,
    cut,
    find_inner,
    is_xml_of,
    open_xml,
    parse,
)
from diarium.message_records import Channel

SOURCE = "mediawiki"
PAGE, REVISION = "page", "revision"
WHOLE = "[Hela sidan som den stod; den tidigare versionen ingår inte i exporten.]"
TAKEN_AWAY = "[Rader som ändringen tog bort eller skrev om: {count}.]"
_ROOT = re.compile(rb"<mediawiki\b[^>]*?mediawiki\.org/xml/export-0\.\d", re.DOTALL)
_BASE = re.compile(rb"<base>([^<]*)</base>")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_NAMESPACE = re.compile(r"\d{1,6}", re.ASCII)
_HEAD = 1 << 16


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its number and name, and whether it is one where people talk."""

    id: str = ""
    title: str = ""
    talk: bool = False


@dataclass(frozen=True, slots=True)
class Saved:
    """The saving before: its number, and the page as it then stood; an empty page before any."""

    id: str = ""
    text: str = ""


class _Wordless(Exception):  # noqa: N818  no error
    """A saving that says nothing, and the page after it."""

    def __init__(self, why: Omission, saved: Saved) -> None:
        super().__init__(why.value)
        self.why = why
        self.saved = saved


def claim(tree: Tree) -> Claimed:
    """Claim the files that are an export of MediaWiki."""
    return Claimed(tuple(path for path in tree.paths if is_xml_of(tree.head(path), _ROOT)))


def read(export: Export) -> Iterator[Piece]:
    """Yield what each saving of a talk page added, and what is left out or cannot be read."""
    for kept in export.messages.values():
        try:
            with open_xml(kept.stored) as content:
                yield from _read_file(content, kept, export)
        except PieceError as error:
            yield Unreadable(0, error.reason, error.field, kept.path)


def _read_file(content: Bytes, kept: KeptFile, export: Export) -> Iterator[Piece]:
    wiki, before, number = _read_base(content), Saved(), 0
    for page, inner in _find_revisions(content):
        number, before = number + 1, Saved() if inner.start == inner.first else before
        start, length = inner.start, inner.end - inner.start
        try:
            revision = parse(cut(content, start, inner.end))
            saved = _read_saved(revision)
            message = _read_revision(revision, page, _add(before, saved, revision), (wiki, export))
            before = saved
            yield replace(message, place=number, start=start, length=length, file=kept.path)
        except _Wordless as wordless:
            before = wordless.saved
            yield LeftOut(number, wordless.why, kept.path)
        except PieceError as error:
            yield Unreadable(number, error.reason, error.field, kept.path)
    if not content[-_HEAD:].rstrip().endswith(b"</mediawiki>"):
        yield Unreadable(0, Reason.NOT_XML, file=kept.path)


def _read_base(content: Bytes) -> str:
    """Return the wiki's address as far as the names of its pages, or an empty text."""
    base = _BASE.search(content[:_HEAD])
    url = html.unescape(base[1].decode("utf-8", "replace")) if base else ""
    return url.rpartition("/")[0]


def _find_revisions(content: Bytes) -> Iterator[tuple[Page, Inner]]:
    """Yield each saving of a page where people talk."""
    page, around = Page(talk=True), -1
    for inner in find_inner(content, PAGE, REVISION):
        if inner.outer != around:
            page, around = _read_page(content, inner), inner.outer
        if page.talk:
            yield page, inner


def _read_page(content: Bytes, revision: Inner) -> Page:
    """Read what stands before a page's first saving; people talk where the number is odd.

    A page that cannot be read is taken to be one where people talk, so that none is passed over.
    """
    try:
        head = parse(cut(content, max(0, revision.outer), revision.first) + b"</page>")
    except PieceError:
        return Page(talk=True)
    namespace = head.text("ns").strip()
    talk = not _NAMESPACE.fullmatch(namespace) or int(namespace) % 2 == 1
    return Page(head.text("id").strip(), head.text("title"), talk)


def _read_saved(revision: Parsed) -> Saved:
    """Return the page as it was saved."""
    number, text = revision.text("id").strip(), revision.element.find("text")
    if not number:
        raise PieceError(Reason.FIELD_MISSING, "id")
    if text is not None and "deleted" in text.attrib:
        raise _Wordless(Omission.HIDDEN, Saved())
    if text is None or (not text.text and text.get("bytes", "0") != "0"):
        raise PieceError(Reason.FIELD_MISSING, "text")
    return Saved(number, text.text or "")


def _add(before: Saved, saved: Saved, revision: Parsed) -> tuple[str, bool]:
    """Return what a saving added to the page, and whether a note of ours stands with it."""
    parent = revision.text("parentid").strip()
    if parent not in {"", "0", before.id}:
        return f"{saved.text}\n{WHOLE}", True
    left, added = Counter(before.text.split("\n")), list[str]()
    for line in saved.text.split("\n"):
        if left[line]:
            left[line] -= 1
        else:
            added.append(line)
    gone = sum(count for line, count in left.items() if line.strip())
    said = "\n".join(added).strip()
    if not said and not gone and not revision.text("comment"):
        raise _Wordless(Omission.EVENT, saved)
    note = [TAKEN_AWAY.format(count=gone)] if gone else []
    return "\n".join([said, *note]).strip(), bool(note)


def _read_revision(
    revision: Parsed, page: Page, said: tuple[str, bool], around: tuple[str, Export]
) -> RawMessage:
    number, comment = revision.text("id").strip(), revision.text("comment")
    (text, noted), (wiki, export) = said, around
    return make_storable(
        RawMessage(
            place=0, start=0, length=0, source=SOURCE,
            external_id=f"{_site(wiki)}#rev-{number}",
            thread=f"{_site(wiki)}#page-{page.id or page.title}",
            channel=Channel.COMMENT,
            own=_is_own(revision, export.own),
            sender_name=_contributor(revision) or None,
            subject=comment or None,
            text=text,
            permalink=f"{wiki}/Special:Redirect/revision/{number}" if wiki else None,
            made_available_at=_moment(revision.text("timestamp").strip(), export.now),
            repaired=revision.repaired or noted,
        )
    )  # fmt: skip


def _site(wiki: str) -> str:
    """Return the name of the wiki's server, or all of its address where that is none."""
    return wiki.partition("://")[2].partition("/")[0] or wiki


def _contributor(revision: Parsed) -> str:
    """Return who saved, as the wiki shows it: the name of a user, or else a network address."""
    return revision.text("contributor/username") or revision.text("contributor/ip")


def _is_own(revision: Parsed, own: OwnNames) -> bool:
    """Tell whether the account itself saved; the wiki vouches for the names of its users."""
    user = revision.text("contributor/username").replace("_", " ").strip()
    return bool(user) and user.casefold() == own.handle.replace("_", " ").strip().casefold()


def _moment(written: str, now: datetime) -> datetime:
    if not _TIME.fullmatch(written):
        raise PieceError(Reason.TIME_WRONG, "timestamp")
    try:
        moment = datetime.strptime(written, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise PieceError(Reason.TIME_IMPOSSIBLE, "timestamp") from error
    if not is_possible(moment, now):
        raise PieceError(Reason.TIME_IMPOSSIBLE, "timestamp")
    return moment


KIND = Kind(
    format=Format.MEDIAWIKI,
    source=SOURCE,
    claim=claim,
    read=read,
    never_holds=(
        "sidor och ändringar som har raderats på wikin",
        "e-post som skickats genom wikin",
        "bilder och andra filer på diskussionssidorna",
    ),
)
