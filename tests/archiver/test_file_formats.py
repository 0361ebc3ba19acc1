"""What kept files are, told by PRONOM and noted in the register."""

import base64
import re
import sys
import zlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from archiver import file_formats
from archiver.file_formats import FAILED, Identifier, identify_again, identify_new, tool_version
from archiver.format_settings import LAST_FMT, LAST_X_FMT, MISSING_X_FMT
from diarium.database import reading
from diarium.errors import ToolError
from diarium.files import FileStore
from diarium.message_records import Attachment
from diarium.messages import read_message
from diarium.tables import FILE_FORMAT
from diarium.verify import check_archive
from tests.archiver import media_files
from tests.diarium.taken_in import take_in


@pytest.mark.parametrize(
    ("content", "puid", "media_type"),
    [
        (media_files.PNG, "fmt/11", "image/png"),
        (media_files.JPEG, "fmt/43", "image/jpeg"),
        (media_files.picture("TIFF"), "fmt/353", "image/tiff"),
        (media_files.picture("GIF"), "fmt/3", "image/gif"),
        (media_files.PDF, "fmt/18", "application/pdf"),
        (media_files.WAV, "fmt/141", "audio/x-wav"),
        (media_files.MP4, "fmt/199", "application/mp4"),
        (media_files.MOV, "x-fmt/384", "video/quicktime"),
        (media_files.ZIP, "x-fmt/263", "application/zip"),
        ("Räksmörgås".encode(), "x-fmt/111", "text/plain"),
    ],
)
def test_a_kept_file_is_known_by_its_bytes(
    tmp_path: Path, content: bytes, puid: str, media_type: str
) -> None:
    path = tmp_path / "ab12"
    path.write_bytes(content)
    with Identifier() as identifier:
        told = identifier.identify(path)
    assert (told.puid, told.media_type) == (puid, media_type)
    assert told.name
    assert told.tool == tool_version()
    assert re.match(r"DROID_SignatureFile_V\d+", told.signature)


@pytest.mark.parametrize(
    ("content", "warning"),
    [
        (b"", "filen är tom"),
        (bytes(range(256)) * 4, "formatet är okänt"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 4096, "sector size"),
    ],
)
def test_what_cannot_be_told_is_said(tmp_path: Path, content: bytes, warning: str) -> None:
    path = tmp_path / "fil"
    path.write_bytes(content)
    with Identifier() as identifier:
        told = identifier.identify(path)
    assert told.puid is None
    assert warning in (told.warning or "")


def test_a_file_that_takes_too_long_does_not_hinder_the_next(tmp_path: Path) -> None:
    large, small = tmp_path / "stor", tmp_path / "liten"
    with large.open("wb") as stream:
        stream.truncate(3 << 30)
    small.write_bytes(media_files.PNG)
    with Identifier() as identifier:
        assert identifier.identify(small).puid == "fmt/11"
        identifier.seconds = 0.05
        told = identifier.identify(large)
        assert (told.puid, told.warning) == (None, FAILED)
        identifier.seconds = 60
        assert identifier.identify(small).puid == "fmt/11"


def test_a_tool_that_dies_is_started_again(tmp_path: Path) -> None:
    path = tmp_path / "fil"
    path.write_bytes(media_files.PNG)
    with Identifier() as identifier:
        identifier.identify(path)
        assert identifier._process is not None
        identifier._process.kill()
        identifier._process.wait()
        assert identifier.identify(path).warning == FAILED
        assert identifier.identify(path).puid == "fmt/11"


def test_a_tool_that_does_not_start_is_one_clear_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with Identifier() as identifier, pytest.raises(ToolError, match="pygfried"):
        identifier.identify(tmp_path)


