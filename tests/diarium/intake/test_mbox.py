"""Where the messages of an mbox file begin; every writer of it has its own ways."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from diarium.intake.mbox import BLOCK, begins_mbox, find_messages, unquote
from diarium.intake.raw import RawMessage, Reason, Unreadable
from tests.diarium.intake.mail_files import mail, read_box

DIVIDER = b"From asa@example.se Tue Jun 30 14:05:00 2026\n"
MESSAGE = b"From: asa@example.se\nSubject: En\n\nHej\n"


def texts(folder: Path, content: bytes) -> list[str | Reason]:
    return [
        each.text if isinstance(each, RawMessage) else each.reason
        for each in read_box(folder, content)
        if isinstance(each, RawMessage | Unreadable)
    ]


def test_a_sentence_that_begins_with_from_divides_nothing(tmp_path: Path) -> None:
    said = b"Hej\n\nFrom here on I write in English.\n\nFrom: that day, all is well.\n"
    box = DIVIDER + b"Subject: En\n\n" + said + b"\n" + DIVIDER + MESSAGE
    assert texts(tmp_path, box) == [said.decode().strip(), "Hej"]


def test_a_missing_empty_line_between_two_messages_is_seen(tmp_path: Path) -> None:
    assert texts(tmp_path, DIVIDER + MESSAGE + DIVIDER + MESSAGE) == ["Hej", "Hej"]


def test_a_divider_quoted_in_a_text_divides_nothing(tmp_path: Path) -> None:
    quoted = MESSAGE + b"Citat:\n" + DIVIDER + b"och sen inget brev\n"
    (text,) = texts(tmp_path, DIVIDER + quoted)
    assert isinstance(text, str)
    assert text.endswith("och sen inget brev")


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"], ids=["unix", "windows", "old mac"])
def test_lines_may_end_in_any_way(tmp_path: Path, end: bytes) -> None:
    box = ((DIVIDER + MESSAGE + b"\n") * 3).replace(b"\n", end)
    assert texts(tmp_path, box) == ["Hej"] * 3


@pytest.mark.parametrize(
    "divider",
    [
        b"From - Tue Jun 30 14:05:00 2026\n",
        b"From 1810@xxx Tue Jun 30 14:05:00 +0000 2026\n",
        b"From a@b.se Tue Jun 30 14:05:00 CEST 2026\n",
        b"From a@b.se Tue, 30 Jun 2026 14:05:00 +0200\n",
        b"From MAILER-DAEMON Tue Jun  3 14:05:00 2026\r\n",
        b"From a@b.se\n",
        b"From ???@??? Tue Jun 30 14:05:00 2026\n",
    ],
)
def test_every_writers_divider_is_known(tmp_path: Path, divider: bytes) -> None:
    assert begins_mbox(divider + MESSAGE)
    assert texts(tmp_path, (divider + MESSAGE + b"\n") * 2) == ["Hej", "Hej"]


def test_a_text_that_begins_with_from_is_no_mbox() -> None:
    assert not begins_mbox(b"From the desk of the mayor\n\nHej")
    assert not begins_mbox(b"From")
    assert begins_mbox(b"\xef\xbb\xbf" + DIVIDER + MESSAGE)


def test_quoted_dividers_are_unquoted_once_and_the_original_says_so(tmp_path: Path) -> None:
    body = b">From dig\n>>From mig\n > From oss\n"
    (found,) = read_box(tmp_path, DIVIDER + b"Subject: En\n\n" + body)
    assert isinstance(found, RawMessage)
    assert (found.text, found.repaired) == ("From dig\n>From mig\n > From oss", True)
    assert unquote(b"Subject: x\n\nHej") == b"Subject: x\n\nHej"


def test_a_mail_is_the_same_from_mbox_and_alone(tmp_path: Path) -> None:
    written = mail("Hej\n\nFrom mig")
    written.add_attachment(b"\x00\nFrom bild", "image", "png", filename="a.png")
    alone = written.as_bytes()
    box = DIVIDER + alone.replace(b"\nFrom ", b"\n>From ") + b"\n"
    (found,) = read_box(tmp_path, box)
    assert isinstance(found, RawMessage)
    assert found.text == "Hej\n\nFrom mig"
    assert found.attachments[0].content == b"\x00\nFrom bild"


def test_a_byte_order_mark_and_empty_lines_may_stand_first(tmp_path: Path) -> None:
    box = b"\xef\xbb\xbf" + DIVIDER + MESSAGE
    (found,) = read_box(tmp_path, box)
    assert isinstance(found, RawMessage)
    assert box[found.start : found.start + found.length] == MESSAGE
    assert texts(tmp_path, b"\n\n" + DIVIDER + MESSAGE) == ["Hej"]


def test_a_divider_is_found_wherever_the_blocks_meet(tmp_path: Path) -> None:
    for beyond in range(-50, 8):
        filler = BLOCK - len(DIVIDER) - len(MESSAGE) - 1 + beyond
        first = MESSAGE + b"x" * filler + b"\n\n"
        path = tmp_path / "in.mbox"
        path.write_bytes(DIVIDER + first + DIVIDER + MESSAGE)
        assert [each.length for each in find_messages(path)] == [len(first), len(MESSAGE)], beyond


def test_a_divider_quoted_among_the_headers_hides_no_message(tmp_path: Path) -> None:
    forwarded = b">From b@b.se Tue Jun 30 14:04:00 2026\n"
    assert texts(tmp_path, DIVIDER + forwarded + MESSAGE) == ["Hej"]
    assert texts(tmp_path, DIVIDER + b"Received: by c\n" + forwarded + MESSAGE) == ["Hej"]


def test_a_file_with_no_divider_is_told_of_as_a_whole(tmp_path: Path) -> None:
    assert texts(tmp_path, b"From Russia with love") == [Reason.NOT_MAIL]
    assert texts(tmp_path, b"") == [Reason.NOT_MAIL]
    assert texts(tmp_path, DIVIDER) == [Reason.NOT_MAIL]


def test_a_truncated_box_gives_what_is_left(tmp_path: Path) -> None:
    box = (DIVIDER + mail("Hej på er").as_bytes() + b"\n") * 2
    cut = box[: len(box) - 7]
    assert texts(tmp_path, cut) == ["Hej på er", "Hej p"]


SCRIPT = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path
from diarium.intake.mail import read_mbox
resource.setrlimit(resource.RLIMIT_AS, (700 << 20,) * 2)
kinds = [type(each).__name__ for each in read_mbox(Path(sys.argv[1]), datetime.now(UTC))]
print(len(kinds), kinds.count("RawMessage"))
"""


@pytest.mark.soak
def test_five_gigabytes_are_read_under_a_limit_of_memory(tmp_path: Path) -> None:
    path = tmp_path / "big.mbox"
    with path.open("wb") as stream:
        for _ in range(50):
            stream.write(DIVIDER + MESSAGE)
            stream.seek(100 << 20, os.SEEK_CUR)  # a hole: nothing but NUL, and no room on the disk
            stream.write(b"\n\n" + DIVIDER + MESSAGE + b"\n")
    assert path.stat().st_size > 5_000_000_000
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, path],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3],
    )  # fmt: skip
    assert done.stdout.split() == ["100", "50"]
