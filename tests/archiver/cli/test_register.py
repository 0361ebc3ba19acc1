"""``archiver register``, ``skip``, ``decisions`` and ``arende``, as a registrator uses them."""

import json
import os
import signal

import pytest

from tests.archiver.cli.office import Archive
from tests.archiver.cli.terminal import Desk

TEXTS = ("När öppnar badet?", "Belysningen fungerar inte", "Jag har skyddad identitet", "Hej")


@pytest.fixture
def filled(archive: Archive) -> Archive:
    """Return an archive with four messages: two proposed, two to be reviewed."""
    path = archive.folder / "in.jsonl"
    lines = [
        {
            "channel": "direct" if text != "Hej" else "comment",
            "made_available_at": "2026-06-30T14:05:00+02:00",
            "sender": {"name": "Åsa Öberg"},
            "text": text,
        }
        for text in TEXTS
    ]
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    assert archive("inbox", "import", str(path), "--namnd", "KS").code == 0
    return archive


def test_messages_are_registered_by_number(filled: Archive) -> None:
    said = filled("register", "2", "1", "--json")
    assert said.code == 0
    first, second = said.json
    assert (first["message"], first["kind"], first["diarienummer"][:3]) == (2, "kritik", "KS/")
    assert (second["beteckning"][-4:], second["subject_public"]) == (":2-1", TEXTS[0])
    assert first["sender_public"] == "Åsa Öberg"


def test_the_number_follows_the_settings(filled: Archive) -> None:
    written = filled.config.read_text(encoding="utf-8")
    changed = written.replace(
        '#number = "{series}/{year}:{number}"', 'number = "{series} {number}/{year}"'
    )
    assert changed != written
    filled.config.write_text(changed, encoding="utf-8")
    beteckning = filled("register", "1", "--json").json[0]["beteckning"]
    assert beteckning.startswith("KS 1/20")
    assert filled("verify").code == 0


def test_what_is_registered_is_refused_again_but_not_with_its_key(filled: Archive) -> None:
    filled("register", "1", "--key", "k1")
    again = filled("register", "1", "--key", "k1")
    assert again.code == 0
    refused = filled("register", "1")
    assert refused.code == 6
    assert refused.is_one_line("KS/")


def test_what_came_before_a_refusal_is_registered_and_told(filled: Archive) -> None:
    filled("register", "2")
    said = filled("register", "1", "2", "4", "--json")
    assert said.code == 6
    assert [each["message"] for each in said.json] == [1]
    assert filled("decisions", "--json").json[3]["outcome"] == "review"


@pytest.mark.parametrize(
    "wish",
    [
        (),
        ("--all-proposed", "1"),
        ("--all-proposed", "--kritik"),
        ("--batch", "1"),
        ("--kritik",),
        ("1", "2", "--key", "k"),
        ("4711",),
        ("1", "--arende", "KS/2026:99"),
        ("1", "--sekretess", "hemligt"),
        ("ett",),
    ],
)
def test_what_cannot_be_meant_is_said_in_one_line(filled: Archive, wish: tuple[str, ...]) -> None:
    said = filled("register", *wish)
    assert said.code == 2
    assert "Traceback" not in said.err
    assert said.err
    assert {d["outcome"] for d in filled("decisions", "--json").json} == {"propose", "review"}


def test_all_that_is_proposed_is_registered_in_one_step(filled: Archive) -> None:
    said = filled("register", "--all-proposed", "--batch", "1", "--json")
    assert [each["message"] for each in said.json] == [1, 2]
    assert filled("register", "--all-proposed", "--json").json == []


def test_a_skip_needs_a_ground_and_what_may_be_secret_a_finding(filled: Archive) -> None:
    assert filled("skip", "1").code == 2
    assert filled("skip", "3", "--ground", "kept-ordered").code == 6
    done = filled("skip", "3", "--ground", "kept-ordered", "--no-sekretess", "--json")
    assert done.code == 0
    assert "5 kap. 1 § tredje stycket" in done.json["ground"]
    told = filled("decisions", "--explain", "3")
    assert told.out.startswith("Meddelande 3, tillgängligt ")
    assert "kan omfattas av sekretess: ”skyddad”\n1. " in told.out
    assert len(filled("decisions", "--explain", "3", "--json").json) == 2


