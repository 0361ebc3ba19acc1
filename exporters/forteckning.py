"""The förteckning as it is published: a page for the website, and a list for a spreadsheet.

The policy ("Redovisa sociala medier"): the website lists the municipality's official accounts and
its deltagande, who is responsible, what it aims at and whom it is for, so that allmänna handlingar
can be found.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from diarium.records import Account, AccountKind, Namnd
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
    ("Slag", "kind"),
    ("Officiellt konto", "official"),
    ("Öppnat", "opened"),
    ("Avslutat", "closed"),
    ("Skäl till avslut", "closed_reason"),
)
_KIND_WORDS = {
    AccountKind.ACCOUNT: "konto",
    AccountKind.DELTAGANDE: "deltagande",
    AccountKind.NOT_OFFICIAL: "inte kommunens konto",
}


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
    """The municipality's accounts in one nämnd, those in use apart from the closed."""

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
        others=_others(told.accounts),
        kind_of=_kind_of,
    )


def write_forteckning_csv(told: Forteckning, *, bom: bool = True) -> bytes:
    """Return the list as RFC 4180 has it; ``bom`` begins it as Excel wants it, for å ä ö."""
    rows = [[_said(account, field) for _, field in _CSV_COLUMNS] for account in told.accounts]
    return write_csv([heading for heading, _ in _CSV_COLUMNS], rows, bom=bom)


def _said(account: Account, field: str) -> object:
    return _KIND_WORDS[account.kind] if field == "kind" else getattr(account, field)


def _kind_of(account: Account) -> str:
    """Return what the page calls an account of the municipality's, on the day it tells of."""
    if account.kind is AccountKind.DELTAGANDE:
        return "deltagande"
    return "officiellt konto" if account.official else "kommunens konto, inte officiellt"


def _part(namnd: Namnd, accounts: Sequence[Account]) -> _Part:
    mine = _sort(
        account
        for account in accounts
        if account.namnd == namnd.code and account.kind is not AccountKind.NOT_OFFICIAL
    )
    return _Part(
        namnd,
        [account for account in mine if account.closed is None],
        [account for account in mine if account.closed is not None],
    )


def _others(accounts: Sequence[Account]) -> list[Account]:
    """Return the pages that could be taken for the municipality's, as long as they are there."""
    return _sort(
        account
        for account in accounts
        if account.kind is AccountKind.NOT_OFFICIAL and account.closed is None
    )


def _sort(accounts: Iterable[Account]) -> list[Account]:
    return sorted(accounts, key=lambda account: (account.name.casefold(), account.account))
