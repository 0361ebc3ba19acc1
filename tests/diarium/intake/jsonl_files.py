"""Files of JSON Lines, as the tests write and read them."""

import contextlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from diarium.files import FileStore
from diarium.intake.handed_in import open_tree
from diarium.intake.jsonl import KIND
from diarium.intake.kinds import Export, KeptFile, Tree
from diarium.intake.raw import Piece, PieceError, RawMessage, Reason, Unreadable

NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)
GOOD = {"channel": "comment", "text": "Hej på er", "made_available_at": "2026-06-30T14:05:00+02:00"}


def read(path: Path) -> list[Piece]:
    """Keep what a file claims, as an intake does, and read it."""
    store = FileStore(path.parent / ".kept")
    with open_tree((path,)) as tree:
        claimed = KIND.claim(tree)
        messages = keep(store, tree, claimed.messages)
        media = keep(store, tree, claimed.media)
    return list(KIND.read(Export(messages=messages, media=media, now=NOW)))


def keep(store: FileStore, tree: Tree, paths: Sequence[str]) -> dict[str, KeptFile]:
    kept = {}
    for path in paths:
        with contextlib.suppress(PieceError), tree.open(path) as stream:
            ref = store.keep_stream(stream)
            kept[path] = KeptFile(path, store.path_of(ref.sha256), ref)
    return kept


def read_lines(folder: Path, *lines: str | bytes) -> list[Piece]:
    path = folder / "in.jsonl"
    encoded = (line if isinstance(line, bytes) else line.encode() for line in lines)
    path.write_bytes(b"".join(line + b"\n" for line in encoded))
    return read(path)


def read_one(folder: Path, **fields: object) -> RawMessage:
    found = read_lines(folder, json.dumps({**GOOD, **fields}))[0]
    assert isinstance(found, RawMessage), found
    return found


def refuse_one(folder: Path, **fields: object) -> Unreadable:
    found = read_lines(folder, json.dumps({**GOOD, **fields}))[0]
    assert isinstance(found, Unreadable), found
    assert found.file == "in.jsonl"
    return replace(found, file="")


def reasons(found: Iterable[Piece]) -> list[Reason | None]:
    return [piece.reason if isinstance(piece, Unreadable) else None for piece in found]
