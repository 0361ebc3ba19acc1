"""A register full of what is protected, each place with words that stand nowhere else.

All is taken in, registered, corrected, marked, masked, handed out, gallrat and closed through the
front doors, so that nothing is where the program would not put it.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from archiver.gallring import carry_out, find_due
from diarium.accounts import AccountFacts, add_account
from diarium.arenden import read_arende
from diarium.corrections import Rattelse, correct_handling
from diarium.database import reading, writing
from diarium.files import FileStore
from diarium.handlingar import read_beteckning
from diarium.inbox import Source, import_all
from diarium.makulering import makulera_handling
from diarium.masking import MaskWish, mask_arende, mask_handling
from diarium.messages import list_messages
from diarium.outgoing import Answer, record_answer
from diarium.readable_forms import Form, Way, list_unreadable, record_forms
from diarium.records import NamedFile
from diarium.register import Registration, register_message
from diarium.sekretess import MarkingWish, mark_handling
from diarium.snapshot_records import CaptureOutcome, Why
from diarium.snapshots import SnapshotFacts, SnapshotFile, record_snapshot
from diarium.utlamnande import examine_request, hand_out, receive_request
from diarium.utlamnande_steps import (
    MASKED,
    Asking,
    CopiedFile,
    Examination,
    HandingOut,
    How,
    Outcome,
)  # fmt: skip
from schedules.half_year import HalfYear
from tests.archiver.secret_words import (
    LEAKING,
    NEVER,
    OUTDATED,
    PROTECTED,
    PUBLIC,
    wrap_secrets,
)
from tests.diarium.gallrat import DECISION, take_in_plan
from tests.diarium.settled import close_settled
from tests.secret_files import make_pdf

PERIOD = HalfYear(2029, 1)
TAKEN_IN = datetime(2026, 7, 1, 9, tzinfo=UTC)
HANDED_OUT = datetime(2026, 9, 1, 9, tzinfo=UTC)
MARKED_LATE = datetime(2026, 10, 1, 9, tzinfo=UTC)
GALLRAT = datetime(2029, 1, 10, 9, tzinfo=UTC)
CLOSED = datetime(2029, 2, 1, 9, tzinfo=UTC)
SNAPPED = datetime(2029, 6, 30, 20, tzinfo=UTC)
MADE = datetime(2029, 7, 2, 9, tzinfo=UTC)
PROVISION = "OSL 21 kap. 1 §"


@dataclass(frozen=True, slots=True)
class Office:
    """One who works in the register."""

    engine: Engine
    files: FileStore

    def take_in(self, name: str, **message: object) -> int:
        """Take in one message by a file of its own, and return its number."""
        folder = Path(self.files.root.parent, "incoming")
        folder.mkdir(exist_ok=True)
        plain = {
            "channel": "direct", "made_available_at": "2026-06-30T10:00:00+02:00",
            "text": "Hej, ring mig.",
        }  # fmt: skip
        path = folder / f"{name}.jsonl"
        path.write_text(json.dumps({**plain, **message}) + "\n", encoding="utf-8")
        (taken,) = import_all(
            self.engine, self.files, [Source((path,), account=None, namnd="KS")], "test", TAKEN_IN
        )
        with reading(self.engine) as session:
            (found,) = list_messages(session, batch=taken.report.batch)
        return found.id

    def register(self, message: int, **said: str) -> str:
        """Register a message and return its beteckning."""
        with writing(self.engine) as session:
            wish = Registration(**said)  # type: ignore[arg-type]  # fields by name
            return register_message(session, message, wish, "anna", TAKEN_IN).beteckning

    def hand_out_masked(self, beteckning: str, *texts: str) -> None:
        """Hand out masked copies of a handling that say these texts."""
        asking = Asking(
            asked="Allt", how=How.MAIL, received_at=TAKEN_IN, handlingar=(beteckning,),
            requester=NEVER["who asked for a handling"],
        )  # fmt: skip
        found = Examination(
            outcome=Outcome.MASKED, at=TAKEN_IN, provision=PROVISION, ground="Hälsa"
        )
        copies = tuple(CopiedFile(beteckning=beteckning, file=self._copy(each)) for each in texts)
        with writing(self.engine) as session:
            number = receive_request(session, asking, "anna", TAKEN_IN).number
            examine_request(session, number, found, "anna", TAKEN_IN)
            given = HandingOut(how=How.MAIL, at=HANDED_OUT, files=copies)
            hand_out(session, number, given, "anna", HANDED_OUT)

    def _copy(self, text: str) -> NamedFile:
        ref = self.files.keep_bytes(make_pdf(text))
        return NamedFile(
            role=MASKED, name="maskerad kopia.pdf", media_type="application/pdf",
            sha256=ref.sha256, start=0, length=ref.size,
        )  # fmt: skip

    def make_readable(self, beteckning: str, text: str) -> None:
        """Keep a readable form of a handling that says a text."""
        ref = self.files.keep_bytes(make_pdf(text))
        with writing(self.engine) as session:
            handling = read_beteckning(session, beteckning)
            of = tuple((each.id, Way.PRINTED) for each in list_unreadable(session, handling))
            form = Form(of=of, name="läsbar form.pdf", ref=ref)
            record_forms(session, handling, [form], "anna", TAKEN_IN)

    def close(self, beteckning: str, at: datetime) -> None:
        """Close the ärende of a handling."""
        with writing(self.engine) as session:
            dnr = read_beteckning(session, beteckning).diarienummer
            if not read_arende(session, dnr).is_closed:
                close_settled(session, dnr, "anna", at, self.files)


def fill_with_secrets(engine: Engine, files: FileStore) -> None:
    """Fill a register whose half-year `PERIOD` can be exported at `MADE`."""
    office = Office(engine, files)
    take_in_plan(engine, TAKEN_IN)
    _gallra_one(office)
    numbers = [_mark_one(office), _mark_later(office), _mask_one(office), _leave_open(office)]
    for each in numbers:
        office.close(each, CLOSED)
    _makulera_one(office)
    _add_account(office)
    _snap(office)


def _mark_one(office: Office) -> str:
    """Register what is marked from the start, with attachments in every wrapping."""
    named: dict[str, object] = {
        "id": PROTECTED["what the message is called at its source"],
        "sender": {
            "name": PROTECTED["the sender of a marked handling"],
            "address": PROTECTED["the address of a sender"],
        },
    }
    message = office.take_in(
        PROTECTED["the name of a file that was taken in"],
        **named,
        subject=PROTECTED["what it was called before a rättelse"],
        text=PROTECTED["its text"],
        permalink=f"https://example.org/{PROTECTED['the address of a message']}",
        attachments=wrap_secrets(),
    )
    beteckning = office.register(
        message, sekretess=PROVISION, subject=PUBLIC["a public form"], sender="(skyddad)"
    )
    _answer(office, beteckning)
    _edit(office, beteckning, named)
    wish = Rattelse(
        field="subject", new=PROTECTED["its subject"], public=None,
        why=PROTECTED["why it was corrected"],
    )  # fmt: skip
    with writing(office.engine) as session:
        correct_handling(session, beteckning, wish, "anna", TAKEN_IN)
    office.make_readable(beteckning, PROTECTED["its readable form"])
    sender = PROTECTED["the sender of a marked handling"]
    office.hand_out_masked(beteckning, PUBLIC["a masked version"], f"{LEAKING}: {sender}")
    return beteckning


def _answer(office: Office, beteckning: str) -> None:
    ref = office.files.keep_bytes(PROTECTED["the answer to it"].encode())
    answer = Answer(name="svar.txt", media_type="text/plain", ref=ref, sent=TAKEN_IN)
    with writing(office.engine) as session:
        record_answer(session, beteckning, answer, "anna", TAKEN_IN)


def _edit(office: Office, beteckning: str, named: dict[str, object]) -> None:
    """Take in what the sender changed a message to, and register that in the same ärende."""
    said = {"text": PROTECTED["what the sender changed it to"]}
    edited = "2026-06-30T16:00:00+02:00"
    message = office.take_in("andrad", **named, **said, edited_at=edited)
    with reading(office.engine) as session:
        handling = read_beteckning(session, beteckning)
        assert handling.source_changes
    office.register(
        message, sekretess=PROVISION, arende=handling.diarienummer, subject="Ändrat", sender="-"
    )


def _mark_later(office: Office) -> str:
    """Register what is public, hand a masked copy out, and mark the handling only then."""
    message = office.take_in(
        "senare", sender={"name": PROTECTED["what was public until it was marked"]},
        subject=PROTECTED["what that was about until then"], text="Hej",
    )  # fmt: skip
    beteckning = office.register(message)
    office.hand_out_masked(beteckning, OUTDATED)
    wish = MarkingWish(provision=PROVISION, why=PROTECTED["why it was marked"])
    with writing(office.engine) as session:
        mark_handling(session, beteckning, wish, "anna", MARKED_LATE)
    return beteckning


def _mask_one(office: Office) -> str:
    word = PROTECTED["a word that was masked"]
    message = office.take_in("maskerad", sender={"name": "Bo Berg"}, subject=f"Flytt till {word}")
    beteckning = office.register(message)
    wish = MaskWish(field="subject", words=(word,), why=PROTECTED["why it was masked"])
    mening = MaskWish(field="mening", words=(word,), why=PROTECTED["why it was masked"])
    with writing(office.engine) as session:
        mask_handling(session, beteckning, wish, "anna", TAKEN_IN)
        dnr = read_beteckning(session, beteckning).diarienummer
        mask_arende(session, dnr, mening, "anna", TAKEN_IN)
    return beteckning


def _leave_open(office: Office) -> str:
    """Register what anybody may read."""
    message = office.take_in(
        "oppen", sender={"name": PUBLIC["who sent it"]},
        subject=PUBLIC["a handling that is not protected"],
    )  # fmt: skip
    return office.register(message)


def _makulera_one(office: Office) -> None:
    message = office.take_in(
        "dublett", sender={"name": PROTECTED["who sent what was makulerat"]},
        subject=PROTECTED["what that said"],
    )  # fmt: skip
    beteckning = office.register(message, sekretess=PROVISION, subject="Fråga")
    with writing(office.engine) as session:
        why = PROTECTED["why it was makulerat"]
        makulera_handling(session, beteckning, why, "anna", TAKEN_IN)
        dnr = read_beteckning(session, beteckning).diarienummer
    office.register(message, sekretess=PROVISION, subject="Fråga", arende=dnr)
    office.close(beteckning, CLOSED)


def _gallra_one(office: Office) -> None:
    message = office.take_in(
        "gammal", sender={"name": NEVER["the sender of what is gallrat"]},
        subject="Fråga", text=NEVER["what that said"],
    )  # fmt: skip
    beteckning = office.register(message, sekretess=PROVISION, subject="Fråga")
    office.close(beteckning, TAKEN_IN)
    due = find_due(office.engine, "KS", DECISION, GALLRAT)
    assert [each.number for each in due if each.arende]
    carry_out(office.engine, office.files, due, "anna", GALLRAT)


def _add_account(office: Office) -> None:
    facts = AccountFacts(
        account="ks-facebook", namnd="KS", platform="facebook", url="https://example.org/ks",
        name=PUBLIC["the account as it was called then"], forvaltning="Kommunledningen",
        ansvarig=PUBLIC["who answers for an account"],
        syfte=f"Information från {NEVER['a personnummer in the förteckning']}",
        malgrupp="Invånare", opened=TAKEN_IN.date(),
    )  # fmt: skip
    with writing(office.engine) as session:
        add_account(session, facts, "anna", TAKEN_IN)


def _snap(office: Office) -> None:
    kept = [
        SnapshotFile(role=role, name=name, media_type=kind, ref=office.files.keep_bytes(content))
        for role, name, kind, content in (
            ("pdfa", "snapshot.pdf", "application/pdf", make_pdf(PUBLIC["the page of an account"])),
            ("provenance", "p.json", "application/json", b"{}"),
        )
    ]
    facts = SnapshotFacts(
        account="ks-facebook", account_version=1, namnd="KS", period=str(PERIOD),
        why=Why.HALVARSSKIFTE, outcome=CaptureOutcome.COMPLETE, reason=None, late=False,
        url_asked="https://example.org/ks", url_reached="https://example.org/ks",
        taken_at=SNAPPED,
    )  # fmt: skip
    with writing(office.engine) as session:
        record_snapshot(session, facts, kept, "test", SNAPPED)
