"""Units for the machine's own clock: what is run every day or every hour.

A run does nothing when there is nothing to do, so it may go for ever; what passed while
the machine was off is caught up the next time.
"""

import re
import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HOUR = 5
"""Early morning; each run has a minute of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedRun:
    """What is run every day, or every hour.

    Attributes:
        name: What its units are called, such as ``archiver-snapshot``.
        about: What it does, in Swedish.
        minute: Its minute, off the full hour, when many other machines ask the same platforms.
        command: The program by its absolute path, and its arguments.
        user: The login that owns the archive.
        hourly: Every hour instead of every day.
    """

    name: str
    about: str
    minute: int
    command: Sequence[str]
    user: str
    hourly: bool = False


def write_crontab(runs: Iterable[TimedRun]) -> str:
    """Return a file for ``/etc/cron.d``, a line for each run, which name the user.

    Cron mails whatever is printed, so the run's words are printed only if it ends in error. In a
    crontab a percent sign ends the command (crontab(5)), so it is written with a backslash.
    """
    return (
        "# Körningar av archiver. Spara som /etc/cron.d/archiver (utan punkt i namnet).\n"
        "# Cron skickar e-post bara när något gick fel.\n"
        "SHELL=/bin/sh\n"
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n"
    ) + "".join(map(_cron_line, runs))


def write_service(run: TimedRun) -> str:
    """Return the systemd service that runs once."""
    command = " ".join(_quote_unit(word) for word in run.command)
    return (
        f"# /etc/systemd/system/{run.name}.service\n"
        "[Unit]\n"
        f"Description=Archiver: {run.about}\n"
        "Wants=network-online.target\n"
        "After=network-online.target\n"
        "\n"
        "[Service]\n"
        "Type=oneshot\n"
        f"User={run.user}\n"
        "UMask=0027\n"
        f"ExecStart={command}\n"
    )


def write_timer(run: TimedRun) -> str:
    """Return the systemd timer of a run; one missed is run at the next start."""
    about, hour = ("körning varje timme", "*") if run.hourly else ("daglig körning", f"{HOUR:02d}")
    return (
        f"# /etc/systemd/system/{run.name}.timer\n"
        "[Unit]\n"
        f"Description=Archiver: {about}\n"
        "\n"
        "[Timer]\n"
        f"OnCalendar=*-*-* {hour}:{run.minute:02d}:00 Europe/Stockholm\n"
        "Persistent=true\n"
        "\n"
        "[Install]\n"
        "WantedBy=timers.target\n"
    )


def _cron_line(run: TimedRun) -> str:
    command = shlex.join(run.command).replace("%", "\\%")
    hour = "*" if run.hourly else HOUR
    return f'{run.minute} {hour} * * * {run.user} said=$({command} 2>&1) || echo "$said"\n'


def _quote_unit(word: str) -> str:
    """Return a word as systemd.service(5) wants it, its specifiers and variables doubled."""
    word = word.replace("%", "%%").replace("$", "$$")
    if re.fullmatch(r"[\w@%$+=:,./-]+", word):
        return word
    escaped = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
