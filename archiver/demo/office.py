"""A registrator's days in the made-up municipality: messages in, decisions, answers, closed cases.

What a person would decide is decided here by the words of messages.toml: the rules propose, and
some messages they leave to a person are registered or skipped by hand.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from archiver.demo.messages import Inbox
from diarium.answers import unanswered
from diarium.arende_records import Arende, ArendeStatus, Direction, Handling
from diarium.arenden import list_arenden
from diarium.database import reading, writing
from diarium.decisions import SkipGround, count_outcomes, skip_message
from diarium.files import FileStore
from diarium.forwards import Passing, record_forward, unforwarded
from diarium.inbox import Source, import_all
from diarium.intake.completeness import Completeness
from diarium.message_records import DecisionOutcome
from diarium.messages import list_messages
from diarium.outgoing import write_off_answer
from diarium.register import Registration, register_message, register_proposed
from diarium.statuses import classify_arende, close_arende

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

    from archiver.readable_forms import Outcome

ANSWERED_BY_TELEPHONE = "Fråga om stöd i skolan"
"""An ärende whose answer may not be written where others read it."""
BY_TELEPHONE = "Besvarad per telefon"
INSTANS = "Driftenheten"
"""The instans that answers for what is criticised."""
CLASSIFICATION = {"KS": "1.4.2", "SBN": "2.6.1"}
"""The codes of the made-up classification plan, by nämnd."""
BY_HAND = {
    "d-3": Registration(
        subject=ANSWERED_BY_TELEPHONE, sender="Vårdnadshavare",
        sekretess="OSL 23 kap. 2 §",
    ),
    "d-4": Registration(subject="Hot mot medarbetare"),
    "f-1": Registration(subject="Förslag om farthinder på Skolgatan"),
}  # fmt: skip
"""What the rules leave to a person, and how that person registers it, by the source's id."""
NEWSLETTER = "Kurser i vår"
"""The subject of a mail that a person finds obviously of little importance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What a registrator works with.

    Attributes:
        by: Who works.
        clock: Tells the present moment.
        template: How a diarienummer is written.
        make_readable: Makes the readable forms that are missing.
    """

    engine: "Engine"
    files: FileStore
    by: str
    clock: Callable[[], datetime]
    template: str
    make_readable: Callable[[], "tuple[Outcome, ...]"]


@dataclass(frozen=True, slots=True)
class Work:
    """What came of the messages.

    Attributes:
        reports: What came of taking in each file.
        outcomes: How many messages stand at each outcome.
        handlingar: What was registered.
        readable: What came of the readable forms, by handling.
        closed: The ärenden that were closed.
    """

    reports: tuple[Completeness, ...]
    outcomes: dict[DecisionOutcome, int]
    handlingar: tuple[Handling, ...]
    readable: "tuple[Outcome, ...]"
    closed: tuple[Arende, ...]


def take_in(
    office: Office, paths: tuple[Path, ...], namnd: str | None = None
) -> list[Completeness]:
    """Take in files of messages; mail belongs to the nämnd with this code."""
    sources = [Source((path,), namnd=namnd) for path in paths]
    taken = import_all(office.engine, office.files, sources, office.by, office.clock())
    return [each.report for each in taken]


def work_through(office: Office, inbox: Inbox) -> Work:
    """Take in all messages and answers, register, make them readable, close what is done."""
    reports = take_in(office, (inbox.posts,)) + take_in(office, inbox.mails, namnd="SBN")
    _skip_newsletter(office)
    handlingar = _register_proposed(office) + _register_by_hand(office)
    reports += take_in(office, (inbox.answers,))
    handlingar += _register_proposed(office)
    readable = office.make_readable()
    closed = close_answered(office)
    with reading(office.engine) as session:
        outcomes = count_outcomes(session)
    return Work(tuple(reports), outcomes, tuple(handlingar), readable, tuple(closed))


def close_answered(office: Office) -> list[Arende]:
    """Close every ärende that has been answered, in writing or by telephone."""
    with reading(office.engine) as session:
        answered = [each for each in list_arenden(session) if _is_answered(each)]
    closed = []
    for each in answered:
        with writing(office.engine) as session:
            _finish(session, each, office)
            closed.append(close_arende(session, each.diarienummer, office.by, office.clock()))
    return closed


def _finish(session: "Session", arende: Arende, office: Office) -> None:
    """Do what an ärende demands before it is closed: classify, pass kritik on, write off."""
    by, now = office.by, office.clock()
    classify_arende(session, arende.diarienummer, CLASSIFICATION[arende.namnd], by, now)
    for beteckning in unforwarded(session, arende.id):
        record_forward(session, beteckning, Passing(to=INSTANS, sent=now), by, now)
    for beteckning in unanswered(session, arende.id):
        write_off_answer(session, beteckning, BY_TELEPHONE, by, now)


def _is_answered(arende: Arende) -> bool:
    by_telephone = arende.mening_public == ANSWERED_BY_TELEPHONE
    in_writing = any(each.direction is Direction.OUTGOING for each in arende.handlingar)
    return arende.status is ArendeStatus.OPEN and (by_telephone or in_writing)


def _register_proposed(office: Office) -> list[Handling]:
    given = register_proposed(office.engine, None, office.template, office.by, office.clock())
    return list(given)


def _register_by_hand(office: Office) -> list[Handling]:
    with reading(office.engine) as session:
        found = {each.external_id: each.id for each in list_messages(session)}
    handlingar = []
    for external_id, wish in BY_HAND.items():
        with writing(office.engine) as session:
            message = found[external_id]
            handlingar.append(register_message(session, message, wish, office.by, office.clock()))
    return handlingar


def _skip_newsletter(office: Office) -> None:
    with reading(office.engine) as session:
        found = [each.id for each in list_messages(session) if each.subject == NEWSLETTER]
    for message in found:
        with writing(office.engine) as session:
            ground = SkipGround.LITTLE_IMPORTANCE
            skip_message(session, message, ground, office.by, office.clock())
