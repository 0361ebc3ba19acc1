"""The plain word lists that the signals were before, kept as the peer of bench_signals.

A star stands for any ending; a question is a question mark.
"""

import re

from diarium.personnummer import has_personnummer

_WORDS = {
    "secret": """
        skyddad identitet, skyddade personuppgifter, skyddad adress, skyddat boende,
        sekretessmarkering, sekretessmarkerad, kvarskrivning, kvarskriven, kvinnojour*, diagnos*,
        journal, journalen, patientjournal*, sjukskriv*, läkarintyg*, depression*, självmord*,
        psykos*, psykiatri*, psykisk ohälsa, missbruk*, abort*, cancer*, hiv, demens*, autism*,
        adhd, funktionsnedsättning*, socialtjänst*, socialsekreterare*, soc, orosanmäl*,
        omhändertag*, lvu, lvm, familjehem*, vårdnad*, försörjningsstöd*, ekonomiskt bistånd,
        socialbidrag*, hemtjänst*, personlig assistans, lss, våldsutsatt*, misshandla*, våldtäkt*,
        elevhälsa*, skolkurator*, skolpsykolog*, åtgärdsprogram*
        """,
    "threat": """
        döda, dödar, mörda*, skjuta dig, skjuta er, skjuter dig, skjuter er, spränga*, bränna ner,
        bränner ner, slå ihjäl, slår ihjäl, slå sönder dig, hugga dig, knivhugg*, akta dig,
        akta er, ska få igen, vet var du bor, vet var ni bor, ska dö, förtjänar att dö, hämnas*,
        bomb, bomba, bombhot*
        """,
    "removal": """
        hets mot folkgrupp, uppvigling, upplopp, rasen, blattar, blattarna, svartskall*, neger,
        negrer*, negern, judesvin*, jävla muslimer, jävla judar, jävla zigenare, gasa dem,
        gasa dom, terrorattentat*, terrordåd*, jihad*, barnporr*, barnpornografi*, nakenbild*,
        hämndporr*, halshugg*, våldsvideo*, piratkopi*, porr, porrfilm*
        """,
    "kritik": """
        kritik*, kritisk*, klagomål*, klaga*, klagar*, missnöj*, oacceptabel*, oacceptabelt,
        undermålig*, bristfällig*, brister, bristande, fungerar inte, funkar inte,
        fungerar aldrig, inte fungerat, felaktig*, misskött*, försummat*, försumlig*,
        dålig skötsel, dåligt skött, dåligt underhåll, dålig service, dåligt bemötande,
        dålig information, får inget svar, inte fått svar, får inte svar, ingen svarar,
        har inte åtgärdat*, inte åtgärdats, aldrig åtgärdats, trasig*, trafikfarlig*, livsfarlig*,
        skandal*, under all kritik, synpunkter på, försenad*, inställd, inställda, ställts in,
        inte plogat*, oplogad*, inte sandat*, osandad*, nedskräpa*, protesterar*, ifrågasätter*,
        anmärkning*, snöröjningen är
        """,
}


def _pattern(words: str) -> re.Pattern[str]:
    listed = (" ".join(word.split()) for word in words.split(","))
    pieces = (re.escape(word).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for word in listed)
    return re.compile(rf"\b(?:{'|'.join(pieces)})\b", re.IGNORECASE)


_PATTERNS = {name: _pattern(words) for name, words in _WORDS.items()}


def name_plain_words(text: str) -> set[str]:
    """Return the signals that the plain lists find in a message."""
    found = {name for name, pattern in _PATTERNS.items() if pattern.search(text)}
    found |= {"question"} if "?" in text else set()
    return found | ({"secret"} if has_personnummer(text) else set())
