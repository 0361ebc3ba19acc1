"""Checking packages: by what they say themselves, and by what the register says if there is one."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from diarium.errors import UsageError
from exporters.checks.check_report import CheckReport, list_packages, report_package
from exporters.checks.findings import Finding
from exporters.checks.found import Found
from exporters.checks.package_checks import Progress
from exporters.checks.package_tree import PackageTree

if TYPE_CHECKING:
    from sqlalchemy import Engine


def check_delivery(
    engine: "Engine | None", path: Path, progress: Progress | None = None
) -> tuple[CheckReport, ...]:
    """Check a package, or each package of a delivery's folder.

    Args:
        engine: The register, if there is one; it knows which packages it made.
        path: A package's folder, zip or tar, or the folder of a delivery.
        progress: Called with the bytes read and the bytes in all of each package.

    Raises:
        UsageError: There is nothing there that could be a package.
    """

    def vouch(tree: PackageTree, found: Found) -> list[Finding]:
        told = _judge_tokens(tree)
        if engine is None:
            return told
        from archiver.made_here import check_manifest  # noqa: PLC0415  slow, and seldom needed

        return [*told, *check_manifest(engine, found)]

    return tuple(report_package(each, progress, vouch) for each in list_packages(path))


def _judge_tokens(tree: PackageTree) -> list[Finding]:
    if not any("/tidsstampel-" in path for path in tree.paths):
        return []
    from archiver.journal_tokens import check_tokens  # noqa: PLC0415  slow, and seldom needed

    return list(check_tokens(tree))


def write_report(target: Path, reports: Sequence[CheckReport], now: datetime) -> None:
    """Write the report on packages as a web page.

    Args:
        target: The file; one that exists is replaced.
        reports: What was found.
        now: When.

    Raises:
        UsageError: The page would lie in a package, which then is not what it was.
        StorageError: The page cannot be written.
    """
    from exporters.check_page import render_check  # noqa: PLC0415  slow, and seldom needed
    from exporters.published_file import publish_file  # noqa: PLC0415

    place = target.resolve()
    if any(place.is_relative_to(report.path.resolve()) for report in reports):
        raise UsageError(
            "{path} is in the package, which would not be the same any more; name another place",
            path=target,
        )
    publish_file(target, render_check(reports, now).encode())
