"""Handing a copy out: made, kept, put in a folder of its own, noted as a step of the request."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from archiver.copies import MaskWish, copy_masked, copy_whole, lay_out
from archiver.new_output import new_folder, refuse_existing
from archiver.snapshots import Archive
from diarium.database import reading, writing
from diarium.errors import UsageError
from diarium.handlingar import read_beteckning
from diarium.incoming import check_moment
from diarium.seen import note_seen
from diarium.utlamnande import hand_out
from diarium.utlamnande_checks import refuse_gallrad, refuse_marked_since, refuse_step
from diarium.utlamnande_reading import list_asked, read_utlamnande
from diarium.utlamnande_steps import (
    MASKED,
    CopiedFile,
    HandingOut,
    How,
    Outcome,
    StepKind,
    Utlamnande,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureWish:
    """How something is handed out.

    Attributes:
        how: How it is handed out.
        at: When.
        output: The folder to make; None where the handling was shown on the spot.
        mask: What is masked; None where the person said nothing of it.
    """

    how: How
    at: datetime
    output: Path | None
    mask: MaskWish | None


def disclose(archive: Archive, number: str, wish: DisclosureWish, now: datetime) -> Utlamnande:
    """Make a copy of what was asked for, as it was found that it can be handed out.

    Args:
        archive: The archive.
        number: The request.
        wish: How it is handed out.
        now: When it is noted.

    Raises:
        UsageError: There is no such request, a moment cannot be meant, what is to be masked goes
            with a whole copy or is lacking, or words to mask stand nowhere.
        RefusedError: It was not found that it can be handed out, a handling was marked secret
            after that or is gallrad, the folder exists, or masked words were found in a copy.
        ToolError: There is no browser to print with.
        StorageError: The disk is full, or the folder cannot be written.
    """
    with reading(archive.engine) as session:
        request = read_utlamnande(session, number)
        refuse_step(request, StepKind.HANDED_OUT)
        check_moment(wish.at, request.steps[-1].happened_at, "--when", now)
        asked = list_asked(session, request)
    refuse_marked_since(request, asked)
    _check_use(request, wish)
    if wish.output is None:
        return _note(archive, number, wish, (), now)
    refuse_existing(wish.output)
    if request.outcome is Outcome.MASKED:
        copies = copy_masked(archive, asked, wish.mask or MaskWish(), now)
    else:
        copies = copy_whole(archive, asked, now)
    with new_folder(wish.output, lay_out(archive.files, copies)):
        return _note(archive, number, wish, tuple(copies), now)


def lay_out_again(archive: Archive, request: Utlamnande, output: Path, now: datetime) -> None:
    """Put what was last handed out, or decided in writing, in a new folder as it was then.

    Raises:
        UsageError: Nothing was handed out or decided.
        RefusedError: The folder exists, or a handling is gallrad since.
        AlteredError: A kept file is gone.
        StorageError: The disk is full, or the folder cannot be written.
    """
    steps = [each for each in request.steps if each.files or each.decision]
    if not steps:
        raise UsageError("nothing was handed out or decided about {number}", number=request.number)
    last = steps[-1]
    with reading(archive.engine) as session:
        files = last.files or _read_decision(session, last.decision)
        asked = {each.beteckning: each for each in list_asked(session, request)}
    for each in files:
        if each.beteckning in asked:
            refuse_gallrad(asked[each.beteckning])
    whole = {each.beteckning for each in files if each.file.role != MASKED}
    seen = [each for each in whole if each in asked and asked[each].is_protected]
    with new_folder(output, lay_out(archive.files, files)), writing(archive.engine) as session:
        note_seen(session, sorted(seen), "exported", archive.by, now)


def _read_decision(session: "Session", beteckning: str | None) -> tuple[CopiedFile, ...]:
    handling = read_beteckning(session, beteckning or "")
    refuse_gallrad(handling)
    return tuple(CopiedFile(beteckning=handling.beteckning, file=each) for each in handling.files)


def _check_use(request: Utlamnande, wish: DisclosureWish) -> None:
    """Refuse what cannot be meant together."""
    if request.outcome is Outcome.MASKED:
        if wish.output is None:
            raise UsageError("say by --output in which folder the masked copy is to be put")
        return
    if wish.mask is not None:
        raise UsageError(
            "{number} is handed out whole; leave --mask out, or examine it again",
            number=request.number,
        )
    if wish.output is None and wish.how is not How.VISIT:
        raise UsageError(
            "say by --output in which folder the copy is to be put; only who visits can be shown "
            "the handling on the spot"
        )


def _note(
    archive: Archive,
    number: str,
    wish: DisclosureWish,
    files: tuple[CopiedFile, ...],
    now: datetime,
) -> Utlamnande:
    given = HandingOut(how=wish.how, at=wish.at, files=files)
    with writing(archive.engine) as session:
        return hand_out(session, number, given, archive.by, now)
