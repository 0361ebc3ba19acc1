"""``archiver init``: begin an archive."""

from dataclasses import replace
from gettext import gettext as _
from pathlib import Path
from typing import Any

import click

from archiver.cli.workplace import Workplace


@click.command(help=_("Begin an archive: its settings file, folders, database and first nämnd."))
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--kommun", required=True, help=_("The municipality's name."))
@click.option("--orgnr", required=True, help=_("Its organisationsnummer, such as 212000-2882."))
@click.option("--namnd", required=True, help=_("Code of the first nämnd, such as KS."))
@click.option("--namnd-name", default="", help=_("Its name, such as Kommunstyrelsen."))
@click.option(
    "--language",
    type=click.Choice(["sv", "en"]),
    default="sv",
    show_default=True,
    help=_("The language on the screen; records are always Swedish."),
)
@click.option("--database", help=_("Database URL; else an SQLite file in the folder."))
@click.pass_obj
def init(place: Workplace, /, folder: Path, **said: Any) -> None:  # noqa: ANN401  options
    """Begin an archive."""
    from archiver.new_archive import NewArchive, create_archive
    from diarium.records import Namnd

    namnd = Namnd(
        code=said["namnd"], name=said["namnd_name"], orgnr=said["orgnr"], series=said["namnd"]
    )
    wish = NewArchive(folder=folder, kommun=said["kommun"], namnd=namnd, language=said["language"])
    if said["database"]:
        wish = replace(wish, database=said["database"])
    path = create_archive(wish, place.login, place.now)
    click.echo(_("The archive is ready. Its settings: {path}").format(path=path))
    click.echo(_("Next: run archiver doctor in that folder, then archiver account add."))
