"""Requests for handlingar: received, examined, handed out or refused, and what is late."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select

from diarium.arende_records import ArendeStatus, Direction
from diarium.arenden import read_arende
from diarium.database import reading, writing
from diarium.duties import Duty, DutyKind, Terms
from diarium.errors import RefusedError, UsageError
from diarium.files import FileStore
from diarium.journal import read_events
from diarium.makulering import makulera_handling
from diarium.overdue import list_overdue
from diarium.records import NamedFile
from diarium.refusals import WrittenDecision, record_decision
from diarium.register import Registration, register_message
from diarium.snapshot_records import ORIGINAL
from diarium.tables import UTLAMNANDE, UTLAMNANDE_STEP
from diarium.utlamnande import (
    ask_decision,
    examine_request,
    hand_out,
    receive_request,
    tell_refusal,
    withdraw_request,
)
from diarium.utlamnande_reading import list_utlamnanden, read_utlamnande
from diarium.utlamnande_steps import (
    MASKED,
    Asking,
    CopiedFile,
    Examination,
    HandingOut,
    How,
    Outcome,
    StepKind,
    Telling,
    Utlamnande,
)
from diarium.verify import check_archive
from schedules.clock import STOCKHOLM
from tests.diarium.gallrat import gallra_all, take_in_plan
from tests.diarium.settled import close_settled
from tests.diarium.taken_in import take_in

OPEN_HANDLING = "KS/2026:1-1"
SECRET = "KS/2026:1-2"
FOREIGN = "SBN/2026:1-1"
PROVISION = "OSL 21 kap. 1 §"
GROUND = "Uppgift om enskilds hälsa"


@pytest.fixture(autouse=True)
def _registered(engine: Engine, files: FileStore, now: datetime) -> None:
    """Register one handling that is open, one that is marked secret, and one of another nämnd."""
    ids = take_in(engine, files, [{"text": "Belysningen"}, {"text": "Min sjukdom"}], now)
    other = take_in(engine, files, [{"text": "Bygglov"}], now, namnd="SBN")
    with writing(engine) as session:
        register_message(session, ids[0], Registration(), "anna", now)
        wish = Registration(arende="KS/2026:1", sekretess=PROVISION)
        register_message(session, ids[1], wish, "anna", now)
        register_message(session, other[0], Registration(), "bo", now)


def receive(engine: Engine, now: datetime, *handlingar: str, **said: object) -> Utlamnande:
    plain: dict[str, object] = {"asked": "Allt om belysningen", "how": How.PHONE}
    asking = Asking(**{**plain, "received_at": now, "handlingar": handlingar, **said})  # type: ignore[arg-type]  # fields by name
    with writing(engine) as session:
        return receive_request(session, asking, "anna", now)


def examine(
    engine: Engine, now: datetime, outcome: Outcome, number: str = "KS-U1", **said: object
) -> Utlamnande:
    found = Examination(**{"at": now, "outcome": outcome, **said})  # type: ignore[arg-type]  # fields by name
    with writing(engine) as session:
        return examine_request(session, number, found, "britta", now)


def deny(engine: Engine, now: datetime, outcome: Outcome = Outcome.REFUSED) -> Utlamnande:
    return examine(engine, now, outcome, provision=PROVISION, ground=GROUND)


def give(engine: Engine, now: datetime, *files: CopiedFile) -> Utlamnande:
    with writing(engine) as session:
        given = HandingOut(how=How.MAIL, at=now, files=files)
        return hand_out(session, "KS-U1", given, "anna", now)


def decide(
    engine: Engine, files: FileStore, now: datetime, arende: str | None = None
) -> Utlamnande:
    decision = WrittenDecision(
        name="beslut.pdf", media_type="application/pdf", ref=files.keep_bytes(b"%PDF Beslut"),
        at=now, arende=arende,
    )  # fmt: skip
    with writing(engine) as session:
        return record_decision(session, "KS-U1", decision, "anna", now)


def masked_copy(files: FileStore, beteckning: str) -> CopiedFile:
    ref = files.keep_bytes(b"%PDF masked")
    file = NamedFile(
        role=MASKED, name="maskad.pdf", media_type="application/pdf", sha256=ref.sha256, start=0,
        length=ref.size,
    )  # fmt: skip
    return CopiedFile(beteckning=beteckning, file=file)


def late(engine: Engine, now: datetime) -> list[Duty]:
    with reading(engine) as session:
        found = list_overdue(session, Terms(), None, now)
    return [each for each in found if each.kind is DutyKind.DISCLOSURE]


def unchanged(engine: Engine) -> tuple[int, int]:
    with reading(engine) as session:
        requests = session.execute(select(func.count()).select_from(UTLAMNANDE)).scalar_one()
        steps = session.execute(select(func.count()).select_from(UTLAMNANDE_STEP)).scalar_one()
        return requests, steps


def kinds(request: Utlamnande) -> list[StepKind]:
    return [each.kind for each in request.steps]


def test_a_request_is_received_without_a_name(engine: Engine, now: datetime) -> None:
    request = receive(engine, now, OPEN_HANDLING)
    assert (request.number, request.requester_protected, request.arende) == ("KS-U1", None, None)
    assert (request.asked, request.how) == ("Allt om belysningen", How.PHONE)
    assert request.handlingar == (OPEN_HANDLING,)
    assert (request.state, request.is_open, request.steps[0].by) == (
        StepKind.RECEIVED, True, "anna",
    )  # fmt: skip


def test_each_namnd_counts_its_own(engine: Engine, now: datetime) -> None:
    numbers = [receive(engine, now, each).number for each in (OPEN_HANDLING, FOREIGN, SECRET)]
    assert numbers == ["KS-U1", "SBN-U1", "KS-U2"]
    with reading(engine) as session:
        assert [each.number for each in list_utlamnanden(session, "SBN")] == ["SBN-U1"]
        assert read_utlamnande(session, "ks-u2").number == "KS-U2"


def test_what_is_handed_out_whole_is_received_examined_and_handed_out(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    receive(engine, now, OPEN_HANDLING, received_at=now - timedelta(hours=2))
    examine(engine, now, Outcome.FULL)
    done = give(engine, now)
    assert kinds(done) == [StepKind.RECEIVED, StepKind.EXAMINED, StepKind.HANDED_OUT]
    assert [each.happened_at for each in done.steps] == [now - timedelta(hours=2), now, now]
    assert (done.steps[1].by, done.steps[2].how, done.is_open) == ("britta", How.MAIL, False)
    with reading(engine) as session:
        told = [e.kind for e in read_events(session) if e.subject == "KS-U1"]
    assert told == ["utlamnande.received", "utlamnande.examined", "utlamnande.handed-out"]
    assert list(check_archive(engine, files)) == []


def test_a_makulerad_handling_can_be_asked_for(engine: Engine, now: datetime) -> None:
    with writing(engine) as session:
        makulera_handling(session, OPEN_HANDLING, "Fel ärende", "anna", now)
    receive(engine, now, OPEN_HANDLING)
    examine(engine, now, Outcome.FULL)
    assert give(engine, now).state is StepKind.HANDED_OUT


@pytest.mark.parametrize("outcome", [Outcome.MASKED, Outcome.REFUSED])
@pytest.mark.parametrize(
    "said",
    [
        {},
        {"provision": PROVISION},
        {"ground": GROUND},
        {"provision": "hemlig", "ground": GROUND},
        {"provision": PROVISION, "ground": "a\u202eb"},
        {"provision": PROVISION, "ground": "x" * 1_000_000},
    ],
)
def test_masking_and_refusal_demand_a_provision_and_a_ground(
    engine: Engine, now: datetime, outcome: Outcome, said: dict[str, str]
) -> None:
    receive(engine, now, OPEN_HANDLING)
    with pytest.raises(UsageError):
        examine(engine, now, outcome, **said)
    assert unchanged(engine) == (1, 1)


def test_what_is_marked_is_handed_out_whole_only_expressly(engine: Engine, now: datetime) -> None:
    receive(engine, now, OPEN_HANDLING, SECRET)
    with pytest.raises(RefusedError, match="--despite-marking"):
        examine(engine, now, Outcome.FULL)
    assert unchanged(engine) == (1, 1)
    done = examine(engine, now, Outcome.FULL, despite_marking="Den enskilde har samtyckt")
    assert done.steps[-1].despite_marking == "Den enskilde har samtyckt"
    give(engine, now)
    with reading(engine) as session:
        seen = [e.subject for e in read_events(session) if e.kind == "protected.exported"]
    assert seen == [SECRET]


def test_what_holds_nothing_protected_leaves_no_note_of_that(engine: Engine, now: datetime) -> None:
    receive(engine, now, OPEN_HANDLING)
    examine(engine, now, Outcome.FULL)
    give(engine, now)
    with reading(engine) as session:
        assert not [e for e in read_events(session) if e.kind.startswith("protected")]


def test_a_masked_copy_is_kept_with_the_step(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    receive(engine, now, SECRET)
    deny(engine, now, Outcome.MASKED)
    copy = masked_copy(files, SECRET)
    done = give(engine, now, copy)
    assert done.steps[-1].files == (copy,)
    with reading(engine) as session:
        assert not [e for e in read_events(session) if e.kind.startswith("protected")]
    assert list(check_archive(engine, files)) == []


def test_a_refusal_is_told_and_a_decision_may_be_asked_for_then_or_later(
    engine: Engine, now: datetime
) -> None:
    receive(engine, now, SECRET)
    deny(engine, now)
    with writing(engine) as session:
        told = tell_refusal(session, "KS-U1", Telling(how=How.PHONE, at=now), "anna", now)
        assert (told.state, told.is_open) == (StepKind.REFUSED, False)
        asked = ask_decision(session, "KS-U1", now, "anna", now)
    assert (asked.state, asked.is_open) == (StepKind.DECISION_ASKED, True)

    receive(engine, now, SECRET)
    examine(engine, now, Outcome.REFUSED, "KS-U2", provision=PROVISION, ground=GROUND)
    at_once = Telling(how=How.VISIT, at=now, decision_asked=True)
    with writing(engine) as session:
        both = tell_refusal(session, "KS-U2", at_once, "anna", now)
    assert kinds(both)[-2:] == [StepKind.REFUSED, StepKind.DECISION_ASKED]


def test_a_written_decision_is_registered_in_the_arende_of_the_request(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    receive(engine, now, SECRET, arende="KS/2026:1", requester="Åsa Öberg")
    deny(engine, now)
    done = decide(engine, files, now)
    assert (done.state, done.steps[-1].decision) == (StepKind.DECIDED, "KS/2026:1-3")
    with reading(engine) as session:
        handling = read_arende(session, "KS/2026:1").handlingar[-1]
    assert (handling.direction, handling.kind) == (Direction.OUTGOING, "beslut")
    assert (handling.sender_public, handling.sender_protected) == ("skyddad uppgift", "Åsa Öberg")
    assert "KS-U1" in handling.subject_public
    assert "Öberg" not in handling.subject_public
    assert [(each.role, each.name) for each in handling.files] == [(ORIGINAL, "beslut.pdf")]
    assert list(check_archive(engine, files)) == []


def test_without_an_arende_one_is_opened_for_the_decision(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    receive(engine, now, SECRET)
    deny(engine, now)
    assert decide(engine, files, now).steps[-1].decision == "KS/2026:2-1"
    with reading(engine) as session:
        arende = read_arende(session, "KS/2026:2")
    assert arende.status is ArendeStatus.OPEN
    assert "KS-U1" in arende.mening_public
    assert arende.handlingar[0].sender_public == "okänd"


def test_what_was_masked_is_refused_in_part_and_can_be_decided(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    receive(engine, now, SECRET)
    deny(engine, now, Outcome.MASKED)
    give(engine, now, masked_copy(files, SECRET))
    assert decide(engine, files, now).state is StepKind.DECIDED
    with reading(engine) as session:
        assert "delvis" in read_arende(session, "KS/2026:2").handlingar[0].subject_public


def test_after_a_decision_it_may_be_tried_anew(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    receive(engine, now, SECRET)
    deny(engine, now)
    decide(engine, files, now)
    examine(engine, now, Outcome.FULL, despite_marking="Kammarrätten har ändrat beslutet")
    assert give(engine, now).state is StepKind.HANDED_OUT


def test_a_decision_in_a_closed_or_foreign_arende_is_refused_whole(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    receive(engine, now, SECRET)
    deny(engine, now)
    with pytest.raises(RefusedError, match="SBN"):
        decide(engine, files, now, "SBN/2026:1")
    with writing(engine) as session:
        close_settled(session, "KS/2026:1", "anna", now, files)
    with pytest.raises(RefusedError, match="closed"):
        decide(engine, files, now, "KS/2026:1")
    with pytest.raises(UsageError, match="no ärende"):
        decide(engine, files, now, "KS/2026:99")
    assert unchanged(engine) == (1, 2)
    assert list(check_archive(engine, files)) == []


def test_a_step_that_cannot_follow_is_refused(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    receive(engine, now, OPEN_HANDLING)
    with pytest.raises(RefusedError, match="cannot follow"):
        give(engine, now)
    with pytest.raises(RefusedError), writing(engine) as session:
        tell_refusal(session, "KS-U1", Telling(how=How.MAIL, at=now), "anna", now)
    with pytest.raises(RefusedError):
        decide(engine, files, now)
    examine(engine, now, Outcome.FULL)
    with pytest.raises(RefusedError):
        decide(engine, files, now)
    give(engine, now)
    with pytest.raises(RefusedError, match="cannot follow"):
        give(engine, now)
    with pytest.raises(RefusedError, match="cannot follow"):
        examine(engine, now, Outcome.FULL)
    with pytest.raises(RefusedError), writing(engine) as session:
        withdraw_request(session, "KS-U1", now, "anna", now)
    assert unchanged(engine) == (1, 3)


def test_what_is_refused_cannot_be_handed_out(engine: Engine, now: datetime) -> None:
    receive(engine, now, SECRET)
    deny(engine, now)
    with pytest.raises(RefusedError, match="KS-U1"):
        give(engine, now)
    examine(engine, now, Outcome.FULL, despite_marking="Samtycke")  # changed before it was told
    assert give(engine, now).state is StepKind.HANDED_OUT


def test_a_withdrawn_request_rests(engine: Engine, now: datetime) -> None:
    receive(engine, now, OPEN_HANDLING)
    with writing(engine) as session:
        done = withdraw_request(session, "KS-U1", now, "anna", now)
    assert (done.state, done.is_open) == (StepKind.WITHDRAWN, False)
    with pytest.raises(RefusedError):
        examine(engine, now, Outcome.FULL)


def test_where_there_are_several_namnder_one_is_named(engine: Engine, now: datetime) -> None:
    with pytest.raises(UsageError, match="say which nämnd"):
        receive(engine, now)
    assert unchanged(engine) == (0, 0)


def test_handlingar_named_later_are_added_once(engine: Engine, now: datetime) -> None:
    receive(engine, now, namnd="ks")
    with pytest.raises(RefusedError, match="--handling"):
        examine(engine, now, Outcome.FULL)
    named = (OPEN_HANDLING, OPEN_HANDLING)
    done = examine(engine, now, Outcome.FULL, handlingar=named)
    assert done.handlingar == (OPEN_HANDLING,)
    with pytest.raises(RefusedError, match="SBN"):
        examine(engine, now, Outcome.FULL, handlingar=(FOREIGN,))


def test_what_does_not_exist_can_be_refused_without_a_handling(
    engine: Engine, now: datetime
) -> None:
    receive(engine, now, namnd="KS")
    said = {"provision": "TF 2 kap. 4 §", "ground": "Handlingen förvaras inte här"}
    assert examine(engine, now, Outcome.REFUSED, **said).outcome is Outcome.REFUSED


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"handlingar": ("KS/2026:9-1",)}, UsageError),
        ({"handlingar": (OPEN_HANDLING, FOREIGN)}, RefusedError),
        ({"handlingar": (OPEN_HANDLING,), "namnd": "SBN"}, RefusedError),
        ({"handlingar": (OPEN_HANDLING,), "arende": "KS/2026:99"}, UsageError),
        ({"handlingar": (OPEN_HANDLING,), "arende": "SBN/2026:1"}, RefusedError),
        ({"namnd": "XX"}, UsageError),
        ({"namnd": "KS", "asked": " "}, UsageError),
        ({"namnd": "KS", "asked": "a\x00b"}, UsageError),
        ({"namnd": "KS", "asked": "x" * 1_000_000}, UsageError),
        ({"namnd": "KS", "requester": "a\u2066b"}, UsageError),
    ],
)
def test_a_request_that_cannot_be_meant_leaves_nothing(
    engine: Engine, files: FileStore, now: datetime, said: dict[str, object],
    error: type[Exception],
) -> None:  # fmt: skip
    with pytest.raises(error):
        receive(engine, now, **said)
    assert unchanged(engine) == (0, 0)
    assert list(check_archive(engine, files)) == []


def test_a_moment_that_has_not_come_or_comes_too_early_is_refused(
    engine: Engine, now: datetime
) -> None:
    with pytest.raises(UsageError, match="has not come"):
        receive(engine, now, OPEN_HANDLING, received_at=now + timedelta(minutes=1))
    receive(engine, now, OPEN_HANDLING)
    with pytest.raises(UsageError, match="earliest"):
        examine(engine, now, Outcome.FULL, at=now - timedelta(days=1))
    with pytest.raises(UsageError, match="has not come"):
        examine(engine, now, Outcome.FULL, at=now + timedelta(days=1))


@pytest.mark.parametrize("number", ["KS-U9", "KS-U", "U1", "", "KS-U99999999999", "KS-U1\n\u202e"])
def test_a_request_that_is_not_there_is_told(engine: Engine, number: str) -> None:
    with reading(engine) as session, pytest.raises(UsageError, match="no request"):
        read_utlamnande(session, number)


def test_what_is_gallrat_cannot_be_handed_out_but_its_entry_is_there(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    with writing(engine) as session:
        close_settled(session, "KS/2026:1", "anna", now, files)
    receive(engine, now, OPEN_HANDLING)
    examine(engine, now, Outcome.FULL)
    take_in_plan(engine, now)
    later = now.replace(year=2029)
    assert gallra_all(engine, files, later) == []  # somebody asks to see it
    give(engine, now)
    assert gallra_all(engine, files, later) == ["KS/2026:1"]
    receive(engine, later, OPEN_HANDLING)
    for outcome in (Outcome.FULL, Outcome.MASKED):
        said = {"provision": PROVISION, "ground": GROUND}
        with pytest.raises(RefusedError, match="gallrad"):
            examine(engine, later, outcome, "KS-U2", **said)
    said = {"provision": "TF 2 kap. 4 §", "ground": "Handlingen är gallrad"}
    assert examine(engine, later, Outcome.REFUSED, "KS-U2", **said).outcome is Outcome.REFUSED
    assert list(check_archive(engine, files)) == []


def swedish(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 7, day, hour, tzinfo=STOCKHOLM)


def test_a_request_is_late_when_the_next_working_day_is_over(engine: Engine, now: datetime) -> None:
    receive(engine, now, OPEN_HANDLING)
    assert late(engine, swedish(2, 23)) == []
    (duty,) = late(engine, swedish(3, 2))
    assert (duty.beteckning, duty.namnd, duty.message) == ("KS-U1", "KS", None)
    assert (duty.since, duty.due, duty.hours) == (now, swedish(3), 2)
    assert duty.command == "archiver utlamna examine KS-U1 --outcome UTFALL"


def test_each_step_has_its_own_time_and_its_own_command(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    receive(engine, now, SECRET)
    deny(engine, now + timedelta(days=1))
    assert late(engine, swedish(3, 23)) == []
    (duty,) = late(engine, swedish(6))
    assert duty.command == "archiver utlamna refuse KS-U1 --told HUR"
    told = Telling(how=How.PHONE, at=swedish(6, 8))
    with writing(engine) as session:
        tell_refusal(session, "KS-U1", told, "anna", swedish(6, 8))
    assert late(engine, swedish(30)) == []
    with writing(engine) as session:
        ask_decision(session, "KS-U1", swedish(7, 8), "anna", swedish(7, 8))
    (duty,) = late(engine, swedish(9))
    assert duty.command == "archiver utlamna refuse KS-U1 --output FIL --decider NAMN"
    decide(engine, files, swedish(9, 8))
    assert late(engine, swedish(30)) == []


def test_what_may_be_handed_out_waits_for_that(engine: Engine, now: datetime) -> None:
    receive(engine, now, OPEN_HANDLING)
    examine(engine, now, Outcome.FULL)
    (duty,) = late(engine, swedish(9))
    assert duty.command == "archiver utlamna hand-out KS-U1 --how HUR --output MAPP"
    give(engine, now)
    assert late(engine, swedish(9)) == []
