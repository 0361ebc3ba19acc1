"""The elements of an array in JSON are found whatever the file holds, and nothing else is."""

import contextlib
import json
import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diarium.intake.json_pieces import Element, read_array, read_inner, read_rest
from diarium.intake.raw import PieceError, Reason, Unreadable
from diarium.intake.strict_json import LONGEST, MOST_VALUES

anything = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
blanks = st.text(" \t\r\n", max_size=3)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text() | st.sampled_from(['"', "\\", "[", "]}", '\\"', ",", "{", "å😀"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


def written(folder: Path, content: bytes) -> Path:
    path = folder / "in.json"
    path.write_bytes(content)
    return path


def read(folder: Path, content: bytes, *keys: str) -> list[object]:
    """Return the value of each element, and the reason and number of what cannot be read."""
    return [
        each.value if isinstance(each, Element) else (each.reason, each.place, each.field)
        for each in read_array(written(folder, content), *keys)
    ]


@anything
@given(st.lists(values), st.sampled_from([None, 0, 1]), st.booleans())
def test_the_elements_of_any_array_are_those_that_json_finds(
    tmp_path: Path, array: list[object], indent: int | None, plain: bool
) -> None:
    content = json.dumps(array, indent=indent, ensure_ascii=plain).encode()
    found = list(read_array(written(tmp_path, content)))
    pieces = [each for each in found if isinstance(each, Element)]
    assert [each.value for each in pieces] == array
    assert [each.number for each in pieces] == list(range(1, len(array) + 1))
    parts = [content[each.start : each.start + each.length] for each in pieces]
    assert [json.loads(part) for part in parts] == array
    assert list(read_inner(content)) == found == pieces


@anything
@given(st.dictionaries(st.text(), values), st.lists(values), blanks)
def test_an_array_is_found_anywhere_in_an_object_and_the_rest_beside_it(
    tmp_path: Path, others: dict[str, object], array: list[object], blank: str
) -> None:
    whole: dict[str, object] = {**others, "här är": array, "sist": {"här är": []}}
    content = (blank + json.dumps(whole) + blank).encode()
    assert read(tmp_path, content, "här är") == array
    del whole["här är"]
    assert read_rest(written(tmp_path, content), "här är") == whole


@anything
@given(st.lists(st.lists(values)), st.integers(min_value=0), st.binary(max_size=3))
def test_a_cut_array_gives_its_whole_elements_and_tells_of_the_end(
    tmp_path: Path, array: list[list[object]], cut: int, junk: bytes
) -> None:
    content = json.dumps(array).encode()
    content = content[: cut % len(content)]
    *pieces, end = read_array(written(tmp_path, content))
    assert [each.value for each in pieces if isinstance(each, Element)] == array[: len(pieces)]
    assert isinstance(end, Unreadable)
    assert end.place in {0, len(pieces) + 1}
    list(read_array(written(tmp_path, content + junk)))


@anything
@given(st.binary(max_size=200) | st.text('[]{}",:\\1a ', max_size=60).map(str.encode))
def test_any_bytes_end_in_elements_or_reasons(tmp_path: Path, content: bytes) -> None:
    path = written(tmp_path, content)
    for keys in ((), ("a",), ("a", "b")):
        for each in read_array(path, *keys):
            assert isinstance(each, Element | Unreadable)
            if isinstance(each, Element):
                assert json.loads(content[each.start : each.start + each.length]) == each.value
    with contextlib.suppress(PieceError):
        assert isinstance(read_rest(path, "a"), dict)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", (Reason.NOT_JSON, 0, "")),
        (b"  ", (Reason.NOT_JSON, 0, "")),
        (b"hej", (Reason.NOT_JSON, 0, "")),
        (b"[1]", (Reason.NOT_OBJECT, 0, "")),
        (b"{}", (Reason.FIELD_MISSING, 0, "m")),
        (b'{"n": 1}', (Reason.FIELD_MISSING, 0, "m")),
        (b'{"m": {}}', (Reason.FIELD_WRONG, 0, "m")),
        (b'{"m": null}', (Reason.FIELD_WRONG, 0, "m")),
        (b'{"m"', (Reason.NOT_JSON, 0, "")),
        (b'{"n": [1', (Reason.NOT_JSON, 0, "")),
        ('{"m": [1]}'.encode("utf-16"), (Reason.NOT_UTF8, 0, "")),
        ('{"m": [1]}'.encode("utf-16-le"), (Reason.NOT_UTF8, 0, "")),
        ('{"m": [1]}'.encode("utf-16-be"), (Reason.NOT_UTF8, 0, "")),
    ],
)
def test_a_file_without_the_array_is_told_as_a_whole(
    tmp_path: Path, content: bytes, expected: tuple[Reason, int, str]
) -> None:
    assert read(tmp_path, content, "m") == [expected]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b'{"m": [1], "m": [2]}', (Reason.REPEATED_KEY, 0, "m")),
        (b'{"m": [1], "\\u006d": [2]}', (Reason.REPEATED_KEY, 0, "m")),
        (b'{"m": [1]} och mer', (Reason.NOT_JSON, 0, "")),
        (b'{"m": [1] 2}', (Reason.NOT_JSON, 0, "")),
        (b'{"m": [1], hej', (Reason.NOT_JSON, 0, "")),
        (b'{"m": [1,]}', (Reason.NOT_JSON, 2, "")),
        (b'{"m": [1, hej]}', (Reason.NOT_JSON, 2, "")),
        (b'{"m": [1, NaN]}', (Reason.NOT_JSON, 2, "")),
        (b'{"m": [1, "\xe5"]}', (Reason.NOT_UTF8, 2, "")),
        (b'{"m": [1, {"a": 1, "a": 2}]}', (Reason.REPEATED_KEY, 2, "")),
        (b'{"m": [1, {"a": 1]}', (Reason.NOT_JSON, 2, "")),
        (b'{"m": [1}}', (Reason.NOT_JSON, 2, "")),
        (b'{"m": [1, {"a": "', (Reason.NOT_JSON, 2, "")),
        (b'{"m": [1, ' + b"9" * 5_000 + b"]}", (Reason.NOT_JSON, 2, "")),
        (b'{"m": [1, ' + b"[" * 100_000 + b"]" * 100_000 + b"]}", (Reason.TOO_DEEP, 2, "")),
        (b'{"m": [1, [' + b"0," * MOST_VALUES + b"0]]}", (Reason.TOO_COMPLEX, 2, "")),
    ],
)
def test_what_is_wrong_after_a_whole_element_hides_it_not(
    tmp_path: Path, content: bytes, fault: tuple[Reason, int, str]
) -> None:
    assert read(tmp_path, content, "m") == [1, fault]


