"""Where the things of a package lie in each form of it, as its reading instructions tell."""

from dataclasses import dataclass

from exporters.packages.package_model import ContentKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The places of one form.

    Attributes:
        manifest: The file that vouches for all others.
        content: The folder of a kind of content, with ``{kind}``.
        premis: What happened to the files.
        documentation: The folder of the reading instructions.
        schemas: The folder of the schemas.
        check: How the checksums are computed again, in Swedish.
        commands: The same, to be typed in Linux.
        remark: What else is to be known of where things lie.
    """

    manifest: str
    content: str
    premis: str
    documentation: str
    schemas: str
    check: str
    commands: tuple[str, ...]
    remark: str = ""

    def of(self, kind: ContentKind) -> str:
        """Return the folder of a kind of content."""
        return self.content.format(kind=kind.value)


_BY_METS = (
    "Räkna ut SHA-256 för varje fil och jämför med CHECKSUM i {manifest}. Varje fil utom "
    "{manifest} själv ska stå där exakt en gång."
)
PLACES = {
    "eark": Places(
        manifest="METS.xml", content="representations/{kind}/data/",
        premis="metadata/preservation/PREMIS.xml", documentation="documentation/",
        schemas="schemas/", commands=("sha256sum FIL",),
        check=(
            "Räkna ut SHA-256 för varje fil och jämför med CHECKSUM i METS.xml. Alla filer utom "
            "METS.xml i rotmappen ska stå i en METS.xml exakt en gång."
        ),
        remark=(
            "Varje mapp under representations har en egen METS.xml för sina filer, och en egen "
            "metadata/preservation/PREMIS.xml."
        ),
    ),
    "fgs": Places(
        manifest="sip.xml", content="Content/{kind}/", premis="metadata/PREMIS.xml",
        documentation="Content/documentation/", schemas="System/", commands=("sha256sum FIL",),
        check=_BY_METS.format(manifest="sip.xml"),
    ),
    "bagit": Places(
        manifest="manifest-sha256.txt", content="data/{kind}/", premis="data/metadata/PREMIS.xml",
        documentation="data/documentation/", schemas="data/schemas/",
        check=(
            "Paketet är en BagIt-påse. Varje fil under data står i manifest-sha256.txt och, med "
            "SHA-512, i manifest-sha512.txt; övriga filer står i tagmanifest-sha256.txt."
        ),
        commands=("sha256sum -c manifest-sha256.txt", "sha256sum -c tagmanifest-sha256.txt"),
    ),
}  # fmt: skip
"""By the layout of a profile."""
