"""The elements of an array in a JSON file of any size, one at a time and where they lie.

Only one element is parsed at a time, so memory grows with the largest element of a file alone.
"""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from diarium.intake.json_walk import (
    find_end,
    find_key,
    find_start,
    is_key,
    open_object,
    skip_blanks,
)
from diarium.intake.mapped import Content, give_back, mapped
from diarium.intake.raw import PieceError, Reason, Unreadable
from diarium.intake.strict_json import LONGEST, parse, parse_object

MOST_MEMBERS = 10_000
"""Most members of an object that are read beside its large arrays."""
_BROKEN = -1
"""Where an array ends that has no end."""


@dataclass(frozen=True, slots=True)
class Element:
    """An element of an array.

    Attributes:
        number: From 1.
        start: Its first byte in the file.
        length: Its number of bytes, without the blanks around it.
        value: What it holds.
    """

    number: int
    start: int
    length: int
    value: object

    @property
    def fields(self) -> dict[str, Any]:
        """What it holds when it is an object.

        Raises:
            PieceError: It is another kind of value.
        """
        if not isinstance(self.value, dict):
            raise PieceError(Reason.NOT_OBJECT)
        return self.value


@dataclass(frozen=True, slots=True)
class Span:
    """Where an element of an array lies that may be of any size.

    Attributes:
        number: From 1.
        start: Its first byte in the file.
        whole: Whether it ends; else the file is cut off in it.
    """

    number: int
    start: int
    whole: bool


def find_elements(stored: Path, file: str = "", start: int = 0) -> Iterator[Span | Unreadable]:
    """Yield where the elements of an array lie that is the top of a file, none of them parsed.

    Of an element, ``read_rest`` and ``read_array`` read what lies in it. What is wrong with the
    file as a whole comes as in ``read_array``, but for the element in which it is cut off.

    Raises:
        StorageError: The file cannot be read.
    """
    with mapped(stored) as content:
        try:
            end = yield from _find_spans(content, find_start(content, start))
            if end != _BROKEN and skip_blanks(content, end) != len(content):
                raise PieceError(Reason.NOT_JSON)  # noqa: TRY301  told as any other fault
        except PieceError as error:
            yield Unreadable(0, error.reason, error.field, file)


def read_array(
    stored: Path, *keys: str, file: str = "", start: int = 0, inside: bool = False
) -> Iterator[Element | Unreadable]:
    """Yield the elements of an array in order; for each that cannot be read, why.

    What is wrong with the file as a whole, such as an end that is missing, comes last, after all
    elements that are whole.

    Args:
        stored: The file.
        keys: The way to the array from the top of the file; none when the array is the top.
        file: The file's path in what was handed in, for what cannot be read.
        start: Where in the file the JSON begins.
        inside: It is a part of other JSON, so that something may follow it.

    Raises:
        StorageError: The file cannot be read.
    """
    with mapped(stored) as content:
        yield from _read_whole(content, start, keys, file, inside=inside)


def read_inner(
    content: bytes, *keys: str, start: int = 0, file: str = ""
) -> Iterator[Element | Unreadable]:
    """Yield the elements of an array in JSON that is in memory already, as ``read_array`` does.

    Args:
        content: The JSON.
        keys: As in ``read_array``.
        start: Where the JSON lies in its file; each element tells where it lies there.
        file: As in ``read_array``.
    """
    for piece in _read_whole(content, 0, keys, file):
        yield replace(piece, start=start + piece.start) if isinstance(piece, Element) else piece


def _read_whole(
    content: Content, start: int, keys: tuple[str, ...], file: str, *, inside: bool = False
) -> Iterator[Element | Unreadable]:
    try:
        end = yield from _read_value(content, find_start(content, start), keys, file)
        if not inside and end != _BROKEN and skip_blanks(content, end) != len(content):
            raise PieceError(Reason.NOT_JSON)  # noqa: TRY301  told as any other fault
    except PieceError as error:
        yield Unreadable(0, error.reason, error.field, file)


