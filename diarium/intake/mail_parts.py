"""The parts of an e-mail: the words a reader sees first, and the files that came with them."""

from dataclasses import dataclass
from email.generator import BytesGenerator
from email.message import Message
from io import BytesIO

from diarium.intake.html_words import HTML_LIMIT, read_html
from diarium.intake.mail_words import decode_text, decode_words
from diarium.intake.raw import PieceError, RawAttachment, Reason, display_name, media_type

DEEPEST = 30
"""How many levels of parts within parts a message may have."""
ENCLOSED_MESSAGE = "bifogat-meddelande.eml"
NAMELESS_PART = "bilaga-{number}"
UNREADABLE_PART = "delen gick inte att avkoda"


@dataclass(frozen=True, slots=True)
class Parts:
    """What a message holds.

    Attributes:
        text: Its plain text, or else the words of its HTML.
        repaired: Some characters of the text were guessed at or replaced, or it was cut.
        attachments: All that is no text to be read at once.
    """

    text: str
    repaired: bool
    attachments: tuple[RawAttachment, ...]


def read_parts(message: Message) -> Parts:
    """Return a parsed message's text and attachments.

    Raises:
        PieceError: Its parts lie too deep within each other.
    """
    plain, html, attachments = list[Message](), list[Message](), list[RawAttachment]()
    for part in _leaves(message):
        kind = part.get_content_type()
        shown = part.get_content_disposition() != "attachment" and not part.get_filename()
        if shown and (kind == "text/plain" or kind.startswith("multipart/")):  # cut off
            plain.append(part)
        elif shown and kind == "text/html":
            html.append(part)
        else:
            attachments.append(_read_attachment(part, len(attachments) + 1))
    text, repaired = _read_text(plain, html)
    return Parts(text, repaired, tuple(attachments))


def _leaves(message: Message) -> list[Message]:
    """Return the parts that hold no further parts, in order; an enclosed message is one part."""
    leaves, waiting = list[Message](), [(message, 0)]
    while waiting:
        part, depth = waiting.pop()
        inner = part.get_payload()
        if part.get_content_maintype() != "multipart" or not isinstance(inner, list):
            leaves.append(part)
            continue
        if depth == DEEPEST:
            raise PieceError(Reason.TOO_DEEP)
        waiting += [(each, depth + 1) for each in reversed(inner) if isinstance(each, Message)]
    return leaves


def _read_text(plain: list[Message], html: list[Message]) -> tuple[str, bool]:
    texts = [_decode(part) for part in plain]
    if any(text.strip() for text, _ in texts):
        return "\n\n".join(text.strip("\r\n") for text, _ in texts), any(bad for _, bad in texts)
    pages = [_decode(part) for part in html]
    words = "\n\n".join(read_html(page) for page, _ in pages)
    return words, any(bad or len(page) > HTML_LIMIT for page, bad in pages)


def _decode(part: Message) -> tuple[str, bool]:
    content = part.get_payload(decode=True)
    charset = part.get_content_charset()
    text, bad = decode_text(content if isinstance(content, bytes) else b"", charset)
    return text.replace("\r\n", "\n"), bad


def _read_attachment(part: Message, number: int) -> RawAttachment:
    kind = part.get_content_type()
    named = decode_words(part.get_filename() or "")
    fallback = ENCLOSED_MESSAGE if kind == "message/rfc822" else NAMELESS_PART.format(number=number)
    name, content = display_name(named or fallback), _content(part)
    if content is None:
        return RawAttachment(name=name, media_type=media_type(kind), missing=UNREADABLE_PART)
    return RawAttachment(name=name, media_type=media_type(kind), content=content)


def _content(part: Message) -> bytes | None:
    inner = part.get_payload()
    if isinstance(inner, list):
        return _flatten([each for each in inner if isinstance(each, Message)])
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else None


def _flatten(messages: list[Message]) -> bytes | None:
    """Return enclosed messages as bytes; as they came they stand in the original."""
    written = BytesIO()
    try:
        for message in messages:
            BytesGenerator(written, mangle_from_=False).flatten(message)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None
    return written.getvalue()
