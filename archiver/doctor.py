"""What the archive needs of the machine it runs on, looked at point by point."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from gettext import gettext as _
from pathlib import Path

from archiver.settings import Settings, read_settings
from diarium.errors import Error, ToolError
from schedules.clock import STOCKHOLM

FREE_NEEDED = 1 << 30
"""Bytes: room for the half-year's snapshots and a package of them."""
CLOCK_SLACK = timedelta(minutes=2)
ASK_SECONDS = 20
FONTS = {
    "Noto Sans": ("fonts-noto-core", ":family=Noto Sans"),
    "Noto CJK": ("fonts-noto-cjk", ":lang=zh-cn:lang=ja:lang=ko"),
    "Noto Color Emoji": ("fonts-noto-color-emoji", ":lang=und-zsye"),
}
"""The fonts without which letters of a page become empty boxes: Debian package, fc-list pattern."""


class State(StrEnum):
    """How it stands with one point."""

    OK = "ok"
    ADVICE = "advice"
    WRONG = "wrong"
    TOOL_MISSING = "tool-missing"


@dataclass(frozen=True, slots=True)
class Point:
    """One point that was looked at.

    Attributes:
        check: A stable code in English.
        state: How it stands with it.
        found: What was found, in words.
        advice: What to do about it; empty if nothing.
    """

    check: str
    state: State
    found: str
    advice: str = ""


def examine(config: Path, now: datetime) -> list[Point]:
    """Look at everything, whatever is wrong with any of it.

    Args:
        config: The settings file.
        now: The present moment.
    """
    try:
        settings = read_settings(config)
    except Error as error:
        first = Point("settings", State.WRONG, _say(error), _("Correct the settings file."))
        return [first, *_examine_machine(None, config)]
    first = Point("settings", State.OK, str(config.absolute()))
    return [
        first,
        *_examine_machine(settings, config),
        _database(settings),
        _clock(settings, now),
    ]


def _examine_machine(settings: Settings | None, config: Path) -> list[Point]:
    folder = settings.folder if settings else config.absolute().parent
    return [
        _browser(settings.capture.browser if settings else None),
        *(_font(name) for name in FONTS),
        _file_formats(),
        _disk(folder),
        _network_time(),
        _scheduler(),
        _login(),
    ]


def _browser(chosen: Path | None) -> Point:
    from archiver.capture.browser_check import try_browser  # noqa: PLC0415  slow to load

    try:
        path, version = try_browser(chosen)
    except ToolError as error:
        advice = _("Install Chromium (apt-get install chromium) or name one in the settings.")
        return Point("browser", State.TOOL_MISSING, _say(error), advice)
    return Point("browser", State.OK, f"{path} {version}")


def _file_formats() -> Point:
    from archiver.file_formats import Identifier  # noqa: PLC0415  slow to load

    try:
        with Identifier() as identifier:
            told = identifier.identify(Path(__file__))
    except ToolError as error:
        return Point("file formats", State.TOOL_MISSING, _say(error), _("Install archiver anew."))
    return Point("file formats", State.OK, f"{told.tool}, {told.signature}")


def _font(name: str) -> Point:
    package, pattern = FONTS[name]
    found = _ask("fc-list", pattern, "family")
    check = f"font {name}"
    if found is None:
        advice = _("Install fontconfig (apt-get install fontconfig) to have this looked at.")
        return Point(check, State.ADVICE, _("fc-list is not there"), advice)
    if not found:
        advice = _("Without it letters become empty boxes: apt-get install {package}")
        return Point(check, State.WRONG, _("missing"), advice.format(package=package))
    return Point(check, State.OK, min(found.splitlines()))


def _disk(folder: Path) -> Point:
    places = [place for place in (folder, folder / "files", folder / "work") if place.exists()]
    closed = [place for place in places if not os.access(place, os.W_OK | os.X_OK)]
    if not places or closed:
        found = _("{place} cannot be written").format(place=(closed or [folder])[0])
        return Point("disk", State.WRONG, found, _("Check the folder and its permissions."))
    free = shutil.disk_usage(folder).free
    found = _("{free} GB free").format(free=round(free / 1e9, 1))
    if free < FREE_NEEDED:
        return Point("disk", State.WRONG, found, _("Free at least 1 GB."))
    return Point("disk", State.OK, found)


def _database(settings: Settings) -> Point:
    from diarium.database import reading  # noqa: PLC0415  slow to load
    from diarium.installation import open_register, read_database_version  # noqa: PLC0415  same

    try:
        with reading(open_register(settings.database)) as session:
            return Point("database", State.OK, read_database_version(session))
    except Error as error:
        advice = _("Check the setting database, and that the server runs.")
        return Point("database", State.WRONG, _say(error), advice)


def _clock(settings: Settings, now: datetime) -> Point:
    """See that the clock is not behind what is already written."""
    latest = max(datetime.fromtimestamp(settings.folder.stat().st_mtime, UTC), _last(settings))
    found = _moment(now)
    if now + CLOCK_SLACK < latest:
        advice = _("The archive was written {latest}, which has not come; set the clock.")
        return Point("clock", State.WRONG, found, advice.format(latest=_moment(latest)))
    return Point("clock", State.OK, found)


def _last(settings: Settings) -> datetime:
    """Return when the register was last written; long ago if it cannot be told."""
    from diarium.database import reading  # noqa: PLC0415  slow to load
    from diarium.installation import open_register  # noqa: PLC0415  same
    from diarium.journal import read_last_event  # noqa: PLC0415  same

    try:
        with reading(open_register(settings.database)) as session:
            last = read_last_event(session)
    except Error:  # the database has a point of its own
        return datetime.min.replace(tzinfo=UTC)
    return last.at if last else datetime.min.replace(tzinfo=UTC)


def _network_time() -> Point:
    answer = _ask("timedatectl", "show", "--property=NTPSynchronized", "--value")
    if answer == "yes":
        return Point("network time", State.OK, _("the clock is set by the network"))
    found = _("not synchronized") if answer == "no" else _("cannot be asked")
    advice = _("See that the clock is set by the network (NTP): it dates what is registered.")
    return Point("network time", State.ADVICE, found, advice)


def _scheduler() -> Point:
    known = ("systemctl", "crontab")
    found = next(filter(shutil.which, known), None)
    if found:
        return Point("scheduler", State.OK, found)
    advice = _("Install cron, or run archiver snapshot --due daily in another way.")
    return Point("scheduler", State.ADVICE, _("neither systemd nor cron"), advice)


def _login() -> Point:
    if os.getuid():
        return Point("login", State.OK, _("not the superuser"))
    advice = _("Run archiver as a login of its own; for root the browser has no sandbox.")
    return Point("login", State.ADVICE, _("the superuser"), advice)


def _ask(*command: str) -> str | None:
    """Return what a tool answers, or nothing if it is not there or cannot answer."""
    if shutil.which(command[0]) is None:
        return None
    try:
        answer = subprocess.run(
            command, capture_output=True, text=True, timeout=ASK_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return answer.stdout.strip() if answer.returncode == 0 else None


def _moment(moment: datetime) -> str:
    return moment.astimezone(STOCKHOLM).isoformat(sep=" ", timespec="seconds")


def _say(error: Error) -> str:
    return _(error.message).format(**error.fields)
