"""A day in the life of a registrator, through the command alone, on both databases."""

from collections import Counter
from pathlib import Path

import pytest

from diarium.personnummer import has_personnummer
from tests.e2e.day_afternoon import (
    SECRET,
    close,
    correct_and_void,
    gallra,
    hand_out,
    meet_changes_at_the_source,
    moment,
    publish,
    see_that_nothing_is_wrong,
    set_apart,
)
from tests.e2e.day_messages import (
    EDITED,
    KINDS,
    MAILS,
    REPEATED,
    TOTAL,
    expected_rules,
    own_reply,
    personnummer,
    write_day,
    write_lines,
)
from tests.e2e.day_office import Office

COUNT = {each.name: each.count for each in KINDS}
FORUM_KRITIK = 8
PROPOSED = COUNT["fråga"] + COUNT["kritik"] + MAILS

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]


@pytest.fixture
def office(
    chromium: Path,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Office:
    del chromium  # it is there
    return Office(tmp_path / "arkiv", capfd, monkeypatch)


def test_a_day_in_the_life(office: Office, database_url: str, tmp_path: Path) -> None:
    office.at("2026-07-01T08:00")
    office.begin(database_url)
    take_in_the_night(office, tmp_path)
    register_what_is_proposed(office)
    try_what_waits(office)
    answer_and_pass_on(office, tmp_path)
    meet_changes_at_the_source(office, tmp_path)
    set_apart(office)
    correct_and_void(office)
    hand_out(office, tmp_path)
    close(office)
    publish(office, tmp_path)
    gallra(office, tmp_path)
    see_that_nothing_is_wrong(office)


def take_in_the_night(office: Office, folder: Path) -> None:
    """Take in 500 messages; each is decided by the rule that was meant for it."""
    assert has_personnummer(personnummer(0))
    lines, mailbox = write_day(folder)
    first, mails = office.read("inbox", "import", lines, mailbox, "--namnd", "KS")
    assert first["found"] + mails["found"] == TOTAL == 500
    assert (first["duplicates"], first["changed"], first["own"]) == (REPEATED, EDITED, 25)
    assert (first["unreadable"], mails["unreadable"], mails["new"]) == ([], [], MAILS)
    standing = office.read("decisions")
    assert Counter(each["rule"] for each in standing) == expected_rules()
    again = office.read("inbox", "import", mailbox, "--namnd", "KS")
    assert again[0]["new"] == 0
    assert office.outcomes()["duplicate"] == REPEATED + MAILS


def register_what_is_proposed(office: Office) -> None:
    """Register all that is proposed in one step; nobody without the role may."""
    office.ok("user", "add", "bo", "--role", "registrator", "--name", "Bo Berg")
    office.ok("user", "add", "kim", "--role", "kommunikator")
    office.ok("user", "add", "arkivarien", "--role", "arkivarie")
    office.work_as("kim")
    assert "registrator" in office.refused("register", "--all-proposed")
    office.work_as("bo")
    done = office.read("register", "--all-proposed")
    assert len(done) == PROPOSED
    assert {each["registered_by"] for each in done} == {"bo"}
    assert [each["diarienummer"] for each in done] == [
        f"KS/2026:{n}" for n in range(1, PROPOSED + 1)
    ]
    assert office.read("register", "--all-proposed") == []
    first = done[0]
    line = office.refused("register", first["message"])
    assert first["beteckning"] in line


def try_what_waits(office: Office) -> None:
    """Decide what the rules put before a person: secret, kritik, threats and the rest."""
    secret = office.waiting("R30-may-be-secret")
    assert len(secret) == COUNT["hemligt"]
    office.refused("skip", secret[0], "--ground", "kept-ordered")
    office.refused("register", secret[0], "--sekretess", "hemligt", code=2)
    marked = office.read("register", *secret, "--sekretess", SECRET, "--sender", "Enskild",
                         "--subject", "Fråga om stöd")  # fmt: skip
    assert {each["sender_public"] for each in marked} == {"Enskild"}
    kritik = office.waiting("R45-forum-kritik")
    taken, left = kritik[:FORUM_KRITIK], kritik[FORUM_KRITIK:]
    found = office.read("register", *taken)
    assert {each["kind"] for each in found} == {"kritik"}
    rest = [*left, *office.waiting("R46-forum-question"), *office.waiting("R90-anything-else")]
    for number in rest:
        office.ok("skip", number, "--ground", "kept-ordered")
    for number in office.waiting("R40-removal-or-threat"):
        office.ok("register", number)
    edited = office.waiting("R15-changed")
    assert len(edited) == EDITED
    for number in edited[:5]:
        first = office.read("inbox", "show", number)["source_changes"][0]["message"]
        before = _beteckning(office, first)
        assert before in office.ok("decisions", "--explain", number).out
        dnr = before.rpartition("-")[0]
        done = office.read("register", number, "--arende", dnr)
        assert done[0]["beteckning"] == f"{dnr}-2"
    for number in edited[5:]:
        office.ok("skip", number, "--ground", "little-importance")
    standing = office.outcomes()
    assert set(standing) == {"register", "skip", "duplicate"}
    assert sum(standing.values()) == TOTAL + MAILS
    registered = PROPOSED + COUNT["hemligt"] + FORUM_KRITIK + COUNT["hot"] + 5
    assert standing["register"] == registered == len([*office.handlingar("KS")])
    sample = office.read("decisions", "--sample", 5, "--seed", 1)["messages"]
    assert {each["decision"]["rule"] for each in sample} <= {"R70-open-forum", "R21-own-post"}


def answer_and_pass_on(office: Office, folder: Path) -> None:
    """Answer on the platform and by letter, pass kritik on, and see what is late."""
    office.at("2026-07-01T11:00")
    replies = [own_reply(f"fråga-{n}", moment("2026-07-01T10:00")) for n in range(10)]
    report = office.read("inbox", "import", write_lines(folder / "svar.jsonl", replies))
    assert report[0]["proposals"] == {"propose": 10}
    done = office.read("register", "--all-proposed")
    assert {each["direction"] for each in done} == {"outgoing"}
    assert {each["lopnummer"] for each in done} == {2}
    kritik = [each for each in office.handlingar("KS") if each["kind"] == "kritik"]
    assert len(kritik) == COUNT["kritik"] + FORUM_KRITIK
    receipt = folder / "kvittens.txt"
    receipt.write_text("Mottaget av Gatuenheten", encoding="utf-8")
    for each in kritik:
        office.ok("forward", each["beteckning"], "--to", "Gatuenheten")
    office.ok("forward", kritik[0]["beteckning"], "--receipt", receipt)
    (passed,) = office.read("forward", kritik[0]["beteckning"])
    assert passed["received_at"] is not None
    answered = kritik[0]["beteckning"]
    office.ok("answer", answered, "--text", "Lampan är lagad. Tack för att du hörde av dig!")
    office.ok("answer", kritik[1]["beteckning"], "--no-answer", "Besvarad per telefon")
    office.at("2026-07-03T12:00")
    late = office("overdue", "--json")
    assert late.code == 1
    kinds = Counter(each["kind"] for each in late.json if each["late"])
    assert set(kinds) == {"answer"}
    named = {each["beteckning"] for each in late.json}
    assert answered not in named
    assert kritik[2]["beteckning"] in named
    office.at("2026-07-01T13:00")


def _beteckning(office: Office, message: int) -> str:
    found = [each for each in office.handlingar("KS") if each["message"] == message]
    return str(found[0]["beteckning"])
