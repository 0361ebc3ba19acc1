"""What has been taken in, a batch at a time, and the report that is kept with each."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from diarium.batches import TakenIn, list_batches, read_batch, read_completeness
from diarium.database import reading
from diarium.errors import AlteredError, UsageError
from diarium.tables import BATCH_VISIBLE, FILE
from diarium.verify import check_archive
from tests.diarium.desk import Desk, line, write
from tests.diarium.gallrat import COMMENTS, gallra_all, take_in_plan
from tests.diarium.taken_in import add_forum


def listed(desk: Desk) -> list[TakenIn]:
    with reading(desk.engine) as session:
        found = list_batches(session)
        assert [read_batch(session, each.id) for each in found] == found
    return found


def test_the_report_that_is_kept_is_the_one_that_was_told(desk: Desk) -> None:
    path = write(desk.folder / "in.jsonl", [line(1), line(2), line(1)])
    path.write_bytes(path.read_bytes() + b"{\n")
    told = desk.take_in_file(path)
    (batch,) = listed(desk)
    assert read_completeness(desk.files, batch) == told
    assert (batch.name, batch.format, batch.namnder) == ("in.jsonl", "jsonl", ("KS",))
    assert (batch.messages, batch.duplicates, batch.unreadable) == (3, 1, 1)
    assert told.unreadable_count == 1
    with reading(desk.engine) as session:
        known = select(FILE.c.media_type).where(FILE.c.sha256 == batch.report_sha256)
        assert session.execute(known).scalar_one() == "application/json"
    assert list(check_archive(desk.engine, desk.files)) == []


def test_a_batch_without_messages_belongs_to_whom_it_was_handed_in_for(desk: Desk) -> None:
    add_forum(desk.engine, desk.now, "sbn-x", "SBN")
    path = desk.folder / "in.jsonl"
    path.write_bytes(b'{"channel": 1}\n')
    desk.take_in_file(path)
    desk.take_in_file(path, "sbn-x")
    assert [(each.account, each.namnder) for each in listed(desk)] == [
        (None, ("KS",)),
        ("sbn-x", ("SBN",)),
    ]


def test_a_batch_belongs_to_every_namnd_whose_messages_it_holds(desk: Desk) -> None:
    add_forum(desk.engine, desk.now, "sbn-x", "SBN")
    desk.take_in([line(1), line(2, account="sbn-x")])
    assert [each.namnder for each in listed(desk)] == [("KS", "SBN")]


def test_a_batch_that_is_not_there_is_told(desk: Desk) -> None:
    with reading(desk.engine) as session, pytest.raises(UsageError, match="no batch 17"):
        read_batch(session, 17)


def test_a_report_that_is_gone_is_told_of_and_not_made_up(desk: Desk) -> None:
    desk.take_in([line(1)])
    (batch,) = listed(desk)
    desk.files.path_of(batch.report_sha256).unlink()
    with pytest.raises(AlteredError):
        read_completeness(desk.files, batch)


def test_the_report_is_gallrat_with_the_last_message_of_its_batch(desk: Desk) -> None:
    add_forum(desk.engine, desk.now)
    comment = {"channel": "comment", "text": "Fint!"}
    desk.take_in([line(1, **comment)], "ks-facebook")
    desk.take_in([line(2, **comment), line(3)], "ks-facebook")
    later = desk.now + timedelta(days=4 * 366)
    take_in_plan(desk.engine, later, (COMMENTS,))
    gallra_all(desk.engine, desk.files, later)
    first, second = listed(desk)
    assert (first.name, first.messages) == ("", 1)
    assert read_completeness(desk.files, first) is None
    report = read_completeness(desk.files, second)
    assert report is not None
    assert report.found == 2
    with reading(desk.engine) as session:
        assert len(session.execute(select(BATCH_VISIBLE.c.id)).all()) == 2
    assert list(check_archive(desk.engine, desk.files)) == []
