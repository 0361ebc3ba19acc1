"""``archiver sekretess``, and that no screen and no file shows what is protected unasked."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from archiver.cli import workplace
from archiver.cli.protected import note_message_seen
from archiver.cli.workplace import Workplace
from diarium.database import reading
from diarium.messages import read_message
from tests.archiver.cli.office import ACCOUNT, Archive, Command, Told

Be = Callable[[str], None]

NOW = datetime(2026, 7, 3, 8, tzinfo=UTC)
PROVISION = "OSL 21 kap. 1 §"
NUMBER, DNR = "KS/2026:1-1", "KS/2026:1"
WORDS = ("hanna", "diagnos", "cancer")
"""What nobody may read who has not asked for what is protected."""
MESSAGE = {
    "id": "q", "channel": "direct", "made_available_at": "2026-06-30T14:05:00+02:00",
    "sender": {"name": "Hanna Hemlig", "address": "hanna@example.org"},
    "subject": "Min diagnos", "text": "Om cancern\nHanna", "permalink": "https://example.org/hanna",
    "attachments": [{"name": "diagnos.txt", "content_base64": "YQ==", "media_type": "text/plain"}],
}  # fmt: skip


@pytest.fixture
def be(monkeypatch: pytest.MonkeyPatch) -> Be:
    """Return a way to say by whom the commands are run from now on."""

    def say(login: str) -> None:
        monkeypatch.setattr(workplace, "login_of", lambda _uid: login)

    return say


@pytest.fixture
def office(
    database_url: str, tmp_path: Path, command: Command, be: Be,
    set_clock: Callable[[datetime], None],
) -> Archive:  # fmt: skip
    """Return an archive on either database, one registered message and those who work in it."""
    be("chef")
    set_clock(NOW)
    folder = tmp_path / "arkiv"
    wish = ("--kommun", "Exempelstad", "--orgnr", "212000-2882", "--namnd", "ks")
    named = ("--namnd-name", "Kommunstyrelsen", "--database", database_url)
    assert command("init", str(folder), *wish, *named).code == 0
    archive = Archive(folder, command)
    assert archive("namnd", "add", "SBN").code == 0
    for login, role, *namnd in (
        ("anna", "registrator", "KS"), ("bo", "registrator", "SBN"),
        ("karl", "kommunikator"), ("arkiv", "arkivarie"), ("sara", "arkivarie", "SBN"),
    ):  # fmt: skip
        only = [each for code in namnd for each in ("--namnd", code)]
        assert archive("user", "add", login, "--role", role, *only).code == 0
    be("anna")
    take_in(archive, MESSAGE)
    assert archive("register", "1").code == 0
    return archive


def take_in(archive: Archive, *messages: dict[str, Any]) -> None:
    path = archive.folder / "in.jsonl"
    path.write_text("\n".join(map(json.dumps, messages)), encoding="utf-8")
    told = archive("inbox", "import", str(path), "--namnd", "KS")
    assert told.code == 0, told.err


def mark(archive: Archive, *said: str) -> Told:
    return archive("sekretess", "mark", NUMBER, "--provision", PROVISION, *said)


def seen(archive: Archive, number: str) -> list[tuple[str, str]]:
    told = archive("sekretess", "seen", number, "--json")
    assert told.code == 0, told.err
    return [(each["kind"], each["by"]) for each in told.json]


def is_clean(told: Told) -> bool:
    """Tell whether a command went well and showed nothing of what is protected."""
    assert told.code in (0, 1), told.err
    return not any(word in (told.out + told.err).casefold() for word in WORDS)


def test_a_handling_is_marked_and_what_is_public_then_is_told(office: Archive) -> None:
    told = mark(office, "--why", "Hon bad om det")
    assert told.code == 0, told.err
    assert "KS/2026:1-1" in told.out
    assert told.out.count("skyddad uppgift") == 3
    listed = office("sekretess", "list")
    assert PROVISION in listed.out
    assert "Kommunstyrelsen" in listed.out
    assert is_clean(listed)
    assert [each["beteckning"] for each in office("sekretess", "list", "--json").json] == [NUMBER]


def test_no_command_shows_what_is_protected_unasked(
    office: Archive, be: Be, tmp_path: Path
) -> None:
    assert not is_clean(office("arende", "show", DNR))
    assert mark(office).code == 0
    csv = tmp_path / "inbox.csv"
    for asked in (
        ("arende", "show", DNR), ("arende", "show", DNR, "--json"),
        ("arende", "list"), ("arende", "list", "--json"),
        ("inbox", "show", "1"), ("inbox", "show", "1", "--json"),
        ("inbox", "list"), ("inbox", "list", "--json"), ("inbox", "list", "--csv", str(csv)),
        ("decisions",), ("decisions", "--json"), ("decisions", "--explain", "1"),
        ("search", "KS/2026:1"), ("search", "KS/2026:1", "--json"),
        ("overdue", "--coming"), ("overdue", "--json"),
        ("postlista", "--from", "2026-07-01"), ("postlista", "--from", "2026-07-03", "--json"),
        ("diarieforteckning", "--year", "2026", "--namnd", "KS"),
        ("gaps", "--year", "2026", "--namnd", "KS"),
        ("sekretess", "list", "--json"), ("readable", "list"), ("readable", "list", "--json"),
        ("utlamna", "list"), ("forward", NUMBER), ("forward", NUMBER, "--json"),
    ):  # fmt: skip
        assert is_clean(office(*asked)), asked
    be("arkiv")
    for asked in (
        ("gallra", "--plan", "--namnd", "KS"),
        ("gallra", "--plan", "--namnd", "KS", "--json"),
    ):
        assert is_clean(office(*asked)), asked
    be("anna")
    assert not any(word in csv.read_text(encoding="utf-8").casefold() for word in WORDS)
    for words in WORDS:
        assert office("search", words, "--json").json["hits"] == []
    assert seen(office, NUMBER) == []


def test_what_writes_in_the_register_shows_nothing_protected_either(office: Archive) -> None:
    take_in(office, {**MESSAGE, "id": "r", "text": "Mer om cancern"})
    told = office("register", "2", "--sekretess", PROVISION, "--arende", DNR, "--json")
    assert told.json[0]["sender_protected"] is None
    assert is_clean(told)
    assert is_clean(mark(office, "--json"))
    why = ("--why", "Fel", "--json")
    for asked in (
        ("ratta", NUMBER, "--field", "sender", "--new", "Hanna Hemlik", *why),
        ("sekretess", "mask", NUMBER, "--field", "sender", "--words", "Hanna", "--whole", *why),
        ("answer", NUMBER, "--text", "Hej", "--json"),
        ("makulera", "KS/2026:1-2", *why),
        ("arende", "hold", DNR, *why),
    ):  # fmt: skip
        assert is_clean(office(*asked)), asked


def test_who_asks_for_what_is_protected_sees_it_and_is_journaled(office: Archive, be: Be) -> None:
    assert "--protected" not in office("arende", "show", DNR).err
    mark(office)
    told = office("arende", "show", DNR)
    assert told.code == 0
    assert "--protected" in told.err
    assert "--protected" in office("inbox", "show", "1").err
    be("arkiv")
    told = office("arende", "show", DNR, "--protected")
    assert "Hanna Hemlig" in told.out
    assert "Min diagnos" in told.out
    be("anna")
    held = office("arende", "show", DNR, "--protected", "--json").json
    assert held["mening_protected"] == "Min diagnos"
    assert held["handlingar"][0]["sender_protected"] == "Hanna Hemlig"
    assert "Om cancern" in office("inbox", "show", "1", "--protected").out
    by = [("protected.seen", "arkiv"), ("protected.seen", "anna")]
    assert seen(office, DNR) == by
    assert seen(office, NUMBER) == [*by, ("protected.seen", "anna")]
    assert office("sekretess", "seen", NUMBER).out.count("anna") == 2
    assert office("verify").code == 0


def test_what_is_public_is_shown_whole_and_nobody_is_journaled(office: Archive) -> None:
    assert "Om cancern" in office("inbox", "show", "1", "--protected").out
    assert office("arende", "show", DNR, "--protected").code == 0
    assert seen(office, NUMBER) == seen(office, DNR) == []


@pytest.mark.parametrize("login", ["bo", "sara", "karl", "okänd"])
def test_who_may_not_see_what_is_protected_is_refused_everywhere(
    office: Archive, be: Be, tmp_path: Path, login: str
) -> None:
    """Bo and Sara work for another nämnd, Karl has another role, and nobody knows the last."""
    mark(office)
    be(login)
    out = tmp_path / "ut"
    period = ("--namnd", "KS", "--period", "2026-H2", "--output", str(out))
    for asked in (
        ("arende", "show", DNR, "--protected"),
        ("arende", "show", DNR, "--protected", "--json"),
        ("inbox", "show", "1", "--protected"),
        ("sekretess", "seen", NUMBER),
        ("export", *period, "--extract", "--include-protected"),
    ):
        told = office(*asked)
        assert told.code == 6, asked
        assert told.is_one_line(login)
        assert not told.out
    assert not out.exists()
    if login in ("bo", "sara"):
        assert is_clean(office("arende", "show", DNR))
        assert is_clean(office("search", "skyddad"))
    be("anna")
    assert seen(office, NUMBER) == []
    be("arkiv")
    assert office("export", *period, "--extract").code == 0


def test_an_export_with_what_is_protected_is_journaled_and_one_without_is_not(
    office: Archive, be: Be, tmp_path: Path
) -> None:
    mark(office)
    be("arkiv")
    asked = ("export", "--namnd", "KS", "--period", "2026-H2", "--extract", "--output")
    assert office(*asked, str(tmp_path / "a")).code == 0
    assert seen(office, NUMBER) == []
    assert office(*asked, str(tmp_path / "b"), "--include-protected").code == 0
    assert seen(office, NUMBER) == seen(office, DNR) == [("protected.exported", "arkiv")]
    texts = {
        name: "".join(
            path.read_text(encoding="utf-8") for path in (tmp_path / name).rglob("*.xml")
        ).casefold()
        for name in "ab"
    }
    for word in ("hanna", "diagnos"):
        assert word not in texts["a"]
        assert word in texts["b"]
    assert f"sekretessmarkerad 2026-07-03 enligt {PROVISION.casefold()}" in texts["a"]


def test_who_decides_anew_about_what_was_protected_reads_it_and_is_journaled(
    office: Archive,
) -> None:
    """The desk itself is tried on a terminal in test_register; here what it calls."""
    mark(office)
    assert office("makulera", NUMBER, "--why", "Fel").code == 0
    place = Workplace(office.config)
    with reading(place.engine) as session:
        message = read_message(session, 1)
    note_message_seen(place, message)
    assert seen(office, NUMBER) == [("protected.seen", "anna")]
    assert is_clean(office("inbox", "show", "1"))


@pytest.mark.parametrize(
    ("said", "word"),
    [
        (("--provision", ""), "--provision"),
        (("--provision", "hemlig"), "hemlig"),
        (("--provision", PROVISION, "--date", "2026-07-04"), "2026-07-04"),
        (("--provision", PROVISION, "--date", "i går"), "i går"),
        (("--provision", PROVISION, "--authority", ""), "--authority"),
        (("--provision", PROVISION, "--date", ""), "2026-07-01"),
        (("--provision", PROVISION, "--subject", "a\u202eb"), "--subject"),
        (("--date", "2026-07-03"), "--provision"),
    ],
)
def test_a_marking_that_the_law_does_not_know_is_refused_in_a_line(
    office: Archive, said: tuple[str, ...], word: str
) -> None:
    told = office("sekretess", "mark", NUMBER, *said)
    assert told.code == 2
    assert word in told.err
    assert "--traceback" not in told.err
    assert office("sekretess", "list", "--json").json == []


def test_doing_it_twice_and_to_what_is_not_there_is_refused(office: Archive) -> None:
    assert office("sekretess", "lift", NUMBER, "--why", "x").code == 6
    assert mark(office).code == 0
    assert mark(office).code == 6
    assert office("sekretess", "lift", NUMBER, "--why", " ").code == 2
    told = office("sekretess", "lift", NUMBER, "--why", "Prövad på nytt")
    assert told.code == 0
    assert "Hanna Hemlig" in told.out
    assert office("sekretess", "list").code == 0
    for number in ("KS/2026:9-1", "x"):
        assert office("sekretess", "lift", number, "--why", "x").code == 2
        assert office("sekretess", "seen", number).code == 2


def test_words_are_masked_in_a_handling_and_in_an_arendemening(office: Archive) -> None:
    why = ("--why", "Om Hanna")
    told = office("sekretess", "mask", NUMBER, "--field", "sender", "--words", "hanna hemlig", *why)
    assert told.code == 0, told.err
    assert "███" in told.out
    words = ("--words", "diagnos", "--words", "Min")
    assert office("sekretess", "mask", NUMBER, "--field", "subject", *words, *why).code == 0
    assert office("sekretess", "mask", DNR, "--field", "mening", *words, *why).code == 0
    assert is_clean(office("arende", "show", DNR))
    assert is_clean(office("postlista", "--from", "2026-07-03"))
    assert office("sekretess", "mask", DNR, "--field", "mening", "--words", "x", *why).code == 2
    assert office("sekretess", "mask", NUMBER, "--field", "mening", *words, *why).code == 2
    assert office("verify").code == 0


@pytest.mark.parametrize("login", ["bo", "karl", "arkiv"])
def test_only_a_registrator_of_the_namnd_marks(office: Archive, be: Be, login: str) -> None:
    be(login)
    assert mark(office).code == 6
    assert office("sekretess", "lift", NUMBER, "--why", "x").code == 6
    mask = ("--field", "subject", "--words", "diagnos", "--why", "x")
    assert office("sekretess", "mask", NUMBER, *mask).code == 6


@pytest.mark.parametrize(
    "said",
    [("811228-9874",), ("811228", "9874"), ("Bo", "1981-12-28", "9874"), ("8112\u200b28-9874",)],
)
def test_a_personnummer_is_not_searched_for(office: Archive, said: tuple[str, ...]) -> None:
    told = office("search", *said)
    assert told.code == 6
    assert "9874" not in told.err


def test_nothing_picks_out_persons_by_what_is_sensitive(office: Archive) -> None:
    """Dataskyddslagen 3 kap. 3 § second paragraph: no filter on a ground or on a signal."""
    for command in (("search",), ("inbox", "list"), ("sekretess", "list"), ("arende", "list")):
        told = office(*command, "--help").out
        for option in ("--provision", "--signal", "--sekretess", "--ground"):
            assert option not in told, command


def test_the_forteckning_is_published_through_the_same_gate(
    archive: Archive, tmp_path: Path
) -> None:
    said = {"--syfte": "Fråga Bo 811228\u200b-9874", "--ansvarig": "Anna 19811228 9874"}
    options = [
        said.get(before, word) for before, word in zip(("", *ACCOUNT), ACCOUNT, strict=False)
    ]
    assert archive("account", "add", "ks-fb", *options).code == 0
    html, csv = tmp_path / "f.html", tmp_path / "f.csv"
    told = archive("forteckning", "--html", str(html), "--csv", str(csv))
    assert told.code == 0
    assert "ks-fb" in told.err
    told = archive("forteckning", "--json")
    for text in (html.read_text(), csv.read_text(), told.out, archive("forteckning").out):
        assert "9874" not in text
        assert "****" in text
