"""How a run of captures is told while it goes on, and how it ended."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from gettext import gettext as _
from gettext import ngettext
from typing import TYPE_CHECKING

import click

from diarium.errors import ExitCode
from diarium.snapshot_records import CaptureOutcome

if TYPE_CHECKING:
    from archiver.forecast import Forecast
    from archiver.snapshots import Progress

WORTH_TELLING = 60
"""Seconds; a shorter run is over before its length is read."""


def outcome_words() -> dict[CaptureOutcome, str]:
    """Return what each outcome is called."""
    return {
        CaptureOutcome.COMPLETE: _("complete"),
        CaptureOutcome.PARTIAL: _("in part"),
        CaptureOutcome.FAILED: _("failed"),
    }


def exit_code_of(outcomes: Iterable[CaptureOutcome]) -> ExitCode:
    """Return the code of the worst outcome."""
    found = set(outcomes)
    if CaptureOutcome.FAILED in found:
        return ExitCode.CAPTURE_FAILED
    return ExitCode.CAPTURE_PARTIAL if CaptureOutcome.PARTIAL in found else ExitCode.OK


def tell_forecast(forecast: "Forecast") -> None:
    """Say beforehand how long a run will take, if that is worth saying."""
    if forecast.seconds <= WORTH_TELLING:
        return
    pages = ngettext("{count} start page", "{count} start pages", forecast.accounts)
    words = _("{pages}, one of each host at a time: about {minutes} minutes")
    told = words.format(
        pages=pages.format(count=forecast.accounts), minutes=round(forecast.seconds / 60)
    )
    click.echo(told, err=True)


@contextmanager
def progress_bar(label: str | None = None) -> "Iterator[Progress]":
    """Give a progress that is drawn on a terminal, and nowhere else.

    Args:
        label: What is counted, in the reader's language; snapshots unless told.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(
        *columns, TimeElapsedColumn(), console=console, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task(label or _("Snapshots"), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
