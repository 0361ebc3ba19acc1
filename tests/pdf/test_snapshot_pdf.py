"""Every test page as PDF/A, laid against the page itself and before the outside judges."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Name, Pdf
from pypdf import PdfReader

from archiver.pdf.snapshot_pdf import write_snapshot_pdf
from tests.pdf import compare
from tests.pdf.conftest import COVER, CREATED, PAGES, Take
from tests.pdf.judges import ask_pikepdf, ask_verapdf

NAMES = sorted({page.stem for page in PAGES.glob("*.html")} - {"hostile"})
OUT_OF_ORDER = {"columns", "words"}
"""Pages that innerText cannot vouch for: columns are read page by page, and it has hidden words."""
HIGHEST_PAGE = 14_400

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", NAMES)
def test_the_pictures_are_the_page_pixel_for_pixel(name: str, take: Take) -> None:
    taken = take(name)
    assert compare.find_holes(taken.pictures) == []
    assert compare.count_wrong_rows(taken.pictures, taken.reference) == 0


def test_one_changed_pixel_is_seen(take: Take) -> None:
    taken = take("links")
    altered = [
        compare.PagePicture(p.number, p.top, p.bottom, p.image.copy()) for p in taken.pictures
    ]
    altered[-1].image.putpixel((7, 9), (1, 2, 3))
    assert compare.count_wrong_rows(altered, taken.reference) == 1


@pytest.mark.parametrize("name", NAMES)
def test_a_rendering_looks_like_the_page(name: str, take: Take, tmp_path: Path) -> None:
    taken = take(name)
    worst = compare.measure_rendering(taken.pdf, taken.pictures, taken.reference, tmp_path)
    assert worst < 32


def test_a_black_spot_in_a_rendering_is_seen(take: Take) -> None:
    page = take("feed").pictures[0].image
    spotted = page.copy()
    spotted.paste((0, 0, 0), (600, 300, 640, 340))
    assert compare.measure_difference(page, page.copy()) == 0
    assert compare.measure_difference(spotted, page) > 100


@pytest.mark.parametrize("name", sorted(set(NAMES) - OUT_OF_ORDER))
def test_the_text_layer_holds_the_visible_words_in_order(name: str, take: Take) -> None:
    taken = take(name)
    wanted = compare.split_words(taken.reference.text)
    found = compare.split_words(compare.read_text(taken.pdf, taken.pictures[0].number))
    assert len(wanted) >= 10
    assert compare.measure_common(wanted, found) >= 0.99
    assert len(found) <= len(wanted) * 1.01 + 2


@pytest.mark.parametrize("name", NAMES)
def test_no_line_of_text_is_cut_by_a_page_break(name: str, take: Take) -> None:
    taken = take(name)
    assert compare.find_cut_boxes(taken.pictures, taken.reference) == []


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"links"}))
def test_every_link_is_live_where_it_stands(name: str, take: Take) -> None:
    taken = take(name)
    assert compare.find_missing_links(taken.pdf, taken.pictures, taken.reference) == []


@pytest.mark.parametrize("name", NAMES)
def test_no_page_is_higher_than_the_format_allows(name: str, take: Take) -> None:
    for page in PdfReader(take(name).pdf).pages[1:]:
        assert float(page.mediabox.width) == 595
        assert float(page.mediabox.height) <= HIGHEST_PAGE


@pytest.mark.parametrize("name", NAMES)
def test_the_declared_checksums_can_be_computed_from_the_pdf(name: str, take: Take) -> None:
    taken = take(name)
    facts = taken.captured.facts()
    pixels, shown = hashlib.sha256(), 0
    for picture in taken.pictures:
        rows = picture.image.crop((0, shown - picture.top, *picture.image.size))
        pixels.update(rows.tobytes())
        shown = picture.bottom
    assert facts.pixels_sha256 == pixels.hexdigest()
    assert facts.pages == len(taken.pictures)


def test_the_declared_checksum_of_the_words_can_be_computed_by_a_reader(take: Take) -> None:
    taken = take("tall")
    words = compare.read_text(taken.pdf, taken.pictures[0].number).split()
    digest = hashlib.sha256("".join(f"{word}\n" for word in words).encode()).hexdigest()
    assert taken.captured.facts().text_sha256 == digest


@pytest.mark.judge
def test_verapdf_finds_every_page_compliant(take: Take) -> None:
    verdicts = ask_verapdf([take(name).pdf for name in NAMES])
    assert len(verdicts) == len(NAMES)
    assert {file.stem: broken for file, broken in verdicts.items() if broken} == {}


@pytest.mark.judge
@pytest.mark.parametrize("name", NAMES)
def test_pikepdf_passes_every_page(name: str, take: Take) -> None:
    assert ask_pikepdf(take(name).pdf) == ("pass", [])


def _without_metadata(pdf: Pdf) -> None:
    del pdf.Root.Metadata


def _without_intent(pdf: Pdf) -> None:
    del pdf.Root.OutputIntents


def _with_unembedded_font(pdf: Pdf) -> None:
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary) and "/FontFile2" in thing:
            del thing["/FontFile2"]


def _with_unprinted_links(pdf: Pdf) -> None:
    for page in pdf.pages:
        for link in page.obj.get("/Annots", ()):
            del link["/F"]


def _with_too_high_a_page(pdf: Pdf) -> None:
    pdf.pages[1].obj.MediaBox = [0, 0, 595, HIGHEST_PAGE + 1]


def _with_javascript(pdf: Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=Name.JavaScript, JS=pikepdf.String("1"))


FAULTS: dict[str, Callable[[Pdf], None]] = {
    "6.6.2.1-1": _without_metadata,
    "6.2.4.3-2": _without_intent,
    "6.2.11.4.1-1": _with_unembedded_font,
    "6.3.2-1": _with_unprinted_links,
    "6.1.13-11": _with_too_high_a_page,
    "6.5.1-1": _with_javascript,
}
"""Faults, by the clause that forbids them."""


ALTERED_BYTES = {
    "6.1.3-1": (b"/ID [", b"/IX ["),
    "6.6.2.1-1": (b"/Type /Metadata", b"/Tipe /Metadata"),
    "6.6.4": (b"<pdfaid:part>2<", b"<pdfaid:part>7<"),
}
"""Faults that no library would write, by the clause that forbids them."""


@pytest.mark.judge
def test_the_judges_see_what_is_taken_away(take: Take, tmp_path: Path) -> None:
    whole = take("links").pdf
    files: list[tuple[str, Path]] = []
    for clause, spoil in FAULTS.items():
        files.append((clause, tmp_path / f"{len(files)}.pdf"))
        with Pdf.open(whole) as pdf:
            spoil(pdf)
            pdf.save(files[-1][1], deterministic_id=True)
    for clause, (old, new) in ALTERED_BYTES.items():
        content = whole.read_bytes()
        assert content.count(old) == 1
        files.append((clause, tmp_path / f"{len(files)}.pdf"))
        files[-1][1].write_bytes(content.replace(old, new))
    verdicts = ask_verapdf(file for _, file in files)
    for clause, file in files:
        assert any(broken.startswith(clause) for broken in verdicts[file]), (clause, verdicts[file])
        assert ask_pikepdf(file)[0] != "pass", clause


def test_the_same_input_gives_the_same_bytes(take: Take, tmp_path: Path) -> None:
    taken = take("scripts")
    with Pdf.open(taken.pdf) as pdf, Pdf.new() as front:
        front.pages.append(pdf.pages[0])
        front.save(tmp_path / "front.pdf", deterministic_id=True)
    cover = (tmp_path / "front.pdf").read_bytes()
    for number in (1, 2):
        write_snapshot_pdf(tmp_path / f"{number}.pdf", cover, taken.captured, "Titel 😀", CREATED)
    first = (tmp_path / "1.pdf").read_bytes()
    assert first == (tmp_path / "2.pdf").read_bytes()
    assert first.startswith(b"%PDF-1.7\n")


def test_title_times_and_language_stand_in_the_document(take: Take) -> None:
    reader = PdfReader(take("links").pdf)
    assert reader.metadata is not None
    assert reader.metadata.title == "Sidan links – åäö"
    assert reader.metadata.creation_date == CREATED
    assert reader.xmp_metadata is not None
    assert reader.xmp_metadata.xmp_create_date == CREATED.replace(tzinfo=None)
    assert str(reader.root_object["/Lang"]) == "sv-SE"
    assert "Försättsblad" in reader.pages[0].extract_text()
    assert "Försättsblad" in COVER
