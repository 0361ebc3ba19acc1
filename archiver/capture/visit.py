"""A visit to a page, step by step, and the facts it leads to.

What the steps change on the page, besides where it is scrolled to, is noted as deeds.
"""

import functools
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, BrowserContext, Page, Response
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from archiver.capture.apart import ask_page
from archiver.capture.facts import Facts, ScrollStop
from archiver.capture.inspect_page import inspect_page
from archiver.capture.job import Job
from archiver.capture.prepare import Deed, prepare_page, still_films
from archiver.capture.profiles import Profile, choose_profiles, read_profiles
from archiver.capture.rows import count_lost_rows
from archiver.capture.scroll import (
    Scrolled,
    await_pictures,
    scroll_through,
    scroll_to_top,
    widen_window,
)
from archiver.capture.settle import settle_page
from archiver.capture.signs import look_for_signs
from archiver.capture.steps import Steps
from archiver.capture.verdict import is_viewable, judge
from archiver.capture.watch import Watch
from archiver.network.addresses import host_and_port
from archiver.network.connect import Trouble
from archiver.network.proxy import GuardingProxy

LOOK_SECONDS = 0.5
"""Pause between two looks at whether the page's own answer is broken off."""
PICTURE_SECONDS = 15
"""Longest wait for pictures and fonts after the scroll."""


@dataclass(slots=True)
class Visit:
    """A page that is being visited, and what the steps found out for the provenance record.

    Attributes:
        quiet: The page came to rest within the time allowed.
        prepared: What was done to the page.
        scrolled: How the scroll went.
        pending: Pictures and fonts that had not come when the picture was taken.
        document: When the document that came to rest, and is then scrolled through, began, in
            milliseconds; tells it from another one.
    """

    job: Job
    page: Page
    watch: Watch
    proxy: GuardingProxy
    steps: Steps
    quiet: bool | None = None
    scrolled: Scrolled | None = None
    pending: int | None = None
    document: float | None = None
    prepared: list[Deed] = field(default_factory=list)

    @property
    def profiles(self) -> tuple[Profile, ...]:
        """The profiles that hold for the account's page."""
        return _choose(self.job.settings.profiles, self.job.subject.platform)


@functools.cache
def _choose(own: Path | None, platform: str) -> tuple[Profile, ...]:
    return choose_profiles(read_profiles(own), platform)


def open_context(browser: Browser, job: Job, user_agent: str) -> BrowserContext:
    """Give the account a context of its own, with its own login if one is kept, and no other."""
    settings = job.settings
    return browser.new_context(
        accept_downloads=False,
        locale="sv-SE",
        reduced_motion="reduce",
        service_workers="block",
        storage_state=json.loads(job.login.state) if job.login else None,
        timezone_id="Europe/Stockholm",
        user_agent=user_agent,
        viewport={"width": settings.width, "height": settings.height},
    )


def visit_page(visit: Visit) -> Facts:
    """Open the page, let it come to rest, scroll through it, and look at it.

    A page that is judged not to be the account's is gone through all the same, for its picture.

    Returns:
        The facts, up to the step after which there was no page to go on with.
    """
    facts = Facts(asked=visit.job.url, logged_in=visit.job.login is not None)
    if judge(facts).failed:
        return facts
    for name, step in _STEPS:
        with visit.steps.step(name):
            facts = attempt(visit, facts, step)
        if not is_viewable(facts):
            break
    return facts


def attempt(visit: Visit, facts: Facts, step: Callable[[Visit, Facts], Facts]) -> Facts:
    """Do a step, and add what the browser says went wrong to the facts."""
    try:
        facts = step(visit, facts)
    except PlaywrightError as error:
        code = _error_code(error)
        facts = replace(facts, error="NAVIGATED" if code == "CRASH" and _has_left(visit) else code)
    return _look_around(visit, facts)


def is_same_document(visit: Visit) -> bool:
    """Tell whether the page still shows the document that was scrolled through."""
    return _document(visit) == visit.document


def _has_left(visit: Visit) -> bool:
    """Tell whether another document, perhaps half loaded, has come under a step that failed."""
    try:
        return visit.document is not None and not is_same_document(visit)
    except PlaywrightError:
        return False


def _document(visit: Visit) -> float:
    return float(ask_page(visit.page, "() => performance.timeOrigin"))


def _open(visit: Visit, facts: Facts) -> Facts:
    allowed = visit.job.settings.load_seconds
    until = time.monotonic() + allowed
    try:
        visit.page.goto(visit.job.url, wait_until="commit", timeout=allowed * 1000)
    except PlaywrightError as error:
        if "interrupted by another navigation" not in error.message:
            raise
    _await_load(visit, "domcontentloaded", until)
    try:
        _await_load(visit, "load", until)
    except PlaywrightTimeoutError:
        return facts
    return replace(facts, loaded=not visit.watch.broken)


