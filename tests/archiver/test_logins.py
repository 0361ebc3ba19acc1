"""A kept login opens its own account's page and no other, and lies nowhere in the clear."""

import json
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import keyring
import pytest
from cryptography.fernet import Fernet
from keyring.backend import KeyringBackend
from keyring.backends import fail

from archiver import login_key
from archiver.capture.job import KeptLogin
from archiver.login_key import find_key, make_key
from archiver.logins import (
    EXPIRED,
    UNREADABLE,
    find_expiry,
    forget_login,
    keep_login,
    list_logins,
    open_login,
)
from archiver.settings import Settings, read_settings
from diarium.errors import AlteredError, SettingsError, UsageError
from schedules.clock import read_clock
from tests.archiver.snapshot_runs import PERIOD, Archive, new_archive
from tests.site_server import Answer, Site, serve_pages

NOW = datetime(2026, 7, 3, 8, tzinfo=UTC)
LATER = NOW + timedelta(days=90)
SECRET = "hemlig-kaka-7f3a9c51d2e84b60"
KEY_FILE_MODE = 0o600


def cookie(name: str, value: str = SECRET, expires: float = -1) -> dict[str, Any]:
    """Return a cookie of loopback as Playwright tells of it."""
    return {
        "name": name, "value": value, "domain": "127.0.0.1", "path": "/", "expires": expires,
        "httpOnly": True, "secure": False, "sameSite": "Lax",
    }  # fmt: skip


def state_of(*cookies: dict[str, Any]) -> dict[str, Any]:
    return {"cookies": list(cookies), "origins": []}


LIVING = state_of(cookie("sessionid", expires=LATER.timestamp()))


