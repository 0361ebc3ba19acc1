"""E-mail as kinds of export: single messages (.eml), and files of many (mbox)."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from diarium.intake.kinds import Claimed, Export, Format, Kind, Tree
from diarium.intake.lines import BOM
from diarium.intake.mail import SOURCE, read_eml, read_mbox
from diarium.intake.raw import Piece

_HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9-]*:")
_MAIL_HEADERS = re.compile(
    rb"^(from|to|cc|date|subject|message-id|received|return-path|delivered-to|mime-version|"
    rb"content-type|reply-to|dkim-signature|x-[a-z0-9-]+)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)


def _is_mbox(head: bytes) -> bool:
    return head.startswith(b"From ")


def _is_eml(head: bytes) -> bool:
    headers = re.split(rb"\r?\n\r?\n", head)[0]
    return bool(_HEADER.match(head) and _MAIL_HEADERS.search(headers))


def _claim(tree: Tree, is_mine: Callable[[bytes], bool]) -> Claimed:
    heads = ((path, tree.head(path).removeprefix(BOM).lstrip()) for path in tree.paths)
    return Claimed(tuple(path for path, head in heads if is_mine(head)))


def _read(export: Export, read: Callable[[Path, datetime], Iterator[Piece]]) -> Iterator[Piece]:
    for path, kept in export.messages.items():
        for piece in read(kept.stored, export.now):
            yield replace(piece, file=path)


MBOX = Kind(
    format=Format.MBOX,
    source=SOURCE,
    claim=lambda tree: _claim(tree, _is_mbox),
    read=lambda export: _read(export, read_mbox),
)
EML = Kind(
    format=Format.EML,
    source=SOURCE,
    claim=lambda tree: _claim(tree, _is_eml),
    read=lambda export: _read(export, read_eml),
)
