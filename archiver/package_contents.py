"""Gathering what goes into a package from one moment of the register."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.metadata import version
from itertools import chain
from typing import TYPE_CHECKING

from archiver.export_gathering import Versions, gather_accounts, sift_masked
from archiver.file_formats import identify_these
from archiver.settings import ExportSettings
from diarium.accounts import list_accounts
from diarium.arende_records import Arende
from diarium.arenden import list_arenden
from diarium.database import reading
from diarium.errors import RefusedError, UsageError
from diarium.file_formats import name_formats
from diarium.files import FileStore
from diarium.gallring_records import GallringProtocol
from diarium.gallringar import list_protocols
from diarium.installation import read_installation
from diarium.kept import list_kept
from diarium.masked_versions import list_masked_versions
from diarium.namnder import read_namnd
from diarium.readable_forms import list_missing
from diarium.records import Account, KeptFile, NamedFile
from diarium.snapshot_records import CaptureOutcome, Snapshot
from diarium.snapshots import DIAGNOSTICS, list_snapshots
from exporters.packages.contents import PackageContents, Software
from exporters.packages.package_model import ContentKind
from exporters.packages.parts import list_unnamed
from schedules.half_year import HalfYear

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

_FAILED = CaptureOutcome.FAILED
_KINDS = {
    ContentKind.SNAPSHOTS: "ögonblicksbilder",
    ContentKind.WEBARCHIVE: "webbarkiv",
    ContentKind.DIARIUM: "diarium",
    ContentKind.FORTECKNING: "förteckning",
    ContentKind.GALLRING: "gallringsprotokoll",
    ContentKind.JOURNAL: "journal",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What of a nämnd's half-year goes into a delivery.

    Attributes:
        namnd: Code of the nämnd.
        period: The half-year.
        kinds: The kinds of content; nothing for all that there is.
        accounts: The accounts whose snapshots go in; nothing for all.
        arenden: The diarienummer of the ärenden that go in; nothing for all.
        extract: The open ärenden go in too.
        include_protected: Protected forms and files go in.
        created: When the package is said to be made.
    """

    namnd: str
    period: HalfYear
    kinds: frozenset[ContentKind] = frozenset()
    accounts: tuple[str, ...] = ()
    arenden: tuple[str, ...] = ()
    extract: bool = False
    include_protected: bool = False
    created: datetime

    @property
    def wanted(self) -> frozenset[ContentKind]:
        """The kinds that go in, if there is any of them.

        An account or an ärende that is named alone goes alone, with what the journal says of it.
        """
        if self.kinds or not (self.accounts or self.arenden):
            return self.kinds or frozenset(ContentKind)
        pictures = {ContentKind.SNAPSHOTS, ContentKind.WEBARCHIVE} if self.accounts else set()
        diarium = {ContentKind.DIARIUM} if self.arenden else set()
        return frozenset({*pictures, *diarium, ContentKind.JOURNAL})

    @property
    def words(self) -> str:
        """What was chosen, in Swedish; empty for all that there is."""
        told = {
            "konto": sorted(set(self.accounts)),
            "ärende": sorted(set(self.arenden)),
            "innehåll": [word for kind, word in _KINDS.items() if kind in self.kinds],
        }
        return "; ".join(f"{name} {', '.join(chosen)}" for name, chosen in told.items() if chosen)


def gather_identified(
    engine: "Engine",
    files: FileStore,
    choice: Choice,
    settings: ExportSettings,
    by: str,
    now: datetime,
) -> PackageContents:
    """Read all that goes into a delivery, its files identified by PRONOM; see `gather_contents`.

    What came with messages was identified then. What no tool has looked at yet, such as a web
    archive or a receipt, is identified and noted now.

    Raises:
        ToolError: The tool that identifies files does not start.
    """
    contents = gather_contents(engine, files, choice, settings)
    if identify_these(engine, files, list_unnamed(contents), by, now):
        return gather_contents(engine, files, choice, settings)
    return contents


