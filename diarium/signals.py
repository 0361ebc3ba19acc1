"""Signals read from the words of a message: which words they are, and where they stand.

Thin on purpose: a signal only moves a message before a person's eyes or proposes registration, so
a false one costs a look and no more. What is missed is caught by the person, for nothing that is
secret or criminal is decided by these words. They know Swedish words, no irony and no images.

One pass over the words with a bounded window: the time grows with the length of the text and the
memory does not.
"""

import functools
import itertools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from diarium.message_records import Finding, Signal
from diarium.personnummer import find_personnummer, mask_personnummer
from diarium.signal_pairs import PAIRS
from diarium.signal_words import WORDS, Mark

MOST = 20
"""How many different words are told for one signal; more would only be read past."""
LONG = 8
"""A message of this many words and stops that names a service may say something about it."""
LONGEST = 40
"""Characters of a word that are looked at."""
_KEY = 3
_REMEMBERED = 16_384
"""How many different words are remembered with what begins with them."""
_ENDS_SENTENCE = ("?", ".", "!")
_PIECE = re.compile(r"\w+|\?+(?![\w=&?])|[.!]+|[🙄🙃😡😠🤬👎🤮🤦❤😍👏👍🎉😊]")
_PLAIN = str.maketrans("åäáàâãöøóòôéèêëüúùíìîç", "aaaaaaoooooeeeeuuuiiic")
_Found = tuple[Signal | Mark, int, int]


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A word, or with a star the beginning or the end of one."""

    word: str
    ends: bool
    begins: bool

    @property
    def is_whole(self) -> bool:
        return self.ends and not self.begins

    def fits(self, word: str) -> bool:
        if self.begins:
            return word.endswith(self.word)
        return word == self.word if self.ends else word.startswith(self.word)


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Words that follow each other and are a signal."""

    signal: Signal | Mark
    first: _Pattern
    rest: tuple[_Pattern, ...]


@dataclass(frozen=True, slots=True)
class _Side:
    """A word that is one side of a pair; those of the pair ``n`` are ``2 n`` and ``2 n + 1``."""

    number: int
    first: _Pattern


_Entry = _Phrase | _Side


@dataclass(frozen=True, slots=True)
class _Word:
    """A word as the lists spell it, and what of them it is or begins."""

    spelled: str
    whole: tuple[Signal | Mark, ...]
    begins: tuple[_Phrase, ...]
    sides: tuple[int, ...]


@dataclass(slots=True)
class _Window:
    """What of the words just passed may still become a signal.

    Attributes:
        begun: Phrases, how far each has come, and where it began.
        sides: Of each side of a pair that was met: which word it was, and where it began.
    """

    begun: list[tuple[_Phrase, int, int]] = field(default_factory=list)
    sides: dict[int, tuple[int, int]] = field(default_factory=dict)


def read_signals(subject: str | None, text: str) -> tuple[Finding, ...]:
    """Return the words of a message that are signals, in their order.

    The same words give the same findings. Each wording is told once for each signal, and at most
    ``MOST`` of a signal in a field.

    Args:
        subject: The subject line, if there is one.
        text: The message in Swedish, any length.
    """
    named = (("subject", subject or ""), ("text", text))
    return tuple(found for name, value in named for found in _read_field(name, value))


def write_findings(found: Iterable[Finding]) -> str:
    """Return findings as the register keeps them: which signal, in which field, where; no words."""
    return " ".join(f"{each.signal}:{each.field}:{each.start}:{each.length}" for each in found)


def recall_findings(written: str, subject: str | None, text: str) -> Iterator[Finding]:
    """Yield the findings that were written, with their words taken from the message itself."""
    fields = {"subject": subject or "", "text": text}
    for each in written.split():
        signal, name, start, length = each.split(":")
        yield finding(Signal(signal), name, fields[name], int(start), int(length))


def finding(signal: Signal, name: str, value: str, start: int, length: int) -> Finding:
    """Return a finding with its words, taken from the field it stands in."""
    words = unicodedata.normalize("NFC", value)[start : start + length]
    folded = " ".join(mask_personnummer(words).split())
    return Finding(signal=signal, field=name, start=start, length=length, words=folded)


def _read_field(name: str, value: str) -> list[Finding]:
    text = unicodedata.normalize("NFC", value)
    found = defaultdict[Signal | Mark, dict[str, tuple[int, int]]](dict)
    for mark, start, end in _find_all(text):
        if len(found[mark]) < MOST:
            found[mark].setdefault(text[start:end].casefold(), (start, end - start))
    if not found[Signal.KRITIK] and not found[Mark.PRAISE]:
        asks = bool(found[Signal.QUESTION])
        found[Signal.FAINT_KRITIK] = found[Mark.FAINT] or ({} if asks else _services(text, found))
    told = [finding(signal, name, text, *at) for signal in Signal for at in found[signal].values()]
    return sorted(told, key=lambda each: (each.start, each.length, each.signal))


