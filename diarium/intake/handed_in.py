"""Opening what is handed in as one tree: a file, a folder, or zips that belong together."""

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from diarium.intake.tree import HandedIn, open_file, open_folder


@contextlib.contextmanager
def open_tree(paths: Sequence[Path]) -> Iterator[HandedIn]:
    """Open a file, a folder, or zips that are one export together.

    Raises:
        UsageError: There is no such file or folder.
        StorageError: It cannot be read.
    """
    (path,) = paths
    yield open_folder(path) if path.is_dir() else open_file(path)
