"""The figures of an account, counted by hand beside what the register says."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Engine

from diarium.accounts import read_account
from diarium.database import reading, writing
from diarium.duties import Terms
from diarium.evaluation_figures import read_figures
from diarium.evaluation_records import (
    AccountFigures,
    AnswerFigures,
    MonthFigures,
    RemovalFigures,
    ReplyFigures,
    Span,
    TurnFigure,
    TurnState,
)
from diarium.files import FileStore
from diarium.forwards import Passing, record_forward
from diarium.makulering import makulera_handling
from diarium.message_records import Channel
from diarium.outgoing import Answer, record_answer, write_off_answer
from diarium.register import Registration, register_message
from diarium.removal_records import Category
from diarium.removal_steps import Sighting, note_removal, record_left, record_removed
from diarium.snapshot_records import CaptureOutcome, Why
from diarium.snapshots import SnapshotFacts, SnapshotFile, record_snapshot
from diarium.supervision import record_round
from tests.diarium.taken_in import add_forum, take_in

YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))
NEW_YEAR = datetime(2027, 1, 2, 8, tzinfo=UTC)
MAY = "2026-05-{}T10:00:00+02:00"


def figures(
    engine: Engine, now: datetime, span: Span = YEAR, account: str = "ks-facebook"
) -> AccountFigures:
    with reading(engine) as session:
        return read_figures(session, read_account(session, account), span, Terms(), now)


def register(engine: Engine, number: int, now: datetime, *, kritik: bool = False) -> str:
    with writing(engine) as session:
        wish = Registration(kritik=kritik)
        return register_message(session, number, wish, "anna", now).beteckning


def answer(engine: Engine, files: FileStore, beteckning: str, sent: datetime) -> None:
    given = Answer(name="svar.txt", media_type="text/plain", ref=files.keep_bytes(b"Ja"), sent=sent)
    with writing(engine) as session:
        record_answer(session, beteckning, given, "anna", sent)


def test_messages_are_counted_by_channel_month_and_what_became_of_them(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    add_forum(engine, now)
    ids = take_in(
        engine, files,
        [
            {"id": "a", "text": "Fråga om badet", "made_available_at": MAY.format("04")},
            {"id": "b", "channel": "comment", "text": "Fint!"},
            {"id": "c", "channel": "comment", "text": "Tack för bilden"},
            {"id": "d", "own": True, "channel": "post", "text": "Nu är badet öppet"},
            {"id": "e", "own": True, "channel": "comment", "in_reply_to": "b", "text": "Tack!"},
        ],
        now, account="ks-facebook",
    )  # fmt: skip
    register(engine, ids[0], now)
    told = figures(engine, now, Span(date(2026, 5, 1), date(2026, 6, 30)))
    assert told.received[Channel.DIRECT] == 1
    assert told.received[Channel.COMMENT] == 2
    assert told.received_total == 3
    assert (told.own_posts, told.own_replies) == (1, 1)
    assert (told.registered, told.kept, told.undecided) == (1, 2, 0)
    assert told.months == (
        MonthFigures(month=date(2026, 5, 1), received=1, own=0),
        MonthFigures(month=date(2026, 6, 1), received=2, own=2),
    )


def test_the_days_are_swedish_days_and_both_ends_are_in(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    add_forum(engine, now)
    moments = ("2026-05-03T23:59:59+02:00", "2026-05-04T00:00:00+02:00",
               "2026-05-05T23:59:59+02:00", "2026-05-05T22:00:00Z")  # fmt: skip
    take_in(
        engine, files, [{"id": f"m{n}", "made_available_at": m} for n, m in enumerate(moments)],
        now, account="ks-facebook",
    )  # fmt: skip
    assert figures(engine, now, Span(date(2026, 5, 4), date(2026, 5, 5))).received_total == 2


def test_another_account_and_what_repeats_are_not_counted(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    add_forum(engine, now)
    add_forum(engine, now, account="ks-x")
    take_in(engine, files, [{"id": "a"}, {"id": "b"}], now, account="ks-facebook")
    take_in(engine, files, [{"id": "a", "text": "Fråga 0"}], now, account="ks-facebook")
    take_in(engine, files, [{"id": "a", "text": "Annat"}], now, account="ks-x")
    assert figures(engine, now).received_total == 2
    assert figures(engine, now, account="ks-x").received_total == 1


def test_an_edited_wording_is_the_same_message(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    add_forum(engine, now)
    take_in(engine, files, [{"id": "a", "text": "När öppnar det?"}], now, account="ks-facebook")
    edited: dict[str, object] = {
        "id": "a",
        "text": "När öppnar badet?",
        "edited_at": "2026-06-30T12:00:00+02:00",
    }
    take_in(engine, files, [edited], now, account="ks-facebook")
    assert figures(engine, now).received_total == 1


def test_answers_are_told_apart_by_the_hours_they_took(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    add_forum(engine, now)
    moments = [MAY.format("04")] * 5 + ["2026-07-01T09:00:00+02:00"]
    asking: list[dict[str, object]] = [
        {"id": f"q{n}", "made_available_at": moment} for n, moment in enumerate(moments)
    ]
    ids = take_in(engine, files, asking, now, account="ks-facebook")
    asked = datetime(2026, 5, 4, 8, tzinfo=UTC)
    numbers = [register(engine, each, now) for each in ids]
    answer(engine, files, numbers[0], asked + timedelta(hours=48))
    answer(engine, files, numbers[1], asked + timedelta(hours=48, seconds=1))
    with writing(engine) as session:
        write_off_answer(session, numbers[2], "Ett tack", "anna", now)
        makulera_handling(session, numbers[4], "Fel konto", "anna", now)
    assert figures(engine, now).answers == AnswerFigures(
        in_time=1, late=1, none_needed=1, waiting=1, overdue=1
    )
    assert figures(engine, now).answers.demanded == 4


def test_the_first_own_reply_in_the_flow_counts(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    add_forum(engine, now)
    comments: list[dict[str, object]] = [
        {"id": f"c{n}", "channel": "comment", "text": f"Fint {n}!"} for n in range(3)
    ]
    replies: list[dict[str, object]] = [
        {"id": "r0", "in_reply_to": "c0", "made_available_at": "2026-06-30T11:00:00+02:00"},
        {"id": "r1", "in_reply_to": "c0", "made_available_at": "2026-07-09T11:00:00+02:00"},
        {"id": "r2", "in_reply_to": "c1", "made_available_at": "2026-07-03T11:00:00+02:00"},
    ]
    own = [{**each, "own": True, "text": f"Tack {each['id']}!"} for each in replies]
    take_in(engine, files, [*comments, *own], now + timedelta(days=9), account="ks-facebook")
    june = Span(date(2026, 6, 1), date(2026, 6, 30))
    assert figures(engine, now, june).replies == ReplyFigures(in_time=1, late=1, without=1)


def test_kritik_counts_as_corrected_and_passed_on(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    add_forum(engine, now)
    ids = take_in(
        engine, files, [{"id": "a"}, {"id": "b"}, {"id": "c"}], now, account="ks-facebook"
    )
    first, second = (register(engine, each, now, kritik=True) for each in ids[:2])
    register(engine, ids[2], now)
    with writing(engine) as session:
        record_forward(session, first, Passing(to="Gatuenheten", sent=now), "anna", now)
    told = figures(engine, now)
    assert (told.kritik, told.kritik_forwarded) == (2, 1)
    with writing(engine) as session:
        makulera_handling(session, second, "Ingen kritik", "anna", now)
    assert figures(engine, now).kritik == 1


def snap(
    engine: Engine, files: FileStore, account: str, outcome: CaptureOutcome, period: str
) -> None:
    facts = SnapshotFacts(
        account=account, account_version=1, namnd="KS", period=period,
        why=Why.HALVARSSKIFTE, outcome=outcome, reason=None, late=False,
        url_asked="https://example.org/ks", url_reached=None, taken_at=NEW_YEAR,
    )  # fmt: skip
    picture = SnapshotFile(
        role="pdfa", name="a.pdf", media_type="application/pdf", ref=files.keep_bytes(b"%PDF-1.7")
    )
    kept = [] if outcome is CaptureOutcome.FAILED else [picture]
    with writing(engine) as session:
        record_snapshot(session, facts, kept, "cron", NEW_YEAR)


def test_every_turn_since_the_archive_began_is_told_with_its_best_picture(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    tries = {
        "none": ((), TurnState.MISSING),
        "failed": ((CaptureOutcome.FAILED,), TurnState.MISSING),
        "partial": ((CaptureOutcome.FAILED, CaptureOutcome.PARTIAL), TurnState.PARTIAL),
        "whole": ((CaptureOutcome.COMPLETE, CaptureOutcome.FAILED), TurnState.COMPLETE),
    }
    for account, (outcomes, state) in tries.items():
        add_forum(engine, now - timedelta(days=60), account=account)
        snap(engine, files, account, CaptureOutcome.COMPLETE, "2026-H1")
        for each in outcomes:
            snap(engine, files, account, each, "2026-H2")
        told = figures(engine, NEW_YEAR, account=account).turns
        assert told == (TurnFigure(period="2026-H2", state=state),)
    before = NEW_YEAR - timedelta(days=3)
    assert figures(engine, before, account="none").turns == ()
    autumn = Span(date(2026, 9, 1), date(2026, 12, 30))
    assert figures(engine, NEW_YEAR, autumn, "none").turns == ()


def test_improper_posts_are_counted_by_when_they_were_seen_and_removed(
    engine: Engine, now: datetime
) -> None:
    add_forum(engine, now - timedelta(days=30))
    ends = (timedelta(hours=48), timedelta(hours=48, seconds=1), None, None)
    with writing(engine) as session:
        for place, took in enumerate(ends):
            seen = now - timedelta(days=5, hours=place)
            sighting = Sighting(
                account="ks-facebook", category=Category.HATE_SPEECH, seen_at=seen,
                address=f"https://example.org/{place}",
            )  # fmt: skip
            number = note_removal(session, sighting, "bo", now).id
            if took:
                record_removed(session, number, (seen + took, None), "bo", now)
        record_left(session, number, "Sakligt, om än hårt", "bo", now)
        record_round(session, "ks-facebook", (now - timedelta(days=5), None), "bo", now)
    assert figures(engine, now).removals == RemovalFigures(
        by_category={Category.HATE_SPEECH: 2}, in_time=1, late=1, waiting=1, left=1, rounds=1
    )
    may = Span(date(2026, 5, 1), date(2026, 5, 31))
    assert figures(engine, now, may).removals == RemovalFigures(by_category={})


def test_an_account_of_which_nothing_is_known_has_figures_too(
    engine: Engine, now: datetime
) -> None:
    add_forum(engine, now)
    told = figures(engine, now)
    assert told.received_total == told.kritik == told.removals.removed == 0
    assert len(told.months) == 12
    assert told.answers == replace(told.answers, in_time=0, late=0, waiting=0, overdue=0)
