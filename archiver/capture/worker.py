"""The capture of one page, from the job's folder to the files in it."""

import threading
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, NoReturn

from PIL import Image
from playwright.sync_api import Browser, Page, Playwright
from playwright.sync_api import Error as PlaywrightError

from archiver.capture.browser import find_browser, open_browser
from archiver.capture.exchanges import Exchanges
from archiver.capture.facts import Facts
from archiver.capture.job import (
    DIAGNOSTICS,
    PICTURES,
    PROGRESS,
    PROVENANCE,
    Job,
    KeptLogin,
    MadeFile,
    Result,
    describe_file,
    read_job,
    write_json,
    write_result,
)
from archiver.capture.machine import list_fonts
from archiver.capture.page_facts import NO_FACTS, read_page_facts
from archiver.capture.processes import end_at_once
from archiver.capture.provenance import describe_browser, describe_try
from archiver.capture.steps import Steps
from archiver.capture.tried import Try
from archiver.capture.verdict import is_viewable, judge
from archiver.capture.visit import Visit, attempt, is_same_document, open_context, visit_page
from archiver.capture.wacz import MEDIA_TYPE as WACZ
from archiver.capture.watch import Watch
from archiver.capture.web_archive import BODIES, WEB_ARCHIVE, write_web_archive
from archiver.network.addresses import read_networks
from archiver.network.proxy import GuardingProxy
from archiver.network.retry_after import read_retry_after
from archiver.pdf.tiles import CapturedPage, capture_page, is_uniform
from diarium.errors import CaptureError
from schedules.clock import read_clock

LOOK_SECONDS = 5
"""Longest wait for the picture of what a page that failed looked like."""
TALLEST = 5
"""A page this many times higher than what is scrolled through is not shot; it may have no end."""
LOAD_AHEAD = 1.0
"""So many seconds after the browser has started, it is the page that is waited for."""
SHOTS_MOST = 2
"""How many times a picture is tried when the page changes its size under the camera."""


def run_job(folder: Path, login: KeptLogin | None, playwright: Playwright) -> NoReturn:
    """Capture the page that the job in this folder names, write what came of it there, and end.

    This process ends with all it has started; only an error is returned from.

    Args:
        folder: The job's folder.
        login: What the browser is let in with, if anything.
        playwright: What drives the browser.

    Raises:
        ToolError: There is no browser, or it does not start.
        OSError: The files cannot be written.
    """
    job = replace(read_job(folder), login=login)
    steps = Steps(on_step=lambda done: write_json(folder / PROGRESS, {"steps": done.as_list()}))
    opened = read_networks(job.settings.allow_private_addresses)
    most = job.settings.transfer_mb * 1_000_000
    path = find_browser(playwright, job.settings.browser)
    with (
        GuardingProxy(opened, most) as proxy,
        open_browser(playwright, path, proxy) as browser,
    ):
        _load_the_writer_ahead()
        exchanges = Exchanges(folder / BODIES, proxy)
        tried = _try(browser, path, job, exchanges, steps)
        files = _write_files(folder, browser, tried)
        write_result(folder, _result(tried, files))
        end_at_once()


def _load_the_writer_ahead() -> None:
    timer = threading.Timer(LOAD_AHEAD, _load_the_writer)
    timer.daemon = True
    timer.start()


def _load_the_writer() -> Callable[..., None]:
    """Load what writes the picture, and what else takes time and need not wait for the page."""
    from archiver.capture.picture import write_picture  # noqa: PLC0415  see above

    list_fonts()
    return write_picture


def _try(browser: Browser, path: Path, job: Job, exchanges: Exchanges, steps: Steps) -> Try:
    agent = _user_agent(browser, job.settings.contact)
    context = open_context(browser, job, agent)
    watch = Watch(context.new_page())
    watch.listen(context)
    exchanges.listen(context)
    visit = Visit(job, watch.page, watch, exchanges.proxy, steps)
    began = read_clock()
    facts, captured = visit_page(visit), None
    if is_viewable(facts):
        with steps.step("shoot"):
            shot, captured = _shoot(visit, facts)
        if captured or not judge(facts).failed:
            facts = shot  # a picture that fails changes nothing about a page already judged
    return Try(
        visit=visit,
        exchanges=exchanges,
        browser=describe_browser(browser, str(path), agent),
        began=began,
        facts=facts,
        captured=captured,
        about=_read_facts(visit, captured, facts, began),
    )