def test_nothing_is_started_where_there_is_nothing_to_identify(
    engine: Engine, files: FileStore, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_in(engine, files, [{}], now)
    monkeypatch.setattr(sys, "executable", "/nowhere")
    assert identify_new(engine, files, "anna", now) == 0


def attached(
    engine: Engine, files: FileStore, contents: Sequence[bytes], now: datetime
) -> Sequence[Attachment]:
    """Take in a message with files that are all said to be JPEG."""
    given = [
        {
            "name": f"bild{n}.jpg",
            "media_type": "image/jpeg",
            "content_base64": base64.b64encode(content).decode(),
        }
        for n, content in enumerate(contents)
    ]
    (number,) = take_in(engine, files, [{"attachments": given}], now)
    identify_new(engine, files, "anna", now)
    with reading(engine) as session:
        return read_message(session, number).attachments


def count(engine: Engine) -> int:
    with reading(engine) as session:
        return session.execute(select(func.count()).select_from(FILE_FORMAT)).scalar_one()


def test_what_came_along_is_identified_once(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    told = attached(engine, files, [media_files.JPEG, media_files.PDF, media_files.JPEG], now)
    assert [each.media_type for each in told] == ["image/jpeg"] * 3
    assert [each.format and each.format.puid for each in told] == ["fmt/43", "fmt/18", "fmt/43"]
    assert count(engine) == 2
    assert identify_new(engine, files, "anna", now) == 0
    assert identify_again(engine, files, "anna", now) == 0
    assert list(check_archive(engine, files)) == []


def test_a_newer_tool_adds_what_it_says_and_the_newest_stands(
    engine: Engine, files: FileStore, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    attached(engine, files, [media_files.PNG], now)
    monkeypatch.setattr(file_formats, "tool_version", lambda: "pygfried 99")
    later = now + timedelta(days=1)
    assert identify_new(engine, files, "anna", later) == 0
    assert identify_again(engine, files, "anna", later) == 1
    assert count(engine) == 2
    with reading(engine) as session:
        (told,) = read_message(session, 1).attachments
    assert told.format is not None
    assert told.format.tool == "pygfried 99"


def test_an_interrupted_run_is_made_up_for_by_the_next(
    engine: Engine, files: FileStore, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Identifier, "identify", _interrupted)
    with pytest.raises(KeyboardInterrupt):
        attached(engine, files, [media_files.PNG], now)
    assert count(engine) == 0
    monkeypatch.undo()
    assert identify_new(engine, files, "anna", now) == 1


def _interrupted(*_arguments: object) -> None:
    raise KeyboardInterrupt


def test_a_file_whose_bytes_are_gone_is_passed_by(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    gone = files.keep_bytes(media_files.PNG).sha256
    given = {"name": "a", "content_base64": base64.b64encode(media_files.PNG).decode()}
    take_in(engine, files, [{"attachments": [{**given, "media_type": "image/png"}]}], now)
    files.path_of(gone).unlink()
    assert identify_new(engine, files, "anna", now) == 0


def test_the_last_known_number_is_that_of_the_tools_signatures() -> None:
    spec = find_spec("pygfried")
    assert spec is not None
    assert spec.origin is not None
    known = _read_puids(Path(spec.origin).read_bytes())
    assert known >= {f"fmt/{n}" for n in range(1, LAST_FMT + 1)}
    assert f"fmt/{LAST_FMT + 1}" not in known
    numbers = set(range(1, LAST_X_FMT + 1)) - MISSING_X_FMT
    assert known >= {f"x-fmt/{n}" for n in numbers}
    assert not known & {f"x-fmt/{n}" for n in (*MISSING_X_FMT, LAST_X_FMT + 1)}


def _read_puids(module: bytes) -> set[str]:
    """Return the PUIDs in the signatures of Siegfried that lie, deflated, in the module."""
    for start in re.finditer(b"sf\x00\xff", module):
        try:
            content = zlib.decompressobj(-15).decompress(module[start.end() + 2 :])
        except zlib.error:
            continue
        return {each.decode() for each in re.findall(rb"(?<![-\w])(?:x-)?fmt/\d{1,4}", content)}
    return set()
