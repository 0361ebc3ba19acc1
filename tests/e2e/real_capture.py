"""An archive of real pages made by the command alone, and the same pages by plain Playwright."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops
from playwright.sync_api import Browser, FloatRect, Page

from tests.pdf import compare
from tests.plain_browser import await_images, scroll_through

ROOT = Path(__file__).resolve().parents[2]
CAPTURE = """
allow_private_addresses = ["127.0.0.1"]
scroll_pixels = 400000
scroll_steps = 1000
scroll_seconds = 600
total_seconds = 1200
host_pause_seconds = 0
host_jitter_seconds = 0
"""
PERIOD = "2026-H1"
_HIDE_CUT = """() => {
  const cut = e => {
    const r = e.getBoundingClientRect();
    for (let pane = e.parentElement; pane && pane !== document.body; pane = pane.parentElement) {
      const box = pane.getBoundingClientRect();
      const outside = r.top >= box.bottom || r.bottom <= box.top;
      if (outside && getComputedStyle(pane).overflowY !== 'visible') return true;
    }
  };
  const found = [...document.body.querySelectorAll('*')].filter(e => e.checkVisibility() && cut(e));
  for (const e of found) e.style.visibility = 'hidden';
}"""


@dataclass(frozen=True)
class Archive:
    """An archive in a folder of its own."""

    folder: Path

    def run(self, *arguments: str, expected: int = 0) -> str:
        """Run the command and return what it said."""
        done = subprocess.run(
            [sys.executable, "-m", "archiver", *arguments],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == expected, f"{arguments}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def add(self, account: str, url: str, **other: str) -> None:
        """Add an account; what else is said of it stands above what is said here."""
        said = {
            "platform": "generic", "url": url, "name": account, "forvaltning": "Kommunledning",
            "ansvarig": "Anna Ek", "syfte": "Prov", "malgrupp": "Alla",
        } | other  # fmt: skip
        options = [part for key, value in said.items() for part in (f"--{key}", value)]
        self.run("account", "add", account, *options)

    def take(self, names: Sequence[str], expected: int = 0) -> dict[str, dict[str, Any]]:
        """Take the accounts' snapshots; return by account what was reported."""
        accounts = [f"--account={name}" for name in names]
        said = self.run("snapshot", "--period", PERIOD, "--jobs", "2", "--json", *accounts,
                        expected=expected)  # fmt: skip
        return {each["account"]: each for each in json.loads(said)}

    def kept(self, snapshot: Mapping[str, Any], role: str) -> Path:
        """Return a kept file of a snapshot."""
        (sha256,) = (each["sha256"] for each in snapshot["files"] if each["role"] == role)
        (path,) = (self.folder / "files").rglob(f"*{sha256}")
        return path

    def record(self, snapshot: Mapping[str, Any]) -> dict[str, Any]:
        """Return a snapshot's provenance record."""
        text = self.kept(snapshot, "provenance").read_text(encoding="utf-8")
        record: dict[str, Any] = json.loads(text)
        return record


def open_archive(folder: Path) -> Archive:
    """Make an archive whose settings let the pages be long and on this machine."""
    said = ["--kommun", "Provkommun", "--orgnr", "212000-2882", "--namnd", "KS"]
    command = [sys.executable, "-m", "archiver", "init", str(folder), *said]
    subprocess.run(command, check=True, cwd=ROOT)
    settings = folder / "archiver.toml"
    head, _, rest = settings.read_text(encoding="utf-8").partition("\n[capture]\n")
    settings.write_text(f"{head}\n[capture]\n{CAPTURE}{rest}", encoding="utf-8")
    return Archive(folder)


@dataclass(frozen=True)
class Seen:
    """A snapshot's PDF, the pictures in it, and the page by plain Playwright."""

    pdf: Path
    pictures: list[compare.PagePicture]
    reference: compare.Reference

    def measure_text(self, wanted: str) -> float:
        """Return the part of some words that the text layer holds in their order."""
        found = compare.split_words(compare.read_text(self.pdf, self.pictures[0].number))
        return compare.measure_common(compare.split_words(wanted), found)


def take_shown(page: Page) -> compare.Reference:
    """Look at a page whose panes cut off text; that nobody sees, so it is made invisible.

    Its scripts are stopped, else one that minds its window would move it under the camera.
    """
    page.evaluate(_HIDE_CUT)
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setScriptExecutionDisabled", {"value": True})
    return compare.take_reference(page)


def shoot_again(
    page: Page, reference: compare.Reference, pictures: Sequence[compare.PagePicture]
) -> None:
    """Shoot the rows of the pictures that differ from a reference by themselves.

    Chromium draws a rounded border a shade differently in a screenshot of very many rows.
    """
    for each in pictures:
        rows = reference.rows(each.top, each.bottom)
        if ImageChops.difference(each.image, rows).getbbox() is None:
            continue
        clip: FloatRect = {"x": 0, "y": each.top, "width": rows.width, "height": rows.height}
        png = page.screenshot(full_page=True, clip=clip, animations="disabled")
        shot = Image.open(BytesIO(png)).convert("RGB")
        for number, band in enumerate(reference.bands):
            band.paste(shot, (0, each.top - number * compare.BAND))


def black_out(
    reference: compare.Reference, pictures: Sequence[compare.PagePicture], rows: tuple[int, int]
) -> None:
    """Black out the rows that say something else each time the page is shown."""
    images = [(band, number * compare.BAND) for number, band in enumerate(reference.bands)]
    for image, top in images + [(each.image, each.top) for each in pictures]:
        first, last = max(rows[0] - top, 0), min(rows[1] - top, image.height)
        if first < last:
            image.paste((0, 0, 0), (0, first, image.width, last))


def look_at(browser: Browser, url: str, style: str = "") -> Page:
    """Open a page, scroll through it so that late pictures come, and go back to its top.

    Args:
        browser: A plain browser.
        url: The page's address.
        style: Rules to add to the page's own.
    """
    page = browser.new_page(viewport={"width": 1280, "height": 1600}, reduced_motion="reduce",
                            locale="sv-SE", timezone_id="Europe/Stockholm")  # fmt: skip
    page.goto(url)
    page.add_style_tag(content=f"noscript{{display:none!important}}{style}")
    scroll_through(page)
    await_images(page)
    page.wait_for_timeout(500)
    return page


def find_rows(page: Page, selector: str) -> tuple[int, int]:
    """Return the rows that an element takes."""
    box = page.locator(selector).bounding_box()
    assert box
    return int(box["y"]), int(box["y"] + box["height"]) + 1
