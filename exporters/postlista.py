"""The postlista and the diarieförteckning as they are published: a page, and a spreadsheet's list.

Search engines are asked to leave the page alone (``noindex``): a list of a day is there for who
asks for it, not for who searches on a name for ever after.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from diarium.arende_records import ArendeStatus, Direction
from diarium.public_records import Diarieforteckning, Postlista, PublicArende, PublicHandling
from exporters.page_templates import screen_templates, write_day
from exporters.spreadsheet import write_csv

POSTLISTA_COLUMNS = (
    "Beteckning", "Registrerad", "Inkom eller upprättades", "Riktning",
    "Avsändare eller mottagare", "Vad det gäller", "Anmärkning",
)  # fmt: skip
ARENDE_COLUMNS = ("Diarienummer", "Ärende", "Öppnat", "Läge", "Avslutat")
DIRECTIONS = {
    Direction.INCOMING: "inkommen",
    Direction.OUTGOING: "utgående",
    Direction.INTERNAL: "upprättad",
}
STATUSES = {
    ArendeStatus.OPEN: "öppet",
    ArendeStatus.ON_HOLD: "vilande",
    ArendeStatus.CLOSED: "avslutat",
    ArendeStatus.REOPENED: "återöppnat",
    ArendeStatus.MAKULERAT: "makulerat",
}
_NO_HANDLINGAR = "Inga handlingar registrerades."
_NO_ARENDEN = "Inga ärenden öppnades."


@dataclass(frozen=True, slots=True)
class _Table:
    caption: str
    rows: Sequence[Sequence[object]]


def render_postlista(told: Postlista) -> str:
    """Return the page: HTML in Swedish that needs no script and nothing from elsewhere."""
    days = _days(told)
    tables = [
        _Table(f"{each.namnd.name}, {days}", [_handling_row(row) for row in each.handlingar])
        for each in told.diarier
    ]
    return screen_templates().get_template("published_list.html").render(
        kommun=told.kommun, heading=postlista_heading(told), columns=POSTLISTA_COLUMNS,
        tables=tables, empty=_NO_HANDLINGAR,
        about="Handlingar i sociala medier som registrerades under tiden. Varje registrerad "
        "handling har en rad.",
    )  # fmt: skip


def write_postlista_csv(told: Postlista, *, bom: bool = True) -> bytes:
    """Return the postlista as RFC 4180 has it, the nämnd's name first in each line."""
    rows = [
        [each.namnd.name, *_handling_row(row)] for each in told.diarier for row in each.handlingar
    ]
    return write_csv(["Nämnd", *POSTLISTA_COLUMNS], rows, bom=bom)


def render_diarieforteckning(told: Diarieforteckning) -> str:
    """Return the page: HTML in Swedish that needs no script and nothing from elsewhere."""
    table = _Table(f"{told.namnd.name}, {told.year}", [_arende_row(row) for row in told.arenden])
    return screen_templates().get_template("published_list.html").render(
        kommun=told.kommun, heading=f"Diarieförteckning {told.year}", columns=ARENDE_COLUMNS,
        tables=[table], empty=_NO_ARENDEN,
        about="Ärenden som rör kommunens sociala medier, i den ordning de öppnades.",
    )  # fmt: skip


def write_diarieforteckning_csv(told: Diarieforteckning, *, bom: bool = True) -> bytes:
    """Return the diarieförteckning as RFC 4180 has it, the nämnd's name first in each line."""
    rows = [[told.namnd.name, *_arende_row(row)] for row in told.arenden]
    return write_csv(["Nämnd", *ARENDE_COLUMNS], rows, bom=bom)


def postlista_heading(told: Postlista) -> str:
    """Return what a list is headed by: which days it tells of."""
    return f"Postlista {_days(told)}"


def tell_remark(row: PublicHandling) -> str:
    """Return in Swedish what became of a handling's row, if something did."""
    return "makulerad" if row.makulerad else "rättad" if row.rattad else ""


def _handling_row(row: PublicHandling) -> list[object]:
    direction = DIRECTIONS[row.direction]
    words = [row.beteckning, row.registered, row.received, direction, row.sender, row.subject]
    return [*words, tell_remark(row)]


def _arende_row(row: PublicArende) -> list[object]:
    return [row.diarienummer, row.mening, row.opened, STATUSES[row.status], row.closed or ""]


def _days(told: Postlista) -> str:
    if told.first == told.last:
        return write_day(told.first)
    return f"{write_day(told.first)} – {write_day(told.last)}"
