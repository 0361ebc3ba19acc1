"""Pages beside their earlier selves and beside others: likeness, what is unusual, walls."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from archiver.capture.first_screen import hash_picture
from archiver.comparisons import (
    find_unusual,
    find_walls,
    picture_similarity,
    text_similarity,
)
from archiver.post_dates import PostDates
from tests.archiver.seen_pages import seen_page

TEXTS = st.text(alphabet="abc åÅ\n", max_size=40)
HASHES = st.integers(0, 2**64 - 1).map(lambda bits: f"{bits:016x}")
FEED = " ".join(f"ord{n}" for n in range(400))
OLD = seen_page(
    FEED,
    og_title="Exempelstad",
    posts=PostDates(read=2, first=date(2026, 1, 1), last=date(2026, 5, 1)),
)


@given(TEXTS, TEXTS)
def test_likeness_of_texts_is_the_same_both_ways_and_lies_from_0_to_1(one: str, other: str) -> None:
    assert text_similarity(one, other) == text_similarity(other, one)
    assert 0 <= text_similarity(one, other) <= 1


@given(TEXTS)
def test_a_text_is_quite_like_itself_and_its_words_in_another_order(text: str) -> None:
    assert text_similarity(text, text) == 1
    assert text_similarity(text, " ".join(reversed(text.split()))) == 1


@given(TEXTS, TEXTS)
def test_only_texts_with_the_same_words_are_quite_alike(one: str, other: str) -> None:
    same = sorted(one.casefold().split()) == sorted(other.casefold().split())
    assert (text_similarity(one, other) == 1) is same


@given(HASHES, HASHES)
def test_likeness_of_pictures_is_the_same_both_ways(one: str, other: str) -> None:
    assert picture_similarity(one, other) == picture_similarity(other, one)
    assert 0 <= picture_similarity(one, other) <= 1
    assert (picture_similarity(one, other) == 1) is (one == other)


@given(HASHES, HASHES, HASHES)
def test_unlikeness_of_pictures_is_a_distance(one: str, other: str, third: str) -> None:
    direct = 1 - picture_similarity(one, third)
    assert direct <= 2 - picture_similarity(one, other) - picture_similarity(other, third) + 1e-9


def test_a_hash_stands_for_the_look_and_not_for_the_size_or_a_few_dots() -> None:
    page = _picture((400, 500))
    noisy = page.copy()
    for place in range(0, 400, 40):
        noisy.putpixel((place, place), (255, 0, 0))

    assert picture_similarity(hash_picture(page), hash_picture(_picture((800, 1000)))) > 0.9
    assert picture_similarity(hash_picture(page), hash_picture(noisy)) > 0.95
    rising = Image.linear_gradient("L").transpose(Image.Transpose.ROTATE_90)
    falling = rising.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    assert {hash_picture(rising), hash_picture(falling)} == {"0" * 16, "f" * 16}
    assert hash_picture(Image.new("RGB", (300, 300), "white")) == "0" * 16


def test_new_posts_in_the_feed_are_nothing_unusual() -> None:
    posts = " ".join(f"nytt{n}" for n in range(300))
    new = replace(
        OLD,
        text=" ".join(FEED.split()[:100]) + " " + posts,
        posts=PostDates(read=1, first=date(2026, 2, 1), last=date(2026, 6, 1)),
    )
    assert find_unusual(OLD, new) == []


def test_each_unusual_thing_is_told() -> None:
    other = " ".join(f"annat{n}" for n in range(400))
    older = PostDates(read=1, first=date(2026, 1, 1), last=date(2026, 4, 1))
    assert find_unusual(OLD, replace(OLD, text=f"{FEED} nytt", posts=older)) == ["older-posts"]
    assert find_unusual(OLD, OLD) == ["unchanged"]
    assert find_unusual(OLD, replace(OLD, text=f"{FEED} nytt", og_title="Annan")) == ["renamed"]
    assert find_unusual(OLD, replace(OLD, text=" ".join(FEED.split()[:50]))) == ["shrunk"]
    assert find_unusual(OLD, replace(OLD, text=other, screen="f" * 16)) == ["another-page"]
    assert find_unusual(OLD, replace(OLD, text=other)) == []


def test_a_number_of_news_before_the_name_is_no_new_name() -> None:
    plain = seen_page("ett två", title="Exempelstad")
    assert find_unusual(plain, replace(plain, text="ett tre", title="(3) Exempelstad")) == []


def test_the_same_page_for_several_accounts_is_a_wall() -> None:
    wall = seen_page("Logga in för att fortsätta till sidan " * 5)
    near = replace(wall, text=f"{wall.text} biblioteket", screen="0123456789abcdee")
    pages = {"a": wall, "b": near, "c": OLD, "d": wall, "e": replace(wall, screen="f" * 16)}

    assert find_walls(pages) == {"a": ("b", "d"), "b": ("a", "d"), "d": ("a", "b")}
    assert find_walls({"a": wall}) == find_walls({}) == {}


def test_pages_that_look_alike_but_say_other_things_are_no_wall() -> None:
    assert find_walls({"a": OLD, "b": replace(OLD, text="något helt annat")}) == {}


def _picture(size: tuple[int, int]) -> Image.Image:
    """Return something like a page: a dark head, a picture to the left, grey to the right."""
    wide, high = size
    page = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(page)
    draw.rectangle((0, 0, wide // 2, high // 5), "navy")
    draw.rectangle((0, high // 3, wide // 3, high), "teal")
    draw.rectangle((2 * wide // 3, high // 3, wide, high), "silver")
    return page
