"""Where a long page is broken into the pages of a PDF. Pure arithmetic on rows.

A page is about as high as A4 is to the page's width, and is broken in a clear row: one that cuts no
text line, picture or form control, and if it can be helped no block that belongs together. To reach
a clear row a page may grow to the highest that PDF/A allows. Where there is none, the pages
overlap by more than the text line that is cut, so that every word lies whole on some page.
"""

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from archiver.pdf.boxes import Box, PageMeasure, Span

A4_WIDTH, A4_HEIGHT = 595, 842
"""A4 in points."""
HIGHEST_PAGE = 14_400
"""Highest page in points (ISO 19005-2, 6.1.13)."""
SHORTEST, LONGEST = 0.6, 1.3
"""How far from the nominal height a page may be for the sake of an uncut block, as factors."""
DETOUR = 0.25
"""How much further than to a clear row a page may grow to spare a block, in nominal heights."""
AIR = 12
"""Rows left between a break and the block above or below it, where there are so many."""
OVERLAP = 64
"""Least overlap in rows, enough for a line of text within a picture."""


class ClearRows:
    """The rows that cut none of some boxes."""

    def __init__(self, boxes: Iterable[Box]) -> None:
        runs: list[list[int]] = []
        # A break at row y cuts the boxes with top < y < bottom.
        for first, last in sorted((math.floor(b.top) + 1, math.ceil(b.bottom) - 1) for b in boxes):
            if runs and first <= runs[-1][1] + 1:
                runs[-1][1] = max(runs[-1][1], last)
            elif first <= last:
                runs.append([first, last])
        self._firsts = [first for first, _ in runs]
        self._lasts = [last for _, last in runs]

    def before(self, row: int) -> int:
        """Return the last clear row that is not after a row."""
        at = bisect_right(self._firsts, row) - 1
        return self._firsts[at] - 1 if at >= 0 and row <= self._lasts[at] else row

    def after(self, row: int) -> int:
        """Return the first clear row that is not before a row."""
        at = bisect_right(self._firsts, row) - 1
        return self._lasts[at] + 1 if at >= 0 and row <= self._lasts[at] else row

    def nearest(self, row: int, low: int, high: int) -> int | None:
        """Return the clear row within ``low`` and ``high`` that is nearest to a row."""
        found = [y for y in (self.before(row), self.after(row)) if low <= y <= high]
        best = min(found, key=lambda y: abs(y - row), default=None)
        return None if best is None else self.with_air(best, low, high)

    def with_air(self, row: int, low: int, high: int) -> int:
        """Return a clear row moved a little away from the boxes above and below it."""
        at = bisect_right(self._firsts, row)
        first = self._lasts[at - 1] + 1 if at else row - 2 * AIR
        last = self._firsts[at] - 1 if at < len(self._firsts) else row + 2 * AIR
        margin = min(AIR, (last - first) // 2)
        moved = min(max(row, first + margin), last - margin)
        return moved if low <= moved <= high else row


def plan_pages(measure: PageMeasure) -> tuple[Span, ...]:
    """Divide a page into spans that cover it without holes, each row of it at least once."""
    return tuple(_Plan(measure).spans())


class _Plan:
    def __init__(self, measure: PageMeasure) -> None:
        scale = measure.width / A4_WIDTH
        self.height = measure.height
        self.nominal = max(1, math.floor(A4_HEIGHT * scale))
        self.highest = max(1, math.floor(HIGHEST_PAGE * scale))
        self.words = [word.box for word in measure.words]
        cards = [card for card in measure.cards if card.height <= self.nominal]
        self.solid = ClearRows(measure.solid)
        self.whole = ClearRows([*measure.solid, *cards])
        self.text = ClearRows(self.words)

    def spans(self) -> Iterator[Span]:
        top = overlap = 0
        while True:
            bottom, clear = self._bottom(top, overlap)
            yield Span(top, bottom, overlap)
            if bottom == self.height:
                return
            overlap = 0 if clear else self._overlap(top, bottom)
            top = bottom - overlap

    def _bottom(self, top: int, overlap: int) -> tuple[int, bool]:
        # A page must show more than the page before it did.
        first = top + overlap + 1
        if self.height - top <= self.nominal * LONGEST:
            return self.height, True
        wanted = max(first, top + self.nominal)
        low = max(first, top + math.ceil(self.nominal * SHORTEST))
        high = min(top + math.floor(self.nominal * LONGEST), top + self.highest, self.height)
        for rows in (self.whole, self.solid):
            row = rows.nearest(wanted, low, high)
            if row is not None:
                return row, True
        limit = min(top + self.highest, self.height)
        if (row := self.solid.after(wanted)) <= limit:
            whole = self.whole.after(row)
            if whole <= min(limit, row + self.nominal * DETOUR):
                return self.whole.with_air(whole, row, limit), True
            return self.solid.with_air(row, row, limit), True
        for row in (self.text.nearest(wanted, low, high), self.text.after(wanted)):
            if row is not None and row <= limit:
                return row, False
        return wanted, False

    def _overlap(self, top: int, bottom: int) -> int:
        cut = [box.top for box in self.words if box.top < bottom < box.bottom]
        needed = bottom - math.floor(min(cut, default=bottom)) + 1
        # A word higher than a page cannot lie whole on one; the next page still goes on.
        return min(max(needed, OVERLAP), (bottom - top) // 2)
