"""The gallringsprotokoll: what was gallrat, when, by which decision, by whom; never what it said.

It is a record of its own: a page in Swedish that needs nothing from elsewhere.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from diarium.gallring_records import Due, GallratItem, Gallring, Hinder
from diarium.records import AppliesTo, PlanRow
from exporters.page_templates import screen_templates
from exporters.spreadsheet import write_csv

APPLIES_TO = {
    AppliesTo.ARENDE: "Avslutade ärenden med koden",
    AppliesTo.KEPT_ORDERED: "Meddelanden som hållits ordnade utan att registreras",
    AppliesTo.LITTLE_IMPORTANCE: "Meddelanden av uppenbart liten betydelse",
    AppliesTo.OMVARLD: "Omvärldsbevakning som inte har registrerats",
}
"""What a row of the plan is about, in words."""
HINDERS = {
    Hinder.NOT_CLOSED: "ärendet är inte avslutat",
    Hinder.OPEN_REQUEST: "begäran om utlämnande pågår",
    Hinder.PACKAGED: "ligger i en leverans som kommunarkivet inte har godkänt eller avvisat",
}
_COLUMNS = (
    "Kod", "Handlingstyp", "Nummer", "Slag", "Får gallras från", "Hinder", "Leveranser", "Frist",
    "Beslut", "Beslutsdatum",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Gallringsprotokoll:
    """What a protocol tells.

    Attributes:
        kommun: The municipality's name.
        namnd: The nämnd's name.
        gallring: The gallring.
        at: When the protocol was drawn up.
    """

    kommun: str
    namnd: str
    gallring: Gallring
    at: datetime


def render_gallringsprotokoll(told: Gallringsprotokoll) -> str:
    """Return the protocol as HTML in Swedish."""
    codes: dict[str, list[GallratItem]] = {row.code: [] for row in told.gallring.rows}
    for item in told.gallring.items:
        codes[item.code].append(item)
    parts = [(row, codes[row.code]) for row in told.gallring.rows]
    return (
        screen_templates(frist=tell_frist, galler=lambda row: APPLIES_TO[row.applies_to])
        .get_template("gallringsprotokoll.html")
        .render(told=told, gallring=told.gallring, parts=parts, totals=_totals(told.gallring.items))
    )


def write_due_csv(due: Iterable[Due], *, bom: bool = True) -> bytes:
    """Return what may be gallrat as a list for a spreadsheet, one line each.

    Args:
        due: What was found to be due, the hindered too.
        bom: Begin with a byte order mark, as Excel wants it.
    """
    rows = (
        (
            each.row.code, each.row.handlingstyp, each.number,
            "meddelande" if each.arende is None else "ärende", each.since,
            ", ".join(HINDERS[hinder] for hinder in each.hinders), ", ".join(each.packages),
            tell_frist(each.row), each.row.decision, each.row.decision_date,
        )
        for each in due
    )  # fmt: skip
    return write_csv(_COLUMNS, rows, bom=bom)


def tell_frist(row: PlanRow) -> str:
    """Return in Swedish when a handlingstyp is gallras."""
    if row.years is None:
        return "bevaras"
    if not row.years:
        return "gallras vid inaktualitet"
    since = "ärendet avslutades" if row.applies_to is AppliesTo.ARENDE else "det kom in"
    return f"gallras {row.years} kalenderår efter det år då {since}"


def _totals(items: Sequence[GallratItem]) -> dict[str, int]:
    return {
        "ärenden": sum(item.is_arende for item in items),
        "registrerade handlingar": sum(item.handlingar for item in items),
        "meddelanden": sum(item.messages for item in items),
        "filer": sum(item.files for item in items),
    }
