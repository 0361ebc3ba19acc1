"""Where what a source answered lies until it is in the archive.

A pull fills a folder; a note beside it, written last, says what the pull came to. A folder without
a note was interrupted and is thrown away: the source has it all still, for the place in it has not
moved. A folder with a note is brought to its end by this run or the next.
"""

import hashlib
import json
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from diarium.fetches import Fetched, FetchOutcome
from diarium.files import flush_folder, storage_errors
from exporters.published_file import publish_file

PRIVATE = 0o600


@dataclass(frozen=True, slots=True)
class Staged:
    """What a pull laid down.

    Attributes:
        folder: Where; its name is what the delivery is called in the register.
        fetched: What the pull came to.
        known: How many rows told of the source before it.
    """

    folder: Path
    fetched: Fetched
    known: int

    def checksums(self) -> dict[str, str]:
        """Return the SHA-256 of each file by its name."""
        return {
            each.name: _checksum(each) for each in sorted(self.folder.iterdir()) if each.is_file()
        }


def new_folder(root: Path, name: str) -> Path:
    """Return a new, empty folder for a pull.

    Raises:
        StorageError: It cannot be made.
    """
    with storage_errors(root):
        folder = root / name
        folder.mkdir(mode=0o700, parents=True)
        return folder


def seal(folder: Path, fetched: Fetched, known: int) -> Staged:
    """Note what a pull came to; from here on it is brought to its end, whatever happens.

    Raises:
        StorageError: The note cannot be written.
    """
    told = {
        "known": known,
        "cursor": dict(fetched.cursor),
        "outcome": fetched.outcome.value,
        "reason": fetched.reason,
        "wait_until": fetched.wait_until.isoformat() if fetched.wait_until else None,
    }
    with storage_errors(folder):
        flush_folder(folder)
    publish_file(_note(folder), json.dumps(told).encode(), PRIVATE)
    return Staged(folder, fetched, known)


def find_left(root: Path) -> Staged | None:
    """Return what an interrupted run left to bring to its end; what it left half is removed.

    Raises:
        StorageError: The folder cannot be read.
    """
    if not root.is_dir():
        return None
    with storage_errors(root):
        folders = sorted(each for each in root.iterdir() if each.is_dir())
        for folder in folders:
            if _note(folder).exists():
                return _read_note(folder)
            shutil.rmtree(folder)
    return None


def remove(staged: Staged) -> None:
    """Remove what is in the archive now.

    Raises:
        StorageError: It cannot be removed.
    """
    with storage_errors(staged.folder):
        _note(staged.folder).unlink(missing_ok=True)  # first: without it the rest is nothing
        shutil.rmtree(staged.folder, ignore_errors=True)


def _note(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.json")


def _read_note(folder: Path) -> Staged:
    told = json.loads(_note(folder).read_bytes())
    until = told["wait_until"]
    fetched = Fetched(
        cursor=told["cursor"],
        outcome=FetchOutcome(told["outcome"]),
        reason=told["reason"],
        wait_until=datetime.fromisoformat(until) if until else None,
    )
    return Staged(folder, fetched, told["known"])


def _checksum(path: Path) -> str:
    with storage_errors(path), path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
