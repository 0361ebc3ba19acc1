"""Signals read from the words of a message: plain lists of words, open for anyone to read.

Thin on purpose: a signal only moves a message before a person's eyes or proposes registration, so
a false one costs a look and no more. What is missed is caught by the person, for nothing that is
secret or criminal is decided by these lists. They know Swedish words, no irony and no images.
"""

import re
import unicodedata
from datetime import date

from diarium.rules import Signal

SECRET_WORDS = (
    "skyddad identitet", "skyddade personuppgifter", "skyddad adress", "skyddat boende",
    "sekretessmarkering", "sekretessmarkerad", "kvarskrivning", "kvarskriven", "kvinnojour*",
    "diagnos*", "journal", "journalen", "patientjournal*", "sjukskriv*", "läkarintyg*",
    "depression*", "självmord*", "psykos*", "psykiatri*", "psykisk ohälsa", "missbruk*",
    "abort*", "cancer*", "hiv", "demens*", "autism*", "adhd", "funktionsnedsättning*",
    "socialtjänst*", "socialsekreterare*", "soc", "orosanmäl*", "omhändertag*", "lvu", "lvm",
    "familjehem*", "vårdnad*", "försörjningsstöd*", "ekonomiskt bistånd", "socialbidrag*",
    "hemtjänst*", "personlig assistans", "lss", "våldsutsatt*", "misshandla*", "våldtäkt*",
    "elevhälsa*", "skolkurator*", "skolpsykolog*", "åtgärdsprogram*",
)  # fmt: skip
"""Protected address, health care, social services and school care (OSL 21, 23, 25 and 26 kap.).

A star stands for any ending.
"""
THREAT_WORDS = (
    "döda", "dödar", "mörda*", "skjuta dig", "skjuta er", "skjuter dig", "skjuter er",
    "spränga*", "bränna ner", "bränner ner", "slå ihjäl", "slår ihjäl", "slå sönder dig",
    "hugga dig", "knivhugg*", "akta dig", "akta er", "ska få igen", "vet var du bor",
    "vet var ni bor", "ska dö", "förtjänar att dö", "hämnas*", "bomb", "bomba", "bombhot*",
)  # fmt: skip
REMOVAL_WORDS = (
    "hets mot folkgrupp", "uppvigling", "upplopp", "rasen", "blattar", "blattarna", "svartskall*",
    "neger", "negrer*", "negern", "judesvin*", "jävla muslimer", "jävla judar", "jävla zigenare",
    "gasa dem", "gasa dom", "terrorattentat*", "terrordåd*", "jihad*", "barnporr*",
    "barnpornografi*", "nakenbild*", "hämndporr*", "halshugg*", "våldsvideo*", "piratkopi*",
    "porr", "porrfilm*",
)  # fmt: skip
"""The categories of lag 1998:112 5 § and, of the policy's own, what words can show."""
KRITIK_WORDS = (
    "kritik*", "kritisk*", "klagomål*", "klaga*", "klagar*", "missnöj*", "oacceptabel*",
    "oacceptabelt", "undermålig*", "bristfällig*", "brister", "bristande", "fungerar inte",
    "funkar inte", "fungerar aldrig", "inte fungerat", "felaktig*", "misskött*", "försummat*",
    "försumlig*", "dålig skötsel", "dåligt skött", "dåligt underhåll", "dålig service",
    "dåligt bemötande", "dålig information", "får inget svar", "inte fått svar", "får inte svar",
    "ingen svarar", "har inte åtgärdat*", "inte åtgärdats", "aldrig åtgärdats", "trasig*",
    "trafikfarlig*", "livsfarlig*", "skandal*", "under all kritik", "synpunkter på", "försenad*",
    "inställd", "inställda", "ställts in", "inte plogat*", "oplogad*", "inte sandat*", "osandad*",
    "nedskräpa*", "protesterar*", "ifrågasätter*", "anmärkning*", "snöröjningen är",
)  # fmt: skip
"""Saklig kritik (the policy, "Diarieför"): what is found wrong with the municipality's work."""

_WORDS = {
    Signal.SECRET: SECRET_WORDS,
    Signal.THREAT: THREAT_WORDS,
    Signal.REMOVAL: REMOVAL_WORDS,
    Signal.KRITIK: KRITIK_WORDS,
}
_NUMBER = re.compile(
    r"(?<!\d)(?:19|20)?(\d{2})(\d{2})(\d{2})[-+\u2010-\u2013 \u00a0]?(\d{4})(?!\d)", re.ASCII
)
SAMORDNING_DAYS = 60
"""A samordningsnummer is a personnummer with 60 added to the day."""


def read_signals(text: str) -> frozenset[Signal]:
    """Return what the words of a message point at.

    Args:
        text: The message in Swedish, any length.
    """
    text = unicodedata.normalize("NFC", text)
    found = {signal for signal, pattern in _PATTERNS.items() if pattern.search(text)}
    if has_personnummer(text):
        found.add(Signal.SECRET)
    return frozenset(found)


def has_personnummer(text: str) -> bool:
    """Tell whether a text holds a personnummer or samordningsnummer.

    It must name a day that exists, in this century or the last, and its check digit must be right
    (folkbokföringslagen 18 §, Luhn's method).
    """
    return any(_is_personnummer(*found.groups()) for found in _NUMBER.finditer(text))


def mask_personnummer(text: str) -> str:
    """Return a text in which the digits of every personnummer are replaced by stars."""
    return _NUMBER.sub(
        lambda found: _mask(found) if _is_personnummer(*found.groups()) else found[0], text
    )


def _mask(found: re.Match[str]) -> str:
    return re.sub(r"\d", "*", found[0])


def _is_personnummer(year: str, month: str, day: str, last: str) -> bool:
    return _is_day(int(year), int(month), int(day)) and _has_check_digit(year + month + day + last)


def _is_day(year: int, month: int, day: int) -> bool:
    day = day - SAMORDNING_DAYS if day > SAMORDNING_DAYS else day
    for century in (1900, 2000):
        try:
            date(century + year, month, day)
        except ValueError:
            continue
        return True
    return False


def _has_check_digit(ten: str) -> bool:
    doubled = [int(digit) * (2 - position % 2) for position, digit in enumerate(ten)]
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0


def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    pieces = (re.escape(word).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for word in words)
    return re.compile(rf"\b(?:{'|'.join(pieces)})\b", re.IGNORECASE)


_PATTERNS = {signal: _pattern(words) for signal, words in _WORDS.items()}
