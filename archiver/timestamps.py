"""Timestamps of the snapshots: fetched right after a snapshot is noted, verified with the archive.

What is vouched for is the checksum of the provenance record, which holds the checksums of all other
files. An authority that does not answer, or answers wrong, stops nothing: that too is noted.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate, load_pem_x509_certificates

from archiver.network.exchange import ExchangeError
from archiver.timestamp_settings import TimestampSettings
from archiver.timestamp_tokens import (
    OTHER_IMPRINT,
    REPLY,
    Token,
    TokenError,
    ask_authority,
    judge_token,
    read_roots,
)
from diarium.database import reading, writing
from diarium.errors import AlteredError
from diarium.files import FileStore
from diarium.records import Fault, NamedFile
from diarium.snapshot_records import Snapshot
from diarium.snapshots import SnapshotFile, list_snapshots
from diarium.timestamps import ROLE, ROOT_ROLE, Stamp, list_unstamped, record_timestamps
from schedules.clock import read_clock

if TYPE_CHECKING:
    from sqlalchemy import Engine

PEM = "application/x-pem-file"


@dataclass(frozen=True, slots=True)
class Stamped:
    """How many tokens of an archive lead to a trusted root, and how many have none to lead to."""

    verified: int = 0
    imprint_only: int = 0


class Timestamping:
    """Fetches timestamps for the snapshots of an archive."""

    def __init__(
        self, engine: "Engine", files: FileStore, settings: TimestampSettings, by: str
    ) -> None:
        """Read the certificates.

        Raises:
            SettingsError: One of them cannot be read.
        """
        self._engine, self._files, self._settings, self._by = engine, files, settings, by
        self._roots = read_roots(settings.certificates)

    def stamp(self, snapshot: Snapshot) -> list[Stamp]:
        """Have every authority vouch for a snapshot, and note what each answered."""
        provenance = next(each for each in snapshot.files if each.role == "provenance")
        content = self._files.read(provenance.sha256)
        stamps, kept = list[Stamp](), list[SnapshotFile]()
        for number, url in enumerate(self._settings.authorities, start=1):
            stamp, token = self._ask(url, provenance.sha256, content)
            stamps.append(stamp)
            kept += self._keep(number, token) if token else []
        if stamps:
            with writing(self._engine) as session:
                record_timestamps(session, snapshot, stamps, kept, self._by, read_clock())
        return stamps

    def stamp_missed(self) -> None:
        """Have the authorities vouch now for what an ended run had not yet asked about."""
        if not self._settings.authorities:
            return
        with reading(self._engine) as session:
            missed = list_unstamped(session)
            snapshots = [each for each in list_snapshots(session) if each.id in missed]
        for snapshot in snapshots:
            self.stamp(snapshot)

    def _ask(self, url: str, imprint: str, content: bytes) -> tuple[Stamp, Token | None]:
        try:
            token = ask_authority(url, content, self._settings, self._roots)
        except (ExchangeError, TokenError) as error:
            trouble = error.trouble
            return Stamp(
                authority=url, imprint=imprint, time=None, token=None, trouble=trouble
            ), None
        sha256 = hashlib.sha256(token.content).hexdigest()
        return Stamp(
            authority=url, imprint=imprint, time=token.time, token=sha256, trouble=None
        ), token

    def _keep(self, number: int, token: Token) -> list[SnapshotFile]:
        kept = [self._keep_one(ROLE, f"timestamp-{number}.tsr", REPLY, token.content)]
        if token.root:
            pem = token.root.public_bytes(Encoding.PEM)
            kept.append(self._keep_one(ROOT_ROLE, f"timestamp-{number}.pem", PEM, pem))
        return kept

    def _keep_one(self, role: str, name: str, media_type: str, content: bytes) -> SnapshotFile:
        ref = self._files.keep_bytes(content)
        return SnapshotFile(role=role, name=name, media_type=media_type, ref=ref)


def check_timestamps(
    engine: "Engine", files: FileStore, settings: TimestampSettings
) -> tuple[list[Fault], Stamped]:
    """Judge every kept token again, asking nobody.

    A token must vouch for the checksum of its snapshot's provenance record, and its signature lead
    to a root that the settings name; else to the one that was kept with it, which the journal
    vouches for.

    Raises:
        SettingsError: A certificate cannot be read.
    """
    roots = read_roots(settings.certificates)
    with reading(engine) as session:
        snapshots = list_snapshots(session)
    faults, verified, alone = list[Fault](), 0, 0
    for snapshot in snapshots:
        for token in _of_role(snapshot, ROLE):
            trusted = roots or list(_kept_roots(snapshot, files))
            trouble = _trouble_of(token, snapshot, files, trusted)
            faults += [_fault(snapshot, token, trouble)] if trouble else []
            verified += not trouble and bool(trusted)
            alone += not trouble and not trusted
    return faults, Stamped(verified, alone)


def _of_role(snapshot: Snapshot, role: str) -> Iterator[NamedFile]:
    return (each for each in snapshot.files if each.role == role)


def _kept_roots(snapshot: Snapshot, files: FileStore) -> Iterator[Certificate]:
    for each in _of_role(snapshot, ROOT_ROLE):
        try:
            yield from load_pem_x509_certificates(files.read(each.sha256))
        except (AlteredError, ValueError):
            continue  # the check of the files tells of it


def _trouble_of(
    token: NamedFile, snapshot: Snapshot, files: FileStore, roots: Sequence[Certificate]
) -> str | None:
    """Return why a token proves nothing, as a code; none if it does."""
    sealed = next((each.sha256 for each in _of_role(snapshot, "provenance")), "")
    try:
        judge_token(files.read(token.sha256), bytes.fromhex(sealed), roots)
    except AlteredError:
        return None  # the check of the files tells of it
    except TokenError as error:
        return error.trouble
    return None


def _fault(snapshot: Snapshot, token: NamedFile, trouble: str) -> Fault:
    place = f"snapshot {snapshot.id} {token.name}"
    if trouble == OTHER_IMPRINT:
        return Fault("timestamp-altered", place, "the timestamp is not of this snapshot")
    return Fault(
        "timestamp-untrusted",
        place,
        "the timestamp cannot be read, or its signature leads to no trusted certificate",
    )
