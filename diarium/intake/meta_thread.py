"""What the messages of one file share, in both kinds of Meta's downloads."""

from dataclasses import dataclass, replace
from datetime import datetime

from diarium.intake.json_fields import Fields
from diarium.intake.json_pieces import read_rest
from diarium.intake.kinds import KeptFile
from diarium.intake.meta_owner import Names, is_own
from diarium.intake.meta_paths import MESSAGES, Media
from diarium.intake.mojibake import repair
from diarium.intake.raw import PieceError, Unreadable

EMPTY = "[Meddelandet har inget innehåll i exporten.]"
UNSENT = "[Meddelandet har tagits tillbaka av avsändaren.]"


@dataclass(frozen=True, slots=True)
class Context:
    """What the messages of one file share.

    Attributes:
        kept: The file.
        own: What the owner is called, or nothing where that does not tell it from another.
        media: The files that messages may refer to.
        now: The present moment.
        thread: What the source calls their thread; empty for comments.
    """

    kept: KeptFile
    own: Names
    media: Media
    now: datetime
    thread: str = ""


def read_top(kept: KeptFile) -> tuple[Fields, list[Unreadable]]:
    """Return what stands in a file beside its messages, or why that cannot be read.

    Raises:
        StorageError: The file cannot be read.
    """
    try:
        return read_rest(kept.stored, MESSAGES), []
    except PieceError as error:
        return {}, [Unreadable(0, error.reason, error.field, kept.path)]


def open_thread(context: Context, name: str, top: Fields) -> Context:
    """Return what the messages of a thread share; what is wrong at its top hides none of them.

    Args:
        context: The file.
        name: What the source calls the thread.
        top: What stands in the file beside its messages.
    """
    people = _participants(top.get("participants"))
    namesakes = sum(is_own(repair(each), context.own) for each in people)
    return replace(context, thread=name, own=context.own if namesakes <= 1 else frozenset())


def _participants(listed: object) -> list[str]:
    given = listed if isinstance(listed, list) else []
    names = (each.get("name") if isinstance(each, dict) else each for each in given)
    return [name for name in names if isinstance(name, str)]
