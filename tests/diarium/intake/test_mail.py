"""E-mail: what is read, and what is refused."""

import contextlib
import mailbox
from datetime import UTC, datetime
from email.policy import SMTP
from pathlib import Path

import pytest

from diarium.intake.mail import read_mbox
from diarium.intake.mail_words import decode_text, decode_words
from diarium.intake.raw import RawMessage, Reason, Unreadable
from diarium.message_records import Channel
from tests.diarium.intake.mail_files import NOW, mail, read, read_all, read_box


def test_a_message_is_read(tmp_path: Path) -> None:
    written = mail(
        In_Reply_To="<16@example.se>",
        Received="from a by b; Tue, 30 Jun 2026 14:06:00 +0200",
    )
    content = written.as_bytes(policy=SMTP)
    assert read(tmp_path, content) == RawMessage(
        place=1,
        start=0,
        length=len(content),
        source="mail",
        external_id="17@example.se",
        thread="16@example.se",
        channel=Channel.MAIL,
        sender_name="Åsa Öberg",
        sender_address="asa@example.se",
        subject="Fråga om snöröjning på Storgatan",
        text="Hej på er",
        in_reply_to="16@example.se",
        made_available_at=datetime(2026, 6, 30, 12, 5, tzinfo=UTC),
        received_at=datetime(2026, 6, 30, 12, 6, tzinfo=UTC),
    )


def test_attachments_are_read_with_their_names(tmp_path: Path) -> None:
    message = mail()
    message.add_attachment(b"bild", "image", "png", filename="snö på vägen.png")
    message.add_attachment(b"x", "application", "pdf", filename="../../x")
    message.add_attachment(mail("Inuti"))
    found = read(tmp_path, message.as_bytes(policy=SMTP)).attachments
    assert [(each.name, each.media_type) for each in found] == [
        ("snö på vägen.png", "image/png"),
        ("x", "application/pdf"),
        ("bifogat-meddelande.eml", "message/rfc822"),
    ]
    assert found[0].content == b"bild"
    assert found[2].content is not None
    assert b"Inuti" in found[2].content


def test_plain_text_is_preferred_and_html_is_read_where_there_is_none(tmp_path: Path) -> None:
    both = mail("Som text")
    both.add_alternative("<p>Som <b>HTML</b></p>", subtype="html")
    assert read(tmp_path, both.as_bytes()).text.strip() == "Som text"
    only = mail()
    only.set_content(
        "<head><title>T</title><style>p{}</style></head><p>Hej&nbsp;&aring;<br>rad två</p>"
        "<script>alert(1)</script><ul><li>ett<li>två</ul>",
        subtype="html",
    )
    assert read(tmp_path, only.as_bytes()).text == "Hej å\nrad två\n\nett\ntvå"


def test_the_time_of_receipt_stands_in_for_a_date_that_cannot_be_true(tmp_path: Path) -> None:
    received = "Received: by b; Tue, 30 Jun 2026 14:06:00 +0200\r\n"
    for date in ("", "Date: igår", "Date: Tue, 30 Jun 2099 14:05:00 +0200", "Date: 1 Jan 0000"):
        head = f"From: a@b.se\r\n{received}{date}".rstrip()
        found = read(tmp_path, f"{head}\r\n\r\nHej".encode())
        assert found.made_available_at == datetime(2026, 6, 30, 12, 6, tzinfo=UTC), date
    bare = read(tmp_path, b"From: a@b.se\r\n\r\nHej")
    assert (bare.made_available_at, bare.received_at) == (None, None)


def test_headers_in_raw_bytes_are_read_as_utf_8_or_windows_1252(tmp_path: Path) -> None:
    for charset in ("utf-8", "windows-1252"):
        content = "Subject: Snöröjning\nFrom: Åsa <a@b.se>\n\nHej".encode(charset)
        found = read(tmp_path, content)
        assert (found.subject, found.sender_name) == ("Snöröjning", "Åsa")


