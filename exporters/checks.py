"""Our own check of a package: every file, every reference, every MUST of CSIP and SIP 2.2.0.

The package may be hostile: nothing is followed out of its folder, no link on the disk, no DTD, no
entity and no address on the network.
"""

import hashlib
import os
import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from diarium.errors import UsageError
from diarium.files import CHUNK
from exporters.csip_rules import find_breaches
from exporters.namespaces import ERMS, METS, PREMIS
from exporters.references import Reference, list_references, list_unresolved
from exporters.safe_xml import UnreadableXmlError, read_xml

ROOT = "METS.xml"
ERROR, WARNING = "error", "warning"
FILE_MISSING = "FILE-MISSING"
FILE_UNDECLARED = "FILE-UNDECLARED"
FILE_TWICE = "FILE-TWICE"
FILE_SIZE = "FILE-SIZE"
FILE_CHECKSUM = "FILE-CHECKSUM"
MANIFEST = "MANIFEST"
_METS = re.compile(r"(representations/[^/]+/)?METS\.xml")
_PREMIS = re.compile(r"(representations/[^/]+/)?metadata/preservation/PREMIS\.xml")
_ERMS = re.compile(r"representations/[^/]+/data/ERMS\.xml")
ALTERED = frozenset({FILE_MISSING, FILE_UNDECLARED, FILE_SIZE, FILE_CHECKSUM, MANIFEST})
"""Findings that say that the bytes are not what they were when the package was made."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a package.

    Attributes:
        rule: The requirement's number, such as ``CSIP69``, or a code of our own.
        severity: ``error``, or ``warning`` for what the specification only recommends.
        place: The file, relative to the package.
        message: What is wrong, untranslated.
        detail: What exactly, as the file or the specification has it; never translated.
    """

    rule: str
    severity: str
    place: str
    message: str
    detail: str = ""


def check_package(folder: Path) -> list[Finding]:
    """Check a package that lies unpacked in a folder.

    Returns:
        What is wrong, in the order of the files; an empty list when all is as it should be.

    Raises:
        UsageError: The folder is not there, or is no folder.
    """
    if not folder.is_dir():
        raise UsageError("{path} is no folder; give the folder of a package", path=folder)
    if not (folder / ROOT).is_file():
        return [Finding("CSIPSTR4", ERROR, ROOT, "the package has no METS.xml in its root folder")]
    return [*_check_name(folder), *_check_contents(folder)]


def is_package(folder: Path) -> bool:
    """Say whether a folder looks like a package, right or wrong."""
    return (folder / ROOT).is_file()


def _check_contents(folder: Path) -> Iterator[Finding]:
    lying, odd = _list_files(folder)
    yield from odd
    references = list[Reference]()
    for place in sorted(filter(_METS.fullmatch, lying)):
        try:
            mets = read_xml(folder / place)
        except UnreadableXmlError as error:
            yield Finding("XML", ERROR, place, "the file is no XML that can be trusted", str(error))
            continue
        if mets.tag != f"{{{METS}}}mets":
            yield Finding("XML", ERROR, place, "the file is no METS")
            continue
        references += list_references(mets, place)
        yield from _check_mets(mets, folder, place)
    yield from _check_declared(lying, references)
    yield from _check_bytes(folder, lying, references)
    yield from _check_premis(folder, lying, references)
    yield from _check_erms(folder, lying)


def _check_name(folder: Path) -> Iterator[Finding]:
    """CSIPSTR2: the root folder should be named as the package."""
    try:
        name = read_xml(folder / ROOT).get("OBJID")
    except UnreadableXmlError:
        return
    if name != folder.resolve().name:
        yield Finding(
            "CSIPSTR2", WARNING, ROOT, "the folder should have the package's name", name or ""
        )


def _check_mets(mets: etree._Element, folder: Path, place: str) -> Iterator[Finding]:
    for rule, element in find_breaches(mets, (folder / place).parent):
        where = f"{place}:{element.sourceline}" if element.sourceline else place
        detail = f"{rule.says} ({rule.times})"
        yield Finding(rule.id, ERROR, where, "a demand of the specification is not met", detail)
    for name in list_unresolved(mets):
        yield Finding(
            "REFERENCE",
            ERROR,
            place,
            "an identifier is given twice, or pointed to and not given",
            name,
        )


