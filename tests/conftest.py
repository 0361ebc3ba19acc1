"""Fixtures that every test may use."""

import shutil
import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine
from xdist.scheduler import LoadFileScheduling

from diarium.database import open_database, writing
from diarium.files import FileStore
from diarium.installation import install
from diarium.journal import append_event, insert_row
from diarium.tables import NAMND
from tests.judges import require_tool
from tests.postgresql import Cluster, find_postgresql, running_cluster

NAMNDER = (
    ("KS", "Kommunstyrelsen", "212000-0001", "KS"),
    ("SBN", "Samhällsbyggnadsnämnden", "212000-0001", "SBN"),
)


ORDER = (
    "tests/site/",
    "tests/diarium/",
    "tests/archiver/test_snapshot_kills.py",
    "tests/archiver/test_hostile_neighbours.py",
    "tests/e2e/",
    "tests/archiver/",
)
"""What is begun first: a run lasts as long as the file that was begun last, and the test site
shares the machine better with the database's tests than with other captures."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests in that order, each file's in their own."""
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    turns = (n for n, place in enumerate(ORDER) if item.nodeid.startswith(place))
    return next(turns, len(ORDER))


def pytest_configure() -> None:
    """Let what the tests start be interrupted, though a shell in the background forbids it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


class _SiteTogether(LoadFileScheduling):  # type: ignore[misc]  # xdist ships no types
    """Keeps the tests of a file together, and those of the test site, whose pages they share."""

    def _split_scope(self, nodeid: str) -> str:
        scope: str = super()._split_scope(nodeid)
        return "tests/site" if scope.startswith("tests/site/") else scope


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> _SiteTogether:
    """Share the tests out, as `--dist loadfile` would but for the test site."""
    return _SiteTogether(config, log)


settings.register_profile("any", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any")  # a busy machine is no fault in what is tested


NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    """Return the moment the tests live in."""
    return NOW


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """Give one PostgreSQL for the whole run, started when the first test asks for it."""
    programs = find_postgresql()
    require_tool("PostgreSQL (apt-get install postgresql)", programs is not None)
    assert programs is not None
    with running_cluster(programs) as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Return each kind of database in turn."""
    return str(request.param)


@pytest.fixture
def database_url(
    database_kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[str]:
    """Give the URL of a new, empty database, of both kinds in turn."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'archive.db'}"
        return
    with request.getfixturevalue("cluster").new_database() as url:
        yield url


@pytest.fixture(scope="session")
def sqlite_register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of a register that was made once, for each test to copy."""
    path = tmp_path_factory.mktemp("register") / "archive.db"
    _install(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_register(cluster: Cluster) -> Iterator[str]:
    """Give the name of a register that was made once, for each test to copy."""
    with cluster.new_database() as url:
        _install(url)
        yield url.partition("@/")[2].partition("?")[0]


@pytest.fixture
def engine(database_kind: str, request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Give the register of a small municipality with two nämnder, of both kinds in turn."""
    if database_kind == "sqlite":
        yield request.getfixturevalue("sqlite_engine")
        return
    template = request.getfixturevalue("postgresql_register")
    with request.getfixturevalue("cluster").new_database(template) as url:
        yield open_database(url)


@pytest.fixture
def sqlite_engine(sqlite_register: Path, tmp_path: Path) -> Engine:
    """Return the same register on SQLite alone, where the database makes no difference."""
    path = shutil.copyfile(sqlite_register, tmp_path / "archive.db")
    return open_database(f"sqlite:///{path}")


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    """Return an empty store of kept files."""
    return FileStore(tmp_path / "files")


def _install(url: str) -> None:
    with writing(open_database(url)) as session:
        install(session, "Exempelstad", "212000-0001", "test", NOW)
        for code, name, orgnr, series in NAMNDER:
            row = insert_row(
                session, NAMND, code=code, name=name, orgnr=orgnr, series=series, at=NOW, by="test"
            )
            append_event(session, "namnd.added", code, [row], "test", NOW)


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Return the Chromium that a capture itself would find."""
    return _find_chromium(visible=False)


@pytest.fixture(scope="session")
def windowed_chromium() -> Path:
    """Return the Chromium that people see pages in."""
    return _find_chromium(visible=True)


def _find_chromium(*, visible: bool) -> Path:
    from archiver.capture.browser import locate_browser  # noqa: PLC0415  loads Playwright
    from diarium.errors import ToolError  # noqa: PLC0415  same

    try:
        return locate_browser(None, visible=visible)
    except ToolError as error:
        require_tool(str(error), found=False)
        raise
