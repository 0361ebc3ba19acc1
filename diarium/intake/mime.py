"""The parts of a mail, found in its bytes without going through it line by line.

Headers and boundaries are read as RFC 5322 and RFC 2046 have them, and as leniently as Python's
own parser reads them; but a part's content is left as bytes until somebody asks for it, and no
content makes it slower than its length.
"""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from diarium.intake.mail_words import decode_text
from diarium.intake.raw import PieceError, Reason

LONGEST_HEADER = 8_000
"""Most bytes of a header that are read."""
DEEPEST = 30
"""How many levels of parts within parts a mail may have."""
MOST_PARTS = 10_000
_FIELD = re.compile(
    rb"(?:>?From [^\r\n]*+|([!-9;-~]++)[ \t]*+:([^\r\n]*+(?:(?:\r\n|\n|\r)[ \t][^\r\n]*+)*+))"
    rb"(?:\r\n|\n|\r|\Z)"
)
_BLANK = re.compile(rb"[ \t]*+(?:\r\n|\n|\r|\Z)")
_AFTER_BOUNDARY = re.compile(rb"(--)?[ \t]*+(?:\r\n|\n|\r|\Z)")
_WANTED = frozenset(
    {b"from", b"date", b"subject", b"message-id", b"in-reply-to", b"received", b"content-type",
     b"content-disposition", b"content-transfer-encoding", b"x-unsent", b"x-mozilla-draft-info",
     b"x-gmail-labels", b"x-uniform-type-identifier", b"references"}
)  # fmt: skip
_UUENCODED = frozenset({"x-uuencode", "uuencode", "uue", "x-uue"})


@dataclass(frozen=True, slots=True)
class Part:
    """A mail, or a part of one.

    Attributes:
        head: The headers that anybody here asks for, each the first of its name; no content.
        source: The bytes it lies in.
        start: Where its content begins in them.
        end: Where its content ends in them.
        within: The media type of the part it lies in; empty for the mail itself.
    """

    head: Message
    source: bytes
    start: int
    end: int
    within: str = ""

    @property
    def raw(self) -> bytes:
        """The content as it was sent, its transfer encoding still on."""
        return self.source[self.start : self.end]

    def header(self, name: str) -> str:
        """Return a header as it was written, or an empty text."""
        return str(self.head.get(name, ""))

    def decode(self) -> bytes:
        """Return the content without its transfer encoding, as far as it can be taken off."""
        encoding = self.header("content-transfer-encoding").strip().lower()
        if encoding == "base64":
            return _from_base64(self.raw)
        if encoding == "quoted-printable":
            return binascii.a2b_qp(self.raw)
        return self._from_uuencode() if encoding in _UUENCODED else self.raw

    def _from_uuencode(self) -> bytes:
        self.head.set_payload(self.raw.decode("ascii", "surrogateescape"))
        content = self.head.get_payload(decode=True)
        return content if isinstance(content, bytes) else self.raw


def read_part(source: bytes, start: int, end: int, within: str = "") -> Part:
    """Read the headers of a mail, or of a part of one."""
    found, place = dict[bytes, bytes](), start
    while place < end and (field := _FIELD.match(source, place, end)):
        if field[1] and (name := field[1].lower()) in _WANTED:
            found.setdefault(name, field[2][:LONGEST_HEADER])
        place = field.end()
    blank = _BLANK.match(source, place, end)
    head = Message()
    head.set_default_type("message/rfc822" if within == "multipart/digest" else "text/plain")
    for name, value in found.items():
        head.set_raw(name.decode("ascii"), decode_text(value, None)[0].strip())
    return Part(head, source, blank.end() if blank else place, end, within)


def read_leaves(mail: Part) -> Iterator[Part]:
    """Yield the parts that hold no further parts, in order; an enclosed mail is one part.

    Raises:
        PieceError: There are too many parts, or they lie too deep within each other.
    """
    waiting, seen = [(mail, 0)], 0
    while waiting:
        part, depth = waiting.pop()
        seen += 1
        kind = part.head.get_content_type()
        inner = _split(part, MOST_PARTS - seen) if kind.startswith("multipart/") else []
        if inner and depth == DEEPEST:
            raise PieceError(Reason.TOO_DEEP)
        if not inner:
            yield part
        parts = [read_part(part.source, start, end, kind) for start, end in reversed(inner)]
        waiting += [(each, depth + 1) for each in parts]


def _split(part: Part, most: int) -> list[tuple[int, int]]:
    """Return where the parts of a part begin and end; none where no boundary divides it."""
    boundary = part.head.get_boundary()
    if not boundary:
        return []
    mark, source, place = b"--" + boundary.encode("utf-8", "replace"), part.source, part.start
    found, begin = list[tuple[int, int]](), -1
    while (hit := source.find(mark, place, part.end)) >= 0:
        place = hit + len(mark)
        if hit > part.start and source[hit - 1] not in b"\r\n":
            continue
        if not (after := _AFTER_BOUNDARY.match(source, place, part.end)):
            continue
        if begin >= 0:
            found.append((begin, max(begin, hit - _line_end(source, hit))))
        if len(found) > most:
            raise PieceError(Reason.TOO_COMPLEX)
        begin = place = after.end()
        if after[1]:
            return found
    return [*found, (begin, part.end)] if begin >= 0 else found


def _line_end(source: bytes, place: int) -> int:
    """Return the length of the line end before a boundary; it belongs to the boundary."""
    return 2 if source[max(0, place - 2) : place] == b"\r\n" else 1


def _from_base64(content: bytes) -> bytes:
    """Decode base64; of what is cut off, all that is whole."""
    try:
        return binascii.a2b_base64(content)
    except binascii.Error:
        letters = re.sub(rb"[^A-Za-z0-9+/]", b"", content.partition(b"=")[0])
        return binascii.a2b_base64(letters[: len(letters) // 4 * 4])
