"""Ärenden closed as a registrator closes them: classified, and with nothing unanswered."""

from datetime import datetime

from sqlalchemy.orm import Session

from diarium.answers import unanswered
from diarium.arenden import read_arende
from diarium.outgoing import write_off_answer
from diarium.records import Arende
from diarium.statuses import classify_arende, close_arende

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
        write_off_answer(session, beteckning, "Besvarad per telefon", by, now)
