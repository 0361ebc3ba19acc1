"""The web archive of a try: what the browser recorded, put into one file beside the picture."""

import shutil
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext
from playwright.sync_api import Error as PlaywrightError

from archiver.capture.exchanges import Exchanges, sent_at
from archiver.capture.tried import Try
from archiver.capture.wacz import WARC_NAME, StartPage, write_wacz
from archiver.capture.warc import Cookie, Entry, Origin, WarcFacts, write_warc

WEB_ARCHIVE, BODIES = "snapshot.wacz", "bodies"


def write_web_archive(folder: Path, tried: Try) -> dict[str, Any] | None:
    """Write all that the browser was answered as ``snapshot.wacz`` in a folder.

    The record of the try ends here, and what it laid on the disk is removed.

    Returns:
        What the provenance record says of it; none, and no file, if no server answered.
    """
    exchanges, page, warc = tried.exchanges, tried.visit.page, folder / WARC_NAME
    written = write_warc(warc, _origin(tried), exchanges.finish(page), _cookies(page.context))
    if written.entries:
        write_wacz(folder / WEB_ARCHIVE, warc, written.entries, _start_page(tried, written.entries))
    warc.unlink()
    shutil.rmtree(exchanges.folder)
    return _describe(written, exchanges) if written.entries else None


def _origin(tried: Try) -> Origin:
    subject = tried.visit.job.subject
    return Origin(
        name=WARC_NAME,
        began=tried.began,
        subject=f"{subject.kommun}, {subject.name}, {subject.period}",
        user_agent=tried.browser["user_agent"],
    )


def _cookies(context: BrowserContext) -> list[Cookie]:
    try:
        held = context.cookies()
    except PlaywrightError:
        return []
    return [
        Cookie(name=each["name"], value=each["value"], closed=each["httpOnly"]) for each in held
    ]


def _start_page(tried: Try, entries: list[Entry]) -> StartPage:
    """Return the answer that made the page, or the first there was.

    It is known by its moment: the page may have asked for its own address again.
    """
    last, content = tried.visit.watch.last, tried.facts.content
    at = sent_at(last.request) if last else None
    entry = next((each for each in entries if each.at == at), entries[0])
    return StartPage(url=entry.url, at=entry.at, title=content.title if content else "")


def _describe(written: WarcFacts, exchanges: Exchanges) -> dict[str, Any]:
    return {
        "requests": written.requests,
        "answers": len(written.entries),
        "incomplete": dict(sorted(written.incomplete.items())),
        "secrets_struck_out": written.struck_out,
        "beyond_limit": exchanges.left_out,
    }
