"""The completeness report of a batch: what came of a delivery, and what it does not hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from diarium.intake.raw import ManifestCount, Unreadable
from diarium.intake.silences import Silences, find_silences
from diarium.intake.tally import MissingAttachment, Spot, Tally
from diarium.message_records import DecisionOutcome

NAMED = 100
"""How many files that hold no messages it names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What was handed in.

    Attributes:
        name: The file's, folder's or first zip's name.
        format: What it was recognised as.
        source: The platform or kind of source.
        never_holds: What an export of this kind never contains, in Swedish.
        messages: How many files with messages are kept.
        media: How many other files are kept, which messages may refer to.
        others: The paths of the files that no reader knows; they are not kept.
        at: When it was taken in.
    """

    batch: int
    name: str
    format: str
    source: str
    account: str | None
    never_holds: tuple[str, ...]
    messages: int
    media: int
    others: Sequence[str]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness:
    """The completeness report of a batch; lists name the first, counts count all.

    Attributes:
        found: Messages found, the repeated ones too.
        new: Messages not seen before.
        duplicates: Messages that repeat another; kept, and linked to it.
        likely_duplicates: Messages that repeat another by all signs but not surely; a person
            decides.
        changed: Messages whose source's id is known with another content; kept, and linked.
        own: Messages that the account wrote itself.
        undated: Messages of which the source does not say when they could be read.
        deleted: Messages that the delivery says were deleted at the source; kept as they are.
        unknown_deletions: Notes that delete what has not been taken in.
        left_out: What can be read but is no message that was sent, counted by why.
        attachments: Attachments that messages name, the missing ones too.
        manifest_files: Files whose number of pieces the delivery's own manifest promises.
        manifest_wrong: Those where it does not agree.
        first_day: The first day with a message, in Sweden.
        silences: Gaps in the period.
        proposals: What the rules propose, counted by outcome.
    """

    batch: int
    name: str
    format: str
    source: str
    account: str | None
    at: datetime
    found: int
    new: int
    duplicates: int
    likely_duplicates: int
    changed: int
    own: int
    undated: int
    deleted: int
    unknown_deletions: tuple[Spot, ...]
    unknown_deletion_count: int
    left_out: Mapping[str, int]
    unreadable: tuple[Unreadable, ...]
    unreadable_count: int
    attachments: int
    missing: tuple[MissingAttachment, ...]
    missing_count: int
    manifest_files: int
    manifest_promised: int
    manifest_found: int
    manifest_wrong: tuple[ManifestCount, ...]
    manifest_wrong_count: int
    first_day: date | None
    last_day: date | None
    silences: Silences
    files_with_messages: int
    media_files: int
    other_files: tuple[str, ...]
    other_file_count: int
    proposals: Mapping[str, int]
    never_holds: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Whether all could be read, and any manifest agrees."""
        return not (self.unreadable_count or self.manifest_wrong_count)


def complete(tally: Tally, delivery: Delivery) -> Completeness:
    """Return the report of a batch that has been counted to its end."""
    duplicates = tally.outcomes[DecisionOutcome.DUPLICATE.value]
    counted: dict[str, Any] = {name: getattr(tally, name) for name in _COUNTED}
    counted |= {name: tuple(getattr(tally, name)) for name in _NAMED_PIECES}
    return Completeness(
        batch=delivery.batch,
        name=delivery.name,
        format=delivery.format,
        source=delivery.source,
        account=delivery.account,
        at=delivery.at,
        new=tally.found - duplicates,
        duplicates=duplicates,
        likely_duplicates=tally.likely,
        left_out=dict(tally.left_out),
        first_day=min(tally.days, default=None),
        last_day=max(tally.days, default=None),
        silences=find_silences(tally.days),
        files_with_messages=delivery.messages,
        media_files=delivery.media,
        other_files=tuple(delivery.others[:NAMED]),
        other_file_count=len(delivery.others),
        proposals=dict(tally.outcomes),
        never_holds=delivery.never_holds,
        **counted,
    )


_COUNTED = (
    "found", "changed", "own", "undated", "deleted", "unknown_deletion_count", "unreadable_count",
    "attachments", "missing_count", "manifest_files", "manifest_promised", "manifest_found",
    "manifest_wrong_count",
)  # fmt: skip
_NAMED_PIECES = ("unknown_deletions", "unreadable", "missing", "manifest_wrong")
