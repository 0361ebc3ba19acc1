"""Payloads of Meta's webhooks, as the tests deliver and read them."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from diarium.intake.meta_webhook import META_WEBHOOK
from diarium.intake.raw import Piece, RawMessage
from tests.diarium.intake.exports import SAMPLES, read

SAMPLE = SAMPLES / "meta-webhook"
NOON = datetime(2026, 6, 30, 12, 5, tzinfo=UTC)
SECOND = 1_782_821_100
PAGE = "1001"
Json = dict[str, Any]


def deliver(folder: Path, *payloads: Json) -> list[Piece]:
    lines = (json.dumps(each) + "\n" for each in payloads)
    (folder / "in.json").write_text("".join(lines), encoding="utf-8")
    return read(META_WEBHOOK, folder)


def feed(**value: object) -> Json:
    change = {"field": "feed", "value": value}
    return {"object": "page", "entry": [{"id": PAGE, "time": SECOND + 60, "changes": [change]}]}


def comment(**value: object) -> Json:
    plain = {"item": "comment", "verb": "add", "comment_id": "1_1", "post_id": "1"}
    return feed(**{**plain, "message": "Hej", "created_time": SECOND, **value})


def message(**inside: object) -> Json:
    sent = {
        "sender": {"id": "7"},
        "recipient": {"id": PAGE},
        "timestamp": SECOND * 1000,
        "message": {"mid": "m_1", **inside},
    }
    return {"object": "page", "entry": [{"id": PAGE, "time": SECOND * 1000, "messaging": [sent]}]}


def one(pieces: list[Piece]) -> RawMessage:
    (found,) = pieces
    assert isinstance(found, RawMessage), found
    return found
