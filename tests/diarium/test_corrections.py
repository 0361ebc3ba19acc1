from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from diarium.arende_records import Arende, Correction, Handling
from diarium.arenden import read_arende
from diarium.corrections import FROZEN, Rattelse, correct_arende, correct_handling
from diarium.database import reading, writing
from diarium.decisions import SkipGround, skip_message
from diarium.errors import RefusedError, UsageError
from diarium.files import FileStore
from diarium.handlingar import read_beteckning
from diarium.makulering import makulera_handling
from diarium.register import Registration, register_message
from tests.diarium.desk import Desk
from tests.diarium.settled import close_settled
from tests.diarium.taken_in import take_in

DNR, BETECKNING = "KS/2026:1", "KS/2026:1-1"
PERSONNUMMER = "811228-9874"
SECRET = "OSL 21 kap. 1 §"


def wish(field: str, new: str | None, public: str | None = None, why: str = "Fel") -> Rattelse:
    return Rattelse(field=field, new=new, public=public, why=why)


def correct(
    engine: Engine, now: datetime, asked: Rattelse, number: str = BETECKNING
) -> Handling | Arende:
    with writing(engine) as session:
        if "-" in number:
            return correct_handling(session, number, asked, "bo", now)
        return correct_arende(session, number, asked, "bo", now)


def correction(words: tuple[str, str], why: str, at: datetime) -> Correction:
    return Correction(
        field="subject", old_public=words[0], old_protected=None, new_public=words[1],
        new_protected=None, why=why, at=at, by="bo",
    )  # fmt: skip


def read(engine: Engine) -> Handling:
    with reading(engine) as session:
        return read_beteckning(session, BETECKNING)


@pytest.fixture
def registered(engine: Engine, files: FileStore, now: datetime) -> Engine:
    """Return a register with one handling that anybody may read."""
    [message] = take_in(engine, files, [{"text": "Fråga om badett"}], now)
    with writing(engine) as session:
        register_message(session, message, Registration(), "anna", now)
    return engine


@pytest.fixture
def secret(engine: Engine, files: FileStore, now: datetime) -> Engine:
    """Return a register with one secret handling, whose sender is Hanna Hemlig."""
    sender = {"name": "Hanna Hemlig", "address": "h"}
    [message] = take_in(engine, files, [{"text": "Om min sjukdom", "sender": sender}], now)
    with writing(engine) as session:
        register_message(session, message, Registration(sekretess=SECRET), "anna", now)
    return engine


def test_a_corrected_handling_reads_anew_and_shows_old_and_new(
    registered: Engine, desk: Desk, now: datetime
) -> None:
    later = now + timedelta(days=1)
    correct(registered, now, wish("subject", "Fråga om bad", why="Stavfel"))
    done = correct(registered, later, wish("Subject", "Fråga om badet", why="Rätt ord"))
    assert done == read(registered)
    assert isinstance(done, Handling)
    assert (done.subject_public, done.subject_protected, done.rattad) == (
        "Fråga om badet", None, True,
    )  # fmt: skip
    first = correction(("Fråga om badett", "Fråga om bad"), "Stavfel", now)
    second = correction(("Fråga om bad", "Fråga om badet"), "Rätt ord", later)
    assert done.corrections == (first, second)
    desk.check()


def test_sender_kind_and_arendemening_are_corrected_each_on_its_own(
    registered: Engine, now: datetime
) -> None:
    correct(registered, now, wish("sender", "Bo Bergh"))
    correct(registered, now, wish("kind", "kritik"))
    arende = correct(registered, now, wish("mening", "Badets öppettider"), DNR)
    assert isinstance(arende, Arende)
    assert (arende.mening_public, arende.mening_protected) == ("Badets öppettider", None)
    assert [each.field for each in arende.corrections] == ["mening"]
    held = read(registered)
    assert (held.sender_public, held.kind) == ("Bo Bergh", "kritik")
    assert held.subject_public == "Fråga om badett"
    with reading(registered) as session:
        assert read_arende(session, DNR).handlingar == (held,)


def test_a_correction_of_what_is_secret_stays_in_the_protected_form(
    secret: Engine, now: datetime
) -> None:
    correct(secret, now, wish("sender", "Hanna Hemligare"))
    correct(secret, now, wish("subject", "Om min diabetes"))
    held = read(secret)
    assert (held.sender_public, held.sender_protected) == ("skyddad uppgift", "Hanna Hemligare")
    assert (held.subject_public, held.subject_protected) == ("skyddad uppgift", "Om min diabetes")
    public = [each.new_public + each.old_public for each in held.corrections]
    assert public == ["skyddad uppgift" * 2] * 2


def test_the_public_form_of_what_is_secret_is_corrected_by_itself(
    secret: Engine, now: datetime
) -> None:
    correct(secret, now, wish("subject", None, f"Fråga om stöd, {PERSONNUMMER}"))
    held = read(secret)
    assert (held.subject_public, held.subject_protected) == (
        "Fråga om stöd, ******-****", "Om min sjukdom",
    )  # fmt: skip


