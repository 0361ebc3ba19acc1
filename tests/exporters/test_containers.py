"""A folder, a zip and a tar of the same files: checked on the way, reproducible, resumable."""

import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from diarium.records import NamedFile
from exporters.containers import (
    Container,
    FolderContainer,
    TarContainer,
    ZipContainer,
)
from exporters.parts import Part
from tests.exporters.records import CREATED, KEPT_AT, MAILBOX, Records

ROOT = "sip-ks"
Make = Callable[[Path], Container]
MAKERS: dict[str, Make] = {
    "folder": lambda place: FolderContainer(place / ROOT),
    "zip": lambda place: ZipContainer(place / f"{ROOT}.zip", ROOT),
    "tar": lambda place: TarContainer(place / f"{ROOT}.tar", ROOT),
}


@pytest.fixture(params=MAKERS)
def form(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def kept(tmp_path: Path) -> Records:
    return Records(tmp_path / "files")


def part(file: NamedFile, path: str) -> Part:
    return Part(
        path=path, source=file.sha256, start=file.start, length=file.length,
        media_type=file.media_type, name=file.name, role=file.role,
    )  # fmt: skip


def read(place: Path, form: str) -> dict[str, bytes]:
    """Return what a package holds, by path within its root, in the order of the entries."""
    if form == "folder":
        root = place / ROOT
        found = sorted(each for each in root.rglob("*") if each.is_file())
        return {each.relative_to(root).as_posix(): each.read_bytes() for each in found}
    return {name.removeprefix(f"{ROOT}/"): said for name, said in entries(place, form)}


def entries(place: Path, form: str) -> Iterator[tuple[str, bytes]]:
    if form == "zip":
        with zipfile.ZipFile(place / f"{ROOT}.zip") as package:
            assert package.testzip() is None
            yield from ((each, package.read(each)) for each in package.namelist())
        return
    with tarfile.open(place / f"{ROOT}.tar") as package:
        for each in package:
            stream = package.extractfile(each)
            assert stream
            yield each.name, stream.read()


def fill(container: Container, records: Records) -> dict[str, bytes]:
    """Write some of each kind and return what should then lie there."""
    mailbox = records.keep(MAILBOX, "message/rfc822", "b.mbox", "original")
    pdf = records.keep(b"%PDF" + bytes(3_000_000), "application/pdf", "a.pdf", "pdfa")
    half = MAILBOX.index(b"From b")
    parts = [
        Part(
            path="data/2.eml", source=mailbox.sha256, start=half, length=len(MAILBOX) - half,
            media_type="message/rfc822", name="b.mbox", role="original",
        ),
        part(pdf, "data/a.pdf"),
        Part(
            path="data/1.eml", source=mailbox.sha256, start=0, length=half,
            media_type="message/rfc822", name="b.mbox", role="original",
        ),
        part(pdf, "data/igen.pdf"),
    ]  # fmt: skip
    copied = container.copy(records.files, parts, records.kept, "r/")
    assert [each.path for each in copied] == [f"r/{each.path}" for each in parts]
    assert {each.created for each in copied} == {KEPT_AT}
    assert copied[1].sha256 == copied[3].sha256 == pdf.sha256
    container.work.joinpath("METS.xml").write_bytes(b"<mets/>" * 9)
    made = container.add("METS.xml", container.work / "METS.xml", "application/xml", CREATED)
    assert (made.size, made.created, container.files) == (63, CREATED, 5)
    container.add("las_mig.txt", "Läs mig".encode(), "text/plain", CREATED)
    container.add("tom.txt", b"", "text/plain", CREATED)
    container.close()
    whole = b"%PDF" + bytes(3_000_000)
    return {
        "METS.xml": b"<mets/>" * 9, "las_mig.txt": "Läs mig".encode(), "tom.txt": b"",
        "r/data/1.eml": MAILBOX[:half], "r/data/2.eml": MAILBOX[half:], "r/data/a.pdf": whole,
        "r/data/igen.pdf": whole,
    }  # fmt: skip


def test_all_forms_hold_the_same_files(tmp_path: Path, kept: Records, form: str) -> None:
    container = MAKERS[form](tmp_path)
    assert read_after(container, tmp_path, kept, form)
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted(["files", place_of(form)])


def read_after(container: Container, place: Path, records: Records, form: str) -> bool:
    wanted = fill(container, records)
    assert read(place, form) == wanted
    assert (container.files, container.size) == (len(wanted), sum(map(len, wanted.values())))
    return True


def place_of(form: str) -> str:
    return ROOT if form == "folder" else f"{ROOT}.{form}"
