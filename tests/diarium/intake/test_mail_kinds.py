"""Mailboxes as kinds of export: which files are mail, and which of them were never sent."""

import shutil
from pathlib import Path

import pytest

from diarium.intake.mail_kinds import EML, MAILDIR, MBOX
from diarium.intake.raw import LeftOut, Omission, RawMessage, Reason, Unreadable
from tests.diarium.intake.exports import SAMPLES, claim, messages, original, read, read_sample
from tests.diarium.intake.mail_files import mail

SENT = b"From: asa@example.se\nSubject: En\n\nHej\n"
RECEIVED = b"Received: by b; Tue, 30 Jun 2026 14:06:00 +0200\n" + SENT


def test_single_mails_of_a_folder_are_an_original_each() -> None:
    found = messages(read_sample(EML))
    assert [(each.file, each.place) for each in found] == [("2026/svar.eml", 1), ("fraga.eml", 1)]
    folder = SAMPLES / "eml"
    assert all(original(folder, each) == (folder / each.file).read_bytes() for each in found)
    assert [each.thread for each in found] == ["0@example.se", "1@example.se"]


def test_mbox_files_are_known_by_what_they_hold_and_numbered_each() -> None:
    found = messages(read_sample(MBOX))
    assert [(each.file, each.place) for each in found] == [
        ("2025.mbox", 1), ("Inkorg", 1), ("Inkorg", 2),
    ]  # fmt: skip
    folder = SAMPLES / "mbox"
    assert all(original(folder, each).startswith(b"Received: ") for each in found)


def test_a_maildir_gives_what_is_delivered_and_leaves_drafts_out() -> None:
    found = read_sample(MAILDIR)
    assert [(piece.file, type(piece).__name__) for piece in found if hasattr(piece, "file")] == [
        (".Skolan/cur/1782828400.M5P1.mail;2,", "RawMessage"),
        ("cur/1782828300.M2P1.mail;2,RS", "RawMessage"),
        ("cur/1782828310.M3P1.mail;2,DS", "LeftOut"),
        ("new/1782828360.M1P1.mail", "RawMessage"),
    ]


def test_nobody_reads_the_tmp_of_a_maildir() -> None:
    folder = SAMPLES / "maildir"
    assert not claim(EML, folder).messages
    assert not any("tmp" in path for path in claim(MAILDIR, folder).messages)


def test_a_file_in_a_maildir_that_is_no_mail_is_told_of(tmp_path: Path) -> None:
    shutil.copytree(SAMPLES / "maildir", tmp_path / "box")
    (tmp_path / "box" / "cur" / "skräp").write_bytes(b"\x00\x01")
    faults = [each for each in read(MAILDIR, tmp_path) if isinstance(each, Unreadable)]
    assert faults == [Unreadable(1, Reason.NOT_MAIL, file="box/cur/skräp")]


def test_a_folder_called_new_that_holds_no_mail_is_no_maildir(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "a.txt").write_text("Hej: hå", encoding="utf-8")
    assert not claim(MAILDIR, tmp_path).messages
    assert not claim(EML, tmp_path).messages


@pytest.mark.parametrize(
    "header",
    [
        b"X-Unsent: 1\n",
        b"X-Mozilla-Draft-Info: internal/draft; vcard=0\n",
        b"X-Uniform-Type-Identifier: com.apple.mail-draft\n",
        b"X-Gmail-Labels: Utkast\n",
        b"X-Gmail-Labels: =?UTF-8?Q?Viktigt,Utkast,=C3=96ppnat?=\n",
    ],
)
def test_a_draft_is_left_out_but_no_sender_can_call_his_mail_one(
    tmp_path: Path, header: bytes
) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(header + SENT)
    assert read(EML, tmp_path) == [LeftOut(1, Omission.DRAFT, "a.eml")]
    path.write_bytes(header + RECEIVED)
    assert isinstance(read(EML, tmp_path)[0], RawMessage)


@pytest.mark.parametrize(
    ("name", "draft"),
    [("Drafts", True), ("utkast.mbox", True), ("Drafts.sbd/Inbox", True), (".Drafts/x", True),
     ("Draftsmen", False), ("Inkorg", False), ("mina utkast", False)],
)  # fmt: skip
def test_a_folder_of_drafts_holds_drafts_but_what_was_received_there_is_mail(
    tmp_path: Path, name: str, draft: bool
) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    divider = b"From a@b.se Tue Jun 30 14:05:00 2026\n"
    path.write_bytes(divider + SENT + b"\n" + divider + RECEIVED)
    kinds = [type(each).__name__ for each in read(MBOX, tmp_path)]
    assert kinds == ["LeftOut" if draft else "RawMessage", "RawMessage"]


def test_the_flag_of_a_draft_counts_where_the_mailbox_sets_it(tmp_path: Path) -> None:
    (tmp_path / "cur").mkdir()
    for sign in ":;!":
        (tmp_path / "cur" / f"1{sign}2,DS").write_bytes(RECEIVED)
    (tmp_path / "cur" / "2:2,S").write_bytes(RECEIVED)
    kinds = [type(each).__name__ for each in read(MAILDIR, tmp_path)]
    assert sorted(kinds) == ["LeftOut"] * 3 + ["RawMessage"]


def test_what_is_no_mail_is_not_claimed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Hej: det här är ett brev\n\nFrom: mig", encoding="utf-8")
    (tmp_path / "b.json").write_text('{"From": "x"}', encoding="utf-8")
    (tmp_path / "c").write_bytes(b"")
    (tmp_path / "d.bin").write_bytes(bytes(range(256)))
    for kind in (EML, MBOX, MAILDIR):
        assert not claim(kind, tmp_path).messages


def test_a_mail_with_a_byte_order_mark_is_a_mail(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(b"\xef\xbb\xbf\r\n" + mail("Hej").as_bytes())
    assert [each.text for each in messages(read(EML, tmp_path))] == ["Hej"]
