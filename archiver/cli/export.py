"""``archiver export``: a package of one nämnd's half-year for the kommunarkiv."""

from datetime import UTC, datetime
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archiver.cli.output import json_option, print_json, print_table
from archiver.cli.period import read_period
from archiver.cli.workplace import Workplace
from diarium.errors import UsageError
from diarium.roles import Act

if TYPE_CHECKING:
    from archiver.export_records import ExportReport, ExportWish

FOLDER = click.Path(path_type=Path, file_okay=False)
PROFILES = ("eark-2.2",)


@click.command(help=_("Make a package of a nämnd's half-year for the kommunarkiv."))
@click.option("--namnd", required=True, help=_("Code of the nämnd, such as KS."))
@click.option("--period", required=True, callback=lambda _at, _for, written: read_period(written),
              help=_("The half-year, such as 2026-H1."))  # fmt: skip
@click.option("--profile", type=click.Choice(PROFILES), default="eark-2.2", show_default=True,
              help=_("The package's specification."))  # fmt: skip
@click.option("--output", type=FOLDER, required=True, help=_("The folder to put the package in."))
@click.option("--extract", is_flag=True,
              help=_("Make a copy that holds the open ärenden too, and say so in it."))  # fmt: skip
@click.option("--include-protected", is_flag=True,
              help=_("Put in protected names, subjects and files too."))  # fmt: skip
@click.option("--schemas", type=FOLDER, envvar="ARCHIVER_SCHEMAS",
              help=_("A folder of published XML schemas to put in the package."))  # fmt: skip
@click.option("--created", help=_("When the package is said to be made; else now."))
@json_option
@click.pass_obj
def export(place: Workplace, /, as_json: bool, **said: Any) -> None:  # noqa: ANN401  options
    """Make a package and say what went in."""
    from archiver.exports import export_package

    by = place.authorize(Act.EXPORT, said["namnd"])
    if said["include_protected"]:
        place.authorize(Act.SEE_PROTECTED, said["namnd"])
    wish = _read_wish(place, said)
    settings = place.settings.export
    report = export_package(place.engine, place.files, wish, settings, by, place.now)
    if as_json:
        print_json(report)
    else:
        _tell(report)


def _read_wish(place: Workplace, said: dict[str, Any]) -> "ExportWish":
    from archiver.export_records import ExportWish

    return ExportWish(
        namnd=said["namnd"], period=said["period"], output=said["output"],
        extract=said["extract"], include_protected=said["include_protected"],
        schemas=said["schemas"], created=_read_created(said["created"]) or place.now,
    )  # fmt: skip


def _read_created(written: str | None) -> datetime | None:
    if written is None:
        return None
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise UsageError(
            "{written} is no moment with time zone; write it like 2026-07-01T08:00:00+02:00",
            written=written,
        )
    return moment.astimezone(UTC)


def _tell(report: "ExportReport") -> None:
    schemas = _("in the package") if report.schemas else _("not in the package")
    rows = [
        (_("Package"), report.path),
        (_("Extract, not a delivery"), report.extract),
        (_("Snapshots"), report.snapshots),
        (_("Tries that gave no snapshot"), report.failed),
        (_("Ärenden"), report.arenden),
        (_("Handlingar"), report.handlingar),
        (_("Handlingar without files, because something is protected"), report.withheld),
        (_("Handlingar without a readable form"), ", ".join(report.unreadable) or 0),
        (_("Files"), report.files),
        (_("Bytes"), report.size),
        (_("XML schemas"), schemas),
        (_("SHA-256 of METS.xml"), report.manifest_sha256),
    ]
    print_table((_("What"), _("Value")), rows, "")
    click.echo(
        _("Checked by our own rules. The archive's own check may ask for more; see the manual.")
    )
