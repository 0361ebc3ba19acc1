"""The sentence of the försättsblad about what was done to a page."""

from archiver.capture.prepare import Deed
from archiver.capture.told_deeds import tell_deeds


def test_nothing_done_is_nothing_told() -> None:
    assert tell_deeds([]) is None
    assert tell_deeds([Deed(action="not-understood", mark="p:has(")]) is None


def test_what_was_accepted_is_told_as_accepted() -> None:
    accepted = Deed(action="pressed", rule="accept", label="OK")
    assert tell_deeds([accepted]) == (
        "Före bilden: godkände kakor, eftersom inget mildare erbjöds, med ”OK”."
    )


def test_several_deeds_are_one_sentence() -> None:
    deeds = [
        Deed(action="pressed", rule="reject", label="Avvisa alla"),
        Deed(action="opened", mark="main"),
        Deed(action="opened", mark="nav"),
        Deed(action="unlocked", mark="body"),
    ]
    assert tell_deeds(deeds) == (
        "Före bilden: avvisade kakor med ”Avvisa alla”, låste upp sidans rullning och öppnade det "
        "som rullades för sig (2 ställen)."
    )


def test_of_many_buttons_the_first_are_named() -> None:
    deeds = [Deed(action="pressed", rule="teaser", label=str(n)) for n in range(9)]
    told = tell_deeds(deeds)
    assert told is not None
    assert "”5” och tryckte på ytterligare 3 knappar" in told
