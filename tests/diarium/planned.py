"""Aktivitetsplaner in force, for tests where an account must be official."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from diarium.database import writing
from diarium.plan_records import Aktivitetsplan, Approver, NewApproval, PlanFacts
from diarium.plans import approve_plan, set_plan

NAMES: Mapping[Approver, str] = {
    Approver.CHEF: "Eva Chef",
    Approver.KOMMUNIKATOR: "Karin Kommunikatör",
    Approver.KOMMUNIKATIONSCHEF: "Lars Lind",
}
FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)
"""Days between which every test takes place."""


def plan_facts(account: str, first: date = FIRST, last: date = LAST) -> PlanFacts:
    """Return what a plan says."""
    return PlanFacts(
        account=account, goals=("Besvara 95 % av frågorna inom 48 timmar",),
        channels=("Facebook", "www.example.se"), malgrupp="Invånare", first_day=first,
        last_day=last,
    )  # fmt: skip


def approve(session: Session, account: str, day: date, now: datetime) -> Aktivitetsplan:
    """Note the three approvals of the newest plan of an account."""
    for approver, name in NAMES.items():
        given = NewApproval(account=account, approver=approver, name=name, day=day)
        plan = approve_plan(session, given, "test", now)
    return plan


def put_in_force(
    session: Session, account: str, now: datetime, first: date = FIRST, last: date = LAST
) -> Aktivitetsplan:
    """Give an account a plan that three persons have approved."""
    set_plan(session, plan_facts(account, first, last), "test", now)
    return approve(session, account, FIRST, now)


def plan_all(engine: Engine, now: datetime, *accounts: str) -> None:
    """Give accounts plans that are in force on every day of every test."""
    with writing(engine) as session:
        for account in accounts:
            put_in_force(session, account, now)
