"""Recognising what is handed in from what it holds; a name proves nothing."""

from collections.abc import Sequence
from dataclasses import replace

from diarium.errors import UsageError
from diarium.intake import (
    atom_feed,
    json_feed,
    jsonl,
    mail_kinds,
    mastodon_tag,
    mediawiki,
    rss,
    wxr,
)
from diarium.intake.kinds import Claimed, Format, Kind
from diarium.intake.linkedin import LINKEDIN
from diarium.intake.mastodon_api import MASTODON_API
from diarium.intake.mastodon_archive import MASTODON_ARCHIVE
from diarium.intake.meta_encrypted import META_ENCRYPTED
from diarium.intake.meta_export import META_EXPORT
from diarium.intake.meta_webhook import META_WEBHOOK
from diarium.intake.table import TABLE
from diarium.intake.tree import HandedIn
from diarium.intake.x_archive import X_ARCHIVE
from diarium.intake.youtube_api import YOUTUBE_API
from diarium.intake.youtube_csv import YOUTUBE_CSV

KINDS: tuple[Kind, ...] = (
    META_EXPORT,
    META_ENCRYPTED,
    META_WEBHOOK,
    MASTODON_ARCHIVE,
    MASTODON_API,
    mastodon_tag.KIND,
    YOUTUBE_API,
    X_ARCHIVE,
    YOUTUBE_CSV,
    LINKEDIN,
    wxr.KIND,
    mediawiki.KIND,
    rss.KIND,
    atom_feed.KIND,
    json_feed.KIND,
    mail_kinds.MBOX,
    mail_kinds.MAILDIR,
    mail_kinds.EML,
    jsonl.KIND,
    TABLE,
)
"""Every kind of export, the more particular first: a file is the messages of one of them.

A table is any table, so it is tried where nothing else is found: among the files of an export are
tables that hold no messages.
"""


def recognise(tree: HandedIn, only: Format | None = None) -> list[tuple[Kind, Claimed]]:
    """Return which kinds of export a tree holds, and which of its files are each one's.

    Args:
        tree: What was handed in.
        only: The only kind to try, if it was said.

    Raises:
        UsageError: It holds nothing that is taken in, or what must be ordered in another form.
        StorageError: It cannot be read.
    """
    found, taken = list[tuple[Kind, Claimed]](), set[str]()
    for kind in KINDS:
        if (only is not None and kind.format is not only) or (kind is TABLE and found):
            continue
        claimed = kind.claim(tree)
        messages = tuple(sorted(set(claimed.messages) - taken))
        if messages:
            taken.update(messages)
            found.append((kind, replace(claimed, messages=messages)))
    if not found:
        raise UsageError(
            "{path} holds no messages that archiver can read; it takes exports of platforms, "
            "e-mail and JSON Lines (see docs/intake.md); order an export as JSON, not HTML",
            path=tree.name,
        )
    return [(kind, _without(claimed, taken)) for kind, claimed in found]


def find_kind(name: str) -> Kind:
    """Return the kind of export by the name it has in the register."""
    return next(kind for kind in KINDS if kind.format == name)


def list_unclaimed(tree: HandedIn, found: Sequence[tuple[Kind, Claimed]]) -> list[str]:
    """Return the paths of a tree that no kind claims, in order."""
    claimed = {path for _kind, each in found for path in (*each.messages, *each.media)}
    return [path for path in tree.paths if path not in claimed]


def _without(claimed: Claimed, messages: set[str]) -> Claimed:
    """Return what is claimed; a file of messages is nobody's picture."""
    return replace(claimed, media=tuple(sorted(set(claimed.media) - messages)))
