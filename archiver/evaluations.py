"""Evaluations from the register to the förvaltning's kommunikatör: written, kept and noted."""

import contextlib
import re
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archiver.capture.form_printer import FormPrinter, NotPrintedError
from archiver.duties import read_terms
from archiver.evaluation_gathering import Asked, gather_reports
from archiver.new_output import new_file, refuse_existing
from archiver.pdf.print_outcomes import Judgement
from archiver.settings import Settings
from archiver.snapshots import Archive
from diarium.database import reading, writing
from diarium.evaluation_records import Evaluation, EvaluationFacts, ReportRole, Span
from diarium.evaluations import ReportFile, record_evaluation
from diarium.files import storage_errors
from diarium.records import Account
from exporters.evaluation import EvaluationReport, render_evaluation, tell_span, write_figures

FORMS = {
    ReportRole.PAGE: (".html", "text/html"),
    ReportRole.PRINT: (".pdf", "application/pdf"),
    ReportRole.FIGURES: (".json", "application/json"),
}
"""How each form of a report is called, and what it is."""
LONGEST_NAME = 80
Forms = Mapping[ReportRole, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationWish:
    """What is asked for.

    Attributes:
        accounts: The accounts; those of each förvaltning come into a report of their own.
        comment: What those who answer for the accounts say of the outcome; empty if nothing.
        output: The folder to write the reports to; it is made if it is not there.
    """

    accounts: Sequence[Account]
    span: Span
    comment: str
    output: Path


def evaluate_accounts(archive: Archive, wish: EvaluationWish, now: datetime) -> list[Evaluation]:
    """Write a report on the accounts of each förvaltning, and note each in the register.

    Args:
        archive: The archive.
        wish: What is asked for.
        now: When.

    Returns:
        The evaluations as they were noted; the names of their files are those in the folder.

    Raises:
        RefusedError: A file of that name exists.
        NotPrintedError: The browser crashed or hung, or what it printed is no PDF/A-2b.
        ToolError: There is no browser, or it does not start.
        StorageError: The folder or the register cannot be written.
    """
    asked = Asked(accounts=wish.accounts, span=wish.span, comment=wish.comment, by=archive.by)
    with reading(archive.engine) as session:
        reports = list(gather_reports(session, asked, read_terms(archive.settings), now))
    for report in reports:
        for ending, _media_type in FORMS.values():
            refuse_existing(wish.output / f"{name_report(report)}{ending}")
    with _print_in(archive.settings) as folder:
        made = [_write(report, archive.settings, folder, now) for report in reports]
    with storage_errors(wish.output):
        wish.output.mkdir(parents=True, exist_ok=True)
    return [
        _keep(archive, report, forms, wish.output, now)
        for report, forms in zip(reports, made, strict=True)
    ]


def write_again(archive: Archive, evaluation: Evaluation, output: Path) -> None:
    """Write the kept report of an evaluation once more.

    Args:
        archive: The archive.
        evaluation: The evaluation.
        output: The folder to write it to; it is made if it is not there.

    Raises:
        RefusedError: A file of that name exists.
        StorageError: The folder cannot be written, or the kept file not read.
    """
    with storage_errors(output):
        output.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        for each in evaluation.files:
            content = archive.files.read(each.sha256)
            stack.enter_context(new_file(output / each.name, content))


def name_report(report: EvaluationReport) -> str:
    """Return what a report's files are called, without ending: plain letters, no blanks."""
    accounts = [each.account for each in report.accounts]
    alone = len(accounts) == 1
    of = accounts[0].account if alone else f"{accounts[0].namnd} {report.forvaltning}"
    days = tell_span(report.span)
    if not days.isdecimal():
        days = f"{report.span.first}--{report.span.last}"
    plain = unicodedata.normalize("NFKD", f"utvardering {of}".casefold())
    letters = plain.encode("ascii", "ignore").decode()
    return f"{re.sub(r'[^a-z0-9]+', '-', letters)[:LONGEST_NAME].strip('-')}-{days}"


@contextlib.contextmanager
def _print_in(settings: Settings) -> Iterator[Path]:
    """Give a folder for what is under making."""
    with storage_errors(settings.work):
        settings.work.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=settings.work, prefix="evaluation-") as folder:
            yield Path(folder)


def _write(report: EvaluationReport, settings: Settings, folder: Path, now: datetime) -> Forms:
    """Return a report in every form; letters that fonts may lack stand by their code if need be."""
    title = f"Utvärdering av sociala medier, {tell_span(report.span)}"
    with FormPrinter(settings.capture.browser, folder) as printer:
        for common_letters in (False, True):
            html = render_evaluation(report, common_letters=common_letters)
            target = folder / "report.pdf"
            if printer.print_form(html, target, title, now) is not Judgement.FAILED:
                return {
                    ReportRole.PAGE: html.encode(),
                    ReportRole.PRINT: target.read_bytes(),
                    ReportRole.FIGURES: write_figures(report),
                }
    raise NotPrintedError("what was printed of the evaluation is no PDF/A-2b; report this")


def _keep(
    archive: Archive, report: EvaluationReport, forms: Forms, output: Path, now: datetime
) -> Evaluation:
    """Keep a report, note it, and put it in the folder, all of it or nothing."""
    name = name_report(report)
    files = [
        ReportFile(
            role=role, name=f"{name}{FORMS[role][0]}", media_type=FORMS[role][1],
            ref=archive.files.keep_bytes(content),
        )
        for role, content in forms.items()
    ]  # fmt: skip
    facts = EvaluationFacts(
        namnd=report.accounts[0].account.namnd,
        forvaltning=report.forvaltning,
        recipient=", ".join(report.recipients),
        span=report.span,
        comment=report.comment,
        accounts=tuple((each.account.account, each.account.version) for each in report.accounts),
    )
    with contextlib.ExitStack() as stack:
        for each in files:
            stack.enter_context(new_file(output / each.name, forms[each.role]))
        with writing(archive.engine) as session:
            return record_evaluation(session, facts, files, archive.by, now)
