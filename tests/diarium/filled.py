"""A register in which every table holds rows, so that nothing is proven about an empty one."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Engine

from diarium.corrections import Rattelse, correct_handling
from diarium.credentials import keep_credentials_place
from diarium.database import writing
from diarium.decisions import SkipGround, skip_message
from diarium.digests import DigestFacts, record_digest
from diarium.evaluation_records import EvaluationFacts, ReportRole, Span
from diarium.evaluations import ReportFile, record_evaluation
from diarium.fetches import Fetched, FetchOutcome, record_fetch
from diarium.file_formats import Identified, record_formats
from diarium.files import FileStore
from diarium.forwards import Passing, Receipt, record_forward, record_receipt
from diarium.journal_extract import read_head
from diarium.journal_stamps import HeadAnswer, record_answers
from diarium.makulering import makulera_handling
from diarium.omvarld import record_passing
from diarium.package_receipts import Receipt as Kvitto
from diarium.package_receipts import record_receipt as record_kvitto
from diarium.package_records import PackageFacts, PackageItems, PackageState
from diarium.package_steps import NewStep, deliver_packages
from diarium.packages import record_packages
from diarium.records import FileFormat, NamedFile
from diarium.register import Registration, register_message
from diarium.removal_copies import CopyWish, record_message_copy
from diarium.removal_records import Category
from diarium.removal_steps import Sighting, note_removal, record_removed
from diarium.roles import Role
from diarium.roster import add_to_roster
from diarium.roster_records import RosterFacts, RosterRole
from diarium.samlingsarende import register_snapshot
from diarium.snapshot_records import CaptureOutcome, Why
from diarium.snapshots import (
    UNACCEPTED,
    SnapshotFacts,
    SnapshotFile,
    accept_snapshot,
    record_snapshot,
)
from diarium.supervision import record_round
from diarium.timestamps import Stamp, record_timestamps
from diarium.users import UserFacts, add_user
from diarium.utlamnande import examine_request, hand_out, receive_request
from diarium.utlamnande_steps import (
    MASKED,
    Asking,
    CopiedFile,
    Examination,
    HandingOut,
    How,
    Outcome,
)
from tests.diarium.gallrat import ARENDEN, gallra_all, take_in_plan
from tests.diarium.settled import close_settled
from tests.diarium.taken_in import add_forum, take_in

ADRESS = {"name": "adress.txt", "content_base64": "R2F0YW4gMQ==", "media_type": "text/plain"}
KARTA = {"name": "karta.txt", "content_base64": "a2FydGE=", "media_type": "text/plain"}


def fill(engine: Engine, files: FileStore, now: datetime) -> list[int]:
    """Fill every table of the register and return the numbers of the messages."""
    add_forum(engine, now)
    with writing(engine) as session:
        registrator = UserFacts(login="anna", roles=frozenset({Role.REGISTRATOR}), name="Anna Ek")
        add_user(session, registrator, "root", now)
    _man(engine, now)
    ids = take_in(
        engine, files,
        [
            {"id": "a", "text": "Fråga om badet", "attachments": [KARTA]},
            {"id": "b", "text": "Belysningen fungerar inte", "subject": "Mörkt"},
            {"id": "c", "channel": "comment", "text": "Fint!", "permalink": "https://x.se/c"},
            {"id": "d", "text": "Jag heter Bo, 811228-9874", "attachments": [ADRESS]},
            {"id": "e", "own": True, "in_reply_to": "a", "text": "Badet öppnar klockan åtta"},
        ],
        now, account="ks-facebook",
    )  # fmt: skip
    with writing(engine) as session:
        fetched = Fetched(cursor={"uid": 7}, outcome=FetchOutcome.PAUSED, wait_until=now)
        record_fetch(session, "ks-post", replace(fetched, reason="asked-to-wait"), [1], "cron", now)
    gone: dict[str, object] = {"id": "c", "text": "", "deleted": True}
    take_in(engine, files, [gone], now, account="ks-facebook")
    with writing(engine) as session:
        register_message(session, ids[0], Registration(key="k-1"), "anna", now)
    with writing(engine) as session:
        wish = Registration(arende="KS/2026:1", sekretess="OSL 21 kap. 1 §")
        register_message(session, ids[1], wish, "anna", now)
        register_message(session, ids[3], Registration(), "anna", now)
        close_settled(session, "KS/2026:2", "anna", now + timedelta(hours=1), files)
        skewed = Rattelse(field="subject", new="Mörkt i parken", public=None, why="Fel plats")
        correct_handling(session, "KS/2026:1-2", skewed, "anna", now)
        register_message(session, ids[4], Registration(), "anna", now)
        makulera_handling(session, "KS/2026:1-3", "Hör till ett annat ärende", "anna", now)
        skip_message(session, ids[2], SkipGround.LITTLE_IMPORTANCE, "anna", now)
    _identify(engine, files, now)
    _pass_on(engine, files, now)
    _hand_out(engine, files, now)
    _take_snapshot(engine, files, now)
    _deliver(engine, files, now)
    _accept_snapshot(engine, files, now)
    _evaluate(engine, files, now)
    _remove(engine, ids[0], now)
    _watch(engine, files, now)
    _gallra(engine, files, now + timedelta(days=3 * 366))
    return ids


def _man(engine: Engine, now: datetime) -> None:
    """Man an account, note where its credentials are kept, and that its ansvarig was mailed."""
    facts = RosterFacts(name="Bo Öberg", role=RosterRole.ADMINISTRATOR, first_day=now.date())
    with writing(engine) as session:
        add_to_roster(session, "ks-facebook", facts, "anna", now)
        keep_credentials_place(session, "ks-facebook", "Kassaskåpet i rum B214", "anna", now)
        record_digest(
            session, DigestFacts(recipient="Anna Ek", day=now.date(), duties=2, late=1), "cron", now
        )


def _deliver(engine: Engine, files: FileStore, now: datetime) -> None:
    """Make a package, deliver it, and note that the kommunarkiv has accepted it."""
    package = PackageFacts(
        namnd="KS", period="2026-H1", profile="eark-2.2", name="KS-2026-H1", delivery="KS-2026-H1",
        files=9, size=4711, manifest_sha256="ab" * 32, extract=False,
        items=PackageItems(snapshots=(1,), arenden=(2,), handlingar=(3,)),
    )  # fmt: skip
    carried = NewStep(state=PackageState.DELIVERED, happened_at=now, said="USB-minne")
    answer = Kvitto(
        state=PackageState.ACCEPTED, name="kvitto.txt", media_type="text/plain",
        ref=files.keep_bytes(b"Godkand"), received_at=now, archive="Kommunarkivet",
    )  # fmt: skip
    with writing(engine) as session:
        record_packages(session, [package], "anna", now)
        deliver_packages(session, "KS-2026-H1", carried, None, "anna", now)
        record_kvitto(session, "KS-2026-H1", answer, "anna", now)


def _evaluate(engine: Engine, files: FileStore, now: datetime) -> None:
    """Note an evaluation of the account, with one file."""
    day = now.date()
    facts = EvaluationFacts(
        namnd="KS", forvaltning="Kommunledningsförvaltningen", recipient="Eva Ek",
        span=Span(day, day), comment="", accounts=(("ks-facebook", 1),),
    )  # fmt: skip
    page = ReportFile(
        role=ReportRole.PAGE, name="utvardering.html", media_type="text/html",
        ref=files.keep_bytes(b"<!DOCTYPE html>"),
    )  # fmt: skip
    with writing(engine) as session:
        record_evaluation(session, facts, [page], "anna", now)


def _remove(engine: Engine, message: int, now: datetime) -> None:
    """Note an improper post, with a message as its copy, its removal and a round."""
    sighting = Sighting(
        account="ks-facebook", category=Category.PERSONAL_ATTACK, address="https://x.se/a",
        seen_at=now, words="Ett påhopp på en tjänsteman",
    )  # fmt: skip
    with writing(engine) as session:
        number = note_removal(session, sighting, "anna", now).id
        record_message_copy(session, number, message, CopyWish(), "anna", now)
        record_removed(session, number, (now, "KS 2026 § 12"), "anna", now)
        record_round(session, "ks-facebook", (now, "Inget annat"), "anna", now)


def _watch(engine: Engine, files: FileStore, now: datetime) -> None:
    """Take in what others wrote elsewhere, and pass it on."""
    [found] = take_in(engine, files, [{"id": "f", "channel": "omvarld"}], now, namnd="KS")
    with writing(engine) as session:
        record_passing(session, found, Passing(to="Kim Ek", sent=now, note="Se"), "anna", now)


def _gallra(engine: Engine, files: FileStore, now: datetime) -> None:
    """Gallra the ärende that is closed, with the only attachment of its kind."""
    take_in_plan(engine, now, (ARENDEN,))
    assert gallra_all(engine, files, now) == ["KS/2026:2"]


def _identify(engine: Engine, files: FileStore, now: datetime) -> None:
    """Note what an attachment is."""
    told = FileFormat(
        puid="x-fmt/111", name="Plain Text File", media_type="text/plain",
        warning="känd bara som text", tool="pygfried 2.2.0", signature="V125",
    )  # fmt: skip
    with writing(engine) as session:
        karta = files.keep_bytes(b"karta").sha256
        record_formats(session, [Identified(sha256=karta, format=told)], "anna", now)


def _pass_on(engine: Engine, files: FileStore, now: datetime) -> None:
    """Pass a handling on and note the receipt, with the file that shows it."""
    receipt = Receipt(
        received_at=now, name="kvittens.txt", media_type="text/plain",
        ref=files.keep_bytes(b"Mottaget"),
    )  # fmt: skip
    with writing(engine) as session:
        record_forward(session, "KS/2026:1-2", Passing(to="Gatuenheten", sent=now), "anna", now)
        record_receipt(session, "KS/2026:1-2", None, receipt, "anna", now)


def _hand_out(engine: Engine, files: FileStore, now: datetime) -> None:
    """Hand a masked copy out to somebody who asked for a handling."""
    ref = files.keep_bytes(b"%PDF-1.7 a masked copy")
    masked = NamedFile(
        role=MASKED, name="maskad.pdf", media_type="application/pdf", sha256=ref.sha256, start=0,
        length=ref.size,
    )  # fmt: skip
    copy = CopiedFile(beteckning="KS/2026:1-2", file=masked)
    asking = Asking(
        asked="Allt om belysningen", how=How.VISIT, received_at=now, handlingar=("KS/2026:1-2",)
    )
    found = Examination(
        outcome=Outcome.MASKED, at=now, provision="OSL 21 kap. 1 §", ground="Uppgift om hälsa"
    )
    with writing(engine) as session:
        number = receive_request(session, asking, "anna", now).number
        examine_request(session, number, found, "anna", now)
        given = HandingOut(how=How.VISIT, at=now, files=(copy,))
        hand_out(session, number, given, "anna", now)


def _facts(now: datetime) -> SnapshotFacts:
    return SnapshotFacts(
        account="ks-facebook", account_version=1, namnd="KS", period="2026-H1",
        why=Why.HALVARSSKIFTE, outcome=CaptureOutcome.PARTIAL, reason="slow", late=False,
        url_asked="https://example.org/ks", url_reached="https://example.org/ks/", taken_at=now,
    )  # fmt: skip


def _accept_snapshot(engine: Engine, files: FileStore, now: datetime) -> None:
    """Note a failed try with one file, accept it, and have an authority vouch for it."""
    failed = replace(_facts(now), outcome=CaptureOutcome.FAILED, reason="wrong-account")
    content = b"%PDF-1.7 a page"
    ref = files.keep_bytes(content)
    picture = SnapshotFile(role=UNACCEPTED, name="a.pdf", media_type="application/pdf", ref=ref)
    vouched = Stamp(
        authority="https://tsa.example.se/", imprint="cd" * 32, time=now, token="ef" * 32,
        trouble=None,
    )  # fmt: skip
    with writing(engine) as session:
        noted = record_snapshot(session, failed, [picture], "cron", now)
        accept_snapshot(session, noted.id, "Namnet står i bilden", "anna", now)
        record_timestamps(session, noted, [vouched], [], "cron", now)
        answer = HeadAnswer(
            authority="https://tsa.example.se/", imprint="cd" * 32, time=now,
            token=files.keep_bytes(b"a token"), root=files.keep_bytes(b"a root"),
        )  # fmt: skip
        head = read_head(session, now + timedelta(days=1))
        record_answers(session, head, [answer], ("text/plain", "text/plain"), "cron", now)


def _take_snapshot(engine: Engine, files: FileStore, now: datetime) -> None:
    facts = _facts(now)
    kept = [
        SnapshotFile(role=role, name=name, media_type=kind, ref=files.keep_bytes(content))
        for role, name, kind, content in (
            ("pdfa", "snapshot.pdf", "application/pdf", b"%PDF-1.7 a page"),
            ("provenance", "provenance.json", "application/json", b"{}"),
        )
    ]
    with writing(engine) as session:
        taken = record_snapshot(session, facts, kept, "cron", now)
        register_snapshot(session, taken, "cron", now)
