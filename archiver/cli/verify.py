"""``archiver verify``: proof that nothing was lost, altered or made up."""

import contextlib
import sys
from collections.abc import Callable, Iterator
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archiver.cli.output import json_option, print_json, print_table
from archiver.cli.workplace import Workplace
from diarium.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from archiver.timestamps import Stamped
    from diarium.records import Fault
    from diarium.verify import Extent


@click.command(help=_("Prove the archive, or the package in PATH: nothing lost, altered, made up."))
@click.argument("path", metavar="[PATH]", required=False, type=click.Path(path_type=Path))
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False),
              help=_("Write the report on a package as a web page, in Swedish."))  # fmt: skip
@json_option
@click.pass_obj
def verify(place: Workplace, path: Path | None, html: Path | None, as_json: bool) -> int:
    """Prove the archive or a package."""
    if path is not None:
        return _verify_package(place, path, html, as_json)
    if html is not None:
        raise UsageError("--html is a report on a package; name the package too")
    return _verify_archive(place, as_json)


def _verify_archive(place: Workplace, as_json: bool) -> int:
    from diarium.database import open_database
    from diarium.gallring_files import list_left
    from diarium.verify import check_archive, measure_archive

    engine = open_database(place.settings.database)
    with _progress() as progress:
        faults = list(check_archive(engine, place.files, progress))
    stamped = _check_timestamps(place, faults)
    extent = None if faults else measure_archive(engine)
    left = [] if faults else list_left(engine, place.files)
    if as_json:
        told = {"faults": faults, "extent": extent, "timestamps": stamped, "left": left}
        print_json(told)
    elif extent is not None:
        _print_well(extent)
        _print_gallrade(extent, left)
        _print_stamped(stamped)
    else:
        _print_faults(faults)
    return ExitCode.ALTERED if faults else ExitCode.OK


def _check_timestamps(place: Workplace, faults: list["Fault"]) -> "Stamped | None":
    """Add what is wrong with the timestamps; a register that cannot be read is told of already."""
    from archiver.journal_tokens import check_heads
    from archiver.timestamps import Stamped, check_timestamps

    if any(fault.code in {"database-corrupt", "row-altered"} for fault in faults):
        return None
    asked = (place.engine, place.files, place.settings.timestamp)
    found, stamped = check_timestamps(*asked)
    wrong, heads = check_heads(*asked)
    faults += [*found, *wrong]
    return Stamped(stamped.verified + heads, stamped.imprint_only)


def _verify_package(place: Workplace, path: Path, html: Path | None, as_json: bool) -> int:
    from archiver.cli.verify_words import print_reports
    from archiver.package_checks import check_delivery, write_report

    with _progress() as progress:
        reports = check_delivery(place.engine if place.config.is_file() else None, path, progress)
    if html:
        write_report(html, reports, place.now)
    if as_json:
        print_json({"packages": reports})
    else:
        print_reports(reports)
    if any(report.is_altered for report in reports):
        return ExitCode.ALTERED
    return ExitCode.INVALID_PACKAGE if any(r.is_wrong for r in reports) else ExitCode.OK


def _print_faults(faults: list["Fault"]) -> None:
    rows = ((fault.code, fault.place, _(fault.message)) for fault in faults)
    print_table((_("Fault"), _("Place"), _("What")), rows, "")
    click.echo(_("The archive is not as it was: {n} faults.").format(n=len(faults)))


def _print_well(extent: "Extent") -> None:
    line = _(
        "All is as it was written: {entries} entries in the journal, {rows} rows, {files} files, "
        "{bytes} bytes."
    )
    click.echo(
        line.format(
            entries=extent.entries, rows=extent.rows, files=extent.files, bytes=extent.bytes
        )
    )


def _print_gallrade(extent: "Extent", left: list[str]) -> None:
    """Tell of files that are gone by decision, and of those a stopped gallring left."""
    if extent.gallrade:
        line = _("Files that are gallrade by decision, and not among those: {n}.")
        click.echo(line.format(n=extent.gallrade))
    if left:
        line = _("Files that a stopped gallring left: {n}; archiver gallra --execute removes them.")
        click.echo(line.format(n=len(left)))


def _print_stamped(stamped: "Stamped | None") -> None:
    if stamped and stamped.verified:
        click.echo(
            _("Timestamps that lead to a trusted certificate: {n}.").format(n=stamped.verified)
        )
    if stamped and stamped.imprint_only:
        line = _(
            "Timestamps whose signatures lead to no certificate known here: {n}; name the "
            "authority's root in timestamp.certificates."
        )
        click.echo(line.format(n=stamped.imprint_only))


@contextlib.contextmanager
def _progress() -> Iterator[Callable[[int, int], None] | None]:
    """Show how much of the files has been read, when anybody looks."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(_("Files"), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
