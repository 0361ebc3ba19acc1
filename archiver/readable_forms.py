"""Making the readable forms that are missing: one browser for all, and none hinders the others.

The files are made and kept first; then one short transaction notes all that was made for one
handling. A run that is interrupted has kept what was done, and the next does just what is missing.
"""

import tempfile
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from archiver.archive_formats import is_archive_format, is_let_go, is_moving_or_sound, is_pdf
from archiver.capture.form_printer import FormPrinter, NotPrintedError
from archiver.capture.run import remove_scratch
from archiver.file_formats import identify_again
from archiver.pdf.pdfa import DEFAULT_FLAVOUR
from archiver.pdf.take_over_apart import take_over_apart
from archiver.readable_content import gather_content
from archiver.readable_printing import print_content
from archiver.snapshots import Archive
from archiver.work_folder import own_folder
from diarium.arende_records import Handling
from diarium.arenden import read_arende
from diarium.database import reading, writing
from diarium.errors import AlteredError, Error, RefusedError, UsageError
from diarium.files import storage_errors
from diarium.handlingar import read_beteckning
from diarium.readable_forms import (
    Form,
    Unreadable,
    Way,
    list_missing,
    list_unreadable,
    record_forms,
)
from diarium.snapshot_records import ORIGINAL

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

PURPOSE = "readable"
LET_GO = "Behålls som den är enligt inställningen formats.let_go"
"""Why a file is let go by the settings, in Swedish, for it stands in the register."""
PRINTED_NAME = "läsbar form.pdf"
LONGEST_NAME = 100
_TROUBLES = (RefusedError, UsageError, NotPrintedError, AlteredError)
"""What hinders one file and not the others."""
Progress = Callable[[int, int], None]
"""Told how many handlingar are done, out of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lacking:
    """A file that still has no readable form, and why; ``message`` is filled by ``fields``.

    Attributes:
        file: Its number among the handling's files; its name may be protected.
    """

    file: int
    kind: str
    message: str
    fields: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one handling.

    Attributes:
        made: How many of its files have become readable.
        lacking: The files that have not.
    """

    beteckning: str
    made: int
    lacking: tuple[Lacking, ...]


def make_missing(
    archive: Archive, chosen: Sequence[str], progress: Progress, now: datetime
) -> list[Outcome]:
    """Make the readable forms that handlingar lack.

    Args:
        archive: The archive.
        chosen: The handlingar, by beteckning; see `find_missing`.
        progress: Told before the first and after each.
        now: When.

    Raises:
        RefusedError: Another run is going on.
        ToolError: There is no browser, or it does not start.
        StorageError: The disk or the database is full or cannot be reached.
    """
    identify_again(archive.engine, archive.files, archive.by, now)
    done, browser = list[Outcome](), archive.settings.capture.browser
    with (
        own_folder(archive.settings.work, PURPOSE, remove_scratch) as folder,
        storage_errors(folder),
        FormPrinter(browser, folder) as printer,
    ):
        progress(0, len(chosen))
        for beteckning in chosen:
            done.append(_make(_Work(archive, printer, folder, now), beteckning))
            progress(len(done), len(chosen))
    return done


def find_missing(
    session: "Session", wanted: Sequence[str], namnder: Collection[str] = ()
) -> list[str]:
    """Return the handlingar that lack a readable form, by beteckning.

    Args:
        session: A session.
        wanted: Beteckningar and diarienummer; nothing means all.
        namnder: Where nothing is wanted, only those of these nämnder; nothing means all.

    Raises:
        UsageError: There is no such handling or ärende.
    """
    if not wanted:
        return list_missing(session, namnder=namnder)
    found = list[str]()
    for each in wanted:
        try:
            handling = read_beteckning(session, each)
        except UsageError:
            found += list_missing(session, read_arende(session, each, handlingar=False).id)
        else:
            found += [handling.beteckning] if list_unreadable(session, handling) else []
    return list(dict.fromkeys(found))


def add_form(
    archive: Archive, beteckning: str, source: Path, of: int | None, now: datetime
) -> Outcome:
    """Keep a PDF or a picture that a person made as the readable form of a handling's file.

    Args:
        archive: The archive.
        beteckning: The handling.
        source: A PDF, PNG or JPEG; it is kept as PDF/A.
        of: The number of the file that it makes readable; None where just one lacks a form.
        now: When.

    Raises:
        UsageError: There is no such handling or file, or it must be said which file it is of.
        RefusedError: The file is damaged or protected, no PDF/A can be made of it, or another run
            is going on.
        StorageError: The disk or the database is full or cannot be reached.
    """
    if not source.is_file():
        raise UsageError("there is no file {file}; give the path of a PDF", file=source)
    with reading(archive.engine) as session:
        handling = read_beteckning(session, beteckning)
        file = _choose(handling, list_unreadable(session, handling), of)
    with own_folder(archive.settings.work, PURPOSE, remove_scratch) as folder:
        made = _take_over(source, source.name, folder, now)
        ref = archive.files.keep_file(made)
    form = Form(of=((file.id, Way.BY_HAND),), name=_pdfa_name(source.name), ref=ref)
    with writing(archive.engine) as session:
        done = record_forms(session, handling, [form], archive.by, now)
    return Outcome(beteckning=handling.beteckning, made=done, lacking=())


