"""Units for the machine's own clock: what is run every day.

A run does nothing when there is nothing to do, so it may go every day for ever; what passed while
the machine was off is caught up the next time.
"""

import re
import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HOUR = 5
"""Early morning; each run has a minute of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyRun:
    """What is run every day.

    Attributes:
        name: What its units are called, such as ``archiver-snapshot``.
        about: What it does, in Swedish.
        minute: Its minute, off the full hour, when many other machines ask the same platforms.
        command: The program by its absolute path, and its arguments.
        user: The login that owns the archive.
    """

    name: str
    about: str
    minute: int
    command: Sequence[str]
    user: str


def write_crontab(runs: Iterable[DailyRun]) -> str:
    """Return a file for ``/etc/cron.d``, a line for each run, which name the user.

    Cron mails whatever is printed, so the run's words are printed only if it ends in error. In a
    crontab a percent sign ends the command (crontab(5)), so it is written with a backslash.
    """
    return (
        "# Daglig körning av archiver. Spara som /etc/cron.d/archiver (utan punkt i namnet).\n"
        "# Cron skickar e-post bara när något gick fel.\n"
        "SHELL=/bin/sh\n"
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n"
    ) + "".join(map(_cron_line, runs))


def write_service(run: DailyRun) -> str:
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


def write_timer(run: DailyRun) -> str:
    """Return the systemd timer of a daily run; one missed is run at the next start."""
    return (
        f"# /etc/systemd/system/{run.name}.timer\n"
        "[Unit]\n"
        "Description=Archiver: daglig körning\n"
        "\n"
        "[Timer]\n"
        f"OnCalendar=*-*-* {HOUR:02d}:{run.minute:02d}:00 Europe/Stockholm\n"
        "Persistent=true\n"
        "\n"
        "[Install]\n"
        "WantedBy=timers.target\n"
    )


def _cron_line(run: DailyRun) -> str:
    command = shlex.join(run.command).replace("%", "\\%")
    return f'{run.minute} {HOUR} * * * {run.user} said=$({command} 2>&1) || echo "$said"\n'


def _quote_unit(word: str) -> str:
    """Return a word as systemd.service(5) wants it, its specifiers and variables doubled."""
    word = word.replace("%", "%%").replace("$", "$$")
    if re.fullmatch(r"[\w@%$+=:,./-]+", word):
        return word
    escaped = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
