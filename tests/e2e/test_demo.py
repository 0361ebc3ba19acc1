"""The demo, run once by its command, and what it made before judges and against the pages."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from playwright.sync_api import Page

from archiver.demo.pages import build_site
from archiver.demo.site_server import serve_site
from diarium.errors import ExitCode
from tests.exporters.judges import (
    EARK_FAULTS,
    KNOWN_WARNINGS,
    ask_commons_ip,
    ask_eark_validator,
    erms_schema,
    premis_schema,
)
from tests.pdf import compare
from tests.pdf.judges import ask_pikepdf, ask_verapdf
from tests.plain_browser import await_images, open_plain_browser, scroll_through

PAGES = {"ks-flode": "/flode", "ks-blogg": "/blogg", "sbn-forum": "/forum"}
NAMNDER = ("ks", "sbn")

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]


@dataclass(frozen=True)
class Demo:
    """What the command said, and where it put things."""

    folder: Path
    said: dict[str, Any]

    def picture(self, account: str) -> Path:
        """Return the PDF of an account's page."""
        return Path(self.said["pictures"][account])

    def package(self, namnd: str) -> Path:
        """Return the package of a nämnd."""
        (found,) = (self.folder / "leveranser").glob(f"*-{namnd}-*")
        return found

    def overlaps(self, account: str) -> dict[int, int]:
        """Return the overlaps that the provenance record declares."""
        (path,) = self.folder.glob(f"leveranser/*/representations/snapshots/data/{account}*.json")
        declared = json.loads(path.read_text(encoding="utf-8"))["picture"]["overlaps"]
        return {each["page"]: each["rows"] for each in declared}


@pytest.fixture(scope="module")
def demo(chromium: Path, tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """Run the demo once, with the address of a server of somebody else's as one account more."""
    del chromium  # it is there
    folder = tmp_path_factory.mktemp("demo") / "avallby"
    with serve_site(build_site()) as site:
        done = _archiver("demo", str(folder), "--url", f"{site}/blogg", "--json")
    assert done.returncode == ExitCode.OK, done.stderr
    return Demo(folder, json.loads(done.stdout))


@pytest.fixture(scope="module")
def references(windowed_chromium: Path) -> dict[str, compare.Reference]:
    """Look at the same pages by plain Playwright, after a scroll that lets late pictures come."""
    with serve_site(build_site()) as site, open_plain_browser(windowed_chromium) as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 1600}, reduced_motion="reduce")
        return {account: _look(page, site + path) for account, path in PAGES.items()}


@pytest.fixture(scope="module")
def pictures(
    demo: Demo, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[compare.PagePicture]]:
    """Take the pictures out of the PDFs."""
    folder = tmp_path_factory.mktemp("pictures")
    found = {}
    for account in PAGES:
        (folder / account).mkdir()
        overlaps = demo.overlaps(account)
        taken = compare.read_pictures(demo.picture(account), overlaps, folder / account)
        found[account] = taken
    return found


def test_every_account_is_captured_but_the_one_behind_a_login(demo: Demo) -> None:
    taken = {each["snapshot"]["account"]: each["snapshot"] for each in demo.said["taken"]}

    complete = {name for name, each in taken.items() if each["outcome"] == "complete"}
    assert complete == {*PAGES, "egen-adress"}
    assert taken["sbn-grupp"]["outcome"] == "failed"
    assert taken["sbn-grupp"]["reason"] == "login"
    roles = {file["role"] for file in taken["sbn-grupp"]["files"]}
    assert {"unaccepted", "diagnostics", "provenance"} <= roles
    assert "pdfa" not in roles


def test_forty_messages_of_all_kinds_are_dealt_with(demo: Demo) -> None:
    assert sum(report["found"] for report in demo.said["work"]["reports"]) == 40
    assert demo.said["work"]["outcomes"] == {
        "register": 20,
        "skip": 11,
        "review": 8,
        "duplicate": 1,
    }
    assert len(demo.said["work"]["closed"]) == 6


