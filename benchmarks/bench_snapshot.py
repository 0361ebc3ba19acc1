"""A snapshot of a long page, beside plain Playwright and beside `shot-scraper`, on the same page.

The page is the demo's feed twice: about 14,000 CSS pixels, pictures that load when they are looked
at, a header that stays. Each competitor is a process of its own, started as one would start it, and
its time is that of the whole process:

- ours: the command `archiver snapshot`, which leaves a PDF/A with text, links and a försättsblad,
  a WACZ of all that was loaded, and the provenance record, kept and registered;
- plain Playwright: `plain_playwright.py`, the same waiting and scrolling, then a PNG and a PDF;
- `shot-scraper`: as much waiting, and the picture alone.

All three use the same Chromium. They take turns, so that whatever else the machine does strikes
them alike, and of each the quickest round counts. All must have seen the page equally high.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image

from archiver.capture.browser import locate_browser
from archiver.demo.municipality import list_demo_accounts
from archiver.demo.pages import Reply, build_site
from archiver.demo.site_server import serve_site
from archiver.settings import read_settings
from benchmarks.archives import ENVIRONMENT, begin_archive
from benchmarks.shot_scraper import find_command, lend_browser, make_arguments
from diarium.files import FileStore
from schedules.clock import read_clock

ROUNDS = 3
ACCOUNT = "ks-flode"
OURS, PLAIN, SHOT_SCRAPER = "archiver snapshot", "plain Playwright", "shot-scraper"
PLAIN_SCRIPT = Path(__file__).with_name("plain_playwright.py")


@dataclass(frozen=True, kw_only=True)
class Made:
    """What a competitor made: its files' bytes, the page's height in it, and its steps' seconds."""

    sizes: Mapping[str, int]
    height: int
    steps: Mapping[str, float] = field(default_factory=dict)


Work = Callable[[], Made]


def build_long_site() -> dict[str, Reply]:
    """Return the demo's site, its feed twice as long: about 14,000 CSS pixels."""
    site = build_site()
    feed = site["/flode"]
    head, rest = feed.body.split(b"<main>", 1)
    posts, tail = rest.split(b"</main>", 1)
    body = head + b"<main>" + 2 * posts + b"</main>" + tail
    return {**site, "/flode": Reply(feed.content_type, body)}


def run(command: list[str], environment: Mapping[str, str] = ENVIRONMENT) -> str:
    """Run a command to its end and return what it printed; stop aloud if it fails."""
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if ended.returncode:
        sys.exit(f"{command[0]} … ended with {ended.returncode}:\n{ended.stdout}{ended.stderr}")
    return ended.stdout


def take_snapshot(config: Path) -> Made:
    """Take a snapshot by the command, which fails unless the snapshot is complete."""
    command = [sys.executable, "-m", "archiver", "--config", str(config)]
    (told,) = json.loads(run([*command, "snapshot", "--account", ACCOUNT, "--json"]))
    files = {each["role"]: each for each in told["files"]}
    kept = FileStore(read_settings(config).files).path_of(files["provenance"]["sha256"])
    record: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8"))
    return Made(
        sizes={role: each["length"] for role, each in files.items()},
        height=record["scroll"]["height"],
        steps={step["name"]: step["seconds"] for step in record["steps"]},
    )


def shoot_plainly(address: str, browser: Path, folder: Path) -> Made:
    """Run the plain script."""
    said = run([sys.executable, str(PLAIN_SCRIPT), address, str(browser), str(folder)])
    picture, pdf = folder / "page.png", folder / "page.pdf"
    sizes = {"png": picture.stat().st_size, "pdf": pdf.stat().st_size}
    return Made(sizes=sizes, height=height_of(picture), steps=json.loads(said))


def shoot_by_shot_scraper(
    command: Path, environment: Mapping[str, str], address: str, folder: Path
) -> Made:
    """Run `shot-scraper`."""
    target = folder / "shot.png"
    run(make_arguments(command, address, target), environment)
    return Made(sizes={"png": target.stat().st_size}, height=height_of(target))


def height_of(picture: Path) -> int:
    """Return the height of a picture in pixels."""
    with Image.open(picture) as image:
        return image.height


def prepare(folder: Path, site: str) -> dict[str, Work]:
    """Make ready what can be measured here, and say aloud what cannot."""
    browser, address = locate_browser(None), f"{site}/flode"
    accounts = list_demo_accounts(site, read_clock().date())[:1]
    config = begin_archive(folder / "archive", accounts)
    works: dict[str, Work] = {
        OURS: lambda: take_snapshot(config),
        PLAIN: lambda: shoot_plainly(address, browser, folder),
    }
    if command := find_command():
        environment = lend_browser(command, browser, folder / "browsers")
        works[SHOT_SCRAPER] = lambda: shoot_by_shot_scraper(command, environment, address, folder)
    else:
        print(f"{SHOT_SCRAPER} IS MISSING and not compared; run setup/peers.sh", file=sys.stderr)
    return works


def measure(works: Mapping[str, Work]) -> dict[str, list[tuple[float, Made]]]:
    """Return the seconds of each round, and what was made in it; the competitors take turns."""
    rounds: dict[str, list[tuple[float, Made]]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            began = time.perf_counter()
            made = work()
            rounds[name].append((time.perf_counter() - began, made))
    return rounds


def report(rounds: Mapping[str, list[tuple[float, Made]]]) -> None:
    """Print all beside each other, and where the time of ours and of plain Playwright goes."""
    best = {name: min(each, key=lambda one: one[0]) for name, each in rounds.items()}
    ours, _ = best[OURS]
    height = {made.height for _, made in best.values()}
    assert len(height) == 1, f"the competitors saw pages of different heights: {height}"
    print(f"a page of {height.pop():,} CSS pixels, whole processes, best of {ROUNDS} in turns")
    for name, (seconds, made) in best.items():
        sizes = ", ".join(f"{what} {size:,} B" for what, size in made.sizes.items())
        print(f"  {name:18}{seconds:7.2f} s   {seconds / ours:5.2f} of ours   {sizes}")
    if SHOT_SCRAPER not in best:
        print(f"  {SHOT_SCRAPER:18}  MISSING: run setup/peers.sh")
    tell_goal(ours, best[PLAIN][0])
    for name in (OURS, PLAIN):
        tell_steps(name, *best[name])


def tell_goal(ours: float, plain: float) -> None:
    """Print whether ours, with all its evidence, is no slower than plain Playwright."""
    reached = "reached" if ours <= plain else "NOT REACHED"
    print(f"  goal, ours not slower than plain Playwright: {reached} ({ours - plain:+.2f} s)")


def tell_steps(name: str, seconds: float, made: Made) -> None:
    """Print where the time went; what no step counts is starting, ending and keeping."""
    rest = {"the rest": seconds - sum(made.steps.values())}
    steps = "  ".join(f"{step} {took:.2f}" for step, took in (dict(made.steps) | rest).items())
    print(f"  {name}, seconds: {steps}")


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder, serve_site(build_long_site()) as site:
        report(measure(prepare(Path(folder), site)))


if __name__ == "__main__":
    main()
