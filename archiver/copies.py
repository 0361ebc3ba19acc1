"""Copies of handlingar for those who ask: whole as they are, or with words masked.

A masked copy is made anew from what is left and never laid over the original (TF 2 kap. 15 §: what
may be handed out is, even where a part may not). Before anything is written the finished document
is searched for what was to be masked.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from html import unescape
from io import BytesIO
from pathlib import PurePath
from typing import Any

from PIL import Image, ImageOps

from archiver.pdf.leaks import find_leaks
from archiver.readable_content import FORMATS, gather_content
from archiver.readable_printing import make_copy
from archiver.settings import Settings
from archiver.snapshots import Archive
from diarium.arende_records import Direction, Handling
from diarium.errors import RefusedError, UsageError
from diarium.files import FileStore
from diarium.masked_words import MASK
from diarium.personnummer import find_personnummer, has_personnummer
from diarium.plain_text import clean_line
from diarium.public_line import fold_line
from diarium.readable_forms import ATTACHMENT, READABLE
from diarium.records import FileRef, NamedFile
from diarium.snapshot_records import ORIGINAL
from diarium.utlamnande_checks import refuse_gallrad
from diarium.utlamnande_steps import MASKED, CopiedFile
from exporters.masking import list_absent, mask_content
from exporters.readable_form import Picture, ReadableContent, render_readable

PDF = "application/pdf"
SHORTEST_NAME = 4
"""A shorter name of who wrote is masked in the text only if a person says so."""
LONGEST_STEM, LONGEST_SUFFIX = 200, 20
"""So many bytes of a name are kept; most disks take 255."""
WORDS_OF_ROLES = {ORIGINAL: "original", ATTACHMENT: "bilaga"}
"""What is said of a file before its own name; our own copies are named by what they are."""
COPIES = {READABLE: "läsbar form.pdf", MASKED: "maskerad kopia.pdf"}
_KEPT_FIELDS = ("kommun", "namnd", "beteckning", "heading")
"""What a form says of the handling as such; it is never masked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskWish:
    """What is masked.

    Attributes:
        words: Words, or several in a row such as a whole name.
        personnummer: Every personnummer too.
        pictures: Names of the pictures that may be shown.
    """

    words: tuple[str, ...] = ()
    personnummer: bool = True
    pictures: tuple[str, ...] = ()


def copy_whole(archive: Archive, handlingar: Iterable[Handling], now: datetime) -> list[CopiedFile]:
    """Return all that a copy of the whole holds: the readable forms and the files as they came.

    A readable form that was not made yet is printed and kept for the copy.

    Raises:
        RefusedError: A handling is gallrad.
        ToolError: There is no browser to print with.
        StorageError: The disk is full.
    """
    found = list[CopiedFile]()
    for handling in handlingar:
        refuse_gallrad(handling)
        files = list(handling.files)
        if handling.message is not None and all(each.role != READABLE for each in files):
            content = gather_content(archive.engine, archive.files, handling)
            printed = make_copy(archive.settings, content, now)
            files.insert(0, _name(archive.files.keep_bytes(printed), READABLE))
        found += [CopiedFile(beteckning=handling.beteckning, file=each) for each in files]
    return found


def copy_masked(
    archive: Archive, handlingar: Sequence[Handling], wish: MaskWish, now: datetime
) -> list[CopiedFile]:
    """Return a copy of each handling in which words are masked, each kept in the store.

    Raises:
        UsageError: Nothing is to be masked, or a word or a picture stands in none of them.
        RefusedError: A handling is gallrad or holds no words, or what was to be masked was found
            in a copy.
        ToolError: There is no browser to print with.
        StorageError: The disk is full.
    """
    for handling in handlingar:
        refuse_gallrad(handling)
        _refuse_wordless(handling)
    contents = [gather_content(archive.engine, archive.files, each) for each in handlingar]
    words = _find_words(contents, handlingar, wish)
    _check_pictures(contents, wish.pictures)
    public = map(_use_public, contents, handlingar)
    made = [_make_masked(archive.settings, each, words, wish, now) for each in public]
    return [
        CopiedFile(
            beteckning=handling.beteckning,
            file=_name(archive.files.keep_bytes(copy), MASKED),
        )
        for handling, copy in zip(handlingar, made, strict=True)
    ]


def lay_out(files: FileStore, copies: Iterable[CopiedFile]) -> dict[str, bytes]:
    """Return the files of a copy by the names they get; of a file of many messages the part."""
    laid = dict[str, bytes]()
    for each in copies:
        file = each.file
        name = _file_name(each)
        if name.casefold() in {taken.casefold() for taken in laid}:
            path = PurePath(name)
            name = f"{path.stem} ({len(laid) + 1}){path.suffix}"
        laid[name] = files.read(file.sha256, file.start, file.length)
    return laid


def _make_masked(
    settings: Settings,
    content: ReadableContent,
    words: Sequence[str],
    wish: MaskWish,
    now: datetime,
) -> bytes:
    masked = mask_content(_strip_pictures(content, wish.pictures), words, wish.pictures)
    copy = make_copy(settings, masked, now)
    numbers = wish.personnummer and any(map(has_personnummer, _texts(masked)))
    leaks = find_leaks(copy, words, _our_words(masked))
    if leaks or numbers:
        raise RefusedError(
            "what was to be masked can still be found in the copy of {beteckning} ({count} words); "
            "nothing was written, report this",
            beteckning=content.beteckning,
            count=len(leaks),
        )
    return copy


