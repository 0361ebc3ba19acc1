"""A published file is whole or untouched, and everyone may read it."""

import os
import stat
from pathlib import Path

import pytest

from diarium.errors import StorageError
from exporters.published_file import publish_file


def test_everyone_may_read_it_whatever_the_umask(tmp_path: Path) -> None:
    target, before = tmp_path / "sida.html", os.umask(0o077)
    try:
        publish_file(target, b"ny")
    finally:
        os.umask(before)
    assert stat.S_IMODE(target.stat().st_mode) == 0o644


def test_an_old_page_is_replaced_whole(tmp_path: Path) -> None:
    target = tmp_path / "sida.html"
    target.write_bytes(b"gammal")
    with target.open("rb") as reader:
        publish_file(target, b"ny")
        assert reader.read() == b"gammal"
    assert target.read_bytes() == b"ny"


def test_a_write_that_fails_leaves_the_old_page_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "sida.html"
    target.write_bytes(b"gammal")

    def full(_number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError, match="the disk is full"):
        publish_file(target, b"ny")
    assert [path.name for path in tmp_path.iterdir()] == ["sida.html"]
    assert target.read_bytes() == b"gammal"


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="check the disk"):
        publish_file(tmp_path / "finns-inte" / "sida.html", b"ny")
