"""A written decision to refuse a handling: written, kept, put in its file and registered."""

import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archiver.capture.form_printer import FormPrinter
from archiver.new_output import new_file, refuse_existing
from archiver.pdf.print_outcomes import Judgement
from archiver.settings import Settings
from archiver.snapshots import Archive
from diarium.database import reading, writing
from diarium.errors import ToolError, UsageError
from diarium.files import storage_errors
from diarium.incoming import check_moment
from diarium.namnder import read_namnd
from diarium.plain_text import clean_line
from diarium.refusals import WrittenDecision, find_decision_arende, record_decision
from diarium.utlamnande_checks import refuse_step
from diarium.utlamnande_reading import read_utlamnande
from diarium.utlamnande_steps import Outcome, StepKind, Utlamnande
from exporters.refusal import RefusalFacts, render_refusal, title_of

PDF, HTML = "application/pdf", "text/html"
KINDS = {".pdf": PDF, ".html": HTML}
"""How a decision can be written, by the ending of its file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalWish:
    """What a person says of a decision.

    Attributes:
        output: The file to write it to.
        decider: Who decided for the nämnd, name and title.
        delegation: On which delegation, if on one.
        arende: The ärende to register it in; None means that of the request, or a new one.
        at: When it was decided and sent.
    """

    output: Path
    decider: str
    delegation: str | None
    arende: str | None
    at: datetime


def write_decision(archive: Archive, number: str, wish: RefusalWish, now: datetime) -> Utlamnande:
    """Write a decision with how to appeal, register it, and return the request.

    Args:
        archive: The archive.
        number: The request.
        wish: What a person says of the decision.
        now: When.

    Raises:
        UsageError: There is no such request or ärende, the file is neither .pdf nor .html, or
            words or moment cannot be meant.
        RefusedError: Nothing was refused, the ärende is closed, or the file exists.
        ToolError: There is no browser to print with.
        StorageError: The file or the register cannot be written.
    """
    media_type = _check_kind(wish.output)
    refuse_existing(wish.output)
    facts = _gather(archive, number, wish, now)
    content = _write(facts, media_type, archive.settings, now)
    decision = WrittenDecision(
        name=wish.output.name, media_type=media_type, ref=archive.files.keep_bytes(content),
        at=wish.at, arende=wish.arende, template=archive.settings.number,
    )  # fmt: skip
    with new_file(wish.output, content), writing(archive.engine) as session:
        return record_decision(session, number, decision, archive.by, now)


def _check_kind(output: Path) -> str:
    kind = KINDS.get(output.suffix.lower())
    if kind is None:
        raise UsageError("the decision is written as .pdf or .html; {file} is neither", file=output)
    return kind


def _gather(archive: Archive, number: str, wish: RefusalWish, now: datetime) -> RefusalFacts:
    """Read what the decision tells, and refuse it before anything is printed."""
    with reading(archive.engine) as session:
        request = read_utlamnande(session, number)
        refuse_step(request, StepKind.DECIDED)
        check_moment(wish.at, request.steps[-1].happened_at, "--when", now)
        arende = find_decision_arende(session, request, wish.arende)
        namnd = read_namnd(session, request.namnd)
    examined = request.examined
    return RefusalFacts(
        kommun=archive.settings.kommun,
        namnd=namnd.name,
        number=request.number,
        dnr=arende.diarienummer if arende else None,
        asked=request.asked,
        received=request.received_at,
        requester=request.requester_protected,
        handlingar=request.handlingar,
        partly=request.outcome is Outcome.MASKED,
        provision=(examined.provision if examined else None) or "",
        ground=(examined.ground if examined else None) or "",
        decided=wish.at,
        decider=clean_line("--decider", wish.decider),
        delegation=clean_line("--delegation", wish.delegation or "", optional=True) or None,
        court=archive.settings.appeal_court,
        address=archive.settings.appeal_address,
    )


def _write(facts: RefusalFacts, media_type: str, settings: Settings, now: datetime) -> bytes:
    html = render_refusal(facts)
    if media_type == HTML:
        return html.encode()
    with storage_errors(settings.work):
        settings.work.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=settings.work, prefix="refusal-") as folder:
            target = Path(folder, "decision.pdf")
            with FormPrinter(settings.capture.browser, Path(folder)) as printer:
                judged = printer.print_form(html, target, title_of(facts), now)
            if judged is Judgement.FAILED:
                raise ToolError("what was printed of the decision is no PDF/A-2b; report this")
            return target.read_bytes()
