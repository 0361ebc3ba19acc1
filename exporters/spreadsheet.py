"""Lists for a spreadsheet: RFC 4180, and no cell that the spreadsheet would run."""

import csv
import io
from collections.abc import Iterable, Sequence

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001  meant so
"""A spreadsheet may run a cell that begins with one of these."""


def write_csv(
    columns: Sequence[str], rows: Iterable[Sequence[object]], *, bom: bool = True
) -> bytes:
    """Return a list as RFC 4180 has it, in UTF-8.

    A cell that a spreadsheet could take for a formula begins with an apostrophe; who reads the
    list by a program takes it off.

    Args:
        columns: The headings.
        rows: The cells of each line.
        bom: Begin with a byte order mark, without which Excel does not read å ä ö.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig" if bom else "utf-8")


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "ja" if value else "nej"
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
