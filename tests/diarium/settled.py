"""Ärenden closed as a registrator closes them: classified, answered, and readable."""

import hashlib
from datetime import datetime

from sqlalchemy.orm import Session

from diarium.answers import unanswered
from diarium.arende_records import Arende
from diarium.arenden import read_arende
from diarium.files import FileStore
from diarium.outgoing import write_off_answer
from diarium.readable_forms import Form, Way, list_unreadable, record_forms
from diarium.records import FileRef
from diarium.statuses import classify_arende, close_arende

CODE = "1.4.2"
PAPER = b"%PDF-1.7 on paper"


def close_settled(
    session: Session, dnr: str, by: str, now: datetime, files: FileStore | None = None
) -> Arende:
    """Classify an ärende, write off what came in as answered by telephone, and close it."""
    settle(session, dnr, by, now, files)
    return close_arende(session, dnr, by, now)


def settle(
    session: Session, dnr: str, by: str, now: datetime, files: FileStore | None = None
) -> None:
    """Do what an ärende demands before it is closed."""
    arende = read_arende(session, dnr)
    if arende.classification is None:
        classify_arende(session, dnr, CODE, by, now)
    for beteckning in unanswered(session, arende.id):
        write_off_answer(session, beteckning, "Besvarad per telefon", by, now)
    make_readable(session, dnr, by, now, files)


def make_readable(
    session: Session, dnr: str, by: str, now: datetime, files: FileStore | None = None
) -> None:
    """Note a small file as the readable form of each handling of an ärende, as the command does.

    The register asks for no bytes; without a store they are not kept.
    """
    ref = FileRef(hashlib.sha256(PAPER).hexdigest(), len(PAPER))
    if files is not None:
        files.keep_bytes(PAPER)
    for handling in read_arende(session, dnr).handlingar:
        waiting = list_unreadable(session, handling)
        if waiting:
            of = tuple((each.id, Way.PRINTED) for each in waiting)
            form = Form(of=of, name="läsbar form.pdf", ref=ref)
            record_forms(session, handling, [form], by, now)
