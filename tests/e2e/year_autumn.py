"""The autumn: an account that nobody writes in is closed, two are opened, a plan runs out."""

from pathlib import Path

from tests.e2e.day_messages import write_lines
from tests.e2e.year_accounts import FIRST, LAPSING, PASSIVE, YearAccount
from tests.e2e.year_messages import line
from tests.e2e.year_office import YearOffice
from tests.e2e.year_opening import fill_roster, make_plan

ROSTER_LACKS = {"too-few-administrators", "no-kommunikator", "no-credentials-place"}


def see_who_is_passive(office: YearOffice) -> None:
    """After the summer's snapshot one account has had no post for more than 90 days."""
    office.at("2026-07-02T09:00")
    assert office.passive() == {PASSIVE: "passive"}
    assert office.passive("--days", 200) == {}
    assert office.late() == {"passive": {PASSIVE}, "supervision": FIRST}
    office.make_rounds()
    assert office.late() == {"passive": {PASSIVE}}
    assert office.lacking() == {PASSIVE: {"on-page"}}


def open_one(office: YearOffice, account: YearAccount) -> None:
    """Open an account on its day; with a plan that is approved it is official at once."""
    office.at(f"{account.opened}T09:00")
    office.make_rounds()
    before = office.lacking()
    office.add_accounts([account])
    assert office.late()["plan"] == {account.account, LAPSING}
    make_plan(office, account, account.opened, "2026-12-31")
    assert office.late()["plan"] == {LAPSING}
    assert account.account in office.official_in_forteckning()
    assert office.lacking() == before | {account.account: ROSTER_LACKS}
    fill_roster(office, account)
    assert office.lacking() == before


def close_the_passive(office: YearOffice) -> None:
    """Close it: a last snapshot is taken first; it stays in the förteckning among the closed."""
    office.at("2026-09-15T09:00")
    office.make_rounds()
    assert office.late() == {"passive": {PASSIVE}, "plan": {LAPSING}}
    assert office.coming()["delivery"] == {"SBN 2026-H1"}
    office.work_as("kim")
    office.ok("account", "close", PASSIVE, "--reason", "Uppdateras inte längre")
    assert office.closed() == {PASSIVE}
    assert office.passive() == {}
    assert office.lacking() == {}
    assert office.late() == {"plan": {LAPSING}}
    office.refused("account", "close", PASSIVE, "--reason", "Igen")


def let_a_plan_lapse(office: YearOffice, folder: Path) -> None:
    """From the first of October it is official no more, and its comments wait for a person."""
    office.at("2026-09-30T23:00")
    assert LAPSING in office.official_in_forteckning()
    office.at("2026-10-05T08:00")
    office.make_rounds()
    assert LAPSING not in office.official_in_forteckning()
    assert office.lacking() == {LAPSING: {"plan-lapsed"}}
    office.work_as("rut")
    said = [
        line("prat-6", LAPSING, "comment", "Fin höst", "2026-09-30T20:00:00+02:00"),
        line("prat-7", LAPSING, "comment", "Fin oktober", "2026-10-02T20:00:00+02:00"),
    ]
    office.read("inbox", "import", write_lines(folder / "oktober.jsonl", said))
    assert {("prat-6", "R70-open-forum"), ("prat-7", "R90-anything-else")} <= office.rules()
    (waiting,) = office.messages("--outcome", "review")
    office.ok("skip", waiting["id"], "--ground", "kept-ordered")
    assert office.late() == {"plan": {LAPSING}, "delivery": {"SBN 2026-H1"}}
    assert office.passive() == dict.fromkeys(FIRST - {PASSIVE}, "unseen")
    take_in_own_posts(office, folder)
    assert office.passive() == {}


def take_in_own_posts(office: YearOffice, folder: Path) -> None:
    """What the accounts themselves have written shows that they are kept up."""
    said = [
        line(f"eget-{name}", name, "post", "Nu är vi igång", "2026-10-02T10:00:00+02:00")
        | {"own": True}
        for name in sorted(FIRST - {PASSIVE})
    ]
    office.read("inbox", "import", write_lines(folder / "egna.jsonl", said))
