"""The units run the right command as the right user, whatever is in a path."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.cron import NAME, DailyRun, write_crontab, write_service, write_timer
from tests.judges import require_tool

RUN = DailyRun(
    command=["/opt/archiver/bin/archiver", "--config", "/srv/arkiv/archiver.toml", "snapshot"],
    user="arkiv",
)
ODD = DailyRun(command=["/bin/echo", '/srv/100 % "å" \\ $HOME/a.toml'], user="arkiv")
PLAIN = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1)


def test_the_crontab_names_the_user_the_command_and_a_daily_time() -> None:
    line = write_crontab(RUN).splitlines()[-1]
    assert re.fullmatch(
        r"\d+ \d+ \* \* \* arkiv /opt/archiver/bin/archiver --config /srv/arkiv/archiver.toml "
        "snapshot",
        line,
    )
    assert write_crontab(RUN).endswith("\n")


@given(PLAIN)
def test_the_shell_that_cron_starts_sees_every_word_as_it_is(word: str) -> None:
    command = write_crontab(DailyRun(command=["/bin/echo", word], user="arkiv")).splitlines()[-1]
    given_to_shell = command.split(" ", 6)[6].replace("\\%", "%")
    assert shlex.split(given_to_shell) == ["/bin/echo", word]
    assert not re.search(r"(?<!\\)%", command)


def test_the_timer_catches_up_a_missed_run() -> None:
    assert "Persistent=true" in write_timer().splitlines()
    assert "User=arkiv" in write_service(RUN).splitlines()


def verify_units(folder: Path, service: str, timer: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which("systemd-analyze")
    require_tool("systemd-analyze (apt-get install systemd)", program is not None)
    (folder / f"{NAME}.service").write_text(service, encoding="utf-8")
    (folder / f"{NAME}.timer").write_text(timer, encoding="utf-8")
    units = [str(folder / f"{NAME}.{kind}") for kind in ("service", "timer")]
    return subprocess.run(
        [str(program), "verify", "--man=no", *units], capture_output=True, text=True, check=False
    )


@pytest.mark.judge
def test_systemd_accepts_the_units_and_refuses_broken_ones(tmp_path: Path) -> None:
    run = DailyRun(command=ODD.command, user="root")
    accepted = verify_units(tmp_path, write_service(run), write_timer())
    assert (accepted.returncode, accepted.stderr) == (0, "")
    broken = write_timer().replace("*-*-*", "*-*-nonsense")
    assert verify_units(tmp_path, write_service(run), broken).stderr != ""


def test_a_word_with_signs_of_its_own_is_quoted_for_systemd() -> None:
    line = write_service(ODD).splitlines()[-1]
    assert line == 'ExecStart=/bin/echo "/srv/100 %% \\"å\\" \\\\ $$HOME/a.toml"'
