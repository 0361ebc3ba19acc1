"""Packages and their delivery in words, for the screen."""

from collections.abc import Sequence
from dataclasses import fields
from gettext import gettext as _
from typing import TYPE_CHECKING

import click

from archiver.cli.output import print_table, show
from diarium.package_records import Package, PackageState

if TYPE_CHECKING:
    from archiver.export_records import ExportReport

CHECKSUM = 12
"""So much of a SHA-256 tells packages apart for people."""


def tell_export(report: "ExportReport") -> None:
    """Print what went into each package of a delivery, and what did not."""
    _tell_packages(report)
    rows = [
        (_("Delivery"), report.path),
        (_("Profile"), report.profile),
        (_("What was chosen"), report.selection or _("all of the half-year")),
        (_("Extract, not a delivery"), report.extract),
        (_("Tries that gave no snapshot"), report.failed),
        (_("Handlingar without files, because something is protected"),
         sum(each.withheld for each in report.packages)),
        (_("Handlingar without a readable form"), ", ".join(report.unreadable) or 0),
        (_("XML schemas"), _("in the package") if report.schemas else _("not in the package")),
    ]  # fmt: skip
    click.echo()
    print_table((_("What"), _("Value")), rows, "")
    click.echo(
        _("Checked by our own rules. The archive's own check may ask for more; see the manual.")
    )
    if not report.schemas:
        click.echo(_("--schemas FOLDER puts the published schemas in."))


def _tell_packages(report: "ExportReport") -> None:
    columns = (
        _("Package"), _("Contents"), _("Snapshots"), _("Ärenden"), _("Handlingar"), _("Files"),
        _("Bytes"), _("SHA-256 of the manifest"),
    )  # fmt: skip
    rows = (
        (
            each.name, ", ".join(content_name(kind) for kind in each.contents), each.snapshots,
            each.arenden, each.handlingar, each.files, each.size, each.manifest_sha256,
        )
        for each in report.packages
    )  # fmt: skip
    print_table(columns, rows, "")


def content_name(kind: str) -> str:
    """Return what a kind of content is called."""
    return {
        "snapshots": _("snapshots"),
        "webarchive": _("web archives"),
        "diarium": _("diarium"),
        "forteckning": _("förteckning"),
        "gallring": _("gallring"),
        "journal": _("journal"),
    }[kind]


def state_name(package: Package, *, remade: bool = False) -> str:
    """Return how far a package has come, in words.

    Args:
        package: The package.
        remade: It was made anew since.
    """
    if package.extract:
        return _("extract, not a delivery")
    if remade and package.state is PackageState.PREPARED:
        return _("made anew since")
    return {
        PackageState.PREPARED: _("prepared, not delivered"),
        PackageState.DELIVERED: _("delivered, waits for the receipt"),
        PackageState.RECEIVED: _("received, waits for the answer"),
        PackageState.ACCEPTED: _("accepted"),
        PackageState.REFUSED: _("refused"),
        PackageState.WITHDRAWN: _("withdrawn"),
    }[package.state]


def print_packages(packages: Sequence[Package]) -> None:
    """Print packages, oldest first, each with how far it has come."""
    columns = (
        _("Package"), _("Profile"), _("Made"), _("Files"), _("Bytes"), _("Manifest"), _("Status"),
        _("Since"), _("Receipt"), _("Said"),
    )  # fmt: skip
    newest = {each.name: each.id for each in packages}
    rows = (
        (
            each.name, each.profile, each.at, each.files, each.size,
            each.manifest_sha256[:CHECKSUM],
            state_name(each, remade=newest[each.name] != each.id),
            each.steps[-1].happened_at, each.steps[-1].receipt, each.steps[-1].said,
        )
        for each in packages
    )  # fmt: skip
    print_table(columns, rows, _("There are no such packages."))


def plain_package(package: Package) -> dict[str, object]:
    """Return a package as JSON shows it, with how far it has come."""
    told = {each.name: getattr(package, each.name) for each in fields(package)}
    return {**told, "state": package.state, "waits": package.waits}


def tell_step(packages: Sequence[Package]) -> None:
    """Say how packages stand after a step was noted."""
    line = _("{name} (made {made}, SHA-256 {sha256}…): {state}, {when}.")
    for each in packages:
        click.echo(
            line.format(
                name=each.name, made=show(each.at), sha256=each.manifest_sha256[:CHECKSUM],
                state=state_name(each), when=show(each.steps[-1].happened_at),
            )
        )  # fmt: skip
