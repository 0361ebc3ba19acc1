from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine

from diarium.arende_records import Direction, Handling
from diarium.arenden import read_arende
from diarium.database import reading, writing
from diarium.decisions import decision_history
from diarium.diarienummer import Diarienummer
from diarium.errors import RefusedError, UsageError
from diarium.files import FileStore
from diarium.message_records import DecisionOutcome
from diarium.messages import read_message
from diarium.register import Registration, register_message, register_proposed
from diarium.verify import check_archive
from tests.diarium.settled import close_settled
from tests.diarium.taken_in import add_forum, take_in

PERSONNUMMER = "811228-9874"


def register(engine: Engine, message: int, now: datetime, **wish: object) -> Handling:
    with writing(engine) as session:
        return register_message(session, message, Registration(**wish), "anna", now)  # type: ignore[arg-type]


@pytest.fixture
def message(engine: Engine, files: FileStore, now: datetime) -> int:
    return take_in(engine, files, [{"text": "När öppnar badet?\nHälsningar"}], now)[0]


def test_a_handling_shows_the_four_items_of_the_law(
    engine: Engine, files: FileStore, message: int, now: datetime
) -> None:
    handling = register(engine, message, now)
    assert handling.received_at == now  # 1: when it came in
    assert handling.beteckning == "KS/2026:1-1"  # 2: diarienummer
    assert handling.sender_public == "Bo Berg"  # 3: sender
    assert handling.subject_public == "När öppnar badet?"  # 4: what it concerns
    assert handling.made_available_at == datetime(2026, 6, 30, 8, tzinfo=UTC)
    assert (handling.registered_at, handling.registered_by) == (now, "anna")
    assert (handling.direction, handling.kind) == (Direction.INCOMING, "meddelande")
    assert (handling.subject_protected, handling.sender_protected) == (None, None)
    assert handling.sekretess is None
    assert list(check_archive(engine, files)) == []


