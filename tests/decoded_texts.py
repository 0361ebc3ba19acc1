"""Every text that can be read out of a package, through every layer it may be wrapped in.

Containers are opened (zip, WACZ, tar, gzip wherever it begins, PDF, messages), encodings undone
(base64, quoted-printable, encoded words, JSON escapes, XML entities, percent signs, UTF-16), and
what comes out is opened again. Nothing of it is the exporter's own code, so that it can be a judge
of it.
"""

import html
import quopri
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from email.errors import MessageError
from email.header import decode_header, make_header
from pathlib import Path

from tests.decoded_layers import LAYERS, is_utf8

DEEPEST = 6
"""So many layers are opened, one within the other."""
NESTED = 3
"""So many encodings of a text are undone, one within the other."""
_UNSEEN = {each for each in map(chr, range(0x110000)) if unicodedata.category(each) == "Cf"}
_ENCODED_WORD = re.compile(r"=\?[^?\s]+\?[bBqQ]\?[^?]*\?=(?:\s+=\?[^?\s]+\?[bBqQ]\?[^?]*\?=)*")
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)")
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_PERCENT = re.compile(r"(?:%[0-9a-fA-F]{2})+")
_TAG = re.compile(r"<[^<>]*>")


def find_strings(package: Path, sought: Iterable[str]) -> dict[str, list[str]]:
    """Return where each string can be read in a package; one that stands nowhere has no places.

    Args:
        package: A folder, or a file such as a zip or a tar.
        sought: The strings.
    """
    wanted = {each: _squeeze(fold(each)) for each in sought}
    found: dict[str, list[str]] = {each: [] for each in wanted}
    for place, text in read_texts(package):
        forms = _list_forms(text)
        for each, plain in wanted.items():
            if place not in found[each] and any(plain in form for form in forms):
                found[each].append(place)
    return found


def read_texts(package: Path) -> Iterator[tuple[str, str]]:
    """Yield every text of a package, names of files among them, with the place it stands in."""
    if package.is_file():
        yield package.name, package.name
        yield from open_layers(package.name, package.read_bytes(), set())
        return
    for path in sorted(package.rglob("*")):
        name = path.relative_to(package).as_posix()
        yield f"{name} (name)", name
        if path.is_file():
            yield from open_layers(name, path.read_bytes(), set())


def open_layers(
    place: str, content: bytes, seen: set[bytes], depth: int = 0
) -> Iterator[tuple[str, str]]:
    """Yield the texts of some bytes and of all that is wrapped in them.

    Args:
        place: Where they stand.
        content: The bytes.
        seen: What was opened before, which is not opened again.
        depth: How many layers were opened around them.
    """
    if depth > DEEPEST or content in seen:
        return
    seen.add(content)
    for text in _decode(content):
        yield from ((place, each) for each in _undo(text))
    for layer, unwrap in LAYERS.items():
        for name, inner in unwrap(content):
            inside = f"{place} > {layer} {name}".rstrip()
            yield inside, name
            yield from open_layers(inside, inner, seen, depth + 1)


def fold(text: str) -> str:
    """Return a text as it is compared: composed, without capitals, unseen letters and breaks."""
    composed = unicodedata.normalize("NFKC", text)
    for letter in _UNSEEN.intersection(composed):
        composed = composed.replace(letter, "")
    return " ".join(composed.casefold().split())


def _squeeze(text: str) -> str:
    return text.replace(" ", "")


def _list_forms(text: str) -> tuple[str, ...]:
    """Return a text as it stands, and as a browser shows it, without what is between < and >."""
    whole = _squeeze(fold(text))
    return (whole, _squeeze(fold(_TAG.sub("", text)))) if "<" in text else (whole,)


def _decode(content: bytes) -> Iterator[str]:
    yield content.decode("utf-8", "ignore")
    if not is_utf8(content):
        yield content.decode("cp1252", "ignore")
    if b"\0" in content:
        for start in (0, 1):
            yield content[start:].decode("utf-16-le", "ignore")
            yield content[start:].decode("utf-16-be", "ignore")


def _undo(text: str) -> set[str]:
    """Return a text and all that it becomes when encodings are undone, in any order."""
    found, newest = {text}, {text}
    for _ in range(NESTED):
        newest = {undo(each) for each in newest for undo in UNDOING} - found
        found |= newest
    return found


def _unescape(text: str) -> str:
    """Undo JSON's escapes; halves of a pair become one letter."""
    if "\\" not in text:
        return text
    plain = _ESCAPE.sub(_undo_escape, text)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")


def _undo_escape(found: re.Match[str]) -> str:
    said = found[1]
    return chr(int(said[1:], 16)) if len(said) > 1 else _LETTERS.get(said, said)


def _unquote(text: str) -> str:
    """Undo percent signs, whichever of two encodings they are of."""
    return _PERCENT.sub(lambda found: _read(bytes.fromhex(found[0].replace("%", ""))), text)


def _unquote_printable(text: str) -> str:
    if not re.search(r"=(?:[0-9A-Fa-f]{2}|\r?\n)", text):
        return text
    return _read(quopri.decodestring(text.encode("utf-8", "surrogatepass")))


def _read(raw: bytes) -> str:
    return raw.decode("utf-8") if is_utf8(raw) else raw.decode("cp1252", "ignore")


def _undo_words(text: str) -> str:
    """Undo the encoded words of a message's headers (RFC 2047)."""
    return _ENCODED_WORD.sub(_undo_word, text)


def _undo_word(found: re.Match[str]) -> str:
    try:
        return str(make_header(decode_header(found[0])))
    except (LookupError, ValueError, MessageError):
        return found[0]


UNDOING: tuple[Callable[[str], str], ...] = (
    html.unescape, _unescape, _unquote, _unquote_printable, _undo_words,
    lambda text: text.replace("+", " ").replace('""', '"'),
)  # fmt: skip
"""What a text may be written in: entities, JSON, percent signs, quoted-printable and more."""
