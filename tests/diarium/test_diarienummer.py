"""Diarienummer are written and read by a template, and two are never written alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from diarium.database import writing
from diarium.diarienummer import DEFAULT_TEMPLATE, Diarienummer, check_template, next_number
from diarium.errors import SettingsError, UsageError

SERIES = st.from_regex(r"[A-Z][A-Z0-9]{0,11}", fullmatch=True)
NUMBERS = st.builds(Diarienummer, SERIES, st.integers(1900, 9999), st.integers(1, 10**6))
APART = st.text(st.sampled_from(" /:.-_()"), min_size=1, max_size=3)


@st.composite
def templates(draw: st.DrawFn) -> str:
    """Make a template of the kinds that diarier use, its three parts in any order."""
    one, two, three = draw(st.permutations(["{series}", "{year}", "{number}"]))
    begin, end = draw(st.sampled_from(["", "Dnr "])), draw(st.sampled_from(["", " §"]))
    return f"{begin}{one}{draw(APART)}{two}{draw(APART)}{three}{end}"


@given(NUMBERS, templates())
def test_what_is_written_is_read_back(number: Diarienummer, template: str) -> None:
    assert check_template(template) == template
    assert Diarienummer.parse(number.format(template), template) == number


@given(NUMBERS, NUMBERS, templates())
def test_two_numbers_are_never_written_alike(
    one: Diarienummer, two: Diarienummer, template: str
) -> None:
    assert (one == two) == (one.format(template) == two.format(template))


def test_it_is_written_as_people_write_it() -> None:
    assert Diarienummer("KS", 2026, 17).format() == "KS/2026:17"
    assert Diarienummer.parse(" ks/2026:17 ") == Diarienummer("KS", 2026, 17)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "KS",
        "KS/2026",
        "KS/26:1",
        "KS/2026:0",
        "KS/2026:01",
        "KS/2026:1-1",
        "KS/٢٠٢٦:1",
        "/2026:1",
    ],
)
def test_what_is_none_is_refused_with_an_example(written: str) -> None:
    with pytest.raises(UsageError, match="write it like KS/2026:17"):
        Diarienummer.parse(written)


@pytest.mark.parametrize(
    "template",
    [
        "",
        "{series}/{year}",
        "{series}/{year}:{number}:{number}",
        "{series}/{year}{number}",
        "{number}{year}/{series}",
        "{series}/{year}:{number}{",
        "{series}/{year}:{nummer}",
        "{series}/{year}:{number!r}",
        "{series}/{year}:{0}",
    ],
)
def test_a_template_by_which_two_could_be_written_alike_is_refused(template: str) -> None:
    with pytest.raises(SettingsError, match=r"diarium\.number"):
        check_template(template)


def test_numbers_run_by_series_and_an_undone_one_is_given_again(engine: Engine) -> None:
    def take(series: str, *, undo: bool = False) -> int:
        with writing(engine) as session:
            number = next_number(session, series)
            if undo:
                session.rollback()
        return number

    assert [take("a"), take("a"), take("b")] == [1, 2, 1]
    assert take("a", undo=True) == 3
    assert take("a") == 3
    assert DEFAULT_TEMPLATE == "{series}/{year}:{number}"
