"""What is asked of an export, and what it tells of the delivery it made."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from archiver.package_contents import Choice
from archiver.timestamp_settings import TimestampSettings
from diarium.journal_stamps import HeadAnswer
from exporters.checks.findings import Finding
from exporters.packages.package_model import ContentKind
from schedules.half_year import HalfYear

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportWish:
    """What is asked for.

    Attributes:
        namnd: Code of the nämnd.
        period: The half-year.
        output: The folder where the delivery is put.
        profile: Name of a built-in profile, or the path of a receiving archive's own.
        kinds: The kinds of content; nothing for all that there is.
        accounts: The accounts whose snapshots go in; nothing for all.
        arenden: The diarienummer of the ärenden that go in; nothing for all.
        container: ``folder``, ``zip`` or ``tar``.
        split_bytes: Bytes of kept files a package may hold; nothing for no limit.
        per_account: The snapshots of each account go into a package of their own.
        extract: Make a copy that holds the open ärenden too.
        include_protected: Put protected forms and files in.
        schemas: A folder of published schemas to put in, if any.
        created: When the package is said to be made.
        browser: The Chromium that prints how to read the package; nothing for Playwright's own.
        stamping: Who vouches for the journal's head, if its extract goes in.
        progress: Is told how many bytes are written, and of how many.
    """

    namnd: str
    period: HalfYear
    output: Path
    profile: str = "eark-2.2"
    kinds: frozenset[ContentKind] = frozenset()
    accounts: tuple[str, ...] = ()
    arenden: tuple[str, ...] = ()
    container: str = "folder"
    split_bytes: int | None = None
    per_account: bool = False
    extract: bool
    include_protected: bool
    schemas: Path | None
    created: datetime
    browser: Path | None = None
    stamping: TimestampSettings = field(default_factory=TimestampSettings)
    progress: Progress | None = None

    @property
    def choice(self) -> Choice:
        """What of the half-year goes in."""
        return Choice(
            namnd=self.namnd, period=self.period, kinds=self.kinds, accounts=self.accounts,
            arenden=self.arenden, extract=self.extract, created=self.created,
            include_protected=self.include_protected,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageReport:
    """What went into one package of a delivery, and where it lies.

    Attributes:
        number: Which of the delivery's packages it is, from 1.
        of: How many packages the delivery has.
        contents: The kinds of content.
        withheld: Handlingar whose files stayed at home because something in them is protected.
    """

    name: str
    path: Path
    number: int
    of: int
    manifest_sha256: str
    files: int
    size: int
    contents: tuple[str, ...]
    snapshots: int
    arenden: int
    handlingar: int
    withheld: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportReport:
    """What went into a delivery, and where it lies.

    Attributes:
        delivery: Its name; that of its package if it has but one.
        path: The package, or the folder of all packages.
        selection: What was chosen of the half-year, in Swedish; empty for all of it.
        schemas: The published schemas are in the packages.
        failed: Tries of the period that gave no snapshot.
        unreadable: Handlingar of open ärenden that lack a readable form, by beteckning.
        warnings: What the specification recommends and a package does not do.
        stamps: What the authorities answered that were asked about the journal's head.
    """

    delivery: str
    path: Path
    namnd: str
    period: str
    profile: str
    container: str
    selection: str
    extract: bool
    schemas: bool
    failed: int
    unreadable: tuple[str, ...]
    warnings: tuple[Finding, ...]
    packages: tuple[PackageReport, ...]
    stamps: tuple[HeadAnswer, ...] = ()
