"""Packages harmed in one way each, by the number of the rule that then is broken."""

import os
import re
import shutil
import struct
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

DIARIUM = "representations/diarium"
SNAPSHOTS = "representations/snapshots"
ERMS = f"{DIARIUM}/data/ERMS.xml"
PREMIS = f"{DIARIUM}/metadata/preservation/PREMIS.xml"
METS = f"{SNAPSHOTS}/METS.xml"
READ_ME = "documentation/las_mig.txt"


def change(package: Path, place: str, old: str, new: str) -> None:
    """Replace text in a file by a pattern; the pattern must be there."""
    path = package / place
    text = path.read_text(encoding="utf-8")
    changed, times = re.subn(old, new, text, count=1, flags=re.DOTALL)
    assert times == 1, old
    path.write_text(changed, encoding="utf-8")


def by(place: str, old: str, new: str) -> Callable[[Path], None]:
    """Return what changes a text of a package."""
    return lambda package: change(package, place, old, new)


def picture(package: Path) -> Path:
    """Return the file of a snapshot."""
    return next((package / SNAPSHOTS / "data").glob("*.pdf"))


def _empty(package: Path) -> None:
    picture(package).write_bytes(b"")


def _link(package: Path) -> None:
    """Put a link where a file was."""
    path = picture(package)
    path.rename(package.parent / "undan.pdf")
    path.symlink_to(package.parent / "undan.pdf")


FILES: dict[str, Callable[[Path], object]] = {
    "CSIPSTR2": lambda package: change(package, "METS.xml", ' OBJID="', ' OBJID="x'),
    "CSIPSTR4": lambda package: (package / "METS.xml").unlink(),
    "PROFILE": by("METS.xml", "E-ARK-SIP-v2-2-0", "E-ARK-SIP-v9"),
    "FILE-MISSING": lambda package: picture(package).unlink(),
    "FILE-UNDECLARED": lambda package: (package / "extra.txt").write_text("x", "utf-8"),
    "FILE-SIZE": lambda package: picture(package).write_bytes(b"%PDF-1.7 1 "),
    "FILE-CHECKSUM": lambda package: picture(package).write_bytes(b"%PDF-1.7 2"),
    "FILE-TWICE": by(METS, "(<file .*?</file>)", r"\1\1"),
    "HREF": by(METS, 'href="data/', 'href="../../../data/'),
    "CHECKSUM-TYPE": by(METS, 'CHECKSUMTYPE="SHA-256"', 'CHECKSUMTYPE="MD5"'),
    "NOT-A-FILE": _link,
    "NAME-UNSAFE": lambda package: (package / "a\\b.txt").write_text("x", "utf-8"),
    "NAME-TWICE": lambda package: shutil.copy(package / "METS.xml", package / "Mets.XML"),
    "EMPTY-FILE": _empty,
    "XML": by(METS, "</mets>", ""),
    "REFERENCE": by("METS.xml", ' ADMID="[^"]*"', ' ADMID="uuid-none"'),
    "EMPTY-ELEMENT": by(ERMS, "<title>[^<]*</title>", "<title></title>"),
    "PREMIS": by(PREMIS, "<messageDigest>.", "<messageDigest>x"),
    "PREMIS-REFERENCE": by(
        PREMIS, "(<linkingAgentIdentifierValue>)[^<]*", r"\1uuid-none"
    ),
    "ERMS": by(ERMS, ' path="ks', ' path="../x'),
    "ERMS-FILE": by(ERMS, "<appendix [^>]*(/>|></appendix>)", ""),
    "ERMS-ID": by(ERMS, r"<objectId>KS/2026:1-2</objectId>", "<objectId>KS/2026:1-1</objectId>"),
    "ERMS-REFERENCE": by(
        ERMS, "(<status [^>]*>)(</status>)?",
        r'\1\2<relation relationType="has_redacted_version">KS/2026:9-9</relation>',
    ),
    "ERMS-DATE": by(ERMS, r"(dateType=\"closed\">)2026", r"\g<1>2199"),
    "PERIOD": by(ERMS, r"(dateType=\"closed\">)2026", r"\g<1>2025"),
    "COUNT-ARENDEN": by(READ_ME, r"Ärenden: 1", "Ärenden: 2"),
    "COUNT-HANDLINGAR": by(READ_ME, r"handlingar: 3", "handlingar: 4"),
    "COUNT-SNAPSHOTS": by(READ_ME, r"Ögonblicksbilder: 1", "Ögonblicksbilder: 0"),
}  # fmt: skip


