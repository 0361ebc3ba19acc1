"""Building an E-ARK SIP 2.2.0 of one nämnd and half-year in a folder of its own.

The layout is that of E-ARK CSIP: a METS of the package, a METS of each representation, PREMIS,
documentation, and schemas when the operator has given them.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from diarium.errors import RefusedError
from diarium.files import FileStore
from exporters.contents import PackageContents
from exporters.documentation import write_page, write_text
from exporters.erms import write_erms
from exporters.mets import (
    ContentType,
    FileGroup,
    Header,
    MetsDocument,
    Organisation,
    write_mets,
)
from exporters.package_files import PackageFile, copy_parts, flush_tree, write_file
from exporters.parts import plan_handlingar, plan_snapshots
from exporters.premis import PremisEvent, write_premis
from exporters.premis_events import (
    PARTS,
    creation_event,
    file_events,
    handling_events,
    snapshot_events,
)
from exporters.schemas import write_schemas

XML = "application/xml"
PREMIS_PATH = "metadata/preservation/PREMIS.xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltPackage:
    """A package that lies whole on the disk.

    Attributes:
        folder: Where.
        manifest_sha256: SHA-256 of the package's METS, which vouches for every other file.
        files: Number of files, METS included.
        size: Bytes in all.
        representations: Their names.
    """

    folder: Path
    manifest_sha256: str
    files: int
    size: int
    representations: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Representation:
    """A representation whose files are written, paths relative to its folder."""

    name: str
    category: str
    content_type: ContentType
    files: tuple[PackageFile, ...]
    events: tuple[PremisEvent, ...]

    @property
    def folder(self) -> str:
        return f"representations/{self.name}/"


def build_package(
    contents: PackageContents, files: FileStore, folder: Path, schemas: Path | None
) -> BuiltPackage:
    """Write a whole package into a folder that does not exist yet, and flush it to the disk.

    Args:
        contents: What goes in.
        files: The kept files.
        folder: The package's folder; its name is the package's.
        schemas: A folder of published schemas, or nothing to leave them out.

    Raises:
        RefusedError: There is nothing to deliver.
        AlteredError: A kept file is not what it was.
    """
    refuse_empty(contents)
    folder.mkdir()
    listed = write_schemas(schemas, folder, contents.created)
    made = tuple(_write_representations(contents, files, folder))
    roots = [_close_representation(contents, folder, each, len(listed) > 1) for each in made]
    mets = _write_root(contents, folder, made, roots, listed)
    flush_tree(folder)
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return BuiltPackage(
        folder=folder, manifest_sha256=hashlib.sha256(mets).hexdigest(), files=len(sizes),
        size=sum(sizes), representations=tuple(each.name for each in made),
    )  # fmt: skip


def refuse_empty(contents: PackageContents) -> None:
    """Refuse a package without any representation, which CSIP does not know.

    Raises:
        RefusedError: There is neither a snapshot nor an ärende.
    """
    if not contents.snapshots and not contents.arenden:
        raise RefusedError(
            "nämnd {namnd} has nothing to deliver for {period}: no snapshot, and no ärende closed "
            "then",
            namnd=contents.namnd.code,
            period=contents.period,
        )


def _write_representations(
    contents: PackageContents, files: FileStore, folder: Path
) -> Iterable[_Representation]:
    if contents.snapshots:
        yield _write_snapshots(contents, files, folder)
    if contents.arenden:
        yield _write_diarium(contents, files, folder)


def _write_snapshots(contents: PackageContents, files: FileStore, folder: Path) -> _Representation:
    parts, place = plan_snapshots(contents), "representations/snapshots/"
    copied = _copy(contents, files, folder / place, parts)
    return _Representation(
        name="snapshots", category="Websites",
        content_type=ContentType("OTHER", "social-media-snapshot"), files=tuple(copied),
        events=tuple(snapshot_events(contents, parts, place)),
    )  # fmt: skip


def _write_diarium(contents: PackageContents, files: FileStore, folder: Path) -> _Representation:
    parts, place = plan_handlingar(contents), "representations/diarium/"
    copied = _copy(contents, files, folder / place, parts)
    erms = write_file(
        folder / place, "data/ERMS.xml", write_erms(contents, parts), XML, contents.created
    )
    return _Representation(
        name="diarium", category="Datasets", content_type=ContentType("citserms_v2_1"),
        files=(erms, *copied), events=tuple(handling_events(contents, parts, place)),
    )  # fmt: skip


def _copy(
    contents: PackageContents, files: FileStore, folder: Path, parts: PARTS
) -> list[PackageFile]:
    return copy_parts(files, folder, list(chain.from_iterable(parts.values())), contents.kept)


def _close_representation(
    contents: PackageContents, folder: Path, made: _Representation, schemas: bool
) -> PackageFile:
    """Write a representation's PREMIS and METS, and return its METS as a file of the package."""
    premis = _write_premis(contents, folder, made.folder, [made])
    document = MetsDocument(
        objid=made.name, label=f"{contents.label}: {made.name}", category=made.category,
        content_type=made.content_type, header=_header(contents), premis=premis,
        groups=[FileGroup(use="Data", files=made.files)],
        schemas="../../schemas/" if schemas else None,
    )  # fmt: skip
    path = f"{made.folder}METS.xml"
    return write_file(folder, path, write_mets(document), XML, contents.created)


