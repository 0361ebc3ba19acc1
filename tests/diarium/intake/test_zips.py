"""Zips: several are one tree, and no zip does harm."""

import random
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from diarium.errors import UsageError
from diarium.intake.handed_in import group_paths, open_tree
from diarium.intake.raw import PieceError, Reason
from diarium.intake.tree import HandedIn
from tests.diarium.intake.zip_files import (
    LINK,
    PIPE,
    add_special,
    nested,
    rename,
    set_flag,
    set_method,
    set_offset,
    set_size,
    write_zip,
)

MANY = 70_000


def contents(*paths: Path) -> dict[str, bytes]:
    with open_tree(paths) as tree:
        return {path: read(tree, path) for path in tree.paths}


def read(tree: HandedIn, path: str) -> bytes:
    with tree.open(path) as stream:
        return stream.read()


def refused(path: Path) -> dict[str, Reason]:
    with open_tree((path,)) as tree:
        assert all(each.place == 0 for each in tree.refused)
        return {each.file: each.reason for each in tree.refused}


def test_several_zips_are_one_tree_in_any_order(tmp_path: Path) -> None:
    one = write_zip(tmp_path / "export-1.zip", {"a/x.json": "1", "a/y.json": "2"})
    two = write_zip(tmp_path / "export-2.zip", {"a/z.json": "3", "b/": ""})
    expected = {"a/x.json": b"1", "a/y.json": b"2", "a/z.json": b"3"}
    assert contents(one, two) == contents(two, one) == expected
    with open_tree((two, one)) as tree:
        assert tree.name == "export-1.zip (+1)"
        container = tree.container("a/z.json")
    assert container is not None
    assert container.name == "export-2.zip"
    assert len(container.sha256) == 64


def test_the_same_bytes_in_two_zips_are_one_file_and_others_are_never_dropped(
    tmp_path: Path,
) -> None:
    one = write_zip(tmp_path / "1.zip", {"a.json": "same", "b.json": "first"})
    two = write_zip(tmp_path / "2.zip", {"a.json": "same", "b.json": "other"})
    expected = {"a.json": b"same", "b.json": b"first", "2.zip/b.json": b"other"}
    assert contents(two, one) == contents(one, two) == expected


def test_a_name_many_times_in_one_zip_is_a_file_for_each_content(tmp_path: Path) -> None:
    path = tmp_path / "1.zip"
    names = {"a.json": "1", "b.json": "2", "c.json": "2", "d.json": "3"}
    write_zip(path, names)
    for name in names:
        rename(path, name, b"a.json")
    expected = {"a.json": b"1", "1.zip/a.json": b"2", "1.zip (2)/a.json": b"3"}
    assert contents(path) == expected


def test_a_folder_of_nothing_but_zips_is_those_zips(tmp_path: Path) -> None:
    write_zip(tmp_path / "1.zip", {"a": "1"})
    write_zip(tmp_path / "2.zip", {"b": "2"})
    (tmp_path / ".DS_Store").write_bytes(b"x")
    assert contents(tmp_path) == {"a": b"1", "b": b"2"}
    (tmp_path / "läsmig.txt").write_text("hej")
    assert sorted(contents(tmp_path)) == ["1.zip", "2.zip", "läsmig.txt"]


def test_all_zips_are_one_source_and_other_paths_are_each_their_own(tmp_path: Path) -> None:
    one, two = (write_zip(tmp_path / f"{n}.zip", {"a": "1"}) for n in "12")
    other = tmp_path / "in.jsonl"
    other.write_text("{}")
    assert group_paths((one, other, two, tmp_path)) == [(one, two), (other,), (tmp_path,)]


def test_what_a_mac_leaves_behind_is_not_there(tmp_path: Path) -> None:
    members = {"__MACOSX/a/._x.json": "1", "a/.DS_Store": "2", "a/._x.json": "3", "a/x.json": "4"}
    assert contents(write_zip(tmp_path / "1.zip", members)) == {"a/x.json": b"4"}


@pytest.mark.parametrize(
    "name", ["../x", "a/../../x", "/etc/x", "C:/x", "C:\\x", "..\\x", "a\\..\\..\\x", "\\\\s\\x"]
)
def test_a_path_that_leads_out_is_told_of_and_the_rest_is_there(tmp_path: Path, name: str) -> None:
    path = write_zip(tmp_path / "1.zip", {name: "1", "b": "2"})
    assert contents(path) == {"b": b"2"}
    assert refused(path) == {name: Reason.UNSAFE_PATH}


def test_a_backslash_between_folders_is_read_as_meant(tmp_path: Path) -> None:
    assert contents(write_zip(tmp_path / "1.zip", {"a\\b\\x.json": "1"})) == {"a/b/x.json": b"1"}


def test_a_name_with_nul_or_beyond_length_is_told_of(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "1.zip", {"aaaa.exe": "1", "x" * 5_000: "2", "b": "3"})
    rename(path, "aaaa.exe", b"aaa\x00.exe")
    assert contents(path) == {"b": b"3"}
    assert list(refused(path).values()) == [Reason.UNSAFE_PATH] * 2


def test_links_and_pipes_are_told_of_and_never_followed(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "1.zip", {"b": "2"})
    add_special(path, "link", LINK)
    add_special(path, "pipe", PIPE)
    assert contents(path) == {"b": b"2"}
    assert refused(path) == {"link": Reason.NOT_A_FILE, "pipe": Reason.NOT_A_FILE}


