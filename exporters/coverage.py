"""How it stands with a halvårsskifte's ögonblicksbilder, as a page for those who see to it.

The policy ("Dokumentera") asks for one of every account. The page shows each with a small
picture, so that a person sees at a glance what no rule sees: that a picture is not the page meant.
"""

from base64 import b64encode
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from exporters.page_templates import screen_templates
from schedules.half_year import HalfYear

STATES = {
    "failed": "Misslyckad",
    "paused": "Pausad",
    "not-tried": "Inte försökt",
    "partial": "Tagen i del",
    "captured": "Tagen",
}
"""What stands on the page for each state, in the order of what must be done."""
LACKING = ("failed", "paused", "not-tried")


@dataclass(frozen=True, slots=True, kw_only=True)
class CoveredAccount:
    """An account on the page.

    Attributes:
        namnd: The nämnd's name.
        state: One of ``STATES``.
        reason: Why it failed or is there in part, in Swedish; empty if there is nothing to say.
        advice: What to do, in Swedish; the same.
        taken_at: When the picture was taken, or the last try was made; none if it was not tried.
        late: The picture was taken later after the turn than the settings allow.
        thumbnail: A small JPEG of the picture, if there is one.
    """

    account: str
    name: str
    platform: str
    namnd: str
    url: str
    state: str
    reason: str
    advice: str
    taken_at: datetime | None
    late: bool
    thumbnail: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CoveragePage:
    """What the page tells: of which halvårsskifte, as it stood when."""

    kommun: str
    period: HalfYear
    accounts: Sequence[CoveredAccount]
    at: datetime


def render_coverage(told: CoveragePage) -> str:
    """Return the page: HTML in Swedish that needs no script and nothing from elsewhere."""
    counts = Counter(each.state for each in told.accounts)
    parts = [
        (code, words, [each for each in told.accounts if each.state == code])
        for code, words in STATES.items()
    ]
    return screen_templates(base64=_write_base64).get_template("coverage.html").render(
        told=told,
        counts=[(words, counts[code]) for code, words in STATES.items()],
        parts=[part for part in parts if part[2]],
        lacking=sum(counts[code] for code in LACKING),
    )  # fmt: skip


def _write_base64(content: bytes) -> str:
    return b64encode(content).decode()