def _await_load(visit: Visit, state: Literal["domcontentloaded", "load"], until: float) -> None:
    """Wait for a page to load so far; of one that is broken off the browser would never tell."""
    while not visit.watch.broken:
        left = until - time.monotonic()
        try:
            visit.page.wait_for_load_state(state, timeout=max(1, min(left, LOOK_SECONDS) * 1000))
        except PlaywrightTimeoutError:
            if left <= LOOK_SECONDS:
                raise
        else:
            return


def _settle(visit: Visit, facts: Facts) -> Facts:
    _come_to_rest(visit)
    return facts


def _come_to_rest(visit: Visit) -> None:
    visit.quiet = settle_page(visit.page, visit.watch, visit.job.settings.quiet_seconds)
    visit.document = _document(visit)


def _prepare(visit: Visit, facts: Facts) -> Facts:
    answers = len(visit.watch.hops)
    visit.prepared += prepare_page(visit.page, visit.profiles)
    if len(visit.watch.hops) > answers:  # the button led to a page
        facts = _settle(visit, facts)
        visit.prepared += prepare_page(visit.page, visit.profiles)
    return facts


def _scroll(visit: Visit, facts: Facts) -> Facts:
    began, visit.document = time.monotonic(), _document(visit)
    lost, stop = _scroll_down(visit, began)
    if lost and (
        height := widen_window(visit.page, visit.scrolled.height if visit.scrolled else 0)
    ):
        visit.prepared.append(Deed(action="widened", mark=str(height)))
        lost, stop = _scroll_down(visit, began, afresh=False)
    visit.prepared += still_films(visit.page)
    return replace(facts, scroll=stop, lost_rows=lost)


def _scroll_down(visit: Visit, began: float, *, afresh: bool = True) -> tuple[int, ScrollStop]:
    """Scroll to the end, again if a box had come in the way, and back to the top.

    Returns:
        How many rows had vanished by then, and why the scroll ended.
    """
    scrolled = scroll_through(visit.page, visit.job.settings, began, afresh=afresh)
    if came := prepare_page(visit.page, visit.profiles):
        visit.prepared += came
        _take_up_again(visit)
        scrolled = scroll_through(visit.page, visit.job.settings, began, afresh=afresh)
    visit.scrolled = scrolled
    visit.pending = await_pictures(visit.page, visit.watch, PICTURE_SECONDS)
    scroll_to_top(visit.page)
    return count_lost_rows(visit.page), scrolled.stop


def _take_up_again(visit: Visit) -> None:
    """Let a page come to rest that a press in the middle of the scroll has led to."""
    if not is_same_document(visit):
        _come_to_rest(visit)


def _inspect(visit: Visit, facts: Facts) -> Facts:
    about, before = visit.job.subject, visit.document
    seen = look_for_signs(visit.page, visit.profiles, (about.name, about.handle))
    facts = replace(facts, content=inspect_page(visit.page), seen=seen)
    visit.document = _document(visit)
    if visit.document == before:
        return facts
    verdict = judge(facts)  # where it led to a wall, the wall is what to tell
    untold = not verdict.failed or verdict.reason in _HALF_LOADED
    return replace(facts, error="NAVIGATED") if untold else facts


_HALF_LOADED = ("blank", "wrong-account")
"""What a page is judged to be whose words have not come yet."""
_NAVIGATED = ("context was destroyed", "Cannot find context", "Frame was detached", "navigat")
"""What the browser says when the page it was asked about has just been left."""
_STEPS = (
    ("open", _open), ("settle", _settle), ("prepare", _prepare), ("scroll", _scroll),
    ("inspect", _inspect),
)  # fmt: skip


def _look_around(visit: Visit, facts: Facts) -> Facts:
    """Add what the page's answers and the guard say by now."""
    last, error = visit.watch.last, visit.watch.error or facts.error
    if last is None and error is None:
        return facts
    refused = _was_refused(visit, last, error)
    url = visit.page.url
    shown = last is not None and not refused and "://" in url and not url.startswith("chrome-error")
    return replace(
        facts,
        reached=url if shown else None,
        status=last.status if last is not None and not refused else None,
        error=error,
        trouble=_trouble(visit) if refused else None,
        too_much=visit.proxy.meter.exhausted,
    )


def _was_refused(visit: Visit, last: Response | None, error: str | None) -> bool:
    """Tell whether it was the guard, and no server, that answered."""
    if error and error.startswith(("ERR_TUNNEL_CONNECTION", "ERR_PROXY")):
        return True
    mark = last.headers.get("proxy-status", "") if last else ""
    return mark.startswith(visit.proxy.credentials.username)


def _trouble(visit: Visit) -> Trouble:
    refusal = visit.proxy.refusal_of(*host_and_port(visit.watch.last_asked))
    return refusal.trouble if refusal else Trouble.UNREACHABLE


def _error_code(error: PlaywrightError) -> str:
    """Return the browser's error as one word."""
    if isinstance(error, PlaywrightTimeoutError):
        return "TIMEOUT"
    if "Download is starting" in error.message:
        return "DOWNLOAD"
    found = re.search(r"net::(ERR_\w+)", error.message)
    if found:
        return found[1]
    return "NAVIGATED" if any(each in error.message for each in _NAVIGATED) else "CRASH"
