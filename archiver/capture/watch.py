"""What happens around a page while it is captured: answers, errors, and what is turned away."""

import contextlib
import time
from dataclasses import dataclass, field
from datetime import datetime

from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Download,
    Page,
    Request,
    Response,
)
from playwright.sync_api import Error as PlaywrightError

from schedules.clock import read_clock

DIALOGS_MOST = 20
"""A page that opens more dialogs than this is closed; it would never let go."""
ABORTED = "ERR_ABORTED"
"""What the browser says of an answer that it did not want to the end."""
LONG_WAIT = 3.0
"""An answer that has not come after so many seconds may never come, as a long poll's."""
ENDLESS = frozenset(("websocket", "eventsource", "media", "ping"))
"""Kinds of requests that are never answered whole."""


@dataclass(slots=True)
class Hop:
    """An answer to a navigation of the page itself, redirects included."""

    response: Response
    at: datetime


@dataclass
class Watch:
    """Listens to a page, turns away dialogs, popups and downloads, and counts.

    Attributes:
        page: The page.
        last_asked: The address the page was last sent to.
        hops: Answers to the page's own navigations, in order.
        crashed: The page's process died.
        broken: The browser's error that ended the answer with the page itself halfway.
        dialogs: Dialogs dismissed.
        popups: Other windows closed.
        downloads: Downloads refused.
        requests: Requests made.
        open: Requests not answered whole, and when each was made, on the monotonic clock.
        failed: Requests that failed, by the browser's error.
        console_errors: Errors on the page's console, and scripts that failed.
    """

    page: Page
    last_asked: str = ""
    hops: list[Hop] = field(default_factory=list)
    crashed: bool = False
    broken: str | None = None
    dialogs: int = 0
    popups: int = 0
    downloads: int = 0
    requests: int = 0
    open: dict[Request, float] = field(default_factory=dict)
    failed: dict[str, int] = field(default_factory=dict)
    console_errors: int = 0

    def listen(self, context: BrowserContext) -> None:
        """Begin to listen."""
        page = self.page
        page.on("response", self._answered)
        page.on("request", self._asked)
        page.on("requestfailed", self._request_failed)
        page.on("requestfinished", self._request_ended)
        page.on("crash", self._crash)
        page.on("dialog", self._dialog)
        page.on("download", self._download)
        page.on("console", self._console)
        page.on("pageerror", self._script_failed)
        context.on("page", self._popup)

    @property
    def last(self) -> Response | None:
        """The last answer to a navigation of the page itself."""
        return self.hops[-1].response if self.hops else None

    @property
    def error(self) -> str | None:
        """What made the page unusable, in the words of ``facts.Facts.error``."""
        if self.crashed:
            return "CRASH"
        return "DIALOGS" if self.dialogs > DIALOGS_MOST else self.broken

    def awaited(self) -> bool:
        """Tell whether anything is on its way that can be expected to come.

        Some connections stay open for ever; what the page has long waited for is not counted.
        """
        latest = time.monotonic() - LONG_WAIT
        return any(
            began > latest for request, began in self.open.items()
            if request.resource_type not in ENDLESS
        )  # fmt: skip

    def on_their_way(self, *kinds: str) -> int:
        """Return how many requests of some kinds have not been answered whole."""
        return sum(request.resource_type in kinds for request in self.open)

    def _answered(self, response: Response) -> None:
        with contextlib.suppress(PlaywrightError):
            if self._is_own(response.request):
                self.hops.append(Hop(response, read_clock()))

    def _asked(self, request: Request) -> None:
        self.requests += 1
        self.open[request] = time.monotonic()
        with contextlib.suppress(PlaywrightError):
            if self._is_own(request):
                self.last_asked, self.broken = request.url, None

    def _is_own(self, request: Request) -> bool:
        return request.is_navigation_request() and request.frame == self.page.main_frame

    def _request_ended(self, request: Request) -> None:
        self.open.pop(request, None)

    def _request_failed(self, request: Request) -> None:
        self._request_ended(request)
        code = (request.failure or "unknown").removeprefix("net::")
        self.failed[code] = self.failed.get(code, 0) + 1
        if self.last and self.last.request == request and code != ABORTED:
            self.broken = code

    def _crash(self, page: Page) -> None:
        del page
        self.crashed = True

    def _dialog(self, dialog: Dialog) -> None:
        self.dialogs += 1
        with contextlib.suppress(PlaywrightError):
            if self.dialogs > DIALOGS_MOST:
                self.page.close()
            else:
                dialog.dismiss()

    def _download(self, download: Download) -> None:
        del download
        self.downloads += 1

    def _console(self, message: ConsoleMessage) -> None:
        self.console_errors += message.type == "error"

    def _script_failed(self, error: PlaywrightError) -> None:
        del error
        self.console_errors += 1

    def _popup(self, opened: Page) -> None:
        if opened != self.page:
            self.popups += 1
            with contextlib.suppress(PlaywrightError):
                opened.close()
