"""A request for a handling, its steps, and which step may follow which.

Pure: the law of the steps without the register. TF 2 kap. 15–19 §§ say that a handling is handed
out at once, or a copy of it speedily, and that nobody may be asked who they are; OSL 6 kap. 3 §
who tries it, and that a refusal can be appealed when the myndighet has decided it in writing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from diarium.records import NamedFile
from diarium.titles import SHIELDED

MASKED = "masked"
"""Role of a copy in which words are masked."""


class StepKind(StrEnum):
    """What was done about a request."""

    RECEIVED = "received"
    EXAMINED = "examined"
    HANDED_OUT = "handed-out"
    REFUSED = "refused"
    DECISION_ASKED = "decision-asked"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


class Outcome(StrEnum):
    """What a person found when trying whether something can be handed out."""

    FULL = "full"
    MASKED = "masked"
    REFUSED = "refused"


class How(StrEnum):
    """How a request came, or how it was answered."""

    VISIT = "visit"
    PHONE = "phone"
    LETTER = "letter"
    MAIL = "mail"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiedFile:
    """A file that was handed out, and the handling that it is a copy of.

    Attributes:
        beteckning: The handling.
        file: The kept file, or the part of it that was handed out.
    """

    beteckning: str
    file: NamedFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a request.

    Attributes:
        outcome: What was found, of a step that examines.
        provision: By which provision something is masked or refused.
        ground: Why, in words.
        despite_marking: Why the whole is handed out though it is marked secret.
        how: How it was handed out, or how the refusal was told.
        decision: The beteckning of the written decision, where that was registered.
        files: What was handed out.
        happened_at: When it was done; ``at`` is when that was noted.
    """

    kind: StepKind
    outcome: Outcome | None
    provision: str | None
    ground: str | None
    despite_marking: str | None
    how: How | None
    decision: str | None
    files: tuple[CopiedFile, ...]
    happened_at: datetime
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Utlamnande:
    """A request to be given a handling.

    Attributes:
        number: What it is called, such as ``KS-U3``.
        asked: What is asked for, in words.
        how: How it came.
        requester_protected: Who asks, if the person chose to say; it is never asked for.
        arende: Diarienummer of the ärende it belongs to, if there is one.
        handlingar: The beteckningar of what it is about.
        received_at: When it came.
        steps: What was done, oldest first.
    """

    id: int
    number: str
    namnd: str
    asked: str
    how: How
    requester_protected: str | None
    arende: str | None
    handlingar: tuple[str, ...]
    received_at: datetime
    steps: tuple[Step, ...]

    @property
    def state(self) -> StepKind:
        """The newest step."""
        return self.steps[-1].kind

    @property
    def examined(self) -> Step | None:
        """The newest step that examined it: what was found stands until it is tried anew."""
        found = (each for each in reversed(self.steps) if each.kind is StepKind.EXAMINED)
        return next(found, None)

    @property
    def outcome(self) -> Outcome | None:
        """What was found, if it has been examined."""
        return self.examined.outcome if self.examined else None

    def hidden(self) -> "Utlamnande":
        """Return it without what is protected: who asks, and the names of what was handed out."""
        steps = tuple(replace(step, files=tuple(map(_nameless, step.files))) for step in self.steps)
        return replace(self, requester_protected=None, steps=steps)

    @property
    def is_open(self) -> bool:
        """Whether the municipality owes the next step."""
        return self.state in OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What somebody asks for.

    Attributes:
        asked: In words.
        how: How the request came.
        received_at: When it came.
        handlingar: The handlingar by their beteckning, as far as they are known yet.
        requester: Who asks, only where the person chose to say.
        arende: The ärende that the request was registered in, if it was.
        namnd: The nämnd's code; None means that of the handlingar, or the only one.
    """

    asked: str
    how: How
    received_at: datetime
    handlingar: tuple[str, ...] = ()
    requester: str | None = None
    arende: str | None = None
    namnd: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """What a person found.

    Attributes:
        at: When it was examined.
        provision: By which provision something is masked or refused.
        ground: Why, in words.
        despite_marking: Why the whole can be handed out though it is marked secret.
        handlingar: Further handlingar that the request turned out to be about.
    """

    outcome: Outcome
    at: datetime
    provision: str | None = None
    ground: str | None = None
    despite_marking: str | None = None
    handlingar: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HandingOut:
    """How and when a copy was handed out, and its files, kept in the store already."""

    how: How
    at: datetime
    files: tuple[CopiedFile, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """How and when a refusal was told, and whether a written decision was asked for."""

    how: How
    at: datetime
    decision_asked: bool = False


def _nameless(copied: CopiedFile) -> CopiedFile:
    """Return a file without its name, unless it is a masked copy, whose name is our own."""
    if copied.file.role == MASKED:
        return copied
    return replace(copied, file=replace(copied.file, name=SHIELDED))


OPEN = frozenset((StepKind.RECEIVED, StepKind.EXAMINED, StepKind.DECISION_ASKED))
"""What a request rests in while the municipality owes the next step."""
_GIVEN = frozenset((StepKind.HANDED_OUT, StepKind.EXAMINED, StepKind.WITHDRAWN))
_NOT_GIVEN = frozenset(
    (
        StepKind.REFUSED, StepKind.DECISION_ASKED, StepKind.DECIDED, StepKind.EXAMINED,
        StepKind.WITHDRAWN,
    )
)  # fmt: skip
_CLAIMED = frozenset((StepKind.DECISION_ASKED, StepKind.DECIDED))
_AFTER_EXAMINED: Mapping[Outcome | None, frozenset[StepKind]] = {
    Outcome.FULL: _GIVEN,
    Outcome.MASKED: _GIVEN,
    Outcome.REFUSED: _NOT_GIVEN,
}
_AFTER: Mapping[StepKind, frozenset[StepKind]] = {
    StepKind.RECEIVED: frozenset((StepKind.EXAMINED, StepKind.WITHDRAWN)),
    StepKind.REFUSED: _CLAIMED,
    StepKind.DECISION_ASKED: frozenset((StepKind.EXAMINED, StepKind.DECIDED, StepKind.WITHDRAWN)),
    StepKind.DECIDED: frozenset((StepKind.EXAMINED,)),
    StepKind.WITHDRAWN: frozenset(),
}


def may_follow(request: Utlamnande) -> frozenset[StepKind]:
    """Return the steps that may be taken next.

    What was masked is refused in part, so a written decision may be asked for after it was handed
    out. After a written decision it may be examined anew, for a court may have changed it.
    """
    if request.state is StepKind.EXAMINED:
        return _AFTER_EXAMINED[request.outcome]
    if request.state is StepKind.HANDED_OUT:
        return _CLAIMED if request.outcome is Outcome.MASKED else frozenset()
    return _AFTER[request.state]


def next_command(request: Utlamnande) -> str:
    """Return the command for the next step that the municipality owes.

    Words in capitals are for a person to fill in.
    """
    step = f"archiver utlamna {{}} {request.number}"
    if request.state is StepKind.RECEIVED:
        return f"{step.format('examine')} --outcome UTFALL"
    if request.state is StepKind.DECISION_ASKED:
        return f"{step.format('refuse')} --output FIL --decider NAMN"
    if request.outcome is Outcome.REFUSED:
        return f"{step.format('refuse')} --told HUR"
    return f"{step.format('hand-out')} --how HUR --output MAPP"
