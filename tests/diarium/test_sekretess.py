"""Sekretess: what is marked or masked is in no public form, and who has seen it is told."""

from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from diarium.arende_records import Arende, Cause, Handling
from diarium.arenden import read_arende
from diarium.corrections import Rattelse, correct_handling
from diarium.database import reading, writing
from diarium.decisions import SkipGround, skip_message
from diarium.errors import RefusedError, UsageError
from diarium.explanations import explain
from diarium.files import FileStore
from diarium.handlingar import read_beteckning
from diarium.journal_checks import check_chain, check_rows
from diarium.makulering import makulera_handling
from diarium.masked_words import MASK
from diarium.masking import MaskWish, mask_arende, mask_handling
from diarium.message_records import Message
from diarium.messages import read_message
from diarium.postlista import read_diarieforteckning, read_postlista
from diarium.protected_messages import show_messages
from diarium.protected_view import hide_arende, list_protected
from diarium.register import Registration, register_message
from diarium.search import search
from diarium.search_query import Wish
from diarium.seen import list_seen, note_seen
from diarium.sekretess import MarkingWish, lift_marking, list_beside, list_marked, mark_handling
from diarium.tables import CORRECTION, JOURNAL, SEKRETESS
from diarium.titles import SHIELDED
from tests.diarium.settled import close_settled
from tests.diarium.taken_in import take_in

PROVISION = "OSL 21 kap. 1 §"
NUMBER = "811228-9874"
DAY = date(2026, 7, 1)
SECRET: dict[str, object] = {
    "id": "q", "sender": {"name": "Hanna Hemlig", "address": "hanna@example.org"},
    "subject": "Min diagnos", "text": "Om cancern\nHanna",
    "permalink": "https://example.org/hanna",
    "attachments": [{"name": "diagnos.txt", "content_base64": "YQ==", "media_type": "text/plain"}],
}  # fmt: skip


@pytest.fixture
def secret(engine: Engine, files: FileStore, now: datetime) -> int:
    """Return a message that ought to have been marked, registered as KS/2026:1-1 unmarked."""
    [message] = take_in(engine, files, [SECRET], now)
    register(engine, message, now)
    return message


def register(engine: Engine, message: int, now: datetime, **wish: Any) -> Handling:  # noqa: ANN401  fields
    with writing(engine) as session:
        return register_message(session, message, Registration(**wish), "anna", now)


def mark(engine: Engine, now: datetime, number: str = "KS/2026:1-1", **wish: Any) -> Handling:  # noqa: ANN401  fields
    with writing(engine) as session:
        wished = MarkingWish(**{"provision": PROVISION, **wish})
        return mark_handling(session, number, wished, "anna", now)


def lift(engine: Engine, now: datetime, *keep: str, number: str = "KS/2026:1-1") -> Handling:
    with writing(engine) as session:
        return lift_marking(session, number, "Prövad på nytt", "bo", now, keep)


def mask(
    engine: Engine, now: datetime, field: str, *words: str, number: str = "KS/2026:1-1",
    whole: bool = False,
) -> Handling:  # fmt: skip
    wish = MaskWish(field=field, words=words, why="Om Hanna", whole=whole)
    with writing(engine) as session:
        return mask_handling(session, number, wish, "anna", now)


def read(engine: Engine, dnr: str = "KS/2026:1") -> Arende:
    with reading(engine) as session:
        return read_arende(session, dnr)


def message_shown(engine: Engine, number: int) -> Message:
    with reading(engine) as session:
        return show_messages(session, [read_message(session, number)])[0]


def published(engine: Engine, now: datetime) -> str:
    """Return all that everybody is told: lists, search, the public view of the ärende."""
    later = now + timedelta(days=1)
    with reading(engine) as session:
        told = [
            asdict(read_postlista(session, None, DAY, DAY, later)),
            asdict(read_diarieforteckning(session, "KS", 2026, later)),
            asdict(hide_arende(read_arende(session, "KS/2026:1"))),
            *(asdict(hit) for hit in search(session, Wish(text="KS/2026:1"), later).hits),
        ]
    return str(told).casefold()


