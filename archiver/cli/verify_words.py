"""The words of a report on packages, on the screen."""

from collections.abc import Sequence
from gettext import gettext as _
from typing import TYPE_CHECKING

import click

from archiver.cli.language import speaks_swedish
from archiver.cli.output import print_table

if TYPE_CHECKING:
    from exporters.checks.check_report import CheckReport
    from exporters.checks.findings import Finding


def print_reports(reports: Sequence["CheckReport"]) -> None:
    """Say of each package what is there and what is wrong."""
    for report in reports:
        rows = [row for row in _facts(report) if row[1] not in {"", None}]
        print_table((_("What"), _("Value")), rows, "")
        _print_findings(report)
    click.echo(
        _(
            "Checked by our own rules and those of the specification. The archive's own profile "
            "may ask for more."
        )
    )


def _facts(report: "CheckReport") -> list[tuple[str, object]]:
    journal = report.journal
    schemas = _("in the package") if report.schemas else _("not in the package")
    return [
        (_("Package"), report.name),
        (_("Specification"), report.title),
        (_("Label"), report.label),
        (_("Made"), report.created),
        (_("Period"), " – ".join(map(str, report.period)) if report.period else ""),
        (_("Files"), report.files),
        (_("Bytes"), report.size),
        (_("Snapshots"), report.snapshots),
        (_("Ärenden"), len(report.arenden)),
        (_("Diarienummer"), ", ".join(report.arenden)),
        (_("Handlingar"), report.handlingar),
        (_("Masked versions"), report.masked or ""),
        (_("XML schemas"), schemas),
        (_("SHA-256 of {file}").format(file=report.manifest), report.manifest_sha256),
        (_("Entries in the journal"), journal and journal.entries),
        (_("Head of the journal"), journal and journal.head),
        (_("Handlingar the journal vouches for"), journal and journal.handlingar),
        (_("Files the journal vouches for"), journal and journal.files),
        (_("Rules"), report.rules),
    ]


def _print_findings(report: "CheckReport") -> None:
    columns = (_("Rule"), _("Weight"), _("Place"), _("What"), _("Detail"))
    weights = {"error": _("error"), "warning": _("warning")}
    swedish = speaks_swedish()
    rows = (
        (each.rule, weights[each.severity], each.place, _says(each, swedish), each.detail)
        for each in report.findings
    )
    print_table(columns, rows, _("The package is as it was made, and follows its specification."))


def _says(finding: "Finding", swedish: bool) -> str:
    return finding.swedish if swedish else finding.message
