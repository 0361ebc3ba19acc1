"""The inbox: what is taken in, what repeats, and what an interrupted import leaves."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import Engine, func, select

from diarium.database import reading, writing
from diarium.errors import UsageError
from diarium.files import FileStore
from diarium.inbox import BatchReport, Source, import_file, list_messages, read_message
from diarium.intake.raw import Reason, Unreadable
from diarium.intake.recognise import Format, recognise
from diarium.intake.staging import RULES
from diarium.journal import check_chain, check_rows
from diarium.records import Channel, DecisionOutcome, Message
from diarium.register import Registration, register_message
from diarium.tables import BATCH_VISIBLE, MESSAGE
from tests.diarium.taken_in import add_forum

IMPORTER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from diarium.database import open_database
from diarium.files import FileStore
from diarium.inbox import Source, import_file
url, files, path = sys.argv[1:]
print("ready", flush=True)
import_file(open_database(url), FileStore(Path(files)), Source(Path(path), namnd="KS"), "test",
            datetime(2026, 7, 1, 8, tzinfo=UTC), lambda done: print(done, flush=True))
"""


def line(number: int, **fields: object) -> dict[str, object]:
    plain: dict[str, object] = {
        "id": f"c-{number}",
        "channel": "direct",
        "sender": {"name": "Åsa Öberg"},
        "text": f"Fråga nummer {number}",
        "made_available_at": "2026-06-30T14:05:00+02:00",
    }
    return {**plain, **fields}


def write(path: Path, messages: Sequence[dict[str, object]]) -> Path:
    lines = (json.dumps(each, ensure_ascii=False) + "\n" for each in messages)
    path.write_text("".join(lines), encoding="utf-8")
    return path


class Desk:
    """One who takes in files."""

    def __init__(self, engine: Engine, files: FileStore, now: datetime, folder: Path) -> None:
        self.engine, self.files, self.now, self.folder = engine, files, now, folder

    def take_in(
        self, messages: Sequence[dict[str, object]], account: str | None = None
    ) -> BatchReport:
        path = write(self.folder / "in.jsonl", messages)
        return self.take_in_file(path, account)

    def take_in_file(self, path: Path, account: str | None = None) -> BatchReport:
        source = Source(path, account=account, namnd=None if account else "KS")
        return import_file(self.engine, self.files, source, "asa", self.now)

    def messages(self, outcome: DecisionOutcome | None = None) -> list[Message]:
        with reading(self.engine) as session:
            return list_messages(session, outcome)

    def rows(self) -> int:
        with reading(self.engine) as session:
            return session.execute(select(func.count()).select_from(MESSAGE)).scalar_one()

    def check(self) -> None:
        with reading(self.engine) as session:
            assert list(check_chain(session)) == []
            assert list(check_rows(session)) == []


@pytest.fixture
def desk(engine: Engine, files: FileStore, now: datetime, tmp_path: Path) -> Desk:
    return Desk(engine, files, now, tmp_path)


def test_a_message_is_taken_in_whole(desk: Desk) -> None:
    add_forum(desk.engine, desk.now)
    (desk.folder / "bild.png").write_bytes(b"bild")
    written = line(
        1, account="ks-facebook", attachments=[{"path": "bild.png", "media_type": "image/png"}]
    )
    report = desk.take_in([written])
    assert (report.found, report.new, report.duplicates, report.unreadable) == (1, 1, 0, [])
    (found,) = desk.messages()
    assert (found.account, found.namnd, found.source) == ("ks-facebook", "KS", "facebook")
    assert (found.channel, found.external_id) == (Channel.DIRECT, "c-1")
    assert (found.sender_name, found.text) == ("Åsa Öberg", "Fråga nummer 1")
    assert found.received_at == desk.now
    original = desk.files.read(found.original.sha256, found.original.start, found.original.length)
    assert json.loads(original) == written
    assert found.attachments[0].sha256 is not None
    assert desk.files.read(found.attachments[0].sha256) == b"bild"
    desk.check()


def test_each_message_gets_what_the_rules_propose_with_its_ground(desk: Desk) -> None:
    add_forum(desk.engine, desk.now)
    report = desk.take_in(
        [
            line(1, channel="comment"),
            line(2),
            line(3, own=True),
            line(4, text="Skandal! Gatan är inte plogad, det är undermåligt."),
            line(5, channel="mention"),
        ],
        "ks-facebook",
    )
    found = desk.messages()
    assert [each.decision.rule for each in found] == [
        "R70-open-forum", "R60-in-service", "R21-own-post", "R50-kritik", "R90-anything-else",
    ]  # fmt: skip
    assert all(each.decision.by == RULES and each.decision.ground for each in found)
    assert report.proposals == {
        DecisionOutcome.SKIP: 2, DecisionOutcome.PROPOSE: 2, DecisionOutcome.REVIEW: 1,
    }  # fmt: skip
    assert report.own == 1
    assert [each.external_id for each in desk.messages(DecisionOutcome.SKIP)] == ["c-1", "c-3"]


