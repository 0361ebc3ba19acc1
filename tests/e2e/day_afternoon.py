"""The afternoon of the day: what is set apart, handed out, corrected, closed and published."""

import csv
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pypdf
from lxml import html

from diarium.personnummer import has_personnummer
from schedules.clock import STOCKHOLM
from tests.e2e.day_messages import EDITED, HIDDEN, deletion, personnummer, write_lines
from tests.e2e.day_office import Office

WORDS = "Åsvägen 4"
MASKED = f"Gatlampan vid {WORDS} "
MARKED = "Gatlampan vid Torget 5 "
"""Words of kritik that the afternoon sets apart; no list may show them after that."""
SECRET = "OSL 21 kap. 1 §"
DECISION = "KS 2026-01-15 § 7"
PLAN = f"""
decision = "{DECISION}"
decision_date = 2026-01-15
[[handlingstyp]]
code = "1.4.2"
handlingstyp = "Frågor i tjänsten, med svar"
rubrik = "Sociala medier"
registration = "registered"
applies_to = "arende"
years = 5
counted_from = "closed"
"""


def meet_changes_at_the_source(office: Office, folder: Path) -> None:
    """What is deleted on the platform is told with the handling, and nothing goes."""
    before = len(office.messages())
    gone = [deletion(f"fråga-{n}", moment("2026-07-01T12:00")) for n in range(20, 25)]
    unknown = deletion("aldrig-sedd", moment("2026-07-01T12:00"))
    path = write_lines(folder / "borttagna.jsonl", [*gone, unknown])
    (report,) = office.read("inbox", "import", path)
    assert (report["deleted"], [each["place"] for each in report["unknown_deletions"]]) == (5, [6])
    assert len(office.messages()) == before
    touched = [each for each in office.handlingar("KS") if each["source_changes"]]
    kinds = Counter(change["kind"] for each in touched for change in each["source_changes"])
    assert kinds["deleted"] == 5
    assert kinds["edited"] == EDITED + 5


def set_apart(office: Office) -> None:
    """Mask words and mark a handling secret; who sees it all the same is known."""
    masked = find_subject(office, MASKED)
    for number, field in ((masked["beteckning"], "subject"), (masked["diarienummer"], "mening")):
        office.ok("sekretess", "mask", number, "--field", field, "--words", WORDS, "--why", "Bor")
    marked = find_subject(office, MARKED)
    office.refused("sekretess", "mark", marked["beteckning"], "--provision", "hemlig", code=2)
    office.ok("sekretess", "mark", marked["beteckning"], "--provision", SECRET)
    assert not list(find_subjects(office, MASKED))
    assert not list(find_subjects(office, MARKED))
    office.work_as("kim")
    office.refused("arende", "show", marked["diarienummer"], "--protected")
    office.work_as("bo")
    assert MARKED in office.ok("arende", "show", marked["diarienummer"], "--protected").out
    assert MARKED not in office.ok("arende", "show", marked["diarienummer"]).out
    seen = office.read("sekretess", "seen", marked["beteckning"])
    assert {each["by"] for each in seen} == {"bo"}


def hand_out(office: Office, folder: Path) -> None:
    """Hand out a masked copy, refuse a secret handling, and let one request wait too long."""
    wanted = find_subject(office, "Gatlampan vid Hamngatan 3 ")
    asked = ("--asked", "Kritiken om gatlampan", "--how", "mail")
    first = office.read("utlamna", "receive", wanted["beteckning"], *asked)["number"]
    office.refused("utlamna", "hand-out", first, "--how", "mail", "--output", folder / "för tidigt")
    office.ok("utlamna", "examine", first, "--outcome", "masked", "--provision", SECRET,
              "--ground", "Namnet")  # fmt: skip
    name = wanted["sender_public"]
    office.ok("utlamna", "hand-out", first, "--how", "mail", "--output", folder / "ut",
              "--mask", name)  # fmt: skip
    (copy,) = (folder / "ut").glob("*.pdf")
    text = "".join(page.extract_text() for page in pypdf.PdfReader(copy).pages)
    assert "fungerar aldrig" in " ".join(text.split())
    assert "█" in text
    assert name not in text
    assert name.encode() not in copy.read_bytes()
    secret = next(each for each in office.handlingar("KS") if each["sekretess"])["beteckning"]
    second = office.read("utlamna", "receive", secret, "--asked", "Allt", "--how", "visit")
    office.ok("utlamna", "examine", second["number"], "--outcome", "refused",
              "--provision", SECRET, "--ground", "Uppgift om hälsa")  # fmt: skip
    office.ok("utlamna", "refuse", second["number"], "--told", "visit")
    waits = office.read("utlamna", "receive", wanted["beteckning"], *asked)["number"]
    office.at("2026-07-03T12:00")
    late = {(each["kind"], each["late"]) for each in office("overdue", "--json").json}
    office.at("2026-07-01T14:00")
    assert ("disclosure", True) in late
    office.ok("utlamna", "withdraw", waits)
    assert office.read("utlamna", "list", "--open") == []


