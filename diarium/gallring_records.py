"""What a gallring is about, as other packages see it: numbers, days and decisions, no content."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from diarium.records import NamedFile, PlanRow


class Hinder(StrEnum):
    """Why something whose frist has run out is not gallrat."""

    NOT_CLOSED = "not-closed"
    OPEN_REQUEST = "open-request"
    PACKAGED = "in-a-package"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """An ärende or a message whose frist has run out.

    Attributes:
        row: The row of the plan that says so.
        arende: The ärende, by the number of its row; else it is a message.
        message: The message.
        number: What it is called: a diarienummer, or a message's number.
        batch: The batch that a message came in.
        since: From which day it may be gallrat.
        hinders: What stands in the way; with nothing there it is gallrat.
        packages: The packages that the kommunarkiv has neither accepted nor refused, by name.
    """

    row: PlanRow
    arende: int | None
    message: int | None
    number: str
    batch: int | None
    since: date
    hinders: tuple[Hinder, ...] = ()
    packages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldBatch:
    """A file of several messages, which is kept whole until the last of them is gallrad.

    Attributes:
        batch: The number of the batch it came in.
        living: How many of its messages are not gallrade.
        unread: How many of its parts could not be read and never became messages.
    """

    batch: int
    living: int
    unread: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GallratItem:
    """An ärende or a message that was gallrat.

    Attributes:
        code: The code of the plan's row that it was gallrat by.
        number: A diarienummer, or a message's number.
        is_arende: Whether it was an ärende.
        handlingar: How many handlingar the ärende holds.
        messages: How many messages were emptied with it, those that repeat another too.
        files: How many files lost their bytes with it.
        at: When.
    """

    code: str
    number: str
    is_arende: bool
    handlingar: int
    messages: int
    files: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GallringProtocol:
    """A gallringsprotokoll that was drawn up and kept.

    Attributes:
        number: The number of the gallring.
        decision: The decision that was carried out.
        file: The protocol, which names numbers, days and decisions, and no content.
        at: When it was drawn up.
        by: Who carried the gallring out.
    """

    number: int
    decision: str
    file: NamedFile
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gallring:
    """A gallring: one decision carried out for one nämnd.

    Attributes:
        number: Its number.
        rows: The rows of the plan it was done by.
        items: What was gallrat, in order.
        held: Files of several messages that stay for the sake of those not gallrade.
        protocol: SHA-256 of its gallringsprotokoll; none while it is not finished.
    """

    number: int
    namnd: str
    decision: str
    decision_date: date
    at: datetime
    by: str
    rows: tuple[PlanRow, ...]
    items: tuple[GallratItem, ...]
    held: tuple[HeldBatch, ...]
    protocol: str | None
