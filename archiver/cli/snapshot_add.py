"""``archiver snapshot add``: a picture that a person made of a start page."""

from gettext import gettext as _
from pathlib import Path
from typing import Any

import click

from archiver.cli.moment import read_moment
from archiver.cli.output import json_option, print_json
from archiver.cli.period import read_period
from archiver.cli.timestamp_warnings import warn_of_timestamps
from archiver.cli.workplace import Workplace
from diarium.roles import Act
from diarium.snapshot_records import OF_SNAPSHOTS, Why


@click.command(help=_("Add a PDF, PNG or JPEG that you made of a start page by hand."))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--account", required=True, help=_("The account's id."))
@click.option("--period", help=_("The half-year it belongs to, as 2026-H1."))
@click.option("--taken-at", help=_("When you made it, as 2026-07-01T09:30; else the file's time."))
@click.option("--reason", type=click.Choice([each.value for each in OF_SNAPSHOTS]), help=_("Why."))
@click.option("--note", default="", help=_("What else is to be known of it."))
@json_option
@click.pass_obj
def add(place: Workplace, /, file: Path, as_json: bool, **said: Any) -> None:  # noqa: ANN401  options
    """Add a snapshot made by hand."""
    from archiver.by_hand import Handmade, add_by_hand
    from archiver.snapshots import Archive, timestamping_of

    by = place.authorize(Act.SNAPSHOT, account=said["account"])
    archive = Archive(place.settings, place.engine, place.files, by)
    handmade = Handmade(
        file=file,
        account=said["account"],
        period=read_period(said["period"]),
        taken_at=read_moment(said["taken_at"]),
        note=said["note"].strip(),
        why=Why(said["reason"]) if said["reason"] else None,
    )
    added = add_by_hand(archive, handmade, place.now)
    warn_of_timestamps(timestamping_of(archive).stamp(added))
    if as_json:
        print_json(added)
        return
    told = _("Added {file} as the snapshot of {account} for {period}, made by hand.")
    click.echo(told.format(file=file.name, account=added.account, period=added.period))
