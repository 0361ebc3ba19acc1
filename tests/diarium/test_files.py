"""The folder of kept files: what is named is on the disk, whatever is pulled out of the wall."""

import os
from pathlib import Path

import pytest

from diarium.files import FileBundle, FileStore
from diarium.records import FileRef


@pytest.fixture
def flushed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note what is flushed to the disk, files and folders, by their paths at the time."""
    noted, flush = list[str](), os.fsync

    def note(number: int) -> None:
        noted.append(str(Path(f"/proc/self/fd/{number}").readlink()))
        flush(number)

    monkeypatch.setattr(os, "fsync", note)
    return noted


def test_a_bundle_flushes_each_file_at_once_and_each_folder_once(
    tmp_path: Path, flushed: list[str]
) -> None:
    bundle = FileBundle(tmp_path)
    kept = [bundle.keep_bytes(b"%d" % number) for number in range(600)]
    assert len([path for path in flushed if "/.staged-" in path]) == 600
    assert len(flushed) == 600
    bundle.flush()
    folders = sorted({str(bundle.path_of(ref.sha256).parent) for ref in kept} | {str(tmp_path)})
    assert flushed[600:] == folders
    bundle.flush()
    assert len(flushed) == 600 + len(folders)


def test_a_name_that_stood_there_already_is_flushed_too(tmp_path: Path, flushed: list[str]) -> None:
    ref = FileStore(tmp_path).keep_bytes(b"hej")
    flushed.clear()
    bundle = FileBundle(tmp_path)
    assert bundle.keep_bytes(b"hej") == ref == FileRef(sha256=ref.sha256, size=3)
    assert not flushed
    bundle.flush()
    assert flushed == [str(tmp_path), str(tmp_path / ref.sha256[:2])]


def test_what_is_kept_again_is_not_written_again(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    ref = store.keep_bytes(b"hej")
    before = store.path_of(ref.sha256).stat()
    assert FileBundle(tmp_path).keep_bytes(b"hej") == ref
    after = store.path_of(ref.sha256).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
