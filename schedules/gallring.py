"""From which day something may be gallrat, and how far back that reaches today.

Whole calendar years are counted, from the end of the year in which the frist begins: what came in
on any day of 2026 and is gallras after two years may go from 1 January 2029, never earlier. With
no years at all it may go from the next day on ("vid inaktualitet").
"""

from datetime import date, timedelta


def gallras_from(day: date, years: int) -> date:
    """Return the first day on which something may be gallrat.

    Args:
        day: The day that its years are counted from.
        years: How many full calendar years it is kept; 0 means until the day is over.
    """
    return date(day.year + years + 1, 1, 1) if years else day + timedelta(days=1)


def counted_before(today: date, years: int) -> date:
    """Return the day before which a frist must have begun for it to have run out today."""
    return date(max(today.year - years, 1), 1, 1) if years else today