def test_an_own_reply_to_a_registered_message_is_proposed(desk: Desk) -> None:
    add_forum(desk.engine, desk.now)
    desk.take_in([line(1)], "ks-facebook")
    with writing(desk.engine) as session:
        handling = register_message(session, 1, Registration(), "asa", desk.now)
    reply = line(2, own=True, in_reply_to="c-1")
    elsewhere = line(3, own=True, in_reply_to="c-1", source="instagram")
    desk.take_in([reply, elsewhere], "ks-facebook")
    answer, other = desk.messages()[1:]
    assert answer.decision.rule == "R20-own-reply"
    assert handling.beteckning in answer.decision.ground
    assert other.decision.rule == "R21-own-post"


def test_the_same_file_twice_is_all_duplicates(desk: Desk) -> None:
    messages = [line(1), line(2), line(3, id=None), line(4, id=None)]
    first, again = desk.take_in(messages), desk.take_in(messages)
    assert (first.new, first.duplicates) == (4, 0)
    assert (again.found, again.new, again.duplicates) == (4, 0, 4)
    assert again.unreadable == []
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


@pytest.mark.parametrize("count", [499, 500, 501, 1_000, 1_001])
def test_no_message_is_lost_where_chunks_meet(desk: Desk, count: int) -> None:
    report = desk.take_in([line(n) for n in range(count)])
    assert (report.found, report.new) == (count, count)
    found = desk.messages()
    assert [each.external_id for each in found] == [f"c-{n}" for n in range(count)]


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
    report = import_file(desk.engine, desk.files, Source(path, namnd="sbn"), "asa", desk.now)
    assert (report.new, report.duplicates) == (1, 0)
    with reading(desk.engine) as session:
        assert [each.id for each in list_messages(session, namnd="SBN")] == [2]


def test_bad_lines_are_named_and_the_rest_is_taken_in(desk: Desk) -> None:
    path = desk.folder / "in.jsonl"
    write(path, [line(1), line(2, account="nobody"), line(3)])
    path.write_bytes(path.read_bytes() + b"\xff\n" + b'{"cut off')
    report = desk.take_in_file(path)
    assert report.unreadable == [
        Unreadable(2, Reason.ACCOUNT_UNKNOWN, "account"),
        Unreadable(4, Reason.NOT_UTF8),
        Unreadable(5, Reason.NOT_JSON),
    ]
    assert [each.external_id for each in desk.messages()] == ["c-1", "c-3"]
    original = desk.messages()[0].original.sha256
    assert desk.files.read(original) == path.read_bytes()


def test_a_report_names_a_thousand_and_counts_the_rest(desk: Desk) -> None:
    path = desk.folder / "in.jsonl"
    path.write_bytes(b"{\n" * 1_500)
    report = desk.take_in_file(path)
    assert (len(report.unreadable), report.unreadable_count) == (1_000, 1_500)


def test_hostile_words_are_kept_as_the_database_can_hold_them(desk: Desk) -> None:
    desk.take_in([line(1, text="a\x00b", subject="\x00", id="\x00")])
    path = desk.folder / "in.jsonl"
    path.write_text(json.dumps(line(2, text="\ud800")), encoding="ascii")
    desk.take_in_file(path)
    assert [each.text for each in desk.messages()] == ["a\ufffdb", "\ufffd"]
    assert all(each.text_repaired for each in desk.messages())
    desk.check()


def test_mail_is_taken_in_with_its_attachments(desk: Desk) -> None:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "Åsa <asa@example.se>", "Hål i vägen"
    mail["Date"], mail["Message-ID"] = "Tue, 30 Jun 2026 14:05:00 +0200", "<17@example.se>"
    mail.set_content("Se bilden")
    mail.add_attachment(b"bild", "image", "png", filename="../../x.png")
    path = desk.folder / "brev"
    path.write_bytes(mail.as_bytes())
    report = desk.take_in_file(path)
    assert (report.format, report.found) == (Format.EML, 1)
    (found,) = desk.messages()
    assert (found.channel, found.account, found.subject) == (Channel.MAIL, None, "Hål i vägen")
    assert (found.attachments[0].name, found.attachments[0].missing) == ("x.png", None)
    assert desk.files.read(found.original.sha256) == path.read_bytes()
    assert desk.take_in_file(path).duplicates == 1


