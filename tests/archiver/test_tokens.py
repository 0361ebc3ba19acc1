"""A kept token lies nowhere in the clear, opens for its own source alone, and ends when it says."""

import stat
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from keyring.backends import fail

from archiver import login_key
from archiver.logins import keep_login, open_login
from archiver.settings import Settings, read_settings
from archiver.tokens import forget_token, keep_token, list_tokens, open_token
from diarium.errors import AlteredError, UsageError
from tests.archiver.test_logins import using

NOW = datetime(2026, 7, 3, 8, tzinfo=UTC)
SECRET = "hemlig-nyckel-7f3a9c51d2e84b60"


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Let there be no keyring, and the usual key file in a home of its own."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    with using(fail.Keyring()):  # type: ignore[no-untyped-call]  # keyring has no types
        yield


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    folder = tmp_path / "arkiv"
    folder.mkdir()
    file = folder / "archiver.toml"
    file.write_text('[kommun]\nname = "Exempelstad"\norgnr = "212000-2882"\n')
    return read_settings(file)


def test_a_token_is_kept_locked_and_only_its_owner_may_read_it(settings: Settings) -> None:
    keep_token(settings, "ks", SECRET, date(2026, 12, 31), "anna", NOW)

    place = settings.folder / "tokens" / "ks"
    modes = [stat.S_IMODE(each.stat().st_mode) for each in (place, place.parent)]
    assert modes == [0o600, 0o700]
    assert SECRET.encode() not in place.read_bytes()
    opened = open_token(settings, "ks")
    assert opened is not None
    assert opened.token == SECRET
    assert SECRET not in repr(opened)
    assert list(list_tokens(settings)) == [opened.facts]


def test_a_new_token_takes_the_place_of_the_old(settings: Settings) -> None:
    keep_token(settings, "ks", "gammal", date(2026, 12, 31), "anna", NOW)
    keep_token(settings, "ks", SECRET, None, "bo", NOW)

    opened = open_token(settings, "ks")
    assert opened is not None
    assert (opened.token, opened.facts.by, opened.facts.expires) == (SECRET, "bo", None)


def test_a_token_is_good_through_its_last_day_in_sweden(settings: Settings) -> None:
    facts = keep_token(settings, "ks", SECRET, date(2026, 12, 31), "anna", NOW)

    assert not facts.expired(datetime(2026, 12, 31, 22, 59, tzinfo=UTC))
    assert facts.expired(datetime(2026, 12, 31, 23, tzinfo=UTC))


@pytest.mark.parametrize(
    "wrong", ["", "a\nb", "a\x00", "\x1b[31m", "a\x7f", "a\u2028b", "\ud800", "x" * 10_001]
)
def test_what_is_no_token_is_not_kept(settings: Settings, wrong: str) -> None:
    with pytest.raises(UsageError, match="that is no token or password") as caught:
        keep_token(settings, "ks", wrong, None, "anna", NOW)
    assert not wrong or wrong not in str(caught.value)
    assert open_token(settings, "ks") is None


def test_a_token_that_has_expired_is_not_kept(settings: Settings) -> None:
    with pytest.raises(UsageError, match="the day 2026-07-02 of --expires is over"):
        keep_token(settings, "ks", SECRET, date(2026, 7, 2), "anna", NOW)
    assert open_token(settings, "ks") is None


def test_another_key_opens_nothing_and_says_so(settings: Settings) -> None:
    keep_token(settings, "ks", SECRET, None, "anna", NOW)
    login_key.DEFAULT_FILE.expanduser().write_bytes(Fernet.generate_key())

    with pytest.raises(AlteredError, match="run archiver token keep ks again") as caught:
        open_token(settings, "ks")
    assert SECRET not in str(caught.value)


def test_neither_another_source_s_token_nor_a_login_opens_in_a_token_s_place(
    settings: Settings,
) -> None:
    keep_token(settings, "ks", SECRET, None, "anna", NOW)
    keep_login(settings, "fb", {"cookies": [], "origins": []}, "anna", NOW)
    tokens, logins = settings.folder / "tokens", settings.folder / "logins"
    (tokens / "sbn").write_bytes((tokens / "ks").read_bytes())
    (tokens / "fb").write_bytes((logins / "fb").read_bytes())
    (logins / "ks").write_bytes((tokens / "ks").read_bytes())

    for source in ("sbn", "fb"):
        with pytest.raises(AlteredError):
            open_token(settings, source)
    assert open_login(settings, "ks", NOW) == "login-unreadable"


def test_a_token_can_be_forgotten_once(settings: Settings) -> None:
    keep_token(settings, "ks", SECRET, None, "anna", NOW)
    forget_token(settings, "ks")

    assert open_token(settings, "ks") is None
    for none in ("ks", "../archiver.toml", ""):
        with pytest.raises(UsageError, match="no token is kept for"):
            forget_token(settings, none)
    assert (settings.folder / "archiver.toml").exists()
