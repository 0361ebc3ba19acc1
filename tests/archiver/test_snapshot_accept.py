"""``archiver snapshot accept``: a person looks at the picture of a failed try and accepts it."""

import json
from pathlib import Path

import pytest

from archiver.cli.main import run
from tests.archiver.snapshot_runs import PERIOD, Archive, new_archive
from tests.site_server import Answer, serve_pages

pytestmark = pytest.mark.browser
DUE = ("--due", "--period", PERIOD)
WHY = "Sidan är kontots; rutan gäller bara den som vill kommentera"
WALLED = Answer("<title>walled</title><h1>Logga in</h1><input type=password>")


def test_a_failed_try_with_a_page_is_shown_accepted_counted_and_delivered(
    tmp_path: Path, chromium: Path
) -> None:
    del chromium
    with serve_pages({"/walled": WALLED}) as site:
        archive = new_archive(tmp_path / "arkiv", site)
        archive.add_account("walled", "/walled")
        failed = archive.snapshot(*DUE)
        again = archive.snapshot(*DUE, "--json")
        [number] = [each["id"] for each in json.loads(again.stdout)]

        assert (failed.returncode, again.returncode) == (4, 4)
        assert "archiver snapshot accept ID --why" in failed.stdout
        assert archive.snapshot("accept", str(number)).returncode == 2
        accepted = archive.snapshot("accept", str(number), "--why", WHY, "--json")
        assert archive.snapshot(*DUE).stdout == "No snapshot is due.\n"
        refused = archive.snapshot("accept", str(number), "--why", WHY)

    assert accepted.returncode == 0
    told = json.loads(accepted.stdout)
    assert (told["outcome"], told["reason"]) == ("partial", "login")
    assert told["accepted"]["why"] == WHY
    assert (refused.returncode, refused.stderr.count("\n")) == (6, 1)
    assert archive.outcomes() == {"walled": ["failed", "partial"]}
    assert archive.missing_files() == []
    _check_package(archive)


def _check_package(archive: Archive) -> None:
    """See that the accepted picture is delivered, and what is for people's eyes only is not."""
    target = archive.folder.parent / "paket"
    target.mkdir()
    asked = ["export", "--namnd", "KS", "--period", PERIOD, "--output", str(target)]
    assert run([*archive.config, *asked]) == 0
    data = next(target.rglob("representations/snapshots/data"))
    kinds = {each.suffix for each in data.iterdir()}
    assert {".pdf", ".json"} <= kinds
    assert ".png" not in kinds
    premis = next(target.rglob("snapshots/metadata/preservation/PREMIS.xml")).read_text("utf-8")
    assert WHY in premis
