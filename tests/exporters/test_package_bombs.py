"""Containers that would fill the memory or the time of whoever reads them are refused."""

import contextlib
import os
import random
import re
import struct
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from diarium.errors import UsageError
from exporters.checks import package_sources
from exporters.checks.check_report import report_package
from exporters.checks.package_sources import UnreadablePackageError
from exporters.checks.package_tree import PackageTree, open_tree
from tests.exporters.harmed import put_in_tar, put_in_zip
from tests.exporters.test_package_tree import in_folder, in_tar, in_zip


def test_a_zip_that_grows_beyond_reason_is_refused_before_it_is_read(tmp_path: Path) -> None:
    place = tmp_path / "x.zip"
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("p/METS.xml", b"x")
    content = bytearray(place.read_bytes())
    struct.pack_into("<I", content, content.rindex(b"PK\x01\x02") + 24, 0xF000_0000)
    place.write_bytes(content)
    with pytest.raises(UnreadablePackageError, match="more than its length"), open_tree(place):
        pass


def test_a_real_bomb_reads_no_further_than_it_claims(tmp_path: Path) -> None:
    """A liar says that it holds ten bytes; what comes after them is never unpacked."""
    place = tmp_path / "x.zip"
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("p/METS.xml", b"\0" * 50_000_000)
    content = bytearray(place.read_bytes())
    struct.pack_into("<I", content, content.rindex(b"PK\x01\x02") + 24, 10)
    place.write_bytes(content)
    tracemalloc.start()
    with open_tree(place) as tree:
        assert tree.digest(["METS.xml"]) == {"METS.xml": None}
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()


def test_entries_that_lie_over_one_another_are_refused(tmp_path: Path) -> None:
    place = tmp_path / "x.zip"
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr("p/a", os.urandom(1 << 20))
        first = archive.infolist()[0]
        for number in range(5):
            copy = zipfile.ZipInfo(f"p/{number}")
            copy.file_size = copy.compress_size = first.file_size
            copy.CRC, copy.header_offset = first.CRC, first.header_offset
            archive.filelist.append(copy)
        archive._didModify = True  # type: ignore[attr-defined]  # writes the list anew
    with pytest.raises(UnreadablePackageError, match="more than its length"), open_tree(place):
        pass


def test_a_list_of_ten_million_entries_is_refused_and_not_held(tmp_path: Path) -> None:
    """The file itself has holes where they would be: nobody has to write them."""
    place, length = tmp_path / "x.zip", 46 * 10_000_000
    with place.open("wb") as stream:
        stream.write(b"PK\x03\x04")
        stream.seek(length + 4)
        stream.write(b"PK\x05\x06" + struct.pack("<4H2IH", 0, 0, 0xFFFF, 0xFFFF, length, 4, 0))
    tracemalloc.start()
    with pytest.raises(UnreadablePackageError, match="list of files"), open_tree(place):
        pass
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()


@pytest.mark.parametrize("lay", [in_folder, in_zip, in_tar])
def test_more_files_than_any_package_has_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lay: Callable[[Path], Path]
) -> None:
    monkeypatch.setattr(package_sources, "MOST_FILES", 2)
    with pytest.raises(UnreadablePackageError, match="more than 2 files"), open_tree(lay(tmp_path)):
        pass


def test_thirty_thousand_names_need_little_memory(tmp_path: Path) -> None:
    place = tmp_path / "x.tar"
    with tarfile.open(place, "w") as archive:
        for number in range(30_000):
            archive.addfile(tarfile.TarInfo(f"p/{number:06}.txt"))
            archive.members.clear()  # type: ignore[attr-defined]  # else the test is large itself
    tracemalloc.start()
    with open_tree(place) as tree:
        assert isinstance(tree, PackageTree)
        assert len(tree.paths) == 30_000
    assert tracemalloc.get_traced_memory()[1] < 24_000_000
    tracemalloc.stop()


@pytest.mark.parametrize("put", [put_in_zip, put_in_tar])
def test_a_container_harmed_at_random_is_a_report_and_never_a_crash(
    untouched: Path, tmp_path: Path, put: Callable[[Path, Path], Path]
) -> None:
    place, chance = put(untouched, tmp_path / "x.bin"), random.Random(11)  # noqa: S311  a test
    whole = place.read_bytes()
    heads = [at.start() for at in re.finditer(rb"PK[\x01-\x08]|ustar", whole)]
    for _round in range(150):
        harmed = bytearray(whole)
        for _byte in range(chance.choice((1, 2, 8))):
            near = chance.choice(heads) + chance.randrange(-250, 60)
            at = chance.choice((near, chance.randrange(4, len(whole))))
            harmed[min(max(at, 4), len(whole) - 1)] = chance.choice(
                (0, 1, 255, chance.randrange(256))
            )
        place.write_bytes(harmed)
        with contextlib.suppress(UsageError):  # what a tar is known by was harmed
            report_package(place)


def test_an_entry_without_a_name_is_told(untouched: Path, tmp_path: Path) -> None:
    place = put_in_zip(untouched, tmp_path / "x.zip")
    with zipfile.ZipFile(place, "a") as archive:
        nameless = zipfile.ZipInfo("x")
        nameless.filename = ""
        archive.writestr(nameless, b"x")
    with open_tree(place) as tree:
        assert [each.rule for each in tree.odd] == ["NAME-UNSAFE"]
