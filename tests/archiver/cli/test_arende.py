"""The life of a case by the command: ``arende``, ``ratta`` and ``makulera``."""

import json
from typing import Any

import pytest

from tests.archiver.cli.office import Archive

PERSONNUMMER = "811228-9874"


@pytest.fixture
def dnr(archive: Archive) -> str:
    """Return the diarienummer of an ärende with one handling; message 2 waits."""
    path = archive.folder / "in.jsonl"
    lines = [
        {
            "id": text,
            "channel": "direct",
            "made_available_at": "2026-06-30T14:05:00+02:00",
            "sender": {"name": "Åsa Öberg"},
            "text": text,
        }
        for text in ("När öppnar badett?", "Hur söker jag bygglov?")
    ]
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    assert archive("inbox", "import", str(path), "--namnd", "KS").code == 0
    [handling] = archive("register", "1", "--json").json
    return str(handling["diarienummer"])


def shown(archive: Archive, dnr: str) -> Any:  # noqa: ANN401  whatever was reported
    return archive("arende", "show", dnr, "--json").json


def test_an_arende_says_all_that_remains_and_closes_when_it_is_done(
    archive: Archive, dnr: str
) -> None:
    assert shown(archive, dnr)["remaining"] == [
        {"lack": "no-classification", "about": []},
        {"lack": "unanswered", "about": [f"{dnr}-1"]},
        {"lack": "no-readable-form", "about": [f"{dnr}-1"]},
    ]
    refused = archive("arende", "close", dnr)
    assert refused.code == 6
    assert refused.is_one_line("arende classify", f"obesvarade: {dnr}-1", dnr)
    assert refused.is_one_line(f"läsbar form saknas: {dnr}-1 (archiver readable make)")
    archive.make_readable(dnr)
    assert "Återstår" in archive("arende", "show", dnr).out
    assert archive("arende", "classify", dnr, "1.4.2", "--json").json["classification"] == "1.4.2"
    assert archive("answer", f"{dnr}-1", "--no-answer", "Besvarad per telefon").code == 0
    closed = archive("arende", "close", dnr, "--json")
    assert (closed.code, closed.json["status"]) == (0, "closed")
    assert shown(archive, dnr)["remaining"] == []
    assert archive("verify").code == 0


def test_the_life_of_an_arende_is_told_with_who_when_and_why(archive: Archive, dnr: str) -> None:
    archive("answer", f"{dnr}-1", "--no-answer", "Per telefon")
    archive("arende", "classify", dnr, "1.4.2")
    archive.make_readable(dnr)
    assert archive("arende", "hold", dnr, "--why", "Väntar på yttrande").code == 0
    assert archive("arende", "hold", dnr, "--why", "Väntar").is_one_line("redan vilande")
    assert archive("arende", "close", dnr).is_one_line("vilande", "arende resume")
    assert archive("arende", "resume", dnr).code == 0
    assert archive("arende", "resume", dnr).code == 6
    assert archive("arende", "close", dnr).code == 0
    assert archive("arende", "reopen", dnr).code == 2
    assert archive("arende", "reopen", dnr, "--why", "Ny uppgift").code == 0
    assert archive("arende", "reopen", dnr, "--why", "Igen").code == 6
    told = archive("arende", "show", dnr).out
    assert "vilande" in told
    assert "Väntar på yttrande" in told
    history = shown(archive, dnr)["history"]
    statuses = ["open", "on-hold", "open", "closed", "reopened"]
    assert [each["status"] for each in history] == statuses
    assert history[-1]["why"] == "Ny uppgift"
    [listed] = archive("arende", "list", "--status", "open", "--json").json
    assert (listed["status"], listed["classification"]) == ("reopened", "1.4.2")
    assert archive("arende", "list", "--status", "closed", "--json").json == []


