"""Packages as the export notes them, for tests of what comes after."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Engine

from diarium.database import writing
from diarium.files import FileStore
from diarium.package_receipts import Receipt
from diarium.package_records import Package, PackageFacts, PackageItems, PackageState
from diarium.package_steps import NewStep, deliver_packages
from diarium.packages import record_packages

NAME = "sip-2120000001-ks-2026-h1"


def facts(name: str = NAME, **changes: object) -> PackageFacts:
    """Return what is noted of a package."""
    values: dict[str, object] = {
        "namnd": "KS", "period": "2026-H1", "profile": "eark-2.2", "name": name, "delivery": name,
        "files": 7, "size": 4711, "manifest_sha256": "ab" * 32, "extract": False,
    }  # fmt: skip
    return PackageFacts(**{**values, **changes})  # type: ignore[arg-type]


def make(
    engine: Engine, now: datetime, *made: PackageFacts, arende: int | None = None
) -> list[Package]:
    """Note packages, that hold an ärende if one is named."""
    items = PackageItems() if arende is None else PackageItems(arenden=(arende,))
    with writing(engine) as session:
        return record_packages(
            session, [replace(each, items=items) for each in made or (facts(),)], "arkivarie", now
        )


def deliver(engine: Engine, now: datetime, name: str = NAME, manifest: str | None = None) -> None:
    """Note that a package was delivered."""
    step = NewStep(state=PackageState.DELIVERED, happened_at=now, said="USB-minne")
    with writing(engine) as session:
        deliver_packages(session, name, step, manifest, "arkivarie", now)


def receipt_of(
    files: FileStore, state: PackageState, now: datetime, words: bytes = b"Kvitto"
) -> Receipt:
    """Return a leveranskvitto that is kept."""
    why = "Fel format" if state is PackageState.REFUSED else None
    return Receipt(
        state=state, name="kvitto.txt", media_type="text/plain", ref=files.keep_bytes(words),
        received_at=now, archive="Kommunarkivet", why=why,
    )  # fmt: skip
