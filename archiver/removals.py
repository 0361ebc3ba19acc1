"""An improper post is copied – its page, a picture or its words – registered, and noted.

What cannot be registered is refused before anything is copied for it, and files are kept before
the register names them. A post that shows child abuse is never copied in any way.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from archiver.capture.job import Job, MadeFile
from archiver.capture.rounds import capture_in_turn
from archiver.capture.run import Captured, put_off
from archiver.enclosed import Enclosed, keep_enclosed, keep_text
from archiver.logins import open_login
from archiver.pdf.taken_over import recognise
from archiver.snapshots import (
    Archive,
    Planned,
    describe_subject,
    keep_made_file,
    remove_all_scratch,
)
from archiver.work_folder import own_folder
from diarium.account_kinds import read_captured
from diarium.database import reading, writing
from diarium.errors import CaptureError, UsageError
from diarium.messages import read_message
from diarium.namnder import read_namnd
from diarium.removal_copies import (
    CopiedFile,
    CopyFacts,
    CopyWish,
    check_copy,
    record_copy,
    record_message_copy,
)
from diarium.removal_records import CopyWay, Removal
from diarium.removal_steps import Sighting, check_sighting, note_removal
from diarium.removals import read_removal
from diarium.snapshot_records import ORIGINAL, CaptureOutcome, Why
from schedules.half_year import HalfYear

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

PURPOSE = "removal"
TEXT_NAME = "inlagg.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class CopySource:
    """What a post is copied from; one of these, or nothing.

    Attributes:
        page: The page at its address, as the browser shows it now.
        picture: A PDF, PNG or JPEG that a person made.
        text: Its words, in UTF-8.
        message: The message of the inbox that it is.
        copied_at: When a person made the picture or copied the words; None means now.
    """

    page: bool = False
    picture: Path | None = None
    text: bytes | None = None
    message: int | None = None
    copied_at: datetime | None = None

    @property
    def given(self) -> bool:
        """Whether there is anything to copy."""
        return self.page or any(
            each is not None for each in (self.picture, self.text, self.message)
        )


def add_removal(
    archive: Archive, sighting: Sighting, source: CopySource, wish: CopyWish, now: datetime
) -> Removal:
    """Note an improper post, with its copy if one is given; both or neither.

    Args:
        archive: The archive, and who notes it.
        sighting: What was seen, and where.
        source: What it is copied from, if anything yet.
        wish: How the copy is registered.
        now: When it is noted.

    Raises:
        UsageError: Account, address, file, ärende, moments or words cannot be meant.
        RefusedError: The post waits to be removed already, it would be a picture of child abuse,
            or the ärende is closed or another nämnd's.
        CaptureError: The page could not be captured.
        ToolError: There is no browser, or it does not start.
        StorageError: The disk or the database is full or cannot be reached.
    """
    with reading(archive.engine) as session:
        seen = check_sighting(session, sighting, now)
        if source.given:
            check_copy(session, seen.account, seen.category, wish)
    facts = _copy(archive, seen.account, seen.address, source, now)
    after = _after(facts, now)
    with writing(archive.engine) as session:
        removal = note_removal(session, seen, archive.by, now)
        return _record(session, removal, (source, facts), wish, archive.by, after)


def copy_removal(
    archive: Archive, number: int, source: CopySource, wish: CopyWish, now: datetime
) -> Removal:
    """Copy a post that was noted before, and register the copy.

    Raises:
        UsageError: There is no such removal, or file, ärende, moment or words cannot be meant.
        RefusedError: It would be a picture of child abuse, the same copy is registered already, or
            the ärende is closed or another nämnd's.
        CaptureError: The page could not be captured.
        ToolError: There is no browser, or it does not start.
        StorageError: The disk or the database is full or cannot be reached.
    """
    with reading(archive.engine) as session:
        removal = read_removal(session, number)
        check_copy(session, removal.account, removal.category, wish)
    facts = _copy(archive, removal.account, removal.address, source, now)
    with writing(archive.engine) as session:
        return _record(session, removal, (source, facts), wish, archive.by, _after(facts, now))


def address_of(session: "Session", message: int | None) -> str:
    """Return where a post stands whose address nobody gave: as its message says.

    Raises:
        UsageError: No message is given, there is none by that number, or it does not say.
    """
    found = read_message(session, message).permalink if message is not None else None
    if found is None:
        raise UsageError("say by --address where the post stands")
    return found


def _record(
    session: "Session",
    removal: Removal,
    made: tuple[CopySource, CopyFacts | None],
    wish: CopyWish,
    by: str,
    now: datetime,
) -> Removal:
    source, facts = made
    if source.message is not None:
        return record_message_copy(session, removal.id, source.message, wish, by, now)
    return record_copy(session, removal.id, facts, wish, by, now) if facts else removal


def _after(facts: CopyFacts | None, now: datetime) -> datetime:
    """Return when the copy is noted: a page is captured after the command began."""
    return max(now, facts.copied_at) if facts and facts.way is CopyWay.PAGE else now


def _copy(
    archive: Archive, account: str, address: str, source: CopySource, now: datetime
) -> CopyFacts | None:
    """Copy a post and keep the files; a message of the inbox is kept already."""
    moment = source.copied_at or now
    if moment > now:
        raise UsageError("the moment given by {option} has not come; correct it", option="--copied")
    if source.page:
        return _capture(archive, account, address, now)
    if source.picture is not None:
        if source.picture.is_file():
            recognise(source.picture)
        kept = keep_enclosed(archive.files, source.picture)
        return CopyFacts(way=CopyWay.PICTURE, files=(_original(kept),), copied_at=moment)
    if source.text is not None:
        kept = keep_text(archive.files, source.text, TEXT_NAME)
        return CopyFacts(way=CopyWay.TEXT, files=(_original(kept),), copied_at=moment)
    return None


def _original(kept: Enclosed) -> CopiedFile:
    return CopiedFile(ORIGINAL, kept.name, kept.media_type, kept.ref)


def _capture(archive: Archive, account: str, address: str, now: datetime) -> CopyFacts:
    """Capture the page at an address, let in as the account is, and keep what came of it."""
    with reading(archive.engine) as session:
        own = read_captured(session, account)
        planned = Planned(
            own, read_namnd(session, own.namnd), HalfYear.containing(now), Why.REMOVAL
        )
    work = archive.settings.work
    with own_folder(work, PURPOSE, remove_all_scratch) as folder:
        captured = _visit(archive, planned, address, folder, now)
        result = captured.result
        if result.outcome is CaptureOutcome.FAILED:
            raise CaptureError(
                "the page could not be captured ({reason}) and nothing was noted; give the post by "
                "--picture or --text",
                reason=result.reason,
            )
        files = tuple(_keep(archive, captured.folder, made) for made in result.files)
    return CopyFacts(way=CopyWay.PAGE, files=files, copied_at=result.taken_at)


def _visit(
    archive: Archive, planned: Planned, address: str, folder: Path, now: datetime
) -> Captured:
    once = replace(archive.settings.capture, attempts=1)  # somebody waits, and has other ways
    job = Job(
        url=address, subject=describe_subject(archive, planned),
        late_days=archive.settings.late_days, settings=once, policy=archive.settings.policy,
    )  # fmt: skip
    login = open_login(archive.settings, planned.account.account, now)
    if isinstance(login, str):
        return put_off(job, folder / "paused", login)
    asked = [replace(job, login=login)]
    ((_number, captured),) = capture_in_turn(asked, once, 1, folder)
    return captured


def _keep(archive: Archive, folder: Path, made: MadeFile) -> CopiedFile:
    kept = keep_made_file(archive.files, folder, made)
    return CopiedFile(kept.role, kept.name, kept.media_type, kept.ref)