def test_the_pages_hold_what_the_policy_asks_for(demo: Demo) -> None:
    settings = str(demo.folder / "archiver.toml")
    for account in PAGES:
        done = _archiver("--config", settings, "snapshot", "check", "--account", account, "--json")
        (page,) = json.loads(done.stdout)
        found = {each["rule"] for each in page["checks"] if each["result"] == "found"}
        left = {each["rule"] for each in page["checks"]} - found
        assert (done.returncode, left) == (ExitCode.OK, {"logo", "activity"})


def test_nothing_is_wrong_with_what_was_made(demo: Demo) -> None:
    assert demo.said["faults"] == demo.said["findings"] == []


def test_what_is_said_to_lie_somewhere_lies_there(demo: Demo) -> None:
    places = [demo.said["database"], demo.said["forteckning"], *demo.said["pictures"].values()]
    places += [package["path"] for package in demo.said["packages"]]

    assert len(places) == 8
    assert all(Path(place).exists() for place in places)


def test_a_second_demo_in_the_same_folder_is_refused(demo: Demo) -> None:
    done = _archiver("demo", str(demo.folder))

    assert done.returncode == ExitCode.REFUSED
    assert len(done.stderr.splitlines()) == 1
    assert "Traceback" not in done.stderr


@pytest.mark.judge
def test_verapdf_finds_every_pdf_compliant(demo: Demo) -> None:
    verdicts = ask_verapdf(map(Path, demo.said["pictures"].values()))

    assert len(verdicts) == len(PAGES) + 1
    assert not any(verdicts.values()), verdicts


def test_every_registered_message_has_its_readable_form(demo: Demo) -> None:
    handlingar = demo.said["work"]["handlingar"]
    forms = {path.name for path in Path(demo.said["readable"]).iterdir()}

    assert len(handlingar) == len(demo.said["work"]["readable"]) == len(forms) == 20
    assert not any(each["lacking"] for each in demo.said["work"]["readable"])
    delivered = list((demo.folder / "leveranser").glob("*/representations/diarium/data/*.pdf"))
    assert len(delivered) == 10  # one is withheld


@pytest.mark.judge
def test_verapdf_finds_every_readable_form_compliant(demo: Demo) -> None:
    verdicts = ask_verapdf(Path(demo.said["readable"]).iterdir())

    assert len(verdicts) == 20
    assert not any(verdicts.values()), verdicts


@pytest.mark.judge
@pytest.mark.parametrize("account", PAGES)
def test_pikepdf_passes_every_pdf(demo: Demo, account: str) -> None:
    assert ask_pikepdf(demo.picture(account)) == ("pass", [])


@pytest.mark.parametrize("account", PAGES)
def test_the_pictures_are_the_page_pixel_for_pixel(
    account: str,
    pictures: dict[str, list[compare.PagePicture]],
    references: dict[str, compare.Reference],
) -> None:
    assert compare.find_holes(pictures[account]) == []
    assert compare.count_wrong_rows(pictures[account], references[account]) == 0


@pytest.mark.parametrize("account", PAGES)
def test_a_rendering_looks_like_the_page(
    account: str,
    demo: Demo,
    pictures: dict[str, list[compare.PagePicture]],
    references: dict[str, compare.Reference],
    tmp_path: Path,
) -> None:
    pdf = demo.picture(account)

    assert compare.measure_rendering(pdf, pictures[account], references[account], tmp_path) < 32


@pytest.mark.parametrize("account", PAGES)
def test_the_text_layer_holds_the_visible_words_in_order(
    account: str,
    demo: Demo,
    pictures: dict[str, list[compare.PagePicture]],
    references: dict[str, compare.Reference],
) -> None:
    wanted = compare.split_words(references[account].text)
    text = compare.read_text(demo.picture(account), pictures[account][0].number)

    assert len(wanted) > 100
    assert compare.measure_common(wanted, compare.split_words(text)) >= 0.99


