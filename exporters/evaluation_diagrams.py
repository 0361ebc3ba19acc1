"""The diagrams of an evaluation: what is drawn, and in which words it is read out.

Every diagram stands beside a table of the same values, so that nobody must read them off a bar.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from diarium.evaluation_records import AccountFigures, TurnState
from diarium.message_records import Channel
from diarium.removal_records import CATEGORY_WORDS
from exporters.page_templates import MONTHS

CHANNELS = {
    Channel.DIRECT: "Direktmeddelanden",
    Channel.COMMENT: "Kommentarer",
    Channel.POST: "Inlägg av andra",
    Channel.MENTION: "Omnämnanden",
    Channel.MAIL: "E-post",
}
"""What stands on the page for each channel by which something comes to an account."""
TURNS = {
    TurnState.COMPLETE: "Tagen i sin helhet",
    TurnState.PARTIAL: "Tagen i del",
    TurnState.MISSING: "Saknas",
}
WIDTH, HEIGHT = 12, 100
"""Units of a month's column in the drawing; it is stretched to its place."""
BAR = 4


@dataclass(frozen=True, slots=True)
class Bar:
    """A value among others.

    Attributes:
        start: Where its bar begins, in hundredths of the whole; 0 where each has a row of its own.
        length: How long it is, in the same.
        look: How it is drawn; a class of the template.
    """

    words: str
    value: int
    start: float
    length: float
    look: str


@dataclass(frozen=True, slots=True)
class Column:
    """A month: its name, what came and what was own, and where the two bars stand.

    Attributes:
        short: The first letter of the month.
        x: Left edge of the first bar; the other one follows it.
        received_height: Of ``HEIGHT``, as ``own_height``.
    """

    words: str
    short: str
    received: int
    own: int
    x: float
    received_height: float
    own_height: float


@dataclass(frozen=True, slots=True)
class MonthChart:
    """The columns of every month, and the value that the highest line stands for."""

    columns: tuple[Column, ...]
    top: int

    @property
    def width(self) -> int:
        """How wide the drawing is, in units."""
        return WIDTH * len(self.columns)


def draw_months(figures: AccountFigures) -> MonthChart:
    """Return the columns of what came and what was own, month by month."""
    top = _round_up(max((max(each.received, each.own) for each in figures.months), default=0))
    columns = (
        Column(
            words=f"{MONTHS[each.month.month - 1]} {each.month.year}",
            short=MONTHS[each.month.month - 1][0],
            received=each.received,
            own=each.own,
            x=place * WIDTH + (WIDTH - 2 * BAR) / 2,
            received_height=HEIGHT * each.received / top,
            own_height=HEIGHT * each.own / top,
        )
        for place, each in enumerate(figures.months)
    )
    return MonthChart(tuple(columns), top)


def draw_channels(figures: AccountFigures) -> list[Bar]:
    """Return what came, by the channels by which something came."""
    return _side_by_side(
        [(CHANNELS[each], figures.received.get(each, 0)) for each in CHANNELS], "mottaget"
    )


def draw_removals(figures: AccountFigures) -> list[Bar]:
    """Return what was removed, by the categories that occurred."""
    removed = figures.removals.by_category
    return _side_by_side(
        [(CATEGORY_WORDS[each].capitalize(), removed[each]) for each in removed], "borttaget"
    )


def draw_answers(figures: AccountFigures, hours: int) -> list[Bar]:
    """Return how the registered handlingar were answered, end to end in one bar."""
    told = figures.answers
    parts = [
        (f"Besvarade inom {hours} timmar", told.in_time, "bra"),
        ("Besvarade senare", told.late, "sent"),
        ("Behövde inget svar", told.none_needed, "inget"),
        ("Väntar på svar, tiden har inte gått ut", told.waiting, "vantar"),
        (f"Inte besvarade, mer än {hours} timmar har gått", told.overdue, "daligt"),
    ]
    return _end_to_end(parts)


def draw_replies(figures: AccountFigures, hours: int) -> list[Bar]:
    """Return how what was kept without being registered was replied to, end to end in one bar."""
    told = figures.replies
    parts = [
        (f"Första svaret inom {hours} timmar", told.in_time, "bra"),
        ("Första svaret senare", told.late, "sent"),
        ("Utan svar från kontot", told.without, "inget"),
    ]
    return _end_to_end(parts)


def read_out(bars: Sequence[Bar]) -> str:
    """Return a drawing in words, for those who cannot see it."""
    return ", ".join(f"{each.words[0].lower()}{each.words[1:]} {each.value}" for each in bars)


def _side_by_side(values: Sequence[tuple[str, int]], look: str) -> list[Bar]:
    most = max((value for _words, value in values), default=0)
    return [Bar(words, value, 0, 100 * value / most, look) for words, value in values if value]


def _end_to_end(parts: Sequence[tuple[str, int, str]]) -> list[Bar]:
    total, start, bars = sum(value for _words, value, _look in parts), 0.0, list[Bar]()
    for words, value, look in parts:
        length = 100 * value / total if total else 0
        bars.append(Bar(words, value, start, length, look))
        start += length
    return bars


def _round_up(value: int) -> int:
    """Return the next of 2, 4, 6, 8, 10, 20, 40 …, so that half of it is a whole number too."""
    step = 2
    while value > 5 * step:
        step *= 10
    return max(-(-value // step), 1) * step
