"""Numbers that are typed: none is larger than the register can hold."""

import click
import pytest

from tests.archiver.cli.all_commands import list_commands

NAMES_NO_ROW = {"seed"}
"""Numbers that never reach the database."""


COMMANDS = {" ".join(words): command for words, command in list_commands()}


@pytest.mark.parametrize("words", COMMANDS)
def test_every_number_that_is_typed_has_an_end(words: str) -> None:
    endless = [
        each.name
        for each in COMMANDS[words].params
        if isinstance(each.type, click.types.IntParamType)
        and each.name not in NAMES_NO_ROW
        and getattr(each.type, "max", None) is None
    ]
    assert endless == []
