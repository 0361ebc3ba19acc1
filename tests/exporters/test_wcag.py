"""Every page we publish, before axe-core in a real Chromium: WCAG 2.2 AA, and contrast at AAA."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from diarium.gallring_records import GallratItem, Gallring, HeldBatch
from diarium.records import AppliesTo, CountedFrom, KeptAs, PlanRow
from exporters.aktivitetsplan import render_aktivitetsplan
from exporters.check_page import render_check
from exporters.evaluation import render_evaluation
from exporters.forteckning import render_forteckning
from exporters.gallringsprotokoll import Gallringsprotokoll, render_gallringsprotokoll
from exporters.packages.documentation import tell_instructions, write_page
from exporters.packages.planning import plan_delivery
from exporters.packages.profiles import load_profile
from exporters.postlista import render_diarieforteckning, render_postlista
from tests.exporters.building import ALL
from tests.exporters.evaluation_reports import QUIET
from tests.exporters.evaluation_reports import WHOLE as EVALUATED
from tests.exporters.evaluation_reports import report as evaluation
from tests.exporters.records import Records
from tests.exporters.test_aktivitetsplan import EMPTY as PLAN_FORM_EMPTY
from tests.exporters.test_aktivitetsplan import FORM as PLAN_FORM
from tests.exporters.test_check_page import HARMED, REPORT
from tests.exporters.test_coverage import FULL as COVERAGE
from tests.exporters.test_coverage import page as coverage
from tests.exporters.test_forteckning import FULL as FORTECKNING
from tests.exporters.test_forteckning import told as accounts
from tests.exporters.test_postlista import ARENDE, HANDLING, forteckning, told
from tests.exporters.test_status_page import FULL as STATUS
from tests.exporters.test_status_page import page as status
from tests.exporters.whole import whole_contents
from tests.wcag import Judge, Scheme, open_judge, picture_of

pytestmark = [pytest.mark.browser, pytest.mark.judge]

AT = datetime(2026, 7, 1, 8, tzinfo=UTC)
LONG = "Samhällsbyggnadsnämndensverksamhetsområde" * 6
SCREENS: tuple[tuple[int, Scheme], ...] = ((320, "light"), (390, "dark"), (1280, "light"))
"""How wide, and whether light or dark: the narrowest that WCAG 1.4.10 asks for, a phone, a desk."""
"""WCAG 1.4.10 asks for 320; a phone has 390, a desk 1280."""
ROW = PlanRow(
    id=1, namnd="KS", code="1.4.3", version=1, handlingstyp="Frågor i sociala medier",
    rubrik="Kommunikation", applies_to=AppliesTo.KEPT_ORDERED, registration=KeptAs.ORDERED,
    years=2, counted_from=CountedFrom.RECEIVED, decision="KS 2026-01-01 § 4",
    decision_date=date(2026, 1, 1), remark=None, withdrawn=False, at=AT, by="anna",
)  # fmt: skip
ITEM = GallratItem(
    code="1.4.3", number="17", is_arende=False, handlingar=0, messages=1, files=2, at=AT
)
GALLRING = Gallring(
    number=1, namnd="KS", decision="KS 2026-01-01 § 4", decision_date=date(2026, 1, 1), at=AT,
    by="anna", rows=(ROW, replace(ROW, code="1.4.4")), items=(ITEM, replace(ITEM, code="1.4.4")),
    held=(HeldBatch(3, 1, 0),), protocol=None,
)  # fmt: skip
PAGES = {
    "forteckning": render_forteckning(FORTECKNING),
    "forteckning-empty": render_forteckning(accounts()),
    "postlista": render_postlista(
        told(*[replace(HANDLING, beteckning=f"KS/2026:1-{n}") for n in range(1, 30)])
    ),
    "postlista-long": render_postlista(told(replace(HANDLING, subject_public=LONG))),
    "postlista-empty": render_postlista(told()),
    "diarieforteckning": render_diarieforteckning(forteckning(ARENDE)),
    "diarieforteckning-empty": render_diarieforteckning(forteckning()),
    "coverage": COVERAGE,
    "coverage-empty": coverage(),
    "status": STATUS,
    "status-empty": status(),
    "aktivitetsplan": render_aktivitetsplan(PLAN_FORM),
    "aktivitetsplan-empty": render_aktivitetsplan(PLAN_FORM_EMPTY),
    "check-right": render_check([REPORT], AT),
    "check-harmed": render_check([HARMED, replace(HARMED, name=LONG)], AT),
    "evaluation": render_evaluation(evaluation(EVALUATED, QUIET)),
    "evaluation-long": render_evaluation(
        evaluation(replace(EVALUATED, goals=(LONG,)), comment=LONG, recipients=(LONG,))
    ),
    "gallringsprotokoll": render_gallringsprotokoll(
        Gallringsprotokoll(kommun="Exempelstad", namnd="Kommunstyrelsen", gallring=GALLRING, at=AT)
    ),
}
HARMS = {
    "html-has-lang": (' lang="sv"', ""),
    "document-title": ("<title>", "<title></title><title hidden>"),
    "color-contrast": ("</style>", "body { color: #999 !important; background: #fff }</style>"),
    "color-contrast-enhanced": ("</style>", ".slag { color: #707070 }</style>"),
    "landmark-one-main": ("main>", "div>"),
    "list": ('<ul class="konton">', '<ul class="konton"><div>x</div>'),
    "heading-order": ("h3>", "h5>"),
    "meta-viewport": ("initial-scale=1", "initial-scale=1, maximum-scale=1"),
}
"""What each rule must find when one thing of a right page is made wrong."""


@pytest.fixture(scope="module")
def judge(chromium: Path) -> Iterator[Judge]:
    """Give one browser for all pages."""
    with open_judge(chromium) as opened:
        yield opened


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
@pytest.mark.parametrize("name", PAGES)
def test_a_published_page_is_for_everybody(
    judge: Judge, name: str, width: int, scheme: Scheme
) -> None:
    found = judge.judge(PAGES[name], scheme, width, picture_of(name, scheme, width))
    assert (found.broken, found.unsure) == (frozenset(), frozenset())
    assert found.passed >= 15
    assert max(found.widest, found.spaced) <= width
    assert not found.loaded


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_the_reading_instructions_of_a_package_are_for_everybody(
    judge: Judge, records: Records, tmp_path: Path, width: int, scheme: Scheme
) -> None:
    whole = whole_contents(records, tmp_path / "work", include_protected=True)
    (model,) = plan_delivery(whole, load_profile("eark-2.2"), ALL)
    page = write_page(tell_instructions(model))
    found = judge.judge(page, scheme, width, picture_of("lasmig", scheme, width))
    assert (found.broken, found.unsure) == (frozenset(), frozenset())
    assert max(found.widest, found.spaced) <= width
    assert not found.loaded


@pytest.mark.parametrize("rule", HARMS)
def test_the_judge_finds_what_is_made_wrong(judge: Judge, rule: str) -> None:
    old, new = HARMS[rule]
    assert old in PAGES["forteckning"]
    found = judge.judge(PAGES["forteckning"].replace(old, new), "light", 1280)
    assert rule in found.broken


def test_the_judge_knows_light_from_dark(judge: Judge) -> None:
    dim = PAGES["forteckning"].replace("--words: #ececea", "--words: #333")
    assert dim != PAGES["forteckning"]
    assert "color-contrast" not in judge.judge(dim, "light", 1280).broken
    assert "color-contrast" in judge.judge(dim, "dark", 1280).broken


def test_a_page_that_is_too_wide_for_a_phone_is_found_so(judge: Judge) -> None:
    wide = PAGES["forteckning"].replace("</main>", '<p style="width: 900px">x</p></main>')
    assert judge.judge(wide, "light", 390).widest > 390
