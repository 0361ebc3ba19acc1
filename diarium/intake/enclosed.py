"""The attachments of a JSON Lines message: bytes in base64, or a path beside the file."""

import base64
import binascii
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from diarium.intake.kinds import KeptFile
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


def read_enclosed(
    value: object, file: str, media: Mapping[str, KeptFile]
) -> Iterator[RawAttachment]:
    """Yield the attachments of one message.

    Args:
        value: What the field ``attachments`` holds.
        file: The path of the file that the message stands in.
        media: The files that were kept with it, by path.

    Raises:
        PieceError: It is no list of attachments.
    """
    for item in _items(value):
        content, path = _text(item, "content_base64"), _text(item, "path")
        name = display_name(_text(item, "name") or path or "")
        kind = media_type(_text(item, "media_type") or "")
        if content is not None:
            yield _decode(content, name, kind)
        elif path is not None:
            yield _find(path, name, kind, media.get(path_beside(file, path) or ""))
        else:
            yield RawAttachment(name=name, media_type=kind, missing=NO_CONTENT)


def list_paths(value: object) -> Iterator[str]:
    """Yield the paths that the attachments of one message are given by.

    Raises:
        PieceError: It is no list of attachments.
    """
    for item in _items(value):
        path = _text(item, "path")
        if path is not None and _text(item, "content_base64") is None:
            yield path


def path_beside(file: str, path: str) -> str | None:
    """Return where a path beside a file leads, or None when it leads out of the file's folder."""
    written = PurePosixPath(path)
    if written.is_absolute() or ".." in written.parts:
        return None
    return str(PurePosixPath(file).parent / written)


def _items(value: object) -> list[dict[str, object]]:
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise PieceError(Reason.FIELD_WRONG, "attachments")
    if len(value) > MOST_ATTACHMENTS:
        raise PieceError(Reason.TOO_COMPLEX, "attachments")
    return value


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


def _find(path: str, name: str, kind: str, kept: KeptFile | None) -> RawAttachment:
    """Return the kept copy of a file given by path, or why there is none."""
    if kept is not None:
        return RawAttachment(name=name, media_type=kind, reference=path, kept=kept.ref)
    missing = OUTSIDE if path_beside("", path) is None else NOT_FOUND
    return RawAttachment(name=name, media_type=kind, reference=path, missing=missing)
