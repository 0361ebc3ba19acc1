"""Formats that an archive can keep as they are, told by a file's bytes and never by its name.

The settings name them; unless they do, they are plain text in UTF-8, PNG, JPEG and TIFF. PDF/A
belongs there too, but whether a PDF is one only a judge can say, so a PDF is taken over as PDF/A-2b
beside the original.
"""

import codecs
from collections.abc import Collection
from pathlib import Path

from archiver.format_settings import KEPT
from diarium.records import FileFormat
from exporters.media_types import bare_type, types_of
from exporters.readable_form import drawn_kind

PICTURES = {"image/jpeg", "image/png"}
MOVING_OR_SOUND = ("audio/*", "video/*")
TIFF = (b"II*\x00", b"MM\x00*")
TEXT = frozenset(("text/plain", "text/csv", "application/octet-stream", ""))
"""What plain text is said to be; the last two say nothing at all."""
START = 1024
"""So many bytes from its start tell what a file is."""
PART = 1 << 20
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\f\r")) + b"\x7f"


def is_archive_format(
    path: Path, media_type: str, told: FileFormat | None, keep: Collection[str] = KEPT
) -> bool:
    """Tell whether a file can be kept and read as it is.

    Args:
        path: The file.
        media_type: What it is said to be; what is said to be something else than text, such as a
            page, is no plain text though its bytes are.
        told: What PRONOM makes of its bytes, if it has been asked.
        keep: The formats that are kept as they are, see ``FormatSettings``.
    """
    if "text/plain" in keep and is_plain_text(path, media_type):
        return True
    kinds = _kinds(told) - {"text/plain"} if told and told.puid else _read_kinds(path)
    return _is_one_of(kinds, keep)


def is_let_go(told: FileFormat | None, let_go: Collection[str]) -> bool:
    """Tell whether a file is in a format that is kept as it is though nobody may read it once."""
    return told is not None and _is_one_of(_kinds(told), let_go)


def is_moving_or_sound(told: FileFormat | None) -> bool:
    """Tell whether a file is a film or a sound, of which no page can be made."""
    return told is not None and _is_one_of(_kinds(told), MOVING_OR_SOUND)


def _kinds(told: FileFormat) -> set[str]:
    """Return the names that a setting may call a format by."""
    return set(types_of(told.media_type)) | ({told.puid} if told.puid else set())


def _read_kinds(path: Path) -> set[str]:
    """Return what the first bytes say, where PRONOM says nothing."""
    with path.open("rb") as stream:
        start = stream.read(START)
    if start.startswith(TIFF):
        return {"image/tiff"}
    return PICTURES & {drawn_kind(start) or ""}


def _is_one_of(kinds: Collection[str], wanted: Collection[str]) -> bool:
    return any(each in wanted or f"{each.partition('/')[0]}/*" in wanted for each in kinds)


def is_pdf(path: Path) -> bool:
    """Tell whether a file says that it is a PDF (ISO 32000-1, annex H)."""
    with path.open("rb") as stream:
        return b"%PDF-" in stream.read(START)


def is_plain_text(path: Path, media_type: str) -> bool:
    """Tell whether a file may be plain text, and is UTF-8 without characters that steer."""
    if bare_type(media_type) not in TEXT:
        return False
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as stream:
            while part := stream.read(PART):
                if part.translate(None, _CONTROLS) != part:
                    return False
                decoder.decode(part)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