def _read_facts(
    visit: Visit, captured: CapturedPage | None, facts: Facts, began: datetime
) -> dict[str, Any]:
    if captured is None or facts.reached is None:
        return NO_FACTS
    with visit.steps.step("describe"):
        return read_page_facts(visit, captured, facts.reached, began)


def _shoot(visit: Visit, facts: Facts) -> tuple[Facts, CapturedPage | None]:
    """Take the picture; once more if the page changed its size meanwhile."""
    taken: list[CapturedPage] = []

    def take(visit: Visit, facts: Facts) -> Facts:
        if _is_endless(visit):
            return replace(facts, error="ENDLESS")
        taken.append(capture_page(visit.page))
        if not is_same_document(visit):
            return replace(facts, error="NAVIGATED")
        return replace(facts, uniform=_is_uniform(taken[-1]))

    for _ in range(SHOTS_MOST):
        try:
            facts = attempt(visit, facts, take)
            break
        except CaptureError:
            continue
    else:
        facts = replace(facts, error="UNSTEADY")
    return facts, taken[-1] if taken and is_viewable(facts) else None


def _is_endless(visit: Visit) -> bool:
    """Tell whether a page has grown far beyond what is scrolled through, all by itself."""
    height = visit.scrolled.height if visit.scrolled else 0
    return height > TALLEST * visit.job.settings.scroll_pixels


def _is_uniform(captured: CapturedPage) -> bool:
    """Tell whether the whole picture is of one colour; where there are words it is not."""
    tiles = (tile for row in captured.tiles for tile in row)
    return not captured.measure.words and all(
        is_uniform(Image.open(BytesIO(tile.png)).convert("RGB")) for tile in tiles
    )


def _write_files(folder: Path, browser: Browser, tried: Try) -> tuple[MadeFile, ...]:
    """Write the web archive, the picture if there was a page, and the record that names them."""
    with tried.visit.steps.step("archive"):
        archived = write_web_archive(folder, tried)
    tried = replace(tried, about=tried.about | {"web_archive": archived})
    made = [describe_file(folder / WEB_ARCHIVE, "wacz", WACZ)] if archived else []
    if tried.captured is not None:
        picture = folder / PICTURES[tried.visit.job.settings.pdfa]
        with tried.visit.steps.step("assemble"):
            web_archive = folder / WEB_ARCHIVE if archived else None
            write = _load_the_writer()
            write(picture, browser, tried, tried.captured, _describe(tried), web_archive)
        role = "unaccepted" if tried.verdict.failed else "pdfa"
        made.append(describe_file(picture, role, "application/pdf"))
    if tried.verdict.failed and tried.facts.reached is not None:
        made += _look(folder / DIAGNOSTICS, tried.visit.page)
    record = _describe(tried)
    record["files"] = [asdict(each) for each in made]
    write_json(folder / PROVENANCE, record)
    made.append(describe_file(folder / PROVENANCE, "provenance", "application/json"))
    return tuple(made)


def _describe(tried: Try) -> dict[str, Any]:
    """Return the provenance record, all but the files."""
    record = describe_try(tried.visit, tried.facts, tried.verdict, tried.began)
    record |= tried.about
    record["browser"] = tried.browser
    record["picture"] = asdict(tried.captured.facts()) if tried.captured else None
    return record


def _look(target: Path, page: Page) -> list[MadeFile]:
    """Keep how the page looks on a screen, for a person to judge; a page may be past that."""
    try:
        page.screenshot(path=target, timeout=LOOK_SECONDS * 1000)
    except PlaywrightError:
        return []
    return [describe_file(target, "diagnostics", "image/png")]


def _result(tried: Try, files: tuple[MadeFile, ...]) -> Result:
    return Result(
        outcome=tried.verdict.outcome,
        reason=tried.verdict.reason,
        url_reached=tried.address_reached,
        taken_at=tried.began,
        pages=len(tried.captured.spans) if tried.captured else 0,
        files=files,
        retry_after=_retry_after(tried.visit.watch),
    )


def _retry_after(watch: Watch) -> float | None:
    """Return how long the server that answered last asked to be left alone."""
    if watch.last is None:
        return None
    return read_retry_after(watch.last.headers.get("retry-after"), watch.hops[-1].at)


def _user_agent(browser: Browser, contact: str) -> str:
    """Return the browser's own name, and how to reach the municipality if the settings say it."""
    session = browser.new_browser_cdp_session()
    own = str(session.send("Browser.getVersion")["userAgent"])
    session.detach()
    return f"{own} (+{contact})" if contact else own
