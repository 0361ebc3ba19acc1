"""What is asked of a search when it is measured: a fixed, varied list of queries.

The words are taken by how common they are in the archive (`swedish_words.py`), so that the list
holds what is easy for an index and what is hard.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from benchmarks.large_archive import moment_of
from benchmarks.swedish_words import Writer, list_words
from diarium.arende_records import Direction
from diarium.search_query import Wish

EACH = 20
"""How many queries there are of each kind."""
_SMALL, _COMMON, _USUAL = slice(0, 60), slice(60, 260), slice(400, 4_000)
"""Ranks of the small words of the language, of what everybody writes about, and of the next."""
_LONG = 8


@dataclass(frozen=True, slots=True)
class Query:
    """Something to ask for, and what kind of query that is."""

    kind: str
    wish: Wish


class _Chooser:
    """Chooses words by how common they are."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.chance = random.Random(6)  # noqa: S311  the same queries every time
        self._words, self._names = list_words(), Writer(7)

    def word(self, ranks: slice) -> str:
        return self.chance.choice(self._words[ranks])

    def long(self, ranks: slice) -> str:
        return self.chance.choice([w for w in self._words[ranks] if len(w) > _LONG])

    def number(self) -> int:
        return self.chance.randint(1, self.count)

    def name(self) -> str:
        return self._names.write_name()


def list_queries(count: int) -> Iterator[Query]:
    """Yield the queries, each kind in turn, for an archive of so many handlingar."""
    chooser = _Chooser(count)
    for _ in range(EACH):
        for kind, choose in _KINDS.items():
            yield Query(kind, choose(chooser))


def _small(choose: _Chooser) -> Wish:
    return Wish(text=choose.word(_SMALL))


def _common(choose: _Chooser) -> Wish:
    return Wish(text=choose.word(_COMMON))


def _usual(choose: _Chooser) -> Wish:
    return Wish(text=choose.word(_USUAL))


def _rare(choose: _Chooser) -> Wish:
    return Wish(text=f"löpa{choose.number()}")


def _two_common(choose: _Chooser) -> Wish:
    return Wish(text=f"{choose.word(_COMMON)} {choose.word(_COMMON)}")


def _common_and_usual(choose: _Chooser) -> Wish:
    return Wish(text=f"{choose.word(_COMMON)} {choose.word(_USUAL)}")


def _three(choose: _Chooser) -> Wish:
    return Wish(text=f"{choose.word(_COMMON)} {choose.word(_USUAL)} {choose.word(_USUAL)}")


def _name(choose: _Chooser) -> Wish:
    return Wish(text=choose.name())


def _beginning(choose: _Chooser) -> Wish:
    return Wish(text=choose.word(_COMMON)[: choose.chance.randint(3, 5)])


def _long_beginning(choose: _Chooser) -> Wish:
    return Wish(text=choose.long(_COMMON)[:-1])


def _phrase(choose: _Chooser) -> Wish:
    if choose.chance.random() < 0.5:
        return Wish(text=f"{choose.word(_COMMON)}-{choose.word(_COMMON)}")
    return Wish(text=f"KS/{moment_of(choose.number()).year}:{choose.chance.randint(1, 20_000)}")


def _inflected(choose: _Chooser) -> Wish:
    return Wish(text=choose.chance.choice(["badhus", "badhuset", "badhusen", "badhusets"]))


def _none(choose: _Chooser) -> Wish:
    return Wish(text=f"{choose.word(_COMMON)} finnsinte{choose.number()}")


def _of_namnd(choose: _Chooser) -> Wish:
    return replace(_common(choose), namnd=choose.chance.choice(["KS", "BUN", "SBN", "KFN"]))


def _of_day(choose: _Chooser) -> Wish:
    day = moment_of(choose.number()).date()
    return replace(_common(choose), first=day, last=day)


def _of_month(choose: _Chooser) -> Wish:
    last = moment_of(choose.number()).date()
    return replace(_common(choose), first=last - timedelta(days=30), last=last)


def _from_then_on(choose: _Chooser) -> Wish:
    return replace(_common(choose), first=moment_of(choose.number()).date())


def _till_then(choose: _Chooser) -> Wish:
    return replace(_common(choose), last=moment_of(choose.number()).date())


def _outgoing(choose: _Chooser) -> Wish:
    return replace(_common(choose), direction=Direction.OUTGOING)


def _not_registered(choose: _Chooser) -> Wish:
    return replace(_common(choose), registered=False)


def _third_page(choose: _Chooser) -> Wish:
    return replace(_common(choose), page=3)


_KINDS: dict[str, Callable[[_Chooser], Wish]] = {
    "small word": _small,
    "common word": _common,
    "usual word": _usual,
    "rare word": _rare,
    "two common words": _two_common,
    "common and usual": _common_and_usual,
    "three words": _three,
    "name": _name,
    "beginning of a word": _beginning,
    "long beginning": _long_beginning,
    "phrase or number": _phrase,
    "inflected": _inflected,
    "no hit": _none,
    "of a nämnd": _of_namnd,
    "of a day": _of_day,
    "of a month": _of_month,
    "from a day on": _from_then_on,
    "up to a day": _till_then,
    "outgoing": _outgoing,
    "not registered": _not_registered,
    "third page": _third_page,
}
