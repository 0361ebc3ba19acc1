"""What the readable form of a handling shows, gathered from the register and the kept files."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PIL import Image, UnidentifiedImageError

from archiver.archive_formats import is_plain_text
from diarium.accounts import read_account
from diarium.arende_records import Direction, Handling
from diarium.arenden import read_arende
from diarium.database import reading
from diarium.errors import RefusedError
from diarium.files import FileStore
from diarium.installation import read_installation
from diarium.message_records import Channel, Message
from diarium.messages import read_message
from diarium.namnder import read_namnd
from diarium.readable_forms import ATTACHMENT
from diarium.records import Account, NamedFile, Namnd
from diarium.snapshot_records import ORIGINAL
from exporters.media_types import contradicts
from exporters.readable_form import (
    FIRST_BYTES,
    Enclosure,
    Picture,
    ReadableContent,
    drawn_kind,
)

if TYPE_CHECKING:
    from sqlalchemy import Engine

HEADINGS = {
    Direction.INCOMING: "Inkommen handling",
    Direction.OUTGOING: "Utgående handling",
    Direction.INTERNAL: "Upprättad handling",
}
CHANNELS = {
    Channel.DIRECT: "Direktmeddelande",
    Channel.COMMENT: "Kommentar",
    Channel.POST: "Inlägg",
    Channel.MENTION: "Omnämnande",
    Channel.MAIL: "E-post",
    Channel.OMVARLD: "Omvärldsbevakning",
}
MOST_BYTES = 25_000_000
"""A larger picture is only listed."""
MOST_BYTES_IN_ALL = 100_000_000
MOST_PIXELS = 60_000_000
"""A picture of more pixels is only listed; it may be made to fill all memory."""
FORMATS = ("PNG", "JPEG", "GIF", "WEBP")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What the register knows of a handling."""

    handling: Handling
    kommun: str
    namnd: Namnd
    message: Message | None
    account: Account | None


def gather_content(engine: "Engine", files: FileStore, handling: Handling) -> ReadableContent:
    """Return what the readable form of a handling shows, in full.

    A handling that was no message, such as an answer, shows its text if it is plain text; any
    other file of it is listed.

    Args:
        engine: The register.
        files: The kept files.
        handling: The handling; it is not gallrad.

    Raises:
        AlteredError: A kept file is gone.
        RefusedError: It has no original of its own, such as a snapshot or what is gallrat.
    """
    original = _find_original(handling)
    known = _read_known(engine, handling)
    text = known.message.text if known.message else _read_text(files, original)
    enclosed = [each for each in handling.files if each.role == ATTACHMENT]
    if text is None:
        enclosed.insert(0, original)
    pictures = list(_read_pictures(files, enclosed))
    return ReadableContent(
        kommun=known.kommun,
        namnd=known.namnd.name,
        beteckning=handling.beteckning,
        heading=HEADINGS[handling.direction],
        made_available_at=handling.made_available_at,
        received_at=handling.received_at,
        registered_at=handling.registered_at,
        text=text or "",
        pictures=tuple(filter(None, pictures)),
        enclosures=(*_list_kept(enclosed, pictures), *_list_lost(known.message)),
        original_sha256=original.sha256,
        original_length=original.length,
        original_part=known.message is not None and _is_part(files, original),
        **_parties(known),
        **_origin(known),
    )  # fmt: skip


def _find_original(handling: Handling) -> NamedFile:
    for each in handling.files:
        if each.role == ORIGINAL:
            return each
    raise RefusedError(
        "{beteckning} holds no text to print anew; its files are what there is",
        beteckning=handling.beteckning,
    )


def _read_known(engine: "Engine", handling: Handling) -> _Known:
    with reading(engine) as session:
        arende = read_arende(session, handling.diarienummer, handlingar=False)
        message = read_message(session, handling.message) if handling.message else None
        named = message.account if message else None
        return _Known(
            handling=handling,
            kommun=read_installation(session).kommun,
            namnd=read_namnd(session, arende.namnd),
            message=message,
            account=read_account(session, named) if named else None,
        )


def _parties(known: _Known) -> dict[str, Any]:
    """Return who wrote it and to whom, in full."""
    message, handling = known.message, known.handling
    other = handling.sender_protected or handling.sender_public
    own = known.account.name if known.account else known.namnd.name
    if handling.direction is Direction.INCOMING:
        sender = message.sender_name if message else other
        return {"sender": sender, "address": _address(message), "recipient": own}
    recipient = other if handling.direction is Direction.OUTGOING else None
    sender = (message.sender_name if message else None) or own
    return {"sender": sender, "address": _address(message), "recipient": recipient}


def _address(message: Message | None) -> str | None:
    return message.sender_address if message else None


def _origin(known: _Known) -> dict[str, Any]:
    """Return what is known of a message besides its words; of other handlingar the subject."""
    message, account, handling = known.message, known.account, known.handling
    if message is None:
        subject = handling.subject_protected or handling.subject_public
        return {"subject": subject, "channel": None, "account": None, "permalink": None}
    return {
        "subject": message.subject,
        "channel": CHANNELS[message.channel],
        "account": f"{account.name} ({account.account})" if account else None,
        "permalink": message.permalink,
        "repaired": message.text_repaired,
    }


def _read_text(files: FileStore, file: NamedFile) -> str | None:
    """Return the words of a file of plain text; None if it is another kind of file."""
    path = files.path_of(file.sha256)
    if not is_plain_text(path, file.media_type):
        return None
    return files.read(file.sha256).decode("utf-8-sig")


def _is_part(files: FileStore, file: NamedFile) -> bool:
    return files.path_of(file.sha256).stat().st_size != file.length


def _read_pictures(files: FileStore, enclosed: Iterable[NamedFile]) -> Iterator[Picture | None]:
    """Yield for each file its picture, or None where it is none that can be shown."""
    left = MOST_BYTES_IN_ALL
    for each in enclosed:
        kind = drawn_kind(files.read(each.sha256, 0, FIRST_BYTES))
        if kind and each.length <= min(MOST_BYTES, left) and _is_moderate(files, each):
            left -= each.length
            yield Picture(name=each.name, media_type=kind, content=files.read(each.sha256))
        else:
            yield None


def _is_moderate(files: FileStore, file: NamedFile) -> bool:
    """Tell whether a picture has no more pixels than a browser can be asked to draw."""
    Image.MAX_IMAGE_PIXELS = None  # our own bound is looked at, and nothing is unpacked
    try:
        with Image.open(files.path_of(file.sha256), formats=FORMATS) as found:
            return found.width * found.height <= MOST_PIXELS
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return False


def _list_kept(
    enclosed: Iterable[NamedFile], pictures: Iterable[Picture | None]
) -> Iterator[Enclosure]:
    for each, picture in zip(enclosed, pictures, strict=True):
        yield Enclosure(
            name=each.name, kind=_kind(each), size=each.length, sha256=each.sha256,
            shown=picture is not None,
        )  # fmt: skip


def _kind(file: NamedFile) -> str:
    """Return what a file was said to be, and what it is where that is something else."""
    if file.format and contradicts(file.media_type, file.format.media_type):
        return f"sägs vara {file.media_type}, men är {file.format.media_type}"
    return file.media_type


def _list_lost(message: Message | None) -> Iterator[Enclosure]:
    """Yield the attachments whose bytes never came, with why."""
    for each in message.attachments if message else ():
        if each.sha256 is None:
            yield Enclosure(
                name=each.name, kind=each.media_type, size=None, sha256=None,
                missing=each.missing or "",
            )  # fmt: skip
