"""With the setting, each snapshot is registered as it is noted: taken, made by hand, accepted."""

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from archiver.cli.main import run
from tests.archiver.snapshot_runs import PERIOD, Archive, new_archive
from tests.site_server import Answer, serve_pages

pytestmark = pytest.mark.browser
DUE = ("--due", "--period", PERIOD)
PAGE = Answer("<title>good</title><h1>Välkommen</h1><p>Badet öppnar klockan åtta.")
WALLED = Answer("<title>walled</title><h1>Logga in</h1><input type=password>")


def test_every_kept_snapshot_is_a_handling_in_the_years_arende(
    tmp_path: Path, chromium: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    del chromium
    with serve_pages({"/good": PAGE, "/walled": WALLED}) as site:
        archive = new_archive(tmp_path / "arkiv", site)
        _ask_for_it(archive)
        for name in ("good", "walled"):
            archive.add_account(name, f"/{name}")
        assert archive.snapshot(*DUE).returncode == 4
        assert [each.beteckning for each in archive.noted()] == _taken(archive, "good")
        (walled,) = [each for each in archive.noted() if each.account == "walled"]
        accepted = archive.snapshot("accept", str(walled.id), "--why", "Kontots egen", "--json")
        again = archive.snapshot(*DUE)
        Image.new("RGB", (300, 400), "white").save(tmp_path / "sida.png")
        by_hand = archive.snapshot("add", str(tmp_path / "sida.png"), "--account", "good",
                                   "--period", PERIOD, "--json")  # fmt: skip

    assert again.stdout == "No snapshot is due.\n"
    dnr = f"KS/{_this_year(archive)}:1"
    assert json.loads(accepted.stdout)["beteckning"] == f"{dnr}-2"
    assert json.loads(by_hand.stdout)["beteckning"] == f"{dnr}-3"
    capfd.readouterr()
    shown = _tell(archive, capfd, "arende", "show", dnr, "--json")
    assert shown["mening_public"] == "Ögonblicksbilder av sociala medier 2026"
    assert [each["kind"] for each in shown["handlingar"]] == ["ögonblicksbild"] * 3
    assert [each["lack"] for each in shown["remaining"]] == ["no-classification"]
    covered = _tell(archive, capfd, "coverage", "--period", PERIOD, "--json")
    assert f'"{dnr}-2"' in json.dumps(covered)  # accepted
    assert f'"{dnr}-3"' in json.dumps(covered)  # the newest of the account
    assert archive.missing_files() == []
    assert run([*archive.config, "verify"]) == 0


def _ask_for_it(archive: Archive) -> None:
    path = archive.folder / "archiver.toml"
    text = path.read_text("utf-8")
    if "[snapshot]" in text:
        text = text.replace("[snapshot]", "[snapshot]\nsamlingsarende = true", 1)
    else:
        text += "\n[snapshot]\nsamlingsarende = true\n"
    path.write_text(text, encoding="utf-8")


def _taken(archive: Archive, name: str) -> list[str | None]:
    dnr = f"KS/{_this_year(archive)}:1-1"
    return [dnr if each.account == name else None for each in archive.noted()]


def _this_year(archive: Archive) -> int:
    return archive.noted()[0].at.year


def _tell(archive: Archive, capfd: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    run([*archive.config, *arguments])
    told: dict[str, Any] = json.loads(capfd.readouterr().out)
    return told
