"""Messages as the other packages see them: frozen, and free of the database.

Moments are aware and in UTC; ``by`` is who did it, as in ``diarium.records``.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from diarium.records import FileFormat, Gallrad, NamedFile

BY_PERSON = "person"
"""The rule id of a decision that a person made."""
LIKELY_DUPLICATE = "R12-likely-duplicate"
"""The rule that puts a message before a person because it repeats another by all signs."""


class Channel(StrEnum):
    """The kind of channel a message came by.

    ``OMVARLD`` is what others write elsewhere, found by watching (policy, "Mediebevakning").
    """

    DIRECT = "direct"
    COMMENT = "comment"
    POST = "post"
    MENTION = "mention"
    MAIL = "mail"
    OMVARLD = "omvarld"


class DecisionOutcome(StrEnum):
    """What stands about a message; the newest decision stands, older ones stay."""

    PROPOSE = "propose"
    REVIEW = "review"
    SKIP = "skip"
    REGISTER = "register"
    DUPLICATE = "duplicate"


class ChangeKind(StrEnum):
    """What happened to a message at its source after it was taken in.

    ``EARLIER`` is a wording older than the one that came first, taken in after it.
    """

    EDITED = "edited"
    EARLIER = "earlier"
    DELETED = "deleted"


class Signal(StrEnum):
    """What the words of a message point at; a sign, never a finding of fact."""

    SECRET = "secret"  # noqa: S105  no password
    THREAT = "threat"
    REMOVAL = "removal"
    KRITIK = "kritik"
    FAINT_KRITIK = "faint-kritik"
    QUESTION = "question"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file sent with a message.

    Attributes:
        media_type: What it was said to be.
        missing: Why its bytes are not kept, if they are not.
        format: What its bytes are, if it has been identified.
    """

    position: int
    name: str
    media_type: str
    sha256: str | None
    missing: str | None
    format: FileFormat | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided about a message, by which rule and on which ground.

    Attributes:
        same_as: The message that a person found it to be the same as.
    """

    id: int
    message: int
    outcome: DecisionOutcome
    rule: str
    ground: str
    at: datetime
    by: str
    same_as: int | None = None


@dataclass(frozen=True, slots=True)
class RepeatedBy:
    """Another message that repeats this one.

    Attributes:
        message: Its number.
        sure: A rule or a person found so; else by all signs only, and a person is to say.
        brings: How many files came with it that this one lacks.
    """

    message: int
    sure: bool
    brings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Words of a message that are a signal, so that anyone can see why it was given.

    Attributes:
        field: ``subject`` or ``text``.
        start: The first character, counted in the field as NFC.
        length: Number of characters.
        words: The words as they stand there, the digits of a personnummer as stars.
    """

    signal: Signal
    field: str
    start: int
    length: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceChange:
    """A message was edited or deleted at its source; what was taken in stays as it was.

    Attributes:
        message: The first message taken in by that id, if one was known when the change was noted.
        version: The message that holds the other wording; none for a deletion.
        changed_at: When, as the source says; none when it does not say.
        at: When it was noted.
        by: Who took in the file that told of it.
    """

    kind: ChangeKind
    message: int | None
    version: int | None
    changed_at: datetime | None
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message as it was taken in.

    Attributes:
        made_available_at: When it could first be reached (TF 2 kap. 9 §).
        edited_at: When this wording was written, if its source says that it was edited.
        received_at: When it reached the archive.
        original: The untouched bytes it was read from.
        text_repaired: Characters that no database can hold were replaced in ``text``, or wrongly
            coded ones put right; the original is as it came.
        duplicate_of: The message it repeats, as a rule or a person found.
        likely_of: The message it repeats by all signs; a person says whether it does.
        repeated_by: The messages that repeat it, as far as is decided now.
        signals: The words that were signals when it was taken in.
        gallrad: That what it said, who said it and what was attached are gallrat, if they are.
        source_changes: What happened at the source to what has its id, in the order of intake.
        thread: What the source calls the conversation it stands in.
    """

    id: int
    batch: int
    account: str | None
    namnd: str
    source: str
    external_id: str | None
    channel: Channel
    own: bool
    sender_name: str | None
    sender_address: str | None
    subject: str | None
    text: str
    permalink: str | None
    in_reply_to: str | None
    made_available_at: datetime
    received_at: datetime
    original: NamedFile
    text_repaired: bool
    duplicate_of: int | None
    attachments: tuple[Attachment, ...]
    signals: tuple[Finding, ...]
    decision: Decision
    gallrad: Gallrad | None = None
    edited_at: datetime | None = None
    source_changes: tuple[SourceChange, ...] = ()
    likely_of: int | None = None
    repeated_by: tuple[RepeatedBy, ...] = ()
    thread: str | None = None
