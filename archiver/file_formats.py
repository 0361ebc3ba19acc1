"""Identifying the files that came along, after they were taken in and in a step of its own.

No file is read inside a transaction. A run that is interrupted has noted whole chunks, and the
next run goes on with what is left.
"""

import contextlib
import json
import selectors
import subprocess
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, Self

from diarium.database import reading, writing
from diarium.errors import ToolError
from diarium.file_formats import (
    QUESTION,
    Identified,
    list_unidentified,
    list_unknown,
    record_formats,
)
from diarium.files import FileStore
from diarium.records import FileFormat

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Engine

MOST_SECONDS = 120.0
"""Longest wait for what one file is; the tool reads some gigabytes in that time."""
FAILED = "filen kunde inte identifieras: den krävde för mycket minne eller tid, eller är skadad"
TOOL = "pygfried"
Progress = Callable[[int], None]
"""Told how many files are done."""


def identify_new(
    engine: "Engine", files: FileStore, by: str, now: "datetime", progress: Progress | None = None
) -> int:
    """Note what the files are that came along and have never been identified.

    Args:
        engine: The register.
        files: The kept files.
        by: Who has them identified.
        now: When.
        progress: Told after each chunk.

    Returns:
        How many were noted.

    Raises:
        StorageError: The database cannot be reached.
        ToolError: The tool does not start.
    """
    return _identify(engine, files, None, (by, now), progress)


def identify_again(engine: "Engine", files: FileStore, by: str, now: "datetime") -> int:
    """Note too what the tool of today says of files that an older one identified."""
    return _identify(engine, files, tool_version(), (by, now), None)


def identify_these(
    engine: "Engine", files: FileStore, checksums: Collection[str], by: str, now: "datetime"
) -> bool:
    """Note what some files are that no tool has looked at yet, and say whether there were any.

    Raises:
        StorageError: The database cannot be reached.
        ToolError: The tool does not start.
    """
    with reading(engine) as session:
        unknown = list_unknown(session, checksums)
    with Identifier() as identifier:
        for start in range(0, len(unknown), QUESTION):
            found = list(_identify_each(identifier, files, unknown[start : start + QUESTION]))
            with writing(engine) as session:
                record_formats(session, found, by, now)
    return bool(unknown)


def tool_version() -> str:
    """Return the tool's name and version; each has signatures of its own."""
    return f"{TOOL} {version(TOOL)}"


def _identify(
    engine: "Engine",
    files: FileStore,
    tool: str | None,
    noted: "tuple[str, datetime]",
    progress: Progress | None,
) -> int:
    done, after = 0, ""
    with Identifier() as identifier:
        while True:
            with reading(engine) as session:
                chunk = list_unidentified(session, tool, after)
            if not chunk:
                return done
            found = list(_identify_each(identifier, files, chunk))
            with writing(engine) as session:
                record_formats(session, found, *noted)
            done, after = done + len(found), chunk[-1]
            if progress is not None:
                progress(done)


def _identify_each(
    identifier: "Identifier", files: FileStore, chunk: Sequence[str]
) -> Iterator[Identified]:
    """Yield what files are; those that are gallrade are gone."""
    for sha256 in chunk:
        path = files.path_of(sha256)
        if path.is_file():
            yield Identified(sha256=sha256, format=identifier.identify(path))


class Identifier:
    """The tool in a process of its own, which is started when it is needed, and again if it dies.

    Attributes:
        seconds: Longest wait for what one file is.
    """

    def __init__(self, seconds: float = MOST_SECONDS) -> None:
        self.seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._signature = ""

    def __enter__(self) -> Self:
        """Return itself; nothing is started yet."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End the process."""
        self._stop()

    def identify(self, path: Path) -> FileFormat:
        """Return what a file is; where the tool fails with it, that is what is said.

        Raises:
            ToolError: The tool does not start.
        """
        process = self._process or self._start()
        told = self._ask(process, path)
        if told is None:
            self._stop()
            told = {"puid": None, "name": "", "media_type": "", "warning": FAILED}
        return FileFormat(**told, signature=self._signature, tool=tool_version())

    def _ask(self, process: "subprocess.Popen[bytes]", path: Path) -> dict[str, Any] | None:
        try:
            _pipe(process.stdin).write(json.dumps(str(path)).encode() + b"\n")
            _pipe(process.stdin).flush()
        except BrokenPipeError:
            return None
        return self._receive(process)

    def _receive(self, process: "subprocess.Popen[bytes]") -> dict[str, Any] | None:
        with selectors.DefaultSelector() as waiting:
            waiting.register(_pipe(process.stdout), selectors.EVENT_READ)
            line = _pipe(process.stdout).readline() if waiting.select(self.seconds) else b""
        told: dict[str, Any] | None = json.loads(line) if line.endswith(b"\n") else None
        return told

    def _start(self) -> "subprocess.Popen[bytes]":
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "archiver.pronom"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        told = self._receive(self._process)
        if told is None:
            self._stop()
            raise ToolError(
                "the tool that identifies files (pygfried) does not start; install archiver anew, "
                "and the next import makes up for it"
            )
        self._signature = told["signature"]
        return self._process

    def _stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            with contextlib.suppress(BrokenPipeError), self._process:
                pass  # its ends of the pipes are closed, and it is waited for
            self._process = None


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None  # noqa: S101  narrows the type: both were asked for
    return stream
