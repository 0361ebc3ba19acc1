"""The försättsblad of an ögonblicksbild: what a reader must know of the picture behind it.

The policy ("Dokumentera") asks for the start page of every account as PDF at each halvårsskifte.
The försättsblad says whose page it is, when and how it was taken, what is lacking, and how its
checksums can be computed again. It is a record and therefore always in Swedish.
"""

from dataclasses import dataclass
from datetime import datetime

from diarium.snapshot_records import CaptureOutcome, Why
from exporters.page_templates import print_templates
from exporters.verdicts import describe_reason
from schedules.half_year import HalfYear

WHY = {
    Why.HALVARSSKIFTE: "Halvårsskifte",
    Why.OPENING: "Kontot öppnades",
    Why.CHANGE: "Kontot ändrades",
    Why.CLOSING: "Kontot avslutas",
    Why.MANUAL: "Togs på begäran",
    Why.REMOVAL: "Olämpligt inlägg som ska tas bort",
}
OUTCOMES = {
    CaptureOutcome.COMPLETE: "Fullständig",
    CaptureOutcome.PARTIAL: "Delvis",
    CaptureOutcome.FAILED: "Misslyckad",
}
STEPS = {
    "open": "Öppna adressen",
    "settle": "Låta sidan komma till ro",
    "prepare": "Göra i ordning sidan",
    "scroll": "Rulla till slutet",
    "inspect": "Granska sidan",
    "shoot": "Avbilda sidan",
    "describe": "Läsa namn och datum",
    "archive": "Spara webbarkivet",
}
"""Names of the steps of a capture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlapping:
    """A page of the PDF that repeats rows of the page before; pages count from 1."""

    page: int
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedStep:
    """A step of the capture, by its code, and how many seconds it took."""

    name: str
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ForsattsbladFacts:
    """What the försättsblad tells.

    Attributes:
        period: The half-year whose end the picture belongs to.
        late: Taken later after the turn than the settings allow.
        server: Address of the server that answered, if one is known.
        taken_at: When the browser asked for the page, aware.
        reason: Reason code of a partial or failed outcome.
        remarks: Further Swedish sentences about what a reader must know.
        width: Width of the page in CSS pixels.
        height: Height of the page in CSS pixels.
        pages: Pages of the PDF that show the page, the försättsblad not counted.
        overlaps: Where no clear row for a page break was found.
        dropped_links: Links that PDF/A has no room for.
        software: Names and versions.
        checksums: Names in Swedish and SHA-256 in hex.
        by: The login that took the picture.
        flavour: Flavour of PDF/A that the document is written as.
    """

    kommun: str
    namnd: str
    namnd_code: str
    forvaltning: str
    ansvarig: str
    syfte: str
    account: str
    account_name: str
    platform: str
    handle: str
    period: HalfYear
    why: Why
    late: bool
    asked: str
    reached: str | None
    status: int | None
    server: str | None
    taken_at: datetime
    outcome: CaptureOutcome
    reason: str | None
    remarks: tuple[str, ...] = ()
    width: int
    height: int
    pages: int
    overlaps: tuple[Overlapping, ...] = ()
    dropped_links: tuple[str, ...] = ()
    steps: tuple[TimedStep, ...] = ()
    software: tuple[tuple[str, str], ...]
    checksums: tuple[tuple[str, str], ...]
    by: str
    flavour: str = "2b"


def render_forsattsblad(facts: ForsattsbladFacts) -> str:
    """Return the försättsblad as an HTML document that holds all that it shows."""
    return (
        print_templates()
        .get_template("forsattsblad.html")
        .render(
            facts=facts,
            outcome=OUTCOMES[facts.outcome],
            why=WHY[facts.why],
            half_year=write_half_year(facts.period),
            lack=describe_reason(facts.reason),
            step_names=STEPS,
        )
    )


def write_half_year(period: HalfYear) -> str:
    """Return a half-year in words: ``första halvåret 2026``."""
    return f"{'första' if period.half == 1 else 'andra'} halvåret {period.year}"
