"""Timestamps by an authority on loopback: good, dead, lying, slow and boundless ones."""

import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from archiver.settings import read_settings
from archiver.timestamp_settings import TimestampSettings
from archiver.timestamp_tokens import read_roots
from archiver.timestamps import Stamped, Timestamping, check_timestamps
from diarium.database import reading, writing
from diarium.errors import SettingsError
from diarium.files import FileStore
from diarium.journal import read_events
from diarium.journal_checks import check_chain, check_rows
from diarium.snapshot_records import CaptureOutcome, Snapshot, Why
from diarium.snapshots import SnapshotFacts, SnapshotFile, list_snapshots, record_snapshot
from diarium.timestamps import Stamp, list_timestamps
from tests.archiver.tsa import Authority, serving

PROVENANCE = b'{"format": "archiver-provenance-1"}'


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Return an authority that the municipality trusts."""
    return Authority(tmp_path_factory.mktemp("tsa") / "good")


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Return an authority that nobody trusts."""
    return Authority(tmp_path_factory.mktemp("tsa") / "other", "Annan")


@pytest.fixture
def dead() -> Iterator[str]:
    """Return an address where nobody listens."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{bound.getsockname()[1]}/"


def _note_try(engine: Engine, files: FileStore, now: datetime) -> Snapshot:
    """Note a failed try, which has a provenance record all the same."""
    facts = SnapshotFacts(
        account="blogg", account_version=1, namnd="KS", period="2026-H1", why=Why.HALVARSSKIFTE,
        outcome=CaptureOutcome.FAILED, reason="http-404", late=False,
        url_asked="https://example.se/", url_reached=None, taken_at=now,
    )  # fmt: skip
    kept = SnapshotFile(
        role="provenance", name="provenance.json", media_type="application/json",
        ref=files.keep_bytes(PROVENANCE),
    )  # fmt: skip
    with writing(engine) as session:
        return record_snapshot(session, facts, [kept], "test", now)


@pytest.fixture
def snapshot(sqlite_engine: Engine, files: FileStore, now: datetime) -> Snapshot:
    """Return a noted try."""
    return _note_try(sqlite_engine, files, now)


class Office:
    """An archive whose snapshot is to be stamped."""

    def __init__(self, engine: Engine, files: FileStore, snapshot: Snapshot) -> None:
        self.engine, self.files, self.snapshot = engine, files, snapshot

    def stamp(self, *urls: str, roots: tuple[Path, ...] = (), seconds: int = 15) -> list[Stamp]:
        """Have authorities on loopback vouch for the snapshot."""
        return self._timestamping(urls, roots, seconds).stamp(self.snapshot)

    def stamp_missed(self, *urls: str) -> None:
        """Have authorities on loopback vouch for what a run has left."""
        self._timestamping(urls).stamp_missed()

    def _timestamping(
        self, urls: tuple[str, ...], roots: tuple[Path, ...] = (), seconds: int = 15
    ) -> Timestamping:
        settings = TimestampSettings(
            authorities=urls, certificates=roots, allow_private_addresses=("127.0.0.1",),
            seconds=seconds,
        )  # fmt: skip
        return Timestamping(self.engine, self.files, settings, "test")

    def check(self, *roots: Path) -> tuple[list[str], Stamped]:
        """Return what is wrong with the timestamps."""
        settings = TimestampSettings(certificates=roots)
        faults, stamped = check_timestamps(self.engine, self.files, settings)
        return [fault.code for fault in faults], stamped

    def noted(self) -> Snapshot:
        """Return the snapshot as it stands, and see that the register is whole."""
        with reading(self.engine) as session:
            assert not list(check_chain(session))
            assert not list(check_rows(session))
            return list_snapshots(session)[0]


@pytest.fixture
def office(sqlite_engine: Engine, files: FileStore, snapshot: Snapshot) -> Office:
    """Return an archive with one snapshot."""
    return Office(sqlite_engine, files, snapshot)


def test_a_token_is_kept_with_its_root_and_openssl_accepts_it(
    office: Office, authority: Authority, stranger: Authority, tmp_path: Path
) -> None:
    with serving(authority.answer) as url:
        (stamp,) = office.stamp(url, roots=(stranger.root, authority.root))

    assert stamp.trouble is None
    assert stamp.time is not None
    assert abs(stamp.time - datetime.now(UTC)) < timedelta(minutes=2)  # noqa: TID251  its own clock
    noted = office.noted()
    assert [(each.role, each.name) for each in noted.files] == [
        ("provenance", "provenance.json"),
        ("timestamp", "timestamp-1.tsr"),
        ("timestamp-root", "timestamp-1.pem"),
    ]
    content = tmp_path / "provenance.json"
    content.write_bytes(PROVENANCE)
    kept = office.files.path_of(noted.files[1].sha256)
    assert authority.accepts(kept, content)
    assert not stranger.accepts(kept, content)
    content.write_bytes(PROVENANCE + b" ")
    assert not authority.accepts(kept, content)
    assert read_roots([office.files.path_of(noted.files[2].sha256)]) == read_roots([authority.root])
    assert office.check(authority.root) == ([], Stamped(verified=1))
    assert office.check() == ([], Stamped(verified=1))
    with reading(office.engine) as session:
        assert list_timestamps(session, noted.id) == [stamp]
        event = list(read_events(session))[-1]
    assert (event.kind, event.subject) == ("snapshot.timestamped", "blogg 2026-H1")


def test_a_dead_authority_is_noted_and_the_next_one_asked(
    office: Office, authority: Authority, dead: str
) -> None:
    with serving(authority.answer) as url:
        stamps = office.stamp(dead, url, roots=(authority.root,))

    assert [stamp.trouble for stamp in stamps] == ["unreachable", None]
    assert [each.name for each in office.noted().files][1:] == [
        "timestamp-2.tsr",
        "timestamp-2.pem",
    ]
    with reading(office.engine) as session:
        assert list_timestamps(session, office.snapshot.id) == stamps


def test_an_authority_that_vouches_for_something_else_is_not_believed(
    office: Office, authority: Authority
) -> None:
    other = authority.query(b"something else")
    with serving(lambda _: authority.answer(other)) as url:
        (stamp,) = office.stamp(url, roots=(authority.root,))

    assert (stamp.trouble, stamp.token) == ("other-imprint", None)
    assert len(office.noted().files) == 1


def test_an_answer_to_an_older_question_is_not_believed(
    office: Office, authority: Authority
) -> None:
    older = authority.query(PROVENANCE)
    with serving(lambda _: authority.answer(older)) as url:
        (stamp,) = office.stamp(url, roots=(authority.root,))

    assert stamp.trouble == "other-nonce"


def test_a_signature_that_leads_to_no_trusted_root_is_not_believed(
    office: Office, authority: Authority, stranger: Authority
) -> None:
    with serving(stranger.answer) as url:
        (stamp,) = office.stamp(url, roots=(authority.root,))

    assert stamp.trouble == "untrusted"


@pytest.mark.parametrize(
    ("answer", "status", "trouble"),
    [
        (b"\0" * (2 << 20), 200, "answer-too-large"),
        (b"", 200, "unreadable-token"),
        (b"\x30\x03\x02\x01\x00", 200, "unreadable-token"),
        (b"<h1>Hej</h1>", 200, "unreadable-token"),
        (b"", 302, "http-status"),
        (b"", 500, "http-status"),
    ],
)
def test_a_huge_or_senseless_answer_is_noted(
    office: Office, answer: bytes, status: int, trouble: str
) -> None:
    with serving(lambda _: answer, status) as url:
        (stamp,) = office.stamp(url)

    assert stamp.trouble == trouble


def test_an_authority_that_thinks_for_ever_costs_the_time_it_is_allowed(office: Office) -> None:
    begun = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        (stamp,) = office.stamp(f"http://127.0.0.1:{silent.getsockname()[1]}/", seconds=1)

    assert stamp.trouble == "timeout"
    assert time.monotonic() - begun < 10


def test_a_private_address_is_closed_unless_the_settings_open_it(
    office: Office, authority: Authority
) -> None:
    with serving(authority.answer) as url:
        settings = TimestampSettings(authorities=(url,))
        stamping = Timestamping(office.engine, office.files, settings, "test")
        (stamp,) = stamping.stamp(office.snapshot)

    assert stamp.trouble == "private-address"


def test_without_a_root_only_the_imprint_is_compared(office: Office, authority: Authority) -> None:
    with serving(authority.answer) as url:
        office.stamp(url)

    assert office.check() == ([], Stamped(imprint_only=1))
    assert office.check(authority.root) == ([], Stamped(verified=1))


def test_a_root_that_is_trusted_no_more_is_a_fault(
    office: Office, authority: Authority, stranger: Authority
) -> None:
    with serving(authority.answer) as url:
        office.stamp(url, roots=(authority.root,))

    assert office.check(stranger.root) == (["timestamp-untrusted"], Stamped())


def test_a_token_of_another_snapshot_is_a_fault(
    office: Office, authority: Authority, now: datetime
) -> None:
    other = office.files.keep_bytes(authority.answer(authority.query(b"something else")))
    put_in = SnapshotFile(
        role="timestamp", name="timestamp-1.tsr", media_type="application/timestamp-reply",
        ref=other,
    )  # fmt: skip
    from diarium.timestamps import record_timestamps  # noqa: PLC0415  what no command would do

    with writing(office.engine) as session:
        record_timestamps(session, office.snapshot, [], [put_in], "test", now)

    assert office.check(authority.root) == (["timestamp-altered"], Stamped())


def test_nothing_is_asked_or_noted_when_no_authority_is_named(office: Office) -> None:
    assert office.stamp() == []
    with reading(office.engine) as session:
        assert list(read_events(session))[-1].kind == "snapshot.failed"


def test_a_snapshot_that_an_ended_run_had_not_asked_about_is_asked_about_later(
    office: Office, authority: Authority, now: datetime
) -> None:
    with serving(authority.answer) as url:
        office.stamp(url)
        later = _note_try(office.engine, office.files, now)
        office.stamp_missed(url)
        office.stamp_missed(url)

    with reading(office.engine) as session:
        assert len(list_timestamps(session, office.snapshot.id)) == 1
        assert [each.trouble for each in list_timestamps(session, later.id)] == [None]


def test_nobody_is_asked_later_about_snapshots_of_before_the_setting(
    office: Office, authority: Authority
) -> None:
    with serving(authority.answer) as url:
        office.stamp_missed(url)

    with reading(office.engine) as session:
        assert list_timestamps(session, office.snapshot.id) == []


def test_the_settings_name_authorities_and_roots(tmp_path: Path) -> None:
    file = tmp_path / "archiver.toml"
    file.write_text(
        '[kommun]\nname = "Exempelstad"\norgnr = "212000-2882"\n[timestamp]\n'
        'authorities = ["https://tsa.example.se/", "http://[::1]:8080/tsr"]\n'
        'certificates = ["root.pem"]\nseconds = 9\nallow_private_addresses = ["::1"]\n'
    )

    assert read_settings(file).timestamp == TimestampSettings(
        authorities=("https://tsa.example.se/", "http://[::1]:8080/tsr"),
        certificates=(tmp_path / "root.pem",),
        allow_private_addresses=("::1",),
        seconds=9,
    )


def test_a_certificate_that_is_none_is_told_of(office: Office, tmp_path: Path) -> None:
    (tmp_path / "a.pem").write_text("hej")
    for path in (tmp_path / "a.pem", tmp_path / "none.pem"):
        with pytest.raises(SettingsError, match="cannot be read"):
            office.stamp(roots=(path,))
