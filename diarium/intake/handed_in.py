"""Opening what is handed in as one tree: a file, a folder, or zips that belong together."""

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from diarium.files import storage_errors
from diarium.intake.tree import HandedIn, is_ignored, open_file, open_folder, shown_name
from diarium.intake.zips import is_zip, open_zips


def group_paths(paths: Sequence[Path]) -> list[tuple[Path, ...]]:
    """Return the paths of each source: all zips are one export, every other path is one.

    Raises:
        StorageError: A file cannot be read.
    """
    zips = tuple(path for path in paths if is_zip(path))
    groups = [zips] if zips else []
    return groups + [(path,) for path in paths if path not in zips]


@contextlib.contextmanager
def open_tree(paths: Sequence[Path]) -> Iterator[HandedIn]:
    """Open a file, a folder, or zips that are one export together.

    A folder that holds nothing but zips is those zips.

    Raises:
        UsageError: There is no such file or folder, or a zip is damaged, encrypted or hostile.
        StorageError: It cannot be read.
    """
    first, *more = paths
    zips = _zips_in(first) if first.is_dir() and not more else paths
    if zips and all(is_zip(path) for path in zips):
        names = sorted(shown_name(path) for path in zips)
        others = f" (+{len(names) - 1})" if len(names) > 1 else ""
        with open_zips(zips, f"{names[0]}{others}") as tree:
            yield tree
    elif first.is_dir():
        yield open_folder(first)
    else:
        yield open_file(first)


def _zips_in(folder: Path) -> list[Path]:
    """Return what a folder holds, if that is nothing but zips."""
    with storage_errors(folder):
        found = [each for each in sorted(folder.iterdir()) if not is_ignored(each.name)]
        plain = all(each.is_file() and not each.is_symlink() for each in found)
    return found if plain and all(is_zip(each) for each in found) else []
