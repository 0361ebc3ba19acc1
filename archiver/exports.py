"""Making a package for the kommunarkiv: gather the records, build, check, note, put in place."""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from archiver.settings import ExportSettings
from diarium.arende_records import Arende
from diarium.arenden import list_arenden
from diarium.database import reading, writing
from diarium.errors import PackageError, RefusedError
from diarium.files import FileStore
from diarium.installation import read_installation
from diarium.kept import list_kept
from diarium.namnder import read_namnd
from diarium.packages import PackageFacts, list_packages, record_package
from diarium.protected_view import list_protected
from diarium.readable_forms import list_missing
from diarium.records import NamedFile
from diarium.seen import note_seen
from diarium.snapshot_records import CaptureOutcome, Snapshot
from diarium.snapshots import DIAGNOSTICS, list_snapshots
from exporters.checks import ERROR, MANIFEST, ROOT, Finding, check_package
from exporters.contents import PackageContents, Software
from exporters.delivery import publish, staging
from exporters.package import BuiltPackage, build_package, refuse_empty
from exporters.parts import count_withheld
from schedules.half_year import HalfYear

if TYPE_CHECKING:
    from sqlalchemy import Engine

PROFILE = "eark-2.2"
_FAILED = CaptureOutcome.FAILED


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportWish:
    """What is asked for.

    Attributes:
        namnd: Code of the nämnd.
        period: The half-year.
        output: The folder where the package is put.
        extract: Make a copy that holds the open ärenden too.
        include_protected: Put protected forms and files in.
        schemas: A folder of published schemas to put in, if any.
        created: When the package is said to be made.
    """

    namnd: str
    period: HalfYear
    output: Path
    extract: bool
    include_protected: bool
    schemas: Path | None
    created: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportReport:
    """What went into a package, and where it lies.

    Attributes:
        withheld: Handlingar whose files stayed at home because something in them is protected.
        unreadable: Handlingar of open ärenden that lack a readable form, by beteckning.
        failed: Tries of the period that gave no snapshot.
        schemas: The published schemas are in the package.
        warnings: What the specification recommends and the package does not do.
    """

    name: str
    path: Path
    namnd: str
    period: str
    profile: str
    extract: bool
    manifest_sha256: str
    files: int
    size: int
    representations: tuple[str, ...]
    snapshots: int
    failed: int
    arenden: int
    handlingar: int
    withheld: int
    unreadable: tuple[str, ...]
    schemas: bool
    warnings: tuple[Finding, ...]


def export_package(
    engine: "Engine",
    files: FileStore,
    wish: ExportWish,
    settings: ExportSettings,
    by: str,
    now: datetime,
) -> ExportReport:
    """Make one package.

    Args:
        engine: The register.
        files: The kept files.
        wish: What is asked for.
        settings: What a package says of the archive that takes it in.
        by: Who makes it.
        now: When it is noted in the journal.

    Raises:
        UsageError: There is no such nämnd, or a schema is missing.
        RefusedError: There is nothing to deliver, a closed ärende lacks a readable form, or the
            package exists.
        AlteredError: A kept file is not what it was.
        PackageError: The package breaks its specification; nothing was put in place.
        StorageError: The disk is full.
    """
    contents = gather_contents(engine, wish, settings)
    refuse_empty(contents)
    with staging(wish.output, contents.name) as folder:
        built = build_package(contents, files, folder, wish.schemas)
        warnings = _refuse_breaches(check_package(folder))
        with writing(engine) as session:
            record_package(session, _facts(contents, built), by, now)
            if wish.include_protected:
                note_seen(session, list_protected(contents.arenden), "exported", by, now)
        place = publish(folder, wish.output)
    return _report(contents, built, place, tuple(warnings), schemas=wish.schemas is not None)


def check_manifest(engine: "Engine", package: Path) -> list[Finding]:
    """Hold a package's METS, which nothing in the package vouches for, against the register.

    Returns:
        A finding if the register knows packages of that name and none with this METS; nothing if
        it knows none, for then the package was made by somebody else.
    """
    with reading(engine) as session:
        known = [p for p in list_packages(session) if p.name == package.resolve().name]
    mets = package / ROOT
    if not known or not mets.is_file():
        return []
    sha256 = hashlib.sha256(mets.read_bytes()).hexdigest()
    if sha256 in {each.manifest_sha256 for each in known}:
        return []
    return [Finding(MANIFEST, ERROR, ROOT, "the METS is not the one that was made here", sha256)]


