"""What others write elsewhere: listed apart, passed on without being registered, gallrat apart."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from diarium.database import reading, writing
from diarium.decisions import SkipGround, skip_message
from diarium.duties import Terms
from diarium.errors import RefusedError, UsageError
from diarium.files import FileStore
from diarium.forwards import Passing
from diarium.gallring_due import list_due
from diarium.journal import read_last_event
from diarium.klassificering_file import PlanLine
from diarium.message_records import DecisionOutcome
from diarium.messages import read_message
from diarium.omvarld import list_mentions, record_passing
from diarium.overdue import find_register_duties
from diarium.records import AppliesTo
from diarium.register import Registration, register_message
from diarium.verify import check_archive
from tests.diarium.gallrat import COMMENTS, DECISION, TRIFLES, gallra_all, take_in_plan
from tests.diarium.taken_in import add_forum, take_in

WATCHED = replace(
    COMMENTS, code="1.4.9", handlingstyp="Mediebevakning", applies_to=AppliesTo.OMVARLD, years=1
)
SECRET = "ett hemligt tillägg"


def found(engine: Engine, files: FileStore, now: datetime, *texts: str) -> list[int]:
    """Take in what others wrote elsewhere."""
    lines: list[dict[str, object]] = [
        {"id": f"o{n}", "channel": "omvarld", "text": text} for n, text in enumerate(texts)
    ]
    return take_in(engine, files, lines, now, namnd="KS")


def pass_on(engine: Engine, message: int, now: datetime, to: str = "Kim Ek") -> None:
    with writing(engine) as session:
        record_passing(session, message, Passing(to=to, sent=now, note=SECRET), "anna", now)


def test_what_is_passed_on_is_noted_and_stays_unregistered(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    [number] = found(engine, files, now, "Kommunen svarar inte")
    pass_on(engine, number, now)
    with reading(engine) as session:
        event = read_last_event(session)
        assert event is not None
        assert (event.kind, event.subject) == ("message.forwarded", f"message {number}")
        [mention] = list_mentions(session, "KS")
        assert [(each.recipient, each.by) for each in mention.passed] == [("Kim Ek", "anna")]
        assert read_message(session, number).decision.outcome is DecisionOutcome.SKIP
        assert list(find_register_duties(session, Terms(), None)) == []
    assert list(check_archive(engine, files)) == []


def test_what_was_written_to_the_municipality_is_not_listed_and_not_passed_on_so(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    [direct] = take_in(engine, files, [{"id": "d", "text": "Hej"}], now, namnd="KS")
    with reading(engine) as session:
        assert list_mentions(session) == []
    with pytest.raises(RefusedError, match="register it"):
        pass_on(engine, direct, now)


def test_what_is_registered_or_gallrat_or_passed_on_already_is_refused(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    first, second, third = found(engine, files, now, "Ett", "Två", "Tre")
    pass_on(engine, first, now)
    with pytest.raises(RefusedError, match="already"):
        pass_on(engine, first, now + timedelta(hours=1), "KIM  ek")
    with writing(engine) as session:
        register_message(session, second, Registration(), "anna", now)
    with pytest.raises(RefusedError, match="KS/2026:1-1"):
        pass_on(engine, second, now)
    take_in_plan(engine, now, (WATCHED,))
    later = now.replace(year=2029)
    assert gallra_all(engine, files, later) == [str(first), str(third)]
    with pytest.raises(RefusedError, match=DECISION):
        pass_on(engine, third, later)


def test_a_moment_that_has_not_come_is_refused(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    [number] = found(engine, files, now, "Ett")
    tomorrow = Passing(to="Kim Ek", sent=now + timedelta(days=1))
    with writing(engine) as session, pytest.raises(UsageError, match="--sent"):
        record_passing(session, number, tomorrow, "anna", now)


def test_it_has_a_gallringsfrist_of_its_own_and_no_other(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    add_forum(engine, now)
    watched, trifle = found(engine, files, now, "Ett", "Två")
    [comment] = take_in(
        engine, files, [{"id": "c", "channel": "comment", "text": "Fint"}], now,
        account="ks-facebook",
    )  # fmt: skip
    with writing(engine) as session:
        skip_message(session, trifle, SkipGround.LITTLE_IMPORTANCE, "anna", now)

    def due(*lines: PlanLine) -> list[str]:
        take_in_plan(engine, now, lines)
        with reading(engine) as session:
            return [each.number for each in list_due(session, "KS", date(2028, 1, 1))]

    others = replace(COMMENTS, years=1), TRIFLES
    assert due(*others) == [str(comment)]
    assert due(WATCHED) == [str(watched), str(trifle)]
    assert due(replace(WATCHED, years=2)) == []


def test_a_gallring_takes_what_was_said_with_it_too(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    [number] = found(engine, files, now, "Ett")
    pass_on(engine, number, now)
    take_in_plan(engine, now, (WATCHED,))
    later = now.replace(year=2029)
    assert gallra_all(engine, files, later) == [str(number)]
    with reading(engine) as session:
        [mention] = list_mentions(session)
        assert [(each.recipient, each.note) for each in mention.passed] == [("Kim Ek", None)]
    assert list(check_archive(engine, files)) == []
