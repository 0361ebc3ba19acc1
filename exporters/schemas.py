"""The published XML schemas, taken from a folder of the operator's; none is part of the program."""

from datetime import datetime
from pathlib import Path

from diarium.errors import UsageError
from exporters.package_files import PackageFile, write_file

NAMES = (
    "DILCISExtensionMETS.xsd",
    "ERMS.xsd",
    "mets.xsd",
    "premis-v3-0.xsd",
    "xlink.xsd",
)
"""The schemas that the files of a package follow."""


def copy_schemas(source: Path, package: Path, created: datetime) -> list[PackageFile]:
    """Copy the schemas into the package's folder ``schemas``.

    Raises:
        UsageError: The folder, or a schema in it, is not there.
    """
    return [
        write_file(package, f"schemas/{name}", found.read_bytes(), "application/xml", created)
        for name, found in find_schemas(source).items()
    ]


def find_schemas(source: Path) -> dict[str, Path]:
    """Find the schemas anywhere in a folder; of several with one name, the one beside METS.

    Raises:
        UsageError: The folder, or a schema in it, is not there.
    """
    beside = next(iter(sorted(source.rglob("mets.xsd"))), source).parent
    found = {}
    for name in NAMES:
        candidates = [beside / name, *sorted(source.rglob(name))]
        path = next(filter(Path.is_file, candidates), None)
        if path is None:
            raise UsageError(
                "the schema {name} is nowhere in {folder}; put it there, or leave --schemas out",
                name=name,
                folder=source,
            )
        found[name] = path
    return found
