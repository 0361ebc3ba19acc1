"""What repeats: linked to the first, never dropped; and what only looks as if it did."""

import json
from collections.abc import Mapping
from pathlib import Path
from threading import Thread

import pytest

from diarium.database import reading, writing
from diarium.decisions import SkipGround, skip_message
from diarium.duplicates import mark_duplicate
from diarium.errors import RefusedError, UsageError
from diarium.inbox import Source, import_all
from diarium.message_records import DecisionOutcome, Message, RepeatedBy
from diarium.messages import list_messages
from diarium.register import Registration, register_message
from tests.diarium.desk import Desk, line, write
from tests.diarium.taken_in import add_forum


def test_the_same_file_twice_is_all_duplicates(desk: Desk) -> None:
    messages = [line(1), line(2), line(3, id=None), line(4, id=None)]
    first, again = desk.take_in(messages), desk.take_in(messages)
    assert (first.new, first.duplicates) == (4, 0)
    assert (again.found, again.new, again.duplicates) == (4, 0, 4)
    assert again.unreadable == ()
    found = desk.messages()
    assert [each.duplicate_of for each in found] == [None] * 4 + [1, 2, 3, 4]
    assert {each.decision.outcome for each in found[4:]} == {DecisionOutcome.DUPLICATE}
    desk.check()


def test_overlapping_files_repeat_only_what_both_hold(desk: Desk) -> None:
    desk.take_in([line(n) for n in range(600)])
    report = desk.take_in([line(n) for n in range(400, 1_100)])
    assert (report.new, report.duplicates) == (500, 200)
    repeated = desk.messages(DecisionOutcome.DUPLICATE)
    assert [each.duplicate_of for each in repeated] == list(range(401, 601))


def test_repeats_within_a_file_are_linked_to_the_first(desk: Desk) -> None:
    report = desk.take_in([line(1), line(1), line(2, id=None), line(2, id=None), line(1)])
    assert [each.duplicate_of for each in desk.messages()] == [None, 1, None, 3, 1]
    assert report.duplicates == 3


def test_a_repeat_across_chunks_is_found(desk: Desk) -> None:
    desk.take_in([*(line(n) for n in range(500)), line(0)])
    assert desk.messages()[-1].duplicate_of == 1


def test_an_edited_message_is_no_duplicate(desk: Desk) -> None:
    desk.take_in([line(1)])
    report = desk.take_in([line(1, text="Ändrad: nu är det akut"), line(2)])
    assert (report.new, report.duplicates, report.changed) == (2, 0, 1)
    again = desk.take_in([line(1, text="Ändrad: nu är det akut")])
    assert (again.duplicates, again.changed) == (1, 0)
    assert desk.messages()[-1].duplicate_of == 2


def test_the_same_words_under_two_ids_are_two_messages(desk: Desk) -> None:
    report = desk.take_in([line(1, text="Hej"), line(2, text="Hej")])
    assert report.duplicates == 0


def test_another_namnd_has_a_register_of_its_own(desk: Desk) -> None:
    path = write(desk.folder / "in.jsonl", [line(1)])
    desk.take_in_file(path)
    source = Source((path,), namnd="sbn")
    [taken] = import_all(desk.engine, desk.files, [source], "asa", desk.now)
    report = taken.report
    assert (report.new, report.duplicates) == (1, 0)
    with reading(desk.engine) as session:
        assert [each.id for each in list_messages(session, namnd="SBN")] == [2]


