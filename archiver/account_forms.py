"""The form of an account's aktivitetsplan, written as PDF/A-2b or as a page."""

import tempfile
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from archiver.capture.form_printer import FormPrinter
from archiver.new_output import new_file, refuse_existing
from archiver.pdf.print_outcomes import Judgement
from archiver.settings import Settings
from diarium.accounts import read_account
from diarium.credentials import read_credentials_place
from diarium.database import reading
from diarium.errors import RefusedError, ToolError, UsageError
from diarium.files import storage_errors
from diarium.namnder import read_namnd
from diarium.plan_records import Aktivitetsplan, choose_plan, list_newest
from diarium.plans import list_plans
from diarium.records import AccountKind
from diarium.roster import list_roster
from exporters.aktivitetsplan import AktivitetsplanForm, render_aktivitetsplan, title_of
from schedules.clock import STOCKHOLM

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

KINDS = frozenset((".pdf", ".html"))
"""How the form can be written, by the ending of its file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormWish:
    """Which form is written and where.

    Attributes:
        account: The account's id.
        number: Which of its plans; None means the newest, or an empty form where there is none.
        output: The file to write, ending in ``.pdf`` or ``.html``.
    """

    account: str
    number: int | None
    output: Path


def write_form(settings: Settings, engine: "Engine", wish: FormWish, now: datetime) -> None:
    """Write the form of an account's plan to a file.

    Args:
        settings: The settings.
        engine: The register.
        wish: Which form and where.
        now: When; the form tells how it stands on this day.

    Raises:
        UsageError: There is no such account or plan, or the file's name tells of neither kind.
        RefusedError: The file exists, or the page is not the municipality's.
        ToolError: There is no browser to print with.
        NotPrintedError: The browser crashed or hung.
        StorageError: The disk is full, or the folder cannot be written.
    """
    if wish.output.suffix.lower() not in KINDS:
        raise UsageError(
            "the form is written as .pdf or .html; {file} is neither", file=wish.output
        )
    refuse_existing(wish.output)
    with reading(engine) as session:
        form = gather_form(session, settings.kommun, wish, now.astimezone(STOCKHOLM).date())
    pdf = wish.output.suffix.lower() == ".pdf"
    content = _print(form, settings, now) if pdf else render_aktivitetsplan(form).encode()
    with new_file(wish.output, content):
        pass


def gather_form(session: "Session", kommun: str, wish: FormWish, day: date) -> AktivitetsplanForm:
    """Return what the form of an account's plan tells on a day.

    Raises:
        UsageError: There is no such account or plan.
        RefusedError: The page is not the municipality's, and there is no plan for it.
    """
    account = read_account(session, wish.account)
    if account.kind is AccountKind.NOT_OFFICIAL:
        raise RefusedError(
            "{account} is not the municipality's, and has no aktivitetsplan",
            account=account.account,
        )
    versions = list_plans(session, account.account)
    plan = _choose(list_newest(versions), account.account, wish.number)
    roster = list_roster(session, account.account)
    return AktivitetsplanForm(
        kommun=kommun,
        namnd=read_namnd(session, account.namnd),
        account=account,
        plan=plan,
        in_force=plan is not None and choose_plan(versions, day) == plan,
        roster=tuple(each for each in roster if each.last_day is None or each.last_day >= day),
        credentials_placed=read_credentials_place(session, account.account) is not None,
        day=day,
    )


def _choose(plans: list[Aktivitetsplan], account: str, number: int | None) -> Aktivitetsplan | None:
    if number is None:
        return plans[-1] if plans else None
    found = next((each for each in plans if each.number == number), None)
    if found is None:
        raise UsageError(
            "account {account} has no plan {number}; archiver plan show {account} shows those it "
            "has",
            account=account,
            number=number,
        )
    return found


def _print(form: AktivitetsplanForm, settings: Settings, now: datetime) -> bytes:
    """Return the form as PDF/A, where fonts lack a letter with its code in its place."""
    with storage_errors(settings.work):
        settings.work.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=settings.work, prefix="form-") as folder:
            target = Path(folder, "form.pdf")
            with FormPrinter(settings.capture.browser, Path(folder)) as printer:
                for common in (False, True):
                    html = render_aktivitetsplan(form, common_letters=common)
                    judged = printer.print_form(html, target, title_of(form), now)
                    if judged is not Judgement.FAILED:
                        return target.read_bytes()
    raise ToolError("what was printed of the form is no PDF/A-2b; report this")
