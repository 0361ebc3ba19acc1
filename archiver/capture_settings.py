"""The settings of how a start page is captured: ``[capture]``."""

from dataclasses import dataclass
from pathlib import Path

from archiver.setting_values import Reader, choice, networks, number, numbers, path_of_file, words


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureSettings:
    """How a start page is captured.

    Attributes:
        browser: Path of the Chromium to use; none means whichever is found.
        allow_private_addresses: Addresses or networks that are closed unless named here.
        width: Width of the page in CSS pixels.
        height: Height of the window in CSS pixels.
        load_seconds: Longest wait for the page to load.
        quiet_seconds: Longest wait for the network to fall quiet.
        scroll_steps: Most steps of the scroll.
        scroll_pixels: Longest page that is scrolled through, in CSS pixels.
        scroll_seconds: Longest time spent scrolling.
        total_seconds: Longest time for one try.
        transfer_mb: Most that a page may send in one try, all servers together, in megabytes.
        memory_mb: Most memory that one try may take, browser included, in megabytes.
        attempts: Most tries for one account in one run.
        backoff_seconds: Waits before the second try, the third and so on; the last holds on.
        retry_after_seconds: Longest pause a server may ask for and still be tried in the same run.
        account_seconds: Longest time for one account, its tries and the waits between them; a try
            that might not fit is not begun.
        host_pause_seconds: Pause between two visits to one host.
        host_jitter_seconds: Up to so much is added to the pause, by chance.
        breaker_failures: A host that turned away so many visits in a row is left alone.
        contact: Said in the browser's name, so that a platform can reach the municipality.
        profiles: Folder of the site's own platform profiles, see ``archiver.capture.profiles``.
        pdfa: Flavour of PDF/A: ``2b``, ``2u`` (every character of the text is known) or ``3b`` (the
            evidence lies inside too).
    """

    browser: Path | None = None
    allow_private_addresses: tuple[str, ...] = ()
    width: int = 1280
    height: int = 1600
    load_seconds: int = 60
    quiet_seconds: int = 10
    scroll_steps: int = 100
    scroll_pixels: int = 60_000
    scroll_seconds: int = 90
    total_seconds: int = 300
    transfer_mb: int = 200
    memory_mb: int = 3_000
    attempts: int = 3
    backoff_seconds: tuple[int, ...] = (30, 120, 600)
    retry_after_seconds: int = 900
    account_seconds: int = 1_800
    host_pause_seconds: int = 10
    host_jitter_seconds: int = 5
    breaker_failures: int = 3
    contact: str = ""
    profiles: Path | None = None
    pdfa: str = "2b"


CAPTURE_KEYS: dict[str, Reader] = {
    "capture.browser": path_of_file,
    "capture.allow_private_addresses": networks,
    "capture.width": number(320, 3840),
    "capture.height": number(320, 8000),
    "capture.load_seconds": number(1, 600),
    "capture.quiet_seconds": number(1, 120),
    "capture.scroll_steps": number(1, 10_000),
    "capture.scroll_pixels": number(1_000, 1_000_000),
    "capture.scroll_seconds": number(1, 3_600),
    "capture.total_seconds": number(10, 7_200),
    "capture.transfer_mb": number(1, 100_000),
    "capture.memory_mb": number(500, 1_000_000),
    "capture.attempts": number(1, 10),
    "capture.backoff_seconds": numbers(0, 3_600),
    "capture.retry_after_seconds": number(0, 7_200),
    "capture.account_seconds": number(10, 86_400),
    "capture.host_pause_seconds": number(0, 3_600),
    "capture.host_jitter_seconds": number(0, 3_600),
    "capture.breaker_failures": number(1, 100),
    "capture.contact": words,
    "capture.profiles": path_of_file,
    "capture.pdfa": choice("2b", "2u", "3b"),
}
"""Every key of the table, and what it may say."""
