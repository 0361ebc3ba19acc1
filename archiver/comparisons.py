"""A page beside its earlier self and beside the other accounts' pages: what is unusual in it.

A feed is meant to change, so most of its words are new at every halvårsskifte. Unusual is what a
living start page seldom does: lose its name, shrink, stand quite still, become another page, or
look like the start page of somebody else.
"""

import re
from collections import Counter
from collections.abc import Mapping
from itertools import combinations

from archiver.page_seen import PageSeen

BITS = 64
NOTHING_ALIKE = 0.1
"""Share of words in common below which two pages have not even their menus and labels in common."""
OTHER_LOOK = 0.7
"""Likeness of the first screenfuls below which it is another page. Measured: feeds with other posts
agreed with themselves in 75 to 86 % of the bits, half of all unrelated pages in under 67 %."""
SHRUNK = 0.25
"""A page that keeps less than this share of its number of words has lost its feed."""
FEWEST_WORDS = 40
"""Fewer words than this are too few to say that a page has shrunk or is another."""
SAME_LOOK = 1 - 4 / BITS
"""Likeness from which two pictures are taken for the same; four bits are what drawing differs."""
SAME_TEXT = 0.8
"""Share of words in common from which two accounts show the same text: a wall that names each
account differs in a few words, two living pages in most."""


def text_similarity(one: str, other: str) -> float:
    """Return the share of words that two texts have in common, from 0 to 1, in any order (Dice)."""
    words, others = Counter(one.casefold().split()), Counter(other.casefold().split())
    if words == others:
        return 1.0
    return 2 * (words & others).total() / (words.total() + others.total())


def picture_similarity(one: str, other: str) -> float:
    """Return the share of bits that two dHashes have in common, from 0 to 1."""
    return 1 - (int(one, 16) ^ int(other, 16)).bit_count() / BITS


def find_unusual(before: PageSeen, after: PageSeen) -> list[str]:
    """Return what a person should look at in a page beside its earlier self, as codes."""
    text = text_similarity(before.text, after.text)
    look = picture_similarity(before.screen, after.screen)
    words, earlier = len(after.text.split()), len(before.text.split())
    enough = earlier >= FEWEST_WORDS
    later = before.posts.last and after.posts.last and after.posts.last < before.posts.last
    signs = (
        ("another-page", enough and text < NOTHING_ALIKE and look < OTHER_LOOK),
        ("shrunk", enough and words < SHRUNK * earlier),
        ("renamed", _name(before) != _name(after)),
        ("older-posts", bool(later)),
        ("unchanged", text == 1),
    )
    return [code for code, seen in signs if seen]


def find_walls(pages: Mapping[str, PageSeen]) -> dict[str, tuple[str, ...]]:
    """Return for each account the others whose start page looks and reads the same.

    Two accounts never have the same start page; where it seems so, both show a wall.
    """
    same: dict[str, list[str]] = {account: [] for account in pages}
    for (one, page), (other, its) in combinations(sorted(pages.items()), 2):
        if is_same_page(page, its):
            same[one].append(other)
            same[other].append(one)
    return {account: tuple(others) for account, others in same.items() if others}


def is_same_page(one: PageSeen, other: PageSeen) -> bool:
    """Tell whether two pages look and read the same; the look, quicker to compare, comes first."""
    return (
        picture_similarity(one.screen, other.screen) >= SAME_LOOK
        and text_similarity(one.text, other.text) >= SAME_TEXT
    )


def _name(page: PageSeen) -> str:
    """Return what a page calls itself, without the number of news that some put before it."""
    name = " ".join((page.og_title or page.title).casefold().split())
    return re.sub(r"^\(\d+\+?\) ", "", name)
