"""How `shot-scraper` is run: in its own environment, with the Chromium that everybody here uses.

It offers a pause and a script before the picture; both are given, so that it waits and scrolls as
long as `archiver` does: it stands still as long before the scroll, pauses as long after each step
of the same length, at the bottom and back at the top, and waits for the pictures. With no more
than its name and an address it is quicker, and leaves the pictures further down white.
"""

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from archiver.capture.scroll import GROWTH_MS, STEP_MS
from archiver.capture.settle import STILL
from archiver.capture_settings import CaptureSettings
from benchmarks.archives import ENVIRONMENT

COMMAND = Path(__file__).parents[1] / ".judges" / "shot-scraper" / "bin" / "shot-scraper"
"""Where ``setup/peers.sh`` puts it."""
TOP_MS = 500
_SCROLL = """(async () => {
  const pause = ms => new Promise(done => setTimeout(done, ms));
  const bottom = () => document.documentElement.scrollHeight - innerHeight;
  for (let y = 0; y < bottom();) {
    scrollTo({top: y = Math.min(y + %d, bottom()), behavior: 'instant'});
    await pause(%d);
  }
  await pause(%d);
  while (![...document.images].every(image => image.complete)) await pause(100);
  scrollTo({top: 0, behavior: 'instant'});
  await pause(%d);
})()"""


def find_command() -> Path | None:
    """Return the program, or None if it has not been fetched."""
    return COMMAND if COMMAND.is_file() else None


def make_arguments(command: Path, address: str, target: Path) -> list[str]:
    """Return the command that takes the picture of a whole page."""
    settings = CaptureSettings()
    script = _SCROLL % (settings.height // 2, STEP_MS, sum(GROWTH_MS), TOP_MS)
    waiting = ["--wait", str(round(STILL * 1000)), "--javascript", script]
    size = ["--width", str(settings.width)]
    return [str(command), "shot", address, "-o", str(target), "--silent", *size, *waiting]


def lend_browser(command: Path, browser: Path, folder: Path) -> Mapping[str, str]:
    """Put a link to a Chromium where `shot-scraper` looks for its own.

    It takes no path of a browser. Where it looks it says when there is none.

    Returns:
        The environment to run it in.
    """
    environment = {**ENVIRONMENT, "PLAYWRIGHT_BROWSERS_PATH": str(folder)}
    asked = [str(command), "shot", "http://localhost/", "-o", "-"]
    said = subprocess.run(asked, env=environment, capture_output=True, text=True, check=False)
    found = re.search(r"Executable doesn't exist at (\S+)", said.stderr)
    if found is None:
        raise RuntimeError(f"shot-scraper does not say where it looks: {said.stderr[-500:]}")
    place = Path(found[1])
    place.parent.mkdir(parents=True)
    place.symlink_to(browser)
    return environment
