"""Kills at any moment of ``archiver snapshot``: nothing half, nothing alive, nothing lost."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.archiver.snapshot_runs import PERIOD, Archive, new_archive, stopping, wait_for
from tests.site_server import Answer, Site, serve_pages

pytestmark = [pytest.mark.browser, pytest.mark.soak]
ROUNDS = 20
LONGEST = 12.0
"""Seconds; longer than a run of the accounts below takes on a machine with nothing else to do."""


@pytest.fixture
def archive(tmp_path: Path, chromium: Path) -> Iterator[Archive]:
    del chromium
    page = Answer("<title>Exempelstad</title>" + "<p>Vatten, skola och väg</p>" * 300)
    with serve_pages({f"/{n}": page for n in range(4)}) as site:
        yield _archive(tmp_path / "arkiv", site)


def _archive(folder: Path, site: Site) -> Archive:
    archive = new_archive(folder, site)
    for n in range(4):
        archive.add_account(f"konto-{n}", f"/{n}", f"konto-{n}.localhost")
    return archive


@pytest.mark.timeout(60 * ROUNDS + 120)
def test_killed_at_any_moment_the_next_run_does_just_what_is_missing(archive: Archive) -> None:
    chance, done = random.Random(17), dict[str, list[str]]()  # noqa: S311  a repeatable test
    for _ in range(ROUNDS):
        with stopping(archive.start("--due", "--period", PERIOD, "--jobs", "2")) as running:
            try:
                running.wait(chance.uniform(0.2, LONGEST))
            except Exception:  # noqa: BLE001  the time is up
                running.kill()
        wait_for(lambda: not archive.alive(), 20)
        found = archive.outcomes()
        assert all(found[name] == done[name] for name in done)
        assert archive.missing_files() == []
        done = found
    assert archive.snapshot("--due", "--period", PERIOD).returncode == 0
    assert archive.outcomes() == {f"konto-{n}": ["complete"] for n in range(4)}
    assert archive.work() == []
