"""The twelve accounts of the year: what is said of each, and the pages that ten of them have."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.site_server import Answer, Page

KOMMUN = "Exempelstad"
WORDS = (
    "Här berättar vi om vatten, skola och vägar. Det du skriver blir en allmän handling. "
    "Inlägg med personangrepp eller hets tas bort. Växeln: 08-123 45 67."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class YearAccount:
    """An account of the year.

    Attributes:
        account: Its id; the nämnd's code stands first in it.
        ansvarig: Who answers for it.
        opened: The day it is opened.
        forum: Anyone can read it, and its comments stand in order.
        more: Further options it is added with.
    """

    account: str
    platform: str
    ansvarig: str
    opened: str = "2026-01-07"
    forum: bool = False
    official: bool = True
    more: tuple[str, ...] = ()

    @property
    def namnd(self) -> str:
        """Code of its nämnd."""
        return self.account.partition("-")[0].upper()

    @property
    def path(self) -> str:
        """Path of its page on the site."""
        return f"/{self.account}"

    @property
    def host(self) -> str:
        """Its own host on loopback, since pages of one host are visited one at a time."""
        return f"{self.account}.localhost"


EVA, OLA, MIA, LEO = "Eva Ek", "Ola Olsson", "Mia Mård", "Leo Lind"
DELTAGANDE, POLITICIAN = "ks-wikipedia", "ks-kommunalradet"
ACCOUNTS = (
    YearAccount(account="ks-facebook", platform="facebook", ansvarig=EVA, forum=True),
    YearAccount(account="ks-instagram", platform="instagram", ansvarig=EVA),
    YearAccount(account="ks-blogg", platform="blogg", ansvarig=OLA),
    YearAccount(account="ks-linkedin", platform="linkedin", ansvarig=OLA),
    YearAccount(account=DELTAGANDE, platform="wikipedia", ansvarig=OLA, official=False,
                more=("--kind", "deltagande")),
    YearAccount(account=POLITICIAN, platform="facebook", ansvarig=EVA, official=False,
                more=("--kind", "not-official")),
    YearAccount(account="ks-youtube", platform="youtube", ansvarig=EVA, opened="2026-09-01"),
    YearAccount(account="sbn-facebook", platform="facebook", ansvarig=MIA, forum=True),
    YearAccount(account="sbn-instagram", platform="instagram", ansvarig=MIA, forum=True),
    YearAccount(account="sbn-x", platform="x", ansvarig=LEO, forum=True),
    YearAccount(account="sbn-bevakning", platform="mastodon", ansvarig=LEO),
    YearAccount(account="sbn-flickr", platform="flickr", ansvarig=LEO, opened="2026-10-01"),
)  # fmt: skip
NEVER_CAPTURED = {DELTAGANDE, POLITICIAN}
PASSIVE = "ks-blogg"
"""Its last post is of February; it is closed in September."""
LAPSING = "sbn-instagram"
"""Its plan runs out on the last of September, and nobody makes a new one."""
UNFINISHED = "sbn-x"
"""Its plan lacks the kommunikationschef's approval until March."""
MONITORING = "sbn-bevakning"
"""Its assignment is to monitor alone, which needs nobody's approval."""
IN_JANUARY = [each for each in ACCOUNTS if each.opened < "2026-07"]
IN_SEPTEMBER, IN_OCTOBER = (each for each in ACCOUNTS if each.opened > "2026-07")
FIRST = {each.account for each in IN_JANUARY} - NEVER_CAPTURED
"""Those that are captured at the first halvårsskifte."""


def year_pages(last: str, *accounts: str) -> dict[str, Page]:
    """Return the pages of accounts, else of all, whose last post is of a day."""
    chosen = (each for each in ACCOUNTS if each.account in (accounts or {each.account}))
    return {each.path: _page(each, last) for each in chosen}


def options_of(account: YearAccount, url: str) -> Iterator[str]:
    """Yield the options that an account is added with."""
    said = {
        "namnd": account.namnd, "platform": account.platform, "url": url,
        "name": f"{KOMMUN} på {account.platform}", "handle": account.account,
        "forvaltning": FORVALTNING[account.namnd], "ansvarig": account.ansvarig,
        "syfte": "Svara på frågor", "malgrupp": "Invånare", "opened": account.opened,
    }  # fmt: skip
    for name, value in said.items():
        yield from (f"--{name}", value)
    yield from (["--official"] if account.official else [])
    yield from (["--open", "--chronological"] if account.forum else [])
    yield from account.more


FORVALTNING = {
    "KS": "Kommunledningsförvaltningen",
    "SBN": "Samhällsbyggnadsförvaltningen",
}


def _page(account: YearAccount, last: str) -> Answer:
    return Answer(
        f"<!doctype html><html lang=sv><meta charset=utf-8><title>{KOMMUN} {account.account}"
        f"</title><h1>{KOMMUN} på {account.platform}</h1><p>Officiellt konto för {KOMMUN}.</p>"
        f"<p>{WORDS}</p><a href='https://www.exempelstad.se/'>www.exempelstad.se</a>"
        f"<article><time datetime='{last}'>{last}</time><p>Nytt inlägg</p></article>"
    )