def _choose(handling: Handling, waiting: Sequence[Unreadable], of: int | None) -> Unreadable:
    named = [each for each in waiting if of in (None, each.number)]
    if not named:
        raise UsageError(
            "no such file of {beteckning} lacks a readable form; archiver readable list tells what "
            "is missing",
            beteckning=handling.beteckning,
        )
    if len(named) > 1 and of is None:
        raise UsageError(
            "{count} files of {beteckning} lack a readable form; say which one by --of",
            count=len(named),
            beteckning=handling.beteckning,
        )
    return named[0]


@dataclass(frozen=True, slots=True)
class _Work:
    """One run."""

    archive: Archive
    printer: FormPrinter
    folder: Path
    now: datetime


def _make(work: _Work, beteckning: str) -> Outcome:
    """Make what one handling lacks and note it; what cannot be made is told."""
    archive = work.archive
    with reading(archive.engine) as session:
        handling = read_beteckning(session, beteckning)
        waiting = list_unreadable(session, handling)
    forms, lacking = list[Form](), list[Lacking]()
    for file in waiting:
        if any(file.id == number for form in forms for number, _way in form.of):
            continue
        try:
            forms.append(_make_form(work, handling, file, waiting))
        except _TROUBLES as error:
            lacking.append(_lack(file, error))
    with writing(archive.engine) as session:
        made = record_forms(session, handling, forms, archive.by, work.now)
    return Outcome(beteckning=beteckning, made=made, lacking=tuple(lacking))


def _lack(file: Unreadable, error: Error) -> Lacking:
    fields = {name: str(value) for name, value in error.fields.items()}
    return Lacking(file=file.number, kind=file.media_type, message=error.message, fields=fields)


def _make_form(
    work: _Work, handling: Handling, file: Unreadable, waiting: Iterable[Unreadable]
) -> Form:
    """Make one file readable; a message comes first, and shows pictures that came with it."""
    files = work.archive.files
    files.read(file.sha256, 0, 1)  # a file that is gone is told
    if handling.message is not None and file.role == ORIGINAL:
        return _print_message(work, handling, file, waiting)
    path = files.path_of(file.sha256)
    formats = work.archive.settings.formats
    if is_archive_format(path, file.media_type, file.format, formats.keep):
        return Form(of=((file.id, Way.ARCHIVE_FORMAT),))
    if is_let_go(file.format, formats.let_go):
        return Form(of=((file.id, Way.LET_GO),), why=LET_GO)
    if is_pdf(path):
        made = _take_over(path, f"{file.number}.pdf", work.folder, work.now)
        of = ((file.id, Way.TAKEN_OVER),)
        return Form(of=of, name=_pdfa_name(file.name), ref=files.keep_file(made))
    if file.format and is_moving_or_sound(file.format):
        raise RefusedError(
            "a film or a sound cannot be printed; say why it is kept as it is by archiver readable "
            "let-go, or for all of its kind by the setting formats.let_go ({format})",
            format=file.format.puid,
        )
    raise RefusedError(
        "no readable form can be made of this kind of file; make a PDF of it for archiver "
        "readable add, or say why it is kept as it is by archiver readable let-go"
    )


def _print_message(
    work: _Work, handling: Handling, file: Unreadable, waiting: Iterable[Unreadable]
) -> Form:
    content = gather_content(work.archive.engine, work.archive.files, handling)
    target, printed = print_content(work.printer, content, work.folder, work.now)
    shown = {each.sha256 for each in printed.enclosures if each.shown}
    files, keep = work.archive.files, work.archive.settings.formats.keep
    pictures = (
        (each.id, Way.SHOWN)
        for each in waiting
        if each.sha256 in shown
        and each.id != file.id
        and not is_archive_format(files.path_of(each.sha256), each.media_type, each.format, keep)
    )
    of = ((file.id, Way.PRINTED), *pictures)
    return Form(of=of, name=PRINTED_NAME, ref=files.keep_file(target))


def _take_over(path: Path, called: str, folder: Path, now: datetime) -> Path:
    """Make PDF/A of a PDF or a picture; trouble with it is told by what it is called."""
    target = folder / "taken-over.pdf"
    with tempfile.TemporaryDirectory(dir=folder) as place:
        named = Path(place, _harmless(called))
        named.symlink_to(path.absolute())
        take_over_apart(named, target, DEFAULT_FLAVOUR, now)
    return target


def _harmless(name: str) -> str:
    """Return a file's name so that it can name a file here and be told on one line."""
    plain = "".join(c if c.isprintable() and c != "/" else "_" for c in name)
    return plain[:LONGEST_NAME].strip(" .") or "fil"


def _pdfa_name(name: str) -> str:
    return f"{Path(name).stem[:LONGEST_NAME]} (PDF-A).pdf"