def test_an_encrypted_member_is_told_of_and_an_encrypted_zip_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "1.zip", {"a": "1", "b": "2"})
    set_flag(path, "a", 1)
    assert contents(path) == {"b": b"2"}
    assert refused(path) == {"a": Reason.ENCRYPTED}
    set_flag(path, "b", 1)
    with pytest.raises(UsageError, match="is encrypted"):
        contents(path)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_way_of_packing_that_takes_any_memory_is_told_of(tmp_path: Path, method: int) -> None:
    path = write_zip(tmp_path / "1.zip", {"a": bytes(1_000_000)}, method)
    assert refused(path) == {"a": Reason.UNKNOWN_COMPRESSION}


def test_an_unknown_way_of_packing_is_told_of(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "1.zip", {"a": "1", "b": "2"})
    set_method(path, "a", 99)
    assert refused(path) == {"a": Reason.UNKNOWN_COMPRESSION}


def test_a_damaged_member_is_told_of_when_it_is_read(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "1.zip", {"a": "hej på er" * 50, "b": "2"}, zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"hej", b"nej", 1))
    with open_tree((path,)) as tree:
        assert tree.head("a") == b""
        with pytest.raises(PieceError) as told:
            read(tree, "a")
        assert told.value.reason is Reason.DAMAGED
        assert read(tree, "b") == b"2"


def test_a_size_that_lies_is_read_to_no_more_than_it_says(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "1.zip", {"a": bytes(50_000_000)})
    set_size(path, "a", 10)
    tracemalloc.start()
    try:
        with open_tree((path,)) as tree, pytest.raises(PieceError):
            read(tree, "a")
        assert tracemalloc.get_traced_memory()[1] < 8 << 20
    finally:
        tracemalloc.stop()


def test_a_zip_that_says_it_fills_the_disk_is_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "1.zip", {"a": bytes(1_000_000), "b": "2"})
    set_size(path, "a", 0xF0000000)
    with pytest.raises(UsageError, match="harmful"):
        contents(path)


def test_members_in_the_same_bytes_are_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "1.zip", {"aaa": bytes(1_000_000), "bbb": bytes(1_000_000)})
    set_offset(path, "bbb", "aaa")
    with pytest.raises(UsageError, match="harmful"):
        contents(path)


def test_zeros_that_pack_well_harm_nobody_while_they_are_few(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "1.zip", {"a": bytes(10_000_000)})
    assert len(contents(path)["a"]) == 10_000_000


def test_a_zip_cut_anywhere_is_refused_or_told_of(tmp_path: Path) -> None:
    whole = write_zip(tmp_path / "1.zip", {"a": "1" * 500, "b": "2" * 500}).read_bytes()
    path = tmp_path / "cut.zip"
    for end in range(4, len(whole) - 1, 7):
        path.write_bytes(whole[:end])
        with pytest.raises(UsageError, match="damaged or cut off"):
            contents(path)


def test_a_list_of_members_that_fills_the_memory_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_zip(tmp_path / "1.zip", {f"{n:05}": "" for n in range(2_000)})
    monkeypatch.setattr("diarium.intake.zips.MOST_DIRECTORY", 90_000)
    with pytest.raises(UsageError, match="damaged"):
        contents(path)


def test_more_members_than_the_old_form_can_count_are_all_there(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "1.zip", {f"{n:05}": "" for n in range(MANY)}, zipfile.ZIP_STORED)
    with open_tree((path,)) as tree:
        assert len(tree.paths) == MANY


def test_names_are_read_in_whatever_way_they_are_written(tmp_path: Path) -> None:
    said = write_zip(tmp_path / "1.zip", {"å.json": "1"})
    assert list(contents(said)) == ["å.json"]
    unsaid = write_zip(tmp_path / "2.zip", {"xx.json": "1"})
    rename(unsaid, "xx.json", "å.json".encode())
    assert list(contents(unsaid)) == ["å.json"]
    old = write_zip(tmp_path / "3.zip", {"x.json": "1"})
    rename(old, "x.json", "å.json".encode("cp437"))
    assert list(contents(old)) == ["å.json"]


def test_a_zip_in_a_zip_is_not_opened(tmp_path: Path) -> None:
    inner = nested({"hemligt.json": b"1"})
    assert contents(write_zip(tmp_path / "1.zip", {"a/inre.zip": inner})) == {"a/inre.zip": inner}


def test_no_mutation_of_a_zip_ends_in_anything_but_a_clear_line(tmp_path: Path) -> None:
    members = {"a.json": b'{"a": 1}' * 40, "b/c.json": b"2" * 300}
    whole, path = write_zip(tmp_path / "1.zip", members).read_bytes(), tmp_path / "2.zip"
    for seed in range(1_500):
        dice, content = random.Random(seed), bytearray(whole)  # noqa: S311  no secret
        for _ in range(dice.randint(1, 6)):
            content[dice.randrange(4, len(content))] = dice.choice(
                (0, 1, 0xFF, dice.randrange(256))
            )
        path.write_bytes(bytes(content))
        try:
            with open_tree((path,)) as tree:
                for member in tree.paths:
                    tree.head(member)
                    read(tree, member)
        except (UsageError, PieceError):
            continue