def found(engine: Engine, now: datetime, words: str) -> list[object]:
    with reading(engine) as session:
        return [h.beteckning or h.message for h in search(session, Wish(text=words), now).hits]


def events(engine: Engine, kind: str) -> list[tuple[str, str]]:
    query = select(JOURNAL.c.subject, JOURNAL.c.by).where(JOURNAL.c.kind == kind)
    with reading(engine) as session:
        return [(row.subject, row.by) for row in session.execute(query.order_by(JOURNAL.c.seq))]


def check(engine: Engine) -> None:
    with reading(engine) as session:
        assert list(check_chain(session)) == []
        assert list(check_rows(session)) == []


@pytest.mark.usefixtures("secret")
def test_a_marking_sets_all_that_was_public_apart(engine: Engine, now: datetime) -> None:
    assert "hanna" in published(engine, now)
    assert found(engine, now, "cancern") == ["KS/2026:1-1"]
    done = mark(engine, now, why="Hon bad om det")
    assert done.sekretess is not None
    assert (done.sekretess.provision, done.sekretess.date, done.sekretess.authority) == (
        PROVISION, DAY, "Kommunstyrelsen",
    )  # fmt: skip
    assert (done.sender_public, done.sender_protected) == (SHIELDED, "Hanna Hemlig")
    assert (done.subject_public, done.subject_protected) == (SHIELDED, "Min diagnos")
    arende = read(engine)
    assert (arende.mening_public, arende.mening_protected) == (SHIELDED, "Min diagnos")
    told = published(engine, now)
    for word in ("hanna", "diagnos", "cancer", "bad om"):
        assert word not in told, word
    for words in ("hanna", "diagnos", "cancern", "OSL"):
        assert found(engine, now, words) == [], words
    assert events(engine, "sekretess.marked") == [("KS/2026:1-1", "anna")]
    check(engine)


@pytest.mark.usefixtures("secret")
def test_a_marking_is_no_rattelse(engine: Engine, now: datetime) -> None:
    done = mark(engine, now)
    assert not done.rattad
    assert {each.cause for each in done.corrections} == {Cause.MARKING}


@pytest.mark.usefixtures("secret")
def test_what_was_public_before_is_in_no_correction_that_is_shown(
    engine: Engine, now: datetime
) -> None:
    with writing(engine) as session:
        wish = Rattelse(field="subject", new="Hannas cancer", public=None, why="Stavfel")
        correct_handling(session, "KS/2026:1-1", wish, "anna", now)
    done = mark(engine, now)
    assert [each.old_public for each in done.corrections] == [SHIELDED] * 3
    assert {"Min diagnos", "Hannas cancer"} <= {each.old_protected for each in done.corrections}
    told = published(engine, now)
    assert "cancer" not in told
    assert done.rattad


