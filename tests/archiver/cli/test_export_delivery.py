"""A delivery is followed from the package to the kommunarkiv's answer, as a person meets it."""

from pathlib import Path

import pytest

from archiver.settings import read_settings
from diarium.files import FileStore
from diarium.installation import open_register
from tests.archiver.cli.office import Archive
from tests.archiver.filled import TAKEN, fill
from tests.diarium.made_packages import make as record

MAKE = ("export", "--namnd", "ks", "--period", "2026-H1", "--diarium", "--output")


@pytest.fixture
def filled(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> Archive:
    monkeypatch.delenv("ARCHIVER_SCHEMAS", raising=False)
    settings = read_settings(archive.config)
    fill(open_register(settings.database), FileStore(settings.files), TAKEN)
    return archive


@pytest.fixture
def name(filled: Archive) -> str:
    """Return the name of a package that is noted as made."""
    engine = open_register(read_settings(filled.config).database)
    [noted] = record(engine, TAKEN, arende=1)
    return noted.name


def make(archive: Archive, output: Path, *more: str) -> str:
    said = archive(*MAKE, str(output), *more, "--json")
    assert said.code == 0, said.err
    [package] = said.json["packages"]
    found: str = package["name"]
    return found


@pytest.fixture
def kvitto(tmp_path: Path) -> Path:
    file = tmp_path / "kvitto.txt"
    file.write_text("Leveransen är mottagen.\n", encoding="utf-8")
    return file


def state(archive: Archive) -> list[str]:
    return [each["state"] for each in archive("export", "list", "--json").json]


def test_a_delivery_goes_from_prepared_to_accepted_and_its_receipts_are_handlingar(
    filled: Archive, kvitto: Path, tmp_path: Path
) -> None:
    name = make(filled, tmp_path / "ut")
    assert state(filled) == ["prepared"]
    told = filled("export", "deliver", name, "--how", "SFTP")
    assert told.code == 0, told.err
    assert name in told.out
    assert state(filled) == ["delivered"]
    first = filled("export", "receipt", name, str(kvitto), "--json").json
    assert first["handling"]["kind"] == "leveranskvitto"
    assert first["handling"]["direction"] == "incoming"
    assert first["handling"]["sender_public"] == "Kommunarkivet"
    assert first["handling"]["subject_public"] == f"Leveranskvitto: {name} mottaget"
    assert [each["state"] for each in first["packages"]] == ["received"]
    answer = tmp_path / "besked.txt"
    answer.write_text("Godkänd\n", encoding="utf-8")
    second = filled("export", "receipt", name, str(answer), "--accepted", "--json").json
    assert second["handling"]["diarienummer"] == first["handling"]["diarienummer"]
    assert second["handling"]["lopnummer"] == 2
    assert state(filled) == ["accepted"]
    shown = filled("arende", "show", first["handling"]["diarienummer"], "--json").json
    assert shown["mening_public"].startswith("Leverans till Kommunarkivet: sociala medier 2026-H1")
    listed = filled("export", "list")
    assert second["handling"]["beteckning"] in listed.out
    assert filled("verify").code == 0


def test_a_receipt_gets_a_readable_form_and_its_arende_is_closed_like_any_other(
    filled: Archive, name: str, kvitto: Path
) -> None:
    filled("export", "deliver", name, "--how", "SFTP")
    told = filled("export", "receipt", name, str(kvitto), "--accepted", "--json").json
    dnr = told["handling"]["diarienummer"]
    assert filled("overdue", "--json").code in {0, 1}
    lacking = filled("readable", "list", dnr, "--json").json
    assert lacking
    filled.make_readable(dnr)
    assert filled("arende", "classify", dnr, "1.4.2").code == 0
    closed = filled("arende", "close", dnr)
    assert closed.code == 0, closed.err


def test_what_was_refused_is_made_and_delivered_anew(
    filled: Archive, kvitto: Path, tmp_path: Path
) -> None:
    name = make(filled, tmp_path / "ut")
    filled("export", "deliver", name, "--how", "SFTP")
    why = ("--refused", "--why", "Kontrollsumman stämmer inte")
    assert filled("export", "receipt", name, str(kvitto), *why).code == 0
    assert state(filled) == ["refused"]
    assert filled("export", "deliver", name, "--how", "SFTP").code == 6
    assert make(filled, tmp_path / "igen") == name
    assert filled("export", "deliver", str(tmp_path / "igen" / name), "--how", "USB").code == 0
    assert state(filled) == ["refused", "delivered"]
    again = filled("export", "receipt", name, str(kvitto), "--accepted", "--json").json
    assert state(filled) == ["refused", "accepted"]
    assert again["handling"]["lopnummer"] == 2


def test_the_list_says_what_waits_for_a_receipt(filled: Archive, name: str) -> None:
    assert filled("export", "list", "--waiting", "--json").json == []
    filled("export", "deliver", name, "--how", "SFTP")
    [waiting] = filled("export", "list", "--waiting", "--json").json
    assert waiting["waits"] is True
    assert "kvitto" in filled("export", "list").out
    assert filled("export", "list", "--period", "2025-H1", "--json").json == []


def test_a_package_that_is_not_to_be_delivered_is_withdrawn(filled: Archive, name: str) -> None:
    assert filled("export", "withdraw", name, "--why", "Gjord på prov").code == 0
    assert state(filled) == ["withdrawn"]
    told = filled("export", "deliver", name, "--how", "SFTP")
    assert told.code == 6
    assert told.is_one_line(name)


def test_a_receipt_that_was_noted_by_mistake_is_makulerat_and_says_nothing_any_more(
    filled: Archive, name: str, kvitto: Path
) -> None:
    filled("export", "deliver", name, "--how", "SFTP")
    told = filled("export", "receipt", name, str(kvitto), "--accepted", "--json").json
    beteckning = told["handling"]["beteckning"]
    assert filled("makulera", beteckning, "--why", "Gällde en annan leverans").code == 0
    assert state(filled) == ["delivered"]
    assert filled("export", "receipt", name, str(kvitto), "--received").code == 0
    assert state(filled) == ["received"]


def test_the_same_file_is_registered_once(filled: Archive, name: str, kvitto: Path) -> None:
    filled("export", "deliver", name, "--how", "SFTP")
    first = filled("export", "receipt", name, str(kvitto), "--json").json
    second = filled("export", "receipt", name, str(kvitto), "--accepted", "--json").json
    assert first["handling"]["beteckning"] == second["handling"]["beteckning"]


def test_a_receipt_goes_into_the_arende_that_is_named(
    filled: Archive, name: str, kvitto: Path
) -> None:
    filled("export", "deliver", name, "--how", "SFTP")
    said = filled("export", "receipt", name, str(kvitto), "--arende", "ks/2026:3", "--json").json
    assert said["handling"]["diarienummer"] == "KS/2026:3"


def counted(archive: Archive) -> tuple[object, ...]:
    """Return what may not change when something is refused."""
    files = sorted(str(each) for each in (archive.folder / "files").rglob("*") if each.is_file())
    return (
        files,
        archive("export", "list", "--json").out,
        archive("arende", "list", "--json").out,
    )


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("receipt", "PAKET", "KVITTO"), 6, "deliver"),
        (("receipt", "sip-finns-inte", "KVITTO"), 2, "sip-finns-inte"),
        (("deliver", "sip-finns-inte", "--how", "x"), 2, "sip-finns-inte"),
        (("deliver", "PAKET", "--how", " "), 2, "--how"),
        (("deliver", "PAKET", "--how", "\u202ebsu"), 2, "--how"),
        (("deliver", "PAKET", "--how", "x" * 1_000_000), 2, "--how"),
        (("deliver", "PAKET", "--how", "USB", "--when", "2099-01-01T10:00"), 2, "--when"),
        (("deliver", "PAKET", "--how", "USB", "--when", "2001-01-01T10:00"), 2, "--when"),
        (("deliver", "PAKET", "--how", "USB", "--when", "snart"), 2, "snart"),
        (("deliver", "PAKET", "--how", "USB", "--manifest", "ffffffffffffff"), 2, "0 paket"),
        (("withdraw", "PAKET", "--why", ""), 2, "--why"),
        (("list", "--period", "2026-H7"), 2, "2026-H7"),
    ],
)
def test_before_delivery_what_cannot_be_is_one_line_and_changes_nothing(
    filled: Archive, name: str, kvitto: Path, words: tuple[str, ...], code: int, says: str
) -> None:
    named = {"KVITTO": str(kvitto), "PAKET": name}
    before = counted(filled)
    told = filled("export", *(named.get(each, each) for each in words))
    assert told.code == code, told
    assert told.is_one_line(says), told
    assert counted(filled) == before


