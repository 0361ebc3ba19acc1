"""Kills in the middle of ``archiver snapshot``: nothing half or alive, nothing lost or twice."""

import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.archiver.snapshot_runs import PERIOD, Archive, new_archive, stopping, wait_for
from tests.site_server import Answer, serve_pages

pytestmark = pytest.mark.browser
PAGE = Answer("<title>Exempelstad</title>" + "<p>Vatten, skola och väg</p>" * 300)
LONGEST = 12.0
"""Seconds; longer than a capture takes on a machine with nothing else to do."""


@pytest.fixture
def archive(tmp_path: Path, chromium: Path) -> Iterator[Archive]:
    del chromium
    with serve_pages({f"/{n}": PAGE for n in range(100)}) as site:
        yield new_archive(tmp_path / "arkiv", site)


@pytest.mark.timeout(7200)
@pytest.mark.parametrize("rounds", [10, pytest.param(100, marks=pytest.mark.soak)])
def test_killed_at_any_moment_the_next_run_does_just_what_is_missing(
    archive: Archive, rounds: int
) -> None:
    chance = random.Random(17)  # noqa: S311  the same moments each time; it guards no secret
    done, killed = dict[str, list[str]](), 0
    for n in range(rounds):
        archive.add_account(f"konto-{n}", f"/{n}", f"konto-{n}.localhost")
        killed += _kill_a_run(archive, chance.uniform(0.5, LONGEST))
        found = archive.outcomes()
        assert found == found | done
        assert archive.missing_files() == []
        done = found
    assert killed > rounds / 2
    last = archive.snapshot("--due", "--period", PERIOD, "--jobs", "2", seconds=900 + 20 * rounds)
    assert last.returncode == 0
    assert archive.outcomes() == {f"konto-{n}": ["complete"] for n in range(rounds)}
    assert archive.work() == []


def _kill_a_run(archive: Archive, seconds: float) -> bool:
    """Start a run and kill it after a while; tell whether it was still at it."""
    with stopping(archive.start("--due", "--period", PERIOD, "--jobs", "2")) as running:
        try:
            running.wait(seconds)
        except subprocess.TimeoutExpired:
            running.kill()
    wait_for(lambda: not archive.alive(), 60)
    return running.returncode != 0