def put_in_zip(package: Path, target: Path, method: int = zipfile.ZIP_STORED) -> Path:
    """Put a package's folder in a zip."""
    with zipfile.ZipFile(target, "w", method) as archive:
        for path in sorted(package.rglob("*")):
            archive.write(path, path.relative_to(package.parent))
    return target


def put_in_tar(package: Path, target: Path) -> Path:
    """Put a package's folder in a tar."""
    with tarfile.open(target, "w") as archive:
        archive.add(package, arcname=package.name)
    return target


def _cut_off(package: Path, folder: Path) -> Path:
    made = put_in_zip(package, folder / "a.zip")
    os.truncate(made, made.stat().st_size // 2)
    return made


def _second_root(package: Path, folder: Path) -> Path:
    """Put a package's files at the root of a zip, with no folder around."""
    made = folder / "a.zip"
    with zipfile.ZipFile(made, "w") as archive:
        for path in sorted(package.rglob("*")):
            archive.write(path, path.relative_to(package))
    return made


def _flip_stored(package: Path, folder: Path) -> Path:
    """Change a byte of a picture within the zip, so that its CRC is wrong."""
    made = put_in_zip(package, folder / "a.zip")
    content = bytearray(made.read_bytes())
    content[content.index(picture(package).read_bytes()) + 3] ^= 1
    made.write_bytes(content)
    return made


def _encrypt(package: Path, folder: Path) -> Path:
    """Say of the first file of a zip that it is encrypted, in both places where it is said."""
    made = put_in_zip(package, folder / "a.zip")
    content = bytearray(made.read_bytes())
    with zipfile.ZipFile(made) as archive:
        info = next(each for each in archive.infolist() if not each.is_dir())
        central = content.index(b"PK\x01\x02", archive.start_dir)
    while content[central + 46 : central + 46 + len(info.filename)] != info.filename.encode():
        central = content.index(b"PK\x01\x02", central + 4)
    for place in (info.header_offset + 6, central + 8):
        struct.pack_into("<H", content, place, 1)
    made.write_bytes(content)
    return made


CONTAINERS: dict[str, Callable[[Path, Path], Path]] = {
    "CONTAINER": _cut_off,
    "CSIPSTR1": _second_root,
    "FILE-UNREADABLE": _flip_stored,
    "ENCRYPTED": _encrypt,
}

FGS_ERMS = "Content/diarium/FGS-ERMS.xml"
FGS_FILES: dict[str, Callable[[Path], object]] = {
    "ERMS-CHECKSUM": by(FGS_ERMS, ' Checksumma="[0-9a-f]', ' Checksumma="x'),
    "ERMS": by(FGS_ERMS, ' Lank="Content/', ' Lank="Contents/'),
    "ERMS-FILE": by(FGS_ERMS, "<Bilaga [^>]*(/>|></Bilaga>)", ""),
    "ERMS-ID": by(FGS_ERMS, "<ArkivobjektID>KS/2026:1-2<", "<ArkivobjektID>KS/2026:1-1<"),
    "ERMS-REFERENCE": by(
        FGS_ERMS, "<Rubrik>", '<HandlingRelation Typ="Maskad version">x</HandlingRelation><Rubrik>'
    ),
    "ERMS-DATE": by(FGS_ERMS, "<Skapad>2026", "<Skapad>2199"),
    "PERIOD": by(FGS_ERMS, "<Avslutat>2026", "<Avslutat>2025"),
    "PREMIS": by("metadata/PREMIS.xml", "<messageDigest>.", "<messageDigest>x"),
    "COUNT-HANDLINGAR": by("Content/documentation/las_mig.txt", "handlingar: 3", "handlingar: 4"),
    "HREF": by("sip.xml", "file:///Content/", "file:///../Content/"),
    "FILE-MISSING": by("sip.xml", "file:///Content/", "file:///Contents/"),
}
"""The same in a package by FGS Paketstruktur 1.2, whose ERMS has other names for things."""
