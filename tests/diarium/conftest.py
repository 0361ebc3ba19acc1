"""What the tests of the register have in common."""

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from diarium.files import FileStore
from tests.diarium.desk import Desk


@pytest.fixture
def desk(engine: Engine, files: FileStore, now: datetime, tmp_path: Path) -> Desk:
    return Desk(engine, files, now, tmp_path)
