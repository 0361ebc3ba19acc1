"""The records as the other packages see them: frozen, and free of the database.

Moments are aware and in UTC; ``by`` is the operating system's login or the database role that did
it. What is protected (OSL 5 kap. 2 § andra stycket) stands in fields of its own.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from diarium.roles import Role


class Why(StrEnum):
    """Why a snapshot was taken."""

    HALVARSSKIFTE = "halvarsskifte"
    OPENING = "opening"
    CHANGE = "change"
    CLOSING = "closing"
    MANUAL = "manual"


ORIGINAL = "original"
"""Role of the untouched file that a record was made of."""
PAUSED = frozenset(("host-blocked", "login-expired", "login-unreadable"))
"""Reasons that lie outside the page: a login has run out, or the host turned other visits away."""


class CaptureOutcome(StrEnum):
    """How a capture ended; a failed one is never a record of the page."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    FAILED = "failed"


class Channel(StrEnum):
    """The kind of channel a message came by."""

    DIRECT = "direct"
    COMMENT = "comment"
    POST = "post"
    MENTION = "mention"
    MAIL = "mail"


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


class Direction(StrEnum):
    """Which way a handling went: inkommen, utgående or upprättad."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"
    INTERNAL = "internal"


class ArendeStatus(StrEnum):
    """The status of an ärende."""

    OPEN = "open"
    ON_HOLD = "on-hold"
    CLOSED = "closed"
    REOPENED = "reopened"
    MAKULERAT = "makulerat"


class KeptAs(StrEnum):
    """How handlingar of a type are kept (OSL 5 kap. 1 §)."""

    REGISTERED = "registered"
    ORDERED = "ordered"
    NEITHER = "neither"


class CountedFrom(StrEnum):
    """From when the years of a gallringsfrist are counted."""

    CLOSED = "closed"
    RECEIVED = "received"


class AppliesTo(StrEnum):
    """What in the register a row of the informationshanteringsplan is about."""

    ARENDE = "arende"
    KEPT_ORDERED = "kept-ordered"
    LITTLE_IMPORTANCE = "little-importance"


class Cause(StrEnum):
    """Why a form in the register no longer reads as it was first written."""

    RATTELSE = "rattelse"
    MARKING = "marking"
    MASKING = "masking"
    LIFTING = "lifting"


@dataclass(frozen=True, slots=True)
class FileRef:
    """A kept file: its SHA-256 in hex and its size in bytes."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """What the register knows of a kept file: ``at`` is when its checksum was taken."""

    sha256: str
    size: int
    media_type: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """The municipality this archive belongs to, and since when it is kept."""

    kommun: str
    orgnr: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Namnd:
    """A nämnd: its own myndighet, diarium and arkivbildare."""

    code: str
    name: str
    orgnr: str
    series: str


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person, or a login that runs by itself, as the newest version of its row tells it.

    Attributes:
        login: The operating system's login, or the database role.
        namnder: Codes of the nämnder it works for; none means all.
        ended: Why it no longer is a user, if it was ended.
    """

    login: str
    version: int
    name: str
    roles: tuple[Role, ...]
    namnder: tuple[str, ...]
    ended: str | None
    at: datetime
    by: str

    def works_for(self, namnd: str) -> bool:
        """Whether the nämnd is one it works for (OSL 8 kap. 1 §: each is closed to the others)."""
        return not self.namnder or namnd in self.namnder


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account as one version of its row in the förteckning tells it."""

    account: str
    version: int
    namnd: str
    platform: str
    url: str
    handle: str
    name: str
    forvaltning: str
    ansvarig: str
    syfte: str
    malgrupp: str
    official: bool
    open: bool
    chronological: bool
    opened: date
    closed: date | None
    closed_reason: str | None
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedFile:
    """A kept file and what it is to the record that names it.

    Attributes:
        role: For a snapshot ``pdfa``, ``provenance`` or, if it was made by hand, ``original``; for
            a handling ``original`` or ``attachment``.
        start: First byte of the part meant, in a file that holds several messages.
        length: Number of bytes meant.
    """

    role: str
    name: str
    media_type: str
    sha256: str
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Who accepted the picture of a failed try as the start page after all, and why."""

    why: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """An ögonblicksbild of an account's start page, or the failed try to take one.

    Attributes:
        outcome: How it ended; a failed try that a person has accepted is one in part.
        period: The half-year whose end it belongs to, such as ``2026-H1``.
        reason: Reason code of a partial or failed outcome.
        late: Taken more days after the turn than the settings allow.
        taken_at: When the browser asked for the page.
        accepted: Who accepted a failed try, and why.
        beteckning: The handling in the samlingsärende of its year, if it is registered there.
    """

    id: int
    account: str
    account_version: int
    namnd: str
    period: str
    why: Why
    outcome: CaptureOutcome
    reason: str | None
    late: bool
    url_asked: str
    url_reached: str | None
    taken_at: datetime
    at: datetime
    by: str
    files: tuple[NamedFile, ...]
    accepted: Acceptance | None = None
    beteckning: str | None = None

    @property
    def by_hand(self) -> bool:
        """Whether a person made it; their file then lies among the files."""
        return any(each.role == ORIGINAL for each in self.files)

    @property
    def paused(self) -> bool:
        """Whether the account waits for a new login, or for its host to let visits in again."""
        return self.reason in PAUSED


