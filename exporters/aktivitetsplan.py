"""The form "Aktivitetsplan för sociala medier": what is planned for an account, to be signed.

The policy ("Få ett tydligt uppdrag") has the one with the assignment and the nearest chief fill it
in, and anchor it with the förvaltning's kommunikatör and the kommunikationschef. What the register
knows is filled in; what it does not stands as empty lines, to be written by hand.
"""

from dataclasses import dataclass
from datetime import date, datetime

from diarium.plan_records import Aktivitetsplan, Approval, Approver
from diarium.records import Account, AccountKind, Namnd
from diarium.roster_records import RosterEntry, RosterRole
from exporters.page_templates import print_templates, write_day
from exporters.visible_letters import VisibleLetters
from schedules.clock import STOCKHOLM

_APPROVERS = {
    Approver.CHEF: "Närmaste chef",
    Approver.KOMMUNIKATOR: "Förvaltningens kommunikatör",
    Approver.KOMMUNIKATIONSCHEF: "Kommunikationschef",
}
_ROLES = {
    RosterRole.ADMINISTRATOR: "Administratör",
    RosterRole.KOMMUNIKATOR: "Förvaltningens kommunikatör",
    RosterRole.ERSATTARE: "Ersättare",
    RosterRole.FRANVARANDE: "Frånvarande",
}
_KINDS = {
    AccountKind.ACCOUNT: "Kommunens eget konto",
    AccountKind.DELTAGANDE: "Deltagande utan eget konto",
}
EMPTY_GOALS, EMPTY_CHANNELS, EMPTY_ROSTER = 4, 2, 4
"""Lines to write by hand where the register says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AktivitetsplanForm:
    """What the form tells.

    Attributes:
        account: An account, or a deltagande; never a page of somebody else's.
        plan: The version of the plan to sign; none where nothing is written yet.
        in_force: The plan is in force on the day.
        roster: Who stands in the roster on the day or will.
        credentials_placed: It is noted where the credentials are kept; where is not told, for the
            form goes from hand to hand.
        day: When the form is made, in Swedish time.
    """

    kommun: str
    namnd: Namnd
    account: Account
    plan: Aktivitetsplan | None
    in_force: bool
    roster: tuple[RosterEntry, ...]
    credentials_placed: bool
    day: date


def render_aktivitetsplan(form: AktivitetsplanForm, *, common_letters: bool = False) -> str:
    """Return the form as an HTML document that holds all that it shows.

    Args:
        form: What it tells.
        common_letters: Letters that fonts may lack are shown by their code.
    """
    plan, letters = form.plan, VisibleLetters(common_only=common_letters)
    templates = print_templates()
    templates.filters.update(dag=write_day, dagen=_write_day_of, tecken=letters.show)
    return templates.get_template("aktivitetsplan.html").render(
        form=form,
        account=form.account,
        plan=plan,
        kind=_KINDS[form.account.kind],
        own=form.account.kind is AccountKind.ACCOUNT,
        status=_tell_status(form),
        roles=_ROLES,
        goals=_pad(plan.goals if plan else (), EMPTY_GOALS),
        channels=_pad(plan.channels if plan else (), EMPTY_CHANNELS),
        empty_people=0 if form.roster else EMPTY_ROSTER,
        signatures=_list_signatures(plan),
    )


def title_of(form: AktivitetsplanForm) -> str:
    """Return what the document is called."""
    return f"Aktivitetsplan för sociala medier, {form.account.name}"


def _tell_status(form: AktivitetsplanForm) -> str:
    """Return in a sentence how it stands with the plan."""
    plan = form.plan
    if plan is None:
        return "Ingen aktivitetsplan är inlagd än. Fyll i de tomma raderna för hand."
    if plan.last_day < form.day:
        return f"Planens period gick ut {write_day(plan.last_day)}."
    if form.in_force:
        return "Planen gäller."
    missing = [_APPROVERS[each].lower() for each in plan.missing]
    if missing:
        return f"Den här versionen gäller inte än. Den väntar på godkännande av {_join(missing)}."
    return f"Planen är förankrad och börjar gälla {write_day(plan.first_day)}."


def _list_signatures(plan: Aktivitetsplan | None) -> list[tuple[str, Approval | None]]:
    """Return who signs, each with the approval that is noted; nobody for monitoring only."""
    if plan and plan.monitoring_only:
        return []
    given = {each.approver: each for each in plan.approvals} if plan else {}
    return [(name, given.get(approver)) for approver, name in _APPROVERS.items()]


def _write_day_of(moment: datetime) -> str:
    return write_day(moment.astimezone(STOCKHOLM).date())


def _join(names: list[str]) -> str:
    """Return names as they stand in a sentence: ``a, b och c``."""
    return " och ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _pad(lines: tuple[str, ...], empty: int) -> tuple[str, ...]:
    return lines or ("",) * empty
