"""``archiver demo``: the whole chain on a small, made-up municipality."""

from collections.abc import Iterator
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archiver.cli.output import json_option, print_json, print_table
from archiver.cli.reasons import tell_reason
from archiver.cli.workplace import Workplace
from diarium.errors import ExitCode
from diarium.message_records import DecisionOutcome
from diarium.snapshot_records import CaptureOutcome
from schedules.clock import read_clock

if TYPE_CHECKING:
    from archiver.demo.run import DemoResult

EXPECTED_TO_FAIL = {"sbn-grupp", "egen-adress"}
"""The page behind a login, and a real address that may be anything."""
Row = tuple[str, object, object, str]


@click.command(help=_("Run the whole chain on a small municipality, in a new folder."))
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--url", help=_("A real address, captured as one account more."))
@json_option
@click.pass_obj
def demo(place: Workplace, folder: Path, url: str | None, as_json: bool) -> int:
    """Run the demo and tell what was made."""
    from archiver.demo.run import DemoWish, run_demo

    wish = DemoWish(
        folder=folder, url=url, by=place.login, clock=read_clock,
        tell=lambda words: click.echo(f"{words} …", err=True),
    )  # fmt: skip
    result = run_demo(wish)
    if as_json:
        print_json(result)
    else:
        _tell(result)
    return _exit_code(result)


def _tell(result: "DemoResult") -> None:
    columns = (_("What"), _("How it went"), _("Where it lies"), _("Why"))
    print_table(columns, _rows(result), "")
    click.echo(
        _("Go on by hand: cd {folder}, then archiver account list, archiver inbox list …").format(
            folder=result.folder
        )
    )


def _rows(result: "DemoResult") -> Iterator[Row]:
    yield _("Förteckning of the accounts"), _("published"), result.forteckning, ""
    yield from _snapshot_rows(result)
    yield from _register_rows(result)
    for delivery in result.packages:
        what = _("Package of {namnd}, {period}").format(
            namnd=delivery.namnd, period=delivery.period
        )
        for package in delivery.packages:
            pictures = ngettext("{count} snapshot", "{count} snapshots", package.snapshots)
            arenden = ngettext("{count} ärende", "{count} ärenden", package.arenden)
            went = (
                pictures.format(count=package.snapshots), arenden.format(count=package.arenden)
            )  # fmt: skip
            yield what, ", ".join(went), package.path, ""
    yield _("Proof of the archive"), _well(len(result.faults)), result.folder, ""
    yield _("Proof of the packages"), _well(len(result.findings)), "", ""


def _snapshot_rows(result: "DemoResult") -> Iterator[Row]:
    words = {
        CaptureOutcome.COMPLETE: _("complete"),
        CaptureOutcome.PARTIAL: _("in part"),
        CaptureOutcome.FAILED: _("failed"),
    }
    for snapshot in (each.snapshot for each in result.taken):
        what = _("Snapshot of {account}").format(account=snapshot.account)
        where = result.pictures.get(snapshot.account)
        yield what, words[snapshot.outcome], where, tell_reason(snapshot.reason)


def _register_rows(result: "DemoResult") -> Iterator[Row]:
    found = sum(report.found for report in result.work.reports)
    counted = result.work.outcomes.get
    went = _("{registered} registered, {skipped} kept unregistered, {waiting} wait for a person")
    told = went.format(
        registered=counted(DecisionOutcome.REGISTER, 0),
        skipped=counted(DecisionOutcome.SKIP, 0) + counted(DecisionOutcome.DUPLICATE, 0),
        waiting=counted(DecisionOutcome.REVIEW, 0) + counted(DecisionOutcome.PROPOSE, 0),
    )
    messages = ngettext("{count} message", "{count} messages", found).format(count=found)
    yield messages, told, result.folder / "inkommet", ""
    arenden = {handling.diarienummer for handling in result.work.handlingar}
    total = _("{arenden} ärenden with {handlingar} handlingar").format(
        arenden=len(arenden), handlingar=len(result.work.handlingar)
    )
    closed = _("{count} closed").format(count=len(result.work.closed))
    yield total, closed, result.database, ""
    made = sum(each.made for each in result.work.readable)
    lacking = sum(len(each.lacking) for each in result.work.readable)
    told = _("{made} files readable, {lacking} not").format(made=made, lacking=lacking)
    yield _("Readable forms"), told, result.readable, ""


def _well(faults: int) -> str:
    if not faults:
        return _("nothing wrong")
    return ngettext("{count} fault", "{count} faults", faults).format(count=faults)


def _exit_code(result: "DemoResult") -> ExitCode:
    """Return 0 if all went as it should; that the closed group fails is as it should."""
    if result.faults:
        return ExitCode.ALTERED
    if result.findings:
        return ExitCode.INVALID_PACKAGE
    failed = {
        each.snapshot.account
        for each in result.taken
        if each.snapshot.outcome is not CaptureOutcome.COMPLETE
    }
    return ExitCode.CAPTURE_FAILED if failed - EXPECTED_TO_FAIL else ExitCode.OK
