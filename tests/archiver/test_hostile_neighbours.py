"""A page that means ill ends by itself and touches no other account of the same run."""

from pathlib import Path

import pytest

from tests.archiver.snapshot_runs import PERIOD, new_archive, stopping
from tests.site.captures import PAGES
from tests.site_server import serve_pages

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
ILL = {
    "eats-memory": "memory",
    "floods": "too-much-data",
    "dialogs": "dialogs",
    "busy": "timeout",
    "reloads": "navigated-away",
}


def test_the_others_of_the_run_are_complete_and_each_ill_one_has_its_reason(
    tmp_path: Path, chromium: Path
) -> None:
    del chromium
    limits = {
        "total_seconds": 60, "load_seconds": 20, "transfer_mb": 20, "memory_mb": 1000,
        "attempts": 1,
    }  # fmt: skip
    with serve_pages(dict(PAGES)) as site:
        archive = new_archive(tmp_path / "arkiv", site, **limits)
        for name in (*ILL, "short", "prints-differently"):
            archive.add_account(name, f"/{name}", f"{name}.localhost")
        with stopping(archive.start("--due", "--period", PERIOD, "--jobs", "2")) as running:
            running.communicate(timeout=800)

    assert running.returncode == 4
    found = {each.account: (each.outcome.value, each.reason) for each in archive.noted()}
    assert found == {
        "short": ("complete", None),
        "prints-differently": ("complete", None),
        **{name: ("failed", reason) for name, reason in ILL.items()},
    }
    assert (archive.missing_files(), archive.work(), archive.alive()) == ([], [], [])
