"""An office that works through a day by the command alone, at a clock that the test sets."""

import os
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from archiver.cli import workplace
from archiver.cli.main import run
from schedules.clock import STOCKHOLM
from tests.archiver.cli.office import Told, plan_commands
from tests.e2e.day_messages import CLOSED_FORUM, FORUM

ACCOUNT = (
    "--platform", "facebook", "--forvaltning", "Kommunledningsförvaltningen",
    "--ansvarig", "Anna Åström", "--syfte", "Dialog", "--malgrupp", "Invånare",
)  # fmt: skip


class Office:
    """One archive, the command, and the clock on the wall."""

    def __init__(
        self, folder: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.folder, self._capfd, self._patch = folder, capfd, monkeypatch
        monkeypatch.setenv("LANGUAGE", "en")
        monkeypatch.delenv("ARCHIVER_CONFIG", raising=False)

    def at(self, written: str) -> None:
        """Set the clock, in Swedish time."""
        moment = datetime.fromisoformat(written).replace(tzinfo=STOCKHOLM)
        self._patch.setattr(workplace, "read_clock", lambda: moment)

    def work_as(self, login: str) -> None:
        """Let somebody else sit down."""
        self._patch.setattr(workplace, "login_of", lambda _uid: login)

    def __call__(self, *arguments: object) -> Told:
        """Run a command on the archive."""
        return self.run("--config", self.folder / "archiver.toml", *arguments)

    def run(self, *arguments: object) -> Told:
        """Run a command, whose umask and output are put back."""
        before = os.umask(0o022)
        code = run([str(each) for each in arguments])
        os.umask(before)
        said = self._capfd.readouterr()
        assert "Traceback" not in said.err
        return Told(code, said.out, said.err)

    def ok(self, *arguments: object) -> Told:
        """Run a command that must go well."""
        said = self(*arguments)
        assert said.code == 0, (arguments, said.out[-500:], said.err)
        return said

    def read(self, *arguments: object) -> Any:  # noqa: ANN401  whatever was reported
        """Run a command that must go well, and return what it reported."""
        return self.ok(*arguments, "--json").json

    def refused(self, *arguments: object, code: int = 6) -> str:
        """Run a command that must be refused in one line, and return the line."""
        said = self(*arguments)
        assert said.code == code, (arguments, said)
        assert said.is_one_line(), said.err
        return said.err

    def begin(self, database: str) -> None:
        """Begin the archive: two nämnder, an open forum and a closed one."""
        about = ("--kommun", "Exempelstad", "--orgnr", "212000-2882", "--namnd", "KS")
        said = self.run("init", self.folder, *about, "--namnd-name", "Kommunstyrelsen",
                        "--database", database)  # fmt: skip
        assert said.code == 0, said.err
        self.ok("namnd", "add", "SBN", "--name", "Samhällsbyggnadsnämnden")
        forum = ("--official", "--open", "--chronological", "--name", "Exempelstad")
        self.ok("account", "add", FORUM, *ACCOUNT, *forum, "--namnd", "KS",
                "--url", "https://www.facebook.com/exempelstad")  # fmt: skip
        self.ok("account", "add", CLOSED_FORUM, *ACCOUNT, "--official", "--namnd", "SBN",
                "--url", "https://www.facebook.com/groups/1", "--name", "Byggruppen")  # fmt: skip
        self.plan(FORUM)
        self.plan(CLOSED_FORUM)

    def plan(self, account: str) -> None:
        """Give an account a plan that is in force, so that it is official."""
        for each in plan_commands(account):
            self.ok(*each)

    def messages(self, *options: object) -> list[dict[str, Any]]:
        """Return messages, as the inbox lists them."""
        found: list[dict[str, Any]] = self.read("inbox", "list", *options)
        return found

    def waiting(self, rule: str) -> list[int]:
        """Return the messages that wait for a person by a rule, by number."""
        found = self.messages("--outcome", "review")
        return [each["id"] for each in found if each["decision"]["rule"] == rule]

    def outcomes(self) -> Counter[str]:
        """Return how many messages stand at each outcome."""
        return Counter(each["outcome"] for each in self.read("decisions"))

    def handlingar(self, namnd: str) -> Iterator[dict[str, Any]]:
        """Yield every handling of a nämnd."""
        for arende in self.read("arende", "list", "--namnd", namnd):
            yield from arende["handlingar"]
