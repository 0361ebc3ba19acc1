"""Reading a file, or a range of one, once: what is read is hashed on the way."""

import hashlib
from concurrent.futures import Executor, Future
from io import BufferedIOBase

from diarium.files import CHUNK


class CutShortError(Exception):
    """There were fewer bytes than said."""


class HashingReader:
    """A stream of so many bytes that knows the SHA-256 of what has been read.

    Attributes:
        length: Number of bytes that it gives.
    """

    def __init__(self, stream: BufferedIOBase, length: int, aside: Executor | None = None) -> None:
        """Read ``length`` bytes from where the stream stands.

        Args:
            stream: What is open.
            length: Number of bytes to give.
            aside: One thread, where hashing goes on while the bytes are written; without it they
                are hashed as they are read.
        """
        self.length = length
        self._stream, self._left, self._aside = stream, length, aside
        self._buffer = memoryview(bytearray(min(length, CHUNK)))
        self._digest = hashlib.sha256()
        self._second: hashlib._Hash | None = None
        self._pending: Future[None] | None = None

    def read(self, size: int = CHUNK) -> memoryview:
        """Return the next bytes, at most ``size``, good until the next are read; none at the end.

        Raises:
            CutShortError: The stream ends too early.
        """
        self._settle()
        piece = self._buffer[: min(size, self._left)]
        if self._stream.readinto(piece) < len(piece):
            raise CutShortError
        self._left -= len(piece)
        self._take(piece)
        return piece

    def take_sha512(self) -> None:
        """Take the SHA-512 too; to be said before anything is read."""
        self._second = hashlib.sha512()

    def sha512(self) -> str | None:
        """Return the SHA-512 of what has been read, in hex, if it is taken."""
        self._settle()
        return self._second.hexdigest() if self._second else None

    def sha256(self) -> str:
        """Return the SHA-256 of what has been read, in hex."""
        self._settle()
        return self._digest.hexdigest()

    def _take(self, piece: memoryview) -> None:
        if self._aside is None or self.length <= CHUNK:
            self._update(piece)
            return
        self._pending = self._aside.submit(self._update, piece)

    def _update(self, piece: memoryview) -> None:
        self._digest.update(piece)
        if self._second:
            self._second.update(piece)

    def _settle(self) -> None:
        if self._pending is not None:
            self._pending.result()
            self._pending = None