def test_the_protected_arendemening_of_a_secret_handling_stays_protected(
    secret: Engine, now: datetime
) -> None:
    done = correct(secret, now, wish("mening", "Hannas sjukdom"), DNR)
    assert isinstance(done, Arende)
    assert (done.mening_public, done.mening_protected) == ("skyddad uppgift", "Hannas sjukdom")


def test_an_answer_to_a_secret_handling_keeps_its_recipient_protected(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    asked: dict[str, object] = {"id": "q", "sender": {"name": "Hanna Hemlig", "address": "h"}}
    [message] = take_in(engine, files, [asked], now)
    with writing(engine) as session:
        register_message(session, message, Registration(sekretess=SECRET), "anna", now)
    [reply] = take_in(engine, files, [{"own": True, "in_reply_to": "q", "text": "Svar"}], now)
    with writing(engine) as session:
        answer = register_message(session, reply, Registration(), "anna", now)
    done = correct(engine, now, wish("sender", "Hanna Hemligare"), answer.beteckning)
    assert isinstance(done, Handling)
    assert (done.sender_public, done.sender_protected) == ("skyddad uppgift", "Hanna Hemligare")


def test_a_personnummer_in_a_correction_is_masked_in_public(
    registered: Engine, now: datetime
) -> None:
    correct(registered, now, wish("subject", f"Bo, {PERSONNUMMER}"))
    held = read(registered)
    assert (held.subject_public, held.subject_protected) == (
        "Bo, ******-****", f"Bo, {PERSONNUMMER}",
    )  # fmt: skip
    correct(registered, now, wish("subject", "Bo frågar"))
    held = read(registered)
    assert (held.subject_public, held.subject_protected) == ("Bo frågar", None)


@pytest.mark.parametrize("field", sorted(FROZEN))
def test_a_frozen_field_is_refused_by_its_name(
    sqlite_engine: Engine, files: FileStore, now: datetime, field: str
) -> None:
    [message] = take_in(sqlite_engine, files, [{}], now)
    with writing(sqlite_engine) as session:
        register_message(session, message, Registration(), "anna", now)
    before = read(sqlite_engine)
    for written in (field, field.upper(), field.replace("_", "-")):
        with pytest.raises(RefusedError, match=f"{field} is frozen since the registration"):
            correct(sqlite_engine, now, wish(written, "2"))
        with pytest.raises(RefusedError, match=f"{field} is frozen since the registration"):
            correct(sqlite_engine, now, wish(written, "2"), DNR)
    assert read(sqlite_engine) == before


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (wish("sekretess", "x"), "cannot be corrected there"),
        (wish("mening", "x"), "name one of: sender, subject, kind"),
        (wish("\x1b[2J", "x"), "cannot be corrected there"),
        (wish("subject", None), "say with --new"),
        (wish("subject", None, "Öppet"), "no protected form"),
        (wish("subject", "Nytt", "Öppet"), "no protected form"),
        (wish("subject", " "), "--new is empty"),
        (wish("subject", "x" * 1_000_000), "longer than 2000"),
        (wish("subject", "omvänt \u202etxet"), "cannot be shown"),
        (wish("subject", "\x1b[2J"), "cannot be shown"),
        (wish("subject", "Nytt", why=""), "--why is empty"),
        (wish("kind", "svar"), "one of: meddelande, kritik"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_changes_nothing(
    sqlite_engine: Engine, files: FileStore, now: datetime, asked: Rattelse, words: str
) -> None:
    [message] = take_in(sqlite_engine, files, [{}], now)
    with writing(sqlite_engine) as session:
        register_message(session, message, Registration(), "anna", now)
    before = read(sqlite_engine)
    with pytest.raises(UsageError, match=words) as told:
        correct(sqlite_engine, now, asked)
    assert str(told.value).isprintable()
    assert read(sqlite_engine) == before


def test_nothing_is_corrected_twice_nor_where_it_is_makulerat_or_closed(
    registered: Engine, files: FileStore, now: datetime
) -> None:
    with pytest.raises(RefusedError, match="subject reads so already"):
        correct(registered, now, wish("subject", "Fråga om badett"))
    [message] = take_in(registered, files, [{"own": True, "text": "Eget"}], now)
    with writing(registered) as session:
        register_message(session, message, Registration(arende=DNR), "anna", now)
    with pytest.raises(RefusedError, match="KS/2026:1-2 did not come in"):
        correct(registered, now, wish("kind", "kritik"), f"{DNR}-2")
    with writing(registered) as session:
        makulera_handling(session, f"{DNR}-2", "Fel", "anna", now)
        skip_message(session, message, SkipGround.LITTLE_IMPORTANCE, "anna", now)
        close_settled(session, DNR, "anna", now)
    for number, field in ((BETECKNING, "subject"), (DNR, "mening")):
        with pytest.raises(RefusedError, match="archiver arende reopen"):
            correct(registered, now, wish(field, "Nytt"), number)
    with pytest.raises(RefusedError, match="KS/2026:1-2 is makulerad since"):
        correct(registered, now, wish("subject", "Nytt"), f"{DNR}-2")
