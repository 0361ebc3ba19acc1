"""A long page as a snapshot, beside plain Playwright that scrolls, shoots and prints the same page.

Plain Playwright is what one would write oneself: one PNG and one PDF that is no PDF/A, with no
proof, no försättsblad and no guard. The ratio is the price of the rest.
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import sync_playwright

from archiver.capture.browser import locate_browser
from archiver.demo.municipality import KOMMUN, NAMNDER, list_demo_accounts
from archiver.demo.pages import Reply, build_site
from archiver.demo.site_server import serve_site
from archiver.new_archive import NewArchive, create_archive
from archiver.settings import read_settings
from archiver.snapshots import Archive, Wish, take_snapshots
from diarium.accounts import add_account
from diarium.database import writing
from diarium.files import FileStore
from diarium.installation import open_register
from diarium.records import CaptureOutcome
from schedules.clock import read_clock

ROUNDS = 3
ACCOUNT = "ks-flode"


def build_long_site() -> dict[str, Reply]:
    """Return the demo's site, its feed twice as long: about 14,000 CSS pixels."""
    site = build_site()
    feed = site["/flode"]
    head, rest = feed.body.split(b"<main>", 1)
    posts, tail = rest.split(b"</main>", 1)
    body = head + b"<main>" + 2 * posts + b"</main>" + tail
    return {**site, "/flode": Reply(feed.content_type, body)}


def begin_archive(folder: Path, site: str) -> Archive:
    """Make an archive with the one account."""
    now = read_clock()
    path = create_archive(NewArchive(folder=folder, kommun=KOMMUN, namnd=NAMNDER[0]), "bench", now)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("#allow_private", "allow_private"), encoding="utf-8")
    settings = read_settings(path)
    engine = open_register(settings.database)
    with writing(engine) as session:
        add_account(session, list_demo_accounts(site, now.date())[0], "bench", now)
    return Archive(settings, engine, FileStore(settings.files), "bench")


def capture(archive: Archive) -> int:
    """Take a snapshot, and return the size of its PDF in bytes."""
    (taken,) = take_snapshots(archive, Wish(accounts=(ACCOUNT,)), 1, lambda *_: None)
    assert taken.snapshot.outcome is CaptureOutcome.COMPLETE, taken.snapshot.reason
    picture = next(file for file in taken.snapshot.files if file.role == "pdfa")
    return picture.length


def shoot_plainly(browser_path: Path, address: str) -> int:
    """Scroll, shoot and print the page by plain Playwright, and return the bytes of both files."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path)
        page = browser.new_page(viewport={"width": 1280, "height": 1600})
        page.goto(address, wait_until="networkidle")
        for row in range(0, page.evaluate("document.documentElement.scrollHeight"), 800):
            page.evaluate(f"scrollTo(0, {row})")
            page.wait_for_timeout(150)
        page.evaluate("scrollTo(0, 0)")
        return len(page.screenshot(full_page=True)) + len(page.pdf())


def best_of(rounds: int, work: Callable[[], int]) -> tuple[float, int]:
    """Return the shortest time in seconds, and the size of what was made."""
    times, size = [], 0
    for _ in range(rounds):
        began = time.perf_counter()
        size = work()
        times.append(time.perf_counter() - began)
    return min(times), size


def main() -> None:
    """Measure both and print them beside each other."""
    browser_path = locate_browser(None)
    with tempfile.TemporaryDirectory() as folder, serve_site(build_long_site()) as site:
        archive = begin_archive(Path(folder) / "archive", site)
        ours = best_of(ROUNDS, lambda: capture(archive))
        plain = best_of(ROUNDS, lambda: shoot_plainly(browser_path, f"{site}/flode"))
    print("a page of about 14,000 CSS pixels, best of", ROUNDS)
    print(f"  archiver snapshot (PDF/A-2b, text, links, proof)  {ours[0]:6.2f} s  {ours[1]:>9,} B")
    print(
        f"  plain Playwright (PNG and PDF)                    {plain[0]:6.2f} s  {plain[1]:>9,} B"
    )
    print(f"  ratio                                             {ours[0] / plain[0]:6.2f}")


if __name__ == "__main__":
    main()