@pytest.mark.parametrize(
    ("more", "code", "says"),
    [
        (("--received", "--accepted"), 2, "--accepted"),
        (("--refused",), 2, "--why"),
        (("--accepted", "--why", "Fint"), 2, "--refused"),
        (("--refused", "--why", "a\x1b[2J"), 2, "--why"),
        (("--when", "2099-01-01T10:00"), 2, "--when"),
        (("--when", "2001-01-01T10:00"), 2, "--when"),
        (("--arende", "KS/2026:99"), 2, "KS/2026:99"),
        (("--arende", "KS/2026:1"), 6, "KS/2026:1"),
        (("EMPTY",), 2, "tom.txt"),
        (("NONE",), 2, "finns-inte.pdf"),
        (("HUGE",), 2, "200 MB"),
    ],
)
def test_a_receipt_that_cannot_be_is_one_line_and_changes_nothing(
    filled: Archive, name: str, kvitto: Path, more: tuple[str, ...], code: int, says: str
) -> None:
    filled("export", "deliver", name, "--how", "SFTP")
    empty, huge = kvitto.with_name("tom.txt"), kvitto.with_name("stor.bin")
    empty.touch()
    with huge.open("wb") as file:
        file.truncate(200_000_001)
    named = {"EMPTY": empty, "NONE": kvitto.with_name("finns-inte.pdf"), "HUGE": huge}
    file_named = named.get(more[0], kvitto)
    before = counted(filled)
    told = filled("export", "receipt", name, str(file_named), *(m for m in more if m not in named))
    assert told.code == code, told
    assert told.is_one_line(says), told
    assert counted(filled) == before


