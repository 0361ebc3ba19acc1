"""One try to capture a page, and what came of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from archiver.capture.exchanges import Exchanges
from archiver.capture.facts import Facts
from archiver.capture.redact import redact_address
from archiver.capture.verdict import Verdict, judge
from archiver.capture.visit import Visit
from archiver.pdf.tiles import CapturedPage


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One try to capture a page.

    Attributes:
        visit: The visit.
        exchanges: What went to and fro meanwhile.
        browser: Which browser made it, as the provenance record tells it.
        began: When the browser asked for the page.
        facts: What decided the outcome.
        captured: The picture, unless there was no page.
        about: What was read of the page beside the picture, for the provenance record.
    """

    visit: Visit
    exchanges: Exchanges
    browser: dict[str, Any]
    began: datetime
    facts: Facts
    captured: CapturedPage | None
    about: dict[str, Any]

    @property
    def verdict(self) -> Verdict:
        """The outcome that the facts lead to."""
        return judge(self.facts)

    @property
    def address_reached(self) -> str | None:
        """The address the browser ended at, without secrets."""
        return redact_address(self.facts.reached) if self.facts.reached else None
