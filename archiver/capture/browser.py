"""Finding a Chromium and starting it, with every connection through the guard."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Playwright, ProxySettings, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from archiver.network.proxy import GuardingProxy
from diarium.errors import ToolError

NAMES = ("chromium", "chromium-browser", "google-chrome")
WITHOUT_WINDOWS = "chromium-headless-shell"
"""The same engine without windows, for three fifths of the work; only some Asian fonts differ."""
START_SECONDS = 60
FLAGS = (
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    "--disable-quic",
    "--font-render-hinting=slight",  # as in a browser with windows
    "--force-color-profile=srgb",
    "--hide-scrollbars",
    "--autoplay-policy=user-gesture-required",
    "--disable-background-networking",
    "--disable-component-update",
    "--autofill-server-url=http://127.0.0.1:1/",  # a forbidden port; else it asks Google of forms
    "--mute-audio",
    "--no-first-run",
)
"""The first three shut the ways around the proxy: WebRTC's UDP, own look-ups, and QUIC."""


def find_browser(playwright: Playwright, chosen: Path | None, *, visible: bool = False) -> Path:
    """Return the Chromium to use: the settings', else the system's without windows, else any.

    Args:
        playwright: What drives it, and may have one of its own.
        chosen: The one that the settings name, if they do.
        visible: A person is to see it, so one without windows does not serve.

    Raises:
        ToolError: There is none, or the one the settings name cannot be run.
    """
    if chosen is not None and not (visible and "headless" in chosen.name):
        if not os.access(chosen, os.X_OK) or not chosen.is_file():
            raise ToolError(
                "the browser {path} named in the settings is no program; correct "
                "[capture] browser in archiver.toml, or remove the line to have one found",
                path=chosen,
            )
        return chosen
    light = shutil.which(WITHOUT_WINDOWS)
    if light is not None and not visible:
        return Path(light)
    own = Path(playwright.chromium.executable_path)
    if own.is_file():
        return own
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise ToolError(
            "no Chromium was found; install it (apt-get install chromium, or "
            "playwright install chromium) or name it as [capture] browser in archiver.toml"
        )
    return Path(found)


def locate_browser(chosen: Path | None, *, visible: bool = False) -> Path:
    """Return the Chromium that ``find_browser`` finds, without starting it.

    Raises:
        ToolError: There is none.
    """
    with start_playwright() as playwright:
        return find_browser(playwright, chosen, visible=visible)


@contextlib.contextmanager
def start_playwright() -> Iterator[Playwright]:
    """Start what drives the browser.

    Raises:
        ToolError: It does not start, for want of a library of the system's.
    """
    with contextlib.ExitStack() as started:
        try:
            playwright = started.enter_context(sync_playwright())
        except Exception as error:
            raise ToolError(
                "what drives the browser does not start ({cause}); install the package libatomic1 "
                "and run archiver doctor",
                cause=error,
            ) from error
        yield playwright


@contextlib.contextmanager
def open_browser(
    playwright: Playwright, path: Path, proxy: GuardingProxy, *, headless: bool = True
) -> Iterator[Browser]:
    """Start a Chromium, one that nobody sees unless told, all through the proxy.

    Its sandbox is off only for the superuser, for whom Chromium refuses to run with it.

    Raises:
        ToolError: It does not start.
    """
    try:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=list(FLAGS),
            headless=headless,
            chromium_sandbox=is_sandboxed(),
            proxy=_settings_of(proxy),
            timeout=START_SECONDS * 1000,
            handle_sigint=False,
        )
    except PlaywrightError as error:
        raise ToolError(
            "the browser {path} does not start ({cause}); run archiver doctor",
            path=path,
            cause=_cause(error),
        ) from error
    with contextlib.closing(browser):
        yield browser


def is_sandboxed() -> bool:
    """Tell whether Chromium's sandbox is on; it cannot be for the superuser."""
    return os.getuid() != 0


def _settings_of(proxy: GuardingProxy) -> ProxySettings:
    shown = proxy.credentials
    return ProxySettings(
        server=proxy.url,
        bypass="<-loopback>",  # loopback too goes through the proxy
        username=shown.username,
        password=shown.password,
    )


def _cause(error: PlaywrightError) -> str:
    lines = [line.strip() for line in error.message.splitlines() if line.strip()]
    return lines[0] if lines else "unknown"
