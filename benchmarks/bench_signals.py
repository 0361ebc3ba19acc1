"""How well the signals find what they should, beside two simple peers, and how fast.

Recall is the share of the labelled messages that were found, precision the share of the found that
were labelled. Kritik counts its faint signs too. The peers: the plain word lists that the signals
were before (`plain_words.py`), and the labels of the most alike message of the tune part, by
shared trigrams. For the tune part the nearest other message is taken.

The messages are made up by who wrote the lists (tests/data/signals/README.md). The check part was
written when the lists were finished and is nearest to what real pages will give. The exit code is
1 when the test part misses the goal for kritik or for secret data.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.plain_words import name_plain_words
from diarium.message_records import Signal
from diarium.signals import read_signals

MESSAGES = Path(__file__).parents[1] / "tests" / "data" / "signals" / "messages.jsonl"
SIGNALS = ("kritik", "secret", "threat", "removal", "question")
GOALS = ("kritik", "secret")
RECALL, PRECISION = 0.95, 0.6
MEGABYTE = 1_000_000

Namer = Callable[[str], set[str]]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message and what it is."""

    text: str
    labels: frozenset[str]


def read_labelled(part: str) -> Iterator[Labelled]:
    """Yield the labelled messages of a part."""
    for line in MESSAGES.read_text(encoding="utf-8").splitlines():
        fields = json.loads(line)
        if fields["part"] == part:
            yield Labelled(fields["text"], frozenset(fields["labels"]))


def name_signals(text: str) -> set[str]:
    """Return the signals of a message, the faint signs of kritik among kritik."""
    found = {each.signal for each in read_signals(None, text)}
    return {Signal.KRITIK if each is Signal.FAINT_KRITIK else each for each in found}


def name_like_nearest(known: Sequence[Labelled]) -> Namer:
    """Return a peer that says what the most alike known message is."""
    counted = [(_trigrams(each.text), each) for each in known]

    def name(text: str) -> set[str]:
        own = _trigrams(text)
        others = (pair for pair in counted if pair[1].text != text)
        nearest = max(others, key=lambda pair: len(own & pair[0]) / len(own | pair[0]))
        return set(nearest[1].labels)

    return name


def _trigrams(text: str) -> set[str]:
    padded = f"  {text.lower()} "
    return {padded[start : start + 3] for start in range(len(padded) - 2)}


def measure(messages: Sequence[Labelled], name: Namer, signal: str) -> tuple[float, float]:
    """Return recall and precision of one signal; precision is 1 where nothing was found."""
    found = [signal in name(each.text) for each in messages]
    meant = [signal in each.labels for each in messages]
    right = sum(f and m for f, m in zip(found, meant, strict=True))
    return right / sum(meant), right / sum(found) if any(found) else 1.0


def print_part(part: str, known: Sequence[Labelled]) -> bool:
    """Print the figures of a part; true when the goals are reached in it."""
    messages = list(read_labelled(part))
    namers = (name_signals, name_plain_words, name_like_nearest(known))
    print(f"{part} part, {len(messages)} messages: recall / precision")
    print(f"  {'':10}{'signals':>16}{'plain words':>16}{'nearest':>16}")
    reached = True
    for signal in SIGNALS:
        figures = [measure(messages, name, signal) for name in namers]
        print(f"  {signal:10}" + "".join(f"{r:>9.2f} / {p:.2f}" for r, p in figures))
        reached &= signal not in GOALS or (figures[0][0] >= RECALL and figures[0][1] >= PRECISION)
    return reached


def print_pace(messages: Sequence[Labelled]) -> None:
    """Print how long a megabyte without a signal takes; else a plain search ends at once."""
    text = " ".join(each.text for each in messages if not name_plain_words(each.text))
    text = (text * (MEGABYTE // len(text) + 1))[:MEGABYTE]
    for label, namer in (("signals", name_signals), ("plain words", name_plain_words)):
        began = time.perf_counter()
        namer(text)
        print(f"  {label:12} {time.perf_counter() - began:6.2f} µs a character")


def main() -> int:
    """Measure, print, and return the exit code."""
    known = list(read_labelled("tune"))
    print_part("tune", known)
    reached = print_part("test", known)
    print_part("check", known)
    print_pace(known)
    print(f"goal on the test part {'reached' if reached else 'MISSED'}: ", end="")
    print(f"recall {RECALL} and precision {PRECISION} for {' and '.join(GOALS)}")
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
