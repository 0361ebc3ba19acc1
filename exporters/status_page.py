"""What is to be done, late or soon, as a page for those who see to it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from diarium.duties import Duty
from exporters.duty_words import (
    OWN,
    TASKS,
    WHOLE,
    DutyGroup,
    count_late,
    group_duties,
    tell_due,
    tell_margin,
    tell_which,
)
from exporters.page_templates import screen_templates


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusPage:
    """What the page tells: what is to be done, as it stood when.

    Attributes:
        namnder: The names of the nämnder by their codes.
        duties: What is late, and what falls due within ``days`` days.
        chosen: Of whom the page tells, such as a förvaltning; empty for everybody.
    """

    kommun: str
    namnder: Mapping[str, str]
    duties: Sequence[Duty]
    days: int
    chosen: Sequence[str]
    at: datetime


def render_status(told: StatusPage) -> str:
    """Return the page: HTML in Swedish that needs no script and nothing from elsewhere."""
    late = count_late(told.duties)
    return screen_templates(
        task=lambda duty: TASKS[duty.kind], which=tell_which, due=tell_due, margin=tell_margin
    ).get_template("status.html").render(
        told=told,
        late=late,
        coming=len(told.duties) - late,
        parts=list(_part(told)),
        own=OWN,
    )  # fmt: skip


def _part(told: StatusPage) -> Iterator[tuple[str, list[DutyGroup]]]:
    """Yield the name of each nämnd and what is to be done there."""
    for code, groups in groupby(group_duties(told.duties), key=lambda each: each.namnd):
        yield told.namnder.get(code, code) if code else WHOLE, list(groups)