@pytest.mark.parametrize("sign", ["Åvallby", "Översävne", "Välkommen", "⛸", "🥕", "谢", "Дякую"])
def test_letters_of_all_kinds_are_in_the_text_layer(demo: Demo, sign: str) -> None:
    assert sign in compare.read_text(demo.picture("ks-flode"), 1)


@pytest.mark.parametrize("account", PAGES)
def test_no_line_of_text_is_cut_by_a_page_break(
    account: str,
    pictures: dict[str, list[compare.PagePicture]],
    references: dict[str, compare.Reference],
) -> None:
    assert compare.find_cut_boxes(pictures[account], references[account]) == []


@pytest.mark.judge
def test_commons_ip_finds_the_packages_valid(demo: Demo, tmp_path: Path) -> None:
    for verdict in ask_commons_ip([demo.package(namnd) for namnd in NAMNDER], tmp_path):
        assert verdict.result == "VALID"
        assert not verdict.errors
        assert verdict.warnings <= KNOWN_WARNINGS


@pytest.mark.judge
@pytest.mark.parametrize("namnd", NAMNDER)
def test_eark_validator_finds_the_packages_well_formed_and_schema_valid(
    demo: Demo, namnd: str
) -> None:
    answer = ask_eark_validator(demo.package(namnd))
    said = answer["metadata"]["schematron_results"]["messages"]

    assert answer["structure"]["status"] == "WellFormed"
    assert answer["metadata"]["schema_results"] == {"status": "VALID", "messages": []}
    assert {each["rule_id"] for each in said if each["severity"] == "Error"} <= EARK_FAULTS


@pytest.mark.judge
@pytest.mark.parametrize("namnd", NAMNDER)
def test_erms_and_premis_follow_their_schemas(demo: Demo, namnd: str) -> None:
    erms = list(demo.package(namnd).rglob("ERMS.xml"))
    premis = list(demo.package(namnd).rglob("PREMIS.xml"))

    assert len(erms) == 1
    held = {each.name for each in (demo.package(namnd) / "representations").iterdir()}
    assert held >= {"snapshots", "diarium", "forteckning", "journal"}
    assert len(premis) == len(held) + 1
    erms_schema().assertValid(etree.parse(erms[0]))
    for path in premis:
        premis_schema().assertValid(etree.parse(path))


def _flip_a_bit(package: Path) -> None:
    path = next(package.glob("representations/snapshots/data/*.pdf"))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def _remove_a_file(package: Path) -> None:
    next(package.glob("representations/snapshots/data/*.pdf")).unlink()


def _add_a_file(package: Path) -> None:
    (package / "documentation" / "extra.txt").write_text("x", encoding="utf-8")


@pytest.mark.parametrize("harm", [_flip_a_bit, _remove_a_file, _add_a_file])
def test_verify_finds_a_harmed_package_altered(
    demo: Demo, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    package = shutil.copytree(demo.package("ks"), tmp_path / demo.package("ks").name)
    assert _archiver("verify", str(package)).returncode == ExitCode.OK

    harm(package)

    assert _archiver("verify", str(package)).returncode == ExitCode.ALTERED


def test_verify_finds_one_changed_byte_in_the_archive(demo: Demo, tmp_path: Path) -> None:
    folder = shutil.copytree(demo.folder, tmp_path / "copy")
    settings = ("--config", str(folder / "archiver.toml"))
    assert _archiver(*settings, "verify").returncode == ExitCode.OK

    kept = max((folder / "files").rglob("*"), key=lambda path: path.stat().st_size)
    content = bytearray(kept.read_bytes())
    content[7] ^= 1
    kept.chmod(0o600)
    kept.write_bytes(content)

    done = _archiver(*settings, "verify")
    assert done.returncode == ExitCode.ALTERED
    assert kept.name in done.stdout


def _archiver(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "archiver", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=500)


def _look(page: Page, address: str) -> compare.Reference:
    page.goto(address)
    scroll_through(page)
    await_images(page)
    return compare.take_reference(page)
