"""A small package, built anew for each test."""

from pathlib import Path

import pytest

from exporters.package import build_package
from tests.exporters.records import Records, contents


@pytest.fixture
def records(tmp_path: Path) -> Records:
    """Return an empty store of kept files."""
    return Records(tmp_path / "files")


@pytest.fixture
def package(records: Records, tmp_path: Path) -> Path:
    """Return a right package with both representations, without schemas."""
    whole = contents(records)
    return build_package(whole, records.files, tmp_path / whole.name, None).folder
