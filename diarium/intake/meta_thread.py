"""What the messages of one file of a thread share, in both kinds of Meta's downloads."""

from dataclasses import dataclass
from datetime import datetime

from diarium.intake.json_fields import Fields
from diarium.intake.json_pieces import read_rest
from diarium.intake.kinds import Export, KeptFile, OwnNames
from diarium.intake.meta_paths import MESSAGES, Media, is_own
from diarium.intake.mojibake import repair
from diarium.intake.raw import PieceError, Unreadable

EMPTY = "[Meddelandet har inget innehåll i exporten.]"
UNSENT = "[Meddelandet har tagits tillbaka av avsändaren.]"


@dataclass(frozen=True, slots=True)
class Thread:
    """A file of a thread.

    Attributes:
        kept: The file.
        name: What the source calls the thread.
        own: What the account is called, or nothing where that does not tell it from another.
        media: The files that messages may refer to.
        now: The present moment.
    """

    kept: KeptFile
    name: str
    own: OwnNames
    media: Media
    now: datetime


def read_top(kept: KeptFile) -> tuple[Fields, list[Unreadable]]:
    """Return what stands in a file beside its messages, or why that cannot be read.

    Raises:
        StorageError: The file cannot be read.
    """
    try:
        return read_rest(kept.stored, MESSAGES), []
    except PieceError as error:
        return {}, [Unreadable(0, error.reason, error.field, kept.path)]


def open_thread(kept: KeptFile, name: str, top: Fields, media: Media, export: Export) -> Thread:
    """Gather what the messages of a file share; what is wrong at its top hides no message.

    Args:
        kept: The file.
        name: What the source calls the thread.
        top: What stands in the file beside its messages.
        media: The files that messages may refer to.
        export: What the account is called, and the present moment.
    """
    names = [repair(name) for name in _participants(top.get("participants"))]
    namesakes = sum(is_own(each, export.own) for each in names)
    own = export.own if namesakes <= 1 else OwnNames()
    return Thread(kept=kept, name=name, own=own, media=media, now=export.now)


def _participants(listed: object) -> list[str]:
    given = listed if isinstance(listed, list) else []
    names = (each.get("name") if isinstance(each, dict) else each for each in given)
    return [name for name in names if isinstance(name, str)]
