"""The completeness report on the screen: what was counted in a table, the rest in sentences."""

from collections.abc import Iterator
from gettext import gettext as _

import click

from archiver.cli.inbox_words import outcome_name
from archiver.cli.intake_words import (
    deletion_lines,
    format_name,
    omission_name,
    unreadable_lines,
)
from archiver.cli.output import print_table, printable
from diarium.intake.completeness import Completeness
from diarium.intake.completeness_record import sentences
from diarium.intake.raw import Omission
from diarium.message_records import DecisionOutcome


def print_completeness(report: Completeness) -> None:
    """Print the report of one batch; its sentences are Swedish, as they are kept."""
    columns = (_("Batch {number}").format(number=report.batch), report.name or _("(gallrat)"))
    print_table(columns, _counts(report), "")
    click.echo()
    for line in (*sentences(report), *_lines(report)):
        click.echo(printable(line))


def _counts(report: Completeness) -> Iterator[tuple[str, object]]:
    """Yield what was counted; what is none is left out where that is the usual."""
    yield _("Kind"), format_name(report.format)
    yield _("Messages found"), report.found
    yield _("New"), report.new
    yield _("Duplicates"), report.duplicates
    yield from _if_any(_("Likely duplicates"), report.likely_duplicates)
    yield from _if_any(_("Changed since"), report.changed)
    yield from _if_any(_("Deleted at the source"), report.deleted)
    yield from _if_any(_("Written by the account"), report.own)
    for why, count in report.left_out.items():
        yield from _if_any(_("Left out: {why}").format(why=omission_name(Omission(why))), count)
    yield _("Unreadable"), report.unreadable_count
    for outcome in DecisionOutcome:
        if outcome is not DecisionOutcome.DUPLICATE:
            yield from _if_any(outcome_name(outcome).capitalize(), report.proposals.get(outcome, 0))
    yield from _if_any(_("Attachments"), report.attachments)
    yield from _if_any(_("Attachments missing"), report.missing_count)
    yield _("Files with messages"), report.files_with_messages
    yield from _if_any(_("Other files kept"), report.media_files)
    yield from _if_any(_("Files not kept"), report.other_file_count)


def _if_any(label: str, count: int) -> Iterator[tuple[str, object]]:
    if count:
        yield label, count


def _lines(report: Completeness) -> Iterator[str]:
    """Yield where something is wrong, and what is missing."""
    yield from unreadable_lines(report.format, report.name, report.unreadable)
    yield from _and_more(report.unreadable_count - len(report.unreadable))
    yield from deletion_lines(report.format, report.name, report.unknown_deletions)
    yield from _and_more(report.unknown_deletion_count - len(report.unknown_deletions))


def _and_more(count: int) -> Iterator[str]:
    if count:
        yield _("and {count} more").format(count=count)
