"""The main job on long pages that nobody here wrote, through the command alone.

Debian's documentation, Datasette and MediaWiki are served on loopback; the pages go from ``account
add`` to a valid package, and each PDF is laid beside the page as plain Playwright shows it. The
PDFs stay in ``.demo/real-pages/pdf`` to be looked at.
"""

import contextlib
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser

from tests.e2e.real_capture import (
    PERIOD,
    ROOT,
    Archive,
    Seen,
    black_out,
    find_rows,
    look_at,
    open_archive,
    shoot_again,
    take_shown,
)
from tests.e2e.real_sites import DOCUMENTS, run_datasette, serve_documents
from tests.e2e.real_wiki import NOTICE, TITLE, run_mediawiki
from tests.pdf import compare
from tests.pdf.judges import ask_verapdf
from tests.plain_browser import open_plain_browser

PAGES = ROOT / ".judges" / "real-pages"
ARCHIVE = ROOT / ".demo" / "real-pages"
NAMES = [*DOCUMENTS, "datasette", "wiki"]
STYLES = {
    "doxygen-commands": "#doc-content{height:auto!important}",
    "nodejs-stream": "section{content-visibility:visible!important}",
}
"""What a person does to see the whole page: the pane let out, every part laid out at once."""
MOVING = {"datasette": "footer.ft"}
"""What says something else each time it is shown: how many milliseconds the query took."""

pytestmark = [pytest.mark.soak, pytest.mark.browser, pytest.mark.timeout(3600)]


@dataclass(frozen=True)
class Taken:
    """The archive, what was reported of each account, and where the pages are."""

    archive: Archive
    snapshots: dict[str, dict[str, Any]]
    addresses: dict[str, str]

    def pdf(self, name: str) -> Path:
        """Return the PDF of an account's page, in a copy that is called after it."""
        copy = ARCHIVE / "pdf" / f"{name}.pdf"
        if not copy.exists():
            copy.parent.mkdir(exist_ok=True)
            shutil.copy(self.archive.kept(self.snapshots[name], "pdfa"), copy)
        return copy


@pytest.fixture(scope="module")
def addresses() -> Iterator[dict[str, str]]:
    """Serve the documents and run the applications; give each page's address."""
    subprocess.run(["/bin/sh", ROOT / "setup" / "real_pages.sh", PAGES], check=True)
    with contextlib.ExitStack() as served:
        pages = served.enter_context(serve_documents(PAGES))
        pages["datasette"] = served.enter_context(run_datasette(PAGES))
        wiki = served.enter_context(run_mediawiki(PAGES))
        pages["wiki"] = f"{wiki}/{quote(TITLE)}"
        pages["wiki-of-another"] = pages["wiki"]
        pages["wiki-missing"] = f"{wiki}/Finns_inte"
        pages["wiki-login"] = f"{wiki}/{quote('Special:Inställningar')}"
        yield pages


@pytest.fixture(scope="module")
def taken(addresses: dict[str, str]) -> Taken:
    """Take all the pages' snapshots."""
    shutil.rmtree(ARCHIVE, ignore_errors=True)
    archive = open_archive(ARCHIVE)
    for name in NAMES:
        known = {"platform": "mediawiki", "name": TITLE, "handle": TITLE} if name == "wiki" else {}
        archive.add(name, addresses[name], **known)
    return Taken(archive, archive.take(NAMES), addresses)


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    """Give a plain browser: the captures' own, for one with windows has other Asian fonts."""
    with open_plain_browser(chromium) as opened:
        yield opened


@pytest.fixture(scope="module", params=NAMES)
def seen(
    request: pytest.FixtureRequest,
    taken: Taken,
    browser: Browser,
    tmp_path_factory: pytest.TempPathFactory,
) -> Seen:
    """Give a snapshot and the page by plain Playwright, one after the other."""
    name: str = request.param
    page = look_at(browser, taken.addresses[name], STYLES.get(name, ""))
    reference = take_shown(page)
    overlaps = taken.archive.record(taken.snapshots[name])["picture"]["overlaps"]
    rows = {each["page"]: each["rows"] for each in overlaps}
    pictures = compare.read_pictures(taken.pdf(name), rows, tmp_path_factory.mktemp(name))
    shoot_again(page, reference, pictures)
    if name in MOVING:
        black_out(reference, pictures, find_rows(page, MOVING[name]))
    page.close()
    return Seen(taken.pdf(name), pictures, reference)


def test_every_page_is_captured_complete(taken: Taken) -> None:
    assert {name: each["outcome"] for name, each in taken.snapshots.items()} == dict.fromkeys(
        NAMES, "complete"
    )


def test_the_pages_go_into_a_valid_package(taken: Taken) -> None:
    archive = taken.archive
    archive.run("export", "--namnd", "KS", "--period", PERIOD, "--profile", "eark-2.2",
                "--output", "leverans")  # fmt: skip
    package = next(path for path in (ARCHIVE / "leverans").iterdir() if path.is_dir())

    archive.run("verify")
    archive.run("verify", str(package))
    assert len(list(package.glob("representations/*/data/*.pdf"))) == len(NAMES)


@pytest.mark.judge
def test_verapdf_finds_every_pdf_compliant(taken: Taken) -> None:
    verdicts = ask_verapdf(taken.pdf(name) for name in NAMES)

    assert len(verdicts) == len(NAMES)
    assert not any(verdicts.values()), verdicts


def test_the_picture_is_the_page_pixel_for_pixel(seen: Seen) -> None:
    assert compare.find_holes(seen.pictures) == []
    assert compare.count_wrong_rows(seen.pictures, seen.reference) == 0


def test_the_text_layer_holds_the_visible_words_in_order(seen: Seen) -> None:
    by_page = compare.read_by_page(seen.pictures, seen.reference)

    assert max(seen.measure_text(seen.reference.text), seen.measure_text(by_page)) >= 0.99


def test_no_line_of_text_is_cut_by_a_page_break(seen: Seen) -> None:
    assert compare.find_cut_boxes(seen.pictures, seen.reference) == []


def test_a_wiki_says_its_name_and_its_day_by_the_rules_of_its_platform(taken: Taken) -> None:
    record = taken.archive.record(taken.snapshots["wiki"])

    assert record["page"]["names"][0] == TITLE
    assert (record["page"]["posts"]["read"], record["page"]["posts"]["unread"]) == (1, 0)
    assert record["page"]["posts"]["last"] == record["began_local"][:10]


def test_what_a_wiki_says_above_every_page_is_no_box_to_hide(taken: Taken) -> None:
    assert taken.archive.record(taken.snapshots["wiki"])["prepared"] == []
    assert NOTICE in " ".join(compare.read_text(taken.pdf("wiki"), 2).split())


def test_a_wiki_page_of_another_none_and_one_behind_a_login_are_told_apart(taken: Taken) -> None:
    for name in ("wiki-of-another", "wiki-missing", "wiki-login"):
        other = {"platform": "mediawiki", "name": "Räddningstjänsten", "handle": "raddning"}
        taken.archive.add(name, taken.addresses[name], **other)

    found = taken.archive.take(["wiki-of-another", "wiki-missing", "wiki-login"], expected=4)

    assert {name: each["reason"] for name, each in found.items()} == {
        "wiki-of-another": "wrong-account",
        "wiki-missing": "http-404",
        "wiki-login": "login",
    }
