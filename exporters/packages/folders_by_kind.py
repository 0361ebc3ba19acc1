"""Laying a package's files in one folder for each kind, as FGS 1.2 and BagIt both have them.

Neither knows the representations of E-ARK, so the ``data/`` of a representation falls away.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from diarium.files import FileStore
from exporters.packages import pronom_keys
from exporters.packages.containers import Container
from exporters.packages.fgs_arende import write_fgs_arenden
from exporters.packages.package_files import PackageFile
from exporters.packages.package_model import Content, ContentKind, MadeFile, PackageModel, add_made
from exporters.packages.parts import Part
from exporters.packages.premis import Premis, PremisEvent, write_premis
from exporters.packages.premis_events import creation_event, place_events
from exporters.packages.profiles import FGS_ERMS

XML = "application/xml"
ARENDEN = "FGS-ERMS.xml"
_DATA = "data/"


@dataclass(frozen=True, slots=True)
class Folders:
    """Where a form of package has its things, each ending in ``/``."""

    content: str
    documentation: str
    schemas: str

    def of(self, kind: ContentKind) -> str:
        """Return the folder of a kind of content."""
        return f"{self.content}{kind.value}/"


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidContent:
    """A content whose files lie in the package; paths are relative to the package's root."""

    kind: ContentKind
    files: tuple[PackageFile, ...]
    events: tuple[PremisEvent, ...]


def lay_content(
    content: Content, model: PackageModel, container: Container, files: FileStore, folders: Folders
) -> LaidContent:
    """Write all files of a content.

    Raises:
        AlteredError: A kept file is not what it was.
    """
    folder = folders.of(content.kind)
    parts = [replace(each, path=each.path.removeprefix(_DATA)) for each in content.parts]
    made = list(lay_made(content.made, model, container, folder))
    copied = container.copy(files, parts, model.contents.kept, folder)
    if content.kind is ContentKind.DIARIUM and model.profile.erms == FGS_ERMS:
        made.insert(0, _lay_arenden(model, container, copied, folder))
    return LaidContent(
        kind=content.kind,
        files=(*made, *copied),
        events=tuple(place_events(map(_without_data, content.events), folder)),
    )


def lay_made(
    made: Sequence[MadeFile], model: PackageModel, container: Container, folder: str
) -> Iterator[PackageFile]:
    """Write files that were made for the package, and yield them as they lie there."""
    for each in made:
        plain = replace(each, path=each.path.removeprefix(_DATA))
        yield add_made(container, folder, plain, model.contents.created)


def laid_path(part: Part, folder: str) -> str:
    """Return where a part lies once it is laid in a folder."""
    return folder + part.path.removeprefix(_DATA)


def lay_premis(
    model: PackageModel,
    container: Container,
    path: str,
    files: Sequence[PackageFile],
    laid: Sequence[LaidContent],
) -> PackageFile:
    """Write the one PREMIS file, of all files before it."""
    events = [event for each in laid for event in each.events]
    told = Premis(
        package=model.name,
        files=files,
        events=[*events, creation_event(model)],
        software=model.contents.software,
        created=model.contents.created,
        provisions=model.contents.provisions,
    )
    return write_premis(container, path, told)


def _lay_arenden(
    model: PackageModel, container: Container, copied: Sequence[PackageFile], folder: str
) -> PackageFile:
    """Write FGS Ärendehantering 1.0, which names each file with the checksum it now has."""
    path = container.work / ARENDEN
    lying = {_DATA + each.path.removeprefix(folder): each for each in copied}
    write_fgs_arenden(model.contents, lying, path)
    made = MadeFile(path=ARENDEN, media_type=XML, content=path, puid=pronom_keys.XML)
    return add_made(container, folder, made, model.contents.created)


def _without_data(event: PremisEvent) -> PremisEvent:
    return replace(event, files=tuple(path.removeprefix(_DATA) for path in event.files))
