"""Pages before a judge of WCAG that nobody here wrote: axe-core, in a real Chromium.

A page is judged as a reader has it: from a web server, light and dark, on a phone and on a desk.
"""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, Page

from tests.judges import require_tool
from tests.plain_browser import open_plain_browser
from tests.site_server import Answer, Site, serve_pages

AXE = Path(__file__).parents[1] / ".judges" / "axe" / "axe.min.js"
TAGS = (
    "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice",
)  # fmt: skip
"""WCAG 2.1 at A and AA, which the law asks of public websites, what 2.2 adds, and good practice."""
STRICTER = ("color-contrast-enhanced",)
"""Rules of level AAA that our pages keep all the same (1.4.6: 7 to 1)."""
SPACING = (
    "* { line-height: 1.5; letter-spacing: .12em; word-spacing: .16em } p { margin-bottom: 2em }"
)
"""What a reader may set (1.4.12) without losing anything."""
Scheme = Literal["light", "dark"]


@dataclass(frozen=True)
class Judged:
    """What was found of one page as one reader has it.

    Attributes:
        broken: Ids of the rules that it breaks.
        unsure: Ids of those that a person must judge.
        passed: How many rules it keeps.
        widest: Pixels that the page is wide, of those that the screen is.
        spaced: The same with a reader's own spacing.
        loaded: What the page asked the server for besides itself.
    """

    broken: frozenset[str]
    unsure: frozenset[str]
    passed: int
    widest: int
    spaced: int
    loaded: Sequence[str]


class Judge:
    """A browser and a server to judge pages in."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self._browser = browser
        self._site = site

    def judge(self, html: str, scheme: Scheme, width: int, picture: Path | None = None) -> Judged:
        """Judge a page.

        Args:
            html: The page.
            scheme: Whether the reader's screen is light or dark.
            width: How many pixels wide it is.
            picture: Where to put a picture of it; ``$WCAG_PICTURES`` names the folder.
        """
        self._site.pages["/page"] = Answer(html)
        self._site.asked.clear()
        context = self._browser.new_context(
            color_scheme=scheme, viewport={"width": width, "height": 900}
        )
        page = context.new_page()
        page.goto(self._site.url("/page"))
        if picture:
            page.screenshot(path=picture, full_page=True)
        found = _run_axe(page)
        widest = _measure(page)
        page.add_style_tag(content=SPACING)
        judged = Judged(
            broken=_ids(found["violations"]),
            unsure=_ids(found["incomplete"]),
            passed=len(found["passes"]),
            widest=widest,
            spaced=_measure(page),
            loaded=[each for each in self._site.asked if each not in {"/page", "/favicon.ico"}],
        )
        context.close()
        return judged


@contextmanager
def open_judge(chromium: Path) -> Iterator[Judge]:
    """Give a judge of pages until the end of the block."""
    require_tool("axe-core (make test fetches it)", AXE.is_file())
    with open_plain_browser(chromium) as browser, serve_pages({}) as site:
        yield Judge(browser, site)


def picture_of(name: str, scheme: Scheme, width: int) -> Path | None:
    """Return where a picture for people is put, if they ask for pictures."""
    folder = os.environ.get("WCAG_PICTURES")
    return Path(folder) / f"{name}-{scheme}-{width}.png" if folder else None


def _run_axe(page: Page) -> dict[str, Any]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    options = {
        "runOnly": {"type": "tag", "values": TAGS},
        "rules": {rule: {"enabled": True} for rule in STRICTER},
        "resultTypes": ["violations", "incomplete", "passes"],
    }
    answer: dict[str, Any] = page.evaluate(f"axe.run(document, {json.dumps(options)})")
    return answer


def _measure(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth"))


def _ids(results: Sequence[dict[str, Any]]) -> frozenset[str]:
    return frozenset(each["id"] for each in results)
