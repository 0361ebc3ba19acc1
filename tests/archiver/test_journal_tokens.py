"""Timestamps of the journal's head: asked for once, in the package, and judged with and without."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from archiver.exports import export_package
from archiver.journal_tokens import check_heads, stamp_head
from archiver.package_checks import check_delivery
from archiver.settings import ExportSettings
from archiver.timestamp_settings import TimestampSettings
from diarium.database import reading
from diarium.files import FileStore
from diarium.journal import read_events
from diarium.journal_checks import check_chain, check_rows
from exporters.packages.package_model import ContentKind
from tests.archiver.filled import fill, wish_for
from tests.archiver.tsa import Authority, serving

CREATED = datetime(2026, 7, 1, 9, tzinfo=UTC)
JOURNAL = Path("representations/journal/data")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Return an authority that the municipality trusts."""
    return Authority(tmp_path_factory.mktemp("tsa") / "good")


def _settings(url: str, *roots: Path) -> TimestampSettings:
    return TimestampSettings(
        authorities=(url,), certificates=roots, allow_private_addresses=("127.0.0.1",)
    )


def _export(engine: Engine, files: FileStore, stamping: TimestampSettings, folder: Path) -> Path:
    wish = wish_for(
        folder, created=CREATED, stamping=stamping, kinds=frozenset({ContentKind.JOURNAL})
    )
    now = CREATED + timedelta(minutes=1)
    return export_package(engine, files, wish, ExportSettings(), "arkivarie", now).packages[0].path


def _rules(package: Path) -> set[str]:
    (report,) = check_delivery(None, package)
    return {each.rule for each in report.findings if each.is_error}


@pytest.mark.browser
def test_a_head_is_stamped_once_and_openssl_and_our_own_check_accept_it(
    engine: Engine, files: FileStore, now: datetime, authority: Authority, tmp_path: Path
) -> None:
    fill(engine, files, now)
    with serving(authority.answer) as url:
        stamping = _settings(url, authority.root)
        one = _export(engine, files, stamping, tmp_path / "one")
        two = _export(engine, files, stamping, tmp_path / "two")
    (token,) = (one / JOURNAL).glob("*.tsr")
    (statement,) = (one / JOURNAL).glob("*.txt")
    assert authority.accepts(token, statement)
    assert token.read_bytes() == (two / JOURNAL / token.name).read_bytes()
    assert (one / "METS.xml").read_bytes() == (two / "METS.xml").read_bytes()
    assert _rules(one) == set()
    with reading(engine) as session:
        kinds = [each.kind for each in read_events(session)]
        assert not list(check_chain(session))
        assert not list(check_rows(session))
    assert kinds.count("journal.timestamped") == 1
    assert check_heads(engine, files, TimestampSettings()) == ([], 1)


@pytest.mark.browser
def test_a_token_that_was_altered_or_is_of_another_head_is_found(
    sqlite_engine: Engine, files: FileStore, now: datetime, authority: Authority, tmp_path: Path
) -> None:
    fill(sqlite_engine, files, now)
    stranger = Authority(tmp_path / "stranger", "Annan")
    with serving(authority.answer) as url:
        made = _export(sqlite_engine, files, _settings(url, authority.root), tmp_path / "out")
    (token,) = (made / JOURNAL).glob("*.tsr")
    (statement,) = (made / JOURNAL).glob("*.txt")
    content, said = token.read_bytes(), statement.read_bytes()
    number, hashed = said.split()
    harms = {
        token.name: [
            b"", content[:-9], content[:-5] + bytes([content[-5] ^ 1]) + content[-4:],
            stranger.answer(stranger.query(said)),
        ],
        f"{token.stem}.pem": [stranger.root.read_bytes(), b"nothing"],
        statement.name: [
            b"1 " + hashed + b"\n", number + b" " + b"0" * 64 + b"\n", b"99999 " + hashed + b"\n",
            b"x", b"",
        ],
    }  # fmt: skip
    for name, contents in harms.items():
        for harmed in contents:
            copy = Path(shutil.copytree(made, tmp_path / "copy" / made.name))
            (copy / JOURNAL / name).write_bytes(harmed)
            assert "CHAIN-TOKEN" in _rules(copy), (name, harmed[:40])
            shutil.rmtree(tmp_path / "copy")


def test_a_dead_authority_stops_nothing_and_is_asked_again(
    sqlite_engine: Engine, files: FileStore, now: datetime, authority: Authority
) -> None:
    fill(sqlite_engine, files, now)
    with serving(lambda _query: b"nothing") as url:
        (answer,) = stamp_head(sqlite_engine, files, _settings(url), CREATED, "a", CREATED)
        assert (answer.trouble, answer.token) == ("unreadable-token", None)
        stamp_head(sqlite_engine, files, _settings(url), CREATED, "a", CREATED)
    with reading(sqlite_engine) as session:
        kinds = [each.kind for each in read_events(session)]
    assert kinds[-2:] == ["journal.timestamped"] * 2
    assert check_heads(sqlite_engine, files, TimestampSettings()) == ([], 0)
    with serving(authority.answer) as url:
        stamp_head(sqlite_engine, files, _settings(url, authority.root), CREATED, "a", CREATED)
    assert check_heads(sqlite_engine, files, TimestampSettings()) == ([], 1)


def test_a_kept_token_that_leads_to_no_trusted_root_is_a_fault(
    sqlite_engine: Engine, files: FileStore, now: datetime, authority: Authority, tmp_path: Path
) -> None:
    fill(sqlite_engine, files, now)
    stranger = Authority(tmp_path / "stranger", "Annan")
    with serving(authority.answer) as url:
        stamp_head(sqlite_engine, files, _settings(url, authority.root), CREATED, "a", CREATED)
    faults, verified = check_heads(
        sqlite_engine, files, TimestampSettings(certificates=(stranger.root,))
    )
    assert ([each.code for each in faults], verified) == (["timestamp-untrusted"], 0)


def test_without_authorities_nobody_is_asked_and_nothing_noted(
    sqlite_engine: Engine, files: FileStore, now: datetime
) -> None:
    fill(sqlite_engine, files, now)
    with reading(sqlite_engine) as session:
        before = len(list(read_events(session)))
    stamp_head(sqlite_engine, files, TimestampSettings(), CREATED, "a", CREATED)
    with reading(sqlite_engine) as session:
        assert len(list(read_events(session))) == before
