"""Rows of CSV: where they lie, what they hold, and what is no row."""

import csv
import io
import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diarium.intake import csv_pieces
from diarium.intake.csv_pieces import MOST_FIELDS, Row, read_header, read_rows
from diarium.intake.raw import PieceError, Reason


def rows(folder: Path, content: bytes) -> list[Row]:
    path = folder / "in.csv"
    path.write_bytes(content)
    found = list(read_rows(path))
    for row in found:
        assert content[row.start : row.start + row.length].strip(b"\r\n")
    return found


def fields(folder: Path, content: bytes) -> list[tuple[str, ...]]:
    return [row.fields for row in rows(folder, content)]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("separator", [b",", b";", b"\t"])
def test_the_separator_is_found_and_every_line_end_is_one(
    tmp_path: Path, separator: bytes, end: bytes
) -> None:
    lines = [separator.join(line) for line in ((b"Datum", b"Text"), (b"1", b"Hej"), (b"2", b""))]
    expected = [("Datum", "Text"), ("1", "Hej"), ("2", "")]
    assert fields(tmp_path, end.join(lines)) == expected
    assert fields(tmp_path, b"\xef\xbb\xbf" + end.join(lines) + end) == expected


def test_a_field_in_quotation_marks_holds_line_ends_separators_and_quotation_marks(
    tmp_path: Path,
) -> None:
    first, second = rows(tmp_path, b'a,b\n"x,\r\n""y""\n","a""b"\r\n')
    assert second.fields == ('x,\r\n"y"\n', 'a"b')
    assert (first.start, first.length) == (0, 3)
    assert (second.start, second.length) == (4, 19)
    assert second.number == 2


def test_a_quotation_mark_inside_a_bare_field_is_itself(tmp_path: Path) -> None:
    assert fields(tmp_path, b'a,b\n5" skruv,x""y\n') == [("a", "b"), ('5" skruv', 'x""y')]


def test_what_excel_says_of_the_separator_is_heeded(tmp_path: Path) -> None:
    assert fields(tmp_path, b"\xef\xbb\xbfsep=;\r\na,b;c\r\n1,5;2\r\n") == [
        ("a,b", "c"),
        ("1,5", "2"),
    ]


def test_empty_rows_are_passed_over_and_counted(tmp_path: Path) -> None:
    assert [row.number for row in rows(tmp_path, b"a,b\n\n\r\n1,2\n")] == [1, 4]
    assert rows(tmp_path, b"") == []


def test_windows_1252_is_read_and_said(tmp_path: Path) -> None:
    found = rows(tmp_path, "Namn;Text\nÅsa Öberg;Hål på vägen – ”nu”\nAli;Hej\n".encode("cp1252"))
    assert [row.fields for row in found[1:]] == [
        ("Åsa Öberg", "Hål på vägen – ”nu”"),
        ("Ali", "Hej"),
    ]
    assert [row.repaired for row in found] == [False, True, False]


def test_one_bad_byte_in_utf_8_does_not_turn_the_row_into_mojibake(tmp_path: Path) -> None:
    found = rows(tmp_path, "a,b\nÅsa,å\xe4\n".encode().replace("ä".encode(), b"\xe4"))
    assert found[1].fields == ("Åsa", "å\ufffd")
    assert found[1].repaired


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_other_encodings_are_refused(tmp_path: Path, encoding: str) -> None:
    with pytest.raises(PieceError) as error:
        rows(tmp_path, "Namn,Text\nÅsa,Hej\n".encode(encoding))
    assert error.value.reason is Reason.NOT_UTF8
    assert read_header("Namn,Text\n".encode(encoding)) == ()


def test_nul_and_surrogates_in_a_field_do_no_harm(tmp_path: Path) -> None:
    found = rows(tmp_path, b"aa,bb\n\x00x,\xed\xa0\x80\n")
    assert found[1].fields[0] == "\x00x"
    "".join(found[1].fields).encode()


@pytest.mark.parametrize("broken", [b'"never closed,2', b'"closed"early,2', b'1,"'])
def test_a_row_with_a_broken_quotation_mark_is_a_fault_and_the_rest_is_read(
    tmp_path: Path, broken: bytes
) -> None:
    found = rows(tmp_path, b"a,b\n1,2\n" + broken + b'\n3,"4"\n5,6\n')
    assert [row.fields for row in found] == [("a", "b"), ("1", "2"), (), ("3", "4"), ("5", "6")]
    assert found[2].fault is Reason.NOT_TABLE
    assert (found[2].start, found[2].length) == (8, len(broken))


