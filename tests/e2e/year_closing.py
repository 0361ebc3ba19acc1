"""The winter: plans are renewed, the year is evaluated and delivered, and nothing is left to do."""

import json
from pathlib import Path
from typing import Any

from tests.e2e.year_accounts import (
    ACCOUNTS,
    DELTAGANDE,
    LAPSING,
    MONITORING,
    NEVER_CAPTURED,
    PASSIVE,
)
from tests.e2e.year_office import YearOffice
from tests.e2e.year_opening import PLANNED, make_plan
from tests.e2e.year_turns import accept, deliver

OPEN = {each.account for each in ACCOUNTS} - NEVER_CAPTURED - {PASSIVE}
"""The accounts that are open when the year ends."""


def renew_plans(office: YearOffice) -> None:
    """In December the plans run out; all but one are renewed before they do."""
    office.at("2026-12-15T09:00")
    office.make_rounds()
    assert office.late() == {"plan": OPEN | {DELTAGANDE}}
    office.work_as("kim")
    for each in ACCOUNTS:
        if each.account in OPEN - {LAPSING} | {DELTAGANDE}:
            make_plan(office, each, "2027-01-01", "2027-12-31")
    assert office.late()["plan"] == {LAPSING}


def evaluate(office: YearOffice, folder: Path) -> None:
    """A year after the plans began their accounts are evaluated, each nämnd's in a report."""
    office.at("2027-01-13T09:00")
    office.make_rounds()
    assert office.late() == {"evaluation": PLANNED - {MONITORING}, "plan": {LAPSING}}
    figures: dict[str, Any] = {}
    for namnd in ("KS", "SBN"):
        office.ok("evaluate", "--namnd", namnd, "--period", "2026", "--output", folder)
    for report in folder.glob("*.json"):
        told = json.loads(report.read_text(encoding="utf-8"))
        figures |= {each["account"]: each["figures"] for each in told["accounts"]}
    assert len(list(folder.glob("*.pdf"))) == len(list(folder.glob("*.html"))) == 2
    assert set(figures) >= PLANNED
    see_figures(figures)
    assert office.late() == {"plan": {LAPSING}}


def see_figures(figures: dict[str, Any]) -> None:
    """See that the year's figures are of what was done in it."""
    forum, building, closed = (figures[e] for e in ("ks-facebook", "sbn-facebook", PASSIVE))
    assert (forum["received"]["direct"], forum["received"]["comment"]) == (1, 1)
    assert (forum["answers"]["in_time"], forum["answers"]["late"]) == (0, 1)
    assert forum["removals"]["by_category"] == {"personangrepp": 1}
    assert (forum["removals"]["in_time"], forum["removals"]["late"]) == (1, 0)
    assert (building["kritik"], building["kritik_forwarded"]) == (1, 1)
    assert {turn["period"]: turn["state"] for turn in forum["turns"]} == {
        "2026-H1": "complete", "2026-H2": "complete",
    }  # fmt: skip
    assert [turn["period"] for turn in closed["turns"]] == ["2026-H1"]


def see_that_nothing_is_left(office: YearOffice, folder: Path) -> None:
    """Deliver the second half-year; one plan alone is late then, and all of it can be proven."""
    for namnd in ("KS", "SBN"):
        accept(office, deliver(office, namnd, "2026-H2", folder), folder)
    assert office.late() == {"plan": {LAPSING}}
    packages = office.read("export", "list")
    assert [each["state"] for each in packages] == ["accepted"] * 4
    assert office.ok("verify", "--json").json["faults"] == []
