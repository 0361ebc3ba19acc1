"""Ärenden closed as a registrator closes them: classified, and with nothing unanswered."""

from datetime import datetime

from sqlalchemy.orm import Session

from diarium.answers import unanswered
from diarium.arenden import read_arende
from diarium.handlingar import read_beteckning
from diarium.journal import append_event, insert_row
from diarium.records import Arende
from diarium.statuses import classify_arende, close_arende
from diarium.tables import ANSWER

CODE = "1.4.2"


def close_settled(session: Session, dnr: str, by: str, now: datetime) -> Arende:
    """Classify an ärende, write off what came in as answered by telephone, and close it."""
    settle(session, dnr, by, now)
    return close_arende(session, dnr, by, now)


def settle(session: Session, dnr: str, by: str, now: datetime) -> None:
    """Do what an ärende demands before it is closed."""
    arende = read_arende(session, dnr)
    if arende.classification is None:
        classify_arende(session, dnr, CODE, by, now)
    for beteckning in unanswered(session, arende.id):
        number = read_beteckning(session, beteckning).id
        row = insert_row(
            session, ANSWER, handling_id=number, answer_id=None, why="Per telefon", at=now, by=by
        )
        append_event(session, "handling.written-off", beteckning, [row], by, now)
