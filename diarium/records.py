"""What several packages speak of: files, nämnder, users, accounts, the journal; frozen records.

Those of ärenden, messages, snapshots and gallring have modules of their own (``arende_records``,
``message_records``, ``snapshot_records``, ``gallring_records``). None knows the database.

Moments are aware and in UTC; ``by`` is the operating system's login or the database role that did
it. What is protected (OSL 5 kap. 2 § andra stycket) stands in fields of its own.
"""

from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum

from diarium.roles import Role


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
    OMVARLD = "omvarld"


@dataclass(frozen=True, slots=True)
class FileRef:
    """A kept file: its SHA-256 in hex and its size in bytes."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """What the register knows of a kept file.

    Attributes:
        at: When its checksum was taken.
        puid: Its PRONOM identifier, where that was asked for and its bytes tell it.
    """

    sha256: str
    size: int
    media_type: str
    at: datetime
    puid: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFormat:
    """What a kept file is by PRONOM, told by its bytes.

    Attributes:
        puid: Its PRONOM identifier, such as ``fmt/43``; none where its bytes tell nothing sure.
        name: The format's name and version; empty where it is unknown.
        media_type: The format's media types, with commas between; empty where it has none or is
            unknown.
        warning: What is to be known of it, in Swedish.
        tool: What told it, and its version.
        signature: Which signatures it went by.
    """

    puid: str | None
    name: str
    media_type: str
    warning: str | None
    tool: str
    signature: str


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


class AccountKind(StrEnum):
    """What stands behind a row of the förteckning.

    Attributes:
        ACCOUNT: An account that the municipality has itself.
        DELTAGANDE: The municipality takes part somewhere without an account of its own.
        NOT_OFFICIAL: A page that somebody could take for the municipality's, such as a
            politician's own; listed so that nobody does.
    """

    ACCOUNT = "account"
    DELTAGANDE = "deltagande"
    NOT_OFFICIAL = "not-official"

    @property
    def captured(self) -> bool:
        """Whether its page is the municipality's own, so that ögonblicksbilder are taken of it."""
        return self is AccountKind.ACCOUNT


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account as one version of its row in the förteckning tells it.

    Attributes:
        unpictured: Why no last snapshot was taken when it was closed, if none was.
    """

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
    kind: AccountKind = AccountKind.ACCOUNT
    unpictured: str | None = None

    @property
    def captured(self) -> bool:
        """Whether ögonblicksbilder are taken of its page."""
        return self.kind.captured


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedFile:
    """A kept file and what it is to the record that names it.

    Attributes:
        role: For a snapshot ``pdfa``, ``provenance`` or, if it was made by hand, ``original``; for
            a handling ``original`` or ``attachment``.
        media_type: What it was said to be.
        start: First byte of the part meant, in a file that holds several messages.
        length: Number of bytes meant.
        format: What its bytes are, if it has been identified.
    """

    role: str
    name: str
    media_type: str
    sha256: str
    start: int
    length: int
    format: FileFormat | None = None

    @property
    def reference(self) -> dict[str, object]:
        """The values of the row that refers to it; what its bytes are stands elsewhere."""
        said = {each.name: getattr(self, each.name) for each in fields(self)}
        del said["format"]
        return said


@dataclass(frozen=True, slots=True, kw_only=True)
class Gallrad:
    """That the content of a record is gallrat: by which gallring and decision, when, by whom."""

    number: int
    decision: str
    at: datetime
    by: str


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
