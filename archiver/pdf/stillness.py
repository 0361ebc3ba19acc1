"""Keeping a page's scripts from acting while its picture is taken.

For each screenshot that is larger than the window Chromium tells the page that its window changed,
now and then to one pixel. A script that minds its window would then rebuild the page between two
tiles of one picture.
"""

import contextlib
from collections.abc import Iterator, Sequence

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

from archiver.pdf.worlds import World, open_worlds

_HIDE = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('noscript { display: none !important }');
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, globalThis.archiverSheet = sheet];
}"""
_SHOW = """() => { document.adoptedStyleSheets =
  document.adoptedStyleSheets.filter(each => each !== globalThis.archiverSheet) }"""


@contextlib.contextmanager
def stilled_scripts(page: Page) -> Iterator[None]:
    """Let no script of a page run until the end of the block, in none of its frames.

    What stands in ``noscript`` stays unseen, though scripts are off.
    """
    with open_worlds(page) as worlds:
        _tell(worlds, _HIDE, off=True)
        try:
            yield
        finally:
            _tell(worlds, _SHOW, off=False)


def _tell(worlds: Sequence[World], function: str, *, off: bool) -> None:
    for world in worlds:
        with contextlib.suppress(PlaywrightError):  # a frame that is gone shows nothing
            world.ask(function)
            world.session.send("Emulation.setScriptExecutionDisabled", {"value": off})
