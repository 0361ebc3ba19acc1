"""What is handed in as a tree: a file, or a folder of which nothing leads out."""

import os
from pathlib import Path

import pytest

from diarium.errors import UsageError
from diarium.intake.handed_in import open_tree
from diarium.intake.raw import PieceError, Reason
from diarium.intake.tree import HEAD, HandedIn, open_file, open_folder


def read(tree: HandedIn, path: str) -> bytes:
    with tree.open(path) as stream:
        return stream.read()


def test_a_folder_is_walked_in_order_and_read(tmp_path: Path) -> None:
    for name in ("b/2.json", "a/ö.json", "a/1.json", "rot.json"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(name, encoding="utf-8")
    with open_tree((tmp_path,)) as tree:
        assert tree.paths == ("a/1.json", "a/ö.json", "b/2.json", "rot.json")
        assert read(tree, "a/ö.json") == "a/ö.json".encode()
        assert (tree.name, tree.size("rot.json"), tree.container("rot.json")) == (
            tmp_path.name, 8, None,
        )  # fmt: skip


def test_a_head_is_no_more_than_was_asked_for(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(bytes(3 * HEAD))
    tree = open_folder(tmp_path)
    assert [len(tree.head("a", size)) for size in (4, HEAD, 2 * HEAD, 4)] == [
        4, HEAD, 2 * HEAD, 4,
    ]  # fmt: skip
    assert tree.head("finns-inte") == b""


def test_no_link_and_nothing_but_files_is_followed_out(tmp_path: Path) -> None:
    home, outside = tmp_path / "export", tmp_path / "secret"
    (home / "a").mkdir(parents=True)
    outside.mkdir()
    (outside / "hemligt.json").write_text("hemligt")
    (home / "a" / "x.json").write_text("x")
    (home / "inside.json").symlink_to(home / "a" / "x.json")
    (home / "out.json").symlink_to(outside / "hemligt.json")
    (home / "folder").symlink_to(outside)
    (home / "loop").symlink_to(home)
    (home / "gone").symlink_to(home / "nowhere")
    os.mkfifo(home / "pipe")
    tree = open_folder(home)
    assert tree.paths == ("a/x.json", "inside.json")
    assert {each.file: each.reason for each in tree.refused} == dict.fromkeys(
        ("folder", "gone", "loop", "out.json", "pipe"), Reason.NOT_A_FILE
    )


def test_what_operating_systems_leave_behind_is_not_there(tmp_path: Path) -> None:
    for name in (".DS_Store", "Thumbs.db", "desktop.ini", "._x.json", "x.json"):
        (tmp_path / name).write_text("x")
    (tmp_path / "__MACOSX").mkdir()
    (tmp_path / "__MACOSX" / "y.json").write_text("y")
    assert open_folder(tmp_path).paths == ("x.json",)


def test_a_name_that_is_no_utf_8_is_shown_as_far_as_it_is(tmp_path: Path) -> None:
    for name in (b"\xe5.json", b"\xe4.json"):
        Path(os.fsdecode(bytes(tmp_path) + b"/" + name)).write_bytes(name)
    tree = open_folder(tmp_path)
    assert tree.paths == ("…/\ufffd.json", "\ufffd.json")
    assert {read(tree, path) for path in tree.paths} == {b"\xe5.json", b"\xe4.json"}


def test_beside_a_single_file_lie_others_but_none_outside_its_folder(tmp_path: Path) -> None:
    home = tmp_path / "export"
    (home / "bilder").mkdir(parents=True)
    (tmp_path / "hemligt").write_text("hemligt")
    (home / "in.jsonl").write_text("x")
    (home / "bilder" / "hål.txt").write_text("bild")
    (home / "link").symlink_to(tmp_path / "hemligt")
    tree = open_file(home / "in.jsonl")
    assert tree.paths == ("in.jsonl",)
    assert read(tree, "bilder/hål.txt") == b"bild"
    for path in ("../hemligt", "link", str(tmp_path / "hemligt"), "bilder", "x", "a\x00b"):
        with pytest.raises(PieceError) as told:
            tree.open(path)
        assert told.value.reason is Reason.FILE_MISSING


def test_what_is_not_there_or_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name in ("nowhere", "pipe"):
        with pytest.raises(UsageError, match="no file"), open_tree((tmp_path / name,)):
            pass
