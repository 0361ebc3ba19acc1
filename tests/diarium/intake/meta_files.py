"""Threads of a Facebook export, written as Meta does, for the tests of its readers."""

import json
from pathlib import Path

from diarium.intake.meta_export import META_EXPORT
from diarium.intake.raw import RawMessage, Unreadable
from tests.diarium.intake.exports import (
    SAMPLES,
    messages,
    read,
    read_sample,
)

SAMPLE = SAMPLES / "meta-export"
INBOX = "your_facebook_activity/messages/inbox/asaoberg_1001"
GOOD = {"sender_name": "Ã\x85sa", "timestamp_ms": 1767603200000, "content": "Hej pÃ¥ er"}


def thread(folder: Path, *written: object, path: str = f"{INBOX}/message_1.json") -> Path:
    """Write a thread of a Facebook export, as Meta does: every letter escaped."""
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    people = [{"name": "Ã\x85sa"}, {"name": "Avallby kommun"}]
    whole = {"participants": people, "messages": written, "title": "Ã\x85sa",
             "thread_path": "inbox/asaoberg_1001"}  # fmt: skip
    file.write_text(json.dumps(whole), encoding="ascii")
    return folder


def read_one(folder: Path, **fields: object) -> RawMessage:
    (found,) = read(META_EXPORT, thread(folder, {**GOOD, **fields}))
    assert isinstance(found, RawMessage), found
    return found


def refuse_one(folder: Path, **fields: object) -> Unreadable:
    (found,) = read(META_EXPORT, thread(folder, {**GOOD, **fields}))
    assert isinstance(found, Unreadable), found
    return found


def sample_text(words: str) -> RawMessage:
    (found,) = [each for each in messages(read_sample(META_EXPORT)) if words in each.text]
    return found


def profile(folder: Path, content: object, where: str = "") -> Path:
    path = f"{where}personal_information/profile_information/profile_information.json"
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(json.dumps(content))
    return folder