def test_two_who_take_in_the_same_file_see_each_others_messages(desk: Desk) -> None:
    path = write(desk.folder / "in.jsonl", [line(n) for n in range(700)])
    threads = [Thread(target=desk.take_in_file, args=[path]) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = desk.messages()
    assert len(found) == 1_400
    assert sum(each.duplicate_of is not None for each in found) == 700
    desk.check()


MOMENT = 1_782_821_100_123
"""Milliseconds: 2026-06-30T12:05:00.123Z."""


def sent(words: str, at: int = MOMENT, **more: object) -> dict[str, object]:
    """Return a message as a webhook tells of it."""
    said = {"mid": f"m_{words}_{at}", "text": words, **more}
    return {"sender": {"id": "7"}, "recipient": {"id": "1001"}, "timestamp": at, "message": said}


def write_webhook(folder: Path, *messages: dict[str, object]) -> Path:
    path = folder / "webhook.json"
    entry = {"id": "1001", "time": MOMENT, "messaging": messages}
    path.write_text(json.dumps({"object": "page", "entry": [entry]}), encoding="utf-8")
    return path


def write_export(folder: Path, *messages: Mapping[str, object], thread: str = "asa_1") -> Path:
    path = folder / f"export/your_facebook_activity/messages/inbox/{thread}/message_1.json"
    path.parent.mkdir(parents=True)
    whole = {
        "participants": [{"name": "Åsa Öberg"}, {"name": "Exempelstad"}],
        "messages": [
            {"sender_name": "Åsa Öberg", "timestamp_ms": MOMENT, **each} for each in messages
        ],
        "title": "Åsa Öberg", "is_still_participant": True, "thread_path": f"inbox/{thread}",
        "magic_words": [],
    }  # fmt: skip
    text = json.dumps(whole, ensure_ascii=False).encode().decode("latin-1")  # as Meta does
    path.write_text(json.dumps(json.loads(text)), encoding="utf-8")
    return folder / "export"


def take_both(desk: Desk, webhook: Path, export: Path, *, webhook_first: bool) -> list[Message]:
    """Take in a webhook's message and an export, in either order."""
    add_forum(desk.engine, desk.now)
    for path in (webhook, export) if webhook_first else (export, webhook):
        desk.hand_in(path, account="ks-facebook")
    desk.check()
    return desk.messages()


@pytest.mark.parametrize("webhook_first", [True, False])
def test_a_message_from_webhook_and_export_is_put_before_a_person(
    desk: Desk, tmp_path: Path, *, webhook_first: bool
) -> None:
    webhook = write_webhook(tmp_path, sent("När öppnar badet?"))
    export = write_export(tmp_path, {"content": "När öppnar badet?"})
    first, second = take_both(desk, webhook, export, webhook_first=webhook_first)
    assert (second.likely_of, second.duplicate_of) == (first.id, None)
    assert (second.decision.outcome, second.decision.rule) == (
        DecisionOutcome.REVIEW, "R12-likely-duplicate",
    )  # fmt: skip
    assert f"nummer {first.id}" in second.decision.ground
    assert first.repeated_by == (RepeatedBy(second.id, sure=False, brings=0),)
    assert first.decision.outcome is DecisionOutcome.PROPOSE


@pytest.mark.parametrize("webhook_first", [True, False])
def test_the_accounts_own_words_from_webhook_and_export_need_no_person(
    desk: Desk, tmp_path: Path, *, webhook_first: bool
) -> None:
    echo = {
        **sent("Klockan nio.", is_echo=True),
        "sender": {"id": "1001"},
        "recipient": {"id": "7"},
    }
    webhook = write_webhook(tmp_path, echo)
    export = write_export(tmp_path, {"content": "Klockan nio.", "sender_name": "Exempelstad"})
    first, second = take_both(desk, webhook, export, webhook_first=webhook_first)
    assert (first.own, second.own) == (True, True)
    assert (second.duplicate_of, second.decision.rule) == (first.id, "R10-duplicate")


@pytest.mark.parametrize("webhook_first", [True, False])
def test_the_same_words_of_the_account_to_two_people_are_two_messages(
    desk: Desk, tmp_path: Path, *, webhook_first: bool
) -> None:
    """What is sent to many in the same moment is matched one to one."""
    echoes = [
        {**sent("Badet är stängt.", is_echo=True, mid=f"m{person}"), "sender": {"id": "1001"},
         "recipient": {"id": person}}
        for person in ("7", "8")
    ]  # fmt: skip
    webhook = write_webhook(tmp_path, *echoes)
    said = {"content": "Badet är stängt.", "sender_name": "Exempelstad"}
    write_export(tmp_path, said)
    export = write_export(tmp_path, said, thread="bo_2")
    found = take_both(desk, webhook, export, webhook_first=webhook_first)
    assert [each.duplicate_of for each in found] == [None, None, 1, 2]


def test_two_citizens_who_write_the_same_in_the_same_second_are_two(desk: Desk) -> None:
    add_forum(desk.engine, desk.now)
    names = ("Åsa Öberg", "Bo Berg", "åsa  öberg")
    lines = [line(n, id=None, text="Tack!", sender={"name": name}) for n, name in enumerate(names)]
    desk.take_in(lines, account="ks-facebook")
    assert [each.likely_of for each in desk.messages()] == [None, None, 1]


def test_without_an_account_or_with_other_ids_nothing_is_likely(desk: Desk) -> None:
    add_forum(desk.engine, desk.now)
    alike = [line(1, text="Tack!", sender=None), line(2, text="Tack!", sender={"name": "Bo"})]
    desk.take_in(alike, account="ks-facebook")
    desk.take_in([line(3, id=None, text="Tack!", sender={"address": "bo"})])
    assert [each.likely_of for each in desk.messages()] == [None, None, None]


def test_one_without_an_id_stands_for_one_with_an_id_and_no_more(desk: Desk) -> None:
    """In either order: else a message would be lost among the repeats of another."""
    desk.take_in([line(0, id=None, text="Hej"), line(1, text="Hej"), line(2, text="Hej")])
    assert [each.duplicate_of for each in desk.messages()] == [None, 1, None]
    desk.take_in([line(2, text="Hej"), line(1, text="Hej"), line(0, id=None, text="Hej")])
    assert [each.duplicate_of for each in desk.messages()][3:] == [3, 1, 1]


def test_the_same_id_and_words_repeat_though_one_source_knows_less(desk: Desk) -> None:
    whole = line(1, sender={"name": "Åsa Öberg", "address": "asa"}, permalink="https://e.se/1")
    less = line(1, sender=None, text="Fråga  nummer\n1", made_available_at="2026-06-30T12:05:07Z")
    desk.take_in([whole])
    report = desk.take_in([less])
    assert (report.duplicates, report.changed) == (1, 0)
    assert desk.messages()[1].duplicate_of == 1
    assert desk.take_in([line(1, sender=None, text="Något annat")]).changed == 1


def test_where_there_is_no_id_the_conversation_tells_two_apart(desk: Desk, tmp_path: Path) -> None:
    add_forum(desk.engine, desk.now)
    write_export(tmp_path, {"content": "Hej"}, {"content": "Hej"})
    export = write_export(tmp_path, {"content": "Hej"}, thread="asa_2")
    desk.hand_in(export, account="ks-facebook")
    found = [(each.duplicate_of, each.likely_of) for each in desk.messages()]
    assert found == [(None, None), (1, None), (None, None)]


def test_a_repeat_says_that_it_brings_a_file_the_first_lacked(desk: Desk, tmp_path: Path) -> None:
    add_forum(desk.engine, desk.now)
    said = {"content": "Se bilden", "photos": [
        {"uri": "your_facebook_activity/messages/inbox/asa_1/photos/1.jpg", "creation_timestamp": 1}
    ]}  # fmt: skip
    export = write_export(tmp_path, said)
    desk.hand_in(export, account="ks-facebook")
    picture = export / "your_facebook_activity/messages/inbox/asa_1/photos/1.jpg"
    picture.parent.mkdir()
    picture.write_bytes(b"\xff\xd8\xff\xe0 bild")
    desk.hand_in(export, account="ks-facebook")
    first, second = desk.messages()
    assert second.duplicate_of == first.id
    assert (first.attachments[0].sha256, second.attachments[0].missing) == (None, None)
    assert first.repeated_by == (RepeatedBy(second.id, sure=True, brings=1),)


def test_a_person_says_that_two_are_the_same_and_a_later_decision_undoes_it(
    desk: Desk, tmp_path: Path
) -> None:
    webhook = write_webhook(tmp_path, sent("Hej"))
    take_both(desk, webhook, write_export(tmp_path, {"content": "Hej"}), webhook_first=True)
    with writing(desk.engine) as session:
        decision = mark_duplicate(session, 2, 1, "anna", desk.now)
    assert (decision.outcome, decision.by, decision.same_as) == (
        DecisionOutcome.DUPLICATE, "anna", 1,
    )  # fmt: skip
    first, second = desk.messages()
    assert (second.duplicate_of, first.repeated_by[0].sure) == (1, True)
    with writing(desk.engine) as session:
        skip_message(session, 2, SkipGround.LITTLE_IMPORTANCE, "anna", desk.now)
    first, second = desk.messages()
    assert (second.duplicate_of, second.likely_of, first.repeated_by) == (None, 1, ())
    desk.check()


def test_a_person_cannot_say_that_a_message_is_the_same_as_what_is_none(desk: Desk) -> None:
    desk.take_in([line(1), line(1), line(2), line(3)])
    with pytest.raises(UsageError, match="same as itself"), writing(desk.engine) as session:
        mark_duplicate(session, 1, 1, "anna", desk.now)
    with pytest.raises(UsageError, match="no message"), writing(desk.engine) as session:
        mark_duplicate(session, 1, 4711, "anna", desk.now)
    with pytest.raises(RefusedError, match="say that number"), writing(desk.engine) as session:
        mark_duplicate(session, 3, 2, "anna", desk.now)
    with writing(desk.engine) as session:
        register_message(session, 4, Registration(), "anna", desk.now)
    with pytest.raises(RefusedError, match="stays so"), writing(desk.engine) as session:
        mark_duplicate(session, 4, 1, "anna", desk.now)
    path = write(desk.folder / "other.jsonl", [line(9)])
    import_all(desk.engine, desk.files, [Source((path,), namnd="sbn")], "asa", desk.now)
    with pytest.raises(RefusedError, match="own"), writing(desk.engine) as session:
        mark_duplicate(session, 5, 1, "anna", desk.now)
    desk.check()
