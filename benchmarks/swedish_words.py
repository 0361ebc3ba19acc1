"""Made-up Swedish of a town hall: words as common as in real text, names, and texts of them.

A few words make up most of any text and most words are rare: the word of rank r comes about once
in r (Zipf's law). The commonest are the small words of the language, then what people write to a
municipality about in some of its forms, then compounds of that. A text holds a few words of a
place's own, so that something in it is rare.
"""

import random
from itertools import accumulate

_SMALL = """
att och det i på är som en för inte har av med jag den till vi om kan men de ni så ett när från var
nu ska vid här även hur man ut upp år under efter bara där eller vad mycket alla min utan varför
finns hej tack skulle blir någon igen sedan dag aldrig alltid redan snart
"""
_ROOTS = """
kommun:,en,ens,erna väg:,en,ar,arna skol:a,an,or,orna barn:,en,ens,s bad:,et,en,ets gat:a,an,or,orna
park:,en,er,erna buss:,en,ar,arna badhus:,et,en,ets avgift:,en,er,erna bygglov:,et,en,ets
hemtjänst:,en,er,ens belysning:,en,ar,arna förskol:a,an,or,orna snöröjning:,en,s,ens
cyk:el,eln,lar,elbanan vatten:,et,ledning,mätare sop:or,orna,hämtning,tunna hus:,et,en,ets
bibliotek:,et,en,ets plats:,en,er,erna lekplats:,en,er,erna parkering:,en,ar,splats kö:,n,er,tid
handläggare:,n,s,ns beslut:,et,en,ets möte:,t,n,na torg:,et,en,ets bro:,n,ar,arna
trafik:,en,ljus,fara gräs:,et,klippning,matta bostad:,en,s,skö äldreboende:,t,n,ts
simhall:,en,ar,arna fråg:a,an,or,orna svar:,et,en,ade ärende:,t,n,na faktur:a,an,or,orna
personal:,en,ens,brist lärare:,n,na,ns rektor:,n,er,erna elev:,en,er,erna kök:,et,en,ets
mat:,en,sal,kö stig:,en,ar,arna sjö:,n,ar,arna träd:,et,en,gren hål:,et,en,ets
"""
_JOINTS = """
skol park bad väg sjö torg snö barn cykel gatu hamn kyrk mellan norr söder öster väster berg skog
äng sten björk lind ek kvarn bruks gård by stads natur vinter sommar kvälls äldre familje kultur
idrotts fritids miljö bygg mark vatten energi avfalls trafik buss
"""
_TAILS = """
vägen gatan backen torget skolan parken hallen bron stigen planen området byggnaden platsen rummet
kön tiden arbetet planeringen ansökan avgiften kontoret nämnden chefen frågan projektet leden
stationen dammen viken kajen sluttningen slingan korsningen rondellen tunneln muren staketet
belysningen
"""
_FIRST = """
Anna Lars Eva Karl Maria Nils Karin Erik Åsa Ali Lena Per Örjan Fatima Leif Elsa Bo Maja Olle Siv
"""
_LAST = """
Andersson Johansson Karlsson Nilsson Eriksson Larsson Olsson Persson Svensson Gustafsson Berg Lind
Öberg Ström Nyman Holm Dahl Ek Sjögren Åkesson Hassan Wallin Hedlund Björk Lundqvist Mohamed Norén
"""
_DAMPING = 2.7
"""Mandelbrot's: the very commonest words are a little rarer than one in their rank."""
SHORTEST, LONGEST, USUAL = 4, 120, 3.2
"""How many words a text holds; the last is the logarithm of the usual number."""


def list_words() -> list[str]:
    """Return the words, the commonest first."""
    small, forms = _SMALL.split(), _list_forms()
    compounds = [joint + tail for joint in _JOINTS.split() for tail in _TAILS.split()]
    random.Random(3).shuffle(compounds)  # noqa: S311  the same order every time
    rare = [joint + each for each in compounds[::3] for joint in _JOINTS.split()]
    return [*dict.fromkeys([*small, *forms, *compounds, *rare])]


def _list_forms() -> list[str]:
    """Return what people write about: first all words as they stand, then their other forms."""
    roots = [each.split(":") for each in _ROOTS.split()]
    forms = [[root + end for end in ends.split(",")] for root, ends in roots]
    return [word for one_form in zip(*forms, strict=True) for word in one_form]


class Writer:
    """Writes names and texts, the same ones for the same seed."""

    def __init__(self, seed: int) -> None:
        self.words = list_words()
        self._random = random.Random(seed)  # noqa: S311  no secret
        self._weights = [*accumulate(1 / (rank + _DAMPING) for rank in range(len(self.words)))]
        self._last = _LAST.split()
        self._common = [*accumulate(1 / (rank + 1) for rank in range(len(self._last)))]

    def write_name(self) -> str:
        """Return a name; some are common."""
        first = self._random.choice(_FIRST.split())
        return f"{first} {self._random.choices(self._last, cum_weights=self._common)[0]}"

    def write_text(self, own: str) -> str:
        """Return a text of some words, with one word of its own somewhere in it."""
        length = int(self._random.lognormvariate(USUAL, 0.6))
        count = min(max(length, SHORTEST), LONGEST)
        words = self._random.choices(self.words, cum_weights=self._weights, k=count)
        words.insert(self._random.randrange(count), own)
        return " ".join(words)
