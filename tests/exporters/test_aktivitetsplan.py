"""The form of an aktivitetsplan: what the register knows is there, the rest is left to the pen."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from diarium.plan_records import Aktivitetsplan, Approval, Approver
from diarium.records import Account, AccountKind, Namnd
from diarium.roster_records import RosterEntry, RosterRole
from exporters.aktivitetsplan import AktivitetsplanForm, render_aktivitetsplan, title_of
from tests.exporters.html_pages import parse_page, words_of

NOW = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
TODAY = date(2026, 7, 1)
ACCOUNT = Account(
    account="ks-facebook", version=1, namnd="KS", platform="facebook",
    url="https://www.facebook.com/exempelstad", handle="@exempelstad", name="Exempelstad",
    forvaltning="Kommunledningsförvaltningen", ansvarig="Anna Åström", syfte="Dialog",
    malgrupp="Invånare", official=True, open=True, chronological=False, opened=date(2020, 1, 1),
    closed=None, closed_reason=None, at=NOW, by="anna",
)  # fmt: skip
APPROVALS = tuple(
    Approval(approver=approver, name=name, day=date(2026, 6, 20), at=NOW, by="anna")
    for approver, name in zip(Approver, ("Eva Chef", "Cilla Ek", "Lars Lind"), strict=True)
)
PLAN = Aktivitetsplan(
    id=1, account="ks-facebook", number=2, version=3,
    goals=("95 % av frågorna besvaras inom 48 timmar", "Två inlägg i veckan"),
    channels=("Facebook", "www.exempelstad.se"), malgrupp="Vuxna invånare", first_day=TODAY,
    last_day=date(2027, 6, 30), monitoring_only=False, limited=False, at=NOW, by="anna",
    approvals=APPROVALS,
)  # fmt: skip
ADMINISTRATOR = RosterEntry(
    account="ks-facebook", entry=1, version=1, name="Bo Öberg", role=RosterRole.ADMINISTRATOR,
    stands_in_for=None, first_day=TODAY, last_day=None, at=NOW, by="anna",
)  # fmt: skip
SUBSTITUTE = replace(
    ADMINISTRATOR, name="Dan Hav", role=RosterRole.ERSATTARE, stands_in_for="Anna Åström",
    last_day=date(2026, 8, 9),
)  # fmt: skip
FORM = AktivitetsplanForm(
    kommun="Exempelstads kommun",
    namnd=Namnd(code="KS", name="Kommunstyrelsen", orgnr="212000-0001", series="KS"),
    account=ACCOUNT, plan=PLAN, in_force=True, roster=(ADMINISTRATOR, SUBSTITUTE),
    credentials_placed=True, day=TODAY,
)  # fmt: skip
EMPTY = replace(FORM, plan=None, in_force=False, roster=(), credentials_placed=False)


def text_of(form: AktivitetsplanForm) -> str:
    """Return what a reader sees, on one line."""
    html = render_aktivitetsplan(form)
    for end in ("</dt>", "</dd>", "</td>"):
        html = html.replace(end, f" {end}")
    return words_of(parse_page(html).find("{http://www.w3.org/1999/xhtml}body"))


def test_it_holds_all_that_the_register_knows_of_the_assignment() -> None:
    text = text_of(FORM)
    for words in (
        "Exempelstads kommun · Kommunstyrelsen", "Plan 2, version 3", "Planen gäller.",
        "ks-facebook", "https://www.facebook.com/exempelstad", "Kommunledningsförvaltningen",
        "Ansvarig för kontot Anna Åström", "Målgrupp Vuxna invånare",
        "Från och med 1 juli 2026", "Till och med 30 juni 2027", "Tidsbegränsad aktivitet Nej",
        "1 95 % av frågorna besvaras inom 48 timmar 2 Två inlägg i veckan",
        "2 www.exempelstad.se", "Bo Öberg Administratör 1 juli 2026 tills vidare",
        "Dan Hav Ersättare för Anna Åström 1 juli 2026 9 augusti 2026",
        "Avses vara officiell kanal Ja", "Kommentarer i tidsordning Nej",
    ):  # fmt: skip
        assert words in text
    assert title_of(FORM) == "Aktivitetsplan för sociala medier, Exempelstad"


def test_who_has_approved_stands_there_with_the_day_and_who_noted_it() -> None:
    text = text_of(replace(FORM, plan=replace(PLAN, approvals=APPROVALS[:2]), in_force=False))
    assert "Närmaste chef Namnteckning Namnförtydligande Eva Chef Datum 20 juni 2026" in text
    assert "antecknades i registret 1 juli 2026 av anna" in text  # past midnight in Sweden
    assert "Kommunikationschef Namnteckning Namnförtydligande Datum Uppgifterna" in text
    assert "Den väntar på godkännande av kommunikationschef." in text


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (replace(PLAN, approvals=()), "kommunikatör och kommunikationschef."),
        (replace(PLAN, last_day=date(2026, 6, 30)), "Planens period gick ut 30 juni 2026."),
        (replace(PLAN, first_day=date(2026, 8, 1)), "börjar gälla 1 augusti 2026."),
        (None, "Ingen aktivitetsplan är inlagd än."),
    ],
)
def test_it_tells_how_it_stands_with_the_plan(plan: Aktivitetsplan | None, said: str) -> None:
    assert said in text_of(replace(FORM, plan=plan, in_force=False))


def test_without_a_plan_there_are_lines_to_write_on_for_everything() -> None:
    page = parse_page(render_aktivitetsplan(EMPTY))
    cells = [words_of(cell) for cell in page.iter("{http://www.w3.org/1999/xhtml}td")]
    assert cells == ["1", "", "2", "", "3", "", "4", "", "1", "", "2", "", *[""] * 16]
    assert text_of(EMPTY).count("Namnteckning") == 4
    assert "Det är inte antecknat i registret var inloggningsuppgifterna" in text_of(EMPTY)


def test_monitoring_only_is_signed_by_the_one_who_has_the_assignment_alone() -> None:
    plan = replace(PLAN, monitoring_only=True, goals=(), channels=(), approvals=())
    text = text_of(replace(FORM, plan=plan))
    assert text.count("Namnteckning") == 1
    assert "behöver inte förankras med fler" in text


def test_a_deltagande_has_nobody_who_administers_it() -> None:
    account = replace(ACCOUNT, kind=AccountKind.DELTAGANDE, official=False)
    text = text_of(replace(FORM, account=account))
    assert "Deltagande utan eget konto" in text
    assert "administrerar" not in text
    assert "halvårsskifte" not in text


def test_what_people_have_written_is_never_markup() -> None:
    hostile = "<script>x</script>"
    account = replace(ACCOUNT, name=hostile, syfte=hostile, ansvarig=hostile)
    plan = replace(PLAN, goals=(hostile,), channels=(hostile,), malgrupp=hostile)
    form = replace(FORM, account=account, plan=plan, roster=(replace(ADMINISTRATOR, name=hostile),))
    html = render_aktivitetsplan(form)
    assert hostile not in html
    assert text_of(form).count(hostile) == 8


def test_letters_that_fonts_may_lack_are_shown_by_their_code_when_asked() -> None:
    form = replace(FORM, account=replace(ACCOUNT, ansvarig="Åsa \N{CUNEIFORM SIGN A}"))
    assert "Åsa \N{CUNEIFORM SIGN A}" in text_of(form)
    assert 'Åsa <span class="kod">U+12000</span>' in render_aktivitetsplan(
        form, common_letters=True
    )
