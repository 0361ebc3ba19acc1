"""Made-up facts for a försättsblad."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from diarium.snapshot_records import CaptureOutcome, Why
from exporters.forsattsblad import ForsattsbladFacts, TimedStep
from schedules.half_year import HalfYear

FACTS = ForsattsbladFacts(
    kommun="Exempelstads kommun",
    namnd="Samhällsbyggnadsnämnden",
    namnd_code="SBN",
    forvaltning="Samhällsbyggnadsförvaltningen",
    ansvarig="Åsa Öberg, kommunikatör",
    syfte="Berätta om gator, parker och byggen, och svara på frågor från invånarna.",
    account="sbn-flode",
    account_name="Räksmörgåsar på Åsen",
    platform="Facebook",
    handle="@exempelstadgator",
    period=HalfYear(2026, 1),
    why=Why.HALVARSSKIFTE,
    late=False,
    asked="https://exempel.se/gator",
    reached="https://exempel.se/gator?locale=sv_SE",
    status=200,
    server="203.0.113.7",
    taken_at=datetime(2026, 7, 1, 3, 2, 1, tzinfo=UTC),
    outcome=CaptureOutcome.COMPLETE,
    reason=None,
    width=1280,
    height=60_123,
    pages=34,
    steps=(TimedStep(name="open", seconds=2.31), TimedStep(name="shoot", seconds=8.4)),
    software=(("Program", "archiver 0.1.0"), ("Webbläsare", "Chromium 156.0.8078.79")),
    checksums=(("Bilden", "ab12" * 16), ("Texten", "cd34" * 16)),
    by="arkiv",
)


def make_facts(**changes: Any) -> ForsattsbladFacts:  # noqa: ANN401  any field
    """Return the facts of an ordinary picture, some of them changed."""
    return replace(FACTS, **changes)
