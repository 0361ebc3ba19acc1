"""What is read of a page beside its picture, by the real worker with a real Chromium."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from archiver.capture.run import Workers
from archiver.policy_settings import PolicySettings
from tests.capture.jobs import SUBJECT, make_job
from tests.site_server import Answer, Page, Site, serve_pages

pytestmark = pytest.mark.browser
HEAD = "<!doctype html><html lang=sv><meta charset=utf-8>"
WORDS = "<h1>Exempelstads blogg</h1>" + "<p>Vatten, skola och väg i Exempelstad.</p>" * 30
PAGES: dict[str, Page] = {
    "/plain": Answer(
        f"{HEAD}<title>Exempelstads\n  blogg</title><meta property='og:title' content='Bloggen'>"
        f"<link rel=canonical href='https://exempelstad.se/blogg?token=hemligt'>{WORDS}"
        "<a href='https://exempelstad.se/?session=hemligt'>Webbplatsen</a>"
        "<time datetime='2026-01-02'>2 jan</time><time>3 februari 2026</time><time>i går</time>"
        "<time datetime='2020-01-01' style='display:none'>dold</time>"
        "<img alt='Exempelstads vapen' width=50 height=50 src='/x.svg'>"
    ),
    "/x.svg": Answer(
        "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>"
        "<rect width='9' height='9'/></svg>",
        media_type="image/svg+xml",
    ),
    "/hostile": Answer(
        f"{HEAD}<title>x</title>{WORDS}<form name=querySelectorAll></form><img name=title>"
        "<div id=host></div><script>const root = host.attachShadow({mode: 'open'});"
        "root.innerHTML = '<time datetime=\"2026-03-04\">fyra</time>';"
        "Document.prototype.querySelectorAll = () => []; String = () => 'lurad';"
        "document.querySelector('title').textContent = '\\ud800 Exempelstad \\u0007';</script>"
    ),
    "/feed": Answer(
        f"{HEAD}<title>Exempelstad</title>{WORDS}"
        "<article><p>Badet öppnar 3 juni.</p><time datetime='2026-05-03'>3 maj</time> "
        "<a href='https://exempelstad.se/bad?token=hemligt'>Läs mer</a>"
        "<div role=article><time datetime='2026-05-04'>4 maj</time> När då?</div></article>"
        "<div><div><time datetime='2026-05-02'>2 maj</time></div><p>Skolan börjar.</p>"
        "<a href='/skola' style='display:none'>dold</a></div>"
        "<div><time datetime='i går'>i går</time><p>Hej!</p><a href='/hej'>Mer</a></div>"
    ),
    "/gone": Answer("", 404),
}  # fmt: skip


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serve_pages(dict(PAGES)) as running:
        yield running


@pytest.fixture(scope="module")
def records(
    site: Site, chromium: Path, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, dict[str, Any]]:
    """Return the provenance record of each page."""
    del chromium
    folder, found = tmp_path_factory.mktemp("facts"), {}
    with Workers(1) as workers:
        for name in ("plain", "hostile", "feed", "gone"):
            policy = PolicySettings(site="exempelstad.se")
            job = replace(make_job(site.url(f"/{name}")), policy=policy, subject=SUBJECT)
            done = workers.submit(job, folder / name).result()
            found[name] = json.loads((done.folder / "provenance.json").read_text("utf-8"))
    return found


def test_names_dates_and_labels_are_read(records: Mapping[str, dict[str, Any]]) -> None:
    page = records["plain"]["page"]
    assert (page["title"], page["og_title"]) == ("Exempelstads blogg", "Bloggen")
    assert page["canonical"].startswith("https://exempelstad.se/blogg?")
    assert {"Exempelstads blogg", "Bloggen"} <= set(page["names"])
    assert page["labels"] == ["Exempelstads vapen"]
    assert page["text"].startswith("Exempelstads blogg Vatten, skola och väg")
    assert len(page["screen"]) == 16
    assert int(page["screen"], 16)


def test_days_in_full_are_read_and_others_counted(records: Mapping[str, dict[str, Any]]) -> None:
    assert records["plain"]["page"]["posts"] == {
        "read": 1, "unread": 0, "first": "2026-01-02", "last": "2026-01-02",
    }  # fmt: skip


def test_posts_are_told_apart_with_their_words_and_links(
    records: Mapping[str, dict[str, Any]],
) -> None:
    first, second, third = records["feed"]["page"]["feed"]
    assert (first["day"], first["text"]) == (
        "2026-05-03", "Badet öppnar 3 juni. 3 maj Läs mer 4 maj När då?",
    )  # fmt: skip
    assert [each["words"] for each in first["links"]] == ["Läs mer"]
    assert first["links"][0]["url"].startswith("https://exempelstad.se/bad?")
    assert "hemligt" not in str(first)
    assert (second["day"], second["text"], second["links"]) == (
        "2026-05-02", "2 maj Skolan börjar.", [],
    )  # fmt: skip
    assert (third["day"], third["text"]) == (None, "i går Hej! Mer")
    assert third["links"][0]["url"].endswith("/hej")


def test_the_checks_stand_in_the_record(records: Mapping[str, dict[str, Any]]) -> None:
    checks = {each["rule"]: each for each in records["plain"]["policy_checks"]}
    assert checks["sender-in-name"]["words"] == ["Exempelstads blogg"]
    assert checks["logo"]["words"] == ["Exempelstads vapen"]
    assert checks["site-link"]["words"][0].startswith("https://exempelstad.se/?session=")
    assert checks["contact-phone"]["why"] == "no-setting"


def test_secrets_in_addresses_are_taken_out(records: Mapping[str, dict[str, Any]]) -> None:
    record = records["plain"]
    assert "hemligt" not in json.dumps([record["page"], record["policy_checks"]])


def test_a_page_cannot_mislead_the_reader_or_break_the_record(
    records: Mapping[str, dict[str, Any]],
) -> None:
    page = records["hostile"]["page"]
    assert page["title"] == "\N{REPLACEMENT CHARACTER} Exempelstad \u0007"
    assert page["posts"]["last"] == "2026-03-04"
    assert "Exempelstads blogg" in page["names"]


def test_where_there_was_no_page_nothing_is_told(records: Mapping[str, dict[str, Any]]) -> None:
    assert (records["gone"]["page"], records["gone"]["policy_checks"]) == (None, None)
