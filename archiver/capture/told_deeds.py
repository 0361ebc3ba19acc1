"""What was done to a page before its picture, in one Swedish sentence for the försättsblad."""

from collections.abc import Iterable, Sequence

from archiver.capture.prepare import Deed

LABELS_MOST = 6
"""So many buttons are named; the provenance record names them all."""
_PRESSED = {
    "reject": "avvisade kakor med ",
    "necessary": "tillät endast nödvändiga kakor med ",
    "accept": "godkände kakor, eftersom inget mildare erbjöds, med ",
    "teaser": "stängde en uppmaning med ",
}
_DONE = {
    "hid": "dolde en ruta",
    "unlocked": "låste upp sidans rullning",
    "opened": "öppnade det som rullades för sig",
    "rendered": "lät det som ritas först när det syns ritas på en gång",
    "stilled": "stillade en film",
    "widened": "gjorde fönstret högre så att listan behöll sina rader",
}


def tell_deeds(deeds: Sequence[Deed]) -> str | None:
    """Return what was done to a page, if anything was."""
    pressed = [
        f"{_PRESSED[deed.rule or '']}”{deed.label}”" for deed in deeds if deed.action == "pressed"
    ]
    told = pressed[:LABELS_MOST]
    if len(pressed) > LABELS_MOST:
        told.append(f"tryckte på ytterligare {len(pressed) - LABELS_MOST} knappar")
    told += [_count(words, _number(deeds, action)) for action, words in _DONE.items()
             if _number(deeds, action)]  # fmt: skip
    return f"Före bilden: {_join(told)}." if told else None


def _number(deeds: Iterable[Deed], action: str) -> int:
    return sum(deed.action == action for deed in deeds)


def _count(words: str, number: int) -> str:
    return words if number == 1 else f"{words} ({number} ställen)"


def _join(told: Sequence[str]) -> str:
    return " och ".join([", ".join(told[:-1]), told[-1]]) if len(told) > 1 else told[0]