class Ring(KeyringBackend):
    """A keyring in memory, as a desktop's works."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.held: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[service, username] = password


@contextmanager
def using(ring: KeyringBackend) -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(ring)
    try:
        yield
    finally:
        keyring.set_keyring(before)


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Let there be no keyring, and the usual key file in a home of its own."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    with using(fail.Keyring()):  # type: ignore[no-untyped-call]
        yield


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    folder = tmp_path / "arkiv"
    folder.mkdir()
    file = folder / "archiver.toml"
    file.write_text('[kommun]\nname = "Exempelstad"\norgnr = "212000-2882"\n')
    return read_settings(file)


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_login_is_kept_locked_and_only_its_owner_may_read_it(settings: Settings) -> None:
    facts = keep_login(settings, "fb", LIVING, "anna", NOW)
    assert facts.expires == LATER
    place = settings.folder / "logins" / "fb"
    assert (mode_of(place), mode_of(place.parent)) == (0o600, 0o700)
    assert SECRET.encode() not in place.read_bytes()
    opened = open_login(settings, "fb", NOW)
    assert isinstance(opened, KeptLogin)
    assert json.loads(opened.state) == LIVING
    assert SECRET not in repr(opened)
    assert [each.name for each in place.parent.iterdir()] == ["fb"]


def test_without_a_keyring_the_key_lies_in_a_file_of_its_own(settings: Settings) -> None:
    keep_login(settings, "fb", LIVING, "anna", NOW)
    key = Path("~/.config/archiver/login.key").expanduser()
    assert mode_of(key) == KEY_FILE_MODE
    assert next(list_logins(settings)).account == "fb"


def test_where_a_keyring_works_no_key_file_is_made(settings: Settings) -> None:
    with using(Ring()):
        keep_login(settings, "fb", LIVING, "anna", NOW)
        assert isinstance(open_login(settings, "fb", NOW), KeptLogin)
    assert not Path("~/.config").expanduser().exists()
    assert open_login(settings, "fb", NOW) == UNREADABLE


def test_a_key_file_that_is_named_comes_before_the_keyring(
    settings: Settings, tmp_path: Path
) -> None:
    named = replace(settings, key_file=tmp_path / "nycklar" / "a.key")
    ring = Ring()
    with using(ring):
        keep_login(named, "fb", LIVING, "anna", NOW)
    assert ring.held == {}
    assert mode_of(tmp_path / "nycklar" / "a.key") == KEY_FILE_MODE
    assert isinstance(open_login(named, "fb", NOW), KeptLogin)


def test_a_key_file_in_the_archive_or_open_to_others_is_refused(
    settings: Settings, tmp_path: Path
) -> None:
    inside = replace(settings, key_file=settings.folder / "login.key")
    with pytest.raises(SettingsError, match="lies in the archive's folder"):
        make_key(inside)
    (tmp_path / "vid").symlink_to(settings.folder)
    with pytest.raises(SettingsError, match="lies in the archive's folder"):
        make_key(replace(settings, key_file=tmp_path / "vid" / "login.key"))
    loose = tmp_path / "loose.key"
    loose.write_bytes(Fernet.generate_key())
    loose.chmod(0o640)
    with pytest.raises(SettingsError, match="is open to others; run chmod 600"):
        find_key(replace(settings, key_file=loose))
    loose.write_text("ingen nyckel")
    loose.chmod(0o600)
    with pytest.raises(SettingsError, match="there is no key in"):
        find_key(replace(settings, key_file=loose))


def test_another_key_opens_nothing_and_says_so(settings: Settings) -> None:
    keep_login(settings, "fb", LIVING, "anna", NOW)
    key = login_key.DEFAULT_FILE.expanduser()
    key.write_bytes(Fernet.generate_key())
    assert open_login(settings, "fb", NOW) == UNREADABLE
    with pytest.raises(AlteredError, match="the kept login of fb cannot be opened with the key"):
        list(list_logins(settings))


def test_one_account_s_login_in_the_place_of_another_s_opens_nothing(settings: Settings) -> None:
    keep_login(settings, "fb", LIVING, "anna", NOW)
    place = settings.folder / "logins"
    (place / "insta").write_bytes((place / "fb").read_bytes())
    assert isinstance(open_login(settings, "fb", NOW), KeptLogin)
    assert open_login(settings, "insta", NOW) == UNREADABLE


@pytest.mark.parametrize("byte", [0, 20, -1])
def test_an_altered_login_opens_nothing(settings: Settings, byte: int) -> None:
    keep_login(settings, "fb", LIVING, "anna", NOW)
    place = settings.folder / "logins" / "fb"
    content = bytearray(place.read_bytes())
    content[byte] ^= 1
    place.write_bytes(content)
    assert open_login(settings, "fb", NOW) == UNREADABLE


def test_the_end_is_that_of_the_first_cookie_a_login_rests_on() -> None:
    soon, later = NOW.timestamp() + 60, LATER.timestamp()
    cookies = [
        cookie("__cf_bm", expires=soon), cookie("_ga", expires=soon),
        cookie("csrftoken", expires=soon),
        cookie("sessionid", expires=later), cookie("c_user", expires=later + 9), cookie("xs"),
    ]  # fmt: skip
    assert find_expiry(state_of(*cookies)) == LATER
    assert find_expiry(state_of(*cookies[:3])) is None
    assert find_expiry(state_of(cookie("sessionid"))) is None
    for name in ("auth_token", "li_at", "wordpress_logged_in_9f", "__Secure-1PSID", "sid_tt"):
        assert find_expiry(state_of(cookie(name, expires=later))) == LATER, name


def test_an_ended_login_is_told_before_it_is_used(settings: Settings) -> None:
    keep_login(settings, "fb", LIVING, "anna", NOW)
    assert open_login(settings, "fb", LATER) == EXPIRED
    assert isinstance(open_login(settings, "fb", LATER - timedelta(seconds=1)), KeptLogin)


def test_a_login_can_be_forgotten_once(settings: Settings) -> None:
    keep_login(settings, "fb", LIVING, "anna", NOW)
    forget_login(settings, "fb")
    assert open_login(settings, "fb", NOW) is None
    with pytest.raises(UsageError, match="no login is kept for fb"):
        forget_login(settings, "fb")


def start_page(request: BaseHTTPRequestHandler) -> Answer:
    """Show the page to whoever is logged in, and else ask for a login."""
    if f"sessionid={SECRET}" in request.headers.get("Cookie", ""):
        return Answer("<h1>Inloggad</h1><p>" + "Kommunens nyheter. " * 60)
    return Answer("<h1>Logga in</h1><form><input type=password name=p></form>")


@pytest.fixture
def site() -> Iterator[Site]:
    with serve_pages({"/fb": start_page, "/insta": start_page}) as served:
        yield served


@pytest.fixture
def archive(site: Site, tmp_path: Path, chromium: Path) -> Archive:
    made = new_archive(tmp_path / "arkiv", site, browser=str(chromium))
    for name in ("fb", "insta"):
        made.add_account(name, f"/{name}")
    return made


def keep(archive: Archive, account: str, value: str = SECRET, days: float = 90) -> None:
    """Keep a login as if a person had just logged in."""
    now = read_clock()
    ends = (now + timedelta(days=days)).timestamp()
    state = state_of(cookie("sessionid", value, ends))
    keep_login(read_settings(archive.folder / "archiver.toml"), account, state, "anna", now)


def kept_files(archive: Archive) -> Iterator[Path]:
    return (each for each in archive.folder.rglob("*") if each.is_file())


@pytest.mark.browser
def test_a_kept_login_opens_the_page_of_its_own_account_alone(archive: Archive) -> None:
    keep(archive, "fb")
    done = archive.snapshot("--account", "fb", "--account", "insta", "--period", PERIOD)
    assert done.returncode == 4, done.stderr
    by_account = {each.account: each for each in archive.noted()}
    assert (by_account["fb"].outcome, by_account["fb"].reason) == ("complete", None)
    assert (by_account["insta"].outcome, by_account["insta"].reason) == ("failed", "login")


@pytest.mark.browser
def test_the_cookie_is_nowhere_in_the_clear(archive: Archive, site: Site) -> None:
    keep(archive, "fb")
    done = archive.snapshot("--account", "fb", "--period", PERIOD)
    assert done.returncode == 0, done.stderr
    assert any(SECRET in each.get("Cookie", "") for each in site.headers)
    found = [each for each in kept_files(archive) if SECRET.encode() in each.read_bytes()]
    assert found == []
    assert SECRET not in done.stdout + done.stderr
    (snapshot,) = archive.noted()
    record = next(each for each in snapshot.files if each.role == "provenance")
    told = json.loads((archive.folder / "files" / record.sha256[:2] / record.sha256).read_text())
    assert told["logged_in"] is True


@pytest.mark.browser
@pytest.mark.parametrize(
    ("value", "days", "reason", "visits"),
    [(SECRET, -1, "login-expired", 0), ("utloggad-" + SECRET[9:], 90, "login-expired", 1)],
)
def test_an_account_that_is_logged_out_is_paused(
    archive: Archive, site: Site, value: str, days: float, reason: str, visits: int
) -> None:
    keep(archive, "fb", value, days)
    done = archive.snapshot("--account", "fb", "--period", PERIOD)
    assert done.returncode == 4
    assert "paused" in done.stdout
    assert "log in again by archiver login" in done.stdout
    (snapshot,) = archive.noted()
    assert (snapshot.reason, snapshot.paused) == (reason, True)
    assert site.asked.count("/fb") == visits


@pytest.mark.browser
def test_a_login_without_its_key_pauses_the_account_and_no_other(archive: Archive) -> None:
    keep(archive, "fb")
    login_key.DEFAULT_FILE.expanduser().unlink()
    done = archive.snapshot("--account", "fb", "--account", "insta", "--period", PERIOD)
    assert done.returncode == 4
    assert {each.account: each.reason for each in archive.noted()} == {
        "fb": "login-unreadable",
        "insta": "login",
    }


@pytest.mark.browser
def test_the_login_is_in_no_file_and_no_argument_while_the_capture_runs(
    archive: Archive, site: Site
) -> None:
    seen: list[str] = []

    def look(request: BaseHTTPRequestHandler) -> Answer:
        seen.extend(str(each) for each in kept_files(archive) if SECRET in read_text(each))
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal() and archive.mark in read_text(entry / "environ"):
                seen.extend(
                    f"{entry} {name}"
                    for name in ("cmdline", "environ")
                    if SECRET in read_text(entry / name)
                )
        return start_page(request)

    site.pages["/fb"] = look
    keep(archive, "fb")
    assert archive.snapshot("--account", "fb", "--period", PERIOD).returncode == 0
    assert "/fb" in site.asked
    assert seen == []


def read_text(path: Path) -> str:
    try:
        return path.read_bytes().decode("latin-1")
    except OSError:  # it is gone already
        return ""
