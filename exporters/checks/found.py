"""What a check found in a package, right or wrong."""

from dataclasses import dataclass, field
from datetime import date

from exporters.checks.diarium_reading import Diarium
from exporters.checks.journal_extract import Proof


@dataclass(slots=True, kw_only=True)
class Found:
    """What a package holds, read from the package itself.

    Attributes:
        name: Its root folder's name.
        container: ``folder``, ``zip`` or ``tar``.
        files: Number of files.
        size: Bytes in all.
        profile: Whose form it has, such as ``eark-2.2``; nothing if that is not known.
        title: The specification.
        rules: The files of rules that it is held to.
        manifest: The file that vouches for all the others.
        manifest_sha256: Its SHA-256.
        label: What it says it is.
        created: When it says it was made.
        schemas: The published schemas are in it.
        checksums: SHA-256 that is declared of each file.
        snapshots: Number of ögonblicksbilder.
        period: First and last day of its half-year.
        is_extract: It says that it is a copy and no delivery.
        diarium: The ärenden and handlingar.
        proof: What its journal extract proves.
    """

    name: str
    container: str
    files: int
    size: int
    profile: str | None = None
    title: str = ""
    rules: tuple[str, ...] = ()
    manifest: str = ""
    manifest_sha256: str = ""
    label: str = ""
    created: str = ""
    schemas: bool = False
    checksums: dict[str, str] = field(default_factory=dict)
    snapshots: int = 0
    period: tuple[date, date] | None = None
    is_extract: bool = False
    diarium: Diarium = field(default_factory=Diarium)
    proof: Proof | None = None
