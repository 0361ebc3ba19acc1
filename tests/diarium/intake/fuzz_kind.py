"""One kind of export, fuzzed: bytes are changed toward code that was not reached before.

A program of its own, for the fuzzer ends the process: ``fuzz_kind.py FORMAT FOLDER [OPTION…]``,
where the options are libFuzzer's. A file of the kind's samples is changed, the others stay as they
are. Whatever the bytes, a reader ends in pieces that can be stored or reported.
"""

import contextlib
import importlib
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, NoReturn

import atheris

with atheris.instrument_imports(include=["diarium.intake"]):
    from diarium.errors import UsageError
    from diarium.intake.kinds import Claimed, Export, KeptFile, Kind, OwnNames
    from diarium.intake.raw import (
        LeftOut,
        ManifestCount,
        Piece,
        RawDeletion,
        RawMessage,
        Unreadable,
    )
    from diarium.intake.recognise import KINDS
    from diarium.intake.tree import open_folder
    from diarium.records import FileRef

NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)
OWN = OwnNames(name="Avallby kommun", handle="avallbykommun", url="https://example.se/avallby")
SAMPLES = Path(__file__).parents[2] / "data" / "intake"


def check(piece: Piece, sizes: dict[str, int]) -> None:
    """Check that a piece can be stored or reported."""
    match piece:
        case Unreadable() | LeftOut():
            assert piece.place >= 0
        case ManifestCount():
            assert min(piece.promised, piece.found) >= 0
        case RawMessage():
            _check_range(piece, sizes)
            _check_words(piece)
        case _:
            _check_range(piece, sizes)
            assert piece.external_id


def _check_range(piece: RawMessage | RawDeletion, sizes: dict[str, int]) -> None:
    assert 0 <= piece.start <= piece.start + piece.length <= sizes[piece.file]


def _check_words(piece: RawMessage) -> None:
    moments = (piece.made_available_at, piece.received_at, piece.edited_at)
    assert all(each.utcoffset() is not None for each in moments if each)
    words = [piece.source, piece.text, piece.subject, piece.sender_name, piece.sender_address]
    words += [piece.permalink, piece.external_id, piece.in_reply_to, piece.thread]
    words += [word for each in piece.attachments for word in (each.name, each.media_type)]
    joined = "\n".join(filter(None, words))
    assert "\x00" not in joined
    joined.encode()
    assert all("/" not in each.name for each in piece.attachments)


class Sample:
    """A kind's sample in a folder of its own, one file of which is changed at a time."""

    def __init__(self, kind: Kind, folder: Path) -> None:
        self.kind = kind
        self.folder = folder
        source = SAMPLES / kind.format.value
        self.files = {
            str(path.relative_to(source)): path.read_bytes()
            for path in sorted(source.rglob("*"))
            if path.is_file()
        }
        self.names = list(self.files)
        self.changed = self.names[0]
        for name, content in self.files.items():
            self._write(name, content)

    def try_bytes(self, data: bytes) -> None:
        """Read one file, changed; the first byte tells which, and whether the others come along.

        Alone it is by its own bytes that new code is reached; with the others, what they share.
        """
        name = self.names[data[0] % 128 % len(self.names)] if data else self.names[0]
        if self.changed != name:
            self._write(self.changed, self.files[self.changed])
            self.changed = name
        self._write(name, data[1:])
        self.read(name, alone=data[:1] < b"\x80")

    def read(self, changed: str, *, alone: bool) -> int:
        """Read the changed file, whether claimed or not, and what the kind claims beside it."""
        claimed, tree = Claimed(), open_folder(self.folder)
        with contextlib.suppress(UsageError):
            claimed = self.kind.claim(tree)
        beside = () if alone else claimed.messages
        messages = sorted({*beside, changed} - {*claimed.media})
        export = Export(
            messages={name: self._keep(name) for name in messages},
            media={name: self._keep(name) for name in claimed.media},
            own=OWN,
            columns=COLUMNS,
            now=NOW,
        )
        sizes = {name: kept.ref.size for name, kept in export.messages.items()}
        count = 0
        for piece in self.kind.read(export):
            check(piece, sizes)
            count += 1
        return count

    def seeds(self) -> Iterator[bytes]:
        """Yield what the fuzzer begins with."""
        for number, content in enumerate(self.files.values()):
            yield bytes([number]) + content
            yield bytes([128 + number]) + content

    def _write(self, name: str, content: bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def _keep(self, name: str) -> KeptFile:
        path = self.folder / name
        content = path.read_bytes()
        return KeptFile(name, path, FileRef(sha256=sha256(content).hexdigest(), size=len(content)))


COLUMNS = {"text": "Meddelande", "made_available_at": "Datum", "sender_name": "Namn"}


def find_kind(name: str) -> Kind:
    """Return a kind by its format, or one of another module, ``module:NAME``."""
    module, _colon, attribute = name.rpartition(":")
    if module:
        with atheris.instrument_imports(include=[module]):
            found: Any = getattr(importlib.import_module(module), attribute)
        assert isinstance(found, Kind)
        return found
    return next(kind for kind in KINDS if kind.format == name)


def main(name: str, folder: Path, options: list[str]) -> NoReturn:
    """Fuzz until the options say stop; the process then ends with 0, or 77 at a finding."""
    sample = Sample(find_kind(name), folder / "sample")
    corpus = folder / "corpus"
    corpus.mkdir()
    for number, seed in enumerate(sample.seeds()):
        (corpus / str(number)).write_bytes(seed)
    atheris.Setup([sys.argv[0], str(corpus), *options], sample.try_bytes)
    atheris.Fuzz()
    raise SystemExit(0)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
