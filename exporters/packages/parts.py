"""Which file of the package comes from which kept file, and under which name.

Names are ASCII and harmless on every system; the name a file came with is kept as metadata.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import PurePosixPath

from diarium.arende_records import Handling
from diarium.records import NamedFile
from diarium.snapshot_records import Snapshot
from exporters.packages.contents import PackageContents
from exporters.packages.pronom_keys import puid_of

_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")
_SUFFIXES = {"message/rfc822": ".eml", "application/json": ".json", "text/plain": ".txt"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A file of the package that is a kept file, or a range of one.

    Attributes:
        path: Where it lies in its representation, such as ``data/ks_2026_17-1_1.eml``.
        source: SHA-256 of the kept file.
        start: First byte meant.
        length: Number of bytes meant.
        name: The name it came with.
        role: What it is to the record that names it.
        puid: Its PRONOM identifier, if its bytes have been identified.
    """

    path: str
    source: str
    start: int
    length: int
    media_type: str
    name: str
    role: str
    puid: str | None = None


def plan_snapshots(contents: PackageContents) -> dict[int, tuple[Part, ...]]:
    """Name the files of every snapshot, by the snapshot's number in the register."""
    seen = Counter[str]()
    planned = {}
    for snapshot in sorted(contents.snapshots, key=lambda each: each.id):
        stem = _snapshot_stem(snapshot)
        seen[stem.casefold()] += 1
        base = f"data/{stem}_{seen[stem.casefold()]}"
        planned[snapshot.id] = tuple(_plan_snapshot(contents, base, snapshot))
    return planned


def plan_handlingar(contents: PackageContents) -> dict[int, tuple[Part, ...]]:
    """Name the files of every handling that may leave, by the handling's number.

    Its masked versions come last; where its own files stay at home they come alone.
    """
    seen = Counter[str]()
    planned = {}
    for handling in (each for arende in contents.arenden for each in arende.handlingar):
        stem = safe_name(handling.beteckning)
        seen[stem] += 1
        base = f"data/{stem}" if seen[stem] == 1 else f"data/{stem}_{seen[stem]}"
        planned[handling.id] = tuple(_plan_handling(contents, handling, base))
    return planned


def safe_name(text: str) -> str:
    """Return text as part of a file name: a–z, 0–9, ``_`` and ``-``, never empty."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9-]+", "_", plain).strip("_-")[:80] or "x"


def count_withheld(contents: PackageContents) -> int:
    """Return how many handlingar go without their files because they are protected."""
    return sum(contents.withholds(h) for arende in contents.arenden for h in arende.handlingar)


def _plan_handling(contents: PackageContents, handling: Handling, base: str) -> Iterator[Part]:
    files = () if contents.withholds(handling) else handling.files
    for number, file in enumerate(files, start=1):
        yield _part(contents, f"{base}_{number}{_suffix(file)}", file)
    for number, version in enumerate(contents.masked.get(handling.id, ()), start=1):
        path = f"{base}_maskerad_{number}{_suffix(version.file)}"
        yield _part(contents, path, version.file)


def list_unnamed(contents: PackageContents) -> set[str]:
    """Return the kept files that go in whole and have no PRONOM identifier yet, by SHA-256."""
    planned = chain(plan_snapshots(contents).values(), plan_handlingar(contents).values())
    parts = (part for parts in planned for part in parts if part.puid is None)
    return {
        each.source
        for each in parts
        if each.source in contents.kept
        and (each.start, each.length) == (0, contents.kept[each.source].size)
    }


def _part(contents: PackageContents, path: str, file: NamedFile) -> Part:
    return Part(
        path=path, source=file.sha256, start=file.start, length=file.length,
        media_type=file.media_type or "application/octet-stream", name=file.name, role=file.role,
        puid=puid_of(file, contents.kept),
    )  # fmt: skip


def _snapshot_stem(snapshot: Snapshot) -> str:
    return f"{safe_name(snapshot.account)}_{snapshot.period}"


def _plan_snapshot(contents: PackageContents, base: str, snapshot: Snapshot) -> Iterator[Part]:
    """Name the files of a snapshot; of a role, such as a timestamp, there may be several."""
    seen = Counter[str]()
    for file in snapshot.files:
        name = PurePosixPath(f"{base}{_role_suffix(file)}")
        seen[str(name)] += 1
        again = f"_{seen[str(name)]}" if seen[str(name)] > 1 else ""
        yield _part(contents, f"{name.parent}/{name.stem}{again}{name.suffix}", file)


def _role_suffix(file: NamedFile) -> str:
    known = {"pdfa": ".pdf", "provenance": ".json", "wacz": ".wacz"}
    return known.get(file.role) or f"_{safe_name(file.role)}{_suffix(file)}"


def _suffix(file: NamedFile) -> str:
    """Return a harmless ending: the file's own if it is plain, else one by its media type."""
    own = PurePosixPath(file.name.replace("\\", "/")).suffix.lower()
    if _SUFFIX.fullmatch(own):
        return own
    return _SUFFIXES.get(file.media_type.partition(";")[0].strip().lower(), ".bin")
