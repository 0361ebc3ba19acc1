"""Fields of JSON are taken as the types they should be, or the fault is named."""

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from diarium.intake import json_fields
from diarium.intake.raw import PieceError, Reason

NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)
JUNE = datetime(2026, 6, 30, 12, 5, tzinfo=UTC)
READERS: list[Callable[[json_fields.Fields, str], object]] = [
    json_fields.text,
    json_fields.identifier,
    json_fields.flag,
    json_fields.count,
    json_fields.mapping,
    json_fields.objects,
]


def fault(read: Callable[[], object]) -> tuple[Reason, str]:
    with pytest.raises(PieceError) as caught:
        read()
    return caught.value.reason, caught.value.field


@pytest.mark.parametrize("read", READERS)
def test_null_is_as_good_as_nothing(read: Callable[[json_fields.Fields, str], object]) -> None:
    assert read({"a": None}, "a") == read({}, "a")
    assert not read({}, "a")


@pytest.mark.parametrize("read", READERS)
def test_a_wrong_type_is_named_by_its_field(
    read: Callable[[json_fields.Fields, str], object],
) -> None:
    assert fault(lambda: read({"a": [1.5]}, "a")) == (Reason.FIELD_WRONG, "a")


def test_the_field_is_named_as_the_reader_wants() -> None:
    wrong: json_fields.Fields = {"id": {}}
    assert fault(lambda: json_fields.identifier(wrong, "id", "from.id")) == (
        Reason.FIELD_WRONG,
        "from.id",
    )


def test_an_id_may_be_a_number_but_no_truth_value() -> None:
    assert json_fields.identifier({"id": 17}, "id") == "17"
    assert json_fields.identifier({"id": ""}, "id") is None
    assert fault(lambda: json_fields.identifier({"id": True}, "id"))[0] is Reason.FIELD_WRONG


@pytest.mark.parametrize("number", [-1, True, 1.5, "3", 10**400])
def test_a_count_is_a_whole_number_of_sensible_size(number: object) -> None:
    assert fault(lambda: json_fields.count({"n": number}, "n")) == (Reason.FIELD_WRONG, "n")


def test_what_must_be_there_is_missed_by_name() -> None:
    assert fault(lambda: json_fields.required(None, "mid")) == (Reason.FIELD_MISSING, "mid")
    assert json_fields.required("", "mid") == ""


@pytest.mark.parametrize(
    "number", [1_782_821_100, 1_782_821_100_000, 1_782_821_100.0, "1782821100", "1782821100000"]
)
def test_seconds_and_thousandths_are_told_apart_by_size(number: float | str) -> None:
    assert json_fields.epoch({"t": number}, "t", NOW) == JUNE


@pytest.mark.parametrize(
    "written",
    ["0", "-1", "1", "1e999", "-1e999", "NaN", "253402300799", "253402300799000", "1" + "0" * 400],
)
def test_a_number_that_is_no_possible_moment_is_refused(written: str) -> None:
    value = json.loads(written)
    assert fault(lambda: json_fields.epoch({"t": value}, "t", NOW)) == (
        Reason.TIME_IMPOSSIBLE,
        "t",
    )


@pytest.mark.parametrize("value", [True, "1e9", "", "9" * 5_000, "\u0661", [], {}])
def test_what_is_no_number_is_no_count_of_seconds(value: object) -> None:
    assert fault(lambda: json_fields.epoch({"t": value}, "t", NOW))[0] is Reason.TIME_WRONG


def test_a_written_moment_needs_its_offset() -> None:
    for written in ("2026-06-30T12:05:00Z", "2026-06-30T14:05:00.000+02:00"):
        assert json_fields.moment({"t": written}, "t", NOW) == JUNE


@pytest.mark.parametrize(
    "written", ["2026-06-30T12:05:00", "2026-02-31T12:05:00Z", "igår", "", "2026-06-30"]
)
def test_what_is_no_whole_moment_is_refused(written: str) -> None:
    assert fault(lambda: json_fields.moment({"t": written}, "t", NOW))[0] is Reason.TIME_WRONG


@pytest.mark.parametrize(
    "written",
    ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00", "1989-12-31T00:00:00Z",
     "2026-07-03T00:00:00Z"],
)  # fmt: skip
def test_an_impossible_moment_is_refused(written: str) -> None:
    assert fault(lambda: json_fields.moment({"t": written}, "t", NOW))[0] is Reason.TIME_IMPOSSIBLE
