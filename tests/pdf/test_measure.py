"""What is read from a page: exact visible words, in order, and nothing that does not show."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, sync_playwright

from archiver.pdf.boxes import PageMeasure
from archiver.pdf.measure import measure_page

pytestmark = pytest.mark.browser

Measure = Callable[[str], PageMeasure]


@pytest.fixture(scope="module")
def page(chromium: object) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium))
        yield browser.new_page(viewport={"width": 800, "height": 600})
        browser.close()


@pytest.fixture
def measure(page: Page) -> Measure:
    def measure_html(body: str) -> PageMeasure:
        page.set_content(f"<!DOCTYPE html><html lang=sv><body style='margin:10px'>{body}")
        return measure_page(page)

    return measure_html


def words(measured: PageMeasure) -> list[str]:
    return [word.text for word in measured.words]


def test_a_wrapped_word_stands_whole_at_its_first_piece(measure: Measure) -> None:
    style = "width:60px;overflow-wrap:anywhere;font:16px/20px Noto Sans"
    found = measure(f"<p style='{style}'>abcdefghijklmnopqr")
    (word,) = found.words
    assert word.text == "abcdefghijklmnopqr"
    assert word.box.height < 25
    assert len(found.solid) > 1


def test_unspaced_script_is_read_line_by_line(measure: Measure) -> None:
    found = measure("<p style='width:85px;font:20px/30px Noto Sans CJK SC'>漢字漢字漢字漢字漢")
    assert words(found) == ["漢字漢字", "漢字漢字", "漢"]
    assert len({word.box.top for word in found.words}) == 3


def test_gaps_part_words_and_tags_do_not(measure: Measure) -> None:
    found = measure(
        "<style>i{display:inline-block;margin:0 9px}u{margin-left:1px}</style>"
        "<i>ett</i><i>två</i> <u>tre</u><u>fyra</u> fem<!-- -->sex <b>sju</b><img alt=x>åtta"
    )
    assert words(found) == ["ett", "två", "trefyra", "femsex", "sju", "åtta"]


@pytest.mark.parametrize(
    "style",
    [
        "display:none",
        "visibility:hidden",
        "opacity:0",
        "position:absolute;left:-5000px",
        "position:absolute;clip:rect(1px,1px,1px,1px)",
        "clip-path:inset(100%)",
        "font-size:0",
        "height:0;overflow:hidden",
        "position:absolute;width:1px;height:1px;overflow:hidden",
        "content-visibility:hidden",
    ],
)
def test_what_does_not_show_is_not_read(style: str, measure: Measure) -> None:
    assert words(
        measure(f"<p>syns</p><div style='{style}'>dold <a href=https://x.se/>länk</a>")
    ) == ["syns"]


def test_what_leaves_its_clipping_ancestor_is_read(measure: Measure) -> None:
    found = measure(
        "<div style='height:5px;overflow:hidden'><p style='position:absolute;top:90px'>utanför</p>"
        "<p style='margin:40px'>bortklippt</p></div>"
    )
    assert words(found) == ["utanför"]


def test_a_page_cannot_forge_what_is_read(page: Page, site: str) -> None:
    page.goto(f"{site}hostile.html")
    found = measure_page(page)
    assert words(found) == ["Det", "här", "står", "på", "sidan.", "äkta", "länk"]
    assert [link.url for link in found.links] == ["https://exempel.se/akta"]


def test_pictures_and_fields_may_not_be_cut_and_blocks_are_known(measure: Measure) -> None:
    found = measure(
        "<article style='height:300px'>x</article><div style='border:1px solid;height:200px'></div>"
        "<canvas width=50 height=400></canvas><textarea style='height:120px'></textarea>"
    )
    assert {round(box.height) for box in found.cards} >= {300, 202}
    assert {round(box.height) for box in found.solid} >= {400}
    assert any(118 <= box.height <= 130 for box in found.solid)


def test_a_page_without_a_body_or_words_is_measured(page: Page) -> None:
    page.goto("about:blank")
    found = measure_page(page)
    assert (found.width, found.words, found.links) == (800, (), ())
    assert found.height >= 600
