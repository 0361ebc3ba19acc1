"""Improper posts: noted, copied, registered, removed, within 48 hours."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from diarium.accounts import close_account
from diarium.answers import unanswered
from diarium.arende_records import Direction
from diarium.arenden import read_arende
from diarium.database import reading, writing
from diarium.duties import DutyKind, Found, Terms
from diarium.errors import Error, RefusedError, UsageError
from diarium.files import FileStore
from diarium.handlingar import read_beteckning
from diarium.journal import read_events
from diarium.makulering import makulera_handling
from diarium.message_records import DecisionOutcome
from diarium.messages import read_message
from diarium.register import Registration, register_message
from diarium.removal_copies import (
    CopiedFile,
    CopyFacts,
    CopyWish,
    record_copy,
    record_message_copy,
)
from diarium.removal_duties import find_removal_duties
from diarium.removal_records import CATEGORY_WORDS, STATUTORY, Category, CopyWay, Removal
from diarium.removal_steps import (
    Sighting,
    note_removal,
    record_decision,
    record_left,
    record_not_told,
    record_police,
    record_removed,
    record_told,
)
from diarium.removals import list_removals, read_removal
from diarium.verify import check_archive
from tests.diarium.gallrat import ARENDEN, gallra_all, take_in_plan
from tests.diarium.settled import close_settled
from tests.diarium.taken_in import add_forum, take_in

ADDRESS = "https://example.org/ks-facebook/posts/7?comment=3"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _forum(engine: Engine, now: datetime) -> None:
    add_forum(engine, now - timedelta(days=30))


def see(
    engine: Engine,
    now: datetime,
    category: Category = Category.PERSONAL_ATTACK,
    **said: Any,  # noqa: ANN401  fields
) -> Removal:
    plain = Sighting(account="ks-facebook", category=category, address=ADDRESS, seen_at=now)
    with writing(engine) as session:
        return note_removal(session, replace(plain, **said), "bo", now)


def copy(
    engine: Engine,
    files: FileStore,
    now: datetime,
    number: int = 1,
    words: str = "Du är en idiot",
    wish: CopyWish | None = None,
) -> Removal:
    kept = CopiedFile("original", "inlagg.txt", "text/plain", files.keep_bytes(words.encode()))
    facts = CopyFacts(way=CopyWay.TEXT, files=(kept,), copied_at=now)
    with writing(engine) as session:
        return record_copy(session, number, facts, wish or CopyWish(), "bo", now)


def remove(
    engine: Engine, now: datetime, decision: str | None = None, moment: datetime | None = None
) -> Removal:
    with writing(engine) as session:
        return record_removed(session, 1, (moment or now, decision), "bo", now)


def duties(engine: Engine, terms: Terms | None = None) -> list[Found]:
    with reading(engine) as session:
        found = find_removal_duties(session, terms or Terms(), None)
        return [each for each in found if each.kind is DutyKind.REMOVAL]


def standing(engine: Engine) -> Removal:
    with reading(engine) as session:
        return read_removal(session, 1)


def test_a_copy_is_a_handling_that_came_in_whose_public_forms_do_not_say_what_the_post_says(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    see(engine, now, posted_at=now - HOUR)
    done = copy(engine, files, now, wish=CopyWish(writer="Bo Berg"))
    with reading(engine) as session:
        handling = read_beteckning(session, "KS/2026:1-1")
        arende = read_arende(session, "KS/2026:1")
        waiting = unanswered(session, arende.id)
    assert [each.beteckning for each in done.copies] == ["KS/2026:1-1"]
    assert handling.direction is Direction.INCOMING
    assert handling.subject_public == "Olämpligt inlägg på Exempelstad (facebook): personangrepp"
    assert arende.mening_public == handling.subject_public
    assert handling.sender_public == "Bo Berg"
    assert (handling.made_available_at, handling.received_at) == (now - HOUR, now)
    [file] = handling.files
    assert files.read(file.sha256).decode() == "Du är en idiot"
    assert waiting == []


def test_the_writer_of_a_marked_copy_is_set_apart(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    see(engine, now)
    copy(engine, files, now, wish=CopyWish(writer="Bo Berg", sekretess="OSL 21 kap. 7 §"))
    with reading(engine) as session:
        handling = read_beteckning(session, "KS/2026:1-1")
    assert (handling.sender_public, handling.sender_protected) == ("skyddad uppgift", "Bo Berg")
    assert handling.sekretess is not None
    assert handling.sekretess.provision == "OSL 21 kap. 7 §"


def test_a_copy_goes_into_the_arende_that_is_named(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    see(engine, now)
    copy(engine, files, now)
    see(engine, now, another=True)
    done = copy(engine, files, now, 2, wish=CopyWish(arende="KS/2026:1"))
    assert done.copies[0].beteckning == "KS/2026:1-2"


def test_a_removal_takes_a_copy_or_a_decision(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    see(engine, now)
    with pytest.raises(RefusedError, match="neither a copy nor a gallringsbeslut"):
        remove(engine, now)
    assert standing(engine).removed_at is None
    copy(engine, files, now)
    done = remove(engine, now + HOUR)
    assert (done.removed_at, done.removed_by, done.copied, done.decision) == (
        now + HOUR, "bo", True, None,
    )  # fmt: skip


def test_a_decision_is_enough_without_a_copy(engine: Engine, now: datetime) -> None:
    see(engine, now)
    done = remove(engine, now, decision="KS 2026 § 12")
    assert (done.copied, done.decision) == (False, "KS 2026 § 12")


def test_a_copy_made_after_the_removal_does_not_count(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    see(engine, now)
    copy(engine, files, now + 2 * HOUR)
    with pytest.raises(RefusedError, match="made after the post was removed"):
        remove(engine, now + 3 * HOUR, moment=now + HOUR)
    assert remove(engine, now + 3 * HOUR, "KS 2026 § 12", now + HOUR).copied is False


def test_a_copy_whose_registration_is_void_does_not_count(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    see(engine, now)
    copy(engine, files, now)
    with writing(engine) as session:
        makulera_handling(session, "KS/2026:1-1", "Fel inlägg", "bo", now)
    with pytest.raises(RefusedError, match="neither a copy"):
        remove(engine, now)


def test_what_the_law_demands_gone_is_never_refused(engine: Engine, now: datetime) -> None:
    for number, category in enumerate(sorted(STATUTORY), 1):
        see(engine, now, category, words="Beskrivning utan bild")
        with writing(engine) as session:
            done = record_removed(session, number, (now, None), "bo", now)
        assert done.statutory
        assert (done.removed_at, done.copied, done.decision) == (now, False, None)


def test_the_law_names_eight_and_the_policy_seven_of_which_two_are_the_same() -> None:
    assert len(STATUTORY) == 8
    assert len(Category) == 8 + 7 - 2
    assert set(CATEGORY_WORDS) == set(Category)


def test_pictures_of_child_abuse_are_never_kept(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    with pytest.raises(UsageError, match="--words"):
        see(engine, now, Category.CHILD_ABUSE)
    see(engine, now, Category.CHILD_ABUSE, words="En bild i en kommentar")
    with pytest.raises(RefusedError, match="no picture of child abuse"):
        copy(engine, files, now)
    [message] = take_in(engine, files, [{}], now, account="ks-facebook")
    with writing(engine) as session, pytest.raises(RefusedError, match="child abuse"):
        record_message_copy(session, 1, message, CopyWish(), "bo", now)
    assert standing(engine).copies == ()


def test_child_abuse_waits_for_the_police_report(engine: Engine, now: datetime) -> None:
    see(engine, now, Category.CHILD_ABUSE, words="En bild i en kommentar")
    remove(engine, now)
    [duty] = duties(engine)
    assert duty.command == "archiver remove-post police 1 --report NUMMER"
    with writing(engine) as session:
        done = record_police(session, 1, (now, "5000-K1-26"), "bo", now)
    assert done.police == "5000-K1-26"
    assert duties(engine) == []


def test_a_message_of_the_inbox_is_the_copy_and_is_registered(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    [message] = take_in(
        engine, files, [{"text": "Du är en idiot", "channel": "comment"}], now,
        account="ks-facebook",
    )  # fmt: skip
    see(engine, now)
    with writing(engine) as session:
        done = record_message_copy(session, 1, message, CopyWish(), "bo", now)
        with pytest.raises(RefusedError, match="registered already as KS/2026:1-1"):
            record_message_copy(session, 1, message, CopyWish(), "bo", now)
    with reading(engine) as session:
        handling = read_beteckning(session, "KS/2026:1-1")
        decision = read_message(session, message).decision
        waiting = unanswered(session, read_arende(session, "KS/2026:1").id)
    assert [(each.beteckning, each.way) for each in done.copies] == [
        ("KS/2026:1-1", CopyWay.MESSAGE)
    ]
    assert "idiot" not in handling.subject_public
    assert decision.outcome is DecisionOutcome.REGISTER
    assert waiting == []


def test_a_message_registered_before_is_not_registered_again(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    [message] = take_in(engine, files, [{}], now, account="ks-facebook")
    see(engine, now)
    with writing(engine) as session:
        before = register_message(session, message, Registration(), "anna", now)
        done = record_message_copy(session, 1, message, CopyWish(), "bo", now)
    assert done.copies[0].beteckning == before.beteckning
    with reading(engine) as session:
        assert len(read_arende(session, before.diarienummer).handlingar) == 1


def test_a_message_of_another_account_is_no_copy(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    [message] = take_in(engine, files, [{}], now)
    see(engine, now)
    with writing(engine) as session, pytest.raises(UsageError, match="did not come by ks-facebook"):
        record_message_copy(session, 1, message, CopyWish(), "bo", now)


def test_a_post_is_to_be_removed_within_48_hours_of_being_seen(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    see(engine, now)
    [duty] = duties(engine)
    assert (duty.beteckning, duty.account, duty.namnd) == ("1", "ks-facebook", "KS")
    assert (duty.since, duty.due) == (now, now + 48 * HOUR)
    assert duty.command == "archiver remove-post done 1"
    [longer] = duties(engine, Terms(removal_hours=72))
    assert longer.due == now + 72 * HOUR
    copy(engine, files, now)
    remove(engine, now)
    assert duties(engine) == []


def test_what_is_found_not_to_be_improper_is_left_and_not_removed(
    engine: Engine, now: datetime
) -> None:
    see(engine, now)
    with writing(engine) as session:
        done = record_left(session, 1, "Saklig kritik", "bo", now)
    assert done.left == "Saklig kritik"
    assert duties(engine) == []
    with pytest.raises(RefusedError, match="left standing"):
        remove(engine, now, "KS 2026 § 12")


def test_the_decision_may_come_after(engine: Engine, files: FileStore, now: datetime) -> None:
    see(engine, now)
    copy(engine, files, now)
    remove(engine, now)
    with writing(engine) as session:
        done = record_decision(session, 1, "KS 2026 § 12", "bo", now + HOUR)
        with pytest.raises(RefusedError, match="rests on KS 2026 § 12 already"):
            record_decision(session, 1, "KS 2026 § 13", "bo", now + HOUR)
    assert done.decision == "KS 2026 § 12"


def test_whether_the_writer_was_told_is_noted_once(engine: Engine, now: datetime) -> None:
    see(engine, now)
    with writing(engine) as session:
        done = record_not_told(session, 1, "Okänd avsändare", "bo", now)
        assert done.writer_told is False
        done = record_told(session, 1, (now, "Meddelande på plattformen"), "bo", now)
        assert done.writer_told is True
        with pytest.raises(RefusedError, match="told already"):
            record_told(session, 1, (now, None), "bo", now)
        with pytest.raises(RefusedError, match="noted already"):
            record_not_told(session, 1, "x", "bo", now)


def test_nothing_is_noted_twice(engine: Engine, files: FileStore, now: datetime) -> None:
    see(engine, now)
    with pytest.raises(RefusedError, match="as removal 1"):
        see(engine, now)
    copy(engine, files, now)
    with pytest.raises(RefusedError, match="registered already as KS/2026:1-1"):
        copy(engine, files, now)
    remove(engine, now)
    with pytest.raises(RefusedError, match="removed already, by bo"):
        remove(engine, now)
    with writing(engine) as session:
        record_police(session, 1, (now, "K1"), "bo", now)
        with pytest.raises(RefusedError, match="K1"):
            record_police(session, 1, (now, "K1"), "bo", now)
    see(engine, now)  # the same address again, when the first is gone
    with reading(engine) as session:
        assert len(list_removals(session)) == 2


@pytest.mark.parametrize(
    ("said", "match"),
    [
        ({"account": "nobody"}, "no account nobody"),
        ({"address": "javascript:alert(1)"}, "https"),
        ({"address": "https://bo:hemligt@example.org/"}, "password"),
        ({"words": "rad\x00två"}, "characters that cannot be shown"),
        ({"words": "\N{RIGHT-TO-LEFT OVERRIDE}txet"}, "characters that cannot be shown"),
        ({"words": "x" * 1_000_000}, "longer than"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_noted(
    engine: Engine, now: datetime, said: dict[str, Any], match: str
) -> None:
    with pytest.raises(UsageError, match=match):
        see(engine, now, **said)
    with reading(engine) as session:
        assert list_removals(session) == []


def test_moments_that_cannot_be_are_refused(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    with pytest.raises(UsageError, match="--seen has not come"):
        see(engine, now, seen_at=now + HOUR)
    with pytest.raises(UsageError, match="--seen lies before"):
        see(engine, now, seen_at=now - HOUR, posted_at=now)
    see(engine, now)
    copy(engine, files, now)
    for moment in (now - HOUR, now + HOUR):
        with pytest.raises(UsageError, match="--when"):
            remove(engine, now, moment=moment)
    with writing(engine) as session:
        for step in (record_told, record_police):
            with pytest.raises(UsageError, match="--when has not come"):
                step(session, 1, (now + HOUR, "x"), "bo", now)
    assert standing(engine).steps == ()


def test_an_unknown_removal_or_arende_is_refused(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    with pytest.raises(UsageError, match="no removal 1"):
        remove(engine, now)
    see(engine, now)
    with pytest.raises(UsageError, match="KS/2026:9"):
        copy(engine, files, now, wish=CopyWish(arende="KS/2026:9"))
    with pytest.raises(UsageError, match="paragraph"):
        copy(engine, files, now, wish=CopyWish(sekretess="hemligt"))
    assert standing(engine).copies == ()


def test_removals_are_listed_by_account_namnd_and_the_swedish_day_they_were_seen(
    engine: Engine, now: datetime
) -> None:
    add_forum(engine, now - timedelta(days=30), "ks-instagram")
    late = datetime.fromisoformat("2026-06-30T23:30:00+02:00")
    see(engine, now, seen_at=late)
    see(engine, now, account="ks-instagram", seen_at=late + HOUR)
    with reading(engine) as session:
        june, july = late.date(), (late + HOUR).date()
        assert [each.id for each in list_removals(session, "ks-facebook")] == [1]
        assert [each.id for each in list_removals(session, last=june)] == [1]
        assert [each.id for each in list_removals(session, first=july, last=july)] == [2]
        assert [each.id for each in list_removals(session, namnd="ks")] == [1, 2]
        with pytest.raises(Error, match="nobody"):
            list_removals(session, "nobody")


def test_the_journal_tells_of_each_step_and_never_of_what_a_post_says(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    see(engine, now, words="Ett påhopp")
    copy(engine, files, now)
    remove(engine, now)
    with reading(engine) as session:
        told = [(e.kind, e.subject) for e in read_events(session) if e.kind.startswith("removal")]
    assert told == [("removal.noted", "1"), ("removal.copied", "1"), ("removal.removed", "1")]
    assert list(check_archive(engine, files)) == []


def test_a_closed_account_keeps_its_removals(engine: Engine, now: datetime) -> None:
    see(engine, now)
    with writing(engine) as session:
        close_account(session, "ks-facebook", (now.date(), "Används inte"), "bo", now)
    assert remove(engine, now, "KS 2026 § 12").removed_at == now


def test_a_gallring_of_the_copy_empties_what_the_removal_says_of_the_post(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    see(engine, now, words="Ett påhopp på Bo Berg")
    copy(engine, files, now)
    see(engine, now, another=True)
    copy(engine, files, now, 2, "Ännu ett")
    [message] = take_in(engine, files, [{}], now, account="ks-facebook")
    with writing(engine) as session:
        record_message_copy(session, 2, message, CopyWish(), "bo", now)
        for dnr in ("KS/2026:1", "KS/2026:2"):
            close_settled(session, dnr, "bo", now, files)
    take_in_plan(engine, now, (ARENDEN,))
    assert gallra_all(engine, files, now + timedelta(days=3 * 366)) == ["KS/2026:1", "KS/2026:2"]
    with reading(engine) as session:
        gone, held = list_removals(session)
    assert (gone.address, gone.words) == ("", None)
    assert (gone.category, gone.seen_at) == (Category.PERSONAL_ATTACK, now)
    assert held.address == ADDRESS  # a copy of it is in an ärende that is kept
    assert list(check_archive(engine, files)) == []