def correct_and_void(office: Office) -> None:
    """Correct a subject, void a registration and register its message anew."""
    first = next(office.handlingar("KS"))
    number = first["beteckning"]
    office.ok("ratta", number, "--field", "subject", "--new", "Fråga om badet", "--why", "Otydligt")
    office.refused("ratta", number, "--field", "lopnummer", "--new", "7", "--why", "x")
    corrected = find_subject(office, "Fråga om badet")
    assert corrected["beteckning"] == number
    assert corrected["corrections"][0]["old_public"] == first["subject_public"]
    wrong = find_subject(office, "Gatlampan vid Storgatan 10 ")["beteckning"]
    message = find_subject(office, "Gatlampan vid Storgatan 10 ")["message"]
    office.ok("makulera", wrong, "--why", "Hör till samhällsbyggnadsnämnden")
    office.refused("makulera", wrong, "--why", "Igen")
    assert (
        f"Registreringen {wrong} är makulerad" in office.ok("decisions", "--explain", message).out
    )
    (anew,) = office.read("register", message)
    assert anew["beteckning"] != wrong


def close(office: Office) -> None:
    """Close what was answered, when nothing remains; nothing is written in it then."""
    dnr = next(e for e in office.handlingar("KS") if e["kind"] == "svar")["diarienummer"]
    assert office("arende", "close", dnr).code == 6
    office.ok("arende", "classify", dnr, "1.4.2")
    line = office.refused("arende", "close", dnr)
    assert "readable" in line or "läsbar" in line
    office.ok("readable", "make", dnr)
    office.ok("arende", "close", dnr)
    office.refused("arende", "close", dnr)
    office.refused("answer", f"{dnr}-1", "--text", "En gång till")
    shown = office.read("arende", "show", dnr)
    assert (shown["status"], shown["remaining"]) == ("closed", [])
    roles = Counter(file["role"] for each in shown["handlingar"] for file in each["files"])
    assert roles == {"original": 2, "readable": 2}


def publish(office: Office, folder: Path) -> None:
    """Publish the day: every handling has its row, and nothing protected is in it."""
    page, table, register = folder / "lista.html", folder / "lista.csv", folder / "diarium.csv"
    office.ok("postlista", "--from", "2026-07-01", "--html", page, "--csv", table)
    office.ok("diarieforteckning", "--namnd", "KS", "--year", "2026", "--csv", register)
    count = len([*office.handlingar("KS")])
    rows = list(csv.reader(table.read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) == count + 1
    tree = html.parse(page)
    assert len(tree.xpath("//tbody/tr[contains(., 'KS/2026:')]")) == count
    assert tree.xpath("//meta[@name='robots' and contains(@content, 'noindex')]")
    for published in (page, table, register):
        text = published.read_text(encoding="utf-8-sig")
        assert not has_personnummer(text)
        assert not [word for word in (*HIDDEN, "diagnos", MASKED, MARKED) if word in text]
        assert "Gatlampan vid Ågatan 1 fungerar aldrig" in text
    assert "Fråga om badet" in table.read_text(encoding="utf-8-sig")


def see_that_nothing_is_wrong(office: Office) -> None:
    """Find no number missing, nothing changed, and what was skipped searchable still."""
    missing = office.read("gaps", "--namnd", "KS", "--year", "2026")
    assert [each["missing"] for each in missing] == [False]
    numbers = [each["diarienummer"] for each in office.read("arende", "list", "--namnd", "KS")]
    assert numbers == [f"KS/2026:{n}" for n in range(1, len(numbers) + 1)]
    assert office.read("search", "lekplatsen", "--unregistered")["hits"]
    assert office.read("search", MARKED)["hits"] == []
    assert "personnummer" in office.refused("search", personnummer(3))
    assert office.ok("verify", "--json").json["faults"] == []


def find_subjects(office: Office, words: str) -> Iterator[dict[str, Any]]:
    """Yield the handlingar whose public subject holds the words, with their ärende's number."""
    for each in office.handlingar("KS"):
        if words in each["subject_public"]:
            yield each


def find_subject(office: Office, words: str) -> dict[str, Any]:
    """Return the first handling whose public subject holds the words."""
    return next(find_subjects(office, words))


def moment(written: str) -> datetime:
    """Return a moment in Swedish time."""
    return datetime.fromisoformat(written).replace(tzinfo=STOCKHOLM)


def gallra(office: Office, folder: Path) -> None:
    """Six years later gallra what the plan says, by its decision and no other."""
    plan = folder / "plan.toml"
    plan.write_text(PLAN, encoding="utf-8")
    office.refused("klassificering", "import", plan, "--namnd", "KS")
    office.work_as("arkivarien")
    office.ok("klassificering", "import", plan, "--namnd", "KS")
    (closed,) = office.read("arende", "list", "--status", "closed")
    office.at("2031-12-30T10:00")
    assert office.read("gallra", "--plan", "--namnd", "KS")["due"] == []
    office.at("2032-01-02T10:00")
    plan_now = office.read("gallra", "--plan", "--namnd", "KS")
    assert [each["number"] for each in plan_now["due"]] == [closed["diarienummer"]]
    execute = ("gallra", "--execute", "--namnd", "KS", "--yes", "--decision")
    office.refused(*execute, "KS 2020 § 1")
    before = count_files(office)
    assert office.read(*execute, DECISION)["done"] == 1
    shown = office.read("arende", "show", closed["diarienummer"])
    assert [each["files"] for each in shown["handlingar"]] == [[], []]
    assert shown["mening_public"] == closed["mening_public"]
    assert count_files(office) < before
    office.ok("gallra", "--protocol", "1", "--output", folder / "protokoll.html")
    assert DECISION in (folder / "protokoll.html").read_text(encoding="utf-8")
    office.at("2026-07-01T15:00")
    office.work_as("bo")


def count_files(office: Office) -> int:
    """Return how many files are kept."""
    return sum(path.is_file() for path in (office.folder / "files").rglob("*"))
