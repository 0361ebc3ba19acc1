from datetime import datetime

import pytest
from sqlalchemy import Engine

from diarium.database import reading, writing
from diarium.decisions import SkipGround, decision_history, explain, skip_message
from diarium.errors import RefusedError
from diarium.files import FileStore
from diarium.messages import read_message
from diarium.records import DecisionOutcome
from diarium.register import Registration, register_message
from tests.diarium.taken_in import take_in


def register(engine: Engine, message: int, now: datetime, arende: str | None = None) -> str:
    with writing(engine) as session:
        wish = Registration(arende=arende)
        return register_message(session, message, wish, "anna", now).beteckning


@pytest.fixture
def message(engine: Engine, files: FileStore, now: datetime) -> int:
    return take_in(engine, files, [{"text": "När öppnar badet?"}], now)[0]


def test_a_skip_keeps_its_ground_and_the_decision_before_it(
    engine: Engine, message: int, now: datetime
) -> None:
    with writing(engine) as session:
        skip_message(session, message, SkipGround.LITTLE_IMPORTANCE, "anna", now)
    with reading(engine) as session:
        before, after = decision_history(session, message)
        told = explain(session, message)
    assert (before.rule, before.outcome) == ("R60-in-service", DecisionOutcome.PROPOSE)
    assert (after.rule, after.by, after.outcome) == ("person", "anna", DecisionOutcome.SKIP)
    assert "5 kap. 1 § fjärde stycket" in after.ground
    assert (
        told.splitlines()[1] == "1. 2026-07-01 10:00: förslag att registrera, regel R60-in-service"
    )
    assert told.splitlines()[3] == "2. 2026-07-01 10:00: registreras inte, anna (gäller)"


def test_what_may_be_secret_is_kept_ordered_only_when_a_person_finds_that_it_is_not(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    message = take_in(engine, files, [{"text": "jag har fått en diagnos"}], now)[0]
    with pytest.raises(RefusedError, match="may hold secret data"), writing(engine) as session:
        skip_message(session, message, SkipGround.KEPT_ORDERED, "anna", now)
    with writing(engine) as session:
        done = skip_message(
            session, message, SkipGround.KEPT_ORDERED, "anna", now, no_sekretess=True
        )
    assert "ingen uppgift som omfattas av sekretess" in done.ground
    assert "5 kap. 1 § tredje stycket" in done.ground


def test_what_is_registered_cannot_be_skipped(engine: Engine, message: int, now: datetime) -> None:
    register(engine, message, now)
    with pytest.raises(RefusedError, match="is registered"), writing(engine) as session:
        skip_message(session, message, SkipGround.LITTLE_IMPORTANCE, "anna", now)


def test_what_was_skipped_may_be_registered_after_all(
    engine: Engine, message: int, now: datetime
) -> None:
    with writing(engine) as session:
        skip_message(session, message, SkipGround.LITTLE_IMPORTANCE, "anna", now)
    register(engine, message, now)
    with reading(engine) as session:
        assert read_message(session, message).decision.outcome is DecisionOutcome.REGISTER
