"""The manifest of an X archive: whose it is, and how much it promises."""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from diarium.files import storage_errors
from diarium.intake.json_fields import Fields, flag, identifier, mapping, objects, text
from diarium.intake.kinds import KeptFile
from diarium.intake.raw import ManifestCount, PieceError, Reason, Unreadable
from diarium.intake.strict_json import LONGEST, parse_object

BEGINNING = re.compile(rb"(?:\xef\xbb\xbf)?\s*window\.__THAR_CONFIG\s*=\s*")
_GLOBAL_NAME = re.compile(r"YTD\.(\w+)\.part\d+")
_COUNT = re.compile(r"\d{1,12}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose archive it is.

    Attributes:
        id: The account's number.
        name: As shown.
        handle: Without ``@``.
    """

    id: str
    name: str | None
    handle: str | None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a manifest says.

    Attributes:
        path: Its path in what was handed in.
        owner: Whose the archive is, if it says.
        partial: It says that the archive is but a part of what was ordered.
        counts: How much it promises, by file and then by what the file holds.
    """

    path: str
    owner: Owner | None = None
    partial: bool = False
    counts: Mapping[str, tuple[str, int]] = field(default_factory=dict)

    @property
    def root(self) -> str:
        """The folder of the archive, in which ``data`` lies."""
        return posixpath.dirname(posixpath.dirname(self.path))


def read_manifest(file: KeptFile, start: int) -> Manifest:
    """Return what a manifest says.

    Args:
        file: The file.
        start: Where its JSON begins.

    Raises:
        PieceError: It is not what a manifest is.
        StorageError: It cannot be read.
    """
    with storage_errors(file.stored), file.stored.open("rb") as stream:
        stream.seek(start)
        fields = parse_object(stream.read(LONGEST + 1))
    return Manifest(
        path=file.path,
        owner=read_owner(mapping(fields, "userInfo"), "userName", "displayName"),
        partial=flag(mapping(fields, "archiveInfo"), "isPartialArchive"),
        counts=dict(_read_counts(mapping(fields, "dataTypes"))),
    )


def read_owner(fields: Fields, handle: str, name: str) -> Owner | None:
    """Return whose an archive is, by the keys that hold the account's handle and name.

    Raises:
        PieceError: A field is not what it should be.
    """
    account = identifier(fields, "accountId")
    return Owner(account, text(fields, name), text(fields, handle)) if account else None


def find_owner(path: str, owners: Mapping[str, Owner]) -> Owner | None:
    """Return whose a file is: by what lies beside it, or the only one that is known."""
    beside = owners.get(posixpath.dirname(path))
    known = {owner.id: owner for owner in owners.values()}
    return beside or (next(iter(known.values())) if len(known) == 1 else None)


def count_files(
    manifests: Iterable[Manifest], found: Mapping[str, int], kinds: Iterable[str]
) -> Iterator[ManifestCount | Unreadable]:
    """Yield how much was promised and how much there was, and which archives are but parts.

    Args:
        manifests: The manifests of what was handed in.
        found: How many pieces each file holds.
        kinds: What is read, by the names that files say that they hold.
    """
    told, read = set[str](), frozenset(kinds)
    for manifest in manifests:
        if manifest.partial:
            yield Unreadable(0, Reason.PARTIAL, "", manifest.path)
        for name, (kind, promised) in manifest.counts.items():
            path = _find_file(name, manifest.root, found)
            if kind in read and path not in told:
                told.add(path)
                yield ManifestCount(path, promised, found.get(path, 0))


def _find_file(name: str, root: str, found: Mapping[str, int]) -> str:
    """Return the path of a promised file: in its own archive, or wherever another part lies."""
    own = posixpath.join(root, name)
    if own in found:
        return own
    return next((path for path in found if path == name or path.endswith(f"/{name}")), own)


def _read_counts(types: Fields) -> Iterator[tuple[str, tuple[str, int]]]:
    for key in types:
        for each in objects(mapping(types, key, "dataTypes"), "files", "dataTypes.files"):
            name = _GLOBAL_NAME.fullmatch(text(each, "globalName", "globalName") or "")
            path = text(each, "fileName", "fileName")
            count = identifier(each, "count", "count")
            if name and path and count is not None:
                if not _COUNT.fullmatch(count):
                    raise PieceError(Reason.FIELD_WRONG, "count")
                yield path, (name[1], int(count))
