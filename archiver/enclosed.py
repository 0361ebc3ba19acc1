"""Words and files that a person hands in beside a handling: kept before the register knows them."""

import mimetypes
from dataclasses import dataclass
from pathlib import Path

from diarium.errors import UsageError
from diarium.files import FileStore
from diarium.public_line import fold_line
from diarium.records import FileRef

MOST_MB = 200
MOST_BYTES = MOST_MB * 1_000_000
"""Larger files are refused unread."""
UNKNOWN = "application/octet-stream"
TEXT = "text/plain"


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A kept file: what it is called, its kind, its checksum and size."""

    name: str
    media_type: str
    ref: FileRef


def keep_text(files: FileStore, words: bytes, name: str) -> Enclosed:
    """Keep words as a file of plain text in UTF-8, as they came.

    Raises:
        UsageError: They say nothing, are too long or are not UTF-8.
        StorageError: The disk is full or cannot be written.
    """
    if len(words) > MOST_BYTES:
        raise UsageError("the text is larger than {most} MB; shorten it", most=MOST_MB)
    try:
        said = words.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError("the text is not UTF-8; write it in a file and give that") from error
    if not fold_line(said):
        raise UsageError("the text is empty; write what it says")
    return Enclosed(name, TEXT, files.keep_bytes(words))


def keep_enclosed(files: FileStore, path: Path) -> Enclosed:
    """Keep a copy of a file under its own name.

    Raises:
        UsageError: There is no such file, or it is empty or too large.
        StorageError: It cannot be read, or the disk is full or cannot be written.
    """
    if not path.is_file():
        raise UsageError("there is no file {file}; give the path of one", file=path)
    size = path.stat().st_size
    if not size:
        raise UsageError("the file {file} is empty; give the one that was meant", file=path.name)
    if size > MOST_BYTES:
        raise UsageError(
            "{file} is larger than {most} MB; give a smaller file", file=path.name, most=MOST_MB
        )
    kind = mimetypes.guess_type(path.name)[0] or UNKNOWN
    return Enclosed(fold_line(path.name), kind, files.keep_file(path))
