"""The parts of an e-mail: the words a reader sees first, and the files that came with them."""

from dataclasses import dataclass

from diarium.intake.html_words import HTML_LIMIT, read_html
from diarium.intake.mail_words import decode_text, decode_words
from diarium.intake.mime import Part, read_leaves
from diarium.intake.raw import RawAttachment, display_name, media_type

NAMELESS_PART = "bilaga-{number}"
NAMES = {
    "message/rfc822": "bifogat-meddelande.eml",
    "text/calendar": "kalender.ics",
    "application/ms-tnef": "winmail.dat",
    "application/vnd.ms-tnef": "winmail.dat",
    "application/pkcs7-mime": "smime.p7m",
    "application/x-pkcs7-mime": "smime.p7m",
    "application/pkcs7-signature": "smime.p7s",
    "application/x-pkcs7-signature": "smime.p7s",
    "application/pgp-signature": "signatur.asc",
}
"""What a part is called that has no name of its own."""
ENCRYPTED_NAME = "krypterat-meddelande.asc"
ENCRYPTED = "[Meddelandet är krypterat; texten ligger oläst i bilagan {name}.]"
SIGNED = "[Texten ligger oläst i det signerade meddelandet i bilagan {name}.]"
SEALED = "[Texten ligger oläst, krypterad eller signerad, i bilagan {name}.]"
TNEF = "[Meddelandet har ingen läsbar text; Outlooks egen form ligger i bilagan {name}.]"
_TNEF = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_SMIME = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_SMIME_TYPES = {
    "enveloped-data": ENCRYPTED,
    "authenveloped-data": ENCRYPTED,
    "signed-data": SIGNED,
    "certs-only": "",
    "signed-receipt": "",
}


@dataclass(frozen=True, slots=True)
class Words:
    """What a message says and holds.

    Attributes:
        text: Its plain text, or else the words of its HTML, or a note on where they lie unread.
        repaired: The text is not the original's letter for letter: some characters were guessed
            at or replaced, or it was cut, or the note stands in its place.
        attachments: All that is no text to be read at once.
    """

    text: str
    repaired: bool
    attachments: tuple[RawAttachment, ...]


def read_words(mail: Part) -> Words:
    """Return a mail's text and attachments.

    Raises:
        PieceError: It has too many parts, or they lie too deep within each other.
    """
    plain, html, attachments, notes = list[Part](), list[Part](), list[RawAttachment](), list[str]()
    for part in read_leaves(mail):
        kind = part.head.get_content_type()
        named = part.head.get_filename()
        shown = not named and part.head.get_content_disposition() != "attachment"
        if shown and (kind == "text/plain" or kind.startswith("multipart/")):  # cut off
            plain.append(part)
        elif shown and kind == "text/html":
            html.append(part)
        else:
            attachment = _read_attachment(part, kind, named, len(attachments) + 1)
            attachments.append(attachment)
            notes.append(_note(part, kind).format(name=attachment.name))
    text, repaired = _read_text(plain, html)
    note = "" if text.strip() else "\n\n".join(filter(None, notes))
    return Words(note or text, repaired or bool(note), tuple(attachments))


def _read_text(plain: list[Part], html: list[Part]) -> tuple[str, bool]:
    texts = [_decode(part) for part in plain]
    if any(text.strip() for text, _ in texts):
        return "\n\n".join(text.strip("\r\n") for text, _ in texts), any(bad for _, bad in texts)
    pages = [_decode(part) for part in html]
    words = "\n\n".join(read_html(page) for page, _ in pages)
    return words, any(bad or len(page) > HTML_LIMIT for page, bad in pages)


def _decode(part: Part) -> tuple[str, bool]:
    text, bad = decode_text(part.decode(), part.head.get_content_charset())
    return text.replace("\r\n", "\n"), bad


def _read_attachment(part: Part, kind: str, named: str | None, number: int) -> RawAttachment:
    fallback = NAMES.get(kind, NAMELESS_PART.format(number=number))
    if part.within == "multipart/encrypted" and kind == "application/octet-stream":
        fallback = ENCRYPTED_NAME
    name = display_name(decode_words(named or "") or fallback)
    return RawAttachment(name=name, media_type=media_type(kind), content=part.decode())


def _note(part: Part, kind: str) -> str:
    """Return what to say of an attachment in which the words of the mail may lie."""
    if kind in _SMIME:
        form = str(part.head.get_param("smime-type", "")).lower()
        return _SMIME_TYPES.get(form, SEALED)
    if part.within == "multipart/encrypted" and kind != "application/pgp-encrypted":
        return ENCRYPTED
    return TNEF if kind in _TNEF else ""
