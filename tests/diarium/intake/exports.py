"""Exports as a reader gets them, made of files in a folder, without a store."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from diarium.intake.kinds import Claimed, Export, KeptFile, Kind, OwnNames
from diarium.intake.raw import Piece, RawMessage, Unreadable
from diarium.intake.tree import open_folder
from diarium.records import FileRef

NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)
OWN = OwnNames(name="Avallby kommun", handle="avallby", url="https://www.linkedin.com/in/avallby/")
SAMPLES = Path(__file__).parents[2] / "data" / "intake"


def claim(kind: Kind, folder: Path) -> Claimed:
    return kind.claim(open_folder(folder))


def export(
    kind: Kind, folder: Path, own: OwnNames = OWN, columns: Mapping[str, str] | None = None
) -> Export:
    claimed = claim(kind, folder)
    return Export(
        messages={path: _kept(folder, path) for path in sorted(claimed.messages)},
        media={path: _kept(folder, path) for path in sorted(claimed.media)},
        own=own,
        columns=columns or {},
        now=NOW,
    )


def read(
    kind: Kind, folder: Path, own: OwnNames = OWN, columns: Mapping[str, str] | None = None
) -> list[Piece]:
    return list(kind.read(export(kind, folder, own, columns)))


def read_sample(kind: Kind, own: OwnNames = OWN) -> list[Piece]:
    return read(kind, SAMPLES / kind.format.value, own)


def messages(pieces: Iterable[Piece]) -> list[RawMessage]:
    return [piece for piece in pieces if isinstance(piece, RawMessage)]


def faults(pieces: Iterable[Piece]) -> list[Unreadable]:
    return [piece for piece in pieces if isinstance(piece, Unreadable)]


def original(folder: Path, message: RawMessage) -> bytes:
    content = (folder / message.file).read_bytes()
    return content[message.start : message.start + message.length]


def _kept(folder: Path, path: str) -> KeptFile:
    content = (folder / path).read_bytes()
    ref = FileRef(sha256=sha256(content).hexdigest(), size=len(content))
    return KeptFile(path, folder / path, ref)
