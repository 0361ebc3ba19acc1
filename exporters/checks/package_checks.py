"""Our own check of a package: every file, every reference, every rule of its profile.

The package may be hostile: nothing is unpacked to the disk, nothing is followed out of it, no DTD,
no entity and no address on the network.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from exporters.checks.bagit_checks import check_bag, list_checksums, read_info
from exporters.checks.content_checks import check_contents
from exporters.checks.findings import Finding, finding
from exporters.checks.found import Found
from exporters.checks.mets_reading import read_mets, read_root
from exporters.checks.package_sources import UnreadablePackageError
from exporters.checks.package_tree import PackageTree, open_tree
from exporters.checks.references import Reference
from exporters.checks.rules import read_rules
from exporters.packages.profiles import BUILT_IN, Profile, load_profile

ROOT = "METS.xml"
ROOTS = {"eark": ROOT, "fgs": "sip.xml", "bagit": "bagit.txt"}
"""The file in the root folder that tells the layout of a package."""
_VOUCHING = {"eark": ROOT, "fgs": "sip.xml", "bagit": "tagmanifest-sha256.txt"}
_METS = re.compile(r"(representations/[^/]+/)?METS\.xml|sip\.xml")
_ALGORITHMS = {"SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}
_SCHEMA = re.compile(r"(.+/)?(schemas|System)/[^/]+\.xsd")
Progress = Callable[[int, int], None]


def check_package(path: Path) -> list[Finding]:
    """Check a package in a folder, a zip or a tar.

    Returns:
        What is wrong; an empty list when all is as it should be.

    Raises:
        UsageError: There is nothing there that could be a package.
    """
    try:
        with open_tree(path) as tree:
            return check_tree(tree)[0]
    except UnreadablePackageError as error:
        return [finding("CONTAINER", path.name, error)]


def check_tree(tree: PackageTree, progress: Progress | None = None) -> tuple[list[Finding], Found]:
    """Check a package that has been opened.

    Args:
        tree: The package.
        progress: Called with the bytes read and the bytes in all.

    Returns:
        What is wrong, and what there is.
    """
    paths = tree.paths
    found = Found(
        name=tree.name, container=tree.container, files=len(paths),
        size=sum(map(tree.size, paths)), schemas=any(map(_SCHEMA.fullmatch, paths)),
    )  # fmt: skip
    findings = [finding(each.rule, each.path) for each in tree.odd]
    layout = next((layout for layout, root in ROOTS.items() if root in tree), None)
    if layout is None:
        return [*findings, finding("CSIPSTR4", ROOT)], found
    profile, unknown = _recognise(tree, layout, found)
    findings += unknown
    if layout == "bagit":
        findings += check_bag(tree, progress)
        found.checksums = list_checksums(tree)
        found.label = read_info(tree).get("External-Description", "")
        return [*findings, *check_contents(tree, {}, found)], found
    references = list[Reference]()
    findings += _check_mets(tree, profile, found, references)
    findings += _check_declared(tree, references, ROOTS[layout])
    findings += _check_bytes(tree, references, progress)
    declared = [each for each in references if each.declares and each.path]
    found.checksums = {each.path or "": each.checksum or "" for each in declared}
    sizes = {each.path or "": each.size or "" for each in declared}
    return [*findings, *check_contents(tree, sizes, found)], found


def _recognise(tree: PackageTree, layout: str, found: Found) -> tuple[Profile, list[Finding]]:
    """Say whose form a package has, by what it says itself, and note it."""
    said = {} if layout == "bagit" else read_root(tree, ROOTS[layout])
    alike = [each for each in map(load_profile, BUILT_IN) if each.layout == layout]
    known = [each for each in alike if each.mets_profile == said.get("PROFILE", "")]
    profile = (known or alike)[0]
    found.profile = profile.name if known else None
    found.title, found.rules = profile.title, profile.rules
    found.label = said.get("LABEL", "")
    found.manifest = _VOUCHING[layout]
    if found.manifest in tree:
        found.manifest_sha256 = tree.digest([found.manifest])[found.manifest] or ""
    if known or not said:
        return profile, []
    return profile, [finding("PROFILE", ROOTS[layout], said.get("PROFILE", ""))]


def _check_mets(
    tree: PackageTree, profile: Profile, found: Found, references: list[Reference]
) -> Iterator[Finding]:
    """Hold each METS to the rules of the profile, and gather the files that they name."""
    rules = [rule for name in profile.rules for rule in read_rules(name).rules]
    own = ROOTS[profile.layout]
    for place in filter(_METS.fullmatch, tree.paths):
        mets = read_mets(tree, place, rules, root=place == own)
        references += mets.references
        yield from mets.findings
        if place == own and mets.attributes:
            found.created = mets.created
            yield from _check_name(tree, mets.attributes.get("OBJID", ""), profile)


def _check_name(tree: PackageTree, name: str, profile: Profile) -> Iterator[Finding]:
    """CSIPSTR1 and CSIPSTR2: one root folder, named as the package."""
    if profile.layout != "eark":
        return
    if not tree.has_root:
        yield finding("CSIPSTR1", ROOT)
    if name != tree.name:
        yield finding("CSIPSTR2", ROOT, name)


def _check_declared(tree: PackageTree, references: list[Reference], own: str) -> Iterator[Finding]:
    """Every file is declared exactly once; a pointer to a METS is no declaration."""
    counted = Counter(each.path for each in references if each.declares and each.path)
    for each in references:
        if each.path is None:
            yield finding("HREF", each.place, repr(each.href))
        elif each.path not in tree:
            yield finding("FILE-MISSING", each.path, each.place)
    for path in tree.paths:
        if path not in counted and path != own:
            yield finding("FILE-UNDECLARED", path)
    for path, times in counted.items():
        if path and (times > 1 or path == own):
            yield finding("FILE-TWICE", path, times)


def _check_bytes(
    tree: PackageTree, references: list[Reference], progress: Progress | None
) -> Iterator[Finding]:
    """Every file that is declared has the size and the checksum that is declared."""
    by_algorithm = defaultdict[str, list[Reference]](list)
    for each in references:
        if each.declares and each.path in tree:
            by_algorithm[_ALGORITHMS.get(each.algorithm or "", "")].append(each)
    for each in by_algorithm.pop("", ()):
        yield finding("CHECKSUM-TYPE", each.path or "", each.algorithm)
    for algorithm, declared in by_algorithm.items():
        paths = dict.fromkeys(each.path or "" for each in declared)
        digests = tree.digest(paths, algorithm, progress)
        for each in declared:
            yield from _compare(tree, each, digests[each.path or ""])


def _compare(tree: PackageTree, declared: Reference, digest: str | None) -> Iterator[Finding]:
    path = declared.path or ""
    if declared.size != str(tree.size(path)):
        yield finding("FILE-SIZE", path, f"{tree.size(path)} / {declared.size}")
    if digest is None:
        yield finding("FILE-UNREADABLE", path)
    elif declared.checksum != digest:
        yield finding("FILE-CHECKSUM", path, digest)
