import shutil
import subprocess
import sys
from ipaddress import ip_network
from pathlib import Path

import pytest

from archiver.capture.browser import WITHOUT_WINDOWS, locate_browser, open_browser, start_playwright
from archiver.network.proxy import GuardingProxy
from tests.site_server import Answer, serve_pages

SCRIPT = "from archiver.capture.browser import start_playwright\nwith start_playwright(): pass"


def test_a_driver_that_does_not_start_is_a_missing_tool_and_says_what_to_install() -> None:
    broken = {"PLAYWRIGHT_NODEJS_PATH": str(shutil.which("false"))}
    found = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=broken, capture_output=True, text=True, check=False
    )
    assert "ToolError: what drives the browser does not start" in found.stderr
    assert "libatomic1" in found.stderr


def test_a_driver_that_starts_is_given() -> None:
    found = subprocess.run([sys.executable, "-c", SCRIPT], check=False)
    assert found.returncode == 0


@pytest.mark.browser
def test_a_person_is_never_given_a_browser_without_windows(
    windowed_chromium: Path, tmp_path: Path
) -> None:
    chosen = tmp_path / WITHOUT_WINDOWS
    chosen.symlink_to(windowed_chromium)

    assert locate_browser(chosen) == chosen
    assert locate_browser(chosen, visible=True) == windowed_chromium
    assert "headless" not in windowed_chromium.name


@pytest.mark.browser
def test_the_browser_asks_nobody_about_the_fields_of_a_form(chromium: Path, tmp_path: Path) -> None:
    fields = "".join(f"<input name={name}>" for name in ("name", "email", "address", "zip"))
    form = Answer(f"<!doctype html><form action=/x>{fields}<button>Sök</button></form>")
    with (
        serve_pages({"/form": form}, tmp_path) as site,
        GuardingProxy([ip_network("127.0.0.1")], 1_000_000) as proxy,
        start_playwright() as playwright,
        open_browser(playwright, chromium, proxy) as browser,
    ):
        page = browser.new_page()
        page.goto(site.url("/form"))
        page.wait_for_timeout(2000)
        assert proxy.refusal_of("content-autofill.googleapis.com", 443) is None
