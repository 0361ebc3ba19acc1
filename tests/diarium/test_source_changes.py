"""What is edited or deleted at the source after it was taken in: told, linked, never lost."""

from itertools import permutations

import pytest

from diarium.arenden import read_arende
from diarium.closing import Lack, list_remaining
from diarium.database import reading, writing
from diarium.diarienummer import DEFAULT_TEMPLATE
from diarium.explanations import explain
from diarium.handlingar import read_beteckning
from diarium.journal import read_events
from diarium.message_records import ChangeKind, DecisionOutcome, Message, SourceChange
from diarium.register import Registration, register_message, register_proposed
from diarium.source_changes import tell_change
from tests.diarium.desk import Desk, line

FIRST = line(1, text="Lampan på Storgatan är trasig")
EDITED = line(1, text="Lampan på Ågatan är trasig", edited_at="2026-06-30T16:00:00+02:00")
GONE = {"id": "c-1", "deleted": True, "deleted_at": "2026-06-30T17:00:00+02:00"}
BETECKNING = "KS/2026:1-1"


def register(desk: Desk, message: int = 1) -> str:
    with writing(desk.engine) as session:
        return register_message(session, message, Registration(), "anna", desk.now).beteckning


def changes(desk: Desk, beteckning: str = BETECKNING) -> tuple[SourceChange, ...]:
    with reading(desk.engine) as session:
        return read_beteckning(session, beteckning).source_changes


def told(desk: Desk, message: int) -> str:
    with reading(desk.engine) as session:
        return explain(session, message)


def facts(message: Message) -> list[tuple[str, int | None]]:
    return [(each.kind.value, each.version) for each in message.source_changes]


def test_another_wording_of_what_is_registered_waits_for_a_person_and_is_an_event(
    desk: Desk,
) -> None:
    desk.take_in([FIRST])
    register(desk)
    report = desk.take_in([EDITED])
    assert (report.new, report.changed, report.deleted) == (1, 1, 0)
    first, second = desk.messages()
    assert (first.text, second.text) == (FIRST["text"], EDITED["text"])
    assert second.decision.outcome is DecisionOutcome.REVIEW
    assert second.decision.rule == "R15-changed"
    assert f"meddelande 1, registrerat som {BETECKNING}." in second.decision.ground
    assert "§" in second.decision.ground
    (event,) = changes(desk)
    assert (event.kind, event.message, event.version, event.by) == (ChangeKind.EDITED, 1, 2, "asa")
    assert tell_change(event, 1) == (
        "Ändrad av avsändaren 2026-06-30 16:00: den nya lydelsen är meddelande 2 "
        "(noterat 2026-07-01 10:00 av asa)"
    )
    assert "Ändrad av avsändaren 2026-06-30 16:00" in told(desk, 1)
    assert "Den ändrade lydelsen av meddelande 1" in told(desk, 2)
    assert f"Meddelande 1 är registrerat som {BETECKNING}" in told(desk, 2)
    desk.check()


def test_a_deletion_is_an_event_and_no_message(desk: Desk) -> None:
    desk.take_in([FIRST])
    register(desk)
    report = desk.take_in([GONE])
    assert (report.found, report.deleted, report.unknown_deletions) == (0, 1, ())
    assert [each.text for each in desk.messages()] == [FIRST["text"]]
    (event,) = changes(desk)
    assert (event.kind, event.version) == (ChangeKind.DELETED, None)
    assert tell_change(event, 1).startswith("Borttagen hos källan 2026-06-30 17:00; det som togs")
    desk.check()


def test_the_journal_tells_of_the_handling_and_of_no_words(desk: Desk) -> None:
    desk.take_in([FIRST])
    register(desk)
    desk.take_in([EDITED, GONE, line(2)])
    with reading(desk.engine) as session:
        events = [(each.kind, each.subject) for each in read_events(session)]
    assert [each for each in events if each[0].startswith("source.")] == [
        ("source.edited", BETECKNING), ("source.deleted", BETECKNING),
    ]  # fmt: skip
    assert ("deletions.staged", "batch 2") in events


@pytest.mark.parametrize("order", list(permutations([FIRST, EDITED, GONE])))
def test_in_any_order_and_twice_it_comes_to_the_same(
    desk: Desk, order: tuple[dict[str, object], ...]
) -> None:
    for each in (*order, *order):
        desk.take_in([each])
    kept = [each for each in desk.messages() if each.duplicate_of is None]
    assert {each.text for each in kept} == {FIRST["text"], EDITED["text"]}
    outcomes = sorted(each.decision.outcome for each in kept)
    assert outcomes == [DecisionOutcome.PROPOSE, DecisionOutcome.REVIEW]
    register(desk, kept[0].id)
    kinds = [each.kind for each in changes(desk)]
    earlier = kept[0].text == EDITED["text"]
    wording = ChangeKind.EARLIER if earlier else ChangeKind.EDITED
    assert sorted(kinds) == sorted([ChangeKind.DELETED, wording])
    desk.check()


