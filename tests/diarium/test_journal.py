"""The chain: any change of any field breaks it, whatever the database."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from diarium.database import reading, writing
from diarium.journal import append_event, insert_row, read_events
from diarium.journal_digests import GENESIS, RowDigest, chain, digest_event, digest_row
from diarium.records import Event
from diarium.tables import NAMND

MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1)).map(  # noqa: DTZ001  made aware next
    lambda naive: naive.replace(tzinfo=UTC)
)
WORDS = st.text(max_size=12)
HASHES = st.binary(min_size=32, max_size=32).map(bytes.hex)
ROWS = st.lists(
    st.builds(RowDigest, st.sampled_from(["namnd", "file"]), st.integers(1, 9), HASHES), max_size=4
)
Entry = tuple[Event, list[RowDigest]]


@st.composite
def chains(draw: st.DrawFn) -> list[Entry]:
    """Make a journal the way the register writes it."""
    made, previous = list[Entry](), GENESIS
    for seq in range(1, draw(st.integers(2, 6)) + 1):
        at, by, kind, subject = draw(MOMENTS), draw(WORDS), draw(WORDS), draw(WORDS)
        rows = draw(ROWS)
        digest = digest_event(at, by, kind, subject, rows)
        event = Event(
            seq=seq, at=at, by=by, kind=kind, subject=subject, digest=digest,
            previous=previous, hash=chain(previous, seq, digest),
        )  # fmt: skip
        made.append((event, rows))
        previous = event.hash
    return made


def holds(journal: list[Entry]) -> bool:
    """Follow the chain by its definition alone."""
    previous = GENESIS
    for position, (event, rows) in enumerate(journal, 1):
        digest = digest_event(event.at, event.by, event.kind, event.subject, rows)
        linked = event.seq == position and event.previous == previous
        if not linked or event.digest != digest or event.hash != chain(previous, position, digest):
            return False
        previous = event.hash
    return True


@given(chains())
def test_a_journal_as_it_was_written_holds(journal: list[Entry]) -> None:
    assert holds(journal)


@given(chains(), st.data())
def test_any_change_of_any_field_breaks_it(journal: list[Entry], data: st.DataObject) -> None:
    position = data.draw(st.integers(0, len(journal) - 1))
    event, rows = journal[position]
    name = data.draw(st.sampled_from([f.name for f in fields(Event)]))
    match getattr(event, name):
        case int(number):
            other: object = number + data.draw(st.integers(1, 5))
        case datetime() as moment:
            other = moment + timedelta(microseconds=data.draw(st.integers(1, 10**9)))
        case old:
            other = data.draw((HASHES if len(old) == 64 else WORDS).filter(lambda new: new != old))
    journal[position] = replace(event, **{name: other}), rows  # type: ignore[arg-type]
    assert not holds(journal)


@given(chains(), st.data())
def test_an_entry_left_out_before_the_end_or_two_that_changed_places_break_it(
    journal: list[Entry], data: st.DataObject
) -> None:
    position = data.draw(st.integers(0, len(journal) - 2))
    assert not holds(journal[:position] + journal[position + 1 :])
    journal[position], journal[position + 1] = journal[position + 1], journal[position]
    assert not holds(journal)


@given(chains(), st.data())
def test_a_row_added_taken_away_or_exchanged_breaks_it(
    journal: list[Entry], data: st.DataObject
) -> None:
    position = data.draw(st.integers(0, len(journal) - 1))
    event, rows = journal[position]
    other = data.draw(ROWS.filter(lambda new: new != rows))
    journal[position] = event, other
    assert not holds(journal)


@given(chains())
def test_a_tail_that_is_cut_off_cannot_be_seen_from_the_inside(journal: list[Entry]) -> None:
    """The limit that the documentation tells of: a chain cannot miss its own end."""
    assert holds(journal[:-1])


COLUMNS: dict[str, st.SearchStrategy[object]] = {
    "text": st.none() | st.text(max_size=12),
    "number": st.none() | st.integers(-(2**31), 2**31 - 1),
    "flag": st.booleans(),
    "moment": MOMENTS,
    "day": st.none() | st.dates(),
    "salt": st.binary(min_size=16, max_size=16),
}


@given(st.fixed_dictionaries(COLUMNS), st.sampled_from(sorted(COLUMNS)), st.data())
def test_the_digest_of_a_row_covers_every_column_and_the_salt(
    row: dict[str, object], name: str, data: st.DataObject
) -> None:
    other = data.draw(COLUMNS[name].filter(lambda new: new != row[name]))
    assert digest_row({**row, name: other}) != digest_row(row)
    assert digest_row({**row, "id": 99}) == digest_row(row)


def test_the_journal_reads_the_same_from_both_databases(engine: Engine, now: datetime) -> None:
    with reading(engine) as session:
        events = list(read_events(session))
    assert [event.seq for event in events] == [1, 2, 3]
    assert events[0].previous == GENESIS
    assert all(event.at == now for event in events)


def test_what_is_undone_leaves_no_trace(engine: Engine, now: datetime) -> None:
    def fail() -> None:
        with writing(engine) as session:
            row = insert_row(
                session, NAMND, code="X", name="X", orgnr="1", series="X", at=now, by="test"
            )
            append_event(session, "namnd.added", "X", [row], "test", now)
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fail()
    with reading(engine) as session:
        assert len(list(read_events(session))) == 3


def test_a_row_with_a_column_that_there_is_not_is_refused(engine: Engine, now: datetime) -> None:
    with pytest.raises(TypeError, match="namnd has no column"), writing(engine) as session:
        insert_row(session, NAMND, code="X", colour="red", at=now)
