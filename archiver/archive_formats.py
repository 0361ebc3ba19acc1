"""Formats that an archive can keep as they are, told by a file's bytes and never by its name.

The list is short: plain text in UTF-8, PNG, JPEG and TIFF. PDF/A belongs to it too, but whether a
PDF is one only a judge can say, so every PDF is taken over as PDF/A-2b beside the original.
"""

import codecs
from pathlib import Path

from exporters.media_types import bare_type
from exporters.readable_form import drawn_kind

PICTURES = frozenset(("image/jpeg", "image/png"))
TIFF = (b"II*\x00", b"MM\x00*")
TEXT = frozenset(("text/plain", "text/csv", "application/octet-stream", ""))
"""What plain text is said to be; the last two say nothing at all."""
START = 1024
"""So many bytes from its start tell what a file is."""
PART = 1 << 20
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\f\r")) + b"\x7f"


def is_archive_format(path: Path, media_type: str) -> bool:
    """Tell whether a file can be kept and read as it is.

    Args:
        path: The file.
        media_type: What it is said to be; what is said to be something else than text, such as a
            page, is no plain text though its bytes are.
    """
    with path.open("rb") as stream:
        start = stream.read(START)
    if drawn_kind(start) in PICTURES or start.startswith(TIFF):
        return True
    return is_plain_text(path, media_type)


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