def test_what_follows_a_broken_element_is_read(tmp_path: Path) -> None:
    content = b'[1, {"a": x}, "\xff", 4]'
    assert read(tmp_path, content) == [
        1, (Reason.NOT_JSON, 2, ""), (Reason.NOT_UTF8, 3, ""), 4,
    ]  # fmt: skip


@pytest.mark.parametrize("broken", [b'"a": "x', b'"a": x"', b'"a: "x"', b'"a": "x\\"', b"\\"])
def test_a_quotation_mark_lost_or_too_many_costs_one_element_not_all_that_follow(
    tmp_path: Path, broken: bytes
) -> None:
    content = b'[\n{\n"b": "[1"\n},\n{\n%b\n},\n{\n"c": "]"\n},\n4]' % broken
    assert read(tmp_path, content) == [{"b": "[1"}, (Reason.NOT_JSON, 2, ""), {"c": "]"}, 4]


def test_a_byte_order_mark_and_a_start_after_other_text_are_passed(tmp_path: Path) -> None:
    assert read(tmp_path, b"\xef\xbb\xbf [1]") == [1]
    path = written(tmp_path, b"window.YTD.x = [1, 22]")
    found = [each for each in read_array(path, start=15) if isinstance(each, Element)]
    assert [(each.start, each.length, each.value) for each in found] == [(16, 1, 1), (19, 2, 22)]


def test_elements_within_bytes_tell_where_they_lie_in_their_file() -> None:
    found = list(read_inner(b'{"m": [1, {"n": 2}]}', "m", start=100))
    assert found == [Element(1, 107, 1, 1), Element(2, 110, 8, {"n": 2})]


def test_only_an_object_has_fields(tmp_path: Path) -> None:
    thing, number = read_array(written(tmp_path, b'[{"a": 1}, 2]'))
    assert isinstance(thing, Element)
    assert isinstance(number, Element)
    assert thing.fields == {"a": 1}
    with pytest.raises(PieceError) as refused:
        _ = number.fields
    assert refused.value.reason is Reason.NOT_OBJECT


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"[1]", Reason.NOT_OBJECT),
        (b'{"n": NaN}', Reason.NOT_JSON),
        (b'{"n": 1, "n": 2}', Reason.REPEATED_KEY),
        (b'{"n": "' + b"x" * LONGEST + b'"}', Reason.TOO_LONG),
        (b"{" + b",".join(b'"%d":0' % n for n in range(10_002)) + b"}", Reason.TOO_COMPLEX),
    ],
)
def test_a_rest_beyond_the_limits_is_refused(
    tmp_path: Path, content: bytes, reason: Reason
) -> None:
    with pytest.raises(PieceError) as refused:
        read_rest(written(tmp_path, content), "m")
    assert refused.value.reason is reason


def test_the_rest_of_a_cut_file_is_what_stands_before_the_cut(tmp_path: Path) -> None:
    content = b'{"title": "x", "m": [1, 2'
    assert read_rest(written(tmp_path, content), "m") == {"title": "x"}


def test_an_element_of_40_mb_is_reported_and_the_next_one_read(tmp_path: Path) -> None:
    content = b'[{"a": "' + b"x" * (40 << 20) + b'"}, 2]'
    path = written(tmp_path, content)
    del content
    tracemalloc.start()
    try:
        assert [getattr(each, "reason", None) for each in read_array(path)] == [
            Reason.TOO_LONG, None,
        ]  # fmt: skip
        assert tracemalloc.get_traced_memory()[1] < 1 << 20
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_number_of_elements(tmp_path: Path) -> None:
    path = tmp_path / "big.json"
    with path.open("wb") as stream:
        stream.write(b'{"m": [0')
        for _ in range(20):
            stream.write(b',{"text": "%b"}' % (b"\\u00c3\\u00a5 " * 20) * 500)
        stream.write(b'], "title": "x"}')
    tracemalloc.start()
    try:
        assert read_rest(path, "m") == {"title": "x"}
        assert sum(isinstance(each, Element) for each in read_array(path, "m")) == 10_001
        assert tracemalloc.get_traced_memory()[1] < 1 << 20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "hostile",
    [b'\\"', b'"', b"[", b"{", b'{"a":', b"\\", b"[]", b'"a":[],', b'"a",', b"]", b'",', b'"\\",'],
)
def test_time_grows_with_the_size_and_no_faster(tmp_path: Path, hostile: bytes) -> None:
    """Ten times the bytes may take ten times as long, not a hundred times."""

    def took(size: int) -> float:
        path = written(tmp_path, b'[{"' + hostile * (size // len(hostile)))
        started = time.process_time()
        for keys in ((), ("a",)):
            for _ in read_array(path, *keys):
                pass
        return time.process_time() - started

    small, large = max(took(40_000), 0.005), took(400_000)
    assert large < 40 * small
