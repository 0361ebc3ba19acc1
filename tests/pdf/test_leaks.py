"""What is masked is looked for in all of a PDF: its pages, its strings, its streams."""

import zlib
from collections.abc import Callable
from io import BytesIO

import pytest
from pikepdf import Dictionary, Name, Pdf, Stream, String

from archiver.pdf.leaks import find_leaks

WORDS = ("Åsa Öberg", "811228-9874", "Bo")
OURS = "Avsändare Bostad"
HELVETICA = Dictionary(
    Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding
)


def document(text: str, change: Callable[[Pdf], None] | None = None) -> bytes:
    """Return a PDF of one page that says something, changed in some way."""
    drawn = b"BT /F 12 Tf 20 100 Td (" + text.encode("cp1252") + b") Tj ET"
    with Pdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(400, 200))
        page.obj.Resources = Dictionary(Font=Dictionary(F=HELVETICA))
        page.obj.Contents = pdf.make_stream(drawn)
        if change:
            change(pdf)
        written = BytesIO()
        pdf.save(written, fix_metadata_version=False)
        return written.getvalue()


def cover(pdf: Pdf) -> None:
    """Lay a black box over the page, as people do who think that it hides something."""
    box = pdf.make_stream(b"q 0 0 0 rg 0 0 400 200 re f Q")
    page = pdf.pages[0]
    page.contents_add(box)


def name_document(pdf: Pdf) -> None:
    pdf.docinfo[Name.Title] = String("Brev från Åsa Öberg")


def describe(pdf: Pdf) -> None:
    written = "<x:xmpmeta><dc:title>Åsa  Öberg</dc:title></x:xmpmeta>"
    pdf.Root.Metadata = Stream(pdf, written.encode())


def describe_apart(pdf: Pdf) -> None:
    """Put the words where no reader looks: in the markup of the metadata."""
    written = '<x:xmpmeta><rdf:li hidden="Åsa Öberg">Brev</rdf:li></x:xmpmeta>'
    pdf.Root.Metadata = Stream(pdf, written.encode())


def attach(pdf: Pdf) -> None:
    pdf.attachments["brev.txt"] = "Jag heter ÅSA ÖBERG".encode("utf-16")


def hide_in_picture(pdf: Pdf) -> None:
    packed = zlib.compress("x\x00Åsa Öberg".encode("utf-16-be")[1:])
    pdf.Root.Extra = Stream(pdf, packed, Filter=Name.FlateDecode)


def test_a_document_without_the_words_has_no_leak() -> None:
    assert find_leaks(document("Avsändare – Bostad"), WORDS, OURS) == []


@pytest.mark.parametrize("text", ["Brev av Åsa Öberg.", "åsa  ÖBERG", "ÅsaÖberg", "Åsa-Åsa Öbergs"])
def test_words_on_a_page_are_found(text: str) -> None:
    assert find_leaks(document(text), WORDS, OURS) == ["Åsa Öberg"]


def test_words_under_a_black_box_are_found() -> None:
    assert find_leaks(document("Nummer 811228-9874", cover), WORDS, OURS) == ["811228-9874"]


@pytest.mark.parametrize(
    "change", [name_document, describe, describe_apart, attach, hide_in_picture]
)
def test_words_that_nobody_sees_are_found(change: Callable[[Pdf], None]) -> None:
    assert find_leaks(document("Brev", change), WORDS, OURS) == ["Åsa Öberg"]


def test_a_short_word_is_found_on_the_page_and_our_own_words_are_no_leak() -> None:
    assert find_leaks(document("Bostad"), WORDS, OURS) == []
    assert find_leaks(document("Hej, Bo!"), WORDS, OURS) == ["Bo"]
    assert find_leaks(document("Bostad i Boden"), WORDS, OURS) == ["Bo"]


def test_an_empty_word_is_nowhere() -> None:
    assert find_leaks(document("Brev"), ("", " ", "\u200b"), OURS) == []
