"""What holds for the project as a whole: quick help, every command known, empty packages."""

import io
import re
import subprocess
import sys
import time
import tokenize
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from archiver.cli.lazy_group import LazyGroup
from archiver.cli.main import COMMANDS

ARCHIVER = LazyGroup(name="archiver", places=COMMANDS)
ROOT = Path(__file__).resolve().parent.parent
HEAVY = ("playwright", "sqlalchemy", "lxml", "jinja2", "pikepdf", "pypdf", "PIL", "rich")
PACKAGES = ("archiver", "diarium", "exporters", "schedules")


def test_help_loads_nothing_heavy(capsys: pytest.CaptureFixture[str]) -> None:
    began = time.perf_counter()
    done = _python("-X", "importtime", "-m", "archiver", "--help")
    took = time.perf_counter() - began

    loaded = set(re.findall(r"\| +([\w.]+)$", done.stderr, re.MULTILINE))
    assert "click" in loaded
    assert not {name for name in loaded if name.split(".")[0] in HEAVY}
    with capsys.disabled():
        print(f"\narchiver --help: {took:.2f} s, import times traced")  # noqa: T201  a figure


@pytest.mark.parametrize("module", HEAVY)
def test_the_reader_of_import_times_sees_a_heavy_module(module: str) -> None:
    done = _python("-X", "importtime", "-c", f"import {module}")

    assert re.search(rf"\| +{module}$", done.stderr, re.MULTILINE)


def test_every_command_and_option_has_help() -> None:
    silent = [
        f"{path} {parameter.name}"
        for path, command in _commands(ARCHIVER, "archiver")
        for parameter in command.params
        if isinstance(parameter, click.Option) and not parameter.help
    ]

    assert not silent
    assert all(command.help for _, command in _commands(ARCHIVER, "archiver"))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_named_in_the_readme(name: str) -> None:
    assert f"archiver {name}" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("package", PACKAGES)
def test_the_packages_have_an_empty_front(package: str) -> None:
    assert not [path for path in (ROOT / package).rglob("__init__.py") if path.read_bytes()]


@pytest.mark.parametrize("package", PACKAGES)
def test_english_handlers_do_not_stand_among_handlingar(package: str) -> None:
    inherited = r"handle_(starttag|endtag|data)\b"  # from html.parser
    named = re.compile(rf"\b(def|class) (?!{inherited})\w*[Hh]andle(r|d|s)?(_|\b)")
    found = [
        f"{path.relative_to(ROOT)}: {line}"
        for path in (ROOT / package).rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if named.search(line)
    ]

    assert not found


@pytest.mark.parametrize("package", PACKAGES)
def test_identifiers_are_written_with_plain_letters(package: str) -> None:
    names = {
        token.string
        for path in (ROOT / package).rglob("*.py")
        for token in tokenize.generate_tokens(io.StringIO(path.read_text("utf-8")).readline)
        if token.type == tokenize.NAME
    }

    assert len(names) > 50
    assert all(map(str.isascii, names))


def _commands(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield f"{path} {name}", command
        if isinstance(command, click.Group):
            yield from _commands(command, f"{path} {name}")


def _python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, check=True, cwd=ROOT
    )
