"""The attachments of a JSON Lines message: bytes in base64, or a path beside the file."""

import base64
import binascii
from collections.abc import Iterator
from pathlib import Path

from diarium.intake.raw import (
    MOST_ATTACHMENTS,
    PieceError,
    RawAttachment,
    Reason,
    display_name,
    media_type,
)

NOT_BASE64 = "innehållet var inte base64"
NO_CONTENT = "källan lämnade inget innehåll"
OUTSIDE = "sökvägen leder ut ur filens mapp"
NOT_FOUND = "filen fanns inte eller gick inte att läsa"


def read_enclosed(value: object, folder: Path) -> Iterator[RawAttachment]:
    """Yield the attachments of one message.

    Args:
        value: What the field ``attachments`` holds.
        folder: Where files named by path are looked for, and nowhere outside it.

    Raises:
        PieceError: It is no list of attachments.
    """
    if value is None:
        return
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise PieceError(Reason.FIELD_WRONG, "attachments")
    if len(value) > MOST_ATTACHMENTS:
        raise PieceError(Reason.TOO_COMPLEX, "attachments")
    for item in value:
        yield _read_one(item, folder)


def _read_one(item: dict[str, object], folder: Path) -> RawAttachment:
    content, path = _text(item, "content_base64"), _text(item, "path")
    name = display_name(_text(item, "name") or path or "")
    kind = media_type(_text(item, "media_type") or "")
    if content is not None:
        return _decode(content, name, kind)
    if path is not None:
        return _find(path, folder, name, kind)
    return RawAttachment(name=name, media_type=kind, missing=NO_CONTENT)


def _text(item: dict[str, object], key: str) -> str | None:
    value = item.get(key)
    if not isinstance(value, str | None):
        raise PieceError(Reason.FIELD_WRONG, f"attachments.{key}")
    return value


def _decode(content: str, name: str, kind: str) -> RawAttachment:
    try:
        decoded = base64.b64decode("".join(content.split()), validate=True)
    except (binascii.Error, ValueError):
        return RawAttachment(name=name, media_type=kind, missing=NOT_BASE64)
    return RawAttachment(name=name, media_type=kind, content=decoded)


def _find(path: str, folder: Path, name: str, kind: str) -> RawAttachment:
    """Find a file inside the folder, links followed; what lies outside is never opened."""
    outside = RawAttachment(name=name, media_type=kind, missing=OUTSIDE)
    if Path(path).is_absolute() or ".." in Path(path).parts:
        return outside
    try:
        home = folder.resolve(strict=True)
        found = (home / path).resolve(strict=True)
        if not found.is_relative_to(home):
            return outside
        if not found.is_file():
            return RawAttachment(name=name, media_type=kind, missing=NOT_FOUND)
        found.open("rb").close()
    except (OSError, RuntimeError, ValueError):
        return RawAttachment(name=name, media_type=kind, missing=NOT_FOUND)
    return RawAttachment(name=name, media_type=kind, path=found)
