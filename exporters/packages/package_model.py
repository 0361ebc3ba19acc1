"""The inner model of a package: what it says and holds, before a profile gives it a form.

A profile's writer turns it into files: ``exporters.packages.eark``, ``exporters.packages.fgs`` or
``exporters.packages.bagit``. What the three have in common is decided here and nowhere else.
"""

from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from exporters.packages.containers import Container
from exporters.packages.contents import PackageContents
from exporters.packages.package_files import PackageFile
from exporters.packages.parts import Part
from exporters.packages.premis import PremisEvent
from exporters.packages.profiles import Profile


class ContentKind(StrEnum):
    """What a package may hold; each kind lies in a folder of its own."""

    SNAPSHOTS = "snapshots"
    WEBARCHIVE = "webarchive"
    DIARIUM = "diarium"
    FORTECKNING = "forteckning"
    GALLRING = "gallring"
    JOURNAL = "journal"


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeFile:
    """A file that is made for the package, such as ERMS, and was not kept before.

    Attributes:
        path: Where it lies within its content, such as ``data/ERMS.xml``; for documentation and
            schemas the file name.
        media_type: Its registered media type.
        content: Its bytes, or for what may be large a file that holds them; or such a file to come,
            where it is made while others are written.
        puid: Its PRONOM identifier.
        about: What it is, in Swedish.
    """

    path: str
    media_type: str
    content: bytes | Path | Future[Path]
    puid: str | None = None
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """All of one kind: a representation in E-ARK, a folder under ``Content/`` in FGS 1.2.

    Attributes:
        parts: Kept files, or ranges of them, in the order they are declared.
        made: Files made for the package.
        events: What happened to its files; their paths are as those of the parts.
    """

    kind: ContentKind
    parts: tuple[Part, ...] = ()
    made: tuple[MadeFile, ...] = ()
    events: tuple[PremisEvent, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageModel:
    """One package, whatever its form.

    Attributes:
        name: Its name and OBJID, ASCII, the same for every package of the same things.
        label: What it is, in Swedish.
        contents: The records it is made of, and what is said of the package as a whole.
        profile: Whose form it is given.
        inside: What it holds, a content of each kind at most.
        documentation: How to read it.
        schemas: The published schemas, and the list of them.
        number: Which of the parts of a delivery it is, from 1.
        of: How many parts the delivery has.
    """

    name: str
    label: str
    contents: PackageContents
    profile: Profile
    inside: tuple[Content, ...]
    documentation: tuple[MadeFile, ...] = ()
    schemas: tuple[MadeFile, ...] = field(default=())
    number: int = 1
    of: int = 1


def add_made(container: Container, folder: str, made: MadeFile, created: datetime) -> PackageFile:
    """Put a made file into a folder of the package, which is empty or ends in ``/``."""
    content = made.content.result() if isinstance(made.content, Future) else made.content
    written = container.add(folder + made.path, content, made.media_type, created)
    return replace(written, puid=made.puid, about=made.about)
