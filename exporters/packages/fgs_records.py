"""Of which record each file of an FGS 1.2 package is, so that it is found from the file too."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from exporters.packages.contents import PackageContents
from exporters.packages.folders_by_kind import Folders, laid_path
from exporters.packages.package_model import ContentKind
from exporters.packages.parts import Part, plan_handlingar, plan_snapshots

PICTURE = "ögonblicksbild"


@dataclass(frozen=True, slots=True)
class RecordOfFile:
    """What a file is of.

    Attributes:
        code: The record's beteckning, if it is registered.
        kind: What kind of record it is, in Swedish.
    """

    code: str | None
    kind: str


def list_records(contents: PackageContents, folders: Folders) -> dict[str, RecordOfFile]:
    """Return of which record each kept file is, by its path in the package.

    Args:
        contents: What the package is made of.
        folders: Where the package has its things.
    """
    return dict(_list_records(contents, folders))


def _list_records(
    contents: PackageContents, folders: Folders
) -> Iterator[tuple[str, RecordOfFile]]:
    came = plan_handlingar(contents)
    for arende in contents.arenden:
        for handling in arende.handlingar:
            record = RecordOfFile(handling.beteckning, handling.kind)
            for path in _paths(came[handling.id], folders, ContentKind.DIARIUM):
                yield path, record
    taken = plan_snapshots(contents)
    for snapshot in contents.snapshots:
        record = RecordOfFile(snapshot.beteckning, PICTURE)
        for kind in (ContentKind.SNAPSHOTS, ContentKind.WEBARCHIVE):
            for path in _paths(taken[snapshot.id], folders, kind):
                yield path, record


def _paths(parts: Iterable[Part], folders: Folders, kind: ContentKind) -> Iterator[str]:
    for part in parts:
        yield laid_path(part, folders.of(kind))
