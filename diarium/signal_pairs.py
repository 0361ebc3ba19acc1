"""Pairs of words that are a signal together: "inte … plogat", "plogas aldrig", "väntat … veckor".

The two stand in the same sentence with few words between them, in any order. Each side is a list of
single words, written as in ``signal_words``.
"""

from dataclasses import dataclass

from diarium.message_records import Signal
from diarium.signal_words import SERVICE, Mark


@dataclass(frozen=True, slots=True)
class Pair:
    """Words that are a signal together, with few others between them.

    Attributes:
        near: How many words apart they may stand.
    """

    signal: Signal | Mark
    one: str
    other: str
    near: int = 6


_NOT = """
    inte, ej, aldrig, ingen, inget, inga, ingenting, utan, varken, noll, knappt, knappast, sällan,
    slutat, slutade, vägrar, vägrade, int, inge, ente, not, never
    """
_DONE = """
    plog*, sand*, skott*, salta*, snöröj*, röjt, röjd*, sopa*, svar*, besvar*, hjälp, hjälpa,
    hjälper, hjälpt, stöd, fungera*, funka*, töm*, tömd*, hämta*, städa*, klipp*, laga*, lagat,
    fixa*, åtgärd*, återkoppl*, återkom*, meddela*, informer*, information, lyssna*, bryr, bry,
    brytt, hinner, hann, ansvar, bemann*, lärare, läroböcker, personal, tillräcklig*, ordning,
    plats, besked, underhåll*, belyst, belysning*, släpper, följer, följt, respekter*, fått,
    nått, når, framkomlig*, acceptab*, okej, tänkt, tänker, vett, koll, gjort, gör, hänt, händer,
    ljud, säker*, hålla, ren, rena, städad*, betjän*, klart, klar
    """
_WAIT = """
    vänta*, väntat, dröj*, legat, ligger, tagit, tar, tog, utan, kö, stått, suttit, satt, sitter,
    gått, sedan, sen, inom, över, efterhand
    """
_LONG = """
    dagar, veckor, veckan, vecka, månader, månad, halvår, timme, timmar, minuter, terminer,
    terminen, kvart, halvtimme, maj, juni, juli, augusti, september, oktober, november, december,
    januari, februari, mars, april, våras, somras, höstas, vintras, evigheter, svar, besked, plats
    """
_OFTEN = "tredje, fjärde, femte, sjätte, sjunde, åttonde, nionde, tionde, elfte"
_TIMES = "gång*, veckan, vecka, dagen, dag, året, avslag*, månaden, vikarie*, försök*"
_ALWAYS = "alltid, ständigt, jämt, jämnt, konstant, evigt, varannan"
_STATE = """
    låst*, upptag*, stängd*, stängt, full, fulla, sen, sena, sist, fel, kö, tom, tomma, avstängd*,
    släckt*, tredje, problem, krångl*, slut
    """
_PROMISED = "lovat, lovade, sagt, sade, sa, skulle, utlovat, lovar"
_LATE = "fortfarande, ändå, inget, ännu, inte, förra"
_KIN = """
    mamma, mammas, pappa, pappas, mor, mors, far, fars, mormor, morfar, farmor, farfar, son, sons,
    dotter, dotters, barn, barnet, unge, man, fru, sambo, bror, brorsa, syster, syrra, lillebror,
    lillasyster, sonen, dottern, maken, makan, pojke, flicka, grannen, mother, father, moster,
    faster, pojken, flickan, svärmor, svärfar, tvillingar
    """
_CARE = """
    hemtjänst*, boendet, äldreboende*, vårdboende*, demensboende*, korttidsboende*, trygghetslarm*,
    ramla*, bröt, brutit, avföring*, blöja*, blöjor, vårdas, färdtjänst*, slagen, slås, slagna,
    slår, assistent*, assistans*, omvårdnad*, dör, vård, skadade, utredning*, stödfamilj*,
    avlastning*
    """
_FLED = "flydd*, flydde, rymde, undan, lämnade"
_FROM = "man, sambo, maken, pappa, honom, hitta"

_NEGATIVE = """
    inte, ej, aldrig, ingen, inget, inga, ingenting, utan, varken, knappt, vägra*, sakna*, saknas,
    bara, endast, tyvärr, trots, försämr*, bort, still, stilla, radera*, avslag*, avslog, nekad*,
    nekas, dubbelt, obefintlig*, brun*, grumlig*, missfärg*, trång*, brant*, kall*, kallt, mörk*,
    mörkt, tung, avstäng*, sommarstängt, stängd, stängda, utslit*, sliten, slitna, lossn*, spruck*,
    nej, int, inge, grader, efterhand, fortfarande, tvingas, tvungna, tvungen, skyll*
    """

_ME = "jag, vi, någon, nån, man, borde"
_HARM = """
    skjuta*, skjuter, knäcka*, krossa*, slå, bränna*, bränner, elda, eldar, brinner, brinna, kniv*,
    gevär*, vapen, pistol*, bössa*, yxa*, spränga*, spränger, strypa*, spöa, spöar, döda*, hugga*,
    mörda*, kula, klubba*, hagel*, bensin, tändare
    """
_YOU = "du, ni, dig, er, din, ditt, dina, era, ert, de, dom"
_DEAD = """
    dö, dör, död, döda, dött, ångra, ångrar, rädd, rädda, liv, livet, begrav*, kista*, kniven
    """

PAIRS = (
    Pair(Signal.KRITIK, _NOT, _DONE),
    Pair(Mark.FAINT, SERVICE, _NEGATIVE, near=8),
    Pair(Signal.KRITIK, _WAIT, _LONG),
    Pair(Signal.KRITIK, "for, waited, waiting, since, tried", "days, week, weeks, months, hours"),
    Pair(Signal.KRITIK, _ALWAYS, _STATE),
    Pair(Signal.KRITIK, _PROMISED, _LATE),
    Pair(Signal.KRITIK, _OFTEN, _TIMES, near=3),
    Pair(Signal.KRITIK, "varför, hur", "aldrig, inte, alltid, inga, ingen, inget"),
    Pair(Signal.SECRET, _KIN, _CARE),
    Pair(Signal.SECRET, _FLED, _FROM),
    Pair(Signal.THREAT, _ME, _HARM),
    Pair(Signal.THREAT, _YOU, _DEAD, near=4),
)
"""Words that are a signal when they stand near each other."""