def gather_contents(
    engine: "Engine", files: FileStore, choice: Choice, settings: ExportSettings
) -> PackageContents:
    """Read from one moment of the register all that goes into a delivery.

    Args:
        engine: The register.
        files: The kept files, in which masked versions are looked through.
        choice: What goes in.
        settings: What a package says of the archive that takes it in.

    Raises:
        UsageError: There is no such nämnd, account or ärende, or something that goes in came
            after the moment when the package is said to be made.
        RefusedError: A closed ärende lacks a readable form, or an account an ansvarig.
        AlteredError: The kept file of a masked version is gone.
    """
    with reading(engine) as session:
        owner = read_installation(session)
        namnd = read_namnd(session, choice.namnd)
        found = _read_records(session, choice, namnd.code)
        _refuse_earlier(choice.created, found.tries, found.arenden)
        missing = frozenset(list_missing(session, namnder=(namnd.code,)))
    return PackageContents(
        kommun=owner.kommun, orgnr=owner.orgnr, namnd=namnd, period=choice.period,
        snapshots=tuple(map(_deliverable, (t for t in found.tries if t.outcome is not _FAILED))),
        failed=tuple(t for t in found.tries if t.outcome is _FAILED),
        arenden=tuple(found.arenden), kept=found.kept, extract=choice.extract,
        include_protected=choice.include_protected, created=choice.created,
        software=Software("archiver", version("archiver")),
        archive=settings.archive, agreement=settings.agreement,
        unreadable=tuple(_list_unreadable(found.arenden, missing)), selection=choice.words,
        masked=sift_masked(
            files, found.arenden, found.versions, include_protected=choice.include_protected
        ),
        accounts=found.accounts, protocols=found.protocols,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Found:
    """What one moment of the register holds of what was chosen."""

    tries: Sequence[Snapshot]
    arenden: Sequence[Arende]
    versions: Versions
    accounts: tuple[Account, ...]
    protocols: tuple[GallringProtocol, ...]
    kept: Mapping[str, KeptFile]


def _read_records(session: "Session", choice: Choice, namnd: str) -> _Found:
    tries = _list_tries(session, choice, namnd)
    arenden = _list_arenden(session, choice, namnd)
    numbers = [handling.id for arende in arenden for handling in arende.handlingar]
    versions = list_masked_versions(session, numbers)
    accounts = _list_accounts(session, choice, namnd)
    protocols = _list_protocols(session, choice, namnd)
    named = [
        *_files_of(tries, arenden),
        *(version.file for held in versions.values() for version in held),
        *(protocol.file for protocol in protocols),
    ]
    kept = name_formats(session, list_kept(session, (file.sha256 for file in named)))
    return _Found(tries, arenden, versions, accounts, protocols, kept)


def _list_accounts(session: "Session", choice: Choice, namnd: str) -> tuple[Account, ...]:
    """Return the accounts of the förteckning as it stood, if it goes in."""
    if ContentKind.FORTECKNING not in choice.wanted:
        return ()
    moment = min(choice.period.turn, choice.created)
    accounts = gather_accounts(session, namnd, moment)
    chosen = choice.accounts
    return tuple(each for each in accounts if not chosen or each.account in chosen)


def _list_protocols(session: "Session", choice: Choice, namnd: str) -> tuple[GallringProtocol, ...]:
    if ContentKind.GALLRING not in choice.wanted:
        return ()
    return tuple(list_protocols(session, namnd, choice.period.start, choice.period.turn))


def _list_tries(session: "Session", choice: Choice, namnd: str) -> Sequence[Snapshot]:
    """Return the snapshots and failed tries that were chosen.

    Raises:
        UsageError: The nämnd has no such account.
    """
    known = {each.account for each in list_accounts(session, namnd)} if choice.accounts else set()
    for name in choice.accounts:
        if name not in known:
            raise UsageError(
                "nämnd {namnd} has no account {account}; see archiver account list",
                namnd=namnd,
                account=name,
            )
    if not choice.wanted & {ContentKind.SNAPSHOTS, ContentKind.WEBARCHIVE}:
        return ()
    tries = list_snapshots(session, namnd=namnd, period=str(choice.period))
    return [each for each in tries if not choice.accounts or each.account in choice.accounts]


def _list_arenden(session: "Session", choice: Choice, namnd: str) -> Sequence[Arende]:
    """Return the ärenden that were chosen.

    Raises:
        UsageError: A named ärende is not among those of the period.
    """
    if ContentKind.DIARIUM not in choice.wanted:
        return ()
    period = choice.period
    arenden = list_arenden(session, namnd, period.start, period.turn, include_open=choice.extract)
    for number in choice.arenden:
        if number not in {each.diarienummer for each in arenden}:
            raise UsageError(
                "{dnr} is no ärende of nämnd {namnd} that was closed in {period}; name another, "
                "or take --extract for an open one",
                dnr=number,
                namnd=namnd,
                period=period,
            )
    return [each for each in arenden if not choice.arenden or each.diarienummer in choice.arenden]


def _refuse_earlier(
    created: datetime, tries: Sequence[Snapshot], arenden: Sequence[Arende]
) -> None:
    """Refuse a package said to be made before something in it was.

    Raises:
        UsageError: Something came later.
    """
    later = [each.account for each in tries if each.taken_at > created]
    for arende in arenden:
        if arende.closed_at and arende.closed_at > created:
            later.append(arende.diarienummer)
        later += [each.beteckning for each in arende.handlingar if each.registered_at > created]
    if later:
        raise UsageError(
            "the package cannot be said to be made {created}: {what} came after that; leave "
            "--created out, or give a later moment",
            created=created.isoformat(),
            what=later[0],
        )


def _list_unreadable(arenden: Sequence[Arende], missing: Collection[str]) -> Iterator[str]:
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


def _files_of(snapshots: Sequence[Snapshot], arenden: Sequence[Arende]) -> list[NamedFile]:
    taken = chain.from_iterable(each.files for each in snapshots)
    handlingar = chain.from_iterable(each.handlingar for each in arenden)
    return [*taken, *chain.from_iterable(each.files for each in handlingar)]
