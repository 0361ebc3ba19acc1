"""January: the accounts are opened, planned and put in order; each list before and after."""

from tests.e2e.year_accounts import (
    DELTAGANDE,
    FIRST,
    IN_JANUARY,
    KOMMUN,
    LAPSING,
    MONITORING,
    POLITICIAN,
    UNFINISHED,
    YearAccount,
)
from tests.e2e.year_office import YearOffice

APPROVERS = {
    "chef": "Karin Chef",
    "kommunikator": "Kim Kvist",
    "kommunikationschef": "Stina Sjö",
}
FIRST_DAY, GOAL = "2026-01-12", "90 % av frågorna besvaras inom 48 timmar"
PLANNED = FIRST | {DELTAGANDE}
"""Every assignment has a plan, also one in somebody else's forum."""


def open_accounts(office: YearOffice) -> None:
    """Open ten accounts; none is official before it has a plan."""
    office.at("2026-01-07T09:00")
    office.add_accounts(IN_JANUARY)
    assert office.official_in_forteckning() == set()
    assert office.kinds_in_forteckning("not-official") == {POLITICIAN}
    assert office.kinds_in_forteckning("deltagande") == {DELTAGANDE}
    assert office.late() == {"plan": PLANNED}
    assert office.coming() == {"supervision": FIRST}


def plan_accounts(office: YearOffice) -> None:
    """Make a plan for each; all but one are approved by three, the monitoring one by nobody."""
    office.at("2026-01-12T09:00")
    office.make_rounds()
    for each in IN_JANUARY:
        if each.account in PLANNED:
            make_plan(office, each, FIRST_DAY, plan_end(each))
    assert office.official_in_forteckning() == FIRST - {UNFINISHED}
    assert office.late() == {"plan": {UNFINISHED}}
    assert office.coming() == {"supervision": FIRST}
    line = office.refused("plan", "approve", UNFINISHED, "--as", "kommunikationschef",
                          "--name", "Stina Sjö", "--date", "2026-02-01", code=2)  # fmt: skip
    assert "2026-02-01" in line


def put_in_order(office: YearOffice) -> None:
    """Name who administers each account; what lacks is named until nothing does."""
    office.at("2026-01-13T09:00")
    assert office("account", "check", "ks-facebook").code == 1
    for each in IN_JANUARY:
        if each.account in FIRST:
            fill_roster(office, each)
    assert office.lacking() == {UNFINISHED: {"approval-missing"}}


def make_plan(office: YearOffice, account: YearAccount, first: str, last: str) -> None:
    """Make an account's plan and have it approved by the three, or by as many as there are yet."""
    monitoring = ["--monitoring-only"] if account.account == MONITORING else []
    office.ok("plan", "set", account.account, "--from", first, "--to", last, "--channel",
              account.platform, "--goal", GOAL, *monitoring)  # fmt: skip
    awaited = account.account == UNFINISHED and first == FIRST_DAY
    for role, name in APPROVERS.items():
        if not monitoring and not (awaited and role == "kommunikationschef"):
            office.ok("plan", "approve", account.account, "--as", role, "--name", name)


def plan_end(account: YearAccount) -> str:
    """Return the last day of an account's first plan."""
    return "2026-09-30" if account.account == LAPSING else "2026-12-31"


def fill_roster(office: YearOffice, account: YearAccount) -> None:
    """Name two administrators and the kommunikatör, and where the credentials are kept."""
    for name in ("Ada Alm", "Bo Berg"):
        office.ok("roster", "add", account.account, "--name", name, "--role", "administrator")
    office.ok("roster", "add", account.account, "--name", "Kim Kvist", "--role", "kommunikator")
    office.ok("roster", "credentials", account.account, "--place", f"Valvet, fack {KOMMUN}")
