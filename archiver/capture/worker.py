"""The capture of one page, from the job's folder to the files in it."""

import hashlib
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser

from archiver.capture.browser import find_browser, open_browser, start_playwright
from archiver.capture.facts import Facts
from archiver.capture.job import (
    PICTURE,
    PROGRESS,
    PROVENANCE,
    Job,
    MadeFile,
    Result,
    read_job,
    write_json,
    write_result,
)
from archiver.capture.provenance import describe_browser, describe_try
from archiver.capture.redact import redact_address
from archiver.capture.steps import Steps
from archiver.capture.verdict import Verdict, judge
from archiver.capture.visit import Visit, attempt, open_context, visit_page
from archiver.capture.watch import Watch
from archiver.network.addresses import read_networks
from archiver.network.proxy import GuardingProxy
from archiver.pdf.tiles import CapturedPage, capture_page, is_uniform
from diarium.errors import CaptureError
from schedules.clock import read_clock

SHOTS_MOST = 2
"""How many times a picture is tried when the page changes its size under the camera."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One try to capture a page.

    Attributes:
        visit: The visit.
        browser: Which browser made it, as the provenance record tells it.
        began: When the browser asked for the page.
        facts: What decided the outcome.
        captured: The picture, unless the try failed.
    """

    visit: Visit
    browser: dict[str, Any]
    began: datetime
    facts: Facts
    captured: CapturedPage | None

    @property
    def verdict(self) -> Verdict:
        """The outcome that the facts lead to."""
        return judge(self.facts)

    @property
    def address_reached(self) -> str | None:
        """The address the browser ended at, without secrets."""
        return redact_address(self.facts.reached) if self.facts.reached else None


def run_job(folder: Path) -> None:
    """Capture the page that the job in this folder names, and write what came of it there.

    Raises:
        ToolError: There is no browser, or it does not start.
        OSError: The files cannot be written.
    """
    job = read_job(folder)
    steps = Steps(on_step=lambda done: write_json(folder / PROGRESS, {"steps": done.as_list()}))
    opened = read_networks(job.settings.allow_private_addresses)
    with GuardingProxy(opened) as proxy, start_playwright() as playwright:
        path = find_browser(playwright, job.settings.browser)
        with open_browser(playwright, path, proxy) as browser:
            tried = _try(browser, path, job, proxy, steps)
            files = _write_files(folder, browser, tried)
    write_result(folder, _result(tried, files))


def _try(browser: Browser, path: Path, job: Job, proxy: GuardingProxy, steps: Steps) -> Try:
    agent = _user_agent(browser, job.settings.contact)
    context = open_context(browser, job, agent)
    watch = Watch(context.new_page())
    watch.listen(context)
    visit = Visit(job, watch.page, watch, proxy, steps)
    began = read_clock()
    facts, captured = visit_page(visit), None
    if not judge(facts).failed:
        with steps.step("shoot"):
            facts, captured = _shoot(visit, facts)
    about = describe_browser(browser, str(path), agent)
    return Try(visit=visit, browser=about, began=began, facts=facts, captured=captured)


def _shoot(visit: Visit, facts: Facts) -> tuple[Facts, CapturedPage | None]:
    """Take the picture; once more if the page changed its size meanwhile."""
    taken: list[CapturedPage] = []

    def take(visit: Visit, facts: Facts) -> Facts:
        taken.append(capture_page(visit.page))
        return replace(facts, uniform=_is_uniform(taken[-1]))

    for _ in range(SHOTS_MOST):
        try:
            facts = attempt(visit, facts, take)
            break
        except CaptureError:
            continue
    else:
        facts = replace(facts, error="UNSTEADY")
    return facts, taken[-1] if taken and not judge(facts).failed else None


def _is_uniform(captured: CapturedPage) -> bool:
    """Tell whether the whole picture is of one colour; where there are words it is not."""
    tiles = (tile for row in captured.tiles for tile in row)
    return not captured.measure.words and all(
        is_uniform(Image.open(BytesIO(tile.png)).convert("RGB")) for tile in tiles
    )


def _write_files(folder: Path, browser: Browser, tried: Try) -> tuple[MadeFile, ...]:
    """Write the picture, unless the try failed, and the provenance record that names it."""
    made: list[MadeFile] = []
    if tried.captured is not None:
        with tried.visit.steps.step("assemble"):
            _assemble(folder / PICTURE, browser, tried, tried.captured)
            made.append(_made(folder / PICTURE, "pdfa", "application/pdf"))
    record = describe_try(tried.visit, tried.facts, tried.verdict, tried.began)
    record["browser"] = tried.browser
    record["picture"] = asdict(tried.captured.facts()) if tried.captured else None
    record["files"] = [asdict(each) for each in made]
    write_json(folder / PROVENANCE, record)
    made.append(_made(folder / PROVENANCE, "provenance", "application/json"))
    return tuple(made)


def _assemble(target: Path, browser: Browser, tried: Try, captured: CapturedPage) -> None:
    from archiver.capture.cover import write_cover  # noqa: PLC0415  not loaded for a failed try
    from archiver.pdf.snapshot_pdf import write_snapshot_pdf  # noqa: PLC0415  same

    job = tried.visit.job
    cover = write_cover(browser, tried, captured)
    title = f"{job.subject.name}, {job.subject.period}"
    write_snapshot_pdf(target, cover, captured, title, tried.began)


def _result(tried: Try, files: tuple[MadeFile, ...]) -> Result:
    return Result(
        outcome=tried.verdict.outcome,
        reason=tried.verdict.reason,
        url_reached=tried.address_reached,
        taken_at=tried.began,
        pages=len(tried.captured.spans) if tried.captured else 0,
        files=files,
    )


def _made(path: Path, role: str, media_type: str) -> MadeFile:
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    return MadeFile(
        role=role, name=path.name, media_type=media_type, sha256=digest, size=len(content)
    )


def _user_agent(browser: Browser, contact: str) -> str:
    """Return the browser's own name, and how to reach the municipality if the settings say it."""
    session = browser.new_browser_cdp_session()
    own = str(session.send("Browser.getVersion")["userAgent"])
    session.detach()
    return f"{own} (+{contact})" if contact else own
