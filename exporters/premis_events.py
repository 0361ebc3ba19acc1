"""What happened to the files of a package, told from the records."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from diarium.arende_records import Handling
from diarium.readable_forms import READABLE
from diarium.snapshot_records import CaptureOutcome, Snapshot
from exporters.contents import PackageContents
from exporters.package_files import PackageFile
from exporters.parts import Part
from exporters.premis import (
    CAPTURE,
    CREATION,
    DIGEST,
    FIXITY,
    MAKING,
    REGISTRATION,
    Agent,
    PremisEvent,
    software_agent,
)

PARTS = Mapping[int, tuple[Part, ...]]


def snapshot_events(contents: PackageContents, parts: PARTS, folder: str) -> Iterator[PremisEvent]:
    """Yield the capture of every snapshot.

    Args:
        contents: What the package is made of.
        parts: The files of each snapshot, by its number in the register.
        folder: The representation's folder, ending in ``/``.
    """
    for snapshot in contents.snapshots:
        yield PremisEvent(
            kind=CAPTURE, at=snapshot.taken_at,
            agents=(Agent("person", snapshot.by), _namnd(contents)),
            files=_paths(parts[snapshot.id], folder), detail=_tell_capture(snapshot),
            outcome="success" if snapshot.outcome is CaptureOutcome.COMPLETE else "partial",
        )  # fmt: skip


def handling_events(contents: PackageContents, parts: PARTS, folder: str) -> Iterator[PremisEvent]:
    """Yield the registration of every handling that has files, and the making of its readable ones.

    Args:
        contents: What the package is made of.
        parts: The files of each handling, by its number in the register.
        folder: The representation's folder, ending in ``/``.
    """
    for handling in chain.from_iterable(each.handlingar for each in contents.arenden):
        came = [part for part in parts[handling.id] if part.role != READABLE]
        if came:
            yield _registration(contents, handling, _paths(came, folder))
        for part in parts[handling.id]:
            if part.role == READABLE:
                yield _making(contents, handling, part, folder)


def file_events(contents: PackageContents, files: Sequence[PackageFile]) -> Iterator[PremisEvent]:
    """Yield when each kept file's checksum was taken, and that it was compared on the way."""
    agent = software_agent(contents.software)
    copied = [file for file in files if file.part]
    for file in copied:
        yield _digest_event(contents, file, agent)
    if copied:
        yield PremisEvent(
            kind=FIXITY, at=contents.created, agents=(agent,),
            files=tuple(file.path for file in copied),
            detail="Kontrollsummorna i diariet jämfördes med de kopierade bytena (SHA-256).",
            outcome="pass",
        )  # fmt: skip


def creation_event(contents: PackageContents) -> PremisEvent:
    """Return the making of the package itself."""
    return PremisEvent(
        kind=CREATION, at=contents.created, files=(),
        agents=(software_agent(contents.software), _namnd(contents)),
        detail=f"E-ARK SIP 2.2.0: {contents.label}.", outcome="success",
    )  # fmt: skip


def _registration(
    contents: PackageContents, handling: Handling, files: tuple[str, ...]
) -> PremisEvent:
    return PremisEvent(
        kind=REGISTRATION, at=handling.registered_at,
        agents=(Agent("person", handling.registered_by), _namnd(contents)), files=files,
        detail=f"Registrerad som {handling.beteckning}.", outcome="success",
    )  # fmt: skip


def _making(contents: PackageContents, handling: Handling, part: Part, folder: str) -> PremisEvent:
    return PremisEvent(
        kind=MAKING, at=contents.kept[part.source].at,
        agents=(software_agent(contents.software), _namnd(contents)), files=_paths([part], folder),
        detail=f"Läsbar form av {handling.beteckning} gjordes som PDF/A-2b.", outcome="success",
    )  # fmt: skip


def _digest_event(contents: PackageContents, file: PackageFile, agent: Agent) -> PremisEvent:
    """Tell whose checksum the file has: the kept file's, or its own when it is cut from one."""
    if file.part is None or file.part.source == file.sha256:
        detail, at = "Kontrollsumman (SHA-256) togs när filen togs om hand.", file.created
    else:
        detail = (
            f"Filen är {file.part.length} byte från byte {file.part.start} av den mottagna filen "
            f"med SHA-256 {file.part.source}; dess egen kontrollsumma togs när paketet gjordes."
        )
        at = contents.created
    return PremisEvent(
        kind=DIGEST, at=at, agents=(agent,), files=(file.path,), detail=detail, outcome="success"
    )


def _tell_capture(snapshot: Snapshot) -> str:
    reached = f", nådde {snapshot.url_reached}" if snapshot.url_reached else ""
    late = " Tagen sent." if snapshot.late else ""
    reason = f" Ofullständig: {snapshot.reason}." if snapshot.reason else ""
    return (
        f"Ögonblicksbild av {snapshot.account} för {snapshot.period} ({snapshot.why.value}): "
        f"frågade efter {snapshot.url_asked}{reached}.{reason}{late}{_tell_acceptance(snapshot)}"
    )


def _tell_acceptance(snapshot: Snapshot) -> str:
    """Tell that a person took a picture that had been judged not to be the page's."""
    accepted = snapshot.accepted
    if accepted is None:
        return ""
    return f" Godtagen efter granskning av {accepted.by} {accepted.at.isoformat()}: {accepted.why}"


def _namnd(contents: PackageContents) -> Agent:
    return Agent("organization", contents.namnd.name)


def _paths(parts: Sequence[Part], folder: str) -> tuple[str, ...]:
    return tuple(folder + part.path for part in parts)
