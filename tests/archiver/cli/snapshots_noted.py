"""The snapshots that an archive of the tests has noted."""

from diarium.database import open_database, reading
from diarium.journal_checks import check_chain, check_rows
from diarium.snapshot_records import Snapshot
from diarium.snapshots import list_snapshots
from tests.archiver.cli.office import Archive


def noted_in(archive: Archive) -> list[Snapshot]:
    """Return the snapshots noted, and see that the register is whole."""
    with reading(open_database(f"sqlite:///{archive.folder / 'archiver.db'}")) as session:
        assert not list(check_chain(session))
        assert not list(check_rows(session))
        return list_snapshots(session)
