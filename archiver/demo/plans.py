"""The made-up municipality's aktivitetsplaner: what makes its accounts official."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from diarium.accounts import AccountFacts
from diarium.plan_records import Approver, NewApproval, PlanFacts
from diarium.plans import approve_plan, set_plan

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

APPROVERS = {
    Approver.CHEF: "Birgitta Chef",
    Approver.KOMMUNIKATOR: "Kim Kommunikatör",
    Approver.KOMMUNIKATIONSCHEF: "Lena Lind",
}
"""Who has approved every plan."""
HALF = timedelta(days=182)
"""Half the time that a plan is for."""


def put_plan_in_force(session: "Session", account: AccountFacts, by: str, now: datetime) -> None:
    """Give an account that is meant as official a plan, approved by three persons.

    It covers the days of the messages that come in, which are older than the demo.
    """
    if not account.official:
        return
    first = account.opened - HALF
    facts = PlanFacts(
        account=account.account,
        goals=("Besvara 95 procent av frågorna inom 48 timmar", "Öka antalet följare med 10 %"),
        channels=(account.platform, "www.example.se/avallby", "Anslagstavlan"),
        malgrupp=account.malgrupp, first_day=first, last_day=account.opened + HALF,
    )  # fmt: skip
    set_plan(session, facts, by, now)
    for approver, name in APPROVERS.items():
        given = NewApproval(account=account.account, approver=approver, name=name, day=first)
        approve_plan(session, given, by, now)
