"""The published XML schemas that a package's files follow.

None is part of the program. The operator may point at a folder of them; then they go into the
package. In any case a list goes in that names each so exactly that it can be found again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from diarium.errors import UsageError
from exporters.package_files import PackageFile, write_file

INDEX = "schemas/scheman.txt"


@dataclass(frozen=True, slots=True)
class Schema:
    """A published schema: its file name, what it is, who publishes it, its SHA-256."""

    name: str
    about: str
    publisher: str
    sha256: str


PUBLISHED = (
    Schema(
        "DILCISExtensionMETS.xsd",
        "E-ARK CSIP: tillägg till METS",
        "DILCIS Board, E-ARK-CSIP, https://earkcsip.dilcis.eu/",
        "b4a13747dde7644122dc14dc7f7333fc51b12de43039a73ba111a6e0e8204fcc",
    ),
    Schema(
        "ERMS.xsd",
        "CITS ERMS 2.1.2 (FGS Ärendehantering 2.0)",
        "DILCIS Board, CITS-ERMS, https://citserms.dilcis.eu/",
        "f366b7fe3dd79774863fdb52688a7390b469e7517c23f682ea6f732f07f97877",
    ),
    Schema(
        "mets.xsd",
        "METS 1.12",
        "Library of Congress, http://www.loc.gov/standards/mets/",
        "b44d3e06342b56e72b753b387d21802f1c1f083ac86008ce41fc4ee83fea2a42",
    ),
    Schema(
        "premis-v3-0.xsd",
        "PREMIS 3.0",
        "Library of Congress, http://www.loc.gov/standards/premis/",
        "1caafa82dcfa8f4d6f2468110d7af685637d619ad668d8fe9a5567bf1ddbf473",
    ),
    Schema(
        "xlink.xsd",
        "XLink för METS",
        "Library of Congress, http://www.loc.gov/standards/xlink/",
        "b08dcb2ab7e76ea527e2fe582bcafbdc26194157d9f7c3e39cb95633a9b10316",
    ),
)
"""The schemas that the files of a package follow."""


def write_schemas(source: Path | None, package: Path, created: datetime) -> list[PackageFile]:
    """Write the list of schemas into the package, and the schemas themselves if they are given.

    Raises:
        UsageError: The folder, or a schema in it, is not there.
    """
    found = find_schemas(source) if source else {}
    index = _tell(found).encode()
    return [
        write_file(package, INDEX, index, "text/plain", created),
        *(
            write_file(package, f"schemas/{name}", path.read_bytes(), "application/xml", created)
            for name, path in found.items()
        ),
    ]


def find_schemas(source: Path) -> dict[str, Path]:
    """Find the schemas anywhere in a folder; of several with one name, the one beside METS.

    Raises:
        UsageError: The folder, or a schema in it, is not there.
    """
    beside = next(iter(sorted(source.rglob("mets.xsd"))), source).parent
    found = {}
    for schema in PUBLISHED:
        candidates = [beside / schema.name, *sorted(source.rglob(schema.name))]
        path = next(filter(Path.is_file, candidates), None)
        if path is None:
            raise UsageError(
                "the schema {name} is nowhere in {folder}; put it there, or leave --schemas out",
                name=schema.name,
                folder=source,
            )
        found[schema.name] = path
    return found


def _tell(found: Mapping[str, Path]) -> str:
    """Return the list in Swedish."""
    where = "ligger i den här mappen" if found else "ligger inte i paketet, men är publicerade"
    lines = [f"XML-scheman som paketets filer följer. De {where}.", ""]
    for schema in PUBLISHED:
        lines += [schema.name, f"  {schema.about}", f"  {schema.publisher}"]
        lines += [f"  SHA-256 {schema.sha256}", ""]
    return "\n".join(lines)
