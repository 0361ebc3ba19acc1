"""The registrator's desk, on a real terminal of its own."""

import os
import pty
import select
import sys
import termios
import time
from pathlib import Path

from tests.archiver.cli.office import Archive

REPOSITORY = Path(__file__).parents[3]


class Desk:
    """The desk, or another command, on a real terminal of its own."""

    def __init__(self, archive: Archive, *words: str) -> None:
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.environ.update(PYTHONPATH=str(REPOSITORY), COLUMNS="100", LINES="40")
            command = ["-m", "archiver", "--config", str(archive.config)]
            os.execv(sys.executable, [sys.executable, *command, *(words or ("register",))])  # noqa: S606  no shell is wanted
        self.seen = self.all = ""

    def press(self, key: str) -> None:
        """Press a key once it is asked for; what is typed before that is thrown away."""
        while termios.tcgetattr(self.terminal)[3] & termios.ICANON:
            time.sleep(0.01)
        self.type(key)

    def type(self, line: str) -> None:
        os.write(self.terminal, line.encode())

    def wait_for(self, words: str) -> None:
        """Read on until the words are on the screen."""
        end = time.monotonic() + 60
        while words not in self.seen:
            assert time.monotonic() < end, f"no {words!r} in:\n{self.seen}"
            if select.select([self.terminal], [], [], 1)[0]:
                self._read()
        self.seen = self.seen.partition(words)[2]

    def _read(self) -> bool:
        try:
            read = os.read(self.terminal, 65536).decode(errors="replace")
        except OSError:  # the other end is closed
            read = ""
        self.seen += read
        self.all += read
        return bool(read)

    def end(self) -> int:
        """Read to the end and return the exit code."""
        while self._read():
            pass
        os.close(self.terminal)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
