"""Our own check of a bag: RFC 8493, read as a reader must who trusts nothing in it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from exporters.checks.findings import Finding, finding
from exporters.checks.package_sources import UNREADABLE
from exporters.checks.package_tree import PackageTree
from exporters.packages.bag_names import DECLARATION, INFO, TAG_MANIFEST, decode_path

Progress = Callable[[int, int], None]
_LISTS = re.compile(r"(tag)?manifest-(sha256|sha384|sha512)\.txt")
_LENGTHS = {"sha256": 64, "sha384": 96, "sha512": 128}
_LINE = re.compile(r"([0-9A-Fa-f]+)[ \t]+(?:\*|\./)?(.+)")
_DECLARED = re.compile(r"BagIt-Version: 1\.0\r?\nTag-File-Character-Encoding: UTF-8\r?\n?")
_OXUM = re.compile(r"(?m)^Payload-Oxum:[ \t]*(\d+)\.(\d+)[ \t]*\r?$")
_LABELLED = re.compile(r"[^\s:][^:\r\n]*:[ \t].*|[ \t].*|")
_LONGEST_LINE = 1 << 16
_LONGEST_TAG_FILE = 1 << 20
_MANY = 1000
"""Faults in a list after which the rest of it is not read."""
_DATA = "data/"


@dataclass(slots=True)
class _List:
    """A manifest as it reads.

    Attributes:
        checksums: By the path of each file that it lists and that is there.
        findings: What is wrong with it.
    """

    checksums: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def check_bag(tree: PackageTree, progress: Progress | None = None) -> Iterator[Finding]:
    """Yield what is wrong with a bag.

    Args:
        tree: The package.
        progress: Called with the bytes read and the bytes in all, of each list.
    """
    yield from _check_declaration(tree)
    yield from _check_info(tree)
    lists = sorted(filter(_LISTS.fullmatch, tree.paths))
    payload = {path for path in tree.paths if path.startswith(_DATA)}
    if not payload:
        yield finding("BAGIT-DATA", _DATA)
    if not any(name.startswith("manifest-") for name in lists):
        yield finding("BAGIT-MANIFEST", "manifest-sha256.txt")
    if "fetch.txt" in tree:
        yield finding("BAGIT-FETCH", "fetch.txt")
    tags = set(tree.paths) - payload
    yield from _check_tags(tree, lists)
    for name in lists:
        of_tags = name.startswith("tag")
        wanted = {each for each in tags if not each.startswith("tagmanifest-")}
        yield from _check_list(tree, name, wanted if of_tags else payload, progress)


def list_checksums(tree: PackageTree) -> dict[str, str]:
    """Return the SHA-256 of every file of the payload, as the manifest lists it."""
    name = "manifest-sha256.txt"
    return _read_list(tree, name).checksums if name in tree else {}


def read_info(tree: PackageTree) -> dict[str, str]:
    """Return what bag-info.txt says, by label; of several lines with one label the last."""
    told, label = dict[str, str](), ""
    for line in (_read_text(tree, INFO) or "").splitlines():
        if line[:1] in (" ", "\t") and label:
            told[label] += f" {line.strip()}"
        elif ":" in line:
            label, _colon, value = line.partition(":")
            told[label] = value.strip()
    return told


def _check_declaration(tree: PackageTree) -> Iterator[Finding]:
    text = _read_text(tree, DECLARATION)
    if text is None or not _DECLARED.fullmatch(text):
        yield finding("BAGIT-DECLARATION", DECLARATION, (text or "")[:80])


def _check_info(tree: PackageTree) -> Iterator[Finding]:
    if INFO not in tree:
        return
    text = _read_text(tree, INFO)
    lines = text.split("\n") if text is not None else ["\N{REPLACEMENT CHARACTER}"]
    for number, line in enumerate(lines, start=1):
        if not _LABELLED.fullmatch(line.rstrip("\r")):
            yield finding("BAGIT-INFO", f"{INFO}:{number}", line[:80])
    sizes = [tree.size(path) for path in tree.paths if path.startswith(_DATA)]
    for size, count in _OXUM.findall(text or ""):
        if (int(size), int(count)) != (sum(sizes), len(sizes)):
            yield finding("BAGIT-OXUM", INFO, f"{sum(sizes)}.{len(sizes)} / {size}.{count}")


def _check_tags(tree: PackageTree, lists: list[str]) -> Iterator[Finding]:
    """Every manifest must stand in each tag manifest, of which there should be one."""
    manifests = {name for name in lists if name.startswith("manifest-")}
    tag_lists = [name for name in lists if name.startswith("tag")]
    if not tag_lists:
        yield finding("BAGIT-TAGS", TAG_MANIFEST)
    for name in tag_lists:
        for missing in sorted(manifests - _read_list(tree, name).checksums.keys()):
            yield finding("BAGIT-TAGS", name, missing)


def _check_list(
    tree: PackageTree, name: str, wanted: set[str], progress: Progress | None
) -> Iterator[Finding]:
    """Hold what lies there against a list, in both directions, and the bytes against it."""
    listed = _read_list(tree, name)
    yield from listed.findings
    for path in sorted(wanted - listed.checksums.keys()):
        yield finding("FILE-UNDECLARED", path, name)
    for path in sorted(listed.checksums.keys() - wanted):
        yield finding("HREF", name, path)
    known = sorted(listed.checksums.keys() & wanted)
    found = tree.digest(known, _algorithm(name), progress)
    for path in known:
        if found[path] is None:
            yield finding("FILE-UNREADABLE", path)
        elif found[path] != listed.checksums[path]:
            yield finding("FILE-CHECKSUM", path, found[path])


def _read_list(tree: PackageTree, name: str) -> _List:
    read = _List()
    try:
        with tree.open(name) as stream:
            number = 0
            while len(read.findings) < _MANY and (raw := stream.readline(_LONGEST_LINE)):
                number += 1
                _read_line(tree, read, name, number, raw)
    except UNREADABLE:
        read.findings.append(finding("FILE-UNREADABLE", name))
    return read


def _read_line(tree: PackageTree, read: _List, name: str, number: int, raw: bytes) -> None:
    line = _LINE.fullmatch(raw.decode("utf-8", "replace").rstrip("\r\n"))
    if line is None or len(line[1]) != _LENGTHS[_algorithm(name)]:
        read.findings.append(finding("BAGIT-LINE", f"{name}:{number}"))
        return
    path = decode_path(line[2])
    if path in read.checksums:
        read.findings.append(finding("FILE-TWICE", path, name))
    elif path in tree:
        read.checksums[path] = line[1].lower()
    elif path.startswith("/") or ".." in path.split("/") or "\\" in path:
        read.findings.append(finding("HREF", name, path))
    else:
        read.findings.append(finding("FILE-MISSING", path, name))


def _algorithm(name: str) -> str:
    return name.removesuffix(".txt").rpartition("-")[2]


def _read_text(tree: PackageTree, path: str) -> str | None:
    """Return a small text, or nothing where it is not there or is no UTF-8."""
    if path not in tree:
        return None
    try:
        return tree.read(path, _LONGEST_TAG_FILE).decode("utf-8")
    except (UnicodeDecodeError, *UNREADABLE):
        return None
