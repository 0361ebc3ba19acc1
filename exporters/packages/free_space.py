"""Whether a delivery fits on the disk, asked before anything is written."""

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from diarium.errors import StorageError
from exporters.packages.package_model import MadeFile, PackageModel

PER_FILE = 12_000
"""Bytes that METS, PREMIS and the disk itself take for a file, at most."""
PER_PACKAGE = 1_000_000
"""Bytes for what every package holds: its own descriptions, and their folders."""


def bytes_needed(models: Iterable[PackageModel]) -> int:
    """Return how many bytes packages take on the disk, at most, whatever their form."""
    return sum(PER_PACKAGE + sum(_sizes_of(model)) for model in models)


def require_space(folder: Path, need: int) -> None:
    """Refuse to begin what the disk has no room for.

    Raises:
        StorageError: There are fewer bytes free than needed.
    """
    free = shutil.disk_usage(folder).free
    if free < need:
        raise StorageError(
            "{folder} has {free} bytes free and the delivery needs {need}; free some space or name "
            "another folder",
            folder=folder,
            free=free,
            need=need,
        )


def _sizes_of(model: PackageModel) -> Iterator[int]:
    """Yield the size of everything that is known to go in."""
    made = [*model.documentation, *model.schemas]
    for content in model.inside:
        yield from (PER_FILE + part.length for part in content.parts)
        made += content.made
    yield from (PER_FILE + _size_of(each) for each in made)


def _size_of(made: MadeFile) -> int:
    if isinstance(made.content, Path):
        return made.content.stat().st_size
    return len(made.content) if isinstance(made.content, bytes) else 0
