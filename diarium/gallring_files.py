"""The bytes of files that gallring has noted as gone: removed after the register says so.

A file is set aside, looked up once more, and then removed; one that somebody has handed in anew
in the meantime is put back. What a stopped run left is found by the next one.
"""

from sqlalchemy import Engine

from diarium.database import reading
from diarium.files import FileStore, storage_errors
from diarium.references import find_gone, find_referred


def remove_bytes(engine: Engine, files: FileStore, checksums: list[str]) -> int:
    """Remove the bytes of files that nothing names any more, and return how many there were.

    Args:
        engine: The register, in which they are noted as gone.
        files: The kept files.
        checksums: The files.

    Raises:
        StorageError: The folder cannot be written.
    """
    with storage_errors(files.root):
        for sha256 in checksums:
            files.set_aside(sha256)
        aside = files.list_aside()
        with reading(engine) as session:
            referred = find_referred(session, aside)
        for sha256 in aside:
            if sha256 in referred:
                files.put_back(sha256)
            else:
                files.remove_aside(sha256)
    return len(set(aside) - referred)


def list_left(engine: Engine, files: FileStore) -> list[str]:
    """Return the files that are noted as gone and whose bytes still lie there."""
    with reading(engine) as session:
        gone = find_gone(session)
    lying = {each for each in gone if files.path_of(each).is_file()}
    return sorted(lying | set(files.list_aside()))
