"""How a command reports: tables for people, JSON for machines."""

import dataclasses
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from enum import Enum
from gettext import gettext as _
from pathlib import Path
from typing import Any, TypeVar

import click

from schedules.clock import STOCKHOLM

Command = TypeVar("Command", bound=Callable[..., Any])
WIDE = 10_000


def json_option(command: Command) -> Command:
    """Give a command that reports the option ``--json``."""
    return click.option("--json", "as_json", is_flag=True, help=_("Report as JSON."))(command)


def bom_option(command: Command) -> Command:
    """Give a command that writes a list for a spreadsheet the choice of a byte order mark."""
    return click.option(
        "--bom/--no-bom", default=True, help=_("Begin the list as Excel wants it; else not.")
    )(command)


def print_json(value: object, *, protected: bool = False) -> None:
    """Print a record, or a list of them, as JSON; keys and codes are English.

    Args:
        value: The record or the records.
        protected: Show what is protected in an ärende or a handling too; who sees it is journaled.
    """
    from diarium.protected_view import hide

    plain = _plain if protected else lambda each: _plain(hide(each))
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=plain))


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]], empty: str) -> None:
    """Print rows as a table; where there are none say so in words.

    Args:
        columns: Translated headings.
        rows: Cells, shown as ``show`` shows them.
        empty: What to say when there is no row.
    """
    from rich import box
    from rich.console import Console
    from rich.table import Column, Table
    from rich.text import Text

    folded = (Column(each, overflow="fold") for each in columns)  # nothing is cut off unseen
    table = Table(*folded, box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for row in rows:
        table.add_row(*(Text(show(cell)) for cell in row))
    if not table.row_count:
        click.echo(empty)
        return
    terminal = sys.stdout.isatty()
    Console(file=sys.stdout, width=None if terminal else WIDE, color_system=None).print(table)


def show(value: object) -> str:
    """Return a value as people read it: Swedish time, yes and no, no empty word None."""
    match value:
        case None:
            return ""
        case bool():
            return _("yes") if value else _("no")
        case datetime():
            return value.astimezone(STOCKHOLM).strftime("%Y-%m-%d %H:%M")
        case _:
            return printable(str(value))


def printable(text: str) -> str:
    """Return text without the control characters that could steer a terminal."""
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)


def _plain(value: object) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
    match value:
        case datetime() | date():
            return value.isoformat()
        case Enum():
            return value.value
        case Path():
            return str(value)
    message = f"no JSON for {type(value).__name__}"
    raise TypeError(message)
