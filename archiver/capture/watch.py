"""What happens around a page while it is captured: answers, errors, and what is turned away."""

import contextlib
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
        dialogs: Dialogs dismissed.
        popups: Other windows closed.
        downloads: Downloads refused.
        requests: Requests made.
        failed: Requests that failed, by the browser's error.
        console_errors: Errors on the page's console, and scripts that failed.
    """

    page: Page
    last_asked: str = ""
    hops: list[Hop] = field(default_factory=list)
    crashed: bool = False
    dialogs: int = 0
    popups: int = 0
    downloads: int = 0
    requests: int = 0
    failed: dict[str, int] = field(default_factory=dict)
    console_errors: int = 0

    def listen(self, context: BrowserContext) -> None:
        """Begin to listen."""
        page = self.page
        page.on("response", self._answered)
        page.on("request", self._asked)
        page.on("requestfailed", self._request_failed)
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
        return "DIALOGS" if self.dialogs > DIALOGS_MOST else None

    def _answered(self, response: Response) -> None:
        with contextlib.suppress(PlaywrightError):
            if self._is_own(response.request):
                self.hops.append(Hop(response, read_clock()))

    def _asked(self, request: Request) -> None:
        self.requests += 1
        with contextlib.suppress(PlaywrightError):
            if self._is_own(request):
                self.last_asked = request.url

    def _is_own(self, request: Request) -> bool:
        return request.is_navigation_request() and request.frame == self.page.main_frame

    def _request_failed(self, request: Request) -> None:
        code = (request.failure or "unknown").removeprefix("net::")
        self.failed[code] = self.failed.get(code, 0) + 1

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
