"""Every command there is, each with arguments that it can read."""

from collections.abc import Iterator
from pathlib import Path

import click

from archiver.cli.main import _group

Words = tuple[str, ...]
MORE: dict[Words, Words] = {
    ("register",): ("1",),
    ("snapshot",): ("--due",),
    ("login",): ("--list",),
    ("export",): ("--namnd", "KS", "--period", "2026-H1", "--output", "ut"),
    ("answer",): ("--no-answer", "x"),
    ("utlamna", "refuse"): ("--decision-asked",),
    ("diarieforteckning",): ("--namnd", "KS"),
    ("evaluate",): ("--list",),
    ("postlista",): ("--namnd", "KS", "--to", "2026-07-01"),
}
"""What a command must be told besides what it demands, to come as far as to do something."""
NAMED = {"period": "2026-H1", "namnd": "KS", "year": "2026", "first": "2026-07-01"}


def list_commands() -> Iterator[tuple[Words, click.Command]]:
    """Yield the words and the command of each, groups that do something by themselves too."""
    yield from _within((), _group())


def arguments_of(words: Words, command: click.Command, file: Path) -> Words:
    """Return arguments that the command can read; a file that it wants is this one."""
    given: list[str] = []
    for each in command.params:
        if isinstance(each, click.Argument) and (each.required or each.nargs == -1):
            given += [] if words in MORE and not each.required else [_value(each, file)]
        elif isinstance(each, click.Option) and each.required:
            given += [each.opts[0], _value(each, file)]
    return (*words, *given, *MORE.get(words, ()))


def _within(words: Words, group: click.Group) -> Iterator[tuple[Words, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if not isinstance(command, click.Group) or command.invoke_without_command:
            yield (*words, name), command
        if isinstance(command, click.Group):
            yield from _within((*words, name), command)


def _value(wanted: click.Parameter, file: Path) -> str:
    if wanted.name in NAMED:
        return NAMED[wanted.name]
    kind, found = wanted.type, "x"
    if isinstance(kind, click.Choice):
        found = str(kind.choices[0])
    elif isinstance(kind, click.types.IntParamType):
        found = str(getattr(kind, "min", 0) or 1)
    elif isinstance(kind, click.Path):
        found = str(file if kind.file_okay else file.parent)
    elif isinstance(kind, click.DateTime):
        found = "2026-07-01"
    return found