def test_mail_without_a_date_is_still_known_when_it_comes_again(desk: Desk) -> None:
    path = desk.folder / "brev"
    path.write_bytes(b"From: a@b.se\n\nHej")
    assert desk.take_in_file(path).new == 1
    assert desk.take_in_file(path).duplicates == 1


def test_what_is_no_file_of_messages_is_refused(desk: Desk) -> None:
    for content in (b"", b"\x00\x01", b"PK\x03\x04", b"[1, 2]", b"Hej: hopp\n\nHej", b"a,b\n1,2\n"):
        path = desk.folder / "in"
        path.write_bytes(content)
        with pytest.raises(UsageError, match="JSON Lines"):
            desk.take_in_file(path)
    with pytest.raises(UsageError, match="no file"):
        desk.take_in_file(desk.folder / "nowhere")
    with pytest.raises(UsageError, match="no file"):
        desk.take_in_file(desk.folder)
    assert desk.rows() == 0


def test_a_file_is_recognised_from_what_it_holds(tmp_path: Path) -> None:
    known = {
        b'{"a": 1}': Format.JSON_LINES,
        b"\xef\xbb\xbf\n\n  {": Format.JSON_LINES,
        b'\xff\xfe garbage\n{"a": 1}\n': Format.JSON_LINES,
        b"From a@b Tue Jun 30 14:05:00 2026\nFrom: a\n": Format.MBOX,
        b"Received: x\n\tby y\nFrom: a\n\n": Format.EML,
        b"X-Mailer: x\r\nSubject: a\r\n\r\n": Format.EML,
    }
    for content, kind in known.items():
        path = tmp_path / "in.pdf"
        path.write_bytes(content)
        assert recognise(path) is kind


def test_unknown_accounts_and_namnder_are_refused(desk: Desk) -> None:
    add_forum(desk.engine, desk.now)
    path = write(desk.folder / "in.jsonl", [line(1)])
    mail = desk.folder / "in.eml"
    mail.write_bytes(b"From: a@b.se\n\nHej")
    for source, words in [
        (Source(path, account="nobody"), "no account"),
        (Source(path, namnd="XX"), "no nämnd"),
        (Source(path, account="ks-facebook", namnd="SBN"), "belongs to KS"),
        (Source(mail), "nothing says which nämnd"),
    ]:
        with pytest.raises(UsageError, match=words):
            import_file(desk.engine, desk.files, source, "asa", desk.now)
    report = import_file(desk.engine, desk.files, Source(path), "asa", desk.now)
    assert report.unreadable == [Unreadable(1, Reason.NAMND_UNKNOWN, "account")]
    assert desk.rows() == 0


def test_an_unknown_message_is_refused(desk: Desk) -> None:
    with reading(desk.engine) as session, pytest.raises(UsageError, match="no message 17"):
        read_message(session, 17)


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


def test_an_import_that_is_broken_off_is_not_seen_and_the_next_is_whole(desk: Desk) -> None:
    path = write(desk.folder / "in.jsonl", [line(n) for n in range(1_200)])
    source, taken = Source(path, namnd="KS"), iter(range(1_100))

    def break_off(done: int) -> None:
        del done
        if next(taken, None) is None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_file(desk.engine, desk.files, source, "asa", desk.now, break_off)
    assert (desk.rows(), desk.messages()) == (1_000, [])
    report = desk.take_in_file(path)
    assert (report.new, report.duplicates, len(desk.messages())) == (1_200, 0, 1_200)
    desk.check()


def test_a_killed_import_is_not_seen_and_the_next_is_whole(desk: Desk, database_url: str) -> None:
    path = write(desk.folder / "in.jsonl", [line(n) for n in range(2_000)])
    _kill_importer_at(1_200, database_url, desk, path)
    assert 500 <= desk.rows() < 2_000
    assert desk.messages() == []
    with reading(desk.engine) as session:
        assert session.execute(select(BATCH_VISIBLE)).first() is None
        with pytest.raises(UsageError, match="no message 1"):
            read_message(session, 1)
    desk.check()
    report = desk.take_in_file(path)
    assert (report.found, report.new, report.duplicates) == (2_000, 2_000, 0)
    assert [each.external_id for each in desk.messages()] == [f"c-{n}" for n in range(2_000)]
    assert {each.batch for each in desk.messages()} == {report.batch}
    desk.check()


def _kill_importer_at(count: int, url: str, desk: Desk, path: Path) -> None:
    """Start an import in a process of its own, and kill it after so many messages."""
    command = [sys.executable, "-c", IMPORTER, url, str(desk.files.root), str(path)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as importer:
        assert importer.stdout is not None
        for number, _ in enumerate(importer.stdout):
            if number == count:
                importer.send_signal(signal.SIGKILL)
                break
    assert importer.returncode == -signal.SIGKILL
