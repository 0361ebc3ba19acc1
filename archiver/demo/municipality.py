"""The made-up municipality: its name, its two nämnder and its four accounts."""

from datetime import date
from urllib.parse import urlsplit

from diarium.accounts import AccountFacts
from diarium.records import Namnd

KOMMUN = "Åvallby kommun"
ORGNR = "212000-0001"
NAMNDER = (
    Namnd(code="KS", name="Kommunstyrelsen", orgnr=ORGNR, series="KS"),
    Namnd(code="SBN", name="Samhällsbyggnadsnämnden", orgnr=ORGNR, series="SBN"),
)


def list_demo_accounts(site: str, opened: date) -> list[AccountFacts]:
    """Return the four accounts.

    Args:
        site: Where the pages are served, such as ``http://127.0.0.1:8000``.
        opened: The day they were opened.
    """
    return [
        AccountFacts(
            account="ks-flode", namnd="KS", platform="facebook", url=f"{site}/flode",
            handle="avallbykommun", name="Vardag i Åvallby – Åvallby kommun",
            forvaltning="Kommunledningsförvaltningen", ansvarig="Kommunikationschefen",
            syfte="Berätta om kommunens verksamhet och svara på frågor",
            malgrupp="Alla som bor i eller besöker Åvallby",
            official=True, open=True, chronological=True, opened=opened,
        ),
        AccountFacts(
            account="ks-blogg", namnd="KS", platform="blogg", url=f"{site}/blogg",
            name="Kommundirektörens blogg – Åvallby kommun",
            forvaltning="Kommunledningsförvaltningen", ansvarig="Kommundirektören",
            syfte="Förklara kommunens beslut", malgrupp="Invånare, medarbetare och medier",
            official=True, open=True, chronological=True, opened=opened,
        ),
        AccountFacts(
            account="sbn-forum", namnd="SBN", platform="forum", url=f"{site}/forum",
            name="Åvallbyförslaget – Åvallby kommun",
            forvaltning="Samhällsbyggnadsförvaltningen", ansvarig="Planchefen",
            syfte="Ta emot förslag om gator, parker och byggande", malgrupp="Invånare",
            official=True, open=True, chronological=False, opened=opened,
        ),
        AccountFacts(
            account="sbn-grupp", namnd="SBN", platform="facebook", url=f"{site}/grupp",
            name="Odlarna i Åvallby – Åvallby kommun",
            forvaltning="Samhällsbyggnadsförvaltningen", ansvarig="Parkchefen",
            syfte="Samtala med dem som hyr odlingslott", malgrupp="Odlare",
            official=True, open=False, chronological=True, opened=opened,
        ),
    ]  # fmt: skip


def make_extra_account(url: str, opened: date) -> AccountFacts:
    """Return one account more, for an address that somebody named."""
    return AccountFacts(
        account="egen-adress", namnd="KS", platform="webb", url=url,
        handle=urlsplit(url).hostname or "",
        name="En egen adress", forvaltning="Kommunledningsförvaltningen",
        ansvarig="Den som kör demonstrationen", syfte="Pröva på en verklig sida",
        malgrupp="Den som kör demonstrationen", opened=opened,
    )  # fmt: skip
