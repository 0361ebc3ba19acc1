"""Mailboxes, and exports of blogs and wikis, taken into the register: once, whatever the form."""

import random
from zipfile import ZipFile

import pytest

from diarium.message_records import ChangeKind, Channel, DecisionOutcome
from tests.diarium.desk import Desk
from tests.diarium.intake.exports import SAMPLES
from tests.diarium.intake.mail_files import mail
from tests.diarium.intake.xml_files import blog, comment, revision, wiki

DIVIDER = b"From asa@example.se Tue Jun 30 14:05:00 2026\n"
KINDS = ("eml", "mbox", "maildir", "wordpress-wxr", "mediawiki")


@pytest.mark.parametrize("kind", KINDS)
def test_a_sample_comes_in_once_whatever_is_handed_in_and_how_often(desk: Desk, kind: str) -> None:
    folder = SAMPLES / kind
    first = desk.take_in_file(folder)
    assert first.found == first.new > 0
    packed = desk.folder / "packed.zip"
    paths = [path for path in folder.rglob("*") if path.is_file()]
    random.Random(1).shuffle(paths)  # noqa: S311  no secret
    with ZipFile(packed, "w") as archive:
        for path in paths:
            archive.write(path, path.relative_to(folder))
    again = desk.take_in_file(packed)
    assert (again.found, again.new, again.changed) == (first.found, 0, 0)
    assert again.left_out == first.left_out
    assert {each.source for each in desk.messages()} <= {"mail", "wordpress", "mediawiki"}
    desk.check()


def test_each_messages_original_is_its_own_bytes_in_its_own_file(desk: Desk) -> None:
    for kind in KINDS:
        desk.take_in_file(SAMPLES / kind)
    for message in desk.messages():
        original = message.original
        kept = desk.files.read(original.sha256, original.start, original.length)
        begin = {
            "mail": b"Received: ", "wordpress": b"<wp:comment>", "mediawiki": b"<revision>",
        }[message.source]  # fmt: skip
        assert kept.startswith(begin)


def test_the_same_mail_from_a_mailbox_and_alone_is_one_mail(desk: Desk) -> None:
    written = mail("Hej\n\nFrom mig")
    written.add_attachment(b"bild" * 999, "image", "png", filename="a.png")
    alone, box = desk.folder / "a.eml", desk.folder / "Inkorg"
    alone.write_bytes(written.as_bytes())
    box.write_bytes(DIVIDER + written.as_bytes().replace(b"\nFrom ", b"\n>From ") + b"\n")
    assert desk.take_in_file(alone).new == 1
    again = desk.take_in_file(box)
    assert (again.found, again.new, again.changed) == (1, 0, 0)
    assert desk.messages(DecisionOutcome.DUPLICATE)[0].duplicate_of == 1


def test_mail_that_says_it_is_from_the_municipality_is_proposed_as_any_other(desk: Desk) -> None:
    path = desk.folder / "a.eml"
    path.write_bytes(b"From: Avallby kommun <kommun@avallby.example>\nSubject: x\n\nHej\n")
    report = desk.take_in_file(path)
    assert (report.own, report.proposals) == (0, {DecisionOutcome.PROPOSE: 1})
    assert desk.messages()[0].channel is Channel.MAIL


def test_a_comment_put_in_the_bin_later_is_told_of_what_was_taken_in(desk: Desk) -> None:
    path = desk.folder / "export.xml"
    path.write_text(blog(comment(1, content="Dåligt beslut")), encoding="utf-8")
    desk.take_in_file(path)
    path.write_text(blog(comment(1, content="Dåligt beslut", approved="trash")), encoding="utf-8")
    report = desk.take_in_file(path)
    assert report.deleted == 1
    first = desk.messages()[0]
    assert first.text == "Dåligt beslut"
    assert ChangeKind.DELETED in {each.kind for each in first.source_changes}
    desk.check()


def test_a_fuller_history_of_a_wiki_adds_what_was_not_there(desk: Desk) -> None:
    path = desk.folder / "export.xml"
    path.write_text(wiki(revision(1, "Ett")), encoding="utf-8")
    desk.take_in_file(path)
    path.write_text(wiki(revision(1, "Ett"), revision(2, "Ett\nTvå", 1)), encoding="utf-8")
    report = desk.take_in_file(path)
    assert (report.found, report.new, report.duplicates) == (2, 1, 1)


def test_a_bomb_is_one_line_in_the_report_and_nothing_more(desk: Desk) -> None:
    path = desk.folder / "export.xml"
    path.write_text(
        blog(comment(1), before='<!DOCTYPE rss [<!ENTITY a "ha">]>\n'), encoding="utf-8"
    )
    report = desk.take_in_file(path)
    assert (report.found, report.unreadable_count) == (0, 1)
    assert not desk.rows()


def test_many_mails_in_folders_are_one_batch(desk: Desk) -> None:
    folder = desk.folder / "mail"
    for number in range(120):
        place = folder / f"{number % 7}"
        place.mkdir(parents=True, exist_ok=True)
        written = mail(f"Nummer {number}")
        del written["Message-ID"]
        (place / f"{number}.eml").write_bytes(written.as_bytes())
    report = desk.take_in_file(folder)
    assert (report.found, report.new) == (120, 120)
