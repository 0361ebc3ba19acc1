"""What falls due beside the register: snapshots, kept logins, the mail server's password."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from keyring.backends import fail
from sqlalchemy import Engine

from archiver.duties import (
    find_login_duties,
    find_mail_duties,
    find_snapshot_duties,
    list_duties,
    read_terms,
)
from archiver.logins import keep_login
from archiver.settings import Settings, read_settings
from archiver.tokens import keep_token
from diarium.accounts import close_account
from diarium.database import open_database, reading, writing
from diarium.duties import DutyKind, Found, Terms
from diarium.files import FileStore
from diarium.installation import install
from diarium.namnder import add_namnd
from diarium.records import Namnd
from schedules.clock import STOCKHOLM
from tests.archiver.test_logins import cookie, state_of, using
from tests.diarium.taken_in import add_forum

OPENED = datetime(2026, 3, 2, 9, tzinfo=UTC)
EXPIRES = datetime(2026, 9, 1, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    with using(fail.Keyring()):  # type: ignore[no-untyped-call]  # keyring has no types
        yield


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    folder = tmp_path / "arkiv"
    folder.mkdir()
    return settle(folder, "")


def settle(folder: Path, text: str) -> Settings:
    file = folder / "archiver.toml"
    file.write_text(f'[kommun]\nname = "Exempelstad"\norgnr = "212000-2882"\n{text}')
    return read_settings(file)


@pytest.fixture
def office(settings: Settings) -> Engine:
    """Return a register that began in March, with the account ks-facebook."""
    engine = open_database(settings.database)
    with writing(engine) as session:
        install(session, "Exempelstad", "212000-2882", "root", OPENED)
        for code in ("KS", "SBN"):
            namnd = Namnd(code=code, name=code, orgnr="212000-2882", series=code)
            add_namnd(session, namnd, "root", OPENED)
    add_forum(engine, OPENED)
    return engine


def snapshots(engine: Engine, settings: Settings, now: datetime) -> list[Found]:
    with reading(engine) as session:
        return list(find_snapshot_duties(session, settings, now))


def swedish(month: int, day: int) -> datetime:
    return datetime(2026, month, day, tzinfo=STOCKHOLM)


def test_a_snapshot_falls_due_before_the_turn_and_is_late_when_the_register_says_so(
    office: Engine, settings: Settings
) -> None:
    assert snapshots(office, settings, swedish(6, 29)) == []

    [duty] = snapshots(office, settings, swedish(6, 30))

    assert duty == Found(
        DutyKind.SNAPSHOT, "KS", "2026-H1", None, "ks-facebook", swedish(6, 30), swedish(7, 15),
        "archiver snapshot --account ks-facebook --period 2026-H1",
    )  # fmt: skip
    both = snapshots(office, settings, swedish(12, 31))
    assert [each.beteckning for each in both] == ["2026-H1", "2026-H2"]


def logins(engine: Engine, settings: Settings) -> list[Found]:
    with reading(engine) as session:
        return list(find_login_duties(session, settings))


def test_a_kept_login_is_to_be_made_again_before_it_expires(
    office: Engine, settings: Settings
) -> None:
    assert logins(office, settings) == []
    keep_login(settings, "ks-facebook", state_of(cookie("theme")), "anna", OPENED)
    assert logins(office, settings) == []
    state = state_of(cookie("sessionid", expires=EXPIRES.timestamp()))
    keep_login(settings, "ks-facebook", state, "anna", OPENED)

    [duty] = logins(office, settings)

    assert (duty.kind, duty.due) == (DutyKind.LOGIN, EXPIRES - timedelta(days=14))
    assert duty.command == "archiver login ks-facebook"
    [later] = logins(office, settle(settings.folder, "[login]\nwarn_days = 30\n"))
    assert later.due == EXPIRES - timedelta(days=30)


def test_a_login_that_cannot_be_opened_or_is_of_a_closed_account_is_no_duty(
    office: Engine, settings: Settings, tmp_path: Path
) -> None:
    state = state_of(cookie("sessionid", expires=EXPIRES.timestamp()))
    keep_login(settings, "ks-facebook", state, "anna", OPENED)
    key = tmp_path / "home" / ".config" / "archiver" / "login.key"
    right = key.read_bytes()
    key.write_bytes(right[::-1])
    assert logins(office, settings) == []
    key.write_bytes(right)
    assert len(logins(office, settings)) == 1
    with writing(office) as session:
        close_account(session, "ks-facebook", (date(2026, 5, 1), "Slut"), "anna", EXPIRES)
    assert logins(office, settings) == []


def test_the_mail_servers_password_is_to_be_renewed_before_its_last_day(
    settings: Settings,
) -> None:
    mail = '[mail]\nhost = "localhost"\nuser = "arkivet"\nsender = "arkivet@avallby.se"\n'
    told = settle(settings.folder, mail)
    assert list(find_mail_duties(told)) == []
    keep_token(told, "SMTP", "hemligt", date(2026, 9, 30), "it", OPENED)

    [duty] = find_mail_duties(told)

    assert (duty.kind, duty.beteckning, duty.due) == (DutyKind.TOKEN, "SMTP", swedish(9, 16))
    assert duty.command == "archiver token keep SMTP"
    assert list(find_mail_duties(settings)) == []


def test_every_term_is_a_setting(settings: Settings) -> None:
    assert read_terms(settings) == Terms()
    told = settle(settings.folder, "[register]\nanswer_hours = 24\ndelivery_days = 7\n")
    assert read_terms(told) == Terms(answer_hours=24, delivery_days=7)


def test_what_is_one_namnds_is_not_anothers(office: Engine, settings: Settings) -> None:
    with reading(office) as session:
        files, now = FileStore(settings.files), swedish(7, 20)
        everywhere = list_duties(session, files, settings, None, now)
        at_sbn = list_duties(session, files, settings, "sbn", now)
    assert DutyKind.SNAPSHOT in {each.kind for each in everywhere if each.late}
    assert at_sbn == []
