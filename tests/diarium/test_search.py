"""Search: all the words, the newest first, and nothing that is set apart."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, exists, or_, select, text

from diarium.answers import is_reply_to, is_same_place
from diarium.arende_records import Direction
from diarium.corrections import Rattelse, correct_arende, correct_handling
from diarium.database import reading, writing
from diarium.decisions import SkipGround, skip_message
from diarium.errors import RefusedError, UsageError
from diarium.files import FileStore
from diarium.messages import read_message
from diarium.protected_messages import show_messages
from diarium.register import Registration, register_message
from diarium.search import MOST_WORDS, PAGE, Found, find_snippet, read_words, search
from diarium.search_query import Wish
from diarium.sekretess import MarkingWish, mark_handling
from diarium.tables import MESSAGE
from diarium.verify import check_archive
from tests.diarium.filled import fill
from tests.diarium.taken_in import add_forum, take_in


def find(engine: Engine, now: datetime, said: str, **wish: Any) -> Found:  # noqa: ANN401  fields
    with reading(engine) as session:
        return search(session, Wish(text=said, **wish), now)


def found(engine: Engine, now: datetime, said: str, **wish: Any) -> list[object]:  # noqa: ANN401  fields
    """Return the beteckningar and the numbers of messages that are found."""
    return [hit.beteckning or hit.message for hit in find(engine, now, said, **wish).hits]


def register(engine: Engine, message: int, now: datetime, **wish: Any) -> str:  # noqa: ANN401  fields
    with writing(engine) as session:
        return register_message(session, message, Registration(**wish), "anna", now).beteckning


def test_a_handling_is_found_by_number_sender_subject_and_text(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    text = "Fråga om badhuset\nJag undrar när bassängen i Väster öppnar"
    ids = take_in(engine, files, [{"text": text, "sender": {"name": "Åsa Öberg"}}, {}], now)
    for each in ids:
        register(engine, each, now)
    for words in ("KS/2026:1-1", "öberg ÅSA", "badhuset", "bassängen", "badhus väster"):
        assert found(engine, now, words) == ["KS/2026:1-1"], words
    assert found(engine, now, "badhuset simning") == []
    (hit,) = find(engine, now, "bassäng").hits
    assert (hit.namnd, hit.day, hit.sender) == ("KS", date(2026, 7, 1), "Åsa Öberg")
    assert hit.snippet == "Fråga om badhuset Jag undrar när bassängen i Väster öppnar"


def test_words_without_a_space_between_them_stand_in_that_order(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    texts = ("Min e-post fungerar inte", "Inte e utan post", "Klockan 17.30", "30 av 17")
    ids = take_in(engine, files, [{"text": each} for each in texts], now)
    assert found(engine, now, "e-post") == [ids[0]]
    assert found(engine, now, "17:30") == [ids[2]]
    registered = [register(engine, each, now) for each in ids]
    assert [found(engine, now, each) for each in registered] == [[each] for each in registered]
    assert found(engine, now, "KS/2026:3") == [registered[2]]


def test_swedish_letters_are_letters_of_their_own(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    ids = take_in(engine, files, [{"text": "Bår i hallen"}, {"text": "Bar som är öppen"}], now)
    assert found(engine, now, "bår") == [ids[0]]
    assert found(engine, now, "BAR") == [ids[1]]
    assert found(engine, now, "ÖPPEN") == [ids[1]]
    assert found(engine, now, "oppen") == []
    assert found(engine, now, "O\u0308ppen") == [ids[1]]


def test_a_word_of_three_letters_may_begin_a_longer_one_and_a_shorter_may_not(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    ids = take_in(engine, files, [{"text": "Gatubelysningen på Åsgatan 12"}], now)
    assert found(engine, now, "gat ås 12") == []
    assert found(engine, now, "gat åsg 12") == ids
    assert found(engine, now, "belysning") == []


def test_a_message_that_is_registered_is_found_as_its_handling_alone(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    ids = take_in(engine, files, [{"text": "Badet är kallt"}, {"text": "Badet är varmt"}], now)
    beteckning = register(engine, ids[0], now)
    assert found(engine, now, "badet") == [beteckning, ids[1]]
    assert found(engine, now, "badet", registered=True) == [beteckning]
    assert found(engine, now, "badet", registered=False) == [ids[1]]


def test_nothing_that_is_set_apart_is_found(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    message: dict[str, object] = {"sender": {"name": "Hemlig Hansson"}, "text": "Om min diagnos"}
    one, again = take_in(engine, files, [message, message], now)
    assert found(engine, now, "diagnos") == []  # it waits for a person, and may be secret
    register(engine, one, now, sekretess="OSL 21 kap. 1 §", subject="Fråga om vård")
    assert found(engine, now, "vård") == ["KS/2026:1-1"]
    for words in ("diagnos", "hansson", "OSL", "hemlig"):
        assert found(engine, now, words) == [], words
    assert again


def test_what_may_be_secret_is_not_searched_before_a_person_has_tried_it(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    ids = take_in(engine, files, [{"text": f"Min diagnos i {each}"} for each in "abc"], now)
    assert found(engine, now, "diagnos") == []
    with writing(engine) as session:
        skip_message(
            session, ids[0], SkipGround.KEPT_ORDERED, "anna", now, no_sekretess=True
        )  # fmt: skip
    beteckning = register(engine, ids[1], now)
    assert found(engine, now, "diagnos") == [beteckning, ids[0]]


def test_another_wording_of_what_is_set_apart_is_not_searched(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    add_forum(engine, now)
    message: dict[str, object] = {"id": "q", "text": "Hej från Hanna"}
    edited = {**message, "text": "Hej från Hemlig", "edited_at": "2026-06-30T12:00:00+02:00"}
    (one,) = take_in(engine, files, [message], now, account="ks-facebook")
    register(engine, one, now)
    (two,) = take_in(engine, files, [edited], now, account="ks-facebook")
    assert found(engine, now, "hemlig") == [two]
    with writing(engine) as session:
        wish = MarkingWish(provision="OSL 21 kap. 1 §")
        mark_handling(session, "KS/2026:1-1", wish, "anna", now)
    assert found(engine, now, "hemlig") == []
    with reading(engine) as session:
        (shown,) = show_messages(session, [read_message(session, two)])
    assert (shown.text, shown.sender_name) == ("", "skyddad uppgift")


def test_the_text_is_not_searched_where_the_subject_is_set_apart(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    (one,) = take_in(engine, files, [{"text": "Om 811228-9874\nkallvatten"}], now)
    register(engine, one, now)
    assert found(engine, now, "kallvatten") == []
    assert found(engine, now, "2026 1") == ["KS/2026:1-1"]


def test_words_that_a_correction_sets_apart_are_not_found(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    ids = take_in(engine, files, [{"text": "Anna Andersson på Storgatan"}], now)
    beteckning = register(engine, ids[0], now)
    assert found(engine, now, "storgatan") == [beteckning]
    rattelse = Rattelse(field="subject", new="En adress 811228-9874", public=None, why="Fel")
    with writing(engine) as session:
        correct_handling(session, beteckning, rattelse, "anna", now)
    assert found(engine, now, "adress") == [beteckning]
    assert find(engine, now, "storgatan").hits[0].snippet == ""  # the ärendemening is left
    with writing(engine) as session:
        correct_arende(session, "KS/2026:1", replace(rattelse, field="mening"), "anna", now)
    assert found(engine, now, "storgatan") == []


def test_a_correction_is_found_by_what_it_says_now(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    ids = take_in(engine, files, [{"text": "Badet"}, {"text": "Skolan"}], now)
    beteckning = register(engine, ids[0], now, subject="Simhallen")
    other = register(engine, ids[1], now, arende="KS/2026:1", subject="Gymnasiet")
    assert found(engine, now, "gymnasiet") == [other]
    rattelse = Rattelse(field="subject", new="Grundskolan", public=None, why="Fel skola")
    with writing(engine) as session:
        correct_handling(session, other, rattelse, "anna", now)
    assert found(engine, now, "gymnasiet") == []
    assert found(engine, now, "grundskolan") == [other]
    assert found(engine, now, "badet") == [beteckning]


def test_pages_hold_twenty_the_newest_first_and_never_the_same_twice(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    ids = take_in(engine, files, [{"text": f"Badet nummer {n}"} for n in range(57)], now)
    registered = [register(engine, each, now) for each in ids[:25]]
    pages = [find(engine, now, "badet", page=n) for n in (1, 2, 3, 4)]
    assert [len(page.hits) for page in pages] == [PAGE, PAGE, 17, 0]
    assert [page.more for page in pages] == [True, True, False, False]
    shown = [hit.beteckning or hit.message for page in pages for hit in page.hits]
    assert shown == [*reversed(registered), *reversed(ids[25:])]


def test_a_page_that_ends_with_the_handlingar_goes_on_with_the_messages(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    ids = take_in(engine, files, [{"text": f"Badet nummer {n}"} for n in range(21)], now)
    for each in ids[:PAGE]:
        register(engine, each, now)
    assert find(engine, now, "badet").more
    assert found(engine, now, "badet", page=2) == [ids[20]]


def test_hits_are_narrowed_by_namnd_account_day_and_direction(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    add_forum(engine, now)
    (fb,) = take_in(engine, files, [{"id": "a", "text": "Badet"}], now, account="ks-facebook")
    (sbn,) = take_in(engine, files, [{"text": "Badet"}], now - timedelta(days=1), namnd="SBN")
    one = register(engine, fb, now)
    reply: dict[str, object] = {"id": "b", "own": True, "in_reply_to": "a", "text": "Badet öppnar"}
    (own,) = take_in(engine, files, [reply], now, account="ks-facebook")
    two = register(engine, own, now)
    assert found(engine, now, "badet") == [two, one, sbn]
    assert found(engine, now, "badet", namnd="sbn") == [sbn]
    assert found(engine, now, "badet", account="ks-facebook") == [two, one]
    assert found(engine, now, "badet", first=date(2026, 7, 1)) == [two, one]
    assert found(engine, now, "badet", last=date(2026, 6, 30)) == [sbn]
    assert found(engine, now, "badet", direction=Direction.OUTGOING) == [two]
    with pytest.raises(UsageError, match="only registered handlingar have a direction"):
        find(engine, now, "badet", direction=Direction.OUTGOING, registered=False)
    with pytest.raises(UsageError, match="there is no nämnd"):
        find(engine, now, "badet", namnd="XX")
    with pytest.raises(UsageError, match="has not come"):
        find(engine, now, "badet", last=date(2026, 7, 2))


def test_what_is_staged_and_not_visible_is_not_found(
    engine: Engine, files: FileStore, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("diarium.intake.taking.complete", stop)
    with pytest.raises(KeyboardInterrupt):
        take_in(engine, files, [{"text": "Badet"}], now)
    monkeypatch.undo()
    assert found(engine, now, "badet") == []
    (one,) = take_in(engine, files, [{"text": "Badet"}], now)
    assert found(engine, now, "badet") == [one]


def test_a_row_that_is_undone_leaves_no_word_behind(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    (one,) = take_in(engine, files, [{"text": "Badet"}], now)

    def fail() -> None:
        with writing(engine) as session:
            register_message(session, one, Registration(subject="Simhallen"), "anna", now)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert found(engine, now, "simhallen") == []
    assert found(engine, now, "badet") == [one]


def test_the_index_is_as_the_rows_are_and_no_fault_to_verify(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    fill(engine, files, now)
    assert list(check_archive(engine, files)) == []
    if engine.dialect.name == "sqlite":
        with writing(engine) as session:
            for index in ("handling_search", "message_search"):
                check = f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)"
                session.execute(text(check))
    else:
        with reading(engine) as session:
            differ = (
                "SELECT count(*) FROM handling_words FULL JOIN handling_search USING (id) "
                "WHERE words IS DISTINCT FROM search_words(title || ' ' || body)"
            )
            assert session.execute(text(differ)).scalar_one() == 0


def test_a_text_of_a_megabyte_is_taken_in_and_found(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    long = " ".join(f"ord{n}å.se/{n}-x" for n in range(60_000))
    (one,) = take_in(engine, files, [{"text": f"Badet {long}"}], now)
    assert found(engine, now, "badet") == [one]
    assert found(engine, now, "ord77å") == [one]


@pytest.mark.parametrize(
    "said",
    ["811228-9874", "19811228-9874", "Bo 8112289874", "811228\u200b-9874", "８１１２２８9874"],  # noqa: RUF001
)
def test_a_personnummer_is_not_searched_for(said: str) -> None:
    with pytest.raises(RefusedError) as refused:
        read_words(said)
    assert "9874" not in str(refused.value)


@pytest.mark.parametrize("said", ["", " ", "\"'*", "-- ;", "%_", "\u200b", "(((", "*"])
def test_a_query_without_a_word_is_refused(said: str) -> None:
    with pytest.raises(UsageError, match="no word to search for"):
        read_words(said)


def test_a_query_of_too_much_is_refused() -> None:
    with pytest.raises(UsageError, match="at most"):
        read_words("ord " * (MOST_WORDS + 1))
    with pytest.raises(UsageError, match="at most"):
        read_words("å" * 1_000_000)


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(said=st.text(max_size=40) | st.text("ab\"'*()^:+-~{}|&!<> \\\0NEAROTD", max_size=30))
def test_no_text_is_an_error_of_the_index(engine: Engine, now: datetime, said: str) -> None:
    try:
        assert find(engine, now, said).hits == []
    except (UsageError, RefusedError):
        return


def test_a_snippet_shows_no_personnummer_and_nothing_that_steers() -> None:
    said = f"{'Lång inledning. ' * 20}Badet \u202e811228-9874\x1b[31m {'slut ' * 50}"
    shown = find_snippet(said, ["badet"])
    assert shown.startswith("…")
    assert "Badet ******-****" in shown
    assert shown.isprintable()
    assert len(shown) <= 110
    assert find_snippet("Gatubadet", ["badet"]) == ""


@pytest.mark.parametrize("length", range(30, 110))
def test_no_half_of_a_personnummer_is_left_where_a_snippet_is_cut(length: int) -> None:
    said = (
        f"{'x' * (length // 2)} 811228 9874 {'y' * (length // 3)} badet {'z' * length} 811228-9874"
    )
    shown = find_snippet(said, ["badet"])
    assert "badet" in shown
    assert not set("0123456789") & set(shown)


def test_another_wording_and_a_reply_are_looked_up_by_their_id_and_not_by_their_account(
    sqlite_engine: Engine,
) -> None:
    """An account may hold nearly all the messages there are."""
    with reading(sqlite_engine) as session:
        other = MESSAGE.alias("other")
        same = other.c.external_id == MESSAGE.c.external_id
        query = select(MESSAGE.c.id).where(
            exists(other.c.id).where(or_(same & is_same_place(other), is_reply_to(other)))
        )
        written = query.compile(sqlite_engine, compile_kwargs={"literal_binds": True})
        plan = session.execute(text(f"EXPLAIN QUERY PLAN {written}"))
        details = [row.detail for row in plan if "other" in row.detail]
    assert len(details) == 2
    assert all("ix_message_external_id" in each for each in details), details
