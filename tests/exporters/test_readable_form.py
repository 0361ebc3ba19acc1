"""The readable form as a page: all is told, nothing can steer it."""

import re

import pytest
from lxml import html

from exporters.readable_form import drawn_kind, render_readable
from tests.exporters.readable_contents import make_content


def read(page: str) -> str:
    """Return the words of a page, as a browser would have them."""
    return " ".join(html.fromstring(page).text_content().split())


def test_all_that_is_known_of_the_message_is_told() -> None:
    text = read(render_readable(make_content(repaired=True, original_part=True)))
    for words in (
        "Exempelstad", "Kommunstyrelsen", "KS/2026:17-1", "Inkommen handling",
        "Tillgänglig2026-07-01 kl. 07:02:01 (UTC+02:00)", "Mottagen2026-07-01 kl. 08:00:00",
        "Registrerad2026-07-01 kl. 10:00:00", "Åsa Öberg", "asa@example.se",
        "Trasig gunga & rutschkana", "Gungan i parken är trasig.", "direktmeddelande",
        "Exempelstad (ks-facebook)", "https://example.org/p/1?a=b&c=d",
        "gunga.png Visas nedan.", f"SHA-256 {'ab' * 32}", "brev.odt Ligger som fil bredvid",
        "Saknas: källan lämnade inget innehåll", f"SHA-256 {'ef' * 32}",
        "Återgiven från originalet, en del av en fil: 1\u00a0234 byte".replace("\u00a0", " "),
        "Texten skiljer sig från originalets",
    ):  # fmt: skip
        assert words in text, words


def test_what_is_not_known_is_left_out() -> None:
    page = render_readable(
        make_content(
            sender=None, address=None, recipient=None, subject=None, channel=None, account=None,
            permalink=None, text="", enclosures=(), pictures=(),
        )
    )  # fmt: skip
    text = read(page)
    assert "(ingen text)" in text
    for label in ("Avsändare", "Ämne", "Kanal", "Konto", "Länk", "Bilagor", "Bilder", "None"):
        assert label not in text


def test_lines_are_kept_as_they_were_written() -> None:
    page = render_readable(make_content(text="ett\r\n\r\n  två\u2028tre\x0bfyra\n"))
    lines = [each.text_content() for each in html.fromstring(page).cssselect(".text p")]
    assert lines == ["ett", "", "  två", "tre", "fyra", ""]


@pytest.mark.parametrize(
    "hostile",
    ["<script>alert(1)</script>", '"><img src=x>', "{{ content }}", "</style><b>", "&lt;"],
)
def test_nothing_in_a_message_becomes_markup(hostile: str) -> None:
    content = make_content(
        sender=hostile, address=hostile, recipient=hostile, subject=hostile, text=hostile,
        account=hostile, permalink=hostile, name=hostile, beteckning=hostile, kommun=hostile,
    )  # fmt: skip
    plain, tree = make_content(text="Hej"), html.fromstring(render_readable(content))
    shape = [each.tag for each in html.fromstring(render_readable(plain)).iter()]
    assert [each.tag for each in tree.iter()] == shape
    assert tree.text_content().count(hostile) >= 9


@pytest.mark.parametrize(
    "letter", ["\u202e", "\u202a", "\u2066", "\u2069", "\x00", "\x1b", "\ue000"]
)
def test_letters_that_turn_or_hide_are_shown_by_their_code(letter: str) -> None:
    page = render_readable(
        make_content(sender=f"a{letter}b", text=f"c{letter}d", name=f"e{letter}f")
    )
    code = f"U+{ord(letter):04X}"
    text = read(page)
    assert letter not in page
    assert all(each in text for each in (f"a{code}b", f"c{code}d", f"e{code}f"))
    assert "står med sin kod i en ruta" in text


def test_without_such_letters_nothing_is_said_of_them() -> None:
    assert "står med sin kod" not in render_readable(make_content(text="Hej 🙂 Дякую 谢谢 שלום"))


def test_what_comes_from_outside_stands_apart_in_direction() -> None:
    """A name written from right to left reorders nothing that stands beside it."""
    tree = html.fromstring(render_readable(make_content(sender="שלום (1)", name="שלום.png")))
    apart = [each.text_content() for each in tree.iter("bdi")]
    assert apart.count("שלום (1)") == 1
    assert apart.count("שלום.png") == 2
    assert all(each.get("dir") == "auto" for each in tree.cssselect(".text p"))


def test_rare_letters_can_be_shown_by_their_code() -> None:
    text = read(render_readable(make_content(text="Hej å Д ω 谢 🙂", common_letters=True)))
    assert "Hej å Д ω U+8C22 U+1F642" in text


def test_the_page_fetches_nothing() -> None:
    page = render_readable(make_content())
    assert re.findall(r'(?:src|href)="([^"]{0,22})', page) == ["data:image/png;base64,"]
    assert not re.search(r"url\(|@import|<script|<link|<iframe", page)


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"GIF89a......", "image/gif"),
        (b"RIFF....WEBPVP8 ", "image/webp"),
        (b"RIFF....WAVE", None),
        (b"<svg xmlns=", None),
        (b"%PDF-1.7", None),
        (b"", None),
    ],
)
def test_a_picture_is_told_by_its_first_bytes(start: bytes, kind: str | None) -> None:
    assert drawn_kind(start) == kind
