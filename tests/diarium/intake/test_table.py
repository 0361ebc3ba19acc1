"""Tables whose columns the settings name: CSV and JSON Lines, their times, what fits them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from diarium.errors import UsageError
from diarium.intake.raw import Piece, RawMessage, Reason, Unreadable
from diarium.intake.table import TABLE
from diarium.intake.table_columns import choose_columns
from diarium.intake.tree import open_folder
from diarium.message_records import Channel
from tests.diarium.intake.exports import SAMPLES, claim, messages, original, read

COLUMNS = {
    "text": "Meddelande",
    "made_available_at": "Datum",
    "sender_name": "Namn",
    "sender_address": "E-post",
    "subject": "Rubrik",
    "thread": "Ärendenr",
    "own": "Riktning",
    "own_is": "Ut",
    "channel": "mail",
    "source": "kundtjanst",
}
SHORT = {"text": "Meddelande", "made_available_at": "Datum"}
LINES = {**SHORT, "sender_name": "Namn", "in_reply_to": "svar.id"}


def table(folder: Path, *rows: str, header: str = "Datum;Meddelande") -> Path:
    (folder / "tabell.csv").write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return folder


def one(folder: Path, written: str, **said: str) -> Piece:
    columns = {**SHORT, **said}
    (found,) = read(TABLE, table(folder, f"{written};Hej"), columns=columns)
    return found


def moment(folder: Path, written: str, **said: str) -> datetime | None:
    found = one(folder, written, **said)
    assert isinstance(found, RawMessage), found
    return found.made_available_at


def choose(
    folder: Path, mappings: Mapping[str, Mapping[str, str]], wanted: str | None = None
) -> Mapping[str, str]:
    return choose_columns(open_folder(folder), claim(TABLE, folder), mappings, wanted)


def sample(folder: Path, name: str) -> Path:
    (folder / name).write_bytes((SAMPLES / "table" / name).read_bytes())
    return folder


def test_the_sample_is_read_by_its_columns(tmp_path: Path) -> None:
    found = read(TABLE, sample(tmp_path, "kundtjanst.csv"), columns=COLUMNS)
    first, second, third = messages(found)
    assert len(found) == 3
    assert first.text == 'Lampan vid Ågatan 3 är trasig.\r\nDen har varit det "länge".'
    assert (first.sender_name, first.sender_address) == ("Åsa Öberg", "asa@example.se")
    assert (first.subject, first.thread, first.source) == ("Belysning", "K-1", "kundtjanst")
    assert (first.channel, first.own, second.own) == (Channel.MAIL, False, True)
    assert first.made_available_at == datetime(2026, 6, 30, 12, 5, tzinfo=UTC)
    assert third.text == '=CMD("dold formel")'
    assert (third.place, original(tmp_path, third).partition(b";")[0]) == (4, b"2026-03-29 02:30")


def test_lines_of_json_with_other_keys_are_read(tmp_path: Path) -> None:
    first, second = messages(read(TABLE, sample(tmp_path, "formular.jsonl"), columns=LINES))
    assert (first.text, first.in_reply_to) == ("När öppnar badet?", "17")
    assert (second.sender_name, second.in_reply_to) == (None, None)
    assert first.made_available_at == datetime(2026, 6, 29, 6, tzinfo=UTC)
    assert original(tmp_path, second).startswith(b'{"Datum": "2026-06-29T09')
    assert first.channel is Channel.DIRECT


def test_names_of_columns_are_compared_without_case_and_never_by_position(tmp_path: Path) -> None:
    rows = table(tmp_path, "Hej;x;2026-06-30 14:05", header="MEDDELANDE;Annat; datum ")
    (found,) = messages(read(TABLE, rows, columns=SHORT))
    assert found.text == "Hej"


@pytest.mark.parametrize(
    ("written", "said", "expected"),
    [
        ("2026-06-30 14:05", {}, "2026-06-30T12:05:00Z"),
        ("2026-01-30T14:05:06,5", {}, "2026-01-30T13:05:06.500000Z"),
        ("2026-06-30 14:05:00Z", {}, "2026-06-30T14:05:00Z"),
        ("2026-06-30T14:05+0200", {}, "2026-06-30T12:05:00Z"),
        ("2026-06-30 14:05", {"timezone": "UTC"}, "2026-06-30T14:05:00Z"),
        ("30/6 2026 kl 14.05", {"time_format": "%d/%m %Y kl %H.%M"}, "2026-06-30T12:05:00Z"),
        ("2026-06-30", {"time_format": "%Y-%m-%d"}, "2026-06-29T22:00:00Z"),
        ("1782821100", {"time_format": "epoch"}, "2026-06-30T12:05:00Z"),
        ("1782821100000", {"time_format": "epoch"}, "2026-06-30T12:05:00Z"),
        ("2026-03-29 02:30", {}, "2026-03-29T01:30:00Z"),
        ("2025-10-26 02:30", {}, "2025-10-26T00:30:00Z"),
        ("2025-10-26 03:00", {}, "2025-10-26T02:00:00Z"),
    ],
)
def test_times_are_swedish_unless_they_say_otherwise(
    tmp_path: Path, written: str, said: dict[str, str], expected: str
) -> None:
    assert moment(tmp_path, written, **said) == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    ("written", "said", "reason"),
    [
        ("", {}, Reason.FIELD_MISSING),
        ("i går", {}, Reason.TIME_WRONG),
        ("2026-06-30", {}, Reason.TIME_WRONG),
        ("2026-02-30 14:05", {}, Reason.TIME_WRONG),
        ("0000-01-01 00:00", {}, Reason.TIME_WRONG),
        ("0001-01-01 00:00", {}, Reason.TIME_IMPOSSIBLE),
        ("9999-12-31 23:59", {}, Reason.TIME_IMPOSSIBLE),
        ("2026-07-03 08:00", {}, Reason.TIME_IMPOSSIBLE),
        ("2026-06-30 14:05", {"time_format": "%d/%m/%Y"}, Reason.TIME_WRONG),
        ("9" * 5_000, {"time_format": "epoch"}, Reason.TIME_WRONG),
        ("1" + "0" * 14, {"time_format": "epoch"}, Reason.TIME_IMPOSSIBLE),
    ],
)
def test_a_time_that_cannot_be_is_told(
    tmp_path: Path, written: str, said: dict[str, str], reason: Reason
) -> None:
    found = one(tmp_path, written, **said)
    assert found == Unreadable(2, reason, "made_available_at", "tabell.csv")


def test_the_day_and_the_time_may_stand_in_two_columns(tmp_path: Path) -> None:
    rows = table(tmp_path, "2026-06-30;14:05;Hej", header="Datum;Tid;Meddelande")
    (found,) = messages(read(TABLE, rows, columns={**SHORT, "made_available_time": "Tid"}))
    assert found.made_available_at == datetime(2026, 6, 30, 12, 5, tzinfo=UTC)


def test_a_row_may_name_its_account_and_when_it_was_received(tmp_path: Path) -> None:
    header = "Datum;Mottaget;Konto;Meddelande"
    rows = table(
        tmp_path, "2026-06-30 14:05;2026-06-30 15:00;ks-facebook;Hej",
        "2026-06-30 14:05;;;Hej", "2026-06-30 14:05;snart;;Hej", header=header,
    )  # fmt: skip
    columns = {**SHORT, "received_at": "Mottaget", "account": "Konto"}
    first, second, third = read(TABLE, rows, columns=columns)
    assert isinstance(first, RawMessage)
    assert (first.account, first.received_at) == (
        "ks-facebook",
        datetime(2026, 6, 30, 13, tzinfo=UTC),
    )
    assert isinstance(second, RawMessage)
    assert (second.account, second.received_at) == (None, None)
    assert third == Unreadable(4, Reason.TIME_WRONG, "received_at", "tabell.csv")


def test_what_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    for text in ("=1+1", "@SUM(A1)", "+46701234567", "-1", "\t=1"):
        rows = table(tmp_path, f'2026-06-30 14:05;"{text}"')
        assert [each.text for each in messages(read(TABLE, rows, columns=SHORT))] == [text]


def test_a_spreadsheet_in_windows_1252_is_read_and_marked(tmp_path: Path) -> None:
    text = "Datum;Meddelande\r\n2026-06-30 14:05;Hål på vägen\r\n"
    (tmp_path / "tabell.csv").write_bytes(text.encode("cp1252"))
    (found,) = messages(read(TABLE, tmp_path, columns=SHORT))
    assert (found.text, found.repaired) == ("Hål på vägen", True)


@pytest.mark.parametrize(
    ("line", "reason", "field"),
    [
        (b'{"Datum": "2026-06-30 14:05", "Meddelande": {"a": 1}}', Reason.FIELD_WRONG, "text"),
        (b'{"Datum": "2026-06-30 14:05", "Meddelande": 1.5}', Reason.FIELD_WRONG, "text"),
        (b'{"Meddelande": "Hej"}', Reason.FIELD_MISSING, "made_available_at"),
        (b"[1]", Reason.NOT_OBJECT, ""),
        (b'{"Datum": "cut off', Reason.NOT_JSON, ""),
        (b'{"a": ' + b"[" * 100_000, Reason.TOO_DEEP, ""),
        (b'{"a": ' + b"9" * 5_000 + b"}", Reason.NOT_JSON, ""),
        (b'{"Datum": "\xff"}', Reason.NOT_UTF8, ""),
        (b'{"a": "' + b"x" * (40 << 20) + b'"}', Reason.TOO_LONG, ""),
    ],
)
def test_a_line_that_cannot_be_read_is_told_and_the_rest_is_read(
    tmp_path: Path, line: bytes, reason: Reason, field: str
) -> None:
    good = b'{"Datum": "2026-06-30 14:05", "Meddelande": "Hej"}\n'
    (tmp_path / "in.jsonl").write_bytes(b"\xef\xbb\xbf" + good + line + b"\n\n" + good)
    first, second, third = read(TABLE, tmp_path, columns=SHORT)
    assert isinstance(first, RawMessage)
    assert second == Unreadable(2, reason, field, "in.jsonl")
    assert isinstance(third, RawMessage)


def test_a_header_that_names_a_column_twice_is_told(tmp_path: Path) -> None:
    rows = table(tmp_path, "2026-06-30 14:05;a;b", header="Datum;Meddelande;meddelande")
    assert read(TABLE, rows, columns=SHORT) == [
        Unreadable(1, Reason.REPEATED_KEY, "text", "tabell.csv")
    ]


def test_a_header_may_hold_line_ends_and_hard_spaces(tmp_path: Path) -> None:
    rows = table(
        tmp_path, "2026-06-30 14:05;Hej", header='"Datum\n(svensk tid)";Ditt\xa0meddelande'
    )
    columns = {"text": "Ditt meddelande", "made_available_at": "Datum (svensk tid)"}
    assert choose(rows, {"a": columns}) == columns
    assert [each.text for each in messages(read(TABLE, rows, columns=columns))] == ["Hej"]


def test_a_table_in_utf_16_is_not_claimed(tmp_path: Path) -> None:
    (tmp_path / "tabell.csv").write_text("Datum\tMeddelande\n", encoding="utf-16")
    assert not claim(TABLE, tmp_path).messages


def test_only_what_has_columns_is_claimed(tmp_path: Path) -> None:
    table(tmp_path)
    (tmp_path / "text.txt").write_text("Bara ord utan kolumner\n", encoding="utf-8")
    (tmp_path / "bild.csv").write_bytes(b"\x89PNG\r\n\x1a\n\x00,\x00")
    (tmp_path / "rad.jsonl").write_text('{"a": 1, "b": 2}\n', encoding="utf-8")
    assert claim(TABLE, tmp_path).messages == ("rad.jsonl", "tabell.csv")


def test_the_only_mapping_that_fits_is_chosen(tmp_path: Path) -> None:
    other = {"text": "Body", "made_available_at": "Date"}
    mappings = {"annan": other, "kundtjanst": SHORT}
    assert choose(table(tmp_path), mappings) == SHORT
    assert choose(table(tmp_path), mappings, "kundtjanst") == SHORT
    (tmp_path / "tabell.csv").unlink()
    assert choose(sample(tmp_path, "formular.jsonl"), {"a": other, "b": LINES}) == LINES


@pytest.mark.parametrize(
    ("mappings", "wanted", "words"),
    [
        ({}, None, ["tabell.csv", '"Datum", "Meddelande"', "[intake.mappings.NAME]", "text ="]),
        ({"a": {**SHORT, "text": "Body"}}, None, ["no mapping fits", '"Datum", "Meddelande"']),
        ({"a": {**SHORT, "text": "Body"}}, "a", ["mapping a needs", '"Body"', '"Datum"']),
        ({"a": SHORT}, "b", ["there is no mapping b", '"a"']),
        ({"a": SHORT, "b": SHORT}, None, ['"a", "b"', "--mapping"]),
    ],
)
def test_a_table_that_no_mapping_fits_is_refused_in_one_line(
    tmp_path: Path, mappings: dict[str, dict[str, str]], wanted: str | None, words: list[str]
) -> None:
    with pytest.raises(UsageError) as error:
        choose(table(tmp_path), mappings, wanted)
    assert all(word in str(error.value) for word in words), str(error.value)
    assert "\n" not in str(error.value)


def test_every_table_that_is_handed_in_must_fit(tmp_path: Path) -> None:
    table(tmp_path)
    (tmp_path / "annan.csv").write_text("Date,Body\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"annan\.csv"):
        choose(tmp_path, {"a": SHORT}, "a")
