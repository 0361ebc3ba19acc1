"""The units run the right command as the right user, whatever is in a path."""

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schedules.cron import TimedRun, write_crontab, write_service, write_timer
from tests.judges import require_tool

RUN = TimedRun(
    name="archiver-snapshot",
    about="ögonblicksbilder",
    minute=17,
    command=["/opt/archiver/bin/archiver", "--config", "/srv/arkiv/archiver.toml", "snapshot"],
    user="arkiv",
)
ODD = replace(RUN, command=["/bin/echo", '/srv/100 % "å" \\ $HOME/a.toml'])
PLAIN = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1)


def line_of(run: TimedRun) -> tuple[str, str]:
    """Return when and as whom the crontab runs, and what cron then gives to the shell."""
    *when, command = write_crontab([run]).splitlines()[-1].split(" ", 6)
    assert not re.search(r"(?<!\\)%", command)
    return " ".join(when), command.replace("\\%", "%")


def run_line(*command: str) -> tuple[str, str]:
    """Run the line as cron would, and return what it prints and mails."""
    _, line = line_of(replace(RUN, command=command))
    done = subprocess.run(
        ["/bin/sh", "-c", line], env={}, capture_output=True, text=True, check=False
    )
    return done.stdout, done.stderr


def test_the_crontab_names_the_user_the_command_and_a_daily_time() -> None:
    when, command = line_of(RUN)
    assert re.fullmatch(r"\d+ \d+ \* \* \* arkiv", when)
    assert "/opt/archiver/bin/archiver --config /srv/arkiv/archiver.toml snapshot" in command
    assert write_crontab([RUN]).endswith("\n")


def test_what_is_run_every_hour_has_no_hour_of_its_own() -> None:
    hourly = replace(RUN, hourly=True)
    assert line_of(hourly)[0] == "17 * * * * arkiv"
    timer = write_timer(hourly)
    assert "OnCalendar=*-*-* *:17:00 Europe/Stockholm\n" in timer
    assert "Description=Archiver: körning varje timme\n" in timer


def test_each_run_has_a_line_and_a_minute_of_its_own() -> None:
    other = replace(RUN, name="archiver-readable", minute=47, command=["/bin/true"])
    lines = write_crontab([RUN, other]).splitlines()
    assert [line.split()[:2] for line in lines[-2:]] == [["17", "5"], ["47", "5"]]


def test_cron_has_nothing_to_mail_unless_something_went_wrong() -> None:
    assert run_line("/bin/sh", "-c", "echo inget att göra") == ("", "")
    assert run_line("/bin/sh", "-c", "echo ett; echo fel >&2; exit 4") == ("ett\nfel\n", "")


@settings(max_examples=30)
@given(PLAIN)
def test_the_program_that_cron_starts_sees_every_word_as_it_is(word: str) -> None:
    printed, _ = run_line("/bin/sh", "-c", 'printf %s. "$1"; exit 1', "sh", word)
    assert printed == f"{word}.\n"


def test_the_timer_catches_up_a_missed_run() -> None:
    assert "Persistent=true" in write_timer(RUN).splitlines()
    assert "User=arkiv" in write_service(RUN).splitlines()


def verify_units(folder: Path, service: str, timer: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which("systemd-analyze")
    require_tool("systemd-analyze (apt-get install systemd)", program is not None)
    (folder / f"{RUN.name}.service").write_text(service, encoding="utf-8")
    (folder / f"{RUN.name}.timer").write_text(timer, encoding="utf-8")
    units = [str(folder / f"{RUN.name}.{kind}") for kind in ("service", "timer")]
    return subprocess.run(
        [str(program), "verify", "--man=no", *units], capture_output=True, text=True, check=False
    )


@pytest.mark.judge
def test_systemd_accepts_the_units_and_refuses_broken_ones(tmp_path: Path) -> None:
    run = replace(ODD, user="root")
    accepted = verify_units(tmp_path, write_service(run), write_timer(RUN))
    assert (accepted.returncode, accepted.stderr) == (0, "")
    broken = write_timer(RUN).replace("*-*-*", "*-*-nonsense")
    assert verify_units(tmp_path, write_service(run), broken).stderr != ""


def test_a_word_with_signs_of_its_own_is_quoted_for_systemd() -> None:
    line = write_service(ODD).splitlines()[-1]
    assert line == 'ExecStart=/bin/echo "/srv/100 %% \\"å\\" \\\\ $$HOME/a.toml"'
