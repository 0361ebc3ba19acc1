"""A small package, built once and copied for each test that harms it."""

import shutil
from pathlib import Path

import pytest

from tests.exporters.building import build
from tests.exporters.records import Records, contents


@pytest.fixture
def records(tmp_path: Path) -> Records:
    """Return an empty store of kept files."""
    return Records(tmp_path / "files")


@pytest.fixture(scope="session")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a right package with both representations and no schemas; nobody writes to it."""
    folder = tmp_path_factory.mktemp("untouched")
    records = Records(folder / "files")
    return build(records, folder, contents(records))


@pytest.fixture
def package(untouched: Path, tmp_path: Path) -> Path:
    """Return a copy of the package to do anything with."""
    return Path(shutil.copytree(untouched, tmp_path / untouched.name))
