"""A talk with a mail server, bounded in bytes, lines and time, whatever the server announces."""

import socket
import time
from enum import StrEnum

LINE_MOST = 4_000_000
LINES_MOST = 20_000
TALK_MOST = 8_000_000
"""Most bytes of an answer that holds no mail; a list of half a million UIDs fits."""
_CHUNK = 1 << 16


class TalkTrouble(StrEnum):
    """Why a talk came to nothing; what the guard says stands besides (`connect.Trouble`)."""

    TIMEOUT = "timeout"
    TLS = "tls-error"
    BROKEN = "broken-answer"
    TOO_LARGE = "answer-too-large"
    TOKEN_REFUSED = "token-refused"  # noqa: S105  a reason code
    NO_FOLDER = "no-such-folder"


class TalkError(Exception):
    """A talk came to nothing; ``trouble`` is a code of `TalkTrouble` or `connect.Trouble`."""

    def __init__(self, trouble: str) -> None:
        super().__init__(trouble)
        self.trouble = trouble


class BoundedTalk:
    """What comes from a server, bounded in bytes, lines and time."""

    def __init__(self, connection: socket.socket, ends: float) -> None:
        self._connection, self._ends = connection, ends
        self._held = bytearray()
        self.allow(TALK_MOST, TALK_MOST)

    @property
    def holds_more(self) -> bool:
        """Whether something came that has not been asked for."""
        return bool(self._held)

    def allow(self, most: int, literal: int) -> None:
        """Say how much may come from now on."""
        self._left, self._literal, self._lines = most, literal, LINES_MOST

    def prepare(self) -> None:
        """See that there is time left, and let nothing wait for longer."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TalkError(TalkTrouble.TIMEOUT)
        self._connection.settimeout(left)

    def read(self, size: int) -> bytes:
        """Return so many bytes."""
        if size > self._literal:
            raise TalkError(TalkTrouble.TOO_LARGE)
        while len(self._held) < size:
            self._fill()
        return self._take(size)

    def read_line(self) -> bytes:
        """Return a line with its end."""
        self._lines -= 1
        seen = 0
        while (end := self._held.find(b"\n", seen)) < 0:
            seen = len(self._held)
            if seen > LINE_MOST:
                raise TalkError(TalkTrouble.TOO_LARGE)
            self._fill()
        if self._lines < 0:
            raise TalkError(TalkTrouble.TOO_LARGE)
        return self._take(end + 1)

    def _take(self, size: int) -> bytes:
        taken = bytes(self._held[:size])
        del self._held[:size]
        return taken

    def _fill(self) -> None:
        self.prepare()
        came = self._connection.recv(_CHUNK)
        if not came:
            raise TalkError(TalkTrouble.BROKEN)
        self._left -= len(came)
        if self._left < 0:
            raise TalkError(TalkTrouble.TOO_LARGE)
        self._held += came
