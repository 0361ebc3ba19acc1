"""``python -m archiver.capture.print_forms [BROWSER]``: a Chromium that prints what it is told.

Each line on standard input names, as JSON, a page to print and the PDF/A to make of it; each is
answered by a line on standard output. The process ends, with its browser, when its input does, and
after anything that may have left the browser unwell.
"""

import json
import os
import queue
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from archiver.capture.processes import kill_tree
from diarium.errors import Error, ExitCode

TROUBLE_MOST = 200
Said = dict[str, Any]


def main() -> int:
    """Print until there is nothing more to print."""
    chosen = Path(sys.argv[1]) if sys.argv[1:] else None
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # libraries may print what they like
    wanted = queue.Queue[Said]()
    threading.Thread(target=_read_wanted, args=(wanted,), daemon=True).start()

    def answer(told: Said) -> None:
        answers.write(json.dumps(told) + "\n")
        answers.flush()

    try:
        _serve(chosen, wanted, answer)
    except Error as error:
        fields = {name: str(value) for name, value in error.fields.items()}
        answer({"code": error.exit_code, "message": error.message, "fields": fields})
    return ExitCode.OK


def _serve(
    chosen: Path | None, wanted: "queue.Queue[Said]", answer: Callable[[Said], None]
) -> None:
    # What takes a while to load is loaded after the parent is watched.
    from playwright.sync_api import Error as PlaywrightError  # noqa: PLC0415  see above

    from archiver.capture.browser import (  # noqa: PLC0415  see above
        find_browser,
        open_browser,
        start_playwright,
    )
    from archiver.network.proxy import GuardingProxy  # noqa: PLC0415  see above
    from archiver.pdf.print_outcomes import UndrawnError  # noqa: PLC0415  see above
    from archiver.pdf.printed_pdf import write_printed  # noqa: PLC0415  see above

    with GuardingProxy() as proxy, start_playwright() as playwright:
        path = find_browser(playwright, chosen)
        with open_browser(playwright, path, proxy) as browser:
            answer({"ready": browser.version})
            while True:
                page = wanted.get()
                html = Path(page["html"]).read_text(encoding="utf-8")
                target, created = Path(page["target"]), datetime.fromisoformat(page["created"])
                try:
                    judged = write_printed(browser, html, target, page["title"], created)
                    answer({"judged": judged.value})
                except UndrawnError as error:
                    answer({"undrawn": error.pictures})
                except PlaywrightError as error:
                    answer({"trouble": error.message[:TROUBLE_MOST]})
                    return


def _read_wanted(wanted: "queue.Queue[Said]") -> None:
    """Pass on what is wanted, and end with whoever wanted it."""
    for line in sys.stdin:
        wanted.put(json.loads(line))
    kill_tree(os.getpid(), itself=False)
    os._exit(ExitCode.INTERRUPTED)


if __name__ == "__main__":
    code = main()
    os._exit(code)  # nothing that the browser left behind may hold the process
