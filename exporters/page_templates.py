"""The HTML templates: everything in them is escaped, and a value that is missing is an error."""

from collections.abc import Callable
from datetime import date, datetime

from jinja2 import Environment, PackageLoader, StrictUndefined

from schedules.clock import STOCKHOLM

MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip


def screen_templates(**filters: Callable[..., str]) -> Environment:
    """Return the templates of pages that are read on a screen.

    Args:
        filters: Ways to write values, besides ``dag`` and ``moment``.
    """
    templates = Environment(
        loader=PackageLoader("exporters"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    templates.filters.update(dag=write_day, moment=_write_clock, **filters)
    return templates


def print_templates() -> Environment:
    """Return the templates of documents that are printed, with exact moments and numbers."""
    templates = Environment(
        loader=PackageLoader("exporters"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    templates.filters.update(moment=write_moment, tal=_write_number)
    return templates


def write_moment(moment: datetime) -> str:
    """Return a moment in Swedish time with its offset: ``2026-07-01 kl. 10:00:00 (UTC+02:00)``."""
    local = moment.astimezone(STOCKHOLM)
    offset = local.strftime("%z")
    return f"{local:%Y-%m-%d} kl. {local:%H:%M:%S} (UTC{offset[:3]}:{offset[3:]})"


def write_day(day: date) -> str:
    """Return a day as Swedish has it, such as ``1 juli 2026``."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _write_clock(moment: datetime) -> str:
    """Return a moment as Swedish has it, such as ``1 juli 2026 kl. 06.05``."""
    local = moment.astimezone(STOCKHOLM)
    return f"{write_day(local.date())} kl. {local:%H.%M}"


def _write_number(number: float, decimals: int = 0) -> str:
    return f"{number:,.{decimals}f}".replace(",", "\u00a0").replace(".", ",")