def read_rest(stored: Path, *without: str, start: int = 0) -> dict[str, object]:
    """Return the object that a file holds, without the members named, which may be of any size.

    Of a file that is cut off, what stands before the cut; ``read_array`` tells of the cut.

    Raises:
        PieceError: It is no object, or what is left of it is beyond the limits or no JSON.
        StorageError: The file cannot be read.
    """
    with mapped(stored) as content:
        at, rest, size = open_object(content, find_start(content, start)), list[bytes](), 0
        while key := find_key(content, at):
            end = find_end(content, key.end())
            if end == len(content):
                break
            if not any(is_key(key, name) for name in without):
                size += end - key.start(1)
                if size > LONGEST:
                    raise PieceError(Reason.TOO_LONG)
                if len(rest) == MOST_MEMBERS:
                    raise PieceError(Reason.TOO_COMPLEX)
                rest.append(content[key.start(1) : end])
            at = end + 1
        return parse_object(b"{%b}" % b",".join(rest))


def _find_spans(content: Content, at: int) -> Generator[Span, None, int]:
    """Yield where the elements of an array lie; return where it ends."""
    if content[at : at + 1] != b"[":
        raise PieceError(Reason.NOT_JSON)
    number, at = 0, at + 1
    while True:
        end, number = find_end(content, at), number + 1
        first, closing = skip_blanks(content, at), content[end : end + 1]
        if first == end and number == 1 and closing == b"]":
            return end + 1
        whole = closing in {b",", b"]"}
        yield Span(number, first, whole)
        if closing != b",":
            return end + 1 if whole else _BROKEN
        at = end + 1


def _read_value(
    content: Content, at: int, keys: tuple[str, ...], file: str
) -> Generator[Element | Unreadable, None, int]:
    """Yield the elements of the array that the keys lead to; return where the value ends."""
    if keys:
        return (yield from _read_object(content, open_object(content, at), keys, file))
    if content[at : at + 1] != b"[":
        raise PieceError(Reason.FIELD_WRONG if at < len(content) else Reason.NOT_JSON)
    return (yield from _read_elements(content, at + 1, file))


def _read_object(
    content: Content, at: int, keys: tuple[str, ...], file: str
) -> Generator[Element | Unreadable, None, int]:
    found = False
    empty = skip_blanks(content, at)
    if content[empty : empty + 1] == b"}":
        raise PieceError(Reason.FIELD_MISSING, keys[0])
    while key := find_key(content, at):
        end = key.end()
        if is_key(key, keys[0]):
            if found:
                raise PieceError(Reason.REPEATED_KEY, keys[0])
            found = True
            end = yield from _read_named(content, end, keys, file)
            if end == _BROKEN:
                return end
        end = find_end(content, end)
        if content[end : end + 1] != b",":
            if content[end : end + 1] != b"}":
                break
            if not found:
                raise PieceError(Reason.FIELD_MISSING, keys[0])
            return end + 1
        at = end + 1
    raise PieceError(Reason.NOT_JSON)


def _read_named(
    content: Content, at: int, keys: tuple[str, ...], file: str
) -> Generator[Element | Unreadable, None, int]:
    """Yield the elements below a key; a fault there is the key's, unless it names another."""
    try:
        end = yield from _read_value(content, at, keys[1:], file)
    except PieceError as error:
        wrong = Reason.FIELD_WRONG if error.reason is Reason.NOT_OBJECT else error.reason
        raise PieceError(wrong, error.field or keys[0]) from error
    if end != _BROKEN and find_end(content, end) != skip_blanks(content, end):
        raise PieceError(Reason.NOT_JSON)
    return end


def _read_elements(
    content: Content, at: int, file: str
) -> Generator[Element | Unreadable, None, int]:
    number, dropped = 0, at
    while True:
        end, number = find_end(content, at), number + 1
        first, closing = skip_blanks(content, at), content[end : end + 1]
        if first == end and number == 1 and closing == b"]":
            return end + 1
        element = _read_element(content, number, first, end, file)
        whole = closing in {b",", b"]"}
        if whole or isinstance(element, Element):
            yield element
        if not whole:
            yield Unreadable(number + isinstance(element, Element), Reason.NOT_JSON, "", file)
            return _BROKEN
        if closing == b"]":
            return end + 1
        at = end + 1
        dropped = give_back(content, dropped, at)


def _read_element(
    content: Content, number: int, first: int, end: int, file: str
) -> Element | Unreadable:
    try:
        if end - first > LONGEST:
            raise PieceError(Reason.TOO_LONG)  # noqa: TRY301  told as any other fault
        written = content[first:end].rstrip(b" \t\r\n")
        return Element(number, first, len(written), parse(written))
    except PieceError as error:
        return Unreadable(number, error.reason, "", file)
