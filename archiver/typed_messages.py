"""A message that a person typed or pasted: what stands where no export and no fetch reaches.

Such as a question to a politician on a page that is not the municipality's, which is an allmän
handling all the same if it concerns a matter of the authority's (TF 2 kap. 8 §). It is taken in by
the same intake as every other message, as a line of JSON that says that it was typed.
"""

import base64
import hashlib
import json
import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from archiver.settings import Settings
from archiver.work_folder import own_folder
from diarium.database import reading
from diarium.errors import RefusedError, UsageError
from diarium.files import FileStore, storage_errors
from diarium.inbox import Source, Taken, import_all
from diarium.intake.raw import EARLIEST
from diarium.message_records import Channel, Message
from diarium.messages import list_messages
from diarium.plain_text import clean_line
from diarium.web_address import check_web_address

if TYPE_CHECKING:
    from sqlalchemy import Engine

MOST_BYTES = 20_000_000
"""All that is sent along may come to so many bytes."""
FILE = "inskrivet.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What a person typed of a message.

    Attributes:
        account: The account, deltagande or page that it stands on.
        text: Its words.
        sender: Who wrote it, as it says there.
        made_available_at: When it could first be reached (TF 2 kap. 9 §), aware.
        link: Its address on the web, if it has one.
        attachments: What was sent along, or a picture of the message.
    """

    account: str
    channel: Channel
    text: str
    sender: str
    made_available_at: datetime
    subject: str | None = None
    link: str | None = None
    attachments: Sequence[Path] = ()


def take_in_typed(
    engine: "Engine", files: FileStore, settings: Settings, typed: Typed, by: str, now: datetime
) -> Message:
    """Take in a message that a person typed, and return it with what the rules propose.

    Raises:
        UsageError: The account is unknown, or what was typed cannot be a message.
        RefusedError: What was sent along is too large.
        StorageError: The disk or the database is full or cannot be reached.
    """
    content = _write_line(typed, now)
    with own_folder(settings.work, "inbox-add") as folder:
        path = folder / FILE
        with storage_errors(path):
            path.write_bytes(content)
        source = Source((path,), account=typed.account, by_hand=True)
        taken = import_all(engine, files, [source], by, now)
    return _find(engine, taken, content)


def _find(engine: "Engine", taken: Sequence[Taken], content: bytes) -> Message:
    """Return the message among what was taken in; an interrupted import may have come before it."""
    sha256 = hashlib.sha256(content).hexdigest()
    with reading(engine) as session:
        for each in reversed(taken):
            for message in list_messages(session, batch=each.report.batch):
                if message.original.sha256 == sha256:
                    return message
    raise UsageError("what was typed cannot be read as a message; see archiver inbox batches")


def _write_line(typed: Typed, now: datetime) -> bytes:
    if not EARLIEST <= typed.made_available_at <= now:
        raise UsageError("the moment given by --at cannot be when it was written; correct it")
    if not typed.text.strip() and not typed.attachments:
        raise UsageError("the message says nothing; give its words, or a picture of it")
    told = {
        "channel": typed.channel.value,
        "sender": {"name": clean_line("sender", typed.sender)},
        "subject": clean_line("subject", typed.subject) if typed.subject else None,
        "text": typed.text.strip(),
        "made_available_at": typed.made_available_at.isoformat(),
        "permalink": check_web_address(typed.link) if typed.link else None,
        "attachments": [_enclose(each) for each in _measure(typed.attachments)],
        "typed_by_hand": True,
    }
    line = json.dumps(
        {key: value for key, value in told.items() if value is not None}, ensure_ascii=False
    )
    return f"{line}\n".encode(errors="replace")


def _measure(paths: Sequence[Path]) -> Sequence[Path]:
    """Return the files, which must be there and not come to too much."""
    for path in paths:
        if not path.is_file():
            raise UsageError("there is no file {file}; give the path of what came along", file=path)
    if sum(path.stat().st_size for path in paths) > MOST_BYTES:
        raise RefusedError(
            "what is sent along is larger than {most} MB; save pictures of less size",
            most=MOST_BYTES // 1_000_000,
        )
    return paths


def _enclose(path: Path) -> dict[str, str]:
    kind = mimetypes.guess_type(path.name, strict=False)[0] or "application/octet-stream"
    with storage_errors(path):
        content = base64.b64encode(path.read_bytes()).decode()
    return {"name": path.name, "media_type": kind, "content_base64": content}
