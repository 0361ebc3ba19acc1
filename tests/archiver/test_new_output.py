"""What is made for somebody outside: never over what is there, and only when it is noted."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from archiver.new_output import new_file, new_folder
from diarium.errors import RefusedError, StorageError

Making = Callable[[Path], AbstractContextManager[None]]
MAKERS: tuple[Making, ...] = (
    lambda target: new_file(target, b"innehall"),
    lambda target: new_folder(target, {"a.txt": b"innehall", "b.txt": b"mer"}),
)


@pytest.fixture(params=MAKERS, ids=["file", "folder"])
def make(request: pytest.FixtureRequest) -> Making:
    """Return the way to make a file, then a folder."""
    maker: Making = request.param
    return maker


def test_it_comes_to_its_place_when_what_is_done_within_is_done(
    make: Making, tmp_path: Path
) -> None:
    target = tmp_path / "kopia"
    with make(target):
        assert not target.exists()
    assert [each.name for each in tmp_path.iterdir()] == ["kopia"]


def test_it_holds_its_content_and_is_nobody_elses_to_read(tmp_path: Path) -> None:
    with new_file(tmp_path / "fil", b"innehall"):
        pass
    with new_folder(tmp_path / "mapp", {"a.txt": b"mer"}):
        pass
    assert (tmp_path / "fil").read_bytes() == b"innehall"
    assert (tmp_path / "mapp" / "a.txt").read_bytes() == b"mer"
    assert (tmp_path / "fil").stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "mapp").stat().st_mode & 0o777 == 0o750


def test_nothing_is_left_when_what_is_done_within_is_refused(make: Making, tmp_path: Path) -> None:
    with pytest.raises(RefusedError), make(tmp_path / "kopia"):
        raise RefusedError("no")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["file", "folder", "dangling"])
def test_what_is_there_is_never_replaced(make: Making, tmp_path: Path, kind: str) -> None:
    target = tmp_path / "kopia"
    match kind:
        case "file":
            target.write_text("mitt", encoding="utf-8")
        case "folder":
            target.mkdir()
        case _:
            target.symlink_to(tmp_path / "ingenstans")
    done = []
    with pytest.raises(RefusedError, match="never replaced"), make(target):
        done.append(1)
    assert done == []
    assert [each.name for each in tmp_path.iterdir()] == ["kopia"]


def test_what_came_there_meanwhile_is_not_replaced_either(make: Making, tmp_path: Path) -> None:
    target = tmp_path / "kopia"
    with pytest.raises(RefusedError), make(target):
        target.mkdir()
    assert [each.name for each in tmp_path.iterdir()] == ["kopia"]
    assert list(target.iterdir()) == []


def test_a_folder_that_is_not_there_is_told(make: Making, tmp_path: Path) -> None:
    with pytest.raises(StorageError), make(tmp_path / "ingen" / "kopia"):
        pass
