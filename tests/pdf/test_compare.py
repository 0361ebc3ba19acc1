"""The yardsticks themselves."""
# ruff: noqa: RUF001  Hebrew and Arabic are the point

import time

from hypothesis import given
from hypothesis import strategies as st

from tests.pdf.compare import count_common, split_words

few = st.lists(st.sampled_from("abc"), max_size=12)


def slow_count(first: list[str], second: list[str]) -> int:
    row = [0] * (len(second) + 1)
    for one in first:
        above = row
        row = [0]
        for position, other in enumerate(second):
            best = above[position] + 1 if one == other else 0
            row.append(max(best, above[position + 1], row[-1]))
    return row[-1]


@given(few, few)
def test_the_longest_common_subsequence_is_that_of_the_textbook(
    first: list[str], second: list[str]
) -> None:
    assert count_common(first, second) == slow_count(first, second)


def test_it_is_quick_on_long_texts() -> None:
    text = [f"ord{n * 7919 % 500}" for n in range(30_000)]
    started = time.perf_counter()
    assert count_common(text, text[5000:] + text[:5000]) >= 25_000
    assert time.perf_counter() - started < 20


def test_words_are_unicode_words_and_signs_stand_alone() -> None:
    assert split_words("A\u030alder, 漢字 \u202bשלום\u202c 😀👍x_1") == [
        "Ålder", "漢", "字", "שלום", "😀", "👍", "x_1",
    ]  # fmt: skip
