"""A year in the life of twelve accounts in two nämnder, by the command alone, on a moving clock."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e import year_autumn, year_closing, year_messages, year_opening, year_turns
from tests.e2e.year_accounts import (
    ACCOUNTS,
    FIRST,
    IN_OCTOBER,
    IN_SEPTEMBER,
    PASSIVE,
    year_pages,
)
from tests.e2e.year_office import YearOffice
from tests.site_server import serve_pages

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]


@pytest.fixture
def office(
    chromium: Path,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[YearOffice]:
    del chromium  # it is there
    with serve_pages(year_pages("2026-06-25") | year_pages("2026-02-01", PASSIVE)) as site:
        yield YearOffice(tmp_path, site, capfd, monkeypatch)


def test_a_year_in_the_life(office: YearOffice, tmp_path: Path) -> None:
    assert len(ACCOUNTS) == 12
    office.install()
    year_opening.open_accounts(office)
    year_opening.plan_accounts(office)
    year_opening.put_in_order(office)
    year_messages.take_in_the_weekend(office, tmp_path)
    attack = year_messages.see_an_attack(office)
    year_messages.see_what_is_late(office)
    year_messages.remove_the_attack(office, attack)
    year_messages.answer_and_pass_on(office)
    year_messages.finish_the_plan(office, tmp_path)
    year_messages.type_in_by_hand(office)
    year_turns.take_the_turn(office, "2026-06-30T02:00", FIRST)
    year_autumn.see_who_is_passive(office)
    year_turns.deliver_in_time(office, tmp_path)
    year_autumn.open_one(office, IN_SEPTEMBER)
    year_autumn.close_the_passive(office)
    year_autumn.open_one(office, IN_OCTOBER)
    year_autumn.let_a_plan_lapse(office, tmp_path)
    year_turns.deliver_late(office, tmp_path)
    year_closing.renew_plans(office)
    office.site.pages.update(year_pages("2026-12-20"))
    year_turns.take_the_turn(office, "2026-12-31T02:00", year_closing.OPEN)
    year_closing.evaluate(office, tmp_path / "utvärderingar")
    year_closing.see_that_nothing_is_left(office, tmp_path)
