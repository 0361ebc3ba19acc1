"""Keeping what a tree holds, before any row names it."""

import mimetypes
import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace

from diarium.errors import StorageError
from diarium.files import FileStore, storage_errors
from diarium.intake.batches import FileRow, NewBatch, Role
from diarium.intake.kinds import Claimed
from diarium.intake.raw import PieceError, Reason, Unreadable
from diarium.intake.tree import HandedIn
from diarium.records import FileRef

Done = Callable[[int], None]
"""Told of bytes that have been kept."""


def keep_claimed(
    tree: HandedIn, claimed: Claimed, new: NewBatch, files: FileStore, done: Done
) -> NewBatch:
    """Keep every claimed file, each content once, and return the batch with them.

    A damaged member of a zip is told of, and the rest is kept.

    Raises:
        StorageError: A file cannot be read or kept.
    """
    rows, refused = list[FileRow](), list[Unreadable]()
    for role, paths in ((Role.MESSAGES, claimed.messages), (Role.MEDIA, claimed.media)):
        for path in paths:
            try:
                with tree.open(path) as stream:
                    ref = files.keep_stream(stream)
            except PieceError as error:
                if error.reason is not Reason.FILE_MISSING:
                    refused.append(Unreadable(0, error.reason, file=path))
                continue
            done(ref.size)
            rows.append(_row(tree, role, path, ref, new.kind.format.media_type))
    return replace(new, files=(*rows, *new.files), refused=(*new.refused, *refused))


def list_others(tree: HandedIn, paths: Iterable[str]) -> list[FileRow]:
    """Return the rows of files that no kind of export claims; they are not kept."""
    return [_row(tree, Role.OTHER, path, None, "") for path in paths]


def find_faults(tree: HandedIn, paths: Iterable[str]) -> list[Unreadable]:
    """Tell why files that no kind claims could not be looked at, such as zips, never opened."""
    faults = ((path, _find_fault(tree, path)) for path in paths)
    return [Unreadable(0, reason, file=path) for path, reason in faults if reason is not None]


def _find_fault(tree: HandedIn, path: str) -> Reason | None:
    if path.lower().endswith(".zip") and tree.head(path).startswith(b"PK"):
        return Reason.NESTED_ZIP
    return tree.faults.get(path)


def refuse_too_large(tree: HandedIn, claimed: Iterable[Claimed], files: FileStore) -> None:
    """Refuse what came in zips and would not find room on the disk.

    Raises:
        StorageError: It would not.
    """
    paths = (path for each in claimed for path in (*each.messages, *each.media))
    size = sum(tree.size(path) for path in set(paths) if tree.container(path))
    with storage_errors(files.root):
        free = shutil.disk_usage(files.root).free
    if size > free:
        raise StorageError(
            "what {name} holds needs {size} bytes and the disk has {free} left at {place}; free "
            "some space and run the same command again",
            name=tree.name, size=size, free=free, place=files.root,
        )  # fmt: skip


def _row(tree: HandedIn, role: Role, path: str, ref: FileRef | None, media_type: str) -> FileRow:
    if role is Role.MEDIA:
        media_type = mimetypes.guess_type(path, strict=False)[0] or "application/octet-stream"
    container = tree.container(path)
    return FileRow(
        role=role,
        path=path,
        ref=ref,
        media_type=media_type,
        container=container.name if container else None,
        container_sha256=container.sha256 if container else None,
    )
