"""What the tests of the command have in common."""

import os
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from archiver.cli import workplace
from archiver.cli.main import run
from tests.archiver.cli.office import Archive, Command, Told


@pytest.fixture
def command(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """Return the command, whose language is put back when the test ends."""
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.delenv("ARCHIVER_CONFIG", raising=False)
    before = os.umask(0o022)
    os.umask(before)

    def call(*arguments: str) -> Told:
        code = run(list(arguments))
        os.umask(before)
        said = capfd.readouterr()
        return Told(code, said.out, said.err)

    return call


@pytest.fixture(scope="session")
def new_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an archive as it is when it begins; it is copied, never used."""
    folder = tmp_path_factory.mktemp("new") / "arkiv"
    wish = ["--kommun", "Exempelstad", "--orgnr", "212000-2882", "--namnd", "ks"]
    before = os.umask(0o022)
    assert run(["init", str(folder), *wish, "--namnd-name", "Kommunstyrelsen"]) == 0
    os.umask(before)
    return folder


@pytest.fixture
def archive(new_archive: Path, tmp_path: Path, command: Command) -> Archive:
    """Return a new archive with one nämnd, whose screen is in Swedish."""
    shutil.copytree(new_archive, tmp_path / "arkiv")
    return Archive(tmp_path / "arkiv", command)


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Return a way to say what the time is."""

    def say(now: datetime) -> None:
        monkeypatch.setattr(workplace, "read_clock", lambda: now)

    return say
