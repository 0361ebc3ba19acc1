"""The published XML schemas that a package's files follow.

None is part of the program. The operator may point at a folder of them; then they go into the
package. In any case a list goes in that names each so exactly that it can be found again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from diarium.errors import UsageError
from exporters.packages.package_model import MadeFile
from exporters.packages.profiles import Profile

INDEX = "scheman.txt"


@dataclass(frozen=True, slots=True)
class Schema:
    """A published schema: its file name, what it is, who publishes it, its SHA-256.

    Attributes:
        beside: The schema it belongs to, where several of its name are published.
    """

    name: str
    about: str
    publisher: str
    sha256: str
    beside: str = ""


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
        beside="DILCISExtensionMETS.xsd",
    ),
    Schema(
        "ERMS_v3.xsd",
        "CITS ERMS 3.0.2",
        "DILCIS Board, CITS-ERMS, https://citserms.dilcis.eu/",
        "df37b271cb27f70187004cfec7454c8bb4c39e1735759e1f9ad5dd309ee27a2f",
    ),
    Schema(
        "CSPackageMETS.xsd",
        "FGS Paketstruktur 1.2: METS",
        "Riksarkivet, http://xml.ra.se/e-arkiv/METS/",
        "cc60e2be316864e08545d22374c113af09f58e21e1bb7630731a7a7b7f2f7691",
    ),
    Schema(
        "CSPackageExtensionMETS.xsd",
        "FGS Paketstruktur 1.2: tillägg till METS",
        "Riksarkivet, http://xml.ra.se/e-arkiv/METS/",
        "ffb8d07441cc58032d89304a934af3c6a55faba41499d5d2fcb6909415c2f1c0",
    ),
    Schema(
        "xlink.xsd",
        "FGS Paketstruktur 1.2: XLink för METS",
        "Riksarkivet, http://xml.ra.se/e-arkiv/xlink/",
        "f1f5bb6003165cdd8f6c1fcc32f8fd1f965e1681010f3b9806d9460bcffa8a3c",
        beside="CSPackageExtensionMETS.xsd",
    ),
    Schema(
        "arendehantering.xsd",
        "FGS Ärendehantering 1.0",
        "Riksarkivet, http://xml.ra.se/e-arkiv/FGS-ERMS",
        "aa58a363d4367acaba8b10d5547db9becfe6db91f6d615dbd8e6a96dcdeb9787",
    ),
)
"""The schemas that the files of packages follow."""


def list_schemas(profile: Profile) -> list[Schema]:
    """Return what a profile's files follow; a schema that is not known is named as it is."""
    return [_describe(name, profile) for name in profile.schemas]


def gather_schemas(profile: Profile, source: Path | None) -> tuple[MadeFile, ...]:
    """Return the list of schemas, and the schemas themselves if they are given.

    Args:
        profile: Whose schemas.
        source: A folder that holds them, or nothing.

    Raises:
        UsageError: The folder, or a schema in it, is not there.
    """
    found = find_schemas(profile, source) if source else {}
    index = MadeFile(
        path=INDEX,
        media_type="text/plain",
        content=_tell(profile, found).encode(),
        puid="x-fmt/111",
    )
    return (index, *_made(found))


def find_schemas(profile: Profile, source: Path) -> dict[str, Path]:
    """Find the schemas anywhere in a folder; of several with one name, the one beside the first.

    Raises:
        UsageError: The folder, or a schema in it, is not there.
    """
    beside = next(iter(sorted(source.rglob(profile.schemas[0]))), source).parent
    found = {}
    for name in profile.schemas:
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


def _made(found: Mapping[str, Path]) -> Iterator[MadeFile]:
    for name, path in found.items():
        yield MadeFile(path=name, media_type="application/xml", content=path, puid="x-fmt/280")


def _describe(name: str, profile: Profile) -> Schema:
    for each in PUBLISHED:
        if each.name == name and (not each.beside or each.beside in profile.schemas):
            return each
    return Schema(name, "", "", "")


def _tell(profile: Profile, found: Mapping[str, Path]) -> str:
    """Return the list in Swedish."""
    where = "ligger i den här mappen" if found else "ligger inte i paketet, men är publicerade"
    lines = [f"XML-scheman som paketets filer följer. De {where}.", ""]
    for schema in list_schemas(profile):
        lines.append(schema.name)
        if schema.sha256:
            lines += [f"  {schema.about}", f"  {schema.publisher}", f"  SHA-256 {schema.sha256}"]
        lines.append("")
    return "\n".join(lines)
