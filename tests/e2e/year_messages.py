"""The spring's messages: what is registered and what need not be, answers, and a removal."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.e2e.day_messages import write_lines
from tests.e2e.year_accounts import LAPSING, POLITICIAN, UNFINISHED
from tests.e2e.year_office import YearOffice

FORUM = "ks-facebook"
ANGREPP = "Din idiot på gatukontoret borde skämmas"
PERMALINK = "https://www.facebook.com/exempelstad/posts/17?comment_id=3"
Line = dict[str, Any]


def take_in_the_weekend(office: YearOffice, folder: Path) -> None:
    """Take in what came over a weekend in March; what stands by rule follows from the plans."""
    office.at("2026-03-09T08:00")
    office.make_rounds()
    office.work_as("rut")
    (report,) = office.read("inbox", "import", write_lines(folder / "mars.jsonl", _weekend()))
    assert (report["new"], report["unreadable"]) == (5, [])
    assert office.rules() == {
        ("fråga", "R60-in-service"), ("kritik", "R50-kritik"), ("angrepp", "R40-removal-or-threat"),
        ("prat-2", "R70-open-forum"), ("prat-3", "R90-anything-else"),
    }  # fmt: skip
    taken = office.read("register", "--all-proposed")
    assert [each["beteckning"] for each in taken] == ["KS/2026:1-1", "SBN/2026:1-1"]


def see_an_attack(office: YearOffice) -> int:
    """On Monday an attack on a person is seen and noted; without a copy it may not be removed."""
    office.at("2026-03-09T12:00")
    assert office.late() == {"answer": {"KS/2026:1-1"}, "plan": {UNFINISHED}}
    office.work_as("kim")
    noted = office.read("remove-post", "add", FORUM, "--address", PERMALINK, "--category",
                        "personangrepp", "--seen", "2026-03-09T11:30")  # fmt: skip
    assert office.refused("remove-post", "done", noted["id"])
    return int(noted["id"])


def see_what_is_late(office: YearOffice) -> None:
    """On Wednesday both have waited longer than 48 hours, and what a person must try two days."""
    office.at("2026-03-11T08:00")
    office.make_rounds()
    leo = {"register": {UNFINISHED}, "plan": {UNFINISHED}}
    assert office.late("--ansvarig", "Leo Lind") == leo
    eva = {"answer": {"KS/2026:1-1"}, "register": {FORUM}}
    assert office.late("--namnd", "KS") == office.late("--ansvarig", "Eva Ek") == eva
    mia = {"answer": {"SBN/2026:1-1"}, "forward": {"SBN/2026:1-1"}}
    assert office.late("--ansvarig", "Mia Mård") == mia
    assert office.late() == {
        "answer": {"KS/2026:1-1", "SBN/2026:1-1"}, "forward": {"SBN/2026:1-1"},
        "register": {UNFINISHED, FORUM}, "plan": {UNFINISHED},
    }  # fmt: skip
    assert office.coming(1)["removal"] == {FORUM}


def remove_the_attack(office: YearOffice, number: int) -> None:
    """It is copied, which registers it, and removed; 48 hours later it would have been late."""
    office.at("2026-03-11T11:31")
    assert office.late()["removal"] == {FORUM}
    office.work_as("kim")
    (attack,) = (each for each in office.messages() if each["text"] == ANGREPP)
    office.ok("remove-post", "copy", number, "--message", attack["id"])
    office.ok("remove-post", "done", number, "--when", "2026-03-11T11:20", "--decision", "KS § 9")
    office.ok("remove-post", "told", number, "--how", "Direktmeddelande")
    assert "removal" not in office.late()
    assert office.read("remove-post", "list", "--open") == []


def answer_and_pass_on(office: YearOffice) -> None:
    """Answer late, pass the kritik on, decide what no rule could; then nothing is late."""
    office.work_as("rut")
    (waiting,) = office.messages("--outcome", "review")
    office.ok("skip", waiting["id"], "--ground", "kept-ordered")
    office.ok("answer", "KS/2026:1-1", "--text", "Badet öppnar den 6 juni.")
    office.ok("answer", "SBN/2026:1-1", "--text", "Lampan lagas i veckan.")
    office.ok("forward", "SBN/2026:1-1", "--to", "Gatuenheten")
    assert office.late() == {"plan": {UNFINISHED}}


def finish_the_plan(office: YearOffice, folder: Path) -> None:
    """The last approval makes the account official, and its comments may be left from that day."""
    office.work_as("kim")
    office.ok("plan", "approve", UNFINISHED, "--as", "kommunikationschef", "--name", "Stina Sjö")
    assert UNFINISHED in office.official_in_forteckning()
    assert office.lacking() == {}
    office.at("2026-03-12T08:00")
    office.work_as("rut")
    said = [
        line("prat-4", UNFINISHED, "comment", "Så fint vid torget", "2026-03-12T07:00:00+01:00"),
        line("prat-5", UNFINISHED, "comment", "Fin bild", "2026-03-10T07:00:00+01:00"),
    ]
    office.read("inbox", "import", write_lines(folder / "mars-12.jsonl", said))
    assert {("prat-4", "R70-open-forum"), ("prat-5", "R90-anything-else")} <= office.rules()
    (before,) = office.messages("--outcome", "review")
    office.ok("skip", before["id"], "--ground", "kept-ordered")


def type_in_by_hand(office: YearOffice) -> None:
    """What is written about the authority's matters on a politician's page is registered too."""
    typed = office.read("inbox", "add", POLITICIAN, "--channel", "comment", "--sender", "Bo Ek",
                        "--at", "2026-03-11T20:00", "--text", "Det plogas aldrig")  # fmt: skip
    (handling,) = office.read("register", typed["id"], "--kritik")
    office.ok("answer", handling["beteckning"], "--no-answer", "Besvarad per telefon")
    assert office.late() == {}
    office.ok("forward", handling["beteckning"], "--to", "Gatuenheten")


def _weekend() -> list[Line]:
    return list(_lines())


def _lines() -> Iterator[Line]:
    saturday = "2026-03-07T10:00:00+01:00"
    yield line("fråga", FORUM, "direct", "När öppnar badet i sommar?", saturday)
    yield line("kritik", "sbn-facebook", "direct", "Gatlampan på Ågatan fungerar aldrig",
                "2026-03-08T20:00:00+01:00")  # fmt: skip
    yield line("angrepp", FORUM, "comment", ANGREPP, saturday) | {"permalink": PERMALINK}
    yield line("prat-2", LAPSING, "comment", "Så fint vid ån", saturday)
    yield line("prat-3", UNFINISHED, "comment", "Så fint på torget", saturday)


def line(number: str, account: str, channel: str, text: str, at: str) -> Line:
    """Return a message as JSON Lines have it."""
    return {
        "id": number, "account": account, "channel": channel, "sender": {"name": "Åsa Öberg"},
        "text": text, "made_available_at": at,
    }  # fmt: skip
