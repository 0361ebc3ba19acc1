"""``python -m archiver.capture JOBFOLDER``: one capture in a process of its own.

The process dies with whoever started it: it holds on to its standard input, and when that ends it
ends too, with its browser.
"""

import importlib
import os
import shutil
import sys
import tempfile
import threading
from pathlib import Path

from archiver.capture.job import FAILURE, SCRATCH, SCRATCH_PREFIX, KeptLogin, write_json
from archiver.capture.processes import kill_tree
from diarium.errors import Error, ExitCode
from diarium.files import storage_errors

WORKER = "archiver.capture.worker"
TEMPORARY_LONGEST = 50
"""Chromium cannot use a folder for its sockets whose path is much longer than this."""


def main() -> int:
    """Run the capture; if it comes to nothing, return the exit code."""
    folder = Path(sys.argv[1])
    scratch = _make_scratch(folder)
    login = _receive_login()
    threading.Thread(target=_die_with_parent, args=(scratch,), daemon=True).start()
    try:
        return _run(folder, login)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _run(folder: Path, login: KeptLogin | None) -> int:
    # What takes a while to load is loaded after the parent is watched, and most of it while what
    # drives the browser is starting.
    from archiver.capture.browser import start_playwright  # noqa: PLC0415  see above

    threading.Thread(target=importlib.import_module, args=(WORKER,), daemon=True).start()
    code = ExitCode.OK
    try:
        with storage_errors(folder), start_playwright() as playwright:
            importlib.import_module(WORKER).run_job(folder, login, playwright)
    except Error as error:
        fields = {name: str(value) for name, value in error.fields.items()}
        failure = {"code": error.exit_code, "message": error.message, "fields": fields}
        write_json(folder / FAILURE, failure)
        code = error.exit_code
    return code


def _make_scratch(folder: Path) -> Path:
    """Make a folder for the browser's temporary files, note it, and have all of them go there."""
    usual = tempfile.gettempdir()
    short = usual if len(usual) < TEMPORARY_LONGEST else "/tmp"  # noqa: S108  ours alone, see mkdtemp
    scratch = tempfile.mkdtemp(prefix=SCRATCH_PREFIX, dir=short)
    (folder / SCRATCH).write_text(scratch, encoding="utf-8")
    os.environ["TMPDIR"] = tempfile.tempdir = scratch
    return Path(scratch)


def _receive_login() -> KeptLogin | None:
    """Read the first line that the parent sends; an empty one says that there is no login."""
    received = b""
    while not received.endswith(b"\n"):
        part = os.read(sys.stdin.fileno(), 1 << 16)
        if not part:  # the parent is gone
            os._exit(ExitCode.INTERRUPTED)
        received += part
    state = received.strip().decode()
    return KeptLogin(state) if state else None


def _die_with_parent(scratch: Path) -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    kill_tree(os.getpid(), itself=False)
    shutil.rmtree(scratch, ignore_errors=True)
    os._exit(ExitCode.INTERRUPTED)


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)  # a name look-up that hangs must not hold the process
