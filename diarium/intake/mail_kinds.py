"""The kinds of mailbox: single messages (.eml), mbox files, and Maildir folders."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from diarium.intake.kinds import Claimed, Export, Format, Kind, Tree
from diarium.intake.lines import BOM
from diarium.intake.mail import SOURCE, read_eml, read_mbox
from diarium.intake.mbox import begins_mbox
from diarium.intake.raw import LeftOut, Omission, Piece

LOOKED_AT = 1 << 14
"""How much of a file is looked at, in bytes."""
_BOXES = frozenset({"cur", "new"})
"""Folders of a Maildir; what lies in ``tmp`` beside them has not been delivered whole."""
_FLAGS = re.compile(r"[:;!]2,([A-Za-z]*)$")
"""At the end of a Maildir file's name; Windows and zips have another sign for the colon."""
_DRAFTS = re.compile(r"(?:^|[./])(?:drafts?|utkast)(?:\.mbox|\.mbx|\.sbd)?(?:/|$)", re.IGNORECASE)
_FIRST_HEADER = re.compile(rb"(?:>From [^\r\n]*[\r\n]+)?[A-Za-z][A-Za-z0-9-]*[ \t]*:")
_HEADER_OF_MAIL = re.compile(
    rb"(?:^|(?<=[\r\n]))(from|to|cc|date|subject|message-id|received|return-path|delivered-to|"
    rb"mime-version|content-type|reply-to|dkim-signature|x-[a-z0-9-]+)[ \t]*:",
    re.IGNORECASE,
)
_HEAD_END = re.compile(rb"\r\n\r\n|\n\n|\r\r")


def claim_mbox(tree: Tree) -> Claimed:
    """Claim the files that are divided as an mbox file is, whatever they are called."""
    return Claimed(tuple(path for path in tree.paths if begins_mbox(tree.head(path, LOOKED_AT))))


def claim_maildir(tree: Tree) -> Claimed:
    """Claim what lies in ``cur`` and ``new`` of a folder where some of it is mail."""
    inside = [path for path in tree.paths if PurePosixPath(path).parent.name in _BOXES]
    boxes = {PurePosixPath(path).parent.parent for path in inside if _begins_mail(tree, path)}
    return Claimed(tuple(path for path in inside if PurePosixPath(path).parent.parent in boxes))


def claim_eml(tree: Tree) -> Claimed:
    """Claim the files that are a mail each, but for those that a Maildir has not received yet."""
    boxes = {PurePosixPath(path).parent for path in claim_maildir(tree).messages}
    passed = boxes | {box.parent / "tmp" for box in boxes}
    return Claimed(
        tuple(
            path
            for path in tree.paths
            if PurePosixPath(path).parent not in passed and _begins_mail(tree, path)
        )
    )


def _begins_mail(tree: Tree, path: str) -> bool:
    head = tree.head(path, LOOKED_AT).removeprefix(BOM).lstrip(b"\r\n")
    headers = _HEAD_END.split(head, maxsplit=1)[0]
    return bool(_FIRST_HEADER.match(head) and _HEADER_OF_MAIL.search(headers))


def _read_mbox(export: Export) -> Iterator[Piece]:
    for path, kept in export.messages.items():
        yield from read_mbox(kept.stored, export.now, path, drafts=_in_drafts(path))


def _read_eml(export: Export) -> Iterator[Piece]:
    for path, kept in export.messages.items():
        yield from read_eml(kept.stored, export.now, path, drafts=_in_drafts(path))


def _read_maildir(export: Export) -> Iterator[Piece]:
    """Read each file; the flag of a draft is set by the mailbox itself, never by a sender."""
    for path, kept in export.messages.items():
        flags = _FLAGS.search(path)
        if flags and "D" in flags[1]:
            yield LeftOut(1, Omission.DRAFT, path)
        else:
            yield from read_eml(kept.stored, export.now, path, drafts=_in_drafts(path))


def _in_drafts(path: str) -> bool:
    return bool(_DRAFTS.search(path))


_NEVER = (
    "e-post i andra mappar än de som lämnades in",
    "e-post som raderades innan brevlådan kopierades",
)
MBOX = Kind(
    format=Format.MBOX, source=SOURCE, claim=claim_mbox, read=_read_mbox, never_holds=_NEVER
)
MAILDIR = Kind(
    format=Format.MAILDIR, source=SOURCE, claim=claim_maildir, read=_read_maildir,
    never_holds=_NEVER,
)  # fmt: skip
EML = Kind(format=Format.EML, source=SOURCE, claim=claim_eml, read=_read_eml, never_holds=_NEVER)
