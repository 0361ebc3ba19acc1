"""The folder where a webhook receiver lays down what it is sent: one file per payload.

The receiver is another program. It writes each payload whole under a name that begins with a dot
or ends in ``.tmp`` or ``.part``, and renames it in the same folder; from then on it leaves it
alone. A payload goes from the folder when its bytes are in the archive, and not before.
"""

import filecmp
import os
from collections.abc import Collection, Iterator
from pathlib import Path

from archiver.fetch.pulling import Pull
from diarium.fetches import Fetched
from diarium.files import flush_folder, storage_errors

UNFINISHED = (".tmp", ".part")
MISSING = "no-such-folder"
TOO_LARGE = "payload-too-large"


def pull_spool(pull: Pull) -> Fetched:
    """Copy the payloads that lie in the folder, the first by name first."""
    place = Path(pull.source.folder)
    try:
        payloads = sorted(_payloads(place))
    except OSError:
        return pull.failed({}, MISSING)
    for copied, payload in enumerate(payloads):
        if pull.budget.spent or payload.stat().st_size > pull.budget.bytes_left:
            return pull.more({}) if copied else pull.failed({}, TOO_LARGE)
        with storage_errors(payload):
            pull.keep(payload.name, payload.read_bytes())
    return pull.done({})


def clear_spool(place: Path, taken: Path, names: Collection[str]) -> None:
    """Remove from the spool what was taken in, where it still is what was taken in.

    Args:
        place: The spool.
        taken: The folder with what was copied from it.
        names: What of that is in the archive.

    Raises:
        StorageError: A payload cannot be removed.
    """
    with storage_errors(place):
        for name in names:
            payload = place / name
            if payload.is_file() and filecmp.cmp(payload, taken / name, shallow=False):
                payload.unlink()
        flush_folder(place)


def _payloads(place: Path) -> Iterator[Path]:
    with os.scandir(place) as entries:
        for entry in entries:
            hidden = entry.name.startswith(".") or entry.name.endswith(UNFINISHED)
            if not hidden and entry.is_file(follow_symlinks=False):
                yield Path(entry.path)
