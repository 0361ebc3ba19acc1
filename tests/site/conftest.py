"""The test site as fixtures; every page of it is captured once, for all tests of this folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from archiver.capture.run import Workers
from tests.site.captures import Captures, RunningSite, serve_site

AT_ONCE = 3
"""Pages captured at once; one waits more than it works."""


@pytest.fixture(scope="session")
def site(chromium: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """Give the running test site."""
    with serve_site(tmp_path_factory.mktemp("keys"), chromium) as running:
        yield running


@pytest.fixture(scope="session")
def done(
    request: pytest.FixtureRequest, site: RunningSite, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Captures]:
    """Give the captures; those of the pages that chosen tests are named by begin at once."""
    with Workers(AT_ONCE) as workers:
        captures = Captures(site, workers, tmp_path_factory.mktemp("captures"))
        for item in request.session.items:
            name = getattr(getattr(item, "callspec", None), "params", {}).get("name")
            if name and item.path.is_relative_to(Path(__file__).parent):
                captures.begin(name)
        yield captures
