"""Runs Debian's MediaWiki on loopback, with a long page of Swedish text and pictures.

The page's content is a chapter of the Swedish translation of Debian's handbook. Its pictures are
marked lazy, and the wiki has a notice of its own above every page.
"""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from lxml import etree, html

from tests.e2e.real_sites import find_port, run_server

TITLE = "Så installeras Debian"
NOTICE = "Wikin är stängd för redigering den 24 december"
_HEADING = {"h1": "==", "h2": "==", "h3": "===", "h4": "===="}
_SETTINGS = f"""
$wgSiteNotice = "{NOTICE}";
$wgNativeImageLazyLoading = true;
$wgEnableUploads = true;
$wgUseImageMagick = false;
$wgShowExceptionDetails = true;
"""


@contextlib.contextmanager
def run_mediawiki(pages: Path) -> Iterator[str]:
    """Install the wiki anew, fill it, and serve it; give the address that titles are added to."""
    share, folder, port = pages / "unpacked" / "usr" / "share", pages / "wiki", find_port()
    shutil.rmtree(folder, ignore_errors=True)
    program = share / "mediawiki"
    environment = os.environ | {"MW_CONFIG_FILE": str(folder / "LocalSettings.php")}
    _install(program, folder, port)
    chapter = share / "doc" / "debian-handbook" / "html" / "sv-SE" / "sect.installation-steps.html"
    _fill(program, folder, chapter, environment)
    serve = ["php", "-S", f"127.0.0.1:{port}", "-t", str(program)]
    with run_server(serve, port, environment | {"PHP_CLI_SERVER_WORKERS": "4"}):
        yield f"http://127.0.0.1:{port}/index.php"


def _install(program: Path, folder: Path, port: int) -> None:
    (folder / "data").mkdir(parents=True)
    shutil.rmtree(program / "images", ignore_errors=True)
    (program / "images").mkdir()
    options = {
        "dbtype": "sqlite", "dbpath": folder / "data", "dbname": "wiki", "lang": "sv",
        "server": f"http://127.0.0.1:{port}", "scriptpath": "", "confpath": folder,
        "pass": "prov-Losen-123", "skins": "Vector",
    }  # fmt: skip
    said = [part for name, value in options.items() for part in (f"--{name}", str(value))]
    _maintain(program, "install", *said, "Provkommun wiki", "Admin")
    with (folder / "LocalSettings.php").open("a", encoding="utf-8") as settings:
        settings.write(_SETTINGS)


def _fill(program: Path, folder: Path, chapter: Path, environment: dict[str, str]) -> None:
    page = html.parse(str(chapter), html.HTMLParser(encoding="utf-8")).getroot()
    pictures = folder / "pictures"
    pictures.mkdir()
    for source in {str(each.get("src")) for each in page.iter("img")}:
        if source.startswith("images/"):
            shutil.copy(chapter.parent / source, pictures)
    _maintain(program, "importImages", str(pictures), environment=environment)
    text = "\n\n".join(_wikitext(page))
    _maintain(program, "edit", TITLE, text=text, environment=environment)


def _wikitext(page: etree._Element) -> Iterator[str]:
    for each in page.iter("h1", "h2", "h3", "h4", "div", "li", "img"):
        words = " ".join("".join(each.itertext()).split())
        source = str(each.get("src", ""))
        if each.tag in _HEADING and words:
            yield f"{_HEADING[str(each.tag)]} {words} {_HEADING[str(each.tag)]}"
        elif each.tag == "img" and source.startswith("images/"):
            yield f"[[Fil:{source.removeprefix('images/')}|ram|{each.get('alt', '')}]]"
        elif each.tag == "div" and each.get("class") == "para" and words:
            yield f"<nowiki>{words}</nowiki>"


def _maintain(
    program: Path,
    script: str,
    *said: str,
    text: str = "",
    environment: dict[str, str] | None = None,
) -> None:
    command = ["php", str(program / "maintenance" / f"{script}.php"), *said]
    done = subprocess.run(
        command, input=text.encode(), env=environment, capture_output=True, check=False
    )
    assert done.returncode == 0, (command, done.stdout[-2000:], done.stderr[-2000:])
