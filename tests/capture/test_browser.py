import shutil
import subprocess
import sys

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
