"""Packages of every profile and form with all that records alone tell, and how to harm them."""

import hashlib
import shutil
import tarfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from diarium.files import FileStore
from diarium.gallring_records import GallringProtocol
from diarium.masked_versions import MaskedVersion
from exporters.packages.contents import PackageContents
from exporters.packages.planning import plan_delivery
from exporters.packages.profiles import Profile, load_profile
from exporters.packages.schemas import gather_schemas
from tests.capture.web_archives import make_wacz
from tests.exporters.building import ALL, write
from tests.exporters.records import KEPT_AT, Records, contents, snapshot
from tests.exporters.test_forteckning import account

FORMS = ("folder", "zip", "tar")


def whole_contents(records: Records, work: Path, **changes: object) -> PackageContents:
    """Return contents of every kind: a real web archive, a masked version, a protocol, accounts."""
    work.mkdir(parents=True, exist_ok=True)
    taken = snapshot(records)
    content = make_wacz(work).read_bytes()
    wacz = records.keep(content, "application/wacz+zip", "sida.wacz", "wacz")
    masked = records.keep(b"%PDF-1.7 maskerad", "application/pdf", "kopia.pdf", "masked")
    protocol = records.keep(b"<!DOCTYPE html><p>x", "text/html", "protokoll.html", "protocol")
    values: dict[str, object] = {
        "snapshots": (replace(taken, files=(*taken.files, wacz)),),
        "masked": {
            3: (
                MaskedVersion(
                    request="KS-U3", provision="OSL 26 kap. 1 §", file=masked, at=KEPT_AT, by="reg"
                ),
            )
        },
        "accounts": (account("Stadens sida"), account("Gamla bloggen", account="ks-y")),
        "protocols": (
            GallringProtocol(number=1, decision="KS § 4", file=protocol, at=KEPT_AT, by="reg"),
        ),
    }
    return contents(records, **(values | changes))


def build_whole(
    records: Records,
    folder: Path,
    whole: PackageContents,
    profile: str | Profile,
    form: str,
    schemas: Path | None,
) -> list[Path]:
    """Build every package of a delivery, and return where they lie."""
    used = load_profile(profile) if isinstance(profile, str) else profile
    models = plan_delivery(whole, used, ALL, gather_schemas(used, schemas))
    return [write(records, folder, model, form) for model in models]


def digests_that_go_in(whole: PackageContents, files: FileStore) -> Counter[str]:
    """Return what the register holds of each file that goes in: SHA-256, as often as it is named.

    A file that is a range of a larger one, such as a message of a mailbox, is that range.
    """
    handlingar = [each for arende in whole.arenden for each in arende.handlingar]
    named = [
        *(file for each in whole.snapshots for file in each.files),
        *(file for each in handlingar if not whole.withholds(each) for file in each.files),
        *(version.file for versions in whole.masked.values() for version in versions),
        *(protocol.file for protocol in whole.protocols),
    ]
    parts = (files.read(file.sha256, file.start, file.length) for file in named)
    return Counter(hashlib.sha256(part).hexdigest() for part in parts)


def digests_in(root: Path) -> Counter[str]:
    """Return the SHA-256 of every file under a folder, as often as it is there."""
    return Counter(hashlib.sha256(path.read_bytes()).hexdigest() for path in _files_in(root))


def unpack(package: Path, folder: Path) -> Path:
    """Copy a package of any form to a folder, by Python's own readers, and return its root."""
    folder.mkdir(parents=True)
    if package.is_dir():
        shutil.copytree(package, folder / package.name)
    elif package.suffix == ".zip":
        with zipfile.ZipFile(package) as zipped:
            zipped.extractall(folder)  # noqa: S202  a package of our own
    else:
        with tarfile.open(package) as archive:
            archive.extractall(folder, filter="data")
    (root,) = folder.iterdir()
    return root


def pack(root: Path, package: Path) -> Path:
    """Pack a folder into the form that a file's name says, or leave it as it is for a folder."""
    if package.suffix == ".zip":
        with zipfile.ZipFile(package, "w") as archive:
            for each in _files_in(root):
                archive.write(each, each.relative_to(root.parent))
        return package
    if package.suffix == ".tar":
        with tarfile.open(package, "w") as archive:
            archive.add(root, root.name)
        return package
    return root


def flip_a_bit(root: Path) -> None:
    """Alter one bit of a PDF, so that nothing but its checksum tells."""
    path = next(each for each in _files_in(root) if each.name == "fb-kommunen_2026-H1_1.pdf")
    content = bytearray(path.read_bytes())
    content[3] ^= 1
    path.write_bytes(content)


def _files_in(root: Path) -> Iterator[Path]:
    return (each for each in sorted(root.rglob("*")) if each.is_file())
