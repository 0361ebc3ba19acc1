"""The test site as fixtures."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.site.captures import RunningSite, serve_site


@pytest.fixture(scope="module")
def site(chromium: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """Give the running test site."""
    with serve_site(tmp_path_factory.mktemp("keys"), chromium) as running:
        yield running