@dataclass(frozen=True, slots=True, kw_only=True)
class Gallrad:
    """That the content of a record is gallrat: by which gallring and decision, when, by whom."""

    number: int
    decision: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file sent with a message; ``missing`` says why its bytes are not kept, if they are not."""

    position: int
    name: str
    media_type: str
    sha256: str | None
    missing: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided about a message, by which rule and on which ground."""

    id: int
    message: int
    outcome: DecisionOutcome
    rule: str
    ground: str
    at: datetime
    by: str


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
        text_repaired: Characters that no database can hold were replaced in ``text``; the
            original is as it came.
        duplicate_of: The message it repeats, if it does.
        signals: The words that were signals when it was taken in.
        gallrad: That what it said, who said it and what was attached are gallrat, if they are.
        source_changes: What happened at the source to what has its id, in the order of intake.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Sekretess:
    """A sekretessmarkering: OSL 5 kap. 5 § demands provision, date and authority."""

    provision: str
    date: date
    authority: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """A handlingstyp as one version of its row in the informationshanteringsplan has it.

    Attributes:
        rubrik: The heading of the plan that it stands under.
        applies_to: What in the register it decides about; nothing where it is told of only.
        years: After how many full calendar years it is gallras; none means that it is preserved.
        counted_from: From when the years are counted.
        decision: The reference of the decision that the row rests on.
        withdrawn: The code was left out of the newest plan; nothing is gallrat by it.
    """

    id: int
    namnd: str
    code: str
    version: int
    handlingstyp: str
    rubrik: str
    applies_to: AppliesTo | None
    registration: KeptAs
    years: int | None
    counted_from: CountedFrom | None
    decision: str
    decision_date: date
    remark: str | None
    withdrawn: bool
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Marking:
    """A sekretessmarkering that was put on a handling, or the lifting of the one before.

    Attributes:
        sekretess: What was put; None where it was lifted.
        why: Why, if that was said.
    """

    sekretess: Sekretess | None
    why: str | None
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What a person noted about a record, and why."""

    why: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What was written and what stands instead, public and protected.

    It is a rättelse of what was wrong, or a change of what is set apart. What was set apart later
    is in the public forms of no earlier one.

    Attributes:
        field: ``sender``, ``subject`` or ``kind`` of a handling, or ``mening`` of an ärende.
        cause: Whether it is a rättelse, or came with a sekretessmarkering that was put or lifted,
            or with masked words.
    """

    field: str
    old_public: str
    old_protected: str | None
    new_public: str
    new_protected: str | None
    why: str
    at: datetime
    by: str
    cause: Cause = Cause.RATTELSE


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusChange:
    """A status that an ärende was given, when and by whom."""

    status: ArendeStatus
    why: str | None
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification:
    """The code of the classification plan that an ärende was given, when and by whom."""

    code: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """A registered allmän handling with the four items of OSL 5 kap. 2 §.

    Attributes:
        beteckning: Diarienummer and löpnummer, such as ``KS/2026:17-1``.
        kind: ``meddelande``, ``kritik`` or ``svar``.
        received_at: When it came in (item 1 of OSL 5:2).
        makulerad: Why, when and by whom it was voided, if it was; it keeps its number.
        no_attachment: Why an attachment that is missing will not come, if a person said so.
        corrections: What was corrected or set apart, oldest first; the fields read as changed.
        markings: Every sekretessmarkering it was given, and each lifting, oldest first.
        gallrad: That its files and what was set apart are gallrade, if they are; it names no file.
        source_changes: How its message was edited or deleted at the source, in the order of intake.
    """

    id: int
    diarienummer: str
    lopnummer: int
    beteckning: str
    direction: Direction
    kind: str
    message: int | None
    made_available_at: datetime
    received_at: datetime
    registered_at: datetime
    registered_by: str
    sender_public: str
    sender_protected: str | None
    subject_public: str
    subject_protected: str | None
    sekretess: Sekretess | None
    files: tuple[NamedFile, ...]
    makulerad: Note | None = None
    no_attachment: Note | None = None
    corrections: tuple[Correction, ...] = ()
    markings: tuple[Marking, ...] = ()
    gallrad: Gallrad | None = None
    source_changes: tuple[SourceChange, ...] = ()

    @property
    def rattad(self) -> bool:
        """Whether something in it was corrected."""
        return any(each.cause is Cause.RATTELSE for each in self.corrections)

    @property
    def is_protected(self) -> bool:
        """Whether anything about it is set apart, or it carries a sekretessmarkering."""
        return bool(self.sekretess or self.sender_protected or self.subject_protected)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arende:
    """An ärende with its handlingar in the order of their löpnummer.

    Attributes:
        closed_at: When it was closed, or made makulerat, if it is.
        classification: The code of the classification plan that stands.
        classifications: Every code it was given, oldest first.
        history: Every status it was given, oldest first.
        corrections: How its ärendemening was corrected, oldest first.
        gallrat: That its handlingar are gallrade, if they are; the entries stay.
    """

    id: int
    namnd: str
    diarienummer: str
    mening_public: str
    mening_protected: str | None
    status: ArendeStatus
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None
    closed_by: str | None
    handlingar: tuple[Handling, ...]
    classification: str | None = None
    classifications: tuple[Classification, ...] = ()
    history: tuple[StatusChange, ...] = ()
    corrections: tuple[Correction, ...] = ()
    gallrat: Gallrad | None = None

    @property
    def is_closed(self) -> bool:
        """Whether nothing may be written in it: it is closed or makulerat."""
        return self.status in (ArendeStatus.CLOSED, ArendeStatus.MAKULERAT)

    @property
    def makulerad(self) -> Note | None:
        """Why, when and by whom it was voided, if it was."""
        last = self.history[-1] if self.history else None
        if last is None or last.status is not ArendeStatus.MAKULERAT:
            return None
        return Note(why=last.why or "", at=last.at, by=last.by)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An entry of the journal.

    Attributes:
        subject: What it is about, such as an account, a diarienummer or a message number; never
            anything that may be protected.
        digest: SHA-256 over the entry's own words and the digests of the rows it vouches for.
        hash: SHA-256 over the previous entry's hash, the sequence number and the digest.
    """

    seq: int
    at: datetime
    by: str
    kind: str
    subject: str
    digest: str
    previous: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A package that was made for the kommunarkiv."""

    id: int
    namnd: str
    period: str
    profile: str
    name: str
    manifest_sha256: str
    extract: bool
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it was, as ``archiver verify`` reports it.

    Attributes:
        code: A stable code in English for machines.
        place: Where, such as ``handling row 17`` or a file name.
        message: What is wrong, untranslated, fields in braces filled from ``place``.
    """

    code: str
    place: str
    message: str
