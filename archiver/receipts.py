"""A leveranskvitto from the kommunarkiv: kept, then registered and noted of the packages."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archiver.enclosed import Enclosed, keep_enclosed
from archiver.snapshots import Archive
from diarium.arende_records import Handling
from diarium.database import reading, writing
from diarium.incoming import check_moment
from diarium.package_receipts import Receipt, find_awaited, find_receipt_arende, record_receipt
from diarium.package_records import Package, PackageState
from diarium.plain_text import clean_line


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptWish:
    """What a person says of a leveranskvitto.

    Attributes:
        file: The file that came.
        state: What it says: received, accepted or refused.
        at: When it came.
        why: Why the packages were refused.
        arende: Diarienummer of the ärende to register it in; None means that of the delivery.
    """

    file: Path
    state: PackageState
    at: datetime
    why: str | None
    arende: str | None


@dataclass(frozen=True, slots=True)
class Registered:
    """The leveranskvitto as it is registered, and the packages as they then stand."""

    handling: Handling
    packages: list[Package]


def note_receipt(archive: Archive, name: str, wish: ReceiptWish, now: datetime) -> Registered:
    """Keep a leveranskvitto, register it, and note what it says.

    Args:
        archive: The archive, and who notes it.
        name: A package or a whole delivery.
        wish: What a person says of it.
        now: When it is noted.

    Raises:
        UsageError: There is no such package, ärende or file, the file is empty or too large, or
            words or moment cannot be meant.
        RefusedError: No package waits for such an answer, or the ärende is closed or another
            nämnd's.
        StorageError: The disk is full or cannot be written.
    """
    _check(archive, name, wish, now)
    receipt = _describe(archive, keep_enclosed(archive.files, wish.file), wish)
    with writing(archive.engine) as session:
        return Registered(*record_receipt(session, name, receipt, archive.by, now))


def _check(archive: Archive, name: str, wish: ReceiptWish, now: datetime) -> None:
    """Refuse what cannot be noted before anything is kept for it."""
    with reading(archive.engine) as session:
        packages = find_awaited(session, name, wish.state)
        find_receipt_arende(session, packages, wish.arende)
    for each in packages:
        check_moment(wish.at, each.steps[-1].happened_at, "--when", now)
    if wish.why is not None:
        clean_line("--why", wish.why)


def _describe(archive: Archive, kept: Enclosed, wish: ReceiptWish) -> Receipt:
    settings = archive.settings
    return Receipt(
        state=wish.state, name=kept.name, media_type=kept.media_type, ref=kept.ref,
        received_at=wish.at, archive=clean_line("export.archive", settings.export.archive),
        why=wish.why, arende=wish.arende, template=settings.number,
    )  # fmt: skip