def _check_declared(lying: set[str], references: list[Reference]) -> Iterator[Finding]:
    """Every file is declared exactly once; a pointer to a METS is no declaration."""
    declared = [each.path for each in references if each.declares and each.path]
    counted = Counter(declared)
    for each in references:
        if each.path is None:
            yield Finding(
                "HREF", ERROR, each.place, "an address leads out of the package", repr(each.href)
            )
        elif each.path not in lying:
            yield Finding(FILE_MISSING, ERROR, each.path, "the file is gone", each.place)
    for path in sorted(lying - set(declared) - {ROOT}):
        yield Finding(FILE_UNDECLARED, ERROR, path, "the file is in no METS; it was put in later")
    for path, times in sorted(counted.items()):
        if times > 1 or path == ROOT:
            yield Finding(FILE_TWICE, ERROR, path, "the file is declared more than once")


def _check_bytes(folder: Path, lying: set[str], references: list[Reference]) -> Iterator[Finding]:
    for each in references:
        if not each.declares or each.path not in lying or each.path is None:
            continue
        size, sha256 = _measure(folder / each.path)
        if each.size != str(size):
            detail = f"{size} / {each.size}"
            yield Finding(FILE_SIZE, ERROR, each.path, "the file's size was changed", detail)
        if each.algorithm != "SHA-256":
            yield Finding("CHECKSUM-TYPE", ERROR, each.path, "the checksum is no SHA-256")
        elif (each.checksum or "").lower() != sha256:
            yield Finding(FILE_CHECKSUM, ERROR, each.path, "the file's bytes were changed", sha256)


def _check_premis(folder: Path, lying: set[str], references: list[Reference]) -> Iterator[Finding]:
    """The checksums in PREMIS, taken when files were kept, are those of METS."""
    declared = {each.path: each.checksum for each in references if each.declares}
    for place in sorted(filter(_PREMIS.fullmatch, lying)):
        try:
            premis = read_xml(folder / place)
        except UnreadableXmlError as error:
            yield Finding("XML", ERROR, place, "the file is no XML that can be trusted", str(error))
            continue
        for thing in premis.iterfind(f"{{{PREMIS}}}object"):
            path = thing.findtext(f".//{{{PREMIS}}}contentLocationValue")
            noted = thing.findtext(f".//{{{PREMIS}}}messageDigest")
            if path is not None and declared.get(path) != noted:
                yield Finding(
                    "PREMIS", ERROR, place, "a checksum in PREMIS is not the one in METS", path
                )


def _check_erms(folder: Path, lying: set[str]) -> Iterator[Finding]:
    """Every file that a handling names lies in the representation, under that name."""
    for place in sorted(filter(_ERMS.fullmatch, lying)):
        try:
            erms = read_xml(folder / place)
        except UnreadableXmlError as error:
            yield Finding("XML", ERROR, place, "the file is no XML that can be trusted", str(error))
            continue
        for appendix in erms.iter(f"{{{ERMS}}}appendix"):
            path = appendix.get("path", "")
            if posixpath.join(posixpath.dirname(place), path) not in lying:
                yield Finding("ERMS", ERROR, place, "a handling names a file that is gone", path)


def _list_files(folder: Path) -> tuple[set[str], list[Finding]]:
    """List the files; a link or a device is a finding, and is never followed or opened."""
    lying, odd = set[str](), list[Finding]()
    for place, folders, files in os.walk(folder):
        for name in sorted([*folders, *files]):
            path = Path(place) / name
            relative = _show(path.relative_to(folder).as_posix())
            if path.is_symlink() or not (path.is_dir() or path.is_file()):
                odd.append(
                    Finding("NOT-A-FILE", ERROR, relative, "it is neither a file nor a folder")
                )
            elif path.is_file():
                lying.add(relative)
    return lying, odd


def _show(name: str) -> str:
    """Return a name that may be no UTF-8 as text; no METS can name such a file."""
    return name.encode("utf-8", "backslashreplace").decode()


def _measure(path: Path) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return size, digest.hexdigest()
