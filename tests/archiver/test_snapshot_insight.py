"""``archiver snapshot check`` and ``changes`` by the real command with a real Chromium."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from archiver.cli.main import run
from schedules.clock import read_clock
from tests.archiver.snapshot_runs import Archive, new_archive
from tests.site_server import Answer, Page, Site, serve_pages

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
HEAD = "<!doctype html><html lang=sv><meta charset=utf-8>"
DAYS = [str(read_clock().date() - timedelta(days=n)) for n in (2, 10, 60, 90)]
"""Days of posts, the newest first."""
LOGO = "<img alt='Exempelstads logotyp' width=80 height=80 src='/logo.svg'>"
SVG = (
    "<svg xmlns='http://www.w3.org/2000/svg' width='80' height='80'>"
    "<circle r='40' fill='red'/></svg>"
)
ABOUT = """<p>Detta är ett officiellt konto för <b>Exempelstad</b>. Det du skriver kan bli en
allmän <i>handling</i>. Personangrepp och reklam tas bort inom 48 timmar.</p>
<p>Läs mer på <a href='https://www.exempelstad.se/kontakt'>vår webbplats</a> eller ring
<a href='tel:+468123456'>08-12 34 56</a>.</p>"""


def _feed(account: str, days: list[str]) -> Answer:
    posts = "".join(
        f"<article style='min-height:200px'><time datetime='{day}T10:00:00+01:00'>i går</time>"
        f"<p>{'Ett inlägg om vatten och skola. ' * 5}{day}</p></article>"
        for day in days
    )
    name = f"Exempelstad – name {account}"
    return Answer(f"{HEAD}<title>{name}</title><h1>{name}</h1>{LOGO}{ABOUT}{posts}")


def _wall(account: str) -> Answer:
    """Return a wall that names the account it hides, as many do."""
    text = f"Hämta appen för att se mer av det som händer just nu hos name {account} och alla andra"
    return Answer(
        f"{HEAD}<title>Plattformen</title><div style='position:fixed;inset:0;background:#456'>"
        f"<h1 style='margin:200px'>{text}</h1></div>"
    )


ACCOUNTS = ("bare", "good", "wall-1", "wall-2", "wall-3")
BARE = Answer(f"{HEAD}<title>Roliga klipp</title><h1>name bare</h1>" + "<p>Hej hopp</p>" * 50)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    logo = Answer(SVG, media_type="image/svg+xml")
    pages: dict[str, Page] = {"/good": _feed("good", DAYS[1:]), "/bare": BARE, "/logo.svg": logo}
    with serve_pages(pages) as running:
        yield running


@pytest.fixture(scope="module")
def archive(site: Site, chromium: Path, tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """Return an archive with both half-years taken; three accounts have met a wall since."""
    del chromium
    made = new_archive(tmp_path_factory.mktemp("insight") / "arkiv", site)
    settings = made.folder / "archiver.toml"
    asked = '[policy]\nsite = "exempelstad.se"\nphone = "08-12 34 56"\n'
    settings.write_text(settings.read_text("utf-8").replace("[policy]\n", asked), "utf-8")
    for name in ACCOUNTS:
        site.pages.setdefault(f"/{name}", _feed(name, DAYS[2:]))
        made.add_account(name, f"/{name}")
    _take(made, "2025-H2", ACCOUNTS[:-1])
    site.pages |= {f"/{name}": _wall(name) for name in ACCOUNTS[2:]}
    site.pages["/good"] = _feed("good", DAYS[:3])
    _take(made, "2026-H1", ACCOUNTS)
    return made


def _take(archive: Archive, period: str, accounts: tuple[str, ...]) -> None:
    for name in accounts:
        done = archive.snapshot("--account", name, "--period", period)
        assert done.returncode == 0, done.stdout + done.stderr


def _ask(archive: Archive, capfd: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    capfd.readouterr()
    code = run([*archive.config, "snapshot", *words, "--json"])
    return code, json.loads(capfd.readouterr().out)


def _results(page: dict[str, Any]) -> dict[str, str]:
    return {each["rule"]: each["result"] for each in page["checks"]}


def test_a_page_that_has_all_is_found_to_and_one_that_has_nothing_is_told(
    archive: Archive, capfd: pytest.CaptureFixture[str]
) -> None:
    code, (good,) = _ask(archive, capfd, "check", "--account", "good")
    assert (code, set(_results(good).values())) == (0, {"found"})
    words = {each["rule"]: each["words"] for each in good["checks"]}
    assert words["site-link"] == ["https://www.exempelstad.se/kontakt"]
    assert words["contact-phone"] == ["08-12 34 56"]
    assert words["activity"] == [DAYS[0]]
    assert words["logo"] == ["Exempelstads logotyp"]

    code, (bare,) = _ask(archive, capfd, "check", "--account", "bare")
    found = _results(bare)
    assert code == 1
    assert {rule for rule, came in found.items() if came == "not-checked"} == {"logo", "activity"}
    assert set(found.values()) == {"missing", "not-checked"}


def test_the_checks_are_told_in_swedish(
    archive: Archive, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", "sv")
    settings = archive.folder / "archiver.toml"
    swedish = archive.folder / "svenska.toml"
    swedish.write_text(
        settings.read_text("utf-8").replace('language = "en"', 'language = "sv"'), "utf-8"
    )
    code = run(["--config", str(swedish), "snapshot", "check", "--account", "bare"])
    told = capfd.readouterr().out
    assert code == 1
    for words in (
        "saknas",
        "inte kontrollerat",
        "kontaktcentrets telefonnummer",
        "allmänna handlingar",
    ):
        assert words in told
    assert "missing" not in told


def test_changes_tell_walls_first_and_how_the_rest_changed(
    archive: Archive, capfd: pytest.CaptureFixture[str]
) -> None:
    code, found = _ask(archive, capfd, "changes", "--period", "2026-H1")
    changes = {each["account"]: each for each in found}
    assert code == 1
    assert [each["account"] for each in found][:3] == ["wall-1", "wall-2", "wall-3"]
    assert changes["wall-1"]["same_as"] == ["wall-2", "wall-3"]
    assert "renamed" in changes["wall-1"]["unusual"]
    assert changes["wall-3"]["before"] is None
    assert changes["bare"]["unusual"] == ["unchanged"]
    assert changes["bare"]["text_similarity"] == changes["bare"]["picture_similarity"] == 1
    good = changes["good"]
    assert (good["unusual"], good["same_as"]) == ([], [])
    assert 0.8 < good["text_similarity"] < 1
    assert good["picture_similarity"] > 0.8
    assert good["before"]["last_post"] == DAYS[1]
    assert (good["after"]["first_post"], good["after"]["last_post"]) == (DAYS[2], DAYS[0])


def test_the_table_of_changes_says_it_in_words(
    archive: Archive, capfd: pytest.CaptureFixture[str]
) -> None:
    code = run([*archive.config, "snapshot", "changes", "--period", "2026-H1"])
    told = capfd.readouterr().out
    assert code == 1
    assert "looks and reads like wall-2, wall-3: probably a wall" in told
    assert f"{DAYS[1]} → {DAYS[0]}" in told
    assert run([*archive.config, "snapshot", "changes", "--account", "good"]) == 0
    assert run([*archive.config, "snapshot", "changes", "--account", "ingen"]) == 2


def test_a_half_year_without_snapshots_has_nothing_to_tell(
    archive: Archive, capfd: pytest.CaptureFixture[str]
) -> None:
    capfd.readouterr()
    assert run([*archive.config, "snapshot", "check", "--period", "2024-H1"]) == 0
    assert run([*archive.config, "snapshot", "changes", "--period", "2024-H1"]) == 0
    assert capfd.readouterr().out == (
        "There is no snapshot to check.\nThere is no snapshot to compare.\n"
    )
