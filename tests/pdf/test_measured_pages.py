"""What is read from the test pages, and what of it stands in their PDFs."""

import re

import pytest

from tests.pdf import compare
from tests.pdf.conftest import Take

pytestmark = pytest.mark.browser


def test_exactly_the_visible_words_are_read(take: Take) -> None:
    found = [word.text for word in take("words").captured.measure.words]
    assert found == [
        *["STORSTAD", "STRASSE", "ÅÄÖ", "småstad", "Liten", "Bokstav", "Mellan-Led"],
        *["Stockholm", "och", "Malmö,", "H2O,", "uppdelat,", "kommun"],
        *["av\u00adstavning", "10", "000", "kr"],
        "https://www.exempel.se/en/mycket/lang/adress/som/maste/delas-upp-over-rader.html",
        *["Donaudampfschifffahrtsgesellschaft", "Hem", "Kontakt", "Rad", "nästa", "sist"],
        *["före", "efter", "cellett", "celltva", "syntes", "Sammanfattning", "iskuggan"],
        *["före", "sloten", "isloten", "iramen", "ifyllt", "platshållare"],
        *["textrutan", "två", "valdett", "knapptext", "skicka", "svgtext"],
    ]


def test_the_text_layer_of_those_words_reads_back_whole(take: Take) -> None:
    taken = take("words")
    text = compare.read_text(taken.pdf, taken.pictures[0].number)
    words = " ".join(word.text for word in taken.captured.measure.words)
    assert compare.split_words(text) == compare.split_words(words)


def test_columns_are_read_page_by_page_each_from_the_top(take: Take) -> None:
    taken = take("columns")
    following = {"Sidospalt": 0, "Huvudspalt": 0}
    for picture in taken.pictures:
        read = compare.read_text(taken.pdf, picture.number, picture.number)
        found = re.findall(r"(\w+) rad (\d+) ord", read)
        columns = [column for column, _ in found]
        assert columns == sorted(columns, reverse=True)
        for column, number in found:
            assert int(number) == following[column]
            following[column] += 1
    assert following == {"Sidospalt": 120, "Huvudspalt": 190}


def test_no_control_character_or_half_character_gets_through(take: Take) -> None:
    found = [word.text for word in take("glyphs").captured.measure.words]
    assert "\ufffd" in "".join(found)
    assert not any(0xD800 <= ord(c) < 0xE000 or ord(c) < 32 for c in "".join(found))
    assert {"märke", "styr\ufffdtecken"} < set(found)
    assert found[-4:] == ["klara", "ord", "finns", "kvar"]


def test_links_are_ascii_and_of_four_kinds(take: Take) -> None:
    found = take("links").captured.measure
    assert [*dict.fromkeys(link.url for link in found.links)] == [
        "https://exempel.se/%C3%A5/%C3%A4?%C3%B6=1&b=(2)#topp",
        "mailto:kommun@exempel.se?subject=Hej%20d%C3%A5",
        "tel:+468123",
        "https://exempel.se/bruten",
        "https://exempel.se/bild",
        "https://exempel.se/kort",
        "https://xn--rksmrgs-5wao1o.se/",
    ]
    broken = [link for link in found.links if link.url.endswith("bruten")]
    assert len(broken) > 1
    (dropped,) = found.dropped_links
    assert dropped.startswith("https://exempel.se/?xxx")
    assert dropped.endswith("(40020 byte)")


def test_those_links_are_live_in_the_pdf(take: Take) -> None:
    taken = take("links")
    missing = compare.find_missing_links(taken.pdf, taken.pictures, taken.reference)
    assert [url[:14] for url, _, _ in missing] == ["http://[trasig", "https://exempe"]
    assert len(missing[1][0]) == 40_020


@pytest.mark.parametrize("name", ["columns", "feed", "table"])
def test_the_words_of_each_page_are_those_that_stand_there(name: str, take: Take) -> None:
    taken = take(name)
    wanted = compare.split_words(compare.read_by_page(taken.pictures, taken.reference))
    found = compare.split_words(compare.read_text(taken.pdf, taken.pictures[0].number))
    assert len(wanted) > 1000
    assert compare.measure_common(wanted, found) >= 0.99
