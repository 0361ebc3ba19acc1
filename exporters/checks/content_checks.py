"""What a package's ERMS, PREMIS, journal extract and reading instructions say, held together."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from exporters.checks.diarium_reading import Attached, Diarium, read_diarium
from exporters.checks.findings import Finding, finding
from exporters.checks.found import Found
from exporters.checks.journal_extract import Claims, prove, read_statement
from exporters.checks.package_sources import UNREADABLE
from exporters.checks.package_tree import PackageTree
from exporters.checks.premis_reading import read_premis
from exporters.safe_xml import UnreadableXmlError

_PREMIS = re.compile(r"(.+/)?metadata/(preservation/)?PREMIS\.xml")
_ERMS = re.compile(r"(.+/)?(FGS-)?ERMS\.xml")
_JOURNAL = re.compile(r"(.+/)?journal/(data/)?journal\.jsonl")
_STAMPED = re.compile(r"(.+/)?journal/(data/)?tidsstampel-\d+\.txt")
_SNAPSHOT = re.compile(r"(.+/)?snapshots/(data/)?[^/]+_\d+\.pdf")
_READ_ME = re.compile(r"(.+/)?documentation/las_mig\.txt")
_LONGEST_TEXT = 1 << 20
_COUNTS = {
    "COUNT-SNAPSHOTS": re.compile(r"^Ögonblicksbilder: (\d+)", re.MULTILINE),
    "COUNT-ARENDEN": re.compile(r"^Ärenden: (\d+)", re.MULTILINE),
    "COUNT-HANDLINGAR": re.compile(r"^Ärenden: \d+, handlingar: (\d+)", re.MULTILINE),
}
_PERIOD = re.compile(r"^Halvår:.*\((\d{4}-\d\d-\d\d) till (\d{4}-\d\d-\d\d)\)", re.MULTILINE)
_EXTRACT = re.compile(r"Detta är ett UTDRAG")
_TOLD = 20
"""So many breaches of one rule are told of one file; more say nothing new."""


def check_contents(tree: PackageTree, sizes: Mapping[str, str], found: Found) -> Iterator[Finding]:
    """Check what the files of a package say of each other, and note what there is.

    Args:
        tree: The package.
        sizes: The size that is declared of each file.
        found: Where to note it; the checksums that are declared stand in it.
    """
    paths = tree.paths
    found.snapshots = sum(bool(_SNAPSHOT.fullmatch(path)) for path in paths)
    yield from (finding("EMPTY-FILE", path) for path in paths if tree.size(path) == 0)
    for place in filter(_PREMIS.fullmatch, paths):
        yield from _check_premis(tree, place, sizes, found)
    instructions = _read_instructions(tree, paths, found)
    for place in filter(_ERMS.fullmatch, paths):
        yield from _check_erms(tree, place, sizes, found)
    for place in filter(_JOURNAL.fullmatch, paths):
        yield from _check_journal(tree, place, found)
    if instructions:
        yield from _check_counts(*instructions, found)


def _check_premis(
    tree: PackageTree, place: str, sizes: Mapping[str, str], found: Found
) -> Iterator[Finding]:
    """The checksums in PREMIS, taken when files were kept, are those that are declared."""
    try:
        told = read_premis(tree, place)
    except UnreadableXmlError as error:
        yield finding("XML", place, error)
        return
    for each in told.files:
        same_size = each.size is None or sizes.get(each.path, each.size) == each.size
        if found.checksums.get(each.path) != each.checksum or not same_size:
            yield finding("PREMIS", place, each.path)
    yield from (finding("PREMIS-REFERENCE", place, name) for name in told.unresolved[:_TOLD])
    yield from (finding("EMPTY-ELEMENT", place, name) for name in told.empty[:_TOLD])


def _check_erms(
    tree: PackageTree, place: str, sizes: Mapping[str, str], found: Found
) -> Iterator[Finding]:
    try:
        told = found.diarium = read_diarium(tree, place)
    except UnreadableXmlError as error:
        yield finding("XML", place, error)
        return
    yield from _check_attached(tree, place, told, sizes, found)
    for number, times in told.identifiers.items():
        if times > 1 and number:
            yield finding("ERMS-ID", place, number)
    for number in told.related:
        if number not in told.identifiers:
            yield finding("ERMS-REFERENCE", place, number)
    yield from (finding("EMPTY-ELEMENT", place, name) for name in told.empty[:_TOLD])
    yield from _check_dates(place, told, found)


def _check_attached(
    tree: PackageTree, place: str, told: Diarium, sizes: Mapping[str, str], found: Found
) -> Iterator[Finding]:
    """Every file that a handling names is there, and every file there belongs to one handling."""
    named = Counter(each.path for each in told.files)
    for each in told.files:
        if each.path not in tree or each.path is None:
            yield finding("ERMS", place, each.href)
            continue
        if not _is_as_declared(each, sizes, found):
            yield finding("ERMS-CHECKSUM", place, each.href)
    folder = f"{place.rpartition('/')[0]}/"
    for path in tree.paths:
        if path.startswith(folder) and path != place and named[path] != 1:
            yield finding("ERMS-FILE", path, named[path])


def _is_as_declared(file: Attached, sizes: Mapping[str, str], found: Found) -> bool:
    """Say whether what stands beside a handling's file is what is declared of it."""
    path, checksum = file.path or "", (file.checksum or "").lower()
    same_size = file.size is None or file.size == sizes.get(path, file.size)
    return same_size and checksum in {"", found.checksums.get(path)}