def test_a_handling_points_to_the_original_bytes_and_the_attachments(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    enclosed = [{"name": "karta.txt", "content_base64": "a2FydGE=", "media_type": "text/plain"}]
    messages: list[dict[str, object]] = [{"text": "ett"}, {"text": "två", "attachments": enclosed}]
    second = take_in(engine, files, messages, now)[1]
    handling = register(engine, second, now)
    original, attachment = handling.files
    assert '"text": "tv' in files.read(original.sha256, original.start, original.length).decode()
    assert (attachment.role, attachment.name) == ("attachment", "karta.txt")
    kept = files.read(attachment.sha256, attachment.start, attachment.length)
    assert kept == b"karta"
    assert attachment.length == 5


def test_numbers_run_per_namnd_and_year_in_swedish_time(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    ks = take_in(engine, files, [{}] * 4, now)
    sbn = take_in(engine, files, [{}], now, namnd="SBN")
    before = datetime(2026, 12, 31, 22, 59, tzinfo=UTC)
    after = datetime(2026, 12, 31, 23, 0, tzinfo=UTC)
    given = [
        register(engine, ks[0], now).diarienummer,
        register(engine, sbn[0], now).diarienummer,
        register(engine, ks[1], before).diarienummer,
        register(engine, ks[2], after).diarienummer,
        register(engine, ks[3], after, template="{year}-{series}{number}").diarienummer,
    ]
    assert given == ["KS/2026:1", "SBN/2026:1", "KS/2026:2", "KS/2027:1", "2027-KS2"]


def test_a_message_is_registered_once(engine: Engine, message: int, now: datetime) -> None:
    register(engine, message, now)
    with pytest.raises(RefusedError, match=r"registered already as KS/2026:1-1"):
        register(engine, message, now)


def test_the_same_key_again_gives_the_same_handling(
    engine: Engine, message: int, now: datetime
) -> None:
    first = register(engine, message, now, key="k-1")
    assert register(engine, message, now, key="k-1") == first
    with reading(engine) as session:
        assert len(decision_history(session, message)) == 2


def test_a_key_of_another_message_is_refused(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    one, two = take_in(engine, files, [{}, {}], now)
    register(engine, one, now, key="k-1")
    with pytest.raises(RefusedError, match=r"was used for message \d+, registered as KS/2026:1-1"):
        register(engine, two, now, key="k-1")


def test_what_is_refused_takes_no_number(engine: Engine, files: FileStore, now: datetime) -> None:
    one, two = take_in(engine, files, [{}, {}], now)
    with pytest.raises(UsageError):
        register(engine, one, now, sekretess="hemlig")
    assert register(engine, two, now).beteckning == "KS/2026:1-1"


def test_a_sekretessmarkering_names_provision_date_and_authority(
    engine: Engine, message: int
) -> None:
    late = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    handling = register(engine, message, late, sekretess="OSL 21 kap. 1 §")
    assert handling.sekretess is not None
    assert handling.sekretess.provision == "OSL 21 kap. 1 §"
    assert handling.sekretess.date == date(2026, 7, 1)  # Swedish time
    assert handling.sekretess.authority == "Kommunstyrelsen"
    public = f"{handling.subject_public} {handling.sender_public}"
    assert "badet" not in public
    assert "Berg" not in public
    assert (handling.subject_protected, handling.sender_protected) == (
        "När öppnar badet?",
        "Bo Berg",
    )


@pytest.mark.parametrize("provision", ["", "  ", "sekretess", "OSL", "kap", "21"])
def test_a_sekretessmarkering_without_paragraph_is_refused(
    engine: Engine, message: int, now: datetime, provision: str
) -> None:
    with pytest.raises(UsageError, match="must name its provision"):
        register(engine, message, now, sekretess=provision)


@pytest.mark.parametrize("provision", ["OSL 21:1", "26 kap. 1 § OSL", "21 kap 3 a §", "OSF 7 §"])
def test_a_provision_is_read_as_people_write_it(
    engine: Engine, message: int, now: datetime, provision: str
) -> None:
    handling = register(engine, message, now, sekretess=provision)
    assert handling.sekretess is not None
    assert handling.sekretess.provision == provision


def test_a_personnummer_never_stands_in_a_public_field(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    ids = take_in(engine, files, [{"text": f"Jag heter Bo, {PERSONNUMMER}"}, {}], now)
    handling = register(engine, ids[0], now, sender=f"Bo {PERSONNUMMER}")
    assert handling.subject_public == "Jag heter Bo, ******-****"
    assert handling.subject_protected == f"Jag heter Bo, {PERSONNUMMER}"
    assert (handling.sender_public, handling.sender_protected) == (
        "Bo ******-****",
        f"Bo {PERSONNUMMER}",
    )
    with reading(engine) as session:
        arende = read_arende(session, handling.diarienummer)
    assert PERSONNUMMER not in arende.mening_public


@pytest.mark.parametrize(
    ("given", "subject"),
    [
        ({"subject": "Rubrik", "text": "x"}, "Rubrik"),
        ({"text": "\n  \n  Hej\t där \r\n rad två"}, "Hej där"),
        ({"text": " \n"}, "(utan text)"),
        ({"text": "ord " * 60}, ("ord " * 25)[:99] + "…"),
        ({"text": "a\x1b[31mb"}, "a [31mb"),
    ],
)
def test_the_subject_is_the_messages_own_or_its_first_line(
    engine: Engine, files: FileStore, now: datetime, given: dict[str, object], subject: str
) -> None:
    message = take_in(engine, files, [given], now)[0]
    handling = register(engine, message, now)
    assert handling.subject_public == subject
    assert len(handling.subject_public) <= 100


def test_an_unknown_sender_is_called_so(engine: Engine, files: FileStore, now: datetime) -> None:
    message = take_in(engine, files, [{"sender": {"address": "x"}}], now)[0]
    assert register(engine, message, now).sender_public == "okänd"


def test_kritik_is_so_as_proposed_or_as_said(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    kritik: dict[str, object] = {"text": "Belysningen fungerar inte"}
    one, two, three = take_in(engine, files, [kritik, {**kritik, "id": "2"}, {}], now)
    assert register(engine, one, now).kind == "kritik"
    assert register(engine, two, now, kritik=False).kind == "meddelande"
    assert register(engine, three, now, kritik=True).kind == "kritik"


def test_an_own_reply_is_an_outgoing_handling_of_the_same_arende(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    asked = take_in(engine, files, [{"id": "q", "text": "Fråga"}], now)[0]
    question = register(engine, asked, now)
    reply = take_in(engine, files, [{"own": True, "in_reply_to": "q", "text": "Svar"}], now)[0]
    with reading(engine) as session:
        standing = read_message(session, reply).decision
    assert (standing.outcome, standing.rule) == (DecisionOutcome.PROPOSE, "R20-own-reply")
    answer = register(engine, reply, now)
    assert answer.beteckning == "KS/2026:1-2"
    assert (answer.direction, answer.kind) == (Direction.OUTGOING, "svar")
    assert answer.sender_public == question.sender_public
    with writing(engine) as session:
        close_settled(session, "KS/2026:1", "anna", now)
    later = take_in(engine, files, [{"own": True, "in_reply_to": "q", "text": "Mer"}], now)[0]
    assert register(engine, later, now).beteckning == "KS/2026:2-1"


def test_an_own_post_that_a_person_registers_is_upprattad(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    add_forum(engine, now)
    post = take_in(engine, files, [{"own": True, "channel": "post"}], now, account="ks-facebook")
    handling = register(engine, post[0], now)
    assert (handling.direction, handling.kind) == (Direction.INTERNAL, "meddelande")


def test_all_that_is_proposed_is_registered_and_nothing_else(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    add_forum(engine, now)
    mixed: list[dict[str, object]] = [
        {"text": "fråga"},
        {"text": f"mitt nummer är {PERSONNUMMER}"},
        {"channel": "comment", "text": "fint!"},
        {"text": "det här fungerar inte"},
    ]
    ids = take_in(engine, files, mixed, now, account="ks-facebook")
    other = take_in(engine, files, [{"text": "annat"}], now)
    with reading(engine) as session:
        batch = read_message(session, ids[0]).batch
    done = list(register_proposed(engine, batch, "{series}/{year}:{number}", "anna", now))
    assert [(h.message, h.kind) for h in done] == [(ids[0], "meddelande"), (ids[3], "kritik")]
    assert not list(register_proposed(engine, batch, "{series}/{year}:{number}", "anna", now))
    rest = list(register_proposed(engine, None, "{series}/{year}:{number}", "anna", now))
    assert [h.message for h in rest] == other


def test_a_diarienummer_written_is_read_back(engine: Engine, message: int, now: datetime) -> None:
    handling = register(engine, message, now)
    assert Diarienummer.parse(handling.diarienummer) == Diarienummer("KS", 2026, 1)


@pytest.mark.parametrize("field", ["subject", "sender", "sekretess"])
@pytest.mark.parametrize("words", ["x" * 1_000_000, "omvänt \u202etxet 1 §", "\x1b[2J 1 §"])
def test_words_that_cannot_be_read_on_one_line_are_refused(
    sqlite_engine: Engine, files: FileStore, now: datetime, field: str, words: str
) -> None:
    [message] = take_in(sqlite_engine, files, [{}], now)
    with pytest.raises(UsageError, match=f"--{field}") as told:
        register(sqlite_engine, message, now, **{field: words})
    assert str(told.value).isprintable()
    assert register(sqlite_engine, message, now).beteckning == "KS/2026:1-1"
