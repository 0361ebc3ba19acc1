"""ReplayWeb.page, a viewer of web archives that nobody here wrote, in a browser on loopback.

It is served from the files that the set-up fetched, beside one web archive; everything it asks for
is written down, so that a test can see that nothing came from anywhere else.
"""

import contextlib
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Browser, Frame, Page, Request, ViewportSize

from tests.judges import require_tool
from tests.site_server import Answer, serve_pages
from tests.site_server import Page as ServedPage

VIEWER = Path(__file__).resolve().parents[2] / ".judges" / "replay"
SIZE: ViewportSize = {"width": 1000, "height": 800}
STILL, LONGEST = 1.5, 90.0
"""Seconds without an answer after which a page is done, and after which it is not waited for."""
_DONE = "() => !document.querySelector('p:empty')"
_HTML = """<!doctype html><meta charset=utf-8><link rel=icon href=data:,>
<style>* {{ margin: 0 }} html, body, replay-web-page {{ height: 100%; display: block }}</style>
<script src="/ui.js"></script>
<replay-web-page source="/a.wacz" url="{url}" ts="{ts}" embed="replayonly" replaybase="/replay/">
</replay-web-page>"""
_APP = '<!doctype html><script src="/ui.js"></script><replay-app-main></replay-app-main>'
"""What the viewer's service worker answers too; a window may ask before it is awake."""
_SEEN = """() => ({
  text: document.body.innerText,
  pictures: [...document.images].map((image) => image.naturalWidth),
  widths: [...document.querySelectorAll("b")].map((each) => each.offsetWidth),
})"""


@dataclass(frozen=True)
class Look:
    """What a page shows.

    Attributes:
        text: What there is to read.
        pictures: How wide each picture is by nature; 0 if it did not load.
        widths: How wide the words in bold are, which depends on the font.
        shot: The window as a picture.
        strangers: What was asked for that is not the viewer's.
    """

    text: str
    pictures: tuple[int, ...]
    widths: tuple[int, ...]
    shot: Image.Image
    strangers: frozenset[str] = field(default=frozenset())

    def differences(self, other: "Look") -> set[str]:
        """Return what another look does not have in common with this one."""
        names = ("text", "pictures", "widths")
        found = {name for name in names if getattr(self, name) != getattr(other, name)}
        return found | ({"shot"} if _changed(self.shot, other.shot) else set())


def look_at(browser: Browser, url: str) -> Look:
    """Return what a page on the net shows."""
    with contextlib.closing(browser.new_page(viewport=SIZE, locale="sv-SE")) as page:
        page.goto(url, wait_until="networkidle")
        page.wait_for_function(_DONE)
        return _look(page, page.main_frame)


def replay(browser: Browser, wacz: Path, url: str, ts: str) -> Look:
    """Return what the viewer shows of a page in a web archive when it has come to rest."""
    found = all((VIEWER / name).is_file() for name in ("ui.js", "sw.js"))
    require_tool("ReplayWeb.page (make test fetches it)", found)
    with serve_pages(_pages(wacz, url, ts)) as site, _context(browser) as page:
        traffic = _Traffic()
        page.on("request", traffic.begin)
        page.on("requestfinished", traffic.end)
        page.on("requestfailed", traffic.end)
        page.goto(site.url())
        frame = _await_frame(page, traffic)
        return _look(page, frame, traffic.strangers(site.url()))


class _Traffic:
    """What a page asks for."""

    def __init__(self) -> None:
        self._asked: set[str] = set()
        self._open: set[Request] = set()
        self._moved = time.monotonic()

    def begin(self, request: Request) -> None:
        self._asked.add(request.url)
        self._open.add(request)
        self._moved = time.monotonic()

    def end(self, request: Request) -> None:
        self._open.discard(request)
        self._moved = time.monotonic()

    def rests(self) -> bool:
        """Tell whether nothing is on its way, nor has been for a while."""
        return not self._open and time.monotonic() - self._moved > STILL

    def on_their_way(self) -> list[str]:
        """Return what has not been answered."""
        return sorted(request.url for request in self._open)

    def strangers(self, own: str) -> frozenset[str]:
        """Return what was asked for elsewhere than on the viewer's own site."""
        return frozenset(url for url in self._asked if not url.startswith((own, "data:", "blob:")))


def _pages(wacz: Path, url: str, ts: str) -> dict[str, ServedPage]:
    content, script = wacz.read_bytes(), "text/javascript"
    return {
        "/": Answer(_HTML.format(url=url.replace("&", "&amp;"), ts=ts)),
        "/ui.js": Answer((VIEWER / "ui.js").read_bytes(), media_type=script),
        "/replay/": Answer(_APP),
        "/replay/ui.js": Answer((VIEWER / "ui.js").read_bytes(), media_type=script),
        "/replay/sw.js": Answer((VIEWER / "sw.js").read_bytes(), media_type=script),
        "/a.wacz": lambda request: _part(request, content),
    }


def _part(request: BaseHTTPRequestHandler, content: bytes) -> Answer:
    """Answer with the range that was asked for, as a viewer needs it."""
    asked = re.fullmatch(r"bytes=(\d*)-(\d*)", request.headers.get("Range", ""))
    if not asked:
        return Answer(content, media_type="application/wacz")
    first, last = asked[1], asked[2]
    start = int(first) if first else max(0, len(content) - int(last))
    end = min(int(last), len(content) - 1) if first and last else len(content) - 1
    told = {"Content-Range": f"bytes {start}-{end}/{len(content)}", "Accept-Ranges": "bytes"}
    return Answer(content[start : end + 1], 206, "application/wacz", told)


@contextlib.contextmanager
def _context(browser: Browser) -> Iterator[Page]:
    with contextlib.closing(browser.new_context(viewport=SIZE, locale="sv-SE")) as context:
        yield context.new_page()


def _await_frame(page: Page, traffic: _Traffic) -> Frame:
    """Return the frame with the page, when it is all there or will not change any more."""
    until = time.monotonic() + LONGEST
    while time.monotonic() < until:
        page.wait_for_timeout(100)
        shown = [frame for frame in page.frames if "mp_/http" in frame.url]
        if shown and traffic.rests():
            return shown[0]
    told = [frame.url for frame in page.frames], traffic.on_their_way()
    pytest.fail(f"the viewer showed nothing, or never came to rest: {told}")


def _look(page: Page, frame: Frame, strangers: frozenset[str] = frozenset()) -> Look:
    frame.evaluate("() => document.fonts.ready.then(() => true)")
    seen = frame.evaluate(_SEEN)
    shot = Image.open(BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    pictures, widths = tuple(seen["pictures"]), tuple(seen["widths"])
    return Look(seen["text"], pictures, widths, shot, strangers)


def _changed(one: Image.Image, other: Image.Image) -> bool:
    """Tell whether more than a ten-thousandth of the points are of another colour."""
    apart = ImageChops.difference(one, other).convert("L").point(lambda value: value > 16 and 255)
    return apart.histogram()[255] * 10_000 > one.width * one.height
