"""Units for the machine's own clock: the daily run of ``archiver snapshot --due``.

The run does nothing when nothing is due, so it may go every day for ever; a halvårsskifte that
passed while the machine was off is caught up the next time.
"""

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass

HOUR, MINUTE = 5, 17
"""Early morning, off the full hour, when many other machines ask the same platforms."""
NAME = "archiver-snapshot"


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyRun:
    """What is run every day.

    Attributes:
        command: The program by its absolute path, and its arguments.
        user: The login that owns the archive.
    """

    command: Sequence[str]
    user: str


def write_crontab(run: DailyRun) -> str:
    """Return a file for ``/etc/cron.d``, whose lines name the user.

    Cron mails whatever is printed, so the run's words are printed only if it ends in error. In a
    crontab a percent sign ends the command (crontab(5)), so it is written with a backslash.
    """
    command = shlex.join(run.command).replace("%", "\\%")
    return (
        "# Daglig körning av archiver. Spara som /etc/cron.d/archiver (utan punkt i namnet).\n"
        "# Cron skickar e-post bara när något gick fel.\n"
        "SHELL=/bin/sh\n"
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n"
        f'{MINUTE} {HOUR} * * * {run.user} said=$({command} 2>&1) || echo "$said"\n'
    )


def write_service(run: DailyRun) -> str:
    """Return the systemd service that runs once."""
    command = " ".join(_quote_unit(word) for word in run.command)
    return (
        f"# /etc/systemd/system/{NAME}.service\n"
        "[Unit]\n"
        "Description=Archiver: ögonblicksbilder vid halvårsskiftet\n"
        "Wants=network-online.target\n"
        "After=network-online.target\n"
        "\n"
        "[Service]\n"
        "Type=oneshot\n"
        f"User={run.user}\n"
        "UMask=0027\n"
        f"ExecStart={command}\n"
    )


def write_timer() -> str:
    """Return the systemd timer of the daily run; one missed is run at the next start."""
    return (
        f"# /etc/systemd/system/{NAME}.timer\n"
        "[Unit]\n"
        "Description=Archiver: daglig körning\n"
        "\n"
        "[Timer]\n"
        f"OnCalendar=*-*-* {HOUR:02d}:{MINUTE:02d}:00 Europe/Stockholm\n"
        "Persistent=true\n"
        "\n"
        "[Install]\n"
        "WantedBy=timers.target\n"
    )


def _quote_unit(word: str) -> str:
    """Return a word as systemd.service(5) wants it, its specifiers and variables doubled."""
    word = word.replace("%", "%%").replace("$", "$$")
    if re.fullmatch(r"[\w@%$+=:,./-]+", word):
        return word
    escaped = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