def _services(
    text: str, found: dict[Signal | Mark, dict[str, tuple[int, int]]]
) -> dict[str, tuple[int, int]]:
    """Return the services named in a message of some length."""
    words = itertools.islice(_PIECE.finditer(text), LONG)
    return found[Mark.SERVICE] if sum(1 for _ in words) == LONG else {}


def _find_all(text: str) -> Iterator[_Found]:
    for start, end in find_personnummer(text):
        yield Signal.SECRET, start, end
    window = _Window()
    for position, piece in enumerate(_PIECE.finditer(text)):
        word = _look_up(piece[0][:LONGEST])
        if window.begun:
            yield from _go_on(window, word.spelled, piece.end())
        for signal in word.whole:
            yield signal, *piece.span()
        if word.begins:
            window.begun += [(phrase, 0, piece.start()) for phrase in word.begins]
        if word.sides:
            yield from _meet(window, word.sides, position, piece.span())
        if word.spelled in _ENDS_SENTENCE:
            window = _Window()


@functools.lru_cache(maxsize=_REMEMBERED)
def _look_up(piece: str) -> _Word:
    word = piece.lower().translate(_PLAIN) if piece[0].isalnum() else piece[0]
    found = [
        *_WHOLE.get(word, ()),
        *(each for begun, each in _BEGINNINGS.get(word[:_KEY], ()) if word.startswith(begun)),
        *(each for ended, each in _ENDS.get(word[-_KEY:], ()) if word.endswith(ended)),
    ]
    phrases = [each for each in found if isinstance(each, _Phrase)]
    return _Word(
        word,
        tuple(each.signal for each in phrases if not each.rest),
        tuple(each for each in phrases if each.rest),
        tuple(each.number for each in found if isinstance(each, _Side)),
    )


def _go_on(window: _Window, word: str, end: int) -> Iterator[_Found]:
    """Take the phrases that were begun one word further; yield those that are whole."""
    going, window.begun = window.begun, []
    for phrase, reached, start in going:
        if not phrase.rest[reached].fits(word):
            continue
        if reached + 1 == len(phrase.rest):
            yield phrase.signal, start, end
        else:
            window.begun.append((phrase, reached + 1, start))


def _meet(
    window: _Window, sides: tuple[int, ...], position: int, span: tuple[int, int]
) -> Iterator[_Found]:
    """Note which sides of pairs a word is; yield the pairs that it makes whole."""
    met, here = window.sides, (position, span[0])
    for side in sides:
        other = met.get(side ^ 1)
        if other is not None and 0 < position - other[0] <= PAIRS[side >> 1].near:
            yield PAIRS[side >> 1].signal, other[1], span[1]
        met[side] = here


def _split(words: str) -> Iterator[tuple[_Pattern, ...]]:
    """Yield each word or phrase of a list as patterns."""
    for phrase in unicodedata.normalize("NFC", words).split(","):
        if parts := phrase.lower().translate(_PLAIN).split():
            yield tuple(_pattern(part) for part in parts)


def _pattern(part: str) -> _Pattern:
    begins = part.startswith("*")
    return _Pattern(part.strip("*"), ends=not part.endswith("*"), begins=begins)


def _entries() -> Iterator[_Entry]:
    for signal, words in WORDS.items():
        for first, *rest in _split(words):
            yield _Phrase(signal, first, tuple(rest))
    for number, pair in enumerate(PAIRS):
        for side, words in enumerate((pair.one, pair.other)):
            for first, *_ in _split(words):
                yield _Side(2 * number + side, first)


def _by_key(*, begins: bool) -> dict[str, list[tuple[str, _Entry]]]:
    found = defaultdict[str, list[tuple[str, _Entry]]](list)
    for entry in _entries():
        word = entry.first.word
        if entry.first.begins is begins and not entry.first.is_whole:
            found[word[-_KEY:] if begins else word[:_KEY]].append((word, entry))
    return dict(found)


def _by_word() -> dict[str, list[_Entry]]:
    found = defaultdict[str, list[_Entry]](list)
    for entry in _entries():
        if entry.first.is_whole:
            found[entry.first.word].append(entry)
    return dict(found)


_WHOLE = _by_word()
_BEGINNINGS = _by_key(begins=False)
_ENDS = _by_key(begins=True)
