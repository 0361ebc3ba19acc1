"""Recognising a file of messages from what it holds; its name proves nothing."""

import re
from enum import StrEnum
from pathlib import Path

from diarium.errors import UsageError
from diarium.files import storage_errors

HEAD = 1 << 18
"""How much of a file is looked at, in bytes."""
BOM = b"\xef\xbb\xbf"
_HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9-]*:")
_MAIL_HEADERS = re.compile(
    rb"^(from|to|cc|date|subject|message-id|received|return-path|delivered-to|mime-version|"
    rb"content-type|reply-to|dkim-signature|x-[a-z0-9-]+)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)


class Format(StrEnum):
    """The kinds of file that are taken in."""

    JSON_LINES = "jsonl"
    EML = "eml"
    MBOX = "mbox"

    @property
    def media_type(self) -> str:
        """The media type that the kept original gets."""
        return {
            Format.JSON_LINES: "application/jsonl",
            Format.EML: "message/rfc822",
            Format.MBOX: "application/mbox",
        }[self]


def recognise(path: Path) -> Format:
    """Return which kind of file of messages this is.

    Raises:
        UsageError: There is no such file, or it is none of the kinds that are taken in.
        StorageError: It cannot be read.
    """
    if not path.is_file():
        raise UsageError("there is no file {path}; check how it is written", path=path)
    with storage_errors(path), path.open("rb") as stream:
        head = stream.read(HEAD).removeprefix(BOM).lstrip()
    found = _recognise(head)
    if found is None:
        raise UsageError(
            "{path} holds no messages that archiver can read; it takes JSON Lines in UTF-8 (one "
            "message on each line, see docs/jsonl.md) and e-mail (.eml and mbox)",
            path=path,
        )
    return found


def _recognise(head: bytes) -> Format | None:
    if head.startswith(b"{"):
        return Format.JSON_LINES
    if head.startswith(b"From "):
        return Format.MBOX
    if _HEADER.match(head) and _MAIL_HEADERS.search(re.split(rb"\r?\n\r?\n", head)[0]):
        return Format.EML
    broken_start = re.search(rb'^[ \t]*{[ \t]*"', head, re.MULTILINE)
    return Format.JSON_LINES if broken_start and not head.startswith(b"[") else None
