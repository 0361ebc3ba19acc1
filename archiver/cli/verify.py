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
    from exporters.checks import Finding


@click.command(help=_("Prove the archive, or the package in PATH: nothing lost, altered, made up."))
@click.argument("path", metavar="[PATH]", required=False, type=click.Path(path_type=Path))
@json_option
@click.pass_obj
def verify(place: Workplace, path: Path | None, as_json: bool) -> int:
    """Prove the archive or a package."""
    return (
        _verify_archive(place, as_json) if path is None else _verify_package(place, path, as_json)
    )


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
    from archiver.timestamps import check_timestamps

    if any(fault.code in {"database-corrupt", "row-altered"} for fault in faults):
        return None
    found, stamped = check_timestamps(place.engine, place.files, place.settings.timestamp)
    faults += found
    return stamped


def _verify_package(place: Workplace, path: Path, as_json: bool) -> int:
    from archiver.exports import check_manifest
    from exporters.checks import check_package

    if not path.is_dir():
        raise UsageError("{path} is no package folder; give the folder itself", path=path)
    findings = check_package(path)
    if place.config.is_file():
        findings += check_manifest(place.engine, path)
    if as_json:
        print_json({"findings": findings})
    else:
        _print_findings(findings)
    return _package_code(findings)


def _package_code(findings: list["Finding"]) -> int:
    """Altered bytes weigh more than a breach of the specification; a warning is neither."""
    from exporters.checks import ALTERED

    errors = {finding.rule for finding in findings if finding.severity == "error"}
    if errors & ALTERED:
        return ExitCode.ALTERED
    return ExitCode.INVALID_PACKAGE if errors else ExitCode.OK


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


def _print_findings(findings: list["Finding"]) -> None:
    columns = (_("Rule"), _("Weight"), _("Place"), _("What"), _("Detail"))
    weights = {"error": _("error"), "warning": _("warning")}
    rows = ((f.rule, weights[f.severity], f.place, _(f.message), f.detail) for f in findings)
    print_table(columns, rows, _("The package is as it was made, and follows its specification."))


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
