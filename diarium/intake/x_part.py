"""A file of an X archive: a JavaScript that gives a name to an array of JSON."""

import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from diarium.intake.kinds import KeptFile
from diarium.intake.raw import RawAttachment, display_name, media_type
from diarium.intake.x_manifest import Owner
from diarium.records import FileRef

SOURCE = "x"
BEGINNING = re.compile(rb"(?:\xef\xbb\xbf)?\s*window\.YTD\.(\w{1,60})\.part\d{1,9}\s*=\s*")
NOT_THERE = "arkivet innehåller inte filen"
_MEDIA = re.compile(r"(?:^|.*/)(\w+_media/[^/]+)$")
_MEDIA_TYPES = {
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif",
    "webp": "image/webp", "mp4": "video/mp4", "webm": "video/webm", "m4a": "audio/mp4",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """A file of an archive, and what is known beside it.

    Attributes:
        file: The file.
        holds: What it says that it holds, such as ``direct_messages``.
        start: Where its JSON begins.
        owner: Whose the archive is, if it is known.
        media: The files sent along, by folder and name, such as ``tweets_media/17-x.jpg``.
        found: How many elements each file holds, as they are found.
        now: The present moment.
    """

    file: KeptFile
    holds: str
    start: int
    owner: Owner | None
    media: Mapping[str, FileRef]
    found: Counter[str]
    now: datetime


def is_media(path: str) -> bool:
    """Tell whether a path is that of a file sent along with something."""
    return bool(_MEDIA.match(path))


def by_name(media: Mapping[str, KeptFile]) -> dict[str, FileRef]:
    """Return the files by the folder and the name that the archive gives them, the first of each.

    The zips of an archive may each hold the folder, at different paths in what was handed in.
    """
    names: dict[str, FileRef] = {}
    for path, kept in media.items():
        if found := _MEDIA.match(path):
            names.setdefault(found[1], kept.ref)
    return names


def attachments(
    part: Part, folders: Sequence[str], number: str, addresses: Sequence[Sequence[str]]
) -> Iterator[RawAttachment]:
    """Yield what was sent along.

    Args:
        part: The file that tells of it.
        folders: The folders where it may lie.
        number: The id of the message or post; the archive calls a file ``<id>-<name>``.
        addresses: For each file sent, the addresses of it in one or several sizes.
    """
    for alternatives in addresses:
        names = [posixpath.basename(re.split(r"[?#]", each)[0]) for each in alternatives]
        paths = (f"{folder}/{number}-{name}" for name in names for folder in folders)
        kept = next((part.media[path] for path in paths if path in part.media), None)
        extension = names[0].rpartition(".")[2].lower()
        yield RawAttachment(
            name=display_name(names[0]),
            media_type=media_type(_MEDIA_TYPES.get(extension, "")),
            reference=alternatives[0],
            kept=kept,
            missing=None if kept else NOT_THERE,
        )