@pytest.mark.parametrize(
    ("charset", "content", "text", "guessed"),
    [
        ("utf-8", "å".encode(), "å", False),
        (None, "å".encode(), "å", False),
        (None, b"\xe5", "å", False),
        ("utf-8", b"\xe5", "å", True),
        ("us-ascii", "å".encode(), "å", True),
        ("no-such-charset", "å".encode(), "å", False),
        ("iso-8859-1", b"\xe5", "å", False),
        ("rot13", b"abc", "abc", False),
        ("punycode", b"abc-", "abc-", False),
        ("zip", b"abc", "abc", False),
        ("a\x00b", b"abc", "abc", False),
        (None, b"\x81\xff", "\ufffd\xff", True),
    ],
)
def test_text_in_any_character_set_is_read(
    charset: str | None, content: bytes, text: str, guessed: bool
) -> None:
    assert decode_text(content, charset) == (text, guessed)


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("=?utf-8?q?Sn=C3=B6?= =?utf-8?q?r=C3=B6jning?=", "Snöröjning"),
        ("=?iso-8859-1?B?5eT2?= hej", "åäö hej"),
        ("=?utf-8?B?a?=", "=?utf-8?B?a?="),
        ("=?punycode?q?abc?=", "abc"),
        ("=?utf-8?q?", "=?utf-8?q?"),
    ],
)
def test_encoded_words_are_decoded_or_left(header: str, words: str) -> None:
    assert decode_words(header) == words


def test_mbox_gives_each_message_with_its_bytes(tmp_path: Path) -> None:
    pieces = [mail(f"Text {n}\n\n>From mig", Message_Id2=str(n)).as_bytes() for n in range(3)]
    box = b"".join(b"From a@b Tue Jun 30 14:05:00 2026\n" + piece + b"\n" for piece in pieces)
    for number, found in enumerate(read_box(tmp_path, box)):
        assert isinstance(found, RawMessage)
        assert found.place == number + 1
        assert box[found.start : found.start + found.length] == pieces[number] + b"\n"
        assert (found.text, found.repaired) == (f"Text {number}\n\nFrom mig", True)


def test_pythons_own_mailbox_finds_the_same_messages(tmp_path: Path) -> None:
    path = tmp_path / "in.mbox"
    box = mailbox.mbox(path)
    for number in range(30):
        words = f"Nummer {number}\n\nFrom here on\n" + "\n" * (number % 4)
        box.add(mail(words, Received=f"by b; Tue, 30 Jun 2026 14:06:{number:02} +0200"))
    box.close()
    found = list(read_mbox(path, NOW))
    content = path.read_bytes()
    with contextlib.closing(mailbox.mbox(path)) as again:
        theirs = [each.as_bytes() for each in again]
    assert len(found) == len(theirs) == 30
    for piece, message in zip(found, theirs, strict=True):
        assert isinstance(piece, RawMessage)
        original = content[piece.start : piece.start + piece.length]
        assert original.rstrip(b"\n") == message.rstrip(b"\n")


def test_a_bad_message_in_mbox_is_reported_and_the_rest_is_read(tmp_path: Path) -> None:
    good = mail().as_bytes()
    line = b"From a Tue Jun 30 14:05:00 2026\n"
    found = read_box(tmp_path, line + good + b"\n" + line + b"{no mail}\n\n" + line + good)
    assert [isinstance(each, RawMessage) for each in found] == [True, False, True]
    assert found[1] == Unreadable(2, Reason.NOT_MAIL)


def test_parts_within_parts_are_followed_to_a_sane_depth(tmp_path: Path) -> None:
    assert read(tmp_path, nested(20)).text == "Innerst"
    for depth in (31, 150, 5_000):
        assert read_all(tmp_path, nested(depth)) == [Unreadable(1, Reason.TOO_DEEP)]
    many = b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\n\n" * 20_000
    assert read_all(tmp_path, b"From: a@b.se\n" + many) == [Unreadable(1, Reason.TOO_COMPLEX)]


def test_an_enclosed_message_is_kept_as_it_came_however_deep_it_goes(tmp_path: Path) -> None:
    enclosed = b"Content-Type: message/rfc822\n\n" * 3_000
    (attachment,) = read(tmp_path, b"From: a@b.se\n" + enclosed).attachments
    assert attachment.content == enclosed.removeprefix(b"Content-Type: message/rfc822\n\n")


def nested(depth: int) -> bytes:
    lines = ["From: a@b.se"]
    for level in range(depth):
        lines += [f'Content-Type: multipart/mixed; boundary="b{level}"', "", f"--b{level}"]
    lines += ["Content-Type: text/plain", "", "Innerst"]
    return "\n".join([*lines, *(f"--b{level}--" for level in reversed(range(depth)))]).encode()


def test_a_truncated_message_keeps_its_words(tmp_path: Path) -> None:
    message = mail("Det viktiga står först")
    message.add_attachment(b"x" * 10_000, "image", "png", filename="a.png")
    found = read(tmp_path, message.as_bytes()[:-8_000])
    assert found.text.strip() == "Det viktiga står först"
    assert found.attachments[0].name == "a.png"
