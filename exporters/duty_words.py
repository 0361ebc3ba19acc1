"""What is to be done, in Swedish: as it stands on the status page, in the calendar and in mails."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from diarium.duties import Duty, DutyKind
from exporters.page_templates import write_day
from schedules.clock import STOCKHOLM

TASKS: Mapping[DutyKind, str] = {
    DutyKind.REGISTER: "Meddelande att registrera",
    DutyKind.ANSWER: "Meddelande att besvara",
    DutyKind.FORWARD: "Saklig kritik att föra vidare",
    DutyKind.DISCLOSURE: "Begärd handling",
    DutyKind.FETCH: "Källa som inte hämtats",
    DutyKind.TOKEN: "Åtkomstnyckel att förnya",
    DutyKind.SNAPSHOT: "Ögonblicksbild att ta",
    DutyKind.LOGIN: "Inloggning att förnya",
    DutyKind.PLAN: "Aktivitetsplan",
    DutyKind.SUPERVISION: "Konto att se över",
    DutyKind.REMOVAL: "Olämpligt inlägg",
    DutyKind.EVALUATION: "Utvärdering",
    DutyKind.PASSIVE: "Passivt konto",
    DutyKind.DELIVERY: "Leverans till kommunarkivet",
}
"""What each kind of duty is called."""
WHOLE = "Hela kommunen"
OWN = "Nämndens egna uppgifter"
"""Where a duty stands that is no nämnd's, and one that is no account's."""


@dataclass(frozen=True, slots=True)
class DutyGroup:
    """What one person has to do; the latest first.

    Attributes:
        namnd: Code of the nämnd; none where the duties are not one nämnd's.
        forvaltning: The account's förvaltning; none where they are no account's, as ``ansvarig``.
    """

    namnd: str | None
    forvaltning: str | None
    ansvarig: str | None
    duties: tuple[Duty, ...]


def group_duties(duties: Iterable[Duty]) -> list[DutyGroup]:
    """Return duties by nämnd, förvaltning and ansvarig; those that are nobody's come first."""
    ordered = sorted(duties, key=_place)
    return [
        DutyGroup(first.namnd, first.forvaltning, first.ansvarig, tuple(rest))
        for rest in ([*each] for _key, each in groupby(ordered, key=_place))
        for first in rest[:1]
    ]


def count_late(duties: Iterable[Duty]) -> int:
    """Return how many are late."""
    return sum(each.late for each in duties)


def tell_which(duty: Duty) -> str:
    """Return which handling, message, account or period it is about."""
    which = duty.beteckning or (f"meddelande {duty.message}" if duty.message else "")
    names = (duty.account or "", which)
    return which if duty.account and duty.account in which else ", ".join(filter(None, names))


def last_day(duty: Duty) -> date:
    """Return the last day it can be done in time, in Swedish time."""
    return (duty.due - timedelta.resolution).astimezone(STOCKHOLM).date()


def is_whole_day(duty: Duty) -> bool:
    """Tell whether a whole day is there to do it in, and no moment of the day is said."""
    return duty.due.astimezone(STOCKHOLM).time() == time.min


def tell_due(duty: Duty) -> str:
    """Return by when it is to be done, such as ``2 juli 2026 kl. 10.00``."""
    local: datetime = duty.due.astimezone(STOCKHOLM)
    day = write_day(last_day(duty))
    return day if is_whole_day(duty) else f"{write_day(local.date())} kl. {local:%H.%M}"


def tell_margin(duty: Duty) -> str:
    """Return how late it is or how long is left, in hours or in Swedish working days."""
    days = duty.working_days
    span = _count(days, "arbetsdag", "arbetsdagar") if days > 1 else f"{duty.hours} tim"
    return f"försenat {span}" if duty.late else f"{span} kvar"


def tell_sum(duties: Sequence[Duty]) -> str:
    """Return how many are late and how many are to come, as ``1 försenad, 2 på väg``."""
    late = count_late(duties)
    coming = f"{len(duties) - late} på väg"
    return f"{_count(late, 'försenad', 'försenade')}, {coming}"


def _place(duty: Duty) -> tuple[str, ...]:
    return tuple(each or "" for each in (duty.namnd, duty.forvaltning, duty.ansvarig))


def _count(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"