def test_an_arende_is_listed_shown_and_closed(filled: Archive) -> None:
    dnr = filled("register", "1", "--json").json[0]["diarienummer"]
    filled("register", "3", "--arende", dnr, "--sekretess", "OSL 21 kap. 3 §")
    shown = filled("arende", "show", dnr)
    assert "OSL 21 kap. 3 §" in shown.out
    assert f"{dnr}-2" in shown.out
    assert filled("arende", "classify", dnr, "1.4.2").code == 0
    assert filled("answer", f"{dnr}-1", "--no-answer", "Per telefon").code == 0
    assert filled("answer", f"{dnr}-2", "--no-answer", "Per telefon").code == 0
    filled.make_readable(dnr)
    assert filled("arende", "close", dnr).code == 0
    assert filled("arende", "close", dnr).code == 6
    assert filled("register", "4", "--arende", dnr).code == 6
    assert filled("arende", "list", "--status", "open", "--json").json == []
    [closed] = filled("arende", "list", "--namnd", "ks", "--status", "closed", "--json").json
    assert closed["status"] == "closed"
    assert len(closed["handlingar"]) == 2
    assert filled("arende", "show", "KS/1999:1").code == 2
    assert "Öberg" not in filled("arende", "list").out


def test_a_registrator_goes_through_the_queue_key_by_key(filled: Archive) -> None:
    desk = Desk(filled)
    desk.wait_for("Meddelande 1, 1 av 4")
    desk.wait_for("? för hjälp")
    desk.press("?")
    desk.wait_for("följ förslaget")
    desk.wait_for("? för hjälp")
    desk.press("\r")  # what the rules propose
    desk.wait_for("Meddelande 1 är registrerat som KS/")
    desk.wait_for("R50-kritik")
    desk.wait_for("? för hjälp")
    desk.press("\r")
    desk.wait_for("Meddelande 3, 3 av 4")
    desk.wait_for("kan vara sekretess: “skyddad”")
    desk.wait_for("? för hjälp")
    desk.press("\r")  # nothing is proposed here
    desk.wait_for("föreslår inget")
    desk.wait_for("? för hjälp")
    desk.press("s")
    desk.wait_for("tillbaka:")
    desk.press("1")
    desk.wait_for("hemligt? (j/n)")
    desk.press("n")
    desk.wait_for("? för hjälp")
    desk.press("r")
    desk.wait_for("2  OSL 21 kap. 3 §")
    desk.wait_for("Sekretessbestämmelse")
    desk.type("2\r")
    desk.wait_for("Meddelande 3 är registrerat")
    desk.wait_for("Meddelande 4, 4 av 4")
    desk.wait_for("? för hjälp")
    desk.press("s")
    desk.wait_for("tillbaka:")
    desk.press("2")
    assert desk.end() == 0
    assert "Registrerade: 3" in desk.seen
    outcomes = [d["outcome"] for d in filled("decisions", "--json").json]
    assert outcomes == ["register", "register", "register", "skip"]
    handlingar = [h for a in filled("arende", "list", "--json").json for h in a["handlingar"]]
    assert [h["kind"] for h in handlingar] == ["meddelande", "kritik", "meddelande"]
    assert handlingar[2]["sekretess"]["provision"] == "OSL 21 kap. 3 §"


@pytest.mark.parametrize("stop", ["key", "signal"])
def test_ctrl_c_at_the_desk_loses_nothing_that_was_acknowledged(filled: Archive, stop: str) -> None:
    desk = Desk(filled)
    desk.wait_for("? för hjälp")
    desk.press("\r")
    desk.wait_for("Meddelande 1 är registrerat")
    desk.wait_for("? för hjälp")
    if stop == "key":
        desk.press("\x03")
    else:
        os.kill(desk.pid, signal.SIGINT)
    assert desk.end() == 130
    assert "Registrerade: 1" in desk.seen
    assert "Traceback" not in desk.seen
    outcomes = [d["outcome"] for d in filled("decisions", "--json").json]
    assert outcomes == ["register", "propose", "review", "review"]
    assert filled("verify").code == 0


def test_the_desk_is_left_by_q_and_says_when_nothing_waits(filled: Archive) -> None:
    desk = Desk(filled)
    desk.wait_for("? för hjälp")
    desk.press("l")
    desk.wait_for("? för hjälp")
    desk.press("q")
    assert desk.end() == 0
    assert "Registrerade: 0" in desk.seen
    filled("register", "1", "2", "3", "4")
    empty = Desk(filled)
    assert empty.end() == 0
    assert "Inget meddelande väntar" in empty.seen


def test_a_text_cannot_steer_the_terminal(archive: Archive) -> None:
    line = {
        "channel": "direct",
        "made_available_at": "2026-06-30T14:05:00+02:00",
        "sender": {"name": "\x1b]0;owned\x07"},
        "text": "\x1b[2J\x1b[31mrött [bold]fet[/bold]",
    }
    path = archive.folder / "in.jsonl"
    path.write_text(json.dumps(line), encoding="utf-8")
    archive("inbox", "import", str(path), "--namnd", "KS")
    desk = Desk(archive)
    desk.wait_for("rött [bold]fet[/bold]")
    desk.wait_for("? för hjälp")
    desk.press("q")
    desk.end()
    assert "\x1b[2J" not in desk.all
    assert "\x1b]0;" not in desk.all
