"""A folder, a zip and a tar of the same files: checked on the way, reproducible, resumable."""

import tarfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from diarium.errors import AlteredError
from diarium.records import NamedFile
from exporters.packages.containers import (
    Container,
    FolderContainer,
    TarContainer,
    ZipContainer,
    is_compressed,
    open_container,
)
from exporters.packages.parts import Part
from exporters.packages.staged_file import StagedFile
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


def place_of(form: str) -> Path:
    return Path(ROOT if form == "folder" else f"{ROOT}.{form}")


def make(place: Path, records: Records, form: str) -> dict[str, bytes]:
    place.mkdir(exist_ok=True)
    return fill(MAKERS[form](place), records)


def bytes_of(place: Path, form: str) -> object:
    return read(place, form) if form == "folder" else (place / place_of(form)).read_bytes()


def writes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that grows by the length of every piece that is written to the disk."""
    seen: list[int] = []
    overwrite = StagedFile._overwrite

    def note(staged: StagedFile, view: memoryview) -> None:
        seen.append(len(view))
        overwrite(staged, view)

    monkeypatch.setattr(StagedFile, "_overwrite", note)
    return seen


def test_all_forms_hold_the_same_files(tmp_path: Path, kept: Records, form: str) -> None:
    container = MAKERS[form](tmp_path)
    wanted = fill(container, kept)
    assert read(tmp_path, form) == wanted
    assert (container.files, container.size) == (len(wanted), sum(map(len, wanted.values())))
    assert {each.name for each in tmp_path.iterdir()} == {"files", str(place_of(form))}


def test_the_same_files_become_the_same_bytes(tmp_path: Path, kept: Records, form: str) -> None:
    make(tmp_path / "a", kept, form)
    make(tmp_path / "b", kept, form)
    assert bytes_of(tmp_path / "a", form) == bytes_of(tmp_path / "b", form)


def test_entries_say_nothing_of_when_and_by_whom(tmp_path: Path, kept: Records) -> None:
    make(tmp_path, kept, "zip")
    make(tmp_path, kept, "tar")
    with zipfile.ZipFile(tmp_path / f"{ROOT}.zip") as package:
        assert {each.date_time for each in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {each.external_attr >> 16 for each in package.infolist()} == {0o100644}
        assert not any(each.flag_bits & 0x08 for each in package.infolist())
        stored = {e.filename for e in package.infolist() if e.compress_type == zipfile.ZIP_STORED}
    assert stored == {f"{ROOT}/r/data/a.pdf", f"{ROOT}/r/data/igen.pdf"}
    with tarfile.open(tmp_path / f"{ROOT}.tar") as package:
        said = {(each.mtime, each.uid, each.uname, each.mode) for each in package}
    assert said == {(0, 0, "", 0o644)}


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 1.0])
def test_what_a_killed_run_left_is_gone_on_with(
    tmp_path: Path, kept: Records, form: str, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path / "whole", kept, form)
    make(tmp_path / "killed", kept, form)
    cut_off(tmp_path / "killed" / place_of(form), share)
    written = writes(monkeypatch)
    wanted = make(tmp_path / "killed", kept, form)
    assert read(tmp_path / "killed", form) == wanted
    assert bytes_of(tmp_path / "killed", form) == bytes_of(tmp_path / "whole", form)
    whole = 6_000_300
    assert sum(written) <= (1 - share) * whole + (3 << 20)
    if share == 1.0:
        assert sum(written) < 1000


def cut_off(left: Path, share: float) -> None:
    """Cut a zip or a tar, or every file of a folder, as a kill may have."""
    for each in [left] if left.is_file() else [each for each in left.rglob("*") if each.is_file()]:
        with each.open("r+b") as stream:
            stream.truncate(int(each.stat().st_size * share))


def test_what_was_left_is_never_trusted(tmp_path: Path, kept: Records, form: str) -> None:
    make(tmp_path / "whole", kept, form)
    make(tmp_path / "left", kept, form)
    left = tmp_path / "left" / place_of(form)
    harmed = left if left.is_file() else left / "r/data/a.pdf"
    with harmed.open("r+b") as stream:
        for at in range(0, harmed.stat().st_size, 100_000):
            stream.seek(at)
            stream.write(b"?")
        stream.seek(0, 2)
        stream.write(b"mer")
    if left.is_dir():
        (left / "r/data/gammal").mkdir()
        (left / "r/data/gammal/rest.txt").write_text("rest", encoding="utf-8")
    wanted = make(tmp_path / "left", kept, form)
    assert read(tmp_path / "left", form) == wanted
    assert bytes_of(tmp_path / "left", form) == bytes_of(tmp_path / "whole", form)
    assert not (left / "r/data/gammal").exists()


def test_a_kept_file_that_is_not_what_it_was_stops_all(
    tmp_path: Path, kept: Records, form: str
) -> None:
    pdf = kept.keep(b"%PDF ett", "application/pdf", "a.pdf", "pdfa")
    place = kept.files.path_of(pdf.sha256)
    place.chmod(0o640)
    for harmed in (b"%PDF tv\xe5", b"%PDF ett och mer", b"%PDF"):
        place.write_bytes(harmed)
        with pytest.raises(AlteredError, match=pdf.sha256):
            copy_one(tmp_path, kept, form, pdf)
    place.unlink()
    with pytest.raises(AlteredError, match="is gone"):
        copy_one(tmp_path, kept, form, pdf)
    kept.kept.clear()
    with pytest.raises(AlteredError, match="has no row"):
        copy_one(tmp_path, kept, form, pdf)


def test_a_file_that_others_are_cut_from_is_compared_whole(
    tmp_path: Path, kept: Records, form: str
) -> None:
    mailbox = kept.keep(MAILBOX, "message/rfc822", "b.mbox", "original")
    place = kept.files.path_of(mailbox.sha256)
    place.chmod(0o640)
    place.write_bytes(MAILBOX[:-1] + b"!")
    with pytest.raises(AlteredError, match=mailbox.sha256):
        copy_one(tmp_path, kept, form, replace(mailbox, length=10))
    place.write_bytes(MAILBOX)
    with pytest.raises(AlteredError, match="shorter"):
        copy_one(tmp_path, kept, form, replace(mailbox, start=10))


def copy_one(place: Path, records: Records, form: str, file: NamedFile) -> None:
    with open_container(place, ROOT, form) as container:
        container.copy(records.files, [part(file, "data/a.pdf")], records.kept, "r/")


def test_one_path_holds_one_file(tmp_path: Path, kept: Records, form: str) -> None:
    pdf = part(kept.keep(b"%PDF ett", "application/pdf", "a.pdf", "pdfa"), "data/a.pdf")
    with open_container(tmp_path, ROOT, form) as container:
        container.add("r/data/a.pdf", b"ett", "text/plain", CREATED)
        with pytest.raises(FileExistsError):
            container.add("r/data/a.pdf", b"igen", "text/plain", CREATED)
        with pytest.raises(FileExistsError):
            container.copy(kept.files, [pdf], kept.kept, "r/")
    assert read(tmp_path, form) == {"r/data/a.pdf": b"ett"}


def test_a_package_that_is_given_up_is_left_unfinished(
    tmp_path: Path, kept: Records, form: str
) -> None:
    with pytest.raises(KeyboardInterrupt):
        write_a_file(tmp_path, form, then=KeyboardInterrupt)
    if form == "zip":
        assert not zipfile.is_zipfile(tmp_path / f"{ROOT}.zip")
    assert fill(MAKERS[form](tmp_path), kept) == read(tmp_path, form)


def test_no_link_is_written_through(tmp_path: Path, form: str) -> None:
    precious = tmp_path / "annat.txt"
    precious.write_text("annat", encoding="utf-8")
    link = tmp_path / place_of(form) / "a.txt" if form == "folder" else tmp_path / place_of(form)
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(precious)
    with pytest.raises(OSError, match="symbolic links"):
        write_a_file(tmp_path, form)
    assert precious.read_text(encoding="utf-8") == "annat"


def write_a_file(place: Path, form: str, then: type[BaseException] | None = None) -> None:
    with open_container(place, ROOT, form) as container:
        container.add("a.txt", b"ett", "text/plain", CREATED)
        if then:
            raise then


def test_whoever_waits_is_told_of_every_file(tmp_path: Path, kept: Records, form: str) -> None:
    told: list[int] = []
    pdf = kept.keep(b"%PDF ett", "application/pdf", "a.pdf", "pdfa")
    with open_container(tmp_path, ROOT, form, told.append) as container:
        container.copy(kept.files, [part(pdf, "data/a.pdf")], kept.kept, "r/")
        container.add("b.txt", b"ett", "text/plain", CREATED)
    assert told == [8, 3]


def test_a_kept_file_may_be_cut_into_ten_thousand(tmp_path: Path, kept: Records) -> None:
    lines = b"".join(b"brev %05d\n" % number for number in range(10_000))
    mailbox = kept.keep(lines, "message/rfc822", "b.mbox", "original")
    cuts = [
        part(replace(mailbox, start=start, length=11), f"data/{start}.eml")
        for start in range(0, len(lines), 11)
    ]
    with open_container(tmp_path, ROOT, "zip") as container:
        copied = container.copy(kept.files, cuts, kept.kept, "r/")
    assert [each.size for each in copied] == [11] * 10_000
    with zipfile.ZipFile(tmp_path / f"{ROOT}.zip") as package:
        assert package.read(f"{ROOT}/r/data/109989.eml") == b"brev 09999\n"


def test_what_is_compressed_already_is_known_by_its_media_type() -> None:
    for compressed in ("application/pdf", "Image/JPEG; q=1", "video/mp4", "application/wacz"):
        assert is_compressed(compressed)
    for plain in ("text/html", "application/xml", "message/rfc822", "image/svg+xml"):
        assert not is_compressed(plain)
