"""Reading the archive of an X account: its direct messages, in and out, and its own posts."""

import posixpath
from collections import Counter
from collections.abc import Callable, Iterator

from diarium.files import storage_errors
from diarium.intake.json_fields import mapping
from diarium.intake.json_pieces import Element, read_array
from diarium.intake.kinds import Claimed, Export, Format, KeptFile, Kind, Tree
from diarium.intake.raw import Piece, PieceError, Reason, Unreadable
from diarium.intake.x_manifest import BEGINNING as MANIFEST
from diarium.intake.x_manifest import (
    Manifest,
    Owner,
    count_files,
    find_owner,
    read_manifest,
    read_owner,
)
from diarium.intake.x_messages import read_messages
from diarium.intake.x_part import BEGINNING, SOURCE, Part, by_name, is_media
from diarium.intake.x_posts import read_posts

_HEAD = 1_000
"""How many bytes tell what a file is."""
_READERS: dict[str, Callable[[Part], Iterator[Piece]]] = {
    "direct_messages": read_messages,
    "direct_message": read_messages,
    "direct_messages_group": read_messages,
    "direct_message_group": read_messages,
    "tweets": read_posts,
    "tweet": read_posts,
    "community_tweet": read_posts,
    "deleted_tweets": read_posts,
    "deleted_tweet": read_posts,
    "note_tweet": read_posts,
}
"""How each array is read, by the name that its file gives it; older archives have the singular."""
_ACCOUNT, _MANIFEST = "account", "data/manifest.js"


def claim(tree: Tree) -> Claimed:
    """Find the files of an archive by how they begin; what was sent along lies in its folders."""
    scripts = (path for path in tree.paths if path.lower().endswith(".js"))
    messages = tuple(path for path in scripts if _is_read(tree.head(path, _HEAD)))
    return Claimed(messages, tuple(filter(is_media, tree.paths)) if messages else ())


def _is_read(head: bytes) -> bool:
    return bool(MANIFEST.match(head)) or _holds(head) in {*_READERS, _ACCOUNT}


def _holds(head: bytes) -> str:
    found = BEGINNING.match(head)
    return found[1].decode("ascii", "replace") if found else ""


def read(export: Export) -> Iterator[Piece]:
    """Yield the messages and posts, what cannot be read, and how much the manifests promise.

    Raises:
        StorageError: A file cannot be read.
    """
    heads = {path: _read_head(file) for path, file in export.messages.items()}
    manifests, owners = list[Manifest](), dict[str, Owner]()
    for path, file in export.messages.items():
        yield from _read_about(file, heads[path], manifests, owners)
    if not any(map(MANIFEST.match, heads.values())):
        yield Unreadable(0, Reason.FILE_MISSING, "", _MANIFEST)
    media, found = by_name(export.media), Counter[str]()
    for path, file in export.messages.items():
        start, holds = _find_start(heads[path]), _holds(heads[path])
        if holds in _READERS:
            owner = find_owner(path, owners)
            yield from _READERS[holds](Part(file, holds, start, owner, media, found, export.now))
    yield from count_files(manifests, found, _READERS)


def _read_about(
    file: KeptFile, head: bytes, manifests: list[Manifest], owners: dict[str, Owner]
) -> Iterator[Unreadable]:
    """Note what a manifest says, or the file about the account; yield what cannot be read."""
    folder = posixpath.dirname(file.path)
    try:
        if begun := MANIFEST.match(head):
            manifest = read_manifest(file, begun.end())
            manifests.append(manifest)
            if manifest.owner:
                owners[folder] = manifest.owner
        elif _holds(head) == _ACCOUNT and (owner := _read_account(file, _find_start(head))):
            owners.setdefault(folder, owner)
    except PieceError as error:
        yield Unreadable(0, error.reason, error.field, file.path)


def _read_account(file: KeptFile, start: int) -> Owner | None:
    for element in read_array(file.stored, file=file.path, start=start):
        if isinstance(element, Element):
            return read_owner(mapping(element.fields, "account"), "username", "accountDisplayName")
        raise PieceError(element.reason, element.field)
    return None


def _find_start(head: bytes) -> int:
    found = BEGINNING.match(head)
    return found.end() if found else 0


def _read_head(file: KeptFile) -> bytes:
    with storage_errors(file.stored), file.stored.open("rb") as stream:
        return stream.read(_HEAD)


X_ARCHIVE = Kind(
    format=Format.X_ARCHIVE,
    source=SOURCE,
    claim=claim,
    read=read,
    never_holds=(
        "vad andra har skrivit offentligt: omnämnanden och svar från invånare",
        "namnen på dem som har skrivit direktmeddelanden: bara deras nummer hos X",
        "direktmeddelanden som har raderats före beställningen",
        "tidigare lydelser av inlägg som har ändrats",
    ),
)