def _write_root(
    contents: PackageContents,
    folder: Path,
    made: Sequence[_Representation],
    roots: Sequence[PackageFile],
    schemas: Sequence[PackageFile],
) -> bytes:
    groups = [
        FileGroup(use="Documentation", files=_write_documentation(contents, folder)),
        FileGroup(use="Schemas", files=schemas),
    ]
    for each, root in zip(made, roots, strict=True):
        use = f"Representations/{each.name}"
        groups.append(FileGroup(use=use, files=[root], content_type=each.content_type))
    types = {each.content_type for each in made}
    document = MetsDocument(
        objid=contents.name, label=contents.label,
        category=made[0].category if len(made) == 1 else "Mixed",
        content_type=types.pop() if len(types) == 1 else ContentType("MIXED"),
        header=_header(contents), premis=_write_premis(contents, folder, "", made), groups=groups,
        schemas="schemas/" if len(schemas) > 1 else None,
    )  # fmt: skip
    mets = write_mets(document)
    write_file(folder, "METS.xml", mets, XML, contents.created)
    return mets


def _write_premis(
    contents: PackageContents, folder: Path, place: str, made: Sequence[_Representation]
) -> PackageFile:
    """Write the PREMIS of one representation, or at the root the one of the whole package."""
    files = [replace(f, path=each.folder + f.path) for each in made for f in each.files]
    told = [event for each in made for event in each.events]
    events = [*told, *file_events(contents, files), creation_event(contents)]
    name = contents.name if not place else f"{contents.name}/{made[0].name}"
    written = write_premis(name, files, events)
    return write_file(folder / place, PREMIS_PATH, written, XML, contents.created)


def _write_documentation(contents: PackageContents, folder: Path) -> list[PackageFile]:
    text = write_text(contents)
    page = write_page(contents.label, text)
    return [
        write_file(folder, f"documentation/{name}", written.encode(), kind, contents.created)
        for name, written, kind in (
            ("las_mig.txt", text, "text/plain"),
            ("las_mig.html", page, "text/html"),
        )
    ]


def _header(contents: PackageContents) -> Header:
    return Header(
        created=contents.created, status="OTHER" if contents.extract else "NEW",
        software=contents.software,
        archivist=Organisation(contents.namnd.name, contents.namnd.orgnr),
        creator=Organisation(contents.kommun, contents.orgnr),
        preservation=Organisation(contents.archive, contents.orgnr),
        agreement=contents.agreement,
    )  # fmt: skip
