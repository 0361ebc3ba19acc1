"""What platforms push and answer, taken into the register: once, and changed only by new rows."""

import json
import shutil
from typing import Any
from zipfile import ZipFile

import pytest

from diarium.arenden import read_arende
from diarium.database import reading, writing
from diarium.handlingar import read_beteckning
from diarium.intake.completeness import Completeness
from diarium.journal import read_events
from diarium.message_records import ChangeKind, DecisionOutcome
from diarium.register import Registration, register_message
from tests.diarium.desk import Desk
from tests.diarium.intake.exports import SAMPLES

SECOND = 1_782_821_100
BETECKNING = "KS/2026:1-1"
Json = dict[str, Any]


def deliver(desk: Desk, name: str, *events: Json, key: str = "changes") -> Completeness:
    """Take in one payload of a page, as a file of its own."""
    entry = {"id": "1001", "time": SECOND + 600, key: events}
    path = desk.folder / name
    path.write_text(json.dumps({"object": "page", "entry": [entry]}), encoding="utf-8")
    return desk.take_in_file(path)


def comment(verb: str, words: str | None = None, number: int = 1) -> Json:
    value = {
        "item": "comment",
        "verb": verb,
        "comment_id": f"1_{number}",
        "post_id": "1001_1",
        "parent_id": "1001_1",
        "created_time": SECOND,
        "from": {"id": "7001", "name": "Åsa Öberg"},
    }
    return {"field": "feed", "value": value if words is None else {**value, "message": words}}


def register(desk: Desk) -> str:
    with writing(desk.engine) as session:
        return register_message(session, 1, Registration(), "anna", desk.now).beteckning


def told(desk: Desk) -> list[ChangeKind]:
    with reading(desk.engine) as session:
        return [each.kind for each in read_beteckning(session, BETECKNING).source_changes]


def journal(desk: Desk) -> list[str]:
    with reading(desk.engine) as session:
        return [each.kind for each in read_events(session) if each.subject == BETECKNING]


def test_a_comment_edited_and_removed_by_webhook_is_told_of_its_handling(desk: Desk) -> None:
    deliver(desk, "1.json", comment("add", "Lampan på Storgatan är trasig"))
    assert register(desk) == BETECKNING
    edited = deliver(desk, "2.json", comment("edited", "Lampan på Ågatan är trasig"))
    removed = deliver(desk, "3.json", comment("remove"))
    assert (edited.new, edited.changed, removed.found, removed.deleted) == (1, 1, 0, 1)
    assert told(desk) == [ChangeKind.EDITED, ChangeKind.DELETED]
    assert journal(desk)[-2:] == ["source.edited", "source.deleted"]
    first, second = desk.messages()
    assert first.text == "Lampan på Storgatan är trasig"
    assert first.decision.outcome is DecisionOutcome.REGISTER
    assert second.decision.rule == "R15-changed"
    with reading(desk.engine) as session:
        assert len(read_arende(session, "KS/2026:1").handlingar) == 1
    desk.check()


def test_a_message_edited_and_deleted_in_messenger_is_told_of_its_handling(desk: Desk) -> None:
    said: Json = {"sender": {"id": "7"}, "recipient": {"id": "1001"}, "timestamp": SECOND * 1000}
    edit = {"mid": "m_1", "text": "Hej igen", "num_edit": 1}
    sent = {**said, "message": {"mid": "m_1", "text": "Hej"}}
    later = {**said, "timestamp": SECOND * 1000 + 60_000}
    deliver(desk, "1.json", sent, key="messaging")
    register(desk)
    deliver(desk, "2.json", {**later, "message_edit": edit}, key="messaging")
    gone = {"mid": "m_1", "is_deleted": True}
    deliver(desk, "3.json", {**later, "message": gone}, key="messaging")
    assert told(desk) == [ChangeKind.EDITED, ChangeKind.DELETED]


def test_what_is_hidden_is_neither_deleted_nor_changed(desk: Desk) -> None:
    deliver(desk, "1.json", comment("add", "Lampan är trasig"))
    register(desk)
    report = deliver(desk, "2.json", comment("hide"))
    assert (report.found, report.deleted, report.unreadable_count) == (0, 0, 0)
    assert told(desk) == []


def test_a_webhook_delivered_again_is_a_duplicate(desk: Desk) -> None:
    added = comment("add", "Lampan är trasig")
    deliver(desk, "1.json", added)
    again = deliver(desk, "2.json", added, comment("add", "Och bänken", 2))
    assert (again.found, again.new, again.duplicates) == (2, 1, 1)


def test_a_removal_that_comes_first_is_told_when_the_comment_is_taken_in(desk: Desk) -> None:
    first = deliver(desk, "1.json", comment("remove"))
    assert len(first.unknown_deletions) == 1
    deliver(desk, "2.json", comment("add", "Lampan är trasig"))
    (message,) = desk.messages()
    assert [each.kind for each in message.source_changes] == [ChangeKind.DELETED]


def test_a_status_in_two_answers_and_in_the_archive_is_taken_in_once(desk: Desk) -> None:
    (answers,) = desk.hand_in(SAMPLES / "mastodon-api")
    assert (answers.report.found, answers.report.duplicates) == (6, 1)
    outbox = (SAMPLES / "mastodon-archive" / "outbox.json").read_text(encoding="utf-8")
    overlapping = outbox.replace("/905", "/1006").replace("vi hör av oss", "vi återkommer")
    shutil.copytree(SAMPLES / "mastodon-archive", desk.folder / "archive")
    (desk.folder / "archive" / "outbox.json").write_text(overlapping, encoding="utf-8")
    (archive,) = desk.hand_in(desk.folder / "archive")
    (own,) = [each for each in desk.messages() if each.external_id == "1006" and each.duplicate_of]
    assert (own.own, own.text) == (True, "Hej Åsa, vi återkommer.")
    assert archive.report.duplicates == 1


@pytest.mark.parametrize(
    "name", ["meta-webhook", "mastodon-api", "mastodon-archive", "youtube-api"]
)
def test_a_sample_is_taken_in_whole_and_once(desk: Desk, name: str) -> None:
    (first,) = desk.hand_in(SAMPLES / name)
    (second,) = desk.hand_in(SAMPLES / name)
    assert first.report.format == second.report.format == name
    assert first.report.found == second.report.found > 0
    assert second.report.new == 0
    desk.check()


def test_an_archive_in_a_zip_is_the_same_as_one_unpacked(desk: Desk) -> None:
    path = desk.folder / "archive.zip"
    with ZipFile(path, "w") as zipped:
        for each in sorted((SAMPLES / "mastodon-archive").rglob("*")):
            zipped.write(each, each.relative_to(SAMPLES / "mastodon-archive"))
    (first,) = desk.hand_in(path)
    (second,) = desk.hand_in(SAMPLES / "mastodon-archive")
    assert (first.report.new, second.report.new) == (5, 0)
    picture, film = desk.messages()[0].attachments
    assert picture.sha256 is not None
    assert film.missing == "filen följde inte med arkivet"
    desk.check()


def test_the_original_of_a_message_is_its_own_object(desk: Desk) -> None:
    desk.hand_in(SAMPLES / "youtube-api")
    for message in desk.messages():
        kept = desk.files.path_of(message.original.sha256).read_bytes()
        start = message.original.start
        told = json.loads(kept[start : start + message.original.length])
        assert told["id"] == message.external_id
