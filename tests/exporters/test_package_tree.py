"""A package is read in a folder, a zip or a tar alike, and what is hostile in it is not read."""

import hashlib
import io
import os
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from diarium.errors import UsageError
from exporters.checks.package_sources import Odd, UnreadablePackageError
from exporters.checks.package_tree import container_of, open_tree

FILES = {"METS.xml": b"<mets/>", "a/b/data.bin": os.urandom(3_000_000), "a/empty.txt": b""}


def in_folder(folder: Path) -> Path:
    root = folder / "paket"
    for name, content in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    return root


def in_zip(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "x.zip", "w") as archive:
        archive.mkdir("paket")
        for name, content in FILES.items():
            method = zipfile.ZIP_DEFLATED if name.endswith("xml") else zipfile.ZIP_STORED
            archive.writestr(f"paket/{name}", content, method)
    return folder / "x.zip"


def in_tar(folder: Path) -> Path:
    with tarfile.open(folder / "x.tar", "w") as archive:
        for name, content in FILES.items():
            member = tarfile.TarInfo(f"paket/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return folder / "x.tar"


@pytest.mark.parametrize("lay", [in_folder, in_zip, in_tar])
def test_a_package_reads_the_same_wherever_it_lies(
    tmp_path: Path, lay: Callable[[Path], Path]
) -> None:
    with open_tree(lay(tmp_path)) as tree:
        assert (tree.name, tree.has_root, tree.odd) == ("paket", True, ())
        assert tree.paths == sorted(FILES)
        assert {path: tree.size(path) for path in tree.paths} == {
            path: len(content) for path, content in FILES.items()
        }
        assert tree.read("METS.xml", 5) == b"<mets"
        assert tree.has_folder("a/b")
        assert not tree.has_folder("a/b/data.bin")
        assert "METS.xml" in tree
        assert "a" not in tree
        seen = list[tuple[int, int]]()
        digests = tree.digest(tree.paths, "sha512", lambda done, total: seen.append((done, total)))
    assert digests == {p: hashlib.sha512(content).hexdigest() for p, content in FILES.items()}
    total = sum(map(len, FILES.values()))
    assert max(done for done, _total in seen) == total
    assert {each for _done, each in seen} == {total}


UNSAFE = ("../x", "/etc/passwd", "a/../../x", "a//b", "a/./b", "C:/x", "a\\b", "a\nb", "a/../b")


@pytest.mark.parametrize("name", UNSAFE)
@pytest.mark.parametrize("form", ["zip", "tar"])
def test_a_name_that_leads_elsewhere_is_told_and_never_read(
    tmp_path: Path, form: str, name: str
) -> None:
    place = tmp_path / f"x.{form}"
    if form == "zip":
        with zipfile.ZipFile(place, "w") as archive:
            archive.writestr("paket/METS.xml", b"x")
            info = zipfile.ZipInfo("y")
            info.filename = name
            archive.writestr(info, b"x")
    else:
        with tarfile.open(place, "w") as tar:
            for each in ("paket/METS.xml", name):
                tar.addfile(tarfile.TarInfo(each), io.BytesIO())
    with open_tree(place) as tree:
        assert tree.odd == (Odd("NAME-UNSAFE", name),)
        assert tree.paths == ["METS.xml"]


def tar_of(place: Path, *members: tarfile.TarInfo) -> Path:
    with tarfile.open(place, "w") as archive:
        for member in members:
            archive.addfile(member, io.BytesIO(b"\0" * member.size))
    return place


def member(name: str, kind: bytes = tarfile.REGTYPE, target: str = "") -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type, made.linkname = kind, target
    return made


KINDS = {
    "a link": (tarfile.SYMTYPE, "/etc/passwd"),
    "a hard link": (tarfile.LNKTYPE, "paket/METS.xml"),
    "a device": (tarfile.BLKTYPE, ""),
    "a terminal": (tarfile.CHRTYPE, ""),
    "a pipe": (tarfile.FIFOTYPE, ""),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_tar_with_more_than_files_is_told_and_that_is_not_read(tmp_path: Path, kind: str) -> None:
    what, target = KINDS[kind]
    place = tar_of(tmp_path / "x.tar", member("p/METS.xml"), member("p/x", what, target))
    with open_tree(place) as tree:
        assert tree.odd == (Odd("NOT-A-FILE", "p/x"),)
        assert tree.paths == ["METS.xml"]


def test_a_file_of_a_tar_that_is_mostly_holes_is_not_read(tmp_path: Path) -> None:
    sparse = member("p/x")
    told = {"major": "1", "minor": "0", "name": "p/x", "realsize": str(1 << 50)}
    sparse.pax_headers = {f"GNU.sparse.{key}": value for key, value in told.items()}
    sparse.size = 512
    with tarfile.open(tmp_path / "x.tar", "w", format=tarfile.PAX_FORMAT) as archive:
        archive.addfile(sparse, io.BytesIO(b"1\n0\n512\n".ljust(512, b"\0")))
    with open_tree(tmp_path / "x.tar") as tree:
        assert [each.rule for each in tree.odd] == ["NOT-A-FILE"]
        assert tree.paths == []


def test_a_zip_with_a_link_a_device_or_an_unknown_method_tells_it(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        for name, mode in (("link", 0o120777), ("device", 0o060600), ("file", 0o100644)):
            info = zipfile.ZipInfo(f"p/{name}")
            info.external_attr = mode << 16
            archive.writestr(info, b"/etc/passwd")
        archive.writestr("p/lzma", b"x", zipfile.ZIP_LZMA)
    with open_tree(tmp_path / "x.zip") as tree:
        assert tree.odd == tuple(Odd("NOT-A-FILE", f"p/{n}") for n in ("link", "device", "lzma"))
        assert tree.paths == ["file"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("second", ["a.txt", "A.TXT"])
def test_of_two_names_alike_the_second_is_told_and_the_first_is_read(
    tmp_path: Path, second: str
) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("p/a.txt", b"first")
        archive.writestr(f"p/{second}", b"second")
    place = tar_of(tmp_path / "x.tar", member("p/a.txt"), member(f"p/{second}"))
    for each in (tmp_path / "x.zip", place):
        with open_tree(each) as tree:
            assert tree.odd == (Odd("NAME-TWICE", f"p/{second}"),)
            assert tree.paths == ["a.txt"]
    with open_tree(tmp_path / "x.zip") as tree:
        assert tree.read("a.txt", 10) == b"first"


def test_two_spellings_of_one_letter_are_alike(tmp_path: Path) -> None:
    (tmp_path / "p").mkdir()
    for name in ("\u00e5.txt", "a\u030a.txt"):
        (tmp_path / "p" / name).write_bytes(b"x")
    with open_tree(tmp_path / "p") as tree:
        assert [each.rule for each in tree.odd] == ["NAME-TWICE"]


@pytest.mark.parametrize("lay", [in_zip, in_tar])
def test_a_container_cut_off_anywhere_is_told_or_its_files_are_fewer(
    tmp_path: Path, lay: Callable[[Path], Path]
) -> None:
    place = lay(tmp_path)
    whole = place.read_bytes()
    for length in range(600, len(whole) - 2000, len(whole) // 40):
        place.write_bytes(whole[:length])
        try:
            with open_tree(place) as tree:
                read = tree.digest(tree.paths)
                assert len(read) < len(FILES) or None in read.values()
        except UnreadablePackageError:
            continue


def test_a_file_whose_crc_is_wrong_is_one_that_cannot_be_read(tmp_path: Path) -> None:
    place = in_zip(tmp_path)
    content = bytearray(place.read_bytes())
    content[content.index(FILES["a/b/data.bin"][:64]) + 2_000_000] ^= 1
    place.write_bytes(content)
    with open_tree(place) as tree:
        read = tree.digest(tree.paths)
        assert read["a/b/data.bin"] is None
        assert read["METS.xml"]


def test_a_folder_with_links_and_pipes_tells_them_and_follows_none(tmp_path: Path) -> None:
    root = in_folder(tmp_path)
    (tmp_path / "utanfor").mkdir()
    (tmp_path / "utanfor/hemligt.txt").write_text("x", encoding="utf-8")
    (root / "mapp").symlink_to(tmp_path / "utanfor")
    (root / "fil").symlink_to("/etc/passwd")
    os.mkfifo(root / "ror")
    with open_tree(root) as tree:
        assert {each.path for each in tree.odd} == {"mapp", "fil", "ror"}
        assert tree.paths == sorted(FILES)


def test_a_file_that_became_a_link_since_it_was_listed_is_not_followed(tmp_path: Path) -> None:
    root = in_folder(tmp_path)
    with open_tree(root) as tree:
        (root / "METS.xml").unlink()
        (root / "METS.xml").symlink_to("/etc/passwd")
        assert tree.digest(["METS.xml"]) == {"METS.xml": None}
        assert tree.read("METS.xml", 10) == b""


def test_what_is_neither_folder_nor_zip_nor_tar_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"hej")
    for place in (tmp_path / "x.zip", tmp_path / "finns-inte"):
        assert container_of(place) is None
        with pytest.raises(UsageError, match="is no package"), open_tree(place):
            pass


def test_nothing_is_unpacked_to_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = in_zip(tmp_path)
    before = set(tmp_path.rglob("*"))
    monkeypatch.chdir(tmp_path)
    with open_tree(place) as tree:
        tree.digest(tree.paths)
    assert set(tmp_path.rglob("*")) == before
