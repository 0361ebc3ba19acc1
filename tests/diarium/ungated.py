"""Public forms with a personnummer in them, as only what is written past the gate has them."""

from datetime import datetime

from sqlalchemy.orm import Session

from diarium.arende_records import Cause
from diarium.arenden import read_arende
from diarium.journal import append_event
from diarium.sekretess import form_of, write_form
from diarium.titles import Shielded


def write_ungated(session: Session, dnr: str, public: str, now: datetime) -> None:
    """Let the ärendemening, and the subject of the first handling, read so in public."""
    arende = read_arende(session, dnr)
    signed = (Cause.RATTELSE, "Skriven förbi spärren", "test", now)
    for number, record, field in (
        (arende.handlingar[0].id, arende.handlingar[0], "subject"),
        (None, arende, "mening"),
    ):
        change = (field, form_of(record, field), Shielded(public, None))
        row = write_form(session, (arende.id, number), change, signed)
        append_event(session, "test.ungated", dnr, [row], "test", now)
