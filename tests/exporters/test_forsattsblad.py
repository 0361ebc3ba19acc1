"""What the försättsblad says."""

from datetime import UTC, datetime

import html5lib
import pytest

from diarium.snapshot_records import CaptureOutcome, Why
from exporters.forsattsblad import (
    Overlapping,
    render_forsattsblad,
    write_half_year,
)
from exporters.page_templates import write_moment
from exporters.verdicts import FAULTS, LACKS
from schedules.half_year import HalfYear
from tests.exporters.forsattsblad_facts import FACTS, make_facts


def test_everything_a_later_reader_needs_is_there() -> None:
    html = render_forsattsblad(make_facts())
    for said in (
        *(FACTS.kommun, FACTS.namnd, FACTS.forvaltning, FACTS.ansvarig, FACTS.syfte),
        *(FACTS.account, FACTS.account_name, FACTS.platform, FACTS.handle, FACTS.asked),
        *("locale=sv_SE", "HTTP 200 från 203.0.113.7", "2026-07-01 kl. 05:02:01 (UTC+02:00)"),
        *("första halvåret 2026 (2026-H1)", "Utfall: Fullständig.", "1\u00a0280 × 60\u00a0123"),
        *("Chromium 156.0.8078.79", "ab12" * 16, "cd34" * 16, "34 utöver försättsbladet"),
        "Alla sidbrytningar ligger mellan rader.",
    ):
        assert said in html


def test_it_is_valid_html_that_fetches_nothing() -> None:
    html = render_forsattsblad(make_facts(reason="slow", outcome=CaptureOutcome.PARTIAL))
    html5lib.HTMLParser(strict=True).parse(html)
    assert "<script" not in html
    assert "src=" not in html


@pytest.mark.parametrize("reason", LACKS)
def test_what_is_lacking_is_said_in_words(reason: str) -> None:
    html = render_forsattsblad(make_facts(outcome=CaptureOutcome.PARTIAL, reason=reason))
    assert "Utfall: Delvis." in html
    assert LACKS[reason] in html
    assert "i sin helhet" not in html


@pytest.mark.parametrize("reason", [*FAULTS, "http-403"])
def test_a_picture_that_was_judged_wrong_says_so(reason: str) -> None:
    html = render_forsattsblad(make_facts(outcome=CaptureOutcome.FAILED, reason=reason))
    assert "Utfall: Misslyckad." in html
    assert FAULTS.get(reason, "felkoden 403") in html
    assert "bara om en person har godtagit den" in html
    assert "i sin helhet" not in html


def test_an_unknown_reason_is_given_as_its_code() -> None:
    html = render_forsattsblad(make_facts(outcome=CaptureOutcome.PARTIAL, reason="new-thing"))
    assert "(orsakskod new-thing)" in html


def test_overlaps_and_dropped_links_are_declared() -> None:
    html = render_forsattsblad(
        make_facts(
            overlaps=(Overlapping(page=3, rows=64),), dropped_links=("https://x.se/?… (9 byte)",)
        )
    )
    assert "bildsida 3 upprepar de sista 64 bildpunktsraderna från bildsida 2" in html
    assert "https://x.se/?… (9 byte)" in html
    assert "Alla sidbrytningar" not in html


def test_what_comes_from_outside_is_escaped() -> None:
    html = render_forsattsblad(make_facts(reached="https://x.se/<script>alert(1)</script>"))
    assert "<script" not in html


def test_a_late_picture_says_so_and_one_of_an_opening_why() -> None:
    html = render_forsattsblad(make_facts(late=True, why=Why.OPENING))
    assert "senare efter halvårsskiftet" in html
    assert "Kontot öppnades" in html


def test_moments_are_swedish_time_with_offset() -> None:
    assert write_moment(datetime(2026, 1, 1, tzinfo=UTC)) == "2026-01-01 kl. 01:00:00 (UTC+01:00)"
    assert write_half_year(HalfYear(2027, 2)) == "andra halvåret 2027"
