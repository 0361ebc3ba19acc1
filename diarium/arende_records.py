"""Ärenden and handlingar as the other packages see them: frozen, and free of the database.

Moments are aware and in UTC; ``by`` is who did it, as in ``diarium.records``.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from diarium.message_records import SourceChange
from diarium.records import Gallrad, NamedFile


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


class Cause(StrEnum):
    """Why a form in the register no longer reads as it was first written."""

    RATTELSE = "rattelse"
    MARKING = "marking"
    MASKING = "masking"
    LIFTING = "lifting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sekretess:
    """A sekretessmarkering: OSL 5 kap. 5 § demands provision, date and authority."""

    provision: str
    date: date
    authority: str


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
