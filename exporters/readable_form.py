"""The readable form of a registered message: all of it on paper, whatever it came as.

Noark 5 (3.2.8) and the rules of archives ask that a handling can be read without the program that
it was written in. The form is printed as PDF/A and the original stays beside. It is a record and
therefore always in Swedish.
"""

import base64
import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count

from markupsafe import Markup

from exporters.page_templates import print_templates
from exporters.visible_letters import VisibleLetters

DRAWN = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}
"""First bytes of pictures that are shown; those of WebP stand in two places."""
FIRST_BYTES = 12
"""So many bytes tell what kind of picture a file is."""
_LINE_ENDS = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture that came with the message: its name, its kind by its first bytes, its bytes."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A file that came with the message.

    Attributes:
        kind: What the sender said that it is.
        size: Bytes; None where they are not kept.
        sha256: Its checksum; None where it is not kept, and in a masked copy.
        missing: Why its bytes are not kept, in Swedish, if they are not.
        shown: It is among the pictures, which stand in the same order.
    """

    name: str
    kind: str
    size: int | None
    sha256: str | None
    missing: str | None = None
    shown: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadableContent:
    """All that a readable form shows; a masked copy is the form of masked content.

    Attributes:
        heading: What the handling is, such as ``Inkommen handling``.
        sender: Who wrote it, in full: a readable form leaves nothing out.
        address: The sender's address on the platform or of mail.
        channel: The kind of channel, in Swedish.
        account: The municipality's account that it came to or from.
        original_sha256: Checksum of the file that holds the original; None in a masked copy, where
            it could tell whether a guess at what is masked is right.
        original_length: Bytes of the original.
        original_part: The original is a part of that file.
        repaired: The text differs from the original's: characters that no database can hold were
            replaced, wrongly coded ones put right, or it was cut.
        masked: It is a masked copy.
        common_letters: Letters that fonts may lack are shown by their code.
    """

    kommun: str
    namnd: str
    beteckning: str
    heading: str
    made_available_at: datetime
    received_at: datetime
    registered_at: datetime
    sender: str | None
    address: str | None
    recipient: str | None
    subject: str | None
    text: str
    channel: str | None
    account: str | None
    permalink: str | None
    pictures: tuple[Picture, ...]
    enclosures: tuple[Enclosure, ...]
    original_sha256: str | None
    original_length: int
    original_part: bool = False
    repaired: bool = False
    masked: bool = False
    common_letters: bool = False


def drawn_kind(start: bytes) -> str | None:
    """Tell by a file's first bytes what kind of picture it is; None if it is not one to show."""
    if start[:4] == b"RIFF" and start[8:FIRST_BYTES] == b"WEBP":
        return "image/webp"
    return next((kind for sign, kind in DRAWN.items() if start.startswith(sign)), None)


def drop_pictures(content: ReadableContent, numbers: Collection[int]) -> ReadableContent:
    """Return content without some of its pictures, counted from 0; their files are only listed."""
    order = count()
    return replace(
        content,
        pictures=tuple(p for n, p in enumerate(content.pictures) if n not in numbers),
        enclosures=tuple(
            replace(each, shown=each.shown and next(order) not in numbers)
            for each in content.enclosures
        ),
    )


def render_readable(content: ReadableContent) -> str:
    """Return the readable form as an HTML document that holds all that it shows."""
    templates = print_templates()
    letters = VisibleLetters(common_only=content.common_letters)
    templates.filters |= {
        "rader": _LINE_ENDS.split, "data": _data_url, "tecken": letters.show, "css": _quote_css,
    }  # fmt: skip
    return templates.get_template("readable_form.html").render(content=content, letters=letters)


def _data_url(picture: Picture) -> Markup:
    """Return a picture as an address that holds it; nothing in it can end the attribute."""
    encoded = base64.b64encode(picture.content).decode("ascii")
    return Markup("data:{};base64,").format(picture.media_type) + Markup(encoded)  # noqa: S704  base64


def _quote_css(text: str) -> Markup:
    """Return text as a string of CSS that can end neither itself nor the style."""
    escaped = (c if c.isascii() and c.isalnum() else f"\\{ord(c):x} " for c in text)
    return Markup('"{}"').format(Markup("".join(escaped)))  # noqa: S704  letters and codes alone
