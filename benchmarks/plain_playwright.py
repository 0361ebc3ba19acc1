"""What one would write oneself: plain Playwright that waits, scrolls, shoots and prints a page.

Usage: plain_playwright.py ADDRESS BROWSER FOLDER

The waiting and the scrolling are `archiver`'s own functions with its usual settings, called in its
own order, in a window of the same size, so that the very same pauses are made and what remains to
compare is the work: here one PNG of the whole page and one PDF (no PDF/A, no text beneath a
picture, no evidence, no guard between the page and the network). Importing those functions adds
0.05 seconds to the start of this script. It prints the seconds of each step as JSON.
"""

import json
import sys
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from archiver.capture.scroll import await_pictures, scroll_through, scroll_to_top
from archiver.capture.settle import settle_page
from archiver.capture.steps import Steps
from archiver.capture.watch import Watch
from archiver.capture_settings import CaptureSettings

SETTINGS = CaptureSettings()
PICTURE_SECONDS = 15
"""As in a snapshot; taken from there it would bring half of the program along."""


def visit(page: Page, watch: Watch, address: str, steps: Steps) -> None:
    """Open the page, let it come to rest, and scroll through it."""
    with steps.step("open"):
        page.goto(address, wait_until="load")
    with steps.step("settle"):
        settle_page(page, watch, SETTINGS.quiet_seconds)
    with steps.step("scroll"):
        scroll_through(page, SETTINGS, time.monotonic())
        await_pictures(page, watch, PICTURE_SECONDS)
        scroll_to_top(page)


def main(address: str, browser_path: str, folder: Path) -> None:
    """Make the PNG and the PDF in a folder."""
    steps = Steps()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path)
        context = browser.new_context(viewport={"width": SETTINGS.width, "height": SETTINGS.height})
        watch = Watch(context.new_page())
        watch.listen(context)
        visit(watch.page, watch, address, steps)
        with steps.step("screenshot"):
            watch.page.screenshot(full_page=True, path=folder / "page.png")
        with steps.step("pdf"):
            watch.page.pdf(path=folder / "page.pdf")
        browser.close()
    print(json.dumps({step.name: step.seconds for step in steps.done}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
