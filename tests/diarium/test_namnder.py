"""Nämnder are added once, with an organisationsnummer that can be one."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from diarium.database import reading, writing
from diarium.errors import RefusedError, UsageError
from diarium.journal import read_last_event
from diarium.journal_checks import check_rows
from diarium.namnder import add_namnd, list_namnder, only_namnd, read_namnd
from diarium.orgnr import format_orgnr
from diarium.records import Namnd

SOCIAL = Namnd(code="sn", name=" Socialnämnden ", orgnr="2120002882", series="soc")


def test_a_namnd_is_written_with_capitals_and_hyphen(engine: Engine, now: datetime) -> None:
    expected = Namnd(code="SN", name="Socialnämnden", orgnr="212000-2882", series="SOC")
    with writing(engine) as session:
        assert add_namnd(session, SOCIAL, "me", now) == expected
    with reading(engine) as session:
        assert read_namnd(session, " sn ") == expected
        assert [namnd.code for namnd in list_namnder(session)] == ["KS", "SBN", "SN"]
        event = read_last_event(session)
        assert event is not None
        assert (event.kind, event.subject, event.by) == ("namnd.added", "SN", "me")
        assert list(check_rows(session)) == []


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        (Namnd(code="KS", name="", orgnr="212000-2882", series=""), "there is a nämnd KS already"),
        (Namnd(code="X", name="", orgnr="212000-2882", series="KS"), "belongs to nämnd KS"),
    ],
)
def test_a_code_or_series_that_is_taken_is_refused(
    engine: Engine, now: datetime, wish: Namnd, message: str
) -> None:
    with pytest.raises(RefusedError, match=message), writing(engine) as session:
        add_namnd(session, wish, "me", now)
    with reading(engine) as session:
        assert len(list_namnder(session)) == 2


@pytest.mark.parametrize("code", ["", "K S", "Å", "../X", "1KS", "A" * 13, "K/S"])
def test_a_code_that_cannot_stand_in_a_number_is_refused(
    sqlite_engine: Engine, now: datetime, code: str
) -> None:
    wish = Namnd(code=code, name="", orgnr="212000-2882", series="Z")
    refused = pytest.raises(UsageError, match="cannot be a nämnd's code")
    with refused, writing(sqlite_engine) as session:
        add_namnd(session, wish, "me", now)


def test_an_unknown_namnd_is_told_with_those_there_are(sqlite_engine: Engine) -> None:
    with reading(sqlite_engine) as session:
        with pytest.raises(UsageError, match="no nämnd XX; there are: KS, SBN"):
            read_namnd(session, "XX")
        with pytest.raises(UsageError, match="--namnd; there are: KS, SBN"):
            only_namnd(session)


@pytest.mark.parametrize("written", ["212000-2882", "2120002882", " 162120002882 "])
def test_an_organisationsnummer_is_written_in_one_way(written: str) -> None:
    assert format_orgnr(written) == "212000-2882"


@pytest.mark.parametrize(
    "written", ["", "212000-288", "212000_2882", "811218-9876", "\uff1212000-2882", "212000-2882x"]
)
def test_what_is_no_organisationsnummer_is_refused_and_not_repeated(written: str) -> None:
    with pytest.raises(ValueError, match="digit") as caught:
        format_orgnr(written)
    assert not written or written not in str(caught.value)


@given(st.integers(0, 9), st.integers(0, 9))
def test_one_wrong_digit_is_always_found(place: int, digit: int) -> None:
    right = "2120002882"
    wrong = right[:place] + str(digit) + right[place + 1 :]
    if wrong == right:
        assert format_orgnr(wrong) == "212000-2882"
    else:
        with pytest.raises(ValueError, match="digit"):
            format_orgnr(wrong)