def gather_contents(
    engine: "Engine", wish: ExportWish, settings: ExportSettings
) -> PackageContents:
    """Read from one moment of the register all that goes into a package.

    Raises:
        UsageError: There is no such nämnd.
        RefusedError: A closed ärende lacks a readable form.
    """
    with reading(engine) as session:
        owner = read_installation(session)
        namnd = read_namnd(session, wish.namnd)
        tries = list_snapshots(session, namnd=namnd.code, period=str(wish.period))
        arenden = list_arenden(
            session, namnd.code, wish.period.start, wish.period.turn, include_open=wish.extract
        )
        kept = list_kept(session, (file.sha256 for file in _files_of(tries, arenden)))
        missing = frozenset(list_missing(session, namnder=(namnd.code,)))
    return PackageContents(
        kommun=owner.kommun, orgnr=owner.orgnr, namnd=namnd, period=wish.period,
        snapshots=tuple(map(_deliverable, (t for t in tries if t.outcome is not _FAILED))),
        failed=tuple(t for t in tries if t.outcome is _FAILED),
        arenden=tuple(arenden), kept=kept, extract=wish.extract,
        include_protected=wish.include_protected, created=wish.created,
        software=Software("archiver", version("archiver")),
        archive=settings.archive, agreement=settings.agreement,
        unreadable=tuple(_list_unreadable(arenden, missing)),
    )  # fmt: skip


def _list_unreadable(arenden: list[Arende], missing: Collection[str]) -> Iterator[str]:
    """Yield the handlingar that go without a readable form.

    Raises:
        RefusedError: One of them is in a closed ärende, which is delivered whole or not at all.
    """
    for arende in arenden:
        lacking = [h.beteckning for h in arende.handlingar if h.beteckning in missing]
        if lacking and arende.is_closed:
            raise RefusedError(
                "{dnr} is closed, but a readable form is missing of {beteckningar}; run archiver "
                "readable make",
                dnr=arende.diarienummer,
                beteckningar=", ".join(lacking),
            )
        yield from lacking


def _deliverable(snapshot: Snapshot) -> Snapshot:
    """Return a snapshot without what is kept for people to look at only."""
    files = tuple(each for each in snapshot.files if each.role != DIAGNOSTICS)
    return replace(snapshot, files=files)


def _files_of(snapshots: list[Snapshot], arenden: list[Arende]) -> list[NamedFile]:
    taken = chain.from_iterable(each.files for each in snapshots)
    handlingar = chain.from_iterable(each.handlingar for each in arenden)
    return [*taken, *chain.from_iterable(each.files for each in handlingar)]


def _refuse_breaches(findings: list[Finding]) -> list[Finding]:
    """Return the warnings.

    Raises:
        PackageError: There are errors too.
    """
    errors = [each for each in findings if each.severity == "error"]
    if errors:
        raise PackageError(
            "the package breaks {rule} at {place} ({cause}) and {more} other rules; nothing was "
            "put in place, report this",
            rule=errors[0].rule,
            place=errors[0].place,
            cause=f"{errors[0].message}: {errors[0].detail}",
            more=len(errors) - 1,
        )
    return findings


def _facts(contents: PackageContents, built: BuiltPackage) -> PackageFacts:
    return PackageFacts(
        namnd=contents.namnd.code, period=str(contents.period), profile=PROFILE,
        name=contents.name, manifest_sha256=built.manifest_sha256, extract=contents.extract,
    )  # fmt: skip


def _report(
    contents: PackageContents,
    built: BuiltPackage,
    place: Path,
    warnings: tuple[Finding, ...],
    *,
    schemas: bool,
) -> ExportReport:
    return ExportReport(
        name=contents.name, path=place, namnd=contents.namnd.code, period=str(contents.period),
        profile=PROFILE, extract=contents.extract, manifest_sha256=built.manifest_sha256,
        files=built.files, size=built.size, representations=built.representations,
        snapshots=len(contents.snapshots), failed=len(contents.failed),
        arenden=len(contents.arenden),
        handlingar=sum(len(each.handlingar) for each in contents.arenden),
        withheld=count_withheld(contents), unreadable=contents.unreadable, schemas=schemas,
        warnings=warnings,
    )  # fmt: skip
