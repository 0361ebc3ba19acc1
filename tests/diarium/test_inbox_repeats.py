"""What repeats: linked to the first, never dropped; and what only looks as if it did."""

from threading import Thread

from diarium.database import reading
from diarium.inbox import Source, import_all
from diarium.message_records import DecisionOutcome
from diarium.messages import list_messages
from tests.diarium.desk import Desk, line, write


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