def test_a_field_of_40_mb_is_a_fault_and_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(b'a,b\n1,"' + b"x,\n" * (40 << 20 >> 1) + b'"\n3,4\n')
    tracemalloc.start()
    try:
        found = list(read_rows(path))
        assert tracemalloc.get_traced_memory()[1] < 1 << 20
    finally:
        tracemalloc.stop()
    assert [row.fault for row in found] == [None, Reason.TOO_LONG, None]
    assert found[2].fields == ("3", "4")


def test_a_row_of_too_many_fields_is_a_fault(tmp_path: Path) -> None:
    most = b"," * (MOST_FIELDS - 1)
    found = rows(tmp_path, b"a,b\n" + most + b"\n" + most + b",\n3,4\n")
    assert [row.fault for row in found] == [None, None, Reason.TOO_COMPLEX, None]


@pytest.mark.parametrize(
    "content",
    [
        b'a,b\n"' + b"x" * (60 << 20),
        b'a,b\n"' + b'""' * (5 << 20),
        b"a,b\n" + b'5",",\n' * 200_000,
        b"a,b\n" + b'"\n' * 200_001,
        b'a,b\n"' + b'","\n' * 200_000,
        b"a,b\n" + b'"x\n' * 200_000,
    ],
    ids=["unclosed", "doubled", "odd", "alone", "pairs", "begun"],
)
def test_quotation_marks_made_to_cost_time_are_over_soon(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(content)
    started = time.process_time()
    for row in read_rows(path):
        assert row.length >= 0
    assert time.process_time() - started < 20


def test_a_header_is_read_from_the_first_bytes_alone() -> None:
    assert read_header(b'\xef\xbb\xbfDatum;"Text; hel";Namn\r\n1;2') == (
        "Datum",
        "Text; hel",
        "Namn",
    )
    assert read_header("Ärende;Text\r\n".encode("cp1252")) == ("Ärende", "Text")
    for nothing in (b"", b"\x00\x01", b"abc", b'"a,b', b"\xff\xfea\x00"):
        assert read_header(nothing) == ()


@pytest.mark.parametrize("window", [1, 2, 3, 5])
def test_what_is_read_does_not_hang_on_how_much_is_looked_at_in_one_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, window: int
) -> None:
    content = b'a,b\n"x""""y,\n""",z\r\n"",\n"never closed\n1,22\n'
    expected = rows(tmp_path, content)
    monkeypatch.setattr(csv_pieces, "WINDOW", window)
    assert rows(tmp_path, content) == expected
    assert [row.fields for row in expected[1:3]] == [('x""y,\n"', "z"), ("", "")]


@given(st.lists(st.sampled_from([*'",;\r\n\tab\x00', "\r\n", '""', "å"]), max_size=40).map("".join))
def test_no_byte_is_lost_whatever_the_bytes(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    content = b"x,y\n" + text.encode()
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(content)
    at = 0
    for row in read_rows(path):
        assert not content[at : row.start].strip(b"\r\n")
        assert (row.fault is None) == bool(row.fields)
        at = row.start + row.length
    assert not content[at:].strip(b"\r\n")


WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=8)


@given(
    st.lists(st.lists(WORDS, min_size=3, max_size=3), min_size=1, max_size=6),
    st.sampled_from(["\r\n", "\n", "\r"]),
)
def test_what_python_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, table: list[list[str]], end: str
) -> None:
    written = io.StringIO(newline="")
    out = csv.writer(written, lineterminator=end, quoting=csv.QUOTE_ALL)
    out.writerows([["ett", "två", "tre"], *table])
    path = tmp_path_factory.getbasetemp() / "round.csv"
    path.write_bytes(written.getvalue().encode())
    found = list(read_rows(path))
    assert [list(row.fields) for row in found[1:]] == table
    content = path.read_bytes()
    for row in found:
        original = content[row.start : row.start + row.length].decode()
        assert next(csv.reader(io.StringIO(original, newline=""))) == list(row.fields)
