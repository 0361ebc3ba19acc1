"""An improper post whose page is captured by a real Chromium, and registered as a handling."""

import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest

from diarium.arenden import read_arende
from diarium.database import open_database, reading
from diarium.files import FileStore
from diarium.removal_records import CopyWay
from diarium.removals import list_removals
from diarium.verify import check_archive
from tests.archiver.snapshot_runs import new_archive
from tests.site_server import Answer, serve_pages

pytestmark = pytest.mark.browser
POST = Answer("<title>Exempelstad good</title><h1>name good</h1><p>Du är en idiot</p>")


def test_a_captured_page_is_a_handling_and_no_snapshot(tmp_path: Path, chromium: Path) -> None:
    del chromium
    with serve_pages({"/good": POST, "/good/7": POST}) as site:
        archive = new_archive(tmp_path / "arkiv", site)
        archive.add_account("good", "/good")
        said = subprocess.run(
            [sys.executable, "-m", "archiver", *archive.config, "remove-post", "add", "good",
             "--category", "personangrepp", "--address", site.url("/good/7"), "--capture"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert said.returncode == 0, said.stderr
    engine = open_database(f"sqlite:///{archive.folder / 'archiver.db'}")
    files = FileStore(archive.folder / "files")
    with reading(engine) as session:
        [removal] = list_removals(session)
        [handling] = read_arende(session, "KS/2026:1").handlingar
    assert [each.way for each in removal.copies] == [CopyWay.PAGE]
    assert removal.copied
    assert archive.noted() == []
    kept = {each.role: each for each in handling.files}
    assert {"pdfa", "provenance"} <= set(kept)
    document = files.path_of(kept["pdfa"].sha256)
    with pikepdf.open(document) as pdf:
        assert len(pdf.pages) > 1
    assert list(check_archive(engine, files)) == []
    assert list((archive.folder / "work" / "removal").glob("*")) == []