@pytest.mark.usefixtures("secret")
def test_a_marking_may_say_what_is_public(engine: Engine, now: datetime) -> None:
    done = mark(
        engine, now, subject=f"Fråga om vård {NUMBER}", sender="Enskild", day=date(2026, 6, 30),
        authority="Regionen",
    )  # fmt: skip
    assert (done.subject_public, done.sender_public) == ("Fråga om vård ******-****", "Enskild")
    assert done.sekretess is not None
    assert (done.sekretess.date, done.sekretess.authority) == (date(2026, 6, 30), "Regionen")
    assert read(engine).mening_public == "Fråga om vård ******-****"


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        ({"provision": ""}, "--provision is empty"),
        ({"provision": "hemligt"}, "must name its provision"),
        ({"provision": "OSL"}, "must name its provision"),
        ({"day": date(2026, 7, 2)}, "2026-07-02 cannot be the date"),
        ({"day": date(2026, 6, 29)}, "2026-06-29 cannot be the date"),
        ({"authority": " "}, "--authority is empty"),
        ({"why": "x" * 3_000}, "--why is longer"),
        ({"subject": "\u202ex"}, "--subject holds characters"),
        ({"sender": "\x1b[2J"}, "--sender holds characters"),
        ({"provision": "1 § " + "x" * 1_000_000}, "--provision is longer"),
    ],
)
@pytest.mark.usefixtures("secret")
def test_a_marking_without_what_the_law_demands_is_refused_and_changes_nothing(
    engine: Engine, now: datetime, wish: dict[str, Any], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        mark(engine, now, **wish)
    assert not read(engine).handlingar[0].is_protected
    assert events(engine, "sekretess.marked") == []


def test_the_day_of_a_marking_is_the_swedish_one(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    [message] = take_in(engine, files, [{}], now)
    register(engine, message, now)
    late = datetime(2026, 7, 1, 22, 30, tzinfo=now.tzinfo)
    done = mark(engine, late)
    assert done.sekretess is not None
    assert done.sekretess.date == date(2026, 7, 2)


@pytest.mark.usefixtures("secret")
def test_the_same_marking_twice_is_refused_and_another_takes_its_place(
    engine: Engine, now: datetime
) -> None:
    mark(engine, now, subject="Fråga")
    with pytest.raises(RefusedError, match="carries that sekretessmarkering already"):
        mark(engine, now)
    done = mark(engine, now, provision="OSL 25:1")
    assert done.sekretess is not None
    assert done.sekretess.provision == "OSL 25:1"
    assert done.subject_public == "Fråga"  # what a person wrote stays
    assert [each.sekretess and each.sekretess.provision for each in done.markings] == [
        PROVISION, "OSL 25:1",
    ]  # fmt: skip


@pytest.mark.parametrize("number", ["KS/2026:1-2", "KS/2026:9-1", "KS/2026:1", "x" * 1_000_000, ""])
@pytest.mark.usefixtures("secret")
def test_an_unknown_handling_is_neither_marked_lifted_nor_masked(
    engine: Engine, now: datetime, number: str
) -> None:
    with pytest.raises(UsageError, match="there is no handling"):
        mark(engine, now, number)
    with pytest.raises(UsageError, match="there is no handling"):
        lift(engine, now, number=number)
    with pytest.raises(UsageError, match="there is no handling"):
        mask(engine, now, "subject", "diagnos", number=number)


def test_what_is_closed_or_makulerat_can_still_be_marked_and_masked(
    engine: Engine, now: datetime, secret: int
) -> None:
    """It is still in the public lists."""
    with writing(engine) as session:
        makulera_handling(session, "KS/2026:1-1", "Fel", "anna", now)
        skip_message(session, secret, SkipGround.LITTLE_IMPORTANCE, "anna", now)
        close_settled(session, "KS/2026:1", "anna", now)
    assert "hanna" in published(engine, now)
    mask(engine, now, "sender", "Hanna Hemlig")
    mark(engine, now)
    assert "hanna" not in published(engine, now)
    assert lift(engine, now).sender_public == MASK


@pytest.mark.usefixtures("secret")
def test_lifting_makes_public_what_the_marking_set_apart_but_no_personnummer(
    engine: Engine, now: datetime
) -> None:
    mark(engine, now)
    with writing(engine) as session:
        wish = Rattelse(field="subject", new=f"Om {NUMBER}", public=None, why="Fel")
        correct_handling(session, "KS/2026:1-1", wish, "anna", now)
    done = lift(engine, now + timedelta(hours=1))
    assert (done.sekretess, done.sender_public, done.sender_protected) == (
        None, "Hanna Hemlig", None,
    )  # fmt: skip
    assert (done.subject_public, done.subject_protected) == ("Om ******-****", f"Om {NUMBER}")
    assert [each.sekretess is None for each in done.markings] == [False, True]
    assert (done.markings[1].by, done.markings[1].why) == ("bo", "Prövad på nytt")
    assert found(engine, now, "hemlig") == ["KS/2026:1-1"]
    assert found(engine, now, "cancern") == []  # the text stays out of the search for good
    assert events(engine, "sekretess.lifted") == [("KS/2026:1-1", "bo")]
    with pytest.raises(RefusedError, match="carries no sekretessmarkering"):
        lift(engine, now)
    check(engine)


@pytest.mark.usefixtures("secret")
def test_what_is_to_stay_apart_is_kept_when_the_marking_is_lifted(
    engine: Engine, now: datetime
) -> None:
    mask(engine, now, "subject", "diagnos")
    mark(engine, now)
    done = lift(engine, now, "sender")
    assert (done.sender_public, done.subject_public) == (SHIELDED, f"Min {MASK}")
    assert read(engine).mening_public == f"Min {MASK}"


def test_the_mening_stays_apart_while_another_handling_that_reads_so_is_marked(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    one, two = take_in(engine, files, [{"text": "Diagnos"}, {"text": "Diagnos", "id": "b"}], now)
    register(engine, one, now, sekretess=PROVISION)
    register(engine, two, now, sekretess=PROVISION, arende="KS/2026:1")
    lift(engine, now)
    assert read(engine).mening_public == SHIELDED
    lift(engine, now, number="KS/2026:1-2")
    assert read(engine).mening_public == "Diagnos"
    mark(engine, now)
    mark(engine, now, "KS/2026:1-2")
    assert read(engine).mening_public == SHIELDED


def test_the_mening_is_set_apart_whichever_of_two_is_marked_first(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    one, two = take_in(engine, files, [{"text": "Diagnos"}, {"text": "Diagnos", "id": "b"}], now)
    register(engine, one, now)
    register(engine, two, now, sekretess=PROVISION, arende="KS/2026:1")
    mark(engine, now)
    assert read(engine).mening_public == SHIELDED


@pytest.mark.usefixtures("secret")
def test_what_else_may_tell_of_a_marked_handling_is_named(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    [more] = take_in(engine, files, [{"text": "Mer om saken"}], now)
    register(engine, more, now, arende="KS/2026:1")
    done = mark(engine, now, "KS/2026:1-2")
    with reading(engine) as session:
        assert list_beside(session, done) == ["KS/2026:1-1", "KS/2026:1"]
    done = mark(engine, now)
    with reading(engine) as session:
        assert list_beside(session, done) == []


def test_marked_handlingar_are_listed_by_number_and_nothing_else(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    ids = take_in(engine, files, [{}, {}, {}], now)
    other = take_in(engine, files, [{}], now, namnd="SBN")
    for each in (*ids, *other):
        register(engine, each, now, sekretess=PROVISION)
    lift(engine, now)
    with reading(engine) as session:
        numbers = [each.beteckning for each in list_marked(session)]
        assert numbers == ["KS/2026:2-1", "KS/2026:3-1", "SBN/2026:1-1"]
        assert [each.beteckning for each in list_marked(session, "sbn")] == ["SBN/2026:1-1"]
        with pytest.raises(UsageError, match="there is no nämnd"):
            list_marked(session, "XX")


@pytest.mark.usefixtures("secret")
def test_masked_words_are_gone_from_the_public_form_and_kept_in_the_protected(
    engine: Engine, now: datetime
) -> None:
    done = mask(engine, now, "subject", "DIAGNOS")
    assert (done.subject_public, done.subject_protected) == (f"Min {MASK}", "Min diagnos")
    done = mask(engine, now, "subject", "min")
    assert (done.subject_public, done.subject_protected) == (f"{MASK} {MASK}", "Min diagnos")
    done = mask(engine, now, "subject", "diagnos", whole=True)
    assert done.subject_public == f"Min {MASK}"
    wish = MaskWish(field="mening", words=("Min", "diagnos"), why="Samma")
    with writing(engine) as session:
        arende = mask_arende(session, "ks/2026:1", wish, "anna", now)
    assert (arende.mening_public, arende.mening_protected) == (f"{MASK} {MASK}", "Min diagnos")
    assert "diagnos" not in published(engine, now)
    assert found(engine, now, "diagnos") == found(engine, now, "cancern") == []
    assert not done.rattad
    assert events(engine, "sekretess.masked")[-1] == ("KS/2026:1", "anna")
    check(engine)


@pytest.mark.parametrize(
    ("field", "words", "message"),
    [
        ("subject", "Anna", "the words are not in the public form, which reads: Min diagnos"),
        ("subject", "", "--words is empty"),
        ("subject", "\u202e", "--words holds characters"),
        ("kind", "meddelande", "cannot be masked there; name one of: sender, subject"),
        ("mening", "diagnos", "cannot be masked there"),
        ("\x1b[2J", "x", r"'\\x1b\[2J' cannot be masked there"),
    ],
)
@pytest.mark.usefixtures("secret")
def test_words_that_cannot_be_masked_change_nothing(
    engine: Engine, now: datetime, field: str, words: str, message: str
) -> None:
    with pytest.raises(UsageError, match=message) as told:
        mask(engine, now, field, words)
    assert str(told.value).isprintable()
    with reading(engine) as session:
        assert session.execute(select(func.count()).select_from(CORRECTION)).scalar_one() == 0


def test_registration_with_sekretess_writes_the_same_row(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    [message] = take_in(engine, files, [SECRET], now)
    done = register(engine, message, now, sekretess=PROVISION)
    assert [each.sekretess for each in done.markings] == [done.sekretess]
    assert done.corrections == ()
    with reading(engine) as session:
        assert session.execute(select(SEKRETESS.c.provision)).scalars().all() == [PROVISION]
    assert found(engine, now, "cancern") == []
    lift(engine, now)
    assert read(engine).mening_public == "Min diagnos"


def test_an_own_reply_tells_no_more_than_what_it_answers(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    [asked] = take_in(engine, files, [SECRET], now)
    register(engine, asked, now, sekretess=PROVISION, subject="Fråga om vård")
    reply = {"own": True, "in_reply_to": "q", "text": "Hej Hanna, din cancer …"}
    [answer] = take_in(engine, files, [reply], now)
    done = register(engine, answer, now)
    assert (done.subject_public, done.subject_protected) == (
        "Svar: Fråga om vård", "Hej Hanna, din cancer …",
    )  # fmt: skip
    assert (done.sender_public, done.sender_protected) == (SHIELDED, "Hanna Hemlig")
    assert done.sekretess is not None
    assert done.sekretess.provision == PROVISION
    assert "cancer" not in published(engine, now)
    assert found(engine, now, "cancer") == []


@pytest.mark.usefixtures("secret")
def test_an_own_reply_to_what_is_masked_is_masked_too(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    mask(engine, now, "subject", "diagnos")
    one, two = take_in(
        engine, files,
        [{"own": True, "in_reply_to": "q", "text": "Om din diagnos", "id": n} for n in "ab"], now,
    )  # fmt: skip
    done = register(engine, one, now)
    assert (done.subject_public, done.subject_protected) == (f"Svar: Min {MASK}", "Om din diagnos")
    assert done.sekretess is None
    assert register(engine, two, now, subject="Besked").subject_public == "Besked"


def test_a_reply_to_what_is_public_is_public(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    [asked] = take_in(engine, files, [{"id": "q", "text": f"Fråga {NUMBER}"}], now)
    register(engine, asked, now)
    [answer] = take_in(engine, files, [{"own": True, "in_reply_to": "q", "text": "Svar"}], now)
    done = register(engine, answer, now)
    assert (done.subject_public, done.subject_protected, done.sekretess) == ("Svar", None, None)


@pytest.mark.parametrize(
    "number", ["811228\u200b-9874", "81122\u20608-9874", "1981-12-28 9874", "811228 - 9874"]
)
def test_no_public_field_holds_a_personnummer_however_it_is_written(
    engine: Engine, files: FileStore, now: datetime, number: str
) -> None:
    """Also where the subject is cut: half a personnummer tells when somebody was born."""
    ids = take_in(
        engine, files,
        [{"text": "Å" * length + f" {number} slut", "sender": {"name": f"Bo {number}"}}
         for length in (1, 90, 93, 97)], now,
    )  # fmt: skip
    for each in ids:
        done = register(engine, each, now)
        for public in (done.subject_public, done.sender_public):
            assert not set("0123456789") & set(public), public
    done = register(
        engine, take_in(engine, files, [{}], now)[0], now, sender=number, subject=f"Om {number}"
    )
    assert not set("0123456789") & set(done.sender_public + done.subject_public)


def test_a_message_shows_no_more_than_its_handling(
    engine: Engine, files: FileStore, now: datetime, secret: int
) -> None:
    assert message_shown(engine, secret).text == SECRET["text"]
    mark(engine, now, sender="Enskild")
    [again] = take_in(engine, files, [SECRET], now)
    for number in (secret, again):
        shown = message_shown(engine, number)
        assert (shown.sender_name, shown.subject, shown.text) == ("Enskild", SHIELDED, "")
        told = str(asdict(shown)).casefold()
        for word in ("hanna", "diagnos", "cancer"):
            assert word not in told, word
    with reading(engine) as session:
        assert "diagnos" not in explain(session, secret)
        assert "skyddad uppgift" in explain(session, secret)
    lift(engine, now)
    assert message_shown(engine, secret).text == SECRET["text"]


@pytest.mark.usefixtures("secret")
def test_an_own_reply_shows_no_more_than_what_it_answers_before_it_is_registered(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    reply: dict[str, object] = {"own": True, "in_reply_to": "q", "text": "Hej, vi ses på torsdag"}
    [answer] = take_in(engine, files, [reply], now)
    assert found(engine, now, "torsdag") == [answer]
    assert message_shown(engine, answer).text == reply["text"]
    mark(engine, now)
    shown = message_shown(engine, answer)
    assert (shown.subject, shown.text) == (f"Svar: {SHIELDED}", "")
    assert found(engine, now, "torsdag") == []
    with writing(engine) as session:
        skip_message(session, answer, SkipGround.LITTLE_IMPORTANCE, "anna", now)
    assert found(engine, now, "torsdag") == []


def test_where_a_personnummer_alone_is_set_apart_the_rest_of_the_message_is_shown(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    [message] = take_in(engine, files, [{"text": f"Hej {NUMBER}\nNär öppnar badet?"}], now)
    register(engine, message, now)
    assert message_shown(engine, message).text == "Hej ******-****\nNär öppnar badet?"


@pytest.mark.usefixtures("secret")
def test_who_has_seen_what_is_protected_is_told_by_the_journal(
    engine: Engine, now: datetime
) -> None:
    mark(engine, now)
    numbers = list_protected([read(engine)])
    assert numbers == ["KS/2026:1", "KS/2026:1-1"]
    with writing(engine) as session:
        note_seen(session, numbers, "seen", "bo", now)
        note_seen(session, numbers[1:], "exported", "anna", now + timedelta(hours=1))
    with reading(engine) as session:
        told = [(each.kind, each.by) for each in list_seen(session, "ks/2026:1-1")]
        assert told == [("protected.seen", "bo"), ("protected.exported", "anna")]
        assert [each.by for each in list_seen(session, "KS/2026:1")] == ["bo"]
        with pytest.raises(UsageError, match="there is no handling"):
            list_seen(session, "KS/2026:7")
        assert read_beteckning(session, "KS/2026:1-1").is_protected
    check(engine)