def test_it_comes_to_the_same_within_one_file_too(desk: Desk) -> None:
    report = desk.take_in([GONE, FIRST, EDITED, GONE, FIRST])
    assert (report.found, report.new, report.changed, report.deleted) == (3, 2, 1, 1)
    assert [facts(each) for each in desk.messages()] == [[("edited", 2), ("deleted", None)]] * 3


def test_a_deletion_of_something_unknown_is_told_and_stands_when_it_comes(desk: Desk) -> None:
    report = desk.take_in([line(7), GONE, {"id": "c-9", "deleted_at": None, "deleted": True}])
    assert (report.deleted, report.unknown_deletion_count) == (0, 2)
    assert [each.place for each in report.unknown_deletions] == [2, 3]
    assert [each.place for each in desk.take_in([GONE]).unknown_deletions] == [1]
    desk.take_in([FIRST])
    assert facts(desk.messages()[-1]) == [("deleted", None)]
    assert register(desk, 2) == BETECKNING
    assert [each.kind for each in changes(desk)] == [ChangeKind.DELETED]


def test_the_same_id_elsewhere_is_another_message(desk: Desk) -> None:
    desk.take_in([FIRST])
    report = desk.take_in([EDITED | {"source": "facebook"}, GONE | {"source": "facebook"}])
    assert (report.changed, report.deleted) == (0, 1)
    assert facts(desk.messages()[0]) == []
    assert facts(desk.messages()[1]) == [("deleted", None)]


def test_what_is_edited_back_to_its_first_words_is_told_and_repeats_them(desk: Desk) -> None:
    desk.take_in([FIRST, EDITED])
    back = FIRST | {"edited_at": "2026-06-30T18:00:00+02:00"}
    assert desk.take_in([back]).changed == 1
    assert desk.take_in([back]).changed == 0
    found = desk.messages()
    assert facts(found[0]) == [("edited", 2), ("edited", 3)]
    assert found[2].decision.outcome is DecisionOutcome.DUPLICATE


def test_a_deleted_message_that_still_says_something_is_taken_in(desk: Desk) -> None:
    report = desk.take_in([FIRST | {"deleted": True}])
    assert (report.found, report.deleted) == (1, 1)
    (message,) = desk.messages()
    assert message.decision.outcome is DecisionOutcome.PROPOSE
    assert "tidpunkt okänd" in tell_change(message.source_changes[0], 1)


def test_a_dated_deletion_stands_for_an_undated_one(desk: Desk) -> None:
    desk.take_in([FIRST, {"id": "c-1", "deleted": True}])
    desk.take_in([GONE])
    (change,) = desk.messages()[0].source_changes
    assert change.changed_at is not None


def test_one_step_registers_what_was_edited_only_once(desk: Desk) -> None:
    report = desk.take_in([FIRST, EDITED])
    done = list(register_proposed(desk.engine, report.batch, DEFAULT_TEMPLATE, "anna",
                                  desk.now))  # fmt: skip
    assert [each.message for each in done] == [1]


def test_an_arende_is_not_closed_while_another_wording_waits(desk: Desk) -> None:
    desk.take_in([FIRST])
    register(desk)
    desk.take_in([EDITED])
    with reading(desk.engine) as session:
        remaining = list_remaining(session, read_arende(session, "KS/2026:1"))
    assert [each.about for each in remaining if each.lack is Lack.UNDECIDED] == [("2",)]
    with writing(desk.engine) as session:
        register_message(session, 2, Registration(arende="KS/2026:1"), "anna", desk.now)
    with reading(desk.engine) as session:
        remaining = list_remaining(session, read_arende(session, "KS/2026:1"))
    assert Lack.UNDECIDED not in {each.lack for each in remaining}
    assert [each.version for each in changes(desk, "KS/2026:1-2")] == [2]


def test_a_change_is_seen_when_its_batch_is_and_not_before(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.take_in([FIRST])
    register(desk)
    with monkeypatch.context() as patch:
        patch.setattr("diarium.intake.taking.Intake._make_visible", _stop)
        with pytest.raises(RuntimeError):
            desk.take_in([EDITED, GONE])
    assert changes(desk) == ()
    desk.take_in([EDITED, GONE])
    assert [each.kind for each in changes(desk)] == [ChangeKind.EDITED, ChangeKind.DELETED]


def _stop(*_arguments: object) -> None:
    raise RuntimeError