def _strip_pictures(content: ReadableContent, names: Collection[str]) -> ReadableContent:
    """Return content whose pictures that are shown hold what is seen and nothing else.

    A camera writes in its pictures where and by whom they were taken.
    """
    return replace(
        content,
        pictures=tuple(_strip(p) if p.name in names else p for p in content.pictures),
    )


def _strip(picture: Picture) -> Picture:
    written = BytesIO()
    try:
        with Image.open(BytesIO(picture.content), formats=FORMATS) as found:
            ImageOps.exif_transpose(found).convert("RGBA").save(written, "PNG")
    except (OSError, SyntaxError, ValueError) as error:
        raise UsageError(
            "the picture {name} cannot be drawn; leave it out of the copy", name=picture.name
        ) from error
    return replace(picture, media_type="image/png", content=written.getvalue())


def _find_words(
    contents: Sequence[ReadableContent], handlingar: Sequence[Handling], wish: MaskWish
) -> tuple[str, ...]:
    """Return all words to mask, and refuse those that stand nowhere: they may be misspelt."""
    asked = [clean_line("--mask", word) for word in wish.words]
    for number, word in enumerate(asked, 1):
        if all(list_absent(content, [word]) for content in contents):
            raise UsageError(
                "one of the words given by --mask (number {number}) stands in none of the "
                "handlingar; see how it is spelt there",
                number=number,
            )
    texts = [text for content in contents for text in _texts(content)] if wish.personnummer else []
    numbers = [text[start:stop] for text in texts for start, stop in find_personnummer(text)]
    names = (name for pair in zip(contents, handlingar, strict=True) for name in _names(*pair))
    words = tuple(dict.fromkeys((*asked, *numbers, *names)))
    if not words:
        raise UsageError("nothing is to be masked; say by --mask which words are")
    return words


def _names(content: ReadableContent, handling: Handling) -> Iterator[str]:
    """Yield what the register sets apart of who wrote, so that it is masked in the text too."""
    outgoing = handling.direction is Direction.OUTGOING
    names = (content.recipient,) if outgoing else (content.sender, content.address)
    if handling.sender_protected is not None:
        yield from (name for name in names if name and len(name) >= SHORTEST_NAME)


def _use_public(content: ReadableContent, handling: Handling) -> ReadableContent:
    """Return content with the public forms of the register where something is set apart.

    OSL 5 kap. 2 § andra stycket: the register sets apart what is not public of sender and subject.
    """
    public = dict[str, Any]()
    if handling.sender_protected is not None:
        outgoing = handling.direction is Direction.OUTGOING
        public["recipient" if outgoing else "sender"] = handling.sender_public
        if not outgoing and content.address is not None:
            public["address"] = MASK
    if handling.subject_protected is not None and content.subject is not None:
        public["subject"] = handling.subject_public
    return replace(content, **public)


def _check_pictures(contents: Iterable[ReadableContent], names: Iterable[str]) -> None:
    known = {picture.name for content in contents for picture in content.pictures}
    for name in names:
        if name not in known:
            raise UsageError(
                "no picture that could be shown is called {name}; see what it is called there",
                name=name,
            )


def _texts(content: ReadableContent) -> Iterator[str]:
    """Yield every text of content that may hold what is to be masked."""
    for each in fields(content):
        value = getattr(content, each.name)
        if isinstance(value, str) and each.name not in _KEPT_FIELDS:
            yield value
    for enclosure in content.enclosures:
        yield from filter(None, (enclosure.name, enclosure.kind, enclosure.missing))


def _our_words(content: ReadableContent) -> str:
    """Return what a form says whatever the message is: its headings and labels."""
    names = [each.name for each in fields(content) if each.name not in _KEPT_FIELDS]
    blank: dict[str, Any] = {n: MASK for n in names if isinstance(getattr(content, n), str)}
    files = tuple(
        replace(each, name=MASK, kind=MASK, missing=each.missing and MASK)
        for each in content.enclosures
    )
    html = render_readable(replace(content, **blank, enclosures=files, pictures=()))
    return unescape(re.sub(r"<[^>]*>", " ", html))


def _name(ref: FileRef, role: str) -> NamedFile:
    return NamedFile(
        role=role, name=COPIES[role], media_type=PDF, sha256=ref.sha256, start=0, length=ref.size
    )


def _file_name(copied: CopiedFile) -> str:
    """Return a name that says what the file is and that every computer can keep."""
    file = copied.file
    own = f"{WORDS_OF_ROLES[file.role]} {file.name}" if file.role in WORDS_OF_ROLES else file.name
    path = PurePath(fold_line(re.sub(r'[<>:"/\\|?*]', "-", f"{copied.beteckning} {own}")))
    return f"{_cut(path.stem, LONGEST_STEM)}{_cut(path.suffix, LONGEST_SUFFIX)}"


def _cut(text: str, most: int) -> str:
    """Return so much of a text as takes at most so many bytes."""
    return text.encode()[:most].decode(errors="ignore")


def _refuse_wordless(handling: Handling) -> None:
    """Refuse to mask what was never words, such as a picture of a start page."""
    if all(each.role != ORIGINAL for each in handling.files):
        raise RefusedError(
            "{beteckning} holds no words that can be masked; mask it by hand, or refuse it",
            beteckning=handling.beteckning,
        )
