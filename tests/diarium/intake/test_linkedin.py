"""LinkedIn's copy of the data: messages, drafts, the account's own comments."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from diarium.intake.kinds import OwnNames
from diarium.intake.linkedin import LINKEDIN, ONLY_A_LINK
from diarium.intake.raw import LeftOut, Omission, RawMessage, Reason, Unreadable
from diarium.message_records import Channel
from tests.diarium.intake.exports import (
    SAMPLES,
    claim,
    faults,
    messages,
    original,
    read,
    read_sample,
)

OLD = (
    "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,"
    "DATE,SUBJECT,CONTENT,FOLDER"
)
ROW = "c1,,Åsa Öberg,https://www.linkedin.com/in/asa,,,2026-06-02 08:12:44 UTC,,Hej,INBOX"


def one(folder: Path, row: str = ROW, header: str = OLD, own: OwnNames | None = None) -> object:
    (folder / "messages.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")
    (found,) = read(LINKEDIN, folder, own or OwnNames())
    return found


def test_the_sample_is_read_whole() -> None:
    found = read_sample(LINKEDIN)
    assert not faults(found)
    assert [(each.channel, each.own, each.text) for each in messages(found)] == [
        (Channel.COMMENT, True, "Tack för tipset, vi återkommer."),
        (Channel.DIRECT, True,
         'Hej Åsa!\nAnsökan är öppen till den 15 juni, se "Lediga jobb".'),
        (Channel.DIRECT, False, "När stänger ansökan, och gäller den även 16-åringar?"),
        (Channel.DIRECT, False, '=HYPERLINK("https://example.se";"Klicka")'),
    ]  # fmt: skip


def test_a_message_is_read_by_the_names_of_the_columns() -> None:
    found = messages(read_sample(LINKEDIN))[2]
    assert (found.sender_name, found.sender_address) == (
        "Åsa Öberg",
        "https://www.linkedin.com/in/asa-oberg",
    )
    assert (found.thread, found.subject, found.external_id) == ("2-bGlkMQ==", "Sommarjobb", None)
    assert found.made_available_at == datetime(2026, 6, 2, 8, 12, 44, tzinfo=UTC)
    assert original(SAMPLES / "linkedin", found).startswith("2-bGlkMQ==,,Åsa Öberg".encode())


def test_a_draft_is_left_out_and_counted() -> None:
    drafts = [piece for piece in read_sample(LINKEDIN) if isinstance(piece, LeftOut)]
    assert drafts == [LeftOut(5, Omission.DRAFT, "messages.csv")]


def test_a_message_of_a_conversation_that_is_a_draft_is_a_draft(tmp_path: Path) -> None:
    header = f"{OLD},ATTACHMENTS,IS MESSAGE DRAFT,IS CONVERSATION DRAFT"
    assert one(tmp_path, f"{ROW},,No,Yes", header) == LeftOut(2, Omission.DRAFT, "messages.csv")


def test_messages_without_the_newer_columns_are_read(tmp_path: Path) -> None:
    found = one(tmp_path)
    assert isinstance(found, RawMessage)
    assert (found.text, found.attachments) == ("Hej", ())


def test_messages_of_every_folder_are_read() -> None:
    assert any(each.sender_name == "Ali Exempel" for each in messages(read_sample(LINKEDIN)))


def test_an_attachment_is_a_link_and_its_file_is_told_to_be_missing() -> None:
    (attachment,) = messages(read_sample(LINKEDIN))[2].attachments
    assert (attachment.name, attachment.missing) == ("intyg.pdf", ONLY_A_LINK)
    assert attachment.reference == "https://www.linkedin.com/dms/prv/intyg.pdf"


@pytest.mark.parametrize(
    ("own", "is_own"),
    [
        (OwnNames(url="http://linkedin.com/in/ASA/?x=1"), True),
        (OwnNames(url="https://www.linkedin.com/in/asa-b", name="Åsa Öberg"), False),
        (OwnNames(name="Åsa Öberg"), False),
        (OwnNames(), False),
    ],
)
def test_the_sender_is_the_account_by_the_address_and_never_by_a_name_beside_it(
    tmp_path: Path, own: OwnNames, is_own: bool
) -> None:
    found = one(tmp_path, own=own)
    assert isinstance(found, RawMessage)
    assert found.own is is_own


def test_where_there_is_no_address_the_name_tells(tmp_path: Path) -> None:
    row = ROW.replace("https://www.linkedin.com/in/asa", "")
    found = one(tmp_path, row, own=OwnNames(name="Åsa Öberg", url="https://x.se"))
    assert isinstance(found, RawMessage)
    assert found.own


def test_columns_in_another_order_and_other_letters_are_found(tmp_path: Path) -> None:
    found = one(tmp_path, "Hej;2026-06-02 08:12:44;c1;Åsa", "Content;Date;Conversation id;From")
    assert isinstance(found, RawMessage)
    assert (found.text, found.thread, found.sender_name) == ("Hej", "c1", "Åsa")


@pytest.mark.parametrize(
    ("row", "reason", "field"),
    [
        (ROW.replace("c1", "", 1), Reason.FIELD_MISSING, "CONVERSATION ID"),
        (ROW.replace("2026-06-02 08:12:44 UTC", ""), Reason.FIELD_MISSING, "DATE"),
        (ROW.replace("2026-06-02", "0000-06-02"), Reason.TIME_WRONG, "DATE"),
        (ROW.replace("2026-06-02", "9999-06-02"), Reason.TIME_IMPOSSIBLE, "DATE"),
        (f"{ROW},en för mycket", Reason.NOT_TABLE, ""),
        (f'"{ROW}', Reason.NOT_TABLE, ""),
        (f"{ROW},{'https://a.se/b ' * 501},,", Reason.TOO_COMPLEX, "ATTACHMENTS"),
    ],
)
def test_a_row_that_cannot_be_read_is_told(
    tmp_path: Path, row: str, reason: Reason, field: str
) -> None:
    header = f"{OLD},ATTACHMENTS,A,B" if field == "ATTACHMENTS" else OLD
    assert one(tmp_path, row, header) == Unreadable(2, reason, field, "messages.csv")


def test_a_name_of_an_attachment_never_deceives(tmp_path: Path) -> None:
    row = f"{ROW},https://a.se/..%2F..%2Fx\u202etxt.exe https://a.se/CON,,"
    found = one(tmp_path, row, f"{OLD},ATTACHMENTS,A,B")
    assert isinstance(found, RawMessage)
    assert [each.name for each in found.attachments] == ["..%2F..%2Fx\ufffdtxt.exe", "CON"]


@pytest.mark.parametrize(
    ("name", "header", "claimed"),
    [
        ("Comments.csv", "Date,Link,Message", True),
        ("Comments_2.csv", "Date,Link,Message", True),
        ("Shares.csv", "Date,Link,Message", False),
        ("Comments.csv", "Date,Link,Message,More", False),
        ("Comments.csv", "Date,Message", False),
        ("vad.csv", OLD, True),
        ("Connections.csv", "First Name,Last Name,URL", False),
    ],
)
def test_files_are_known_by_their_columns(
    tmp_path: Path, name: str, header: str, claimed: bool
) -> None:
    (tmp_path / name).write_text(f"{header}\n", encoding="utf-8")
    assert bool(claim(LINKEDIN, tmp_path).messages) is claimed
