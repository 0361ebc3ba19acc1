"""``archiver init`` begins an archive once, and may be repeated if it was interrupted."""

import contextlib
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from archiver import new_archive
from archiver.settings import read_settings
from diarium.database import reading
from diarium.installation import open_register, read_installation
from diarium.journal_checks import check_chain, check_rows
from diarium.namnder import list_namnder
from tests.archiver.cli.office import Command

WISH = ("--kommun", 'Exempel"stad\\ åäö', "--orgnr", "2120002882", "--namnd", "ks")


def test_an_archive_has_settings_folders_and_a_register_with_its_first_namnd(
    tmp_path: Path, command: Command, database_url: str
) -> None:
    folder = tmp_path / "arkiv"
    said = command("init", str(folder), *WISH, "--database", database_url)
    assert (said.code, said.err) == (0, "")
    settings = read_settings(folder / "archiver.toml")
    assert (settings.kommun, settings.orgnr) == ('Exempel"stad\\ åäö', "212000-2882")
    assert (settings.language, settings.database) == ("sv", database_url)
    assert settings.files.is_dir()
    assert settings.work.is_dir()
    with reading(open_register(settings.database)) as session:
        assert read_installation(session).kommun == settings.kommun
        assert [namnd.code for namnd in list_namnder(session)] == ["KS"]


def test_nothing_in_the_folder_is_for_the_world_to_read(tmp_path: Path, command: Command) -> None:
    assert command("init", str(tmp_path / "arkiv"), *WISH).code == 0
    modes = [path.stat().st_mode for path in (tmp_path / "arkiv").rglob("*")]
    assert len(modes) >= 4
    assert not any(stat.S_IMODE(mode) & stat.S_IRWXO for mode in modes)


def test_every_setting_that_is_commented_out_is_a_setting_with_its_default(
    tmp_path: Path, command: Command
) -> None:
    assert command("init", str(tmp_path), *WISH).code == 0
    path = tmp_path / "archiver.toml"
    before, text = read_settings(path), path.read_text(encoding="utf-8")
    opened = [line.removeprefix("#") if line.startswith("#") and line[1] != " " else line
              for line in text.splitlines()]  # fmt: skip
    path.write_text("\n".join(opened), encoding="utf-8")
    after = read_settings(path)
    assert (after.number, after.lead_days, after.late_days) == (
        before.number, before.lead_days, before.late_days,
    )  # fmt: skip
    assert (after.capture.width, after.capture.total_seconds) == (1280, 300)
    assert after.capture.contact == "arkiv@exempel.se"
    assert (before.export.archive, after.export.agreement) == (after.export.archive, "KS/2026:99")


def test_an_archive_that_is_there_is_refused_and_left_alone(
    tmp_path: Path, command: Command, database_url: str
) -> None:
    assert command("init", str(tmp_path), *WISH, "--database", database_url).code == 0
    before = (tmp_path / "archiver.toml").read_bytes()
    for changed in ((), ("--language", "en"), ("--database", "sqlite:///other.db")):
        said = command("init", str(tmp_path), *WISH, "--database", database_url, *changed)
        assert said.code == 6
        assert said.is_one_line(str(tmp_path))
    said = command("init", str(tmp_path / "other"), *WISH, "--database", database_url)
    assert said.code == 6
    assert (tmp_path / "archiver.toml").read_bytes() == before
    assert not (tmp_path / "other.db").exists()


def test_settings_that_somebody_wrote_are_never_written_over(
    tmp_path: Path, command: Command
) -> None:
    (tmp_path / "archiver.toml").write_text("# mina inställningar\n", encoding="utf-8")
    assert command("init", str(tmp_path), *WISH).code == 6
    assert [path.name for path in tmp_path.iterdir()] == ["archiver.toml"]


@pytest.mark.parametrize("step", ["publish_file", "install", "add_namnd"])
def test_one_that_was_interrupted_may_be_repeated(
    tmp_path: Path, command: Command, database_url: str, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ("init", str(tmp_path / "arkiv"), *WISH, "--database", database_url)

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(new_archive, step, interrupt)
        assert command(*arguments).code == 130
    assert command(*arguments).code == 0
    assert command(*arguments).code == 6


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        (("--orgnr", "212000-2883"), 2),
        (("--orgnr", "811218-9876"), 2),
        (("--namnd", "K/S"), 2),
        (("--language", "fi"), 2),
        (("--kommun", " "), 3),
        (("--database", "mysql://arkiv:hemligt@db/x"), 3),
    ],
)
def test_a_wish_that_cannot_be_makes_nothing(
    tmp_path: Path, command: Command, changed: tuple[str, str], code: int
) -> None:
    said = command("init", str(tmp_path / "arkiv"), *WISH, *changed)
    assert said.code == code
    assert "hemligt" not in said.err
    assert changed[1] not in said.err or "-" not in changed[1]
    assert not (tmp_path / "arkiv").exists()


def test_a_database_that_cannot_be_read_or_reached_leaves_no_settings(
    tmp_path: Path, command: Command
) -> None:
    (tmp_path / "archiver.db").write_bytes(b"not a database" * 1000)
    said = command("init", str(tmp_path), *WISH)
    assert (said.code, said.err.count("\n")) == (10, 1)
    nobody = "postgresql+psycopg://arkiv@127.0.0.1:1/arkiv"
    said = command("init", str(tmp_path), *WISH, "--database", nobody)
    assert (said.code, said.err.count("\n")) == (10, 1)
    assert not (tmp_path / "archiver.toml").exists()


def test_a_folder_that_cannot_be_made_is_one_clear_line(tmp_path: Path, command: Command) -> None:
    (tmp_path / "fil").write_bytes(b"")
    said = command("init", str(tmp_path / "fil" / "arkiv"), *WISH)
    assert said.code == 10
    assert said.is_one_line("fil")


def test_the_command_itself_speaks_swedish_where_the_settings_say_so(tmp_path: Path) -> None:
    archiver = (sys.executable, "-m", "archiver")
    environment = {**os.environ, "LANGUAGE": "", "LC_ALL": "C.UTF-8"}
    subprocess.run([*archiver, "init", tmp_path, *WISH], check=True, env=environment)
    told = subprocess.run(
        [*archiver, "account", "show", "finns-inte"],
        cwd=tmp_path, env=environment | {"PYTHONPATH": str(Path.cwd())},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 2
    assert told.stderr.startswith("Fel: ")


@pytest.mark.soak
def test_killed_at_any_moment_it_is_made_whole_by_repeating_it(tmp_path: Path) -> None:
    archiver = (sys.executable, "-m", "archiver")
    killed = 0
    for number in range(40):
        folder = tmp_path / str(number)
        begin = subprocess.Popen([*archiver, "init", folder, *WISH], stdout=subprocess.DEVNULL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            begin.wait(0.2 + number / 30)
        begin.kill()
        killed += begin.wait() == -signal.SIGKILL
        again = subprocess.run([*archiver, "init", folder, *WISH], check=False)
        assert again.returncode in {0, 6}
        with reading(open_register(read_settings(folder / "archiver.toml").database)) as session:
            assert [namnd.code for namnd in list_namnder(session)] == ["KS"]
            assert [*check_chain(session), *check_rows(session)] == []
    assert killed > 10
