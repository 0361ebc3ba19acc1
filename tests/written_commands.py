"""Commands as a page for people writes them, read out of it and parsed but not run."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click

from archiver.cli.lazy_group import LazyGroup
from archiver.cli.main import COMMANDS

ARCHIVER = LazyGroup(name="archiver", places=COMMANDS)
BLOCK = re.compile(r"^```\n(.*?)^```", re.DOTALL | re.MULTILINE)
REMARK = re.compile(r" {3,}.*")
"""What stands to the right of a command, for people."""


def read_commands(page: Path) -> Iterator[str]:
    """Yield every command of a page, from its blocks and from its running text."""
    text = page.read_text(encoding="utf-8")
    for block in BLOCK.findall(text):
        joined = re.sub(r"\s*\\\n\s*", " ", block)
        for written in re.findall(r"^(?:\$ )?archiver (.+)$", joined, re.MULTILINE):
            yield " ".join(REMARK.sub("", written).split())
    for said in re.findall(r"`archiver ([^`]+)`", BLOCK.sub("", text)):
        yield " ".join(said.split())


def parse(written: str) -> click.Context:
    """Parse a command as it is written, up to where it would begin to do something.

    Raises:
        click.UsageError: There is no such command or option, or a word is missing.
    """
    words = shlex.split(written)
    command: click.Command = ARCHIVER
    context, name = click.Context(ARCHIVER, info_name="archiver"), "archiver"
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        name = words.pop(0)
        found = command.get_command(context, name)
        if found is None:
            raise click.UsageError(name)
        command = found
    if not words and (isinstance(command, click.Group) or _needs_words(command)):
        return context  # a command named in passing
    return command.make_context(name, words)


def _needs_words(command: click.Command) -> bool:
    return any(parameter.required for parameter in command.params)
