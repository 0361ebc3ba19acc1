"""The inbox: what is taken in, and what is refused."""

import json
from email.message import EmailMessage
from pathlib import Path

import pytest

from diarium.database import reading, writing
from diarium.errors import UsageError
from diarium.inbox import Source, import_all
from diarium.intake.handed_in import open_tree
from diarium.intake.kinds import Format
from diarium.intake.raw import Reason, Unreadable
from diarium.intake.recognise import recognise
from diarium.intake.staging import RULES
from diarium.message_records import Channel, DecisionOutcome
from diarium.messages import read_message
from diarium.register import Registration, register_message
from tests.diarium.desk import Desk, line, write
from tests.diarium.taken_in import add_forum


def test_a_message_is_taken_in_whole(desk: Desk) -> None:
    add_forum(desk.engine, desk.now)
    (desk.folder / "bild.png").write_bytes(b"bild")
    written = line(
        1, account="ks-facebook", attachments=[{"path": "bild.png", "media_type": "image/png"}]
    )
    report = desk.take_in([written])
    assert (report.found, report.new, report.duplicates, report.unreadable) == (1, 1, 0, ())
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


@pytest.mark.parametrize("count", [499, 500, 501, 1_000, 1_001])
def test_no_message_is_lost_where_chunks_meet(desk: Desk, count: int) -> None:
    report = desk.take_in([line(n) for n in range(count)])
    assert (report.found, report.new) == (count, count)
    found = desk.messages()
    assert [each.external_id for each in found] == [f"c-{n}" for n in range(count)]


def test_bad_lines_are_named_and_the_rest_is_taken_in(desk: Desk) -> None:
    path = desk.folder / "in.jsonl"
    write(path, [line(1), line(2, account="nobody"), line(3)])
    path.write_bytes(path.read_bytes() + b"\xff\n" + b'{"cut off')
    report = desk.take_in_file(path)
    assert report.unreadable == (
        Unreadable(2, Reason.ACCOUNT_UNKNOWN, "account", "in.jsonl"),
        Unreadable(4, Reason.NOT_UTF8, file="in.jsonl"),
        Unreadable(5, Reason.NOT_JSON, file="in.jsonl"),
    )
    assert [each.external_id for each in desk.messages()] == ["c-1", "c-3"]
    original = desk.messages()[0].original.sha256
    assert desk.files.read(original) == path.read_bytes()


def test_a_report_names_a_thousand_and_counts_the_rest(desk: Desk) -> None:
    path = desk.folder / "in.jsonl"
    path.write_bytes(b'{"\n' * 1_500)
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
    for content in (b"", b"\x00\x01", b"[1, 2]", b"Hej: hopp\n\nHej", b"a,b\n1,2\n"):
        path = desk.folder / "in"
        path.write_bytes(content)
        with pytest.raises(UsageError, match="JSON Lines"):
            desk.take_in_file(path)
    with pytest.raises(UsageError, match="no file"):
        desk.take_in_file(desk.folder / "nowhere")
    (desk.folder / "tom").mkdir()
    with pytest.raises(UsageError, match="holds no messages"):
        desk.take_in_file(desk.folder / "tom")
    assert desk.rows() == 0


def test_a_file_is_recognised_from_what_it_holds(tmp_path: Path) -> None:
    known = {
        b'{"a": 1}': Format.JSON_LINES,
        b'\xef\xbb\xbf\n\n  {"': Format.JSON_LINES,
        b'\xff\xfe garbage\n{"a": 1}\n': Format.JSON_LINES,
        b"From a@b Tue Jun 30 14:05:00 2026\nFrom: a\n": Format.MBOX,
        b"Received: x\n\tby y\nFrom: a\n\n": Format.EML,
        b"X-Mailer: x\r\nSubject: a\r\n\r\n": Format.EML,
    }
    for content, kind in known.items():
        path = tmp_path / "in.pdf"
        path.write_bytes(content)
        with open_tree((path,)) as tree:
            assert [found.format for found, _claimed in recognise(tree)] == [kind]


def test_unknown_accounts_and_namnder_are_refused(desk: Desk) -> None:
    add_forum(desk.engine, desk.now)
    path = write(desk.folder / "in.jsonl", [line(1)])
    mail = desk.folder / "in.eml"
    mail.write_bytes(b"From: a@b.se\n\nHej")
    for source, words in [
        (Source((path,), account="nobody"), "no account"),
        (Source((path,), namnd="XX"), "no nämnd"),
        (Source((path,), account="ks-facebook", namnd="SBN"), "belongs to KS"),
        (Source((mail,)), "nothing says which nämnd"),
    ]:
        with pytest.raises(UsageError, match=words):
            import_all(desk.engine, desk.files, [source], "asa", desk.now)
    [taken] = import_all(desk.engine, desk.files, [Source((path,))], "asa", desk.now)
    assert taken.report.unreadable == (Unreadable(1, Reason.NAMND_UNKNOWN, "account", "in.jsonl"),)
    assert desk.rows() == 0


def test_an_unknown_message_is_refused(desk: Desk) -> None:
    with reading(desk.engine) as session, pytest.raises(UsageError, match="no message 17"):
        read_message(session, 17)
