"""The settings file ``archiver.toml`` as one frozen, typed object."""

import tomllib
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from archiver.capture_settings import CAPTURE_KEYS, CaptureSettings
from archiver.fetch_settings import FETCH_KEYS, FetchSettings, read_fetch, read_source
from archiver.format_settings import FORMAT_KEYS, FormatSettings
from archiver.intake_settings import INTAKE_KEYS, IntakeSettings
from archiver.mail_settings import MAIL_KEYS, MailSettings, read_mail
from archiver.policy_settings import POLICY_KEYS, PolicySettings
from archiver.setting_values import (
    BY_DATABASE_ROLE,
    BY_LOGIN,
    Reader,
    check_users,
    choice,
    database,
    name_or_file,
    number,
    number_template,
    orgnr,
    path_of_file,
    words,
    yes_or_no,
)
from archiver.timestamp_settings import TIMESTAMP_KEYS, TimestampSettings
from diarium.diarienummer import DEFAULT_TEMPLATE
from diarium.errors import SettingsError

DEFAULT_DATABASE = "sqlite:///archiver.db"
LOGIN_WARN_DAYS = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportSettings:
    """What a package says of the archive that takes it in.

    Attributes:
        archive: The archive's name.
        agreement: The leveransöverenskommelse, such as ``KS/2026:99; 2026-01-01``, if there is one.
        profile: The profile of packages where none is named: a built-in one, or the path of the
            archive's own file.
    """

    archive: str = "Kommunarkivet"
    agreement: str | None = None
    profile: str = "eark-2.2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings of one archive.

    Attributes:
        folder: The archive's folder, where ``archiver.toml`` lies.
        language: ``sv`` or ``en``: what people read on the screen. Records are always Swedish.
        kommun: The municipality's name.
        orgnr: Its organisationsnummer.
        database: Database URL.
        number: Template of a diarienummer.
        lead_days: How many days before the halvårsskifte its snapshots fall due.
        late_days: A snapshot taken more days after the turn than this is marked late.
        samlingsarende: The snapshots are registered too, in an ärende for each nämnd and year.
        answer_hours: Hours until an answer to a message is late (policy: 48).
        removal_hours: Hours until an improper post must have been removed (policy: 48).
        supervision_hours: Hours until an account is to be looked through again for improper posts
            (policy: 48); 0 where no rounds are kept (lag (1998:112) 4 a §).
        forward_days: Working days until saklig kritik must have been passed on.
        disclosure_days: Working days until the next step of a request for a handling.
        delivery_days: Days after a halvårsskifte until its delivery is late.
        receipt_days: Days until the kommunarkiv should have answered on what it was handed.
        appeal_court: The kammarrätt that tries an appeal against a refusal to hand a handling out.
        appeal_address: Where an appeal is handed in, with the myndighet; address and e-mail.
        key_file: File of the key that kept logins are locked with; none means the keyring, or the
            usual file where no keyring works.
        login_warn_days: So many days before a kept login expires it is a duty to renew it.
        users_by: By what those who work are known: ``login``, the operating system's, or
            ``database-role``, the one that PostgreSQL let in.
        capture: How a start page is captured.
        export: What a package says of the archive that takes it in.
        formats: Which formats are kept as they are, and which hinder no closing.
        intake: How tables of messages are read.
        policy: What the policy asks of an account's page.
        timestamp: Who vouches for when a snapshot was there.
        fetch: The live sources that messages are fetched from.
        mail: Who is mailed what is to be done, and how.
    """

    folder: Path
    language: str
    kommun: str
    orgnr: str
    database: str
    number: str
    lead_days: int = 1
    late_days: int = 14
    samlingsarende: bool = False
    answer_hours: int = 48
    removal_hours: int = 48
    supervision_hours: int = 48
    forward_days: int = 1
    disclosure_days: int = 1
    delivery_days: int = 90
    receipt_days: int = 30
    appeal_court: str = "kammarrätten"
    appeal_address: str | None = None
    key_file: Path | None = None
    login_warn_days: int = LOGIN_WARN_DAYS
    users_by: str = BY_LOGIN
    capture: CaptureSettings = field(default_factory=CaptureSettings)
    export: ExportSettings = field(default_factory=ExportSettings)
    formats: FormatSettings = field(default_factory=FormatSettings)
    intake: IntakeSettings = field(default_factory=IntakeSettings)
    policy: PolicySettings = field(default_factory=PolicySettings)
    timestamp: TimestampSettings = field(default_factory=TimestampSettings)
    fetch: FetchSettings = field(default_factory=FetchSettings)
    mail: MailSettings = field(default_factory=MailSettings)

    @property
    def files(self) -> Path:
        """The folder of kept files."""
        return self.folder / "files"

    @property
    def work(self) -> Path:
        """The folder where captures and packages are made before they are kept."""
        return self.folder / "work"


_KEYS: dict[str, Reader] = {
    "language": choice("sv", "en"),
    "database": database,
    "kommun.name": words,
    "kommun.orgnr": orgnr,
    "diarium.number": number_template,
    "snapshot.lead_days": number(0, 90),
    "snapshot.late_days": number(0, 180),
    "snapshot.samlingsarende": yes_or_no,
    "register.answer_hours": number(1, 720),
    "register.removal_hours": number(1, 720),
    "register.supervision_hours": number(0, 720),
    "register.forward_days": number(1, 60),
    "register.disclosure_days": number(1, 60),
    "register.delivery_days": number(1, 365),
    "register.receipt_days": number(1, 365),
    "register.appeal_court": words,
    "register.appeal_address": words,
    **CAPTURE_KEYS,
    "login.key_file": path_of_file,
    "login.warn_days": number(0, 365),
    "users.by": choice(BY_LOGIN, BY_DATABASE_ROLE),
    "export.archive": words,
    "export.agreement": words,
    "export.profile": name_or_file,
    **FORMAT_KEYS,
    **INTAKE_KEYS,
    **POLICY_KEYS,
    **TIMESTAMP_KEYS,
    **FETCH_KEYS,
    **MAIL_KEYS,
}
"""Every key of the settings file, and what it may say."""
_TABLES = tuple(dict.fromkeys(key.split(".")[0] for key in _KEYS if "." in key))
_REQUIRED = ("kommun.name", "kommun.orgnr")


def read_settings(path: Path) -> Settings:
    """Read a settings file.

    Args:
        path: The file; its folder is the archive's folder, from where relative paths are counted.

    Raises:
        SettingsError: It is missing or unreadable, or a key is unknown or says something
            impossible; the message names the key.
    """
    folder = path.absolute().parent
    given = _flatten(_load(path))
    values = {key: _reader(key, value)(key, value, folder) for key, value in given.items()}
    for key in _REQUIRED:
        if key not in values:
            raise SettingsError(
                "the setting {key} is missing; add it to {file}", key=key, file=path
            )
    url = values.get("database") or database("database", DEFAULT_DATABASE, folder)
    return Settings(
        folder=folder,
        language=values.get("language", "sv"),
        kommun=values["kommun.name"],
        orgnr=values["kommun.orgnr"],
        database=url,
        users_by=check_users(values.get("users.by", BY_LOGIN), url),
        number=values.get("diarium.number", DEFAULT_TEMPLATE),
        capture=CaptureSettings(**_table(values, "capture")),
        export=ExportSettings(**_table(values, "export")),
        formats=FormatSettings(**_table(values, "formats")),
        intake=IntakeSettings(**_table(values, "intake")),
        policy=PolicySettings(**_table(values, "policy")),
        timestamp=TimestampSettings(**_table(values, "timestamp")),
        fetch=read_fetch(_table(values, "fetch")),
        mail=read_mail(_table(values, "mail")),
        **_table(values, "snapshot"),
        **_table(values, "register"),
        key_file=values.get("login.key_file"),
        login_warn_days=values.get("login.warn_days", LOGIN_WARN_DAYS),
    )


def _load(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise SettingsError(
            "there is no settings file {file}; run archiver init, or name it by --config",
            file=path,
        ) from error
    except OSError as error:
        raise SettingsError(
            "the settings file {file} cannot be read ({cause})", file=path, cause=error.strerror
        ) from error
    except UnicodeDecodeError as error:
        raise SettingsError(
            "the settings file {file} is not UTF-8 (byte {place}); save it as UTF-8",
            file=path,
            place=error.start + 1,
        ) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsError(
            "the settings file {file} is not TOML: {cause}", file=path, cause=error
        ) from error


def _flatten(document: dict[str, Any]) -> dict[str, Any]:
    """Return the values by their full names, such as ``kommun.name``."""
    flat: dict[str, Any] = {}
    for name, value in document.items():
        if name not in _TABLES:
            flat[name] = value
        elif isinstance(value, dict):
            flat |= {f"{name}.{key}": inner for key, inner in value.items()}
        else:
            raise SettingsError(
                "the setting {table} must be a table; write [{table}] on a line of its own",
                table=name,
            )
    return flat


def _reader(key: str, value: object) -> Reader:
    if key in _KEYS:
        return _KEYS[key]
    if key.startswith("fetch.") and isinstance(value, dict):
        return read_source
    last = key.rpartition(".")[2]
    near = get_close_matches(key, [*_KEYS, *_TABLES], 1) or [
        known for known in _KEYS if known.endswith(f".{last}")
    ]
    if near:
        raise SettingsError(
            "there is no setting {key}; did you mean {near}?", key=key, near=near[0]
        )
    raise SettingsError("there is no setting {key}; remove it", key=key)


def _table(values: dict[str, Any], name: str) -> dict[str, Any]:
    start = f"{name}."
    return {
        key.removeprefix(start): value for key, value in values.items() if key.startswith(start)
    }
