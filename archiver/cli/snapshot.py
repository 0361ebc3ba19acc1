"""``archiver snapshot``: the ögonblicksbilder of the accounts' start pages."""

from contextlib import contextmanager
from gettext import gettext as _
from typing import TYPE_CHECKING, Any

import click

from archiver.cli.lazy_group import LazyGroup
from archiver.cli.output import json_option, print_json, print_table
from archiver.cli.period import read_period
from archiver.cli.reasons import tell_reason
from archiver.cli.workplace import Workplace
from diarium.errors import ExitCode, UsageError
from diarium.records import CaptureOutcome, Snapshot, Why

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archiver.snapshots import Progress, Taken, Wish


COMMANDS: dict[str, str] = {
    "accept": "archiver.cli.snapshot_accept:accept",
    "changes": "archiver.cli.snapshot_changes:changes",
    "check": "archiver.cli.snapshot_check:check",
}
"""What there is to do with snapshots besides taking them, and where it is found."""


@click.group(
    cls=LazyGroup,
    places=COMMANDS,
    invoke_without_command=True,
    help=_("Take a picture of the accounts' start pages, as PDF/A."),
)
@click.option("--due", is_flag=True, help=_("All that are due; nothing if none is."))
@click.option("--account", "accounts", multiple=True, help=_("This account, due or not."))
@click.option("--period", help=_("The half-year it belongs to, as 2026-H1."))
@click.option("--reason", type=click.Choice([each.value for each in Why]), help=_("Why."))
@click.option("--jobs", type=click.IntRange(1, 8), default=1, help=_("How many pages at once."))
@json_option
@click.pass_context
def snapshot(context: click.Context, /, as_json: bool, jobs: int, **said: Any) -> int:  # noqa: ANN401  click's
    """Take snapshots, report them, and return the exit code of the worst."""
    from archiver.snapshots import Archive, take_snapshots

    place: Workplace = context.obj
    if context.invoked_subcommand:
        _refuse_options(said)
        return ExitCode.OK
    wish = _read_wish(said)
    archive = Archive(place.settings, place.engine, place.files, place.by)
    with _progress_bar() as progress:
        taken = take_snapshots(archive, wish, jobs, progress)
    _report(place, taken, as_json)
    return _exit_code([each.snapshot for each in taken])


def _refuse_options(said: dict[str, Any]) -> None:
    """Refuse what was said before a command's name, where it would go unheard."""
    if any(said.values()):
        raise UsageError("say the options of a command after its name, as in snapshot check --json")


def _read_wish(said: dict[str, Any]) -> "Wish":
    from archiver.snapshots import Wish

    if not said["due"] and not said["accounts"]:
        raise UsageError("say which snapshots to take: --due, or --account with an account's id")
    return Wish(
        due=said["due"],
        accounts=said["accounts"],
        period=read_period(said["period"]),
        why=Why(said["reason"]) if said["reason"] else None,
    )


def _report(place: Workplace, taken: "list[Taken]", as_json: bool) -> None:
    if as_json:
        print_json([each.snapshot for each in taken])
        return
    columns = (_("Account"), _("Half-year"), _("Outcome"), _("Reason"), _("Pages"), _("File"))
    print_table(columns, (_row(place, each) for each in taken), _("No snapshot is due."))


def _row(place: Workplace, taken: "Taken") -> tuple[object, ...]:
    told = taken.snapshot
    picture = next((each for each in told.files if each.role == "pdfa"), None)
    path = place.files.path_of(picture.sha256) if picture else None
    reason = tell_reason(told.reason)
    late = _("late") if told.late else ""
    words = "; ".join(filter(None, (reason, late)))
    return (
        told.account, told.period, _outcomes()[told.outcome], words, taken.pages or None, path
    )  # fmt: skip


def _outcomes() -> dict[CaptureOutcome, str]:
    return {
        CaptureOutcome.COMPLETE: _("complete"),
        CaptureOutcome.PARTIAL: _("in part"),
        CaptureOutcome.FAILED: _("failed"),
    }


def _exit_code(snapshots: list[Snapshot]) -> ExitCode:
    outcomes = {each.outcome for each in snapshots}
    if CaptureOutcome.FAILED in outcomes:
        return ExitCode.CAPTURE_FAILED
    return ExitCode.CAPTURE_PARTIAL if CaptureOutcome.PARTIAL in outcomes else ExitCode.OK


@contextmanager
def _progress_bar() -> "Iterator[Progress]":
    """Give a progress that is drawn on a terminal, and nowhere else."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(
        *columns, TimeElapsedColumn(), console=console, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task(_("Snapshots"), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
