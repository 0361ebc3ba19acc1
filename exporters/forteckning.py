"""The förteckning as it is published: a page for the website, and a list for a spreadsheet.

The policy ("Redovisa sociala medier"): the website lists the municipality's official accounts and
its deltagande, who is responsible, what it aims at and whom it is for, so that allmänna handlingar
can be found.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from diarium.records import Account, Namnd
from exporters.page_templates import screen_templates
from exporters.spreadsheet import write_csv

_CSV_COLUMNS = (
    ("Id", "account"),
    ("Namn", "name"),
    ("Plattform", "platform"),
    ("Användarnamn", "handle"),
    ("Adress", "url"),
    ("Nämnd", "namnd"),
    ("Förvaltning", "forvaltning"),
    ("Ansvarig", "ansvarig"),
    ("Syfte", "syfte"),
    ("Målgrupp", "malgrupp"),
    ("Officiellt konto", "official"),
    ("Öppnat", "opened"),
    ("Avslutat", "closed"),
    ("Skäl till avslut", "closed_reason"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forteckning:
    """What the förteckning tells.

    Attributes:
        kommun: The municipality's name.
        namnder: Its nämnder, in the order they are shown.
        accounts: Its accounts, the closed too.
        day: The day it tells of, in Swedish time.
    """

    kommun: str
    namnder: Sequence[Namnd]
    accounts: Sequence[Account]
    day: date


@dataclass(frozen=True, slots=True)
class _Part:
    """The accounts of one nämnd, those in use apart from the closed."""

    namnd: Namnd
    used: Sequence[Account]
    closed: Sequence[Account]


def render_forteckning(told: Forteckning) -> str:
    """Return the page: HTML in Swedish that needs no script and nothing from elsewhere."""
    parts = [_part(namnd, told.accounts) for namnd in told.namnder]
    page = screen_templates().get_template("forteckning.html")
    return page.render(
        kommun=told.kommun,
        day=told.day,
        used=[part for part in parts if part.used],
        closed=[part for part in parts if part.closed],
    )


def write_forteckning_csv(told: Forteckning, *, bom: bool = True) -> bytes:
    """Return the list as RFC 4180 has it; ``bom`` begins it as Excel wants it, for å ä ö."""
    rows = [[getattr(account, field) for _, field in _CSV_COLUMNS] for account in told.accounts]
    return write_csv([heading for heading, _ in _CSV_COLUMNS], rows, bom=bom)


def _part(namnd: Namnd, accounts: Sequence[Account]) -> _Part:
    mine = sorted(
        (account for account in accounts if account.namnd == namnd.code),
        key=lambda account: (account.name.casefold(), account.account),
    )
    return _Part(
        namnd,
        [account for account in mine if account.closed is None],
        [account for account in mine if account.closed is not None],
    )
