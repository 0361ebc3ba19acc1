"""An archive of the made-up Exempelstad, driven as a person would, by the command."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from diarium.database import writing
from diarium.files import FileStore
from diarium.installation import open_register
from schedules.clock import read_clock
from tests.diarium.settled import make_readable

ACCOUNT = (
    "--platform", "facebook", "--url", "https://www.facebook.com/exempelstad",
    "--name", "Exempelstad", "--forvaltning", "Kommunledningsförvaltningen",
    "--ansvarig", "Anna Åström", "--syfte", "Dialog", "--malgrupp", "Invånare",
)  # fmt: skip
PLAN = ("--from", "2000-01-01", "--to", "2099-12-31", "--goal", "95 % av svaren inom 48 timmar")
"""A plan whose days are those of every test."""
APPROVERS = {
    "chef": "Eva Chef", "kommunikator": "Karin Kommunikatör", "kommunikationschef": "Lars Lind",
}  # fmt: skip


@dataclass(frozen=True)
class Told:
    """What a command said and the code it ended with."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401  whatever was reported
        """What it reported with ``--json``."""
        return json.loads(self.out)

    def is_one_line(self, *words: str) -> bool:
        """Tell whether the error is one line that holds the words."""
        return self.err.count("\n") == 1 and all(word in self.err for word in words)


Command = Callable[..., Told]


def plan_commands(account: str) -> Iterator[tuple[str, ...]]:
    """Yield the commands that give an account a plan that is in force."""
    yield ("plan", "set", account, *PLAN)
    for approver, name in APPROVERS.items():
        given = ("--as", approver, "--name", name, "--date", "2000-01-01")
        yield ("plan", "approve", account, *given)


@dataclass(frozen=True)
class Archive:
    """An archive and the way to work with it."""

    folder: Path
    command: Command

    @property
    def config(self) -> Path:
        """Its settings file."""
        return self.folder / "archiver.toml"

    def __call__(self, *arguments: str) -> Told:
        """Run a command on it."""
        return self.command("--config", str(self.config), *arguments)

    def plan(self, account: str) -> None:
        """Give an account a plan that is in force, so that it is official."""
        for each in plan_commands(account):
            said = self(*each)
            assert said.code == 0, said.err

    def settle(self, text: str) -> None:
        """Add to its settings."""
        with self.config.open("a", encoding="utf-8") as file:
            file.write(text)

    def make_readable(self, dnr: str) -> None:
        """Note readable forms of an ärende without a browser; see tests/diarium/settled.py."""
        engine = open_register(f"sqlite:///{self.folder / 'archiver.db'}")
        with writing(engine) as session:
            make_readable(session, dnr, "test", read_clock(), FileStore(self.folder / "files"))
