"""``archiver plan``: from a first line to an official account."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.archiver.cli.office import ACCOUNT, Archive

YEAR = ("--from", "2026-01-01", "--to", "2026-12-31")
GOAL = ("--goal", "95 % av svaren inom 48 timmar")
APPROVALS = (
    ("chef", "Eva Ek"), ("kommunikator", "Karin Kvist"), ("kommunikationschef", "Lars Lind"),
)  # fmt: skip


@pytest.fixture
def planned(archive: Archive, set_clock: Callable[[datetime], None]) -> Archive:
    """Return an archive in July with an account that is meant as official, and its plan."""
    set_clock(datetime(2026, 7, 1, 9, tzinfo=UTC))
    assert archive("account", "add", "ks-fb", *ACCOUNT, "--official").code == 0
    said = archive("plan", "set", "ks-fb", *YEAR, *GOAL, "--channel", "Facebook")
    assert said.code == 0
    assert said.err == ""
    return archive


def approve(archive: Archive) -> None:
    for role, name in APPROVALS:
        given = ("--as", role, "--name", name, "--date", "2026-01-12")
        assert archive("plan", "approve", "ks-fb", *given).code == 0


def test_an_account_becomes_official_when_the_third_has_approved(planned: Archive) -> None:
    [standing] = planned("plan", "list", "--json").json
    assert (standing["official"], standing["state"]) == (False, "unapproved")
    assert standing["plan"]["malgrupp"] == "Invånare"
    approve(planned)
    [standing] = planned("plan", "list", "--namnd", "ks", "--json").json
    assert (standing["official"], standing["state"]) == (True, "in-force")
    [standing] = planned("plan", "list", "--day", "2027-01-01", "--json").json
    assert (standing["official"], standing["state"]) == (False, "lapsed")
    [shown] = planned("plan", "show", "ks-fb", "--json").json
    assert [(each["approver"], each["name"]) for each in shown["approvals"]] == list(APPROVALS)


def test_the_forteckning_tells_official_accounts_by_their_plans(
    planned: Archive, tmp_path: Path, set_clock: Callable[[datetime], None]
) -> None:
    def told() -> bool:
        page = tmp_path / "f.html"
        assert planned("forteckning", "--html", str(page)).code == 0
        [account] = planned("forteckning", "--json").json["accounts"]
        official: bool = account["official"]
        assert ("· officiellt konto" in page.read_text(encoding="utf-8")) == official
        page.unlink()
        return official

    assert not told()
    approve(planned)
    assert told()
    set_clock(datetime(2026, 12, 31, 23, 30, tzinfo=UTC))  # the new year has begun in Sweden
    assert not told()


def test_a_plan_is_changed_in_part_and_shown_in_every_version(planned: Archive) -> None:
    approve(planned)
    said = planned("plan", "set", "ks-fb", "--plan", "1", "--goal", "Bli bättre")
    assert said.code == 0
    assert "Bli bättre" in said.err
    [first, second] = planned("plan", "show", "ks-fb", "--json").json
    assert (first["version"], second["version"]) == (1, 2)
    assert (second["goals"], second["channels"]) == (["Bli bättre"], ["Facebook"])
    shown = planned("plan", "show", "ks-fb", "--plan", "1").out
    assert all(words in shown for words in ("Bli bättre", "Eva Ek, 2026-01-12", "Facebook"))
    assert "Eva Ek" in planned("plan", "show", "ks-fb").out
    assert planned("plan", "list").out.count("ks-fb") == 1


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (("approve", "ks-fb", "--as", "chef", "--name", "Bo", "--date", "2026-07-02"), 2),
        (("approve", "ks-fb", "--as", "direktor", "--name", "Bo"), 2),
        (("approve", "ks-x", "--as", "chef", "--name", "Bo"), 2),
        (("approve", "ks-fb", "--as", "kommunikator", "--name", "eva  ek"), 6),
        (("approve", "ks-fb", "--as", "chef", "--name", "Bo"), 6),
        (("approve", "ks-fb", "--as", "kommunikator", "--name", "Bo", "--plan", "2"), 2),
        (("approve", "ks-fb", "--as", "kommunikator", "--name", "<b>\x07"), 2),
        (("set", "ks-fb", *YEAR, *GOAL), 6),
        (("set", "ks-fb", *GOAL), 2),
        (("set", "ks-fb", "--from", "2027-02-30", "--to", "2027-03-01", *GOAL), 2),
        (("set", "ks-fb", "--from", "2028-01-01", "--to", "2027-01-01", *GOAL), 2),
        (("set", "ks-fb", "--from", "2027-01-01", "--to", "9999-12-31", *GOAL), 2),
        (("set", "ks-fb", "--plan", "1"), 2),
        (("set", "ks-fb", "--plan", "7", *GOAL), 2),
        (("show", "ks-x"), 2),
        (("list", "--namnd", "X"), 2),
    ],
)
def test_what_cannot_be_meant_is_one_clear_line_and_changes_nothing(
    planned: Archive, given: tuple[str, ...], code: int
) -> None:
    assert planned("plan", "approve", "ks-fb", "--as", "chef", "--name", "Eva Ek").code == 0
    before = planned("plan", "show", "ks-fb", "--json").out
    said = planned("plan", *given)
    assert said.code == code
    assert said.err.splitlines()[-1].startswith(("Error: ", "Fel: "))
    assert planned("plan", "show", "ks-fb", "--json").out == before


def test_a_plan_is_due_to_be_renewed_among_all_that_is_to_be_done(
    planned: Archive, set_clock: Callable[[datetime], None]
) -> None:
    approve(planned)
    set_clock(datetime(2026, 12, 2, 9, tzinfo=UTC))
    found = [each for each in planned("status", "--json").json if each["kind"] == "plan"]
    assert [(each["account"], each["late"]) for each in found] == [("ks-fb", True)]
    assert found[0]["command"].startswith("archiver plan set ks-fb --from 2027-01-01")
