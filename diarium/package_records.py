"""Packages for the kommunarkiv, and which step of a delivery may follow which."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class PackageState(StrEnum):
    """How far a package has come on its way to the kommunarkiv."""

    PREPARED = "prepared"
    DELIVERED = "delivered"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


UNSETTLED = frozenset((PackageState.PREPARED, PackageState.DELIVERED, PackageState.RECEIVED))
"""Nobody has said yet what becomes of it."""
UNANSWERED = frozenset((PackageState.DELIVERED, PackageState.RECEIVED))
"""The kommunarkiv has it, and owes its answer."""
ANSWERS = frozenset((PackageState.RECEIVED, PackageState.ACCEPTED, PackageState.REFUSED))
"""What a leveranskvitto says."""
MAY_FOLLOW: Mapping[PackageState, frozenset[PackageState]] = {
    PackageState.PREPARED: frozenset((PackageState.DELIVERED, PackageState.WITHDRAWN)),
    PackageState.DELIVERED: ANSWERS | {PackageState.WITHDRAWN},
    PackageState.RECEIVED: ANSWERS - {PackageState.RECEIVED} | {PackageState.WITHDRAWN},
    PackageState.ACCEPTED: frozenset(),
    PackageState.REFUSED: frozenset(),
    PackageState.WITHDRAWN: frozenset(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageItems:
    """What is in a package, by the numbers of the rows.

    Attributes:
        snapshots: The snapshots.
        arenden: The ärenden, each in every package that holds something of it.
        handlingar: The handlingar, those too whose files stayed at home.
    """

    snapshots: tuple[int, ...] = ()
    arenden: tuple[int, ...] = ()
    handlingar: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageFacts:
    """What is noted of a package when it has been made.

    Attributes:
        namnd: Code of the nämnd.
        period: The half-year, such as ``2026-H1``.
        profile: The name of its profile.
        name: Its name, which is its OBJID too.
        delivery: The name of the delivery; that of the package where it is the only one.
        number: Which of the delivery's packages it is, from 1.
        of: How many packages the delivery has.
        container: ``folder``, ``zip`` or ``tar``.
        files: How many files it holds.
        size: Their bytes in all.
        selection: What was chosen of the nämnd's half-year, in Swedish; empty for all of it.
        manifest_sha256: SHA-256 of the file that vouches for all the others.
        extract: It is a copy and no delivery.
        protected: What is protected is in it too.
        items: What is in it.
    """

    namnd: str
    period: str
    profile: str
    name: str
    delivery: str
    number: int = 1
    of: int = 1
    container: str = "folder"
    files: int
    size: int
    selection: str = ""
    manifest_sha256: str
    extract: bool
    protected: bool = False
    items: PackageItems = PackageItems()


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageStep:
    """A step of a package's delivery.

    Attributes:
        said: How it was delivered, or why it was refused or withdrawn.
        happened_at: When it was done; ``at`` is when that was noted.
        receipt: The beteckning of the leveranskvitto, which is a handling.
        receipt_sha256: SHA-256 of the kept leveranskvitto.
    """

    state: PackageState
    said: str | None
    happened_at: datetime
    receipt: str | None
    receipt_sha256: str | None
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A package that was made for the kommunarkiv; see `PackageFacts`.

    Attributes:
        contents_sha256: The same for packages of the same records, whatever their form.
        steps: How it went, oldest first; what a makulerat leveranskvitto said is not among them.
    """

    id: int
    namnd: str
    period: str
    profile: str
    name: str
    delivery: str
    number: int
    of: int
    container: str
    files: int
    size: int
    selection: str
    manifest_sha256: str
    contents_sha256: str
    extract: bool
    protected: bool
    at: datetime
    by: str
    steps: tuple[PackageStep, ...]

    @property
    def state(self) -> PackageState:
        """How far it has come."""
        return self.steps[-1].state

    @property
    def waits(self) -> bool:
        """Whether the kommunarkiv owes its answer."""
        return self.state in UNANSWERED