def test_a_rattelse_shows_old_and_new_and_a_frozen_field_is_refused(
    archive: Archive, dnr: str
) -> None:
    number = f"{dnr}-1"
    wish = ("--field", "subject", "--new", "När öppnar badet?", "--why", "Felstavat")
    done = archive("ratta", number, *wish, "--json")
    assert (done.code, done.json["subject_public"]) == (0, "När öppnar badet?")
    again = archive("ratta", number, *wish)
    assert (again.code, again.err.count("\n")) == (6, 1)
    for field in ("lopnummer", "direction", "received_at", "registered-by", "files"):
        frozen = archive("ratta", number, "--field", field, "--new", "1", "--why", "Fel")
        assert frozen.code == 6
        assert frozen.is_one_line(field.replace("-", "_"))
    mening = ("--field", "mening", "--new", "Badets öppettider", "--why", "Tydligare")
    assert archive("ratta", dnr, *mening).code == 0
    told = archive("arende", "show", dnr).out
    assert "När öppnar badett?" in told
    assert "Ärendemening: Badets öppettider" in told
    assert archive("ratta", f"{dnr}-7", *wish).code == 2
    assert archive("ratta", number, *wish[:3], "Annat", "--why", "").code == 2
    assert archive("ratta", number, "--field", "subject", "--new", "x" * 10_000, "--why", "Fel",
                   ).code == 2  # fmt: skip


def test_a_rattelse_of_what_is_secret_is_not_shown_in_the_lists(archive: Archive) -> None:
    path = archive.folder / "in.jsonl"
    line = {
        "channel": "direct", "made_available_at": "2026-06-30T14:05:00+02:00",
        "sender": {"name": "Hanna Hemlig"}, "text": "Om min sjukdom",
    }  # fmt: skip
    path.write_text(json.dumps(line), encoding="utf-8")
    archive("inbox", "import", str(path), "--namnd", "KS")
    [handling] = archive("register", "1", "--sekretess", "OSL 21 kap. 1 §", "--json").json
    number, dnr = handling["beteckning"], handling["diarienummer"]
    why = ("--why", "Felstavat")
    assert archive("ratta", number, "--field", "sender", "--new", "Hanna Hemlik", *why).code == 0
    assert archive("ratta", dnr, "--field", "mening", "--new", "Hannas sjukdom", *why).code == 0
    public = ("--public", f"Stöd {PERSONNUMMER}")
    assert archive("ratta", number, "--field", "subject", *public, *why).code == 0
    assert shown(archive, dnr)["handlingar"][0]["sender_protected"] is None
    held = archive("arende", "show", dnr, "--json", "--protected").json["handlingar"][0]
    assert (held["sender_public"], held["sender_protected"]) == ("skyddad uppgift", "Hanna Hemlik")
    assert (held["subject_public"], held["subject_protected"]) == (
        "Stöd ******-****", "Om min sjukdom",
    )  # fmt: skip
    listed = archive("arende", "list").out
    assert "Hanna" not in listed
    assert "skyddad uppgift" in listed


def test_a_makulerad_handling_is_shown_with_its_reason_and_its_message_registered_anew(
    archive: Archive, dnr: str
) -> None:
    number = f"{dnr}-1"
    assert archive("makulera", number).code == 2
    done = archive("makulera", number, "--why", "Fel ärende", "--json")
    assert (done.code, done.json["makulerad"]["why"]) == (0, "Fel ärende")
    assert archive("makulera", number, "--why", "Igen").is_one_line("makulerad sedan")
    assert "Fel ärende" in archive("arende", "show", dnr).out
    wish = ("--field", "sender", "--new", "Bo", "--why", "Fel")
    assert archive("ratta", number, *wish).code == 6
    assert archive("answer", number, "--text", "Svar").code == 6
    [anew] = archive("register", "1", "--json").json
    assert anew["diarienummer"] != dnr
    assert archive("makulera", dnr, "--why", "Öppnat av misstag").code == 0
    assert archive("register", "2", "--arende", dnr).is_one_line("makulerat sedan")
    assert archive("arende", "reopen", dnr, "--why", "Fel").code == 6
    [listed] = archive("arende", "list", "--status", "makulerat", "--json").json
    assert listed["diarienummer"] == dnr
    assert archive("verify").code == 0


def test_what_does_not_exist_is_told_in_one_line_and_changes_nothing(archive: Archive) -> None:
    for arguments in (
        ("arende", "close", "KS/1999:1"),
        ("arende", "hold", "KS/1999:1", "--why", "Fel"),
        ("arende", "classify", "KS/1999:1", "1.2"),
        ("arende", "no-attachment", "KS/1999:1-1", "--why", "Fel"),
        ("makulera", "KS/1999:1-1", "--why", "Fel"),
        ("makulera", "inget", "--why", "Fel"),
        ("ratta", "KS/1999:1-1", "--field", "sender", "--new", "Bo", "--why", "Fel"),
    ):
        told = archive(*arguments)
        assert (told.code, told.err.count("\n")) == (2, 1), arguments
    assert archive("arende", "list", "--json").json == []
