"""A browser in which somebody logs in: what it knows afterwards, and what cannot be."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from archiver.capture.login import log_in
from archiver.capture.processes import list_family
from archiver.capture_settings import CaptureSettings
from archiver.cli.main import run
from diarium.errors import CaptureError, ExitCode, RefusedError, ToolError
from tests.archiver.snapshot_runs import PERIOD, Archive, new_archive, wait_for
from tests.judges import require_tool
from tests.site_server import Answer, Site, serve_pages

pytestmark = pytest.mark.browser
SECRET = "hemlig-kaka-7f3a9c51d2e84b60"
FORM = """<title>Logga in</title><form method=post action=/in>
<input name=user value=anna><input type=password name=p value=lösen></form>
<script>setTimeout(() => document.forms[0].submit(), 300)</script>"""


def start_page(request: BaseHTTPRequestHandler) -> Answer:
    if f"sessionid={SECRET}" in request.headers.get("Cookie", ""):
        return Answer("<h1>Inloggad</h1><p>" + "Kommunens nyheter. " * 60)
    return Answer(FORM)


def let_in(request: BaseHTTPRequestHandler) -> Answer:
    """Let in whoever posts the form; a mere look lets nobody in."""
    if request.command != "POST":
        return Answer(status=405)
    given = f"sessionid={SECRET}; Max-Age=864000; HttpOnly; Path=/"
    return Answer(status=303, headers={"Set-Cookie": given, "Location": "/sida"})


@pytest.fixture
def site() -> Iterator[Site]:
    pages = {
        "/sida": start_page, "/in": let_in,
        "/plain": Answer("<h1>Utan kakor</h1>"),
    }  # fmt: skip
    with serve_pages(pages) as served:  # type: ignore[arg-type]
        yield served


@pytest.fixture
def settings(windowed_chromium: Path) -> CaptureSettings:
    return CaptureSettings(browser=windowed_chromium, allow_private_addresses=("127.0.0.1",))


def logged_in(site: Site) -> bool:
    return any(SECRET in each.get("Cookie", "") for each in site.headers)


def test_what_the_browser_knows_when_the_person_is_done(
    site: Site, settings: CaptureSettings
) -> None:
    state = log_in(site.url("/sida"), settings, lambda: logged_in(site), headless=True)
    assert [each["value"] for each in state["cookies"]] == [SECRET]


def test_closing_the_browser_ends_it_too(site: Site, settings: CaptureSettings) -> None:
    asked = 0

    def close_in_a_while() -> bool:
        nonlocal asked
        asked += logged_in(site)
        if asked == 5:
            close_browsers()
        return False

    state = log_in(site.url("/sida"), settings, close_in_a_while, headless=True)
    assert [each["value"] for each in state["cookies"]] == [SECRET]


def close_browsers() -> None:
    """End the browsers below this process, as closing their last window does."""
    for number in list_family(os.getpid()):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it may have ended
            said = Path(f"/proc/{number}/cmdline").read_bytes()
            if b"--remote-debugging-pipe" in said and b"--type=" not in said:
                os.kill(number, signal.SIGTERM)


def test_where_nobody_logged_in_nothing_is_kept(site: Site, settings: CaptureSettings) -> None:
    with pytest.raises(RefusedError, match="nobody is logged in"):
        log_in(site.url("/plain"), settings, lambda: True, headless=True)


def test_the_guard_stands_before_this_browser_too(site: Site, chromium: Path) -> None:
    closed = CaptureSettings(browser=chromium)
    with pytest.raises((CaptureError, RefusedError)):
        log_in(site.url("/sida"), closed, lambda: True, headless=True)
    assert site.asked == []


def test_a_page_that_does_not_answer_is_one_clear_line(settings: CaptureSettings) -> None:
    with pytest.raises(CaptureError, match="cannot be reached"):
        log_in("http://127.0.0.1:1/", settings, lambda: True, headless=True)


def test_without_a_display_it_says_so(
    site: Site, settings: CaptureSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ToolError, match="there is no display") as caught:
        log_in(site.url("/sida"), settings, lambda: True)
    assert caught.value.exit_code == ExitCode.TOOL_MISSING
    monkeypatch.setenv("DISPLAY", ":987")
    with pytest.raises(ToolError, match="does not start"):
        log_in(site.url("/sida"), settings, lambda: True)


@contextlib.contextmanager
def screen() -> Iterator[str]:
    """Give a screen that nobody looks at."""
    program = shutil.which("Xvfb")
    require_tool("Xvfb (apt-get install xvfb)", program is not None)
    read, write = os.pipe()
    command = [str(program), "-displayfd", str(write), "-screen", "0", "1280x1024x24"]
    with subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL) as running:
        os.close(write)
        with os.fdopen(read) as told:
            number = told.readline().strip()
        try:
            yield f":{number}"
        finally:
            running.terminate()


def test_a_person_logs_in_once_and_the_page_is_captured_afterwards(
    site: Site, tmp_path: Path, chromium: Path
) -> None:
    archive = new_archive(tmp_path / "arkiv", site, browser=str(chromium))
    archive.add_account("fb", "/sida")
    nobody = {"HOME": str(tmp_path), "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    with pytest.MonkeyPatch.context() as patch, screen() as display:
        for name, value in (nobody | {"DISPLAY": display}).items():
            patch.setenv(name, value)
        told = log_in_by_command(archive, site)
        assert "The login of fb is kept, locked. It ends " in told
        done = archive.snapshot("--account", "fb", "--period", PERIOD)
        assert done.returncode == 0, done.stderr
        assert run([*archive.config, "login", "--list"]) == 0
        assert run([*archive.config, "login", "--forget", "fb"]) == 0
        assert run([*archive.config, "login", "--forget", "fb"]) == ExitCode.USAGE
    assert [each.outcome for each in archive.noted()] == ["complete"]
    files = [each for each in archive.folder.rglob("*") if each.is_file()]
    assert [each for each in files if SECRET.encode() in each.read_bytes()] == []


def log_in_by_command(archive: Archive, site: Site) -> str:
    """Run ``archiver login``, press Enter when the site has let the browser in."""
    command = [sys.executable, "-m", "archiver", *archive.config, "login", "fb"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as running:
        wait_for(lambda: logged_in(site))
        told, _ = running.communicate("\n", timeout=60)
    assert running.returncode == 0
    return told
