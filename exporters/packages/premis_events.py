"""What happened to the files of a package, told from the records."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from diarium.arende_records import Handling
from diarium.readable_forms import READABLE
from diarium.snapshot_records import CaptureOutcome, Snapshot
from diarium.utlamnande_steps import MASKED
from exporters.packages.contents import PackageContents
from exporters.packages.masked_names import tell_masked
from exporters.packages.package_model import PackageModel
from exporters.packages.parts import Part
from exporters.packages.premis import (
    CAPTURE,
    CREATION,
    MAKING,
    REDACTION,
    REGISTRATION,
    Agent,
    PremisEvent,
    software_agent,
)

PARTS = Mapping[int, tuple[Part, ...]]


def snapshot_events(contents: PackageContents, parts: PARTS) -> Iterator[PremisEvent]:
    """Yield the capture of every snapshot that has files among the parts.

    Args:
        contents: What the package is made of.
        parts: The files of each snapshot, by its number in the register.
    """
    for snapshot in contents.snapshots:
        if not parts[snapshot.id]:
            continue
        yield PremisEvent(
            kind=CAPTURE, at=snapshot.taken_at,
            agents=(Agent("person", snapshot.by), _namnd(contents)),
            files=_paths(parts[snapshot.id]), detail=_tell_capture(snapshot),
            outcome="success" if snapshot.outcome is CaptureOutcome.COMPLETE else "partial",
        )  # fmt: skip


def handling_events(contents: PackageContents, parts: PARTS) -> Iterator[PremisEvent]:
    """Yield the registration of every handling that has files, and what was made of them.

    That is its readable forms and its masked versions.

    Args:
        contents: What the package is made of.
        parts: The files of each handling, by its number in the register.
    """
    for handling in chain.from_iterable(each.handlingar for each in contents.arenden):
        came = [part for part in parts[handling.id] if part.role not in (READABLE, MASKED)]
        if came:
            yield _registration(contents, handling, _paths(came))
        for part in parts[handling.id]:
            if part.role == READABLE:
                yield _making(contents, handling, part)
        yield from _maskings(contents, handling, parts[handling.id])


def creation_event(model: PackageModel) -> PremisEvent:
    """Return the making of the package itself."""
    contents = model.contents
    return PremisEvent(
        kind=CREATION, at=contents.created, files=(),
        agents=(software_agent(contents.software), _namnd(contents)),
        detail=f"{model.profile.title}: {model.label}.", outcome="success",
    )  # fmt: skip


def place_events(events: Iterable[PremisEvent], folder: str) -> Iterator[PremisEvent]:
    """Yield events whose files lie in a folder of the package, which ends in ``/``."""
    for event in events:
        yield replace(event, files=tuple(folder + path for path in event.files))


def _registration(
    contents: PackageContents, handling: Handling, files: tuple[str, ...]
) -> PremisEvent:
    return PremisEvent(
        kind=REGISTRATION, at=handling.registered_at,
        agents=(Agent("person", handling.registered_by), _namnd(contents)), files=files,
        detail=f"Registrerad som {handling.beteckning}.", outcome="success",
    )  # fmt: skip


def _maskings(
    contents: PackageContents, handling: Handling, parts: Sequence[Part]
) -> Iterator[PremisEvent]:
    files = [part for part in parts if part.role == MASKED]
    for version, part in zip(contents.masked.get(handling.id, ()), files, strict=True):
        yield PremisEvent(
            kind=REDACTION, at=version.at,
            agents=(Agent("person", version.by), _namnd(contents)), files=_paths([part]),
            detail=tell_masked(handling, version), outcome="success",
        )  # fmt: skip


def _making(contents: PackageContents, handling: Handling, part: Part) -> PremisEvent:
    return PremisEvent(
        kind=MAKING, at=contents.kept[part.source].at,
        agents=(software_agent(contents.software), _namnd(contents)), files=_paths([part]),
        detail=f"Läsbar form av {handling.beteckning} gjordes som PDF/A-2b.", outcome="success",
    )  # fmt: skip


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


def _paths(parts: Sequence[Part]) -> tuple[str, ...]:
    return tuple(part.path for part in parts)
