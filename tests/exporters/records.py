"""Small records to build packages from, made without a register."""

from datetime import UTC, date, datetime
from pathlib import Path

from diarium.arende_records import Arende, ArendeStatus, Direction, Handling, Sekretess
from diarium.files import FileStore
from diarium.records import KeptFile, NamedFile, Namnd
from diarium.snapshot_records import CaptureOutcome, Snapshot, Why
from exporters.packages.contents import PackageContents, Software
from schedules.half_year import HalfYear

CREATED = datetime(2026, 7, 2, 9, tzinfo=UTC)
KEPT_AT = datetime(2026, 6, 30, 21, 5, tzinfo=UTC)
MAILBOX = b"From a\nSubject: ett\n\nHej\nFrom b\nSubject: tv\xc3\xa5\n\nOj\n"


class Records:
    """Kept files and the records that name them."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.files = folder, FileStore(folder)
        self.kept: dict[str, KeptFile] = {}

    def keep(self, content: bytes, media_type: str, name: str, role: str) -> NamedFile:
        """Keep some bytes and return them as a named file."""
        ref = self.files.keep_bytes(content)
        self.kept[ref.sha256] = KeptFile(
            sha256=ref.sha256, size=ref.size, media_type=media_type, at=KEPT_AT
        )
        return NamedFile(
            role=role, name=name, media_type=media_type, sha256=ref.sha256, start=0, length=ref.size
        )


def snapshot(records: Records, number: int = 1, account: str = "fb-kommunen") -> Snapshot:
    """Return a complete snapshot with its two files."""
    return Snapshot(
        id=number, account=account, account_version=1, namnd="KS", period="2026-H1",
        why=Why.HALVARSSKIFTE, outcome=CaptureOutcome.COMPLETE, reason=None, late=False,
        url_asked="https://example.se/", url_reached="https://example.se/start",
        taken_at=KEPT_AT, at=KEPT_AT, by="arkiv",
        files=(
            records.keep(b"%%PDF-1.7 %d" % number, "application/pdf", "snapshot.pdf", "pdfa"),
            records.keep(b'{"n": %d}' % number, "application/json", "p.json", "provenance"),
        ),
    )  # fmt: skip


def failed_snapshot() -> Snapshot:
    """Return a try that failed."""
    return Snapshot(
        id=90, account="x-inloggning", account_version=1, namnd="KS", period="2026-H1",
        why=Why.HALVARSSKIFTE, outcome=CaptureOutcome.FAILED, reason="login", late=False,
        url_asked="https://example.se/in", url_reached=None, taken_at=KEPT_AT, at=KEPT_AT,
        by="arkiv", files=(),
    )  # fmt: skip


def handling(number: int, files: tuple[NamedFile, ...], *, secret: bool = False) -> Handling:
    """Return a handling of ärende KS/2026:1; a secret one has protected forms."""
    return Handling(
        id=number, diarienummer="KS/2026:1", lopnummer=number, beteckning=f"KS/2026:1-{number}",
        direction=(Direction.OUTGOING if number == 2 else Direction.INCOMING), kind="meddelande",
        message=number, made_available_at=KEPT_AT, received_at=KEPT_AT, registered_at=KEPT_AT,
        registered_by="registrator", sender_public="Åsa <Å>" if not secret else "(skyddad)",
        sender_protected="Hemliga Hanna" if secret else None,
        subject_public="Trasig gunga & rutschkana" if not secret else "Anmälan",
        subject_protected="Anmälan om Hanna" if secret else None,
        sekretess=(
            Sekretess(provision="OSL 26 kap. 1 §", date=date(2026, 5, 4), authority="KS")
            if secret
            else None
        ),
        files=files,
    )  # fmt: skip


def arende(records: Records, status: ArendeStatus = ArendeStatus.CLOSED) -> Arende:
    """Return an ärende with a message cut from a mailbox, an answer and a secret handling."""
    mailbox = records.keep(MAILBOX, "message/rfc822", "brev.mbox", "original")
    half = MAILBOX.index(b"From b")
    first = NamedFile(
        role="original", name="brev.mbox", media_type="message/rfc822", sha256=mailbox.sha256,
        start=half, length=len(MAILBOX) - half,
    )  # fmt: skip
    hostile = records.keep(b"bild", "image/png", "../../Bild på gungan.PNG", "attachment")
    form = records.keep(b"%PDF-1.7 form", "application/pdf", "läsbar form.pdf", "readable")
    veiled = records.keep(b"%PDF hemligt", "application/pdf", "läsbar form.pdf", "readable")
    secret = records.keep(b"hemligt", "text/plain", "hemligt.txt", "original")
    answer = records.keep(b"Tack", "text/plain", "svar", "original")
    closed = status is ArendeStatus.CLOSED
    return Arende(
        id=1, namnd="KS", diarienummer="KS/2026:1", mening_public="Lekplatsen \x0b i parken",
        mening_protected=None, status=status, opened_at=KEPT_AT, opened_by="registrator",
        closed_at=KEPT_AT if closed else None, closed_by="registrator" if closed else None,
        handlingar=(
            handling(1, (first, hostile, form)),
            handling(2, (answer,)),
            handling(3, (secret, veiled), secret=True),
        ),
    )  # fmt: skip


def contents(records: Records, **changes: object) -> PackageContents:
    """Return the contents of a small package; ``changes`` replaces some of them."""
    values: dict[str, object] = {
        "kommun": "Exempelstad", "orgnr": "212000-0001",
        "namnd": Namnd(code="KS", name="Kommunstyrelsen", orgnr="212000-0001", series="KS"),
        "period": HalfYear(2026, 1), "snapshots": (snapshot(records),),
        "failed": (failed_snapshot(),), "arenden": (arende(records),), "kept": records.kept,
        "extract": False, "include_protected": False, "created": CREATED,
        "software": Software("archiver", "0.1.0"), "archive": "Kommunarkivet",
        "agreement": "KS/2026:99; 2026-01-01",
    }  # fmt: skip
    return PackageContents(**{**values, **changes})  # type: ignore[arg-type]
