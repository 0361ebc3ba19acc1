"""``archiver status``: everything that is due in one list, by whose it is, in four forms."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from schedules.clock import STOCKHOLM
from tests.archiver.cli.office import ACCOUNT, Archive

Clock = Callable[[datetime], None]
LATE = {("answer", "ks-fb"), ("plan", "ks-fb"), ("register", "sbn-fb"), ("plan", "sbn-fb")}
NAMES = ("--forvaltning", "Parkförvaltningen", "--ansvarig", "Bo Öberg")


def swedish(month: int, day: int, hour: int = 0) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=STOCKHOLM)


@pytest.fixture
def office(archive: Archive, set_clock: Clock) -> Archive:
    """Return an archive of two nämnder, with a message of each that waits since 30 June at ten.

    It is Friday 3 July 2026, nine o'clock. The accounts, opened the day before, have no plan and
    nobody has looked them through.
    """
    set_clock(swedish(7, 2, 12))
    assert archive("namnd", "add", "SBN", "--name", "Samhällsbyggnadsnämnden").code == 0
    opened = ("--opened", "2026-07-02")
    assert archive("account", "add", "ks-fb", "--namnd", "KS", *ACCOUNT, *opened).code == 0
    url = ("--url", "https://example.org/park")
    sbn = archive("account", "add", "sbn-fb", "--namnd", "SBN", *ACCOUNT, *NAMES, *opened, *url)
    assert sbn.code == 0, sbn.err
    accounts = (("a", "ks-fb"), ("b", "sbn-fb"))
    path = archive.folder / "in.jsonl"
    path.write_text("\n".join(json.dumps(message(*each)) for each in accounts), encoding="utf-8")
    assert archive("inbox", "import", str(path)).code == 0
    assert archive("register", "1").code == 0
    set_clock(swedish(7, 3, 9))
    return archive


def message(name: str, account: str) -> dict[str, object]:
    return {
        "id": name, "channel": "direct", "account": account, "sender": {"name": "Hemliga Åsa"},
        "made_available_at": "2026-06-30T10:00:00+02:00", "text": "Hemlig fråga",
    }  # fmt: skip


def kinds(office: Archive, *options: str) -> set[tuple[str, str]]:
    return {(each["kind"], each["account"]) for each in office("status", "--json", *options).json}


def test_every_kind_of_duty_is_in_one_list_with_whose_it_is(office: Archive) -> None:
    said = office("status", "--json")

    assert said.code == 1
    late = {(each["kind"], each["account"]) for each in said.json if each["late"]}
    assert late == LATE
    [answer] = [each for each in said.json if each["kind"] == "answer"]
    assert (answer["namnd"], answer["beteckning"]) == ("KS", "KS/2026:1-1")
    assert answer["forvaltning"] == "Kommunledningsförvaltningen"
    assert (answer["ansvarig"], answer["hours"]) == ("Anna Åström", 23)
    coming = {each["kind"] for each in said.json if not each["late"]}
    assert "supervision" in coming


def test_the_table_is_grouped_by_namnd_forvaltning_and_ansvarig(office: Archive) -> None:
    said = office("status")
    assert said.code == 1
    headings = [line for line in said.out.splitlines() if line.count(" · ") == 2]
    assert headings == [
        "KS · Kommunledningsförvaltningen · Anna Åström", "SBN · Parkförvaltningen · Bo Öberg",
    ]  # fmt: skip
    assert "ska besvaras" in said.out
    assert "konto att se över" in said.out


def test_one_can_ask_for_what_is_whose_and_how_soon(office: Archive, set_clock: Clock) -> None:
    assert kinds(office, "--days", "0") == LATE
    assert {name for _kind, name in kinds(office, "--namnd", "sbn")} == {"sbn-fb"}
    assert {name for _kind, name in kinds(office, "--ansvarig", " bo  ÖBERG")} == {"sbn-fb"}
    asked = ("--forvaltning", "Kommunledningsförvaltningen", "--days", "0")
    assert kinds(office, *asked) == {each for each in LATE if each[1] == "ks-fb"}
    assert kinds(office, *asked, "--ansvarig", "Bo Öberg") == set()
    assert office("status", *asked, "--ansvarig", "Bo Öberg").code == 0
    set_clock(swedish(12, 31, 9))
    assert ("snapshot", "ks-fb") in kinds(office)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--ansvarig", "Bo Åberg"), ("Bo Åberg", "Bo Öberg")),
        (("--forvaltning", "Park"), ("Park", "Parkförvaltningen")),
        (("--namnd", "XX"), ("XX", "SBN")),
    ],
)
def test_a_slip_is_not_taken_for_nothing_to_do(
    office: Archive, options: tuple[str, ...], words: tuple[str, ...]
) -> None:
    said = office("status", *options)
    assert said.code == 2
    assert said.is_one_line(*words)


def test_days_that_cannot_be_are_refused(office: Archive) -> None:
    for days in ("-1", "många", "4000"):
        assert office("status", "--days", days).code == 2


def test_an_archive_where_all_is_done_ends_well(archive: Archive) -> None:
    said = archive("status")
    assert said.code == 0
    assert "Ingenting är försenat" in said.out
    assert archive("status", "--json").json == []


def test_the_page_and_the_calendar_tell_the_same_and_nothing_protected(office: Archive) -> None:
    page, calendar = office.folder / "att-göra.html", office.folder / "att-göra.ics"
    said = office("status", "--html", str(page), "--ics", str(calendar), "--namnd", "KS")

    assert (said.code, said.out) == (1, "")
    for path in (page, calendar):
        text = path.read_text(encoding="utf-8")
        assert "KS/2026:1-1" in text
        assert "sbn-fb" not in text
        assert "Hemlig" not in text
    assert "Kommunstyrelsen" in page.read_text(encoding="utf-8")
    assert office("status", "--html", str(office.folder / "finns" / "ej.html")).code == 10


def test_the_page_is_swedish_whatever_the_screen_speaks(office: Archive) -> None:
    text = office.config.read_text(encoding="utf-8")
    office.config.write_text(text.replace('language = "sv"', 'language = "en"'), encoding="utf-8")
    page = office.folder / "x.html"
    assert "to be answered" in office("status").out
    office("status", "--html", str(page))
    assert "Meddelande att besvara" in page.read_text(encoding="utf-8")


def test_overdue_stays_what_the_diarium_itself_asks_for(office: Archive, set_clock: Clock) -> None:
    set_clock(swedish(7, 30) + timedelta(hours=9))
    told = {each["kind"] for each in office("overdue", "--json").json}
    assert told == {"answer", "register"}
    assert "supervision" in {each["kind"] for each in office("status", "--json").json}


def test_only_who_has_a_role_may_see_it(office: Archive) -> None:
    assert office("user", "add", "chef", "--role", "admin").code == 0
    me = next(
        each["login"] for each in office("user", "list", "--json").json if each["login"] != "chef"
    )
    assert office("user", "end", me, "--why", "Slutat").code == 0
    assert office("status").code == 6
