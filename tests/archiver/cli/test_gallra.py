"""``archiver klassificering`` and ``archiver gallra``, as an archivist runs them."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.archiver.cli.office import Archive
from tests.archiver.cli.terminal import Desk

EXAMPLE = Path(__file__).resolve().parents[3] / "docs" / "informationshanteringsplan-exempel.toml"
DECISION = "exempelbeslut 1"
ROW = f"""
[[handlingstyp]]
code = "1.4.2"
handlingstyp = "Frågor"
rubrik = "Sociala medier"
registration = "registered"
applies_to = "arende"
years = 2
counted_from = "closed"
decision = "{DECISION}"
decision_date = 2026-01-01
"""
COMMENTS = (
    ROW.replace("1.4.2", "1.4.3")
    .replace("registered", "ordered")
    .replace('"arende"', '"kept-ordered"')
    .replace('"closed"', '"received"')
)
SECRET = "Hemligheten om Nils Nilsson"
FORUM = (
    "--platform", "facebook", "--url", "https://example.org/ks", "--name", "Exempelstad",
    "--forvaltning", "KLF", "--ansvarig", "Anna", "--syfte", "Dialog", "--malgrupp", "Alla",
    "--official", "--open", "--chronological",
)  # fmt: skip


def plan(archive: Archive, text: str = ROW + COMMENTS) -> Path:
    path = archive.folder / "plan.toml"
    path.write_text(text, encoding="utf-8")
    return path


def take_in(archive: Archive, *messages: dict[str, Any]) -> None:
    plain = {"made_available_at": "2026-06-30T14:05:00+02:00", "sender": {"name": "Bo Berg"}}
    path = archive.folder / "in.jsonl"
    path.write_text("\n".join(json.dumps({**plain, **each}) for each in messages), "utf-8")
    archive("account", "add", "ks-fb", *FORUM)
    archive.plan("ks-fb")
    assert archive("inbox", "import", str(path), "--account", "ks-fb").code == 0


@pytest.fixture
def later(set_clock: Callable[[datetime], None]) -> Callable[[], None]:
    """Return a way to go to a year when what was done in 2026 may be gallrat."""
    return lambda: set_clock(datetime(2029, 2, 1, 9, tzinfo=UTC))


@pytest.fixture
def comments(archive: Archive, set_clock: Callable[[datetime], None]) -> Archive:
    """Return an archive with a plan and three comments that a rule left unregistered."""
    set_clock(datetime(2026, 7, 1, 9, tzinfo=UTC))
    take_in(archive, *({"channel": "comment", "text": f"{SECRET} {n}"} for n in range(3)))
    assert archive("klassificering", "import", str(plan(archive))).code == 0
    return archive


def test_the_example_plan_is_taken_in_and_is_marked_as_one(archive: Archive) -> None:
    told = archive("klassificering", "import", str(EXAMPLE))
    assert (told.code, told.out) == (
        0,
        "Planen för KS: 7 nya, 0 ändrade, 0 som förut, 0 utgångna.\n",
    )
    rows = archive("klassificering", "list", "--json").json
    assert all("EXEMPEL" in row["decision"] for row in rows)
    assert {row["applies_to"] for row in rows} == {
        "arende", "kept-ordered", "little-importance", "omvarld", None,
    }  # fmt: skip


def test_a_plan_taken_in_again_adds_versions_and_withdraws_what_it_leaves_out(
    archive: Archive,
) -> None:
    archive("klassificering", "import", str(plan(archive)))
    changed = archive(
        "klassificering", "import", str(plan(archive, ROW.replace("years = 2", "years = 5")))
    )
    assert changed.out == "Planen för KS: 0 nya, 1 ändrade, 0 som förut, 1 utgångna.\n"
    again = archive(
        "klassificering", "import", str(plan(archive, ROW.replace("years = 2", "years = 5")))
    )
    assert "0 nya, 0 ändrade, 1 som förut, 0 utgångna" in again.out
    versions = archive("klassificering", "show", "1.4.2", "--json").json
    assert [(row["version"], row["years"]) for row in versions] == [(2, 5), (1, 2)]
    gone = archive("klassificering", "show", "1.4.3", "--json").json
    assert [(row["version"], row["withdrawn"]) for row in gone] == [(2, True), (1, False)]
    assert "5 kalenderår" in archive("klassificering", "list").out
    assert archive("verify").code == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (ROW + 'colour = "red"\n', "rad 1 (1.4.2): det finns ingen nyckel colour"),
        (ROW.replace("years = 2", "years = -1"), "rad 1 (1.4.2): years"),
        (ROW.replace("years = 2", "years = 2.5"), "rad 1 (1.4.2): years"),
        (ROW.replace("years = 2", "years = true"), "rad 1 (1.4.2): years"),
        (ROW.replace("years = 2", "years = 2\npreserved = true"), "antingen preserved"),
        (ROW.replace("years = 2\n", ""), "antingen preserved"),
        (ROW + ROW, "rad 2 (1.4.2): koden står i en rad ovanför"),
        (ROW.replace(DECISION, " "), "decision saknas"),
        (ROW.replace("decision_date = 2026-01-01", ""), "decision_date saknas"),
        (ROW.replace("2026-01-01", "2099-01-01"), "har inte inträffat"),
        (ROW.replace("= 2026-01-01", '= "i går"'), "är inget datum"),
        (ROW.replace('"1.4.2"', '"=1+1"'), "rad 1: koden"),
        (ROW.replace('"registered"', '"ordered"'), "hör inte ihop"),
        (ROW.replace('"closed"', '"received"'), "counted_from"),
        (COMMENTS + COMMENTS.replace("1.4.3", "1.4.4"), "bara en"),
        (ROW.replace('"Frågor"', '"Fr\\u202eågor"'), "handlingstyp"),
        (ROW.replace('"Frågor"', "3"), "handlingstyp"),
        ("colour = 1\n" + ROW, "filen: det finns ingen nyckel colour"),
        ("", "[[handlingstyp]] saknas"),
    ],
)
def test_a_fault_in_a_plan_is_told_with_its_row_and_nothing_is_taken_in(
    archive: Archive, text: str, words: str
) -> None:
    told = archive("klassificering", "import", str(plan(archive, text)))
    assert told.code == 2
    assert words in told.err
    assert "inget lästes in" in told.err
    assert archive("klassificering", "list", "--json").json == []


@pytest.mark.parametrize("text", ["= nonsense", "\x00"])
def test_what_is_no_toml_is_one_line(archive: Archive, text: str) -> None:
    told = archive("klassificering", "import", str(plan(archive, text)))
    assert told.code == 2
    assert told.is_one_line("TOML", "line 1")


def test_a_plan_that_is_not_there_or_no_text_is_one_line(archive: Archive) -> None:
    assert archive("klassificering", "import", "nowhere.toml").is_one_line("nowhere.toml")
    path = archive.folder / "plan.toml"
    path.write_bytes(b"code = '\xff'")
    assert archive("klassificering", "import", str(path)).is_one_line("UTF-8")


def test_an_arende_is_classified_by_the_codes_of_the_plan_alone(archive: Archive) -> None:
    take_in(archive, {"channel": "direct", "text": "Fråga"})
    [handling] = archive("register", "1", "--json").json
    dnr = handling["diarienummer"]
    assert archive("arende", "classify", dnr, "9.9").code == 0  # no plan yet: any code
    archive("klassificering", "import", str(plan(archive)))
    refused = archive("arende", "classify", dnr, "8.8")
    assert refused.code == 2
    assert refused.is_one_line("8.8", "archiver klassificering list")
    assert archive("arende", "classify", dnr, "1.4.2").code == 0


def test_the_plan_of_what_may_go_names_row_number_day_and_decision(
    comments: Archive, later: Callable[[], None]
) -> None:
    assert "Ingenting får gallras i dag" in comments("gallra", "--plan").out
    later()
    told = comments("gallra", "--plan")
    assert told.code == 0
    for words in ("1.4.3", "Frågor", "3", "2029-01-01", DECISION):
        assert words in told.out
    assert [each["number"] for each in comments("gallra", "--plan", "--json").json["due"]] == [
        "1", "2", "3",
    ]  # fmt: skip
    path = comments.folder / "plan.csv"
    comments("gallra", "--plan", "--csv", str(path))
    lines = path.read_text("utf-8-sig").splitlines()
    assert len(lines) == 4
    assert lines[1].startswith("1.4.3,Frågor,1,meddelande,2029-01-01,,")
    marked = path.read_bytes()
    comments("gallra", "--plan", "--csv", str(path), "--no-bom")
    assert marked == b"\xef\xbb\xbf" + path.read_bytes()


def test_a_gallring_demands_the_decision_of_the_plan_and_changes_nothing_without_it(
    comments: Archive, later: Callable[[], None]
) -> None:
    later()
    for decision in ("exempelbeslut 2", "", "EXEMPELBESLUT 1"):
        told = comments("gallra", "--execute", "--decision", decision, "--yes")
        assert told.code == 6
        assert told.is_one_line("beslutet")
    assert comments("gallra", "--execute", "--yes").code == 2
    unasked = comments("gallra", "--execute", "--decision", DECISION)
    assert unasked.code == 2
    assert unasked.is_one_line("--yes")
    assert SECRET in comments("inbox", "show", "1").out
    assert comments("gallra", "--list", "--json").json == []


def test_what_is_gallrat_reads_so_everywhere_and_verify_holds(
    comments: Archive, later: Callable[[], None]
) -> None:
    later()
    told = comments("gallra", "--execute", "--decision", DECISION, "--yes")
    assert told.code == 0, told.err
    assert told.out.startswith("Gallring 1: 3 ärenden och meddelanden är gallrade.")
    shown = comments("inbox", "show", "2")
    assert "Gallrat: 2029-02-01 10:00, gallring 1, exempelbeslut 1" in shown.out
    assert "Nils" not in shown.out + comments("inbox", "list").out
    assert "(gallrat)" in comments("inbox", "list").out
    assert "Gallrat" in comments("decisions", "--explain", "2").out
    assert comments("search", "hemligheten", "--json").json["hits"] == []
    refused = comments("register", "2")
    assert refused.code == 6
    assert refused.is_one_line("2", "gallrat", DECISION)
    assert comments("skip", "2", "--ground", "kept-ordered").code == 6
    verified = comments("verify")
    assert verified.code == 0
    assert "gallrats efter beslut, och inte räknas med där: 2" in verified.out
    assert comments("gallra", "--execute", "--decision", DECISION, "--yes").out == (
        "Ingenting får gallras i dag efter det beslutet.\n"
    )


def test_nothing_erased_is_left_in_the_folder_of_the_archive(
    comments: Archive, later: Callable[[], None]
) -> None:
    words = ("Hemligheten", "hemligheten", "Nils", "nilsson", "Bo Berg")
    (comments.folder / "in.jsonl").unlink()
    assert _found(comments.folder, words)
    later()
    comments("gallra", "--execute", "--decision", DECISION, "--yes")
    assert _found(comments.folder, words) == []


def _found(folder: Path, words: tuple[str, ...]) -> list[str]:
    """Return in which files words stand: the database, its log, the kept files."""
    return [
        f"{word} in {path.name}"
        for path in folder.rglob("*")
        if path.is_file()
        for word in words
        if word.encode() in path.read_bytes()
    ]


def test_the_protocol_tells_what_was_gallrat_and_nothing_of_what_it_said(
    comments: Archive, later: Callable[[], None]
) -> None:
    later()
    comments("gallra", "--execute", "--decision", DECISION, "--yes")
    path = comments.folder / "protokoll.html"
    told = comments("gallra", "--protocol", "1", "--output", str(path))
    assert told.code == 0
    page = path.read_text("utf-8")
    for words in ("Gallringsprotokoll 1", "Kommunstyrelsen", DECISION, "1 januari 2026", "1.4.3"):
        assert words in page
    assert '<th scope="row">3</th><td>meddelande</td>' in page
    assert not [word for word in ("Nils", "Hemlig", "Bo Berg") if word in page]
    [listed] = comments("gallra", "--list", "--json").json
    assert (listed["number"], len(listed["items"])) == (1, 3)
    assert comments("gallra", "--protocol", "2", "--output", str(path)).code == 2


def test_a_person_writes_the_number_of_what_is_gallrat(archive: Archive) -> None:
    take_in(
        archive,
        *(
            {
                "channel": "comment",
                "text": f"{SECRET} {n}",
                "received_at": "2026-06-30T15:00:00+02:00",
            }
            for n in range(2)
        ),
    )
    at_once = COMMENTS.replace("years = 2", "years = 0")
    assert archive("klassificering", "import", str(plan(archive, at_once))).code == 0
    wish = ("gallra", "--execute", "--decision", DECISION)
    wrong = Desk(archive, *wish)
    wrong.wait_for("2 ärenden och meddelanden gallras. Det går inte att ångra.")
    wrong.type("1\n")
    assert wrong.end() == 6
    assert "inget gallrades" in wrong.all
    assert SECRET in archive("inbox", "show", "1").out
    right = Desk(archive, *wish)
    right.wait_for("Skriv antalet")
    right.type("2\n")
    assert right.end() == 0
    assert SECRET not in archive("inbox", "show", "1").out


def test_options_that_do_not_go_together_are_one_line(archive: Archive) -> None:
    for wrong in (
        [],
        ["--plan", "--execute"],
        ["--plan", "--yes"],
        ["--plan", "--output", "x"],
        ["--protocol", "1"],
        ["--list", "--decision", "x"],
    ):
        told = archive("gallra", *wrong)
        assert told.code == 2, wrong
        assert told.err.count("\n") == 1


def test_a_registered_arende_is_gallrat_and_its_entry_stays(
    archive: Archive, set_clock: Callable[[datetime], None], later: Callable[[], None]
) -> None:
    set_clock(datetime(2026, 7, 1, 9, tzinfo=UTC))
    take_in(archive, {"channel": "direct", "text": f"{SECRET}\nmer text"})
    archive("klassificering", "import", str(plan(archive)))
    [handling] = archive("register", "1", "--subject", "Fråga om badet", "--json").json
    dnr = handling["diarienummer"]
    archive("arende", "classify", dnr, "1.4.2")
    archive("answer", f"{dnr}-1", "--no-answer", "Per telefon")
    later()
    hindered = archive("gallra", "--plan")
    assert f"{dnr} står kvar: ärendet är inte avslutat" in hindered.out
    set_clock(datetime(2026, 7, 2, 9, tzinfo=UTC))
    archive.make_readable(dnr)
    assert archive("arende", "close", dnr).code == 0
    later()
    assert archive("gallra", "--execute", "--decision", DECISION, "--yes").code == 0
    shown = archive("arende", "show", dnr).out
    assert "Fråga om badet" in shown
    assert "Gallrat" in shown
    assert "Nils" not in shown
    reopened = archive("arende", "reopen", dnr, "--why", "Nytt")
    assert reopened.code == 6
    assert reopened.is_one_line(dnr, "gallrat")
    assert archive("register", "1").code == 6
    assert "Fråga om badet" in archive("postlista", "--from", "2026-07-01").out
    package = archive("export", "--namnd", "KS", "--period", "2026-H2", "--profile", "eark-2.2",
                      "--output", str(archive.folder / "ut"), "--json")  # fmt: skip
    assert package.code == 0, package.err
    erms = next((archive.folder / "ut").rglob("ERMS.xml")).read_text("utf-8")
    assert "Gallrad 2029-02-01 enligt beslut exempelbeslut 1" in erms
    assert archive("verify").code == 0
