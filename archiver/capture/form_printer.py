"""Printing documents of our own as PDF/A, in a process that may hang or die without harm."""

import contextlib
import json
import os
import selectors
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from archiver.capture.job import SCRATCH, SCRATCH_PREFIX
from archiver.capture.processes import kill_tree
from archiver.capture.run import remove_scratch
from archiver.pdf.print_outcomes import Judgement, UndrawnError
from diarium.errors import CaptureError, ToolError

MOST_SECONDS = 600
"""Longest wait for one document; a text of a megabyte takes one or two minutes."""
START_SECONDS = 120
"""Longest wait for the browser to start."""
TEMPORARY_LONGEST = 50
"""Chromium cannot use a folder for its sockets whose path is much longer than this."""
PART = 1 << 16


class NotPrintedError(CaptureError):
    """A document could not be printed: the browser crashed, or took too long."""


class FormPrinter:
    """One browser for many documents, started when it is first needed; use it in ``with``.

    However the block is left, no process of it is alive after it.
    """

    def __init__(self, browser: Path | None, folder: Path, seconds: float = MOST_SECONDS) -> None:
        """Begin.

        Args:
            browser: The one that the settings name, if they do.
            folder: A folder of its own, where it may write.
            seconds: Longest wait for one document.
        """
        self._browser, self._folder, self._seconds = browser, folder, seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._left = b""

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the browser, whatever it is doing."""
        self._end()

    @property
    def pid(self) -> int | None:
        """The process that prints, if one is running."""
        return self._process.pid if self._process else None

    def print_form(self, html: str, target: Path, title: str, created: datetime) -> Judgement:
        """Print a document as PDF/A-2b and return what the judge says of it.

        Raises:
            UndrawnError: Pictures in it cannot be drawn.
            NotPrintedError: The browser crashed or hung; the next document gets a new one.
            ToolError: There is no browser, or it does not start.
        """
        page = self._folder / "page.html"
        page.write_text(html, encoding="utf-8")
        wanted = {
            "html": str(page),
            "target": str(target),
            "title": title,
            "created": created.isoformat(),
        }
        process = self._process or self._start()
        answer = self._ask(process, wanted)
        if "undrawn" in answer:
            raise UndrawnError(tuple(answer["undrawn"]))
        return Judgement(answer["judged"])

    def _start(self) -> "subprocess.Popen[bytes]":
        usual = tempfile.gettempdir()
        short = usual if len(usual) < TEMPORARY_LONGEST else "/tmp"  # noqa: S108  ours alone, see mkdtemp
        scratch = tempfile.mkdtemp(prefix=SCRATCH_PREFIX, dir=short)
        (self._folder / SCRATCH).write_text(scratch, encoding="utf-8")
        chosen = [str(self._browser)] if self._browser else []
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "archiver.capture.print_forms", *chosen],
            stdin=subprocess.PIPE,  # it ends when we do, and the browser with it
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "TMPDIR": scratch},
            start_new_session=True,  # Ctrl-C reaches us alone
        )
        self._left = b""
        self._receive(self._process, START_SECONDS)
        return self._process

    def _ask(self, process: "subprocess.Popen[bytes]", wanted: dict[str, str]) -> dict[str, Any]:
        assert process.stdin is not None  # noqa: S101  a pipe, as it was started
        try:
            process.stdin.write(json.dumps(wanted).encode() + b"\n")
            process.stdin.flush()
        except BrokenPipeError as error:
            raise self._fail("it ended by itself") from error
        return self._receive(process, self._seconds)

    def _receive(self, process: "subprocess.Popen[bytes]", seconds: float) -> dict[str, Any]:
        """Return the next answer; after trouble the process is ended."""
        line = self._read_line(process, seconds)
        answer: dict[str, Any] = json.loads(line)
        if "code" in answer:
            self._end()
            raise ToolError(answer["message"], **answer["fields"])
        if "trouble" in answer:
            raise self._fail(answer["trouble"].partition("\n")[0])
        return answer

    def _read_line(self, process: "subprocess.Popen[bytes]", seconds: float) -> bytes:
        assert process.stdout is not None  # noqa: S101  a pipe, as it was started
        until = time.monotonic() + seconds
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            while b"\n" not in self._left:
                if not selector.select(max(0, until - time.monotonic())):
                    raise self._fail("it took too long")
                part = os.read(process.stdout.fileno(), PART)
                if not part:
                    raise self._fail("it ended by itself")
                self._left += part
        line, _end, self._left = self._left.partition(b"\n")
        return line

    def _fail(self, cause: str) -> NotPrintedError:
        self._end()
        return NotPrintedError(
            "the browser could not print it ({cause}); run the same command again", cause=cause
        )

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            kill_tree(process.pid)
            process.wait()
            for stream in filter(None, (process.stdin, process.stdout)):
                with contextlib.suppress(BrokenPipeError):
                    stream.close()
        remove_scratch(self._folder)
        (self._folder / SCRATCH).unlink(missing_ok=True)