def _check_dates(place: str, told: Diarium, found: Found) -> Iterator[Finding]:
    made = _moment(found.created)
    if told.latest and made and told.latest > made:
        yield finding("ERMS-DATE", place, told.latest.isoformat())
    if found.period and not found.is_extract:
        first, last = found.period
        for number, day in told.closed.items():
            if not first <= day <= last:
                yield finding("PERIOD", place, f"{number} {day}")


def _check_journal(tree: PackageTree, place: str, found: Found) -> Iterator[Finding]:
    """The journal's extract is proved again, and vouches for what is in the package."""
    told = found.diarium
    claims = Claims(
        place=place, beteckningar=told.handlingar, checksums=frozenset(found.checksums.values()),
        stamped=dict(_list_stamped(tree)),
    )  # fmt: skip
    try:
        with tree.open(place) as stream:
            found.proof = prove(stream, claims)
    except UNREADABLE as error:
        yield finding("CHAIN-LINE", place, error)
        return
    yield from (finding(*each) for each in found.proof.breaches)


def _list_stamped(tree: PackageTree) -> Iterator[tuple[int, str]]:
    """Yield the entries of the journal that timestamps in the package vouch for."""
    for path in filter(_STAMPED.fullmatch, tree.paths):
        yield read_statement(tree.read(path, _LONGEST_TEXT))


def _read_instructions(tree: PackageTree, paths: list[str], found: Found) -> tuple[str, str] | None:
    """Return where the reading instructions lie and what they say, and note their half-year."""
    place = next(filter(_READ_ME.fullmatch, paths), None)
    if place is None:
        return None
    text = tree.read(place, _LONGEST_TEXT).decode("utf-8", "replace")
    period = _PERIOD.search(text)
    if period:
        try:
            found.period = date.fromisoformat(period[1]), date.fromisoformat(period[2])
        except ValueError:
            found.period = None
    found.is_extract = bool(_EXTRACT.search(text))
    return place, text


def _check_counts(place: str, text: str, found: Found) -> Iterator[Finding]:
    """There is as much in the package as its reading instructions say."""
    there = {
        "COUNT-SNAPSHOTS": found.snapshots,
        "COUNT-ARENDEN": len(found.diarium.arenden),
        "COUNT-HANDLINGAR": len(found.diarium.handlingar),
    }
    for number, pattern in _COUNTS.items():
        said = pattern.search(text)
        if said and int(said[1][:18]) != there[number]:
            yield finding(number, place, f"{said[1][:18]} / {there[number]}")


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
