"""Where a page is broken, on made-up measures."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archiver.pdf.boxes import Box, PageMeasure, Word
from archiver.pdf.page_breaks import ClearRows, plan_pages

Boxes = Sequence[Box]
NOMINAL = 1811
HIGHEST = 30_978
"""Rows of an A4 page and of the highest page, at a width of 1280."""


def make_measure(
    height: int, *, words: Boxes = (), solid: Boxes = (), cards: Boxes = ()
) -> PageMeasure:
    return PageMeasure(
        width=1280,
        height=height,
        words=tuple(Word("ord", box) for box in words),
        links=(),
        dropped_links=(),
        solid=(*words, *solid),
        cards=tuple(cards),
    )


def rows(top: float, bottom: float) -> Box:
    return Box(0, top, 100, bottom)


def breaks(measure: PageMeasure) -> list[int]:
    return [span.bottom for span in plan_pages(measure)]


def test_a_short_page_is_one_page() -> None:
    assert breaks(make_measure(1)) == [1]
    assert breaks(make_measure(2300)) == [2300]


def test_an_empty_page_is_broken_at_the_height_of_a4() -> None:
    assert breaks(make_measure(4000)) == [NOMINAL, 4000]


def test_a_break_goes_to_the_nearest_row_that_cuts_nothing() -> None:
    assert breaks(make_measure(4000, solid=[rows(1700, 1820)])) == [1832, 4000]
    assert breaks(make_measure(4000, solid=[rows(1800.5, 1920)])) == [1788, 4000]


def test_a_break_spares_a_block_if_it_can() -> None:
    measure = make_measure(
        4000, words=[rows(1500, 1520), rows(2000, 2020)], cards=[rows(1490, 2030)]
    )
    assert breaks(measure) == [2042, 4000]


def test_a_block_higher_than_a_page_is_broken_between_its_lines() -> None:
    lines = [rows(top, top + 20) for top in range(0, 6000, 25)]
    first = breaks(make_measure(6000, words=lines, cards=[rows(0, 6000)]))[0]
    assert abs(first - NOMINAL) <= 20
    assert all(not line.top < first < line.bottom for line in lines)


def test_a_page_grows_to_reach_a_clear_row() -> None:
    assert breaks(make_measure(40_000, solid=[rows(100, 12_000)]))[0] == 12_012


def test_where_there_is_no_clear_row_the_pages_overlap_and_say_so() -> None:
    lines = [rows(top, top + 30) for top in range(0, 70_000, 30)]
    spans = plan_pages(make_measure(70_000, words=lines, solid=[rows(0, 70_000)]))
    assert spans[0].overlap == 0
    assert spans[1].overlap >= 64
    assert spans[1].top == spans[0].bottom - spans[1].overlap


def test_a_row_that_touches_two_boxes_cuts_neither() -> None:
    clear = ClearRows([rows(0, 10), rows(10, 20), rows(20.5, 30)])
    assert [row for row in range(31) if clear.before(row) == row] == [0, 10, 20, 30]
    assert clear.after(11) == 20
    assert clear.nearest(14, 0, 30) == 10
    assert clear.nearest(14, 11, 19) is None


def test_a_break_keeps_a_little_away_from_what_it_parts() -> None:
    clear = ClearRows([rows(0, 100), rows(110, 200), rows(300, 400)])
    assert clear.nearest(90, 0, 500) == 105
    assert clear.nearest(190, 0, 500) == 212
    assert clear.nearest(310, 0, 500) == 288
    assert clear.nearest(190, 0, 204) == 200
    assert clear.nearest(390, 0, 500) == 412


pieces = st.lists(
    st.tuples(st.integers(0, 90_000), st.floats(0.5, 400), st.floats(0, 1)), max_size=60
)


def boxes(found: list[tuple[int, float, float]], height: int) -> list[Box]:
    return [
        rows(min(top + part, height - 0.5), min(top + part + high, height))
        for top, high, part in found
        if top + 1 < height
    ]


@given(st.integers(1, 90_000), pieces, pieces, pieces)
@example(70_000, [(2000, 300.0, 0.0)], [], [])
def test_pages_cover_the_page_and_cut_no_word(
    height: int,
    words: list[tuple[int, float, float]],
    solid: list[tuple[int, float, float]],
    cards: list[tuple[int, float, float]],
) -> None:
    measure = make_measure(
        height,
        words=boxes(words, height),
        solid=boxes([(top, 200 * high, part) for top, high, part in solid], height),
        cards=boxes(cards, height),
    )
    spans = plan_pages(measure)
    assert spans[0].top == 0
    assert spans[-1].bottom == height
    for before, after in pairwise(spans):
        assert after.top == before.bottom - after.overlap
        assert after.bottom > before.bottom
        assert after.overlap == 0 or after.overlap >= 64
        cut = [b for b in measure.solid if b.top < before.bottom < b.bottom]
        assert after.overlap or not cut
    assert all(span.height <= HIGHEST for span in spans)
    assert all(any(span.holds(word.box) for span in spans) for word in measure.words)


def test_lines_without_air_for_90_000_rows_are_planned_quickly() -> None:
    lines = [rows(top + 0.3, top + 25) for top in range(0, 90_000, 20)] * 10
    spans = plan_pages(make_measure(90_000, words=lines))
    assert len(spans) == pytest.approx(90_000 / NOMINAL, abs=8)
    assert all(span.overlap for span in spans[1:-1])
