"""``archiver export``: packages of one nämnd's half-year for the kommunarkiv."""

from dataclasses import replace
from datetime import UTC, datetime
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archiver.cli.byte_bar import byte_bar
from archiver.cli.byte_size import read_size
from archiver.cli.export_words import tell_export
from archiver.cli.lazy_group import LazyGroup
from archiver.cli.output import json_option, print_json
from archiver.cli.period import read_period
from archiver.cli.timestamp_warnings import warn_of_timestamps
from archiver.cli.workplace import Workplace
from diarium.errors import UsageError
from diarium.roles import Act

if TYPE_CHECKING:
    from archiver.export_records import ExportReport, ExportWish
    from exporters.packages.package_model import ContentKind

FOLDER = click.Path(path_type=Path, file_okay=False)
CONTAINERS = click.Choice(["folder", "zip", "tar"])
COMMANDS = {
    "list": "archiver.cli.export_delivery:list_",
    "deliver": "archiver.cli.export_delivery:deliver",
    "receipt": "archiver.cli.export_receipt:receipt",
    "withdraw": "archiver.cli.export_delivery:withdraw",
}
"""What there is to do with packages besides making them, and where it is found."""
KINDS = {
    "snapshots": ("snapshots", "webarchive"),
    "diarium": ("diarium",),
    "forteckning": ("forteckning",),
    "gallring": ("gallring",),
    "journal": ("journal",),
}
"""The kinds of content that each option asks for."""


@click.group(
    cls=LazyGroup,
    places=COMMANDS,
    invoke_without_command=True,
    help=_("Make packages of a nämnd's half-year for the kommunarkiv, and follow their delivery."),
)
@click.option("--namnd", help=_("Code of the nämnd, such as KS."))
@click.option("--period", help=_("The half-year, such as 2026-H1."))
@click.option("--output", type=FOLDER, help=_("The folder to put the package in."))
@click.option("--profile", metavar="NAME|TOML",
              help=_("The specification, or a file with the archive's own variation; else that "
                     "of the settings."))  # fmt: skip
@click.option(
    "--snapshots", is_flag=True, help=_("The snapshots; without such options all there is.")
)
@click.option("--diarium", is_flag=True, help=_("Ärenden and their handlingar."))
@click.option("--forteckning", is_flag=True, help=_("The förteckning as it stood."))
@click.option("--gallring", is_flag=True, help=_("The half-year's gallringsprotokoll."))
@click.option("--journal", is_flag=True, help=_("The journal's extract, with its proof."))
@click.option("--account", "accounts", metavar="ID", multiple=True,
              help=_("Only this account's snapshots; may be repeated."))  # fmt: skip
@click.option("--arende", "arenden", metavar="DNR", multiple=True,
              help=_("Only this ärende; may be repeated."))  # fmt: skip
@click.option("--container", type=CONTAINERS, default="folder", show_default=True,
              help=_("What the package lies in."))  # fmt: skip
@click.option("--split", metavar="SIZE", help=_("At most so much in each package, such as 4GB."))
@click.option("--per-account", is_flag=True, help=_("A package of its own for each account."))
@click.option("--extract", is_flag=True,
              help=_("Make a copy that holds the open ärenden too, and say so in it."))  # fmt: skip
@click.option("--include-protected", is_flag=True,
              help=_("Put in protected names, subjects and files too."))  # fmt: skip
@click.option("--schemas", type=FOLDER, envvar="ARCHIVER_SCHEMAS",
              help=_("A folder of published XML schemas to put in the package."))  # fmt: skip
@click.option("--created", help=_("When the package is said to be made; else now."))
@json_option
@click.pass_context
def export(context: click.Context, /, as_json: bool, **said: Any) -> None:  # noqa: ANN401  options
    """Make packages and say what went in."""
    place: Workplace = context.obj
    if context.invoked_subcommand:
        _refuse_options(context)
        return
    by = place.authorize(Act.EXPORT, said["namnd"])
    if said["include_protected"]:
        place.authorize(Act.SEE_PROTECTED, said["namnd"])
    report = _make(place, said, by)
    warn_of_timestamps(report.stamps)
    if as_json:
        print_json(report)
    else:
        tell_export(report)


def _refuse_options(context: click.Context) -> None:
    """Refuse what was said before a command's name, where it would go unheard."""
    given = (context.get_parameter_source(name) for name in context.params)
    if click.core.ParameterSource.COMMANDLINE in given:
        raise UsageError("say the options of a command after its name, as in export list --json")


def _make(place: Workplace, said: dict[str, Any], by: str) -> "ExportReport":
    from archiver.exports import export_package

    wish = _read_wish(place, said)
    with byte_bar(_("Packing")) as progress:
        told = replace(wish, progress=progress)
        return export_package(place.engine, place.files, told, place.settings.export, by, place.now)


def _read_wish(place: Workplace, said: dict[str, Any]) -> "ExportWish":
    from archiver.export_records import ExportWish

    for name in ("namnd", "period", "output"):
        if said[name] is None:
            raise UsageError(
                "say by --{option} what to export; --namnd, --period and --output are always said",
                option=name,
            )
    period = read_period(said["period"])
    assert period is not None  # noqa: S101  narrows the type: none was refused
    return ExportWish(
        namnd=said["namnd"], period=period, output=said["output"],
        profile=said["profile"] or place.settings.export.profile, kinds=_read_kinds(said),
        accounts=said["accounts"], arenden=said["arenden"], container=said["container"],
        split_bytes=read_size("--split", said["split"]), per_account=said["per_account"],
        extract=said["extract"], include_protected=said["include_protected"],
        schemas=said["schemas"], created=_read_created(said["created"], place.now),
        browser=place.settings.capture.browser, stamping=place.settings.timestamp,
    )  # fmt: skip


def _read_kinds(said: dict[str, Any]) -> "frozenset[ContentKind]":
    from exporters.packages.package_model import ContentKind

    asked = (kinds for option, kinds in KINDS.items() if said[option])
    return frozenset(ContentKind(kind) for kinds in asked for kind in kinds)


def _read_created(written: str | None, now: datetime) -> datetime:
    if written is None:
        return now
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise UsageError(
            "{written} is no moment with time zone; write it like 2026-07-01T08:00:00+02:00",
            written=written,
        )
    if moment > now:
        raise UsageError("the moment given by --created has not come; correct it")
    return moment.astimezone(UTC)
