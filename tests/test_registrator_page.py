"""The registrator's page: every command on it is one there is, with options there are."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from archiver.cli.lazy_group import LazyGroup
from archiver.cli.main import COMMANDS

ROOT = Path(__file__).resolve().parent.parent
ARCHIVER = LazyGroup(name="archiver", places=COMMANDS)
TASKS = (
    "Morgonens inkorg", "Registrera", "När något är hemligt", "Tveksamma kommentarer", "Besvara",
    "Vidarebefordra", "Vad som är försenat", "Rätta", "Makulera",
    "Någon vill ta del av en handling",
    "Avsluta ett ärende", "Gallra", "Postlistan", "Någon har ändrat eller tagit bort sitt inlägg",
)  # fmt: skip


def read_commands() -> Iterator[str]:
    """Yield every command of the page, from its blocks and from its running text."""
    page = (ROOT / "docs" / "registrator.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    for block in blocks:
        yield from re.findall(r"^(?:\$ )?archiver (.+)$", block, re.MULTILINE)
    text = re.sub(r"^```\n.*?^```", "", page, flags=re.DOTALL | re.MULTILINE)
    for said in re.findall(r"`archiver ([^`]+)`", text):
        yield " ".join(said.split())


WRITTEN = sorted(set(read_commands()))


def parse(written: str) -> click.Context:
    """Parse a command as it is written, up to where it would begin to do something."""
    words = shlex.split(written)
    group: click.Command = ARCHIVER
    context = click.Context(ARCHIVER, info_name="archiver")
    name = "archiver"
    while isinstance(group, click.Group) and words:
        name = words.pop(0)
        found = group.get_command(context, name)
        if found is None:
            raise click.UsageError(name)
        group = found
    if isinstance(group, click.Group) or (not words and _needs_words(group)):
        return context  # a command named in passing
    return group.make_context(name, words)


def _needs_words(command: click.Command) -> bool:
    return any(parameter.required for parameter in command.params)


@pytest.mark.parametrize("written", WRITTEN)
def test_every_command_on_the_page_can_be_run_as_it_is_written(written: str) -> None:
    parse(written)


@pytest.mark.parametrize(
    "stale", ["register --everything", "registrera 1", "skip --ground kept-ordered",
              "skip 1 --ground bored", "arende show KS/2026:1 --unknown",
              "forward KS/2026:1-1 --to"],
)  # fmt: skip
def test_a_stale_command_is_seen(stale: str) -> None:
    with pytest.raises(click.UsageError):
        parse(stale)


def test_the_page_begins_in_the_task_and_is_found_from_the_readme() -> None:
    page = (ROOT / "docs" / "registrator.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## (.+)$", page, re.MULTILINE)
    assert set(TASKS) <= set(headings)
    assert len(WRITTEN) > 40
    assert "docs/registrator.md" in (ROOT / "README.md").read_text(encoding="utf-8")
