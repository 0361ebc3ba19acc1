"""What a check says of a package, or of each of a delivery: what is there, what is wrong."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from diarium.errors import UsageError
from exporters.checks.findings import Finding, finding
from exporters.checks.found import Found
from exporters.checks.package_checks import ROOTS, Progress, check_tree
from exporters.checks.package_sources import UnreadablePackageError
from exporters.checks.package_tree import PackageTree, container_of, open_tree
from exporters.checks.rules import ALL, read_rules

Vouch = Callable[[PackageTree, Found], list[Finding]]
"""Somebody who knows more of a package than stands in it, such as the register that made it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalReport:
    """What a package's extract of the journal proves.

    Attributes:
        entries: How many entries the chain has, from the first to the head.
        head: The hash of the last one.
        rows: Rows whose values were computed again.
        withheld: Rows whose values are set apart; their digests are there.
        handlingar: Handlingar whose registration the journal vouches for.
        files: Files of the package that the journal vouches for.
        proven: All of it holds.
    """

    entries: int
    head: str
    rows: int
    withheld: int
    handlingar: int
    files: int
    proven: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """What a check says of one package.

    Attributes:
        path: Where it lies.
        name: Its own name.
        container: ``folder``, ``zip`` or ``tar``; empty when it cannot be read at all.
        profile: Whose form it has, such as ``eark-2.2``; nothing if that is not known.
        title: The specification.
        label: What it says it is.
        created: When it says it was made.
        period: First and last day of its half-year, if it tells them.
        manifest: The file that vouches for all the others.
        manifest_sha256: Its SHA-256.
        files: Number of files.
        size: Bytes in all.
        schemas: The published schemas are in it.
        snapshots: Number of ögonblicksbilder.
        arenden: Diarienummer.
        handlingar: Number of handlingar.
        masked: Number of masked versions, besides.
        journal: What its extract of the journal proves, if it has one.
        rules: How many rules it was held to.
        findings: What is wrong, errors first.
    """

    path: Path
    name: str
    container: str = ""
    profile: str | None = None
    title: str = ""
    label: str = ""
    created: str = ""
    period: tuple[date, date] | None = None
    manifest: str = ""
    manifest_sha256: str = ""
    files: int = 0
    size: int = 0
    schemas: bool = False
    snapshots: int = 0
    arenden: tuple[str, ...] = ()
    handlingar: int = 0
    masked: int = 0
    journal: JournalReport | None = None
    rules: int = 0
    findings: tuple[Finding, ...] = ()

    @property
    def is_altered(self) -> bool:
        """The bytes are not what they were when it was made."""
        return any(each.is_error and each.is_altered for each in self.findings)

    @property
    def is_wrong(self) -> bool:
        """It breaks a rule, or was altered."""
        return any(each.is_error for each in self.findings)


def list_packages(path: Path) -> list[Path]:
    """Return the packages of a delivery: the path itself, or those that lie in a folder.

    Raises:
        UsageError: There is nothing there that could be a package.
    """
    if path.is_dir() and not any((path / root).is_file() for root in ROOTS.values()):
        inside = [each for each in sorted(path.iterdir()) if _is_package(each)]
        return inside or [path]
    if path.is_dir() or container_of(path):
        return [path]
    raise UsageError("{path} is no package; give a package's folder, zip or tar", path=path)


def report_package(
    path: Path, progress: Progress | None = None, vouch: Vouch | None = None
) -> CheckReport:
    """Check one package in a folder, a zip or a tar.

    Args:
        path: Where it lies.
        progress: Called with the bytes read and the bytes in all.
        vouch: Asked for more findings, once it is known what there is.

    Raises:
        UsageError: There is nothing there that could be a package.
    """
    try:
        with open_tree(path) as tree:
            findings, found = check_tree(tree, progress)
            findings += vouch(tree, found) if vouch else []
    except UnreadablePackageError as error:
        return CheckReport(
            path=path, name=path.name, findings=(finding("CONTAINER", path.name, error),)
        )
    return _summarise(path, found, sorted(findings, key=lambda each: not each.is_error))


def _is_package(path: Path) -> bool:
    if path.name.startswith(".") or path.is_symlink():
        return False
    if path.is_dir():
        return any((path / root).is_file() for root in ROOTS.values())
    return path.is_file() and container_of(path) is not None


def _summarise(path: Path, found: Found, findings: list[Finding]) -> CheckReport:
    books = [read_rules(name) for name in (*found.rules, ALL)]
    return CheckReport(
        path=path, name=found.name, container=found.container, profile=found.profile,
        title=found.title, label=found.label, created=found.created, period=found.period,
        manifest=found.manifest, manifest_sha256=found.manifest_sha256, files=found.files,
        size=found.size, schemas=found.schemas, snapshots=found.snapshots,
        arenden=tuple(found.diarium.arenden), handlingar=len(found.diarium.handlingar),
        masked=len(found.diarium.masked), journal=_tell_journal(found),
        rules=sum(len(book.rules) + len(book.checks) for book in books),
        findings=tuple(findings),
    )  # fmt: skip


def _tell_journal(found: Found) -> JournalReport | None:
    proof = found.proof
    if proof is None:
        return None
    return JournalReport(
        entries=proof.entries, head=proof.head, rows=proof.rows, withheld=proof.withheld,
        handlingar=proof.handlingar, files=proof.files, proven=not proof.breaches,
    )  # fmt: skip
