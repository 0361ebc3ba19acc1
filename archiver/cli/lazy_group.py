"""A group whose commands are loaded when they are asked for, so that help is quick."""

import importlib
from collections.abc import Mapping
from typing import Any

import click


class LazyGroup(click.Group):
    """A group that knows where its commands are found.

    Attributes:
        places: Module and name of each command, ``archiver.cli.init:init``, in the order of the
            work.
    """

    def __init__(self, *, places: Mapping[str, str], **others: Any) -> None:  # noqa: ANN401  click's
        super().__init__(**others)
        self.places = places

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands in the order of the work."""
        del ctx
        return list(self.places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command."""
        del ctx
        if cmd_name not in self.places:
            return None
        module, name = self.places[cmd_name].split(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command
