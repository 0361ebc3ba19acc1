"""Gallring in words, for the screen."""

from collections.abc import Sequence
from gettext import gettext as _
from gettext import ngettext
from itertools import groupby
from typing import TYPE_CHECKING

import click

from archiver.cli.klassificering_words import applies_name, frist_name
from archiver.cli.output import print_table, show
from diarium.gallring_records import Due, Gallring, HeldBatch, Hinder
from diarium.records import Gallrad

if TYPE_CHECKING:
    from archiver.gallring import GallringReport

TOLD = 50
"""How many that are hindered are told one by one."""


def gallrad_text(gallrad: Gallrad | None) -> str | None:
    """Return when something was gallrat and by which decision; nothing where it was not."""
    if gallrad is None:
        return None
    return _("{when}, gallring {number}, {decision} ({by})").format(
        when=show(gallrad.at), number=gallrad.number, decision=gallrad.decision, by=gallrad.by
    )


def hinder_name(hinder: Hinder) -> str:
    """Return what stands in the way of a gallring, in words."""
    return {
        Hinder.NOT_CLOSED: _("the ärende is not closed (archiver arende close)"),
        Hinder.OPEN_REQUEST: _("somebody asks to see it (archiver utlamna list)"),
        Hinder.PACKAGED: _(
            "it lies in a package until the kommunarkiv has accepted or refused that (archiver "
            "export receipt)"
        ),
    }[hinder]


def print_plan(due: Sequence[Due], held: Sequence[HeldBatch], unfinished: Sequence[int]) -> None:
    """Print what may be gallrat by each row of the plan, and what hinders."""
    columns = (
        _("Code"), _("Handlingstyp"), _("About"), _("Frist"), _("May go"), _("Since"),
        _("Hindered"), _("Decision"),
    )  # fmt: skip
    rows = (_row(list(group)) for _code, group in groupby(due, lambda each: each.row.code))
    print_table(columns, rows, _("Nothing may be gallrat today."))
    hindered = [each for each in due if each.hinders]
    for each in hindered[:TOLD]:
        why = "; ".join((*map(hinder_name, each.hinders), *each.packages))
        click.echo(_("{number} stays: {why}").format(number=each.number, why=why))
    if len(hindered) > TOLD:
        click.echo(_("and {n} more stay; --json or --csv tells all").format(n=len(hindered) - TOLD))
    for batch in held:
        click.echo(_held(batch))
    for number in unfinished:
        line = _("Gallring {number} was stopped; archiver gallra --execute completes it.")
        click.echo(line.format(number=number))


def print_done(report: "GallringReport") -> None:
    """Print what came of a gallring."""
    for number in report.completed:
        click.echo(_("Gallring {number}, which was stopped, is completed.").format(number=number))
    if report.number is None:
        click.echo(_("Nothing is due by that decision today."))
        return
    line = ngettext(
        "Gallring {number}: {n} ärende or message is gallrat.",
        "Gallring {number}: {n} ärenden and messages are gallrade.",
        report.done,
    )
    click.echo(line.format(number=report.number, n=report.done))
    line = _("The protocol: archiver gallra --protocol {number} --output FILE")
    click.echo(line.format(number=report.number))


def print_gallringar(found: Sequence[Gallring]) -> None:
    """Print the gallringar that were done."""
    columns = (
        _("Number"), _("Nämnd"), _("Decision"), _("When"), _("By"), _("Gallrade"), _("Files"),
        _("Protocol"),
    )  # fmt: skip
    rows = (
        (
            each.number, each.namnd, f"{each.decision}, {each.decision_date}", each.at, each.by,
            len(each.items), sum(item.files for item in each.items), each.protocol is not None,
        )
        for each in found
    )  # fmt: skip
    print_table(columns, rows, _("No gallring has been done."))


def _row(due: Sequence[Due]) -> tuple[object, ...]:
    row, free = due[0].row, [each for each in due if not each.hinders]
    since = min((each.since for each in free), default=None)
    return (
        row.code, row.handlingstyp, applies_name(row.applies_to), frist_name(row), len(free),
        since, len(due) - len(free), f"{row.decision}, {row.decision_date}",
    )  # fmt: skip


def _held(batch: HeldBatch) -> str:
    if not batch.living:
        line = _("The file of import {batch} stays: {n} of its parts could not be read.")
        return line.format(batch=batch.batch, n=batch.unread)
    line = _("The file of import {batch} stays until {n} more of its messages are gallrade.")
    return line.format(batch=batch.batch, n=batch.living)