@pytest.mark.parametrize("outcome", ["--received", "--accepted", "--refused"])
def test_the_same_answer_twice_is_refused_and_changes_nothing(
    filled: Archive, name: str, kvitto: Path, outcome: str
) -> None:
    filled("export", "deliver", name, "--how", "SFTP")
    why = ("--why", "Fel format") if outcome == "--refused" else ()
    assert filled("export", "receipt", name, str(kvitto), outcome, *why).code == 0
    before = counted(filled)
    told = filled("export", "receipt", name, str(kvitto), outcome, *why)
    assert told.code == 6
    assert told.is_one_line(name)
    assert counted(filled) == before


def test_an_extract_is_no_delivery(filled: Archive, tmp_path: Path) -> None:
    copy = make(filled, tmp_path / "ut", "--extract")
    told = filled("export", "deliver", copy, "--how", "SFTP")
    assert told.code == 6
    assert told.is_one_line(copy)


def test_options_before_the_name_of_a_command_are_refused(filled: Archive) -> None:
    told = filled("export", "--namnd", "ks", "list")
    assert told.code == 2
    assert told.is_one_line("export list")


def test_whoever_may_not_deliver_is_told_who_may(
    filled: Archive, name: str, kvitto: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled("user", "add", "reg", "--role", "registrator")
    monkeypatch.setattr("archiver.cli.workplace.login_of", lambda _uid: "reg")
    for words in (
        ("deliver", name, "--how", "SFTP"),
        ("withdraw", name, "--why", "Prov"),
        ("receipt", name, str(kvitto)),
    ):
        told = filled("export", *words)
        assert told.code == 6, told
        assert told.is_one_line("reg", "arkivarie")
    assert state(filled) == ["prepared"]
