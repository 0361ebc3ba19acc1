"""Files of JSON Lines, as the tests write and read them."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from diarium.intake.jsonl import read_jsonl
from diarium.intake.raw import RawDeletion, RawMessage, Reason, Unreadable

Piece = RawMessage | RawDeletion | Unreadable
NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)
GOOD = {"channel": "comment", "text": "Hej på er", "made_available_at": "2026-06-30T14:05:00+02:00"}


def read(path: Path) -> list[Piece]:
    return list(read_jsonl(path, path.parent, NOW))


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
    return found


def reasons(found: Iterable[Piece]) -> list[Reason | None]:
    return [piece.reason if isinstance(piece, Unreadable) else None for piece in found]
