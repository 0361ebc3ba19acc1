from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from diarium.database import reading, writing
from diarium.decisions import (
    SkipGround,
    count_outcomes,
    decision_history,
    sample_skipped,
    skip_message,
)
from diarium.errors import RefusedError, UsageError
from diarium.explanations import explain
from diarium.files import FileStore
from diarium.journal import read_last_event
from diarium.makulering import makulera_handling
from diarium.message_records import DecisionOutcome
from diarium.messages import list_messages, read_message
from diarium.register import Registration, register_message
from tests.diarium.taken_in import add_forum, take_in


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
    lines = told.splitlines()
    assert lines[0] == f"Meddelande {message}, tillgängligt 2026-06-30 10:00"
    assert lines[1] == "Ord som tyder på: kan vara en fråga: ”När öppnar”, ”?”"
    assert lines[2] == "1. 2026-07-01 10:00: förslag att registrera, regel R60-in-service"
    assert lines[4] == "2. 2026-07-01 10:00: registreras inte, anna (gäller)"
    assert lines[6] == "   Dessförinnan: förslag att registrera"


def test_every_decision_in_a_row_is_told_with_what_stood_before_it(
    engine: Engine, message: int, now: datetime
) -> None:
    with writing(engine) as session:
        skip_message(session, message, SkipGround.LITTLE_IMPORTANCE, "anna", now)
        skip_message(session, message, SkipGround.KEPT_ORDERED, "bo", now + timedelta(hours=1))
    first = register(engine, message, now + timedelta(hours=2))
    with writing(engine) as session:
        makulera_handling(session, first, "Fel nämnd", "bo", now + timedelta(hours=3))
    second = register(engine, message, now + timedelta(hours=4))
    with reading(engine) as session:
        told = explain(session, message).splitlines()[2:]
    assert [line for line in told if line[0].isdigit()] == [
        "1. 2026-07-01 10:00: förslag att registrera, regel R60-in-service",
        "2. 2026-07-01 10:00: registreras inte, anna",
        "3. 2026-07-01 11:00: registreras inte, bo",
        "4. 2026-07-01 12:00: registrerad, anna",
        "5. 2026-07-01 13:00: ska prövas av en person, bo",
        "6. 2026-07-01 14:00: registrerad, anna (gäller)",
    ]
    assert [line.strip() for line in told if "Dessförinnan" in line] == [
        "Dessförinnan: förslag att registrera",
        "Dessförinnan: registreras inte",
        "Dessförinnan: registreras inte",
        "Dessförinnan: registrerad",
        "Dessförinnan: ska prövas av en person",
    ]
    grounds = [line for line in told if line.startswith("   ") and "Dessförinnan" not in line]
    assert len(grounds) == 6
    assert all("§" in ground for ground in grounds)
    assert f"Registreringen {first} är makulerad" in grounds[4]
    assert f"Registrerad som {second}" in grounds[5]


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


def test_a_duplicate_is_explained_by_the_first_one_and_its_dnr(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    same: dict[str, object] = {"id": "a", "text": "Mitt nummer är 811228-9874"}
    first, second = take_in(engine, files, [same, same], now)
    with reading(engine) as session:
        assert f"Samma som meddelande {first}, inte registrerat" in explain(session, second)
    dnr = register(engine, first, now)
    with reading(engine) as session:
        told = explain(session, second)
    assert f"Samma som meddelande {first}, registrerat som {dnr}" in told
    assert "811228" not in told


@pytest.fixture
def comments(engine: Engine, files: FileStore, now: datetime) -> list[int]:
    """Return twelve comments in an open forum that are skipped by rule."""
    add_forum(engine, now)
    said: list[dict[str, object]] = [
        {"channel": "comment", "text": f"Fint {n}!"} for n in range(12)
    ]
    return take_in(engine, files, said, now, account="ks-facebook")


def test_a_sample_is_of_what_a_rule_skipped_and_is_the_same_for_the_same_seed(
    engine: Engine, files: FileStore, comments: list[int], now: datetime
) -> None:
    take_in(engine, files, [{"text": "I tjänsten"}], now, account="ks-facebook")
    with reading(engine) as session:
        chosen = [each.id for each in sample_skipped(session, 5, 7)]
        assert chosen == [each.id for each in sample_skipped(session, 5, 7)]
        others = {tuple(m.id for m in sample_skipped(session, 5, seed)) for seed in range(9)}
        assert [each.id for each in sample_skipped(session, 99, 1)] == comments
    assert len(set(chosen)) == 5
    assert set(chosen) <= set(comments)
    assert len(others) > 1


def test_what_a_person_has_tried_is_sampled_no_more_and_the_trial_is_recorded(
    engine: Engine, comments: list[int], now: datetime
) -> None:
    with writing(engine) as session:
        skip_message(session, comments[0], SkipGround.KEPT_ORDERED, "anna", now)
    register(engine, comments[1], now)
    with reading(engine) as session:
        left = [each.id for each in sample_skipped(session, 99, 1)]
        history = decision_history(session, comments[0])
        event = read_last_event(session)
    assert left == comments[2:]
    assert [(d.rule, d.outcome) for d in history] == [
        ("R70-open-forum", DecisionOutcome.SKIP), ("person", DecisionOutcome.SKIP),
    ]  # fmt: skip
    assert event is not None
    assert event.kind == "handling.registered"


def test_a_sample_of_none_is_refused(engine: Engine, comments: list[int]) -> None:
    del comments
    with pytest.raises(UsageError, match="at least one"), reading(engine) as session:
        sample_skipped(session, 0, 1)


def test_every_message_ends_in_exactly_one_standing_decision(
    engine: Engine, comments: list[int], now: datetime
) -> None:
    with writing(engine) as session:
        skip_message(session, comments[0], SkipGround.KEPT_ORDERED, "anna", now)
        skip_message(session, comments[0], SkipGround.LITTLE_IMPORTANCE, "bo", now)
    with reading(engine) as session:
        found = list_messages(session)
        counted = count_outcomes(session)
    assert [each.id for each in found] == comments
    assert sum(counted.values()) == len(found)
    assert found[0].decision.by == "bo"
