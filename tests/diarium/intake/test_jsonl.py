"""JSON Lines: what is read, and what is refused."""

import base64
import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from diarium.intake.enclosed import NO_CONTENT, NOT_BASE64, NOT_FOUND, OUTSIDE
from diarium.intake.raw import RawDeletion, RawMessage, Reason, Unreadable
from diarium.message_records import Channel
from diarium.records import FileRef
from tests.diarium.intake.jsonl_files import (
    GOOD,
    read,
    read_lines,
    read_one,
    reasons,
    refuse_one,
)


def test_every_documented_field_is_read(tmp_path: Path) -> None:
    found = read_one(
        tmp_path,
        id=17,
        account="ks-facebook",
        source="facebook",
        channel="direct",
        sender={"name": "Åsa Öberg", "address": "asa"},
        own=True,
        subject="Fråga",
        received_at="2026-06-30T12:10:00Z",
        edited_at="2026-06-30T12:07:00Z",
        permalink="https://example.se/17",
        in_reply_to="16",
        thread="t-9",
    )
    assert found == RawMessage(
        place=1,
        file="in.jsonl",
        thread="t-9",
        start=0,
        length=found.length,
        account="ks-facebook",
        source="facebook",
        external_id="17",
        channel=Channel.DIRECT,
        own=True,
        sender_name="Åsa Öberg",
        sender_address="asa",
        subject="Fråga",
        text="Hej på er",
        permalink="https://example.se/17",
        in_reply_to="16",
        made_available_at=datetime(2026, 6, 30, 12, 5, tzinfo=UTC),
        edited_at=datetime(2026, 6, 30, 12, 7, tzinfo=UTC),
        received_at=datetime(2026, 6, 30, 12, 10, tzinfo=UTC),
    )


def test_the_example_in_the_documentation_is_read(tmp_path: Path) -> None:
    page = Path(__file__).parents[3] / "docs" / "jsonl.md"
    example = page.read_text(encoding="utf-8").split("```json\n")[1].split("```")[0]
    (tmp_path / "in.jsonl").write_text(example, encoding="utf-8")
    found = read(tmp_path / "in.jsonl")
    assert reasons(found) == [None, None, None]


def test_the_byte_range_is_that_of_the_line(tmp_path: Path) -> None:
    lines = [json.dumps({**GOOD, "text": f"å{n}"}, ensure_ascii=False).encode() for n in range(3)]
    found = read_lines(tmp_path, b"\xef\xbb\xbf" + lines[0] + b"\r", b"", lines[1], lines[2])
    content = (tmp_path / "in.jsonl").read_bytes()
    for number, piece in enumerate(found):
        assert isinstance(piece, RawMessage)
        original = content[piece.start : piece.start + piece.length]
        assert json.loads(original.decode("utf-8-sig"))["text"] == piece.text == f"å{number}"
    assert [piece.place for piece in found if isinstance(piece, RawMessage)] == [1, 3, 4]


def test_a_bad_line_is_reported_and_the_rest_is_read(tmp_path: Path) -> None:
    good = json.dumps(GOOD)
    bad = {
        b"\xff\xfe{}": Reason.NOT_UTF8,
        good.encode("utf-16-le"): Reason.NOT_JSON,
        b'{"text": "cut off': Reason.NOT_JSON,
        b"[1]": Reason.NOT_OBJECT,
        b"null": Reason.NOT_OBJECT,
        b'{"text": "a", "text": "b"}': Reason.REPEATED_KEY,
        b'{"sender": {"name": "a", "name": "b"}}': Reason.REPEATED_KEY,
        b"[" * 100_000: Reason.TOO_DEEP,
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000: Reason.TOO_DEEP,
        b'{"id": ' + b"9" * 5_000 + b"}": Reason.NOT_JSON,
        b'{"id": NaN}': Reason.NOT_JSON,
        b"[" + b"1," * 1_000_001 + b"1]": Reason.TOO_COMPLEX,
        b"{}": Reason.FIELD_MISSING,
        b"\x00" * 10: Reason.NOT_JSON,
    }
    for line, reason in bad.items():
        found = read_lines(tmp_path, good, line, good)
        assert reasons(found) == [None, reason, None], line[:40]
        assert isinstance(found[1], Unreadable)
        assert found[1].place == 2


def test_a_truncated_last_line_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes((json.dumps(GOOD) + "\n" + json.dumps(GOOD)[:-9]).encode())
    assert reasons(read(path)) == [None, Reason.NOT_JSON]


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("channel", None, Reason.FIELD_MISSING),
        ("channel", "fax", Reason.FIELD_WRONG),
        ("text", None, Reason.FIELD_MISSING),
        ("text", 1, Reason.FIELD_WRONG),
        ("own", "yes", Reason.FIELD_WRONG),
        ("own", 1, Reason.FIELD_WRONG),
        ("id", 1.5, Reason.FIELD_WRONG),
        ("id", True, Reason.FIELD_WRONG),
        ("sender", "Åsa", Reason.FIELD_WRONG),
        ("attachments", {}, Reason.FIELD_WRONG),
        ("attachments", ["x"], Reason.FIELD_WRONG),
        ("made_available_at", None, Reason.FIELD_MISSING),
        ("made_available_at", 1_700_000_000, Reason.FIELD_WRONG),
        ("made_available_at", "2026-06-30T14:05:00", Reason.TIME_WRONG),
        ("made_available_at", "2026-06-30", Reason.TIME_WRONG),
        ("made_available_at", "2026-02-30T14:05:00Z", Reason.TIME_WRONG),
        ("made_available_at", "2026-06-30T14:05:00+25:00", Reason.TIME_WRONG),
        ("made_available_at", "0000-01-01T00:00:00Z", Reason.TIME_WRONG),
        ("made_available_at", "0001-01-01T00:00:00+14:00", Reason.TIME_IMPOSSIBLE),
        ("made_available_at", "9999-12-31T23:59:59-12:00", Reason.TIME_IMPOSSIBLE),
        ("made_available_at", "1989-12-31T23:59:59Z", Reason.TIME_IMPOSSIBLE),
        ("made_available_at", "2026-07-02T08:00:01Z", Reason.TIME_IMPOSSIBLE),
        ("received_at", "yesterday", Reason.TIME_WRONG),
        ("edited_at", "2026-07-02T08:00:01Z", Reason.TIME_IMPOSSIBLE),
        ("deleted", "yes", Reason.FIELD_WRONG),
        ("deleted_at", True, Reason.FIELD_WRONG),
        ("deleted_at", "2026-07-02T08:00:01Z", Reason.TIME_IMPOSSIBLE),
    ],
)
def test_a_field_that_is_wrong_is_named(
    tmp_path: Path, field: str, value: object, reason: Reason
) -> None:
    assert refuse_one(tmp_path, **{field: value}) == Unreadable(1, reason, field)


def test_a_note_of_deletion_needs_an_id_and_nothing_else(tmp_path: Path) -> None:
    moment = "2026-06-30T14:05:00+02:00"
    lines = [
        {"id": 17, "source": "facebook", "deleted": True},
        {"id": "18", "deleted_at": moment},
        {"id": "19", "deleted": False, "deleted_at": None},
        {"deleted": True},
        {**GOOD, "id": "20", "deleted": True},
        {"id": "21", "text": "  ", "deleted": True, "channel": None},
    ]
    found = read_lines(tmp_path, *map(json.dumps, lines))
    first, second, third, fourth, fifth, sixth, seventh = found
    assert isinstance(first, RawDeletion)
    assert (first.external_id, first.source, first.deleted_at) == ("17", "facebook", None)
    assert isinstance(second, RawDeletion)
    assert second.deleted_at == datetime(2026, 6, 30, 12, 5, tzinfo=UTC)
    assert third == Unreadable(3, Reason.FIELD_MISSING, "channel", "in.jsonl")
    assert fourth == Unreadable(4, Reason.FIELD_MISSING, "id", "in.jsonl")
    assert isinstance(fifth, RawMessage)
    assert [type(each) for each in (sixth, seventh)] == [RawDeletion, RawDeletion]


def test_only_a_web_address_is_a_permalink(tmp_path: Path) -> None:
    assert read_one(tmp_path, permalink="javascript:alert(1)").permalink is None
    assert read_one(tmp_path, permalink="https://a.se/x").permalink == "https://a.se/x"


def test_attachments_come_as_bytes_or_beside_the_file(tmp_path: Path) -> None:
    (tmp_path / "bilder").mkdir()
    (tmp_path / "bilder" / "hål.jpg").write_bytes(b"jpg")
    found = read_one(
        tmp_path,
        attachments=[
            {"name": "a.txt", "media_type": "text/plain", "content_base64": "aGVq\n"},
            {"path": "bilder/hål.jpg", "media_type": "Image/JPEG; q=1"},
        ],
    ).attachments
    assert (found[0].content, found[0].media_type) == (b"hej", "text/plain")
    assert found[1].kept == FileRef(sha256=hashlib.sha256(b"jpg").hexdigest(), size=3)
    assert found[1].reference == "bilder/hål.jpg"
    assert (found[1].name, found[1].media_type) == ("hål.jpg", "image/jpeg")


def test_no_path_leads_out_of_the_folder(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "secret").write_text("hemligt")
    (home / "link").symlink_to(tmp_path / "secret")
    (home / "up").symlink_to(tmp_path)
    (home / "loop").symlink_to(home / "loop")
    tries = {
        "../secret": OUTSIDE,
        "x/../../secret": OUTSIDE,
        str(tmp_path / "secret"): OUTSIDE,
        "link": NOT_FOUND,
        "up/secret": NOT_FOUND,
        "loop": NOT_FOUND,
        "none": NOT_FOUND,
        ".": NOT_FOUND,
        "a\x00b": NOT_FOUND,
        "x" * 5_000: NOT_FOUND,
    }
    found = read_one(home, attachments=[{"path": path} for path in tries]).attachments
    assert [each.missing for each in found] == list(tries.values())
    assert all(each.kept is None and each.content is None for each in found)


def test_more_attachments_than_anyone_sends_are_refused(tmp_path: Path) -> None:
    assert len(read_one(tmp_path, attachments=[{"name": "a"}] * 500).attachments) == 500
    found = refuse_one(tmp_path, attachments=[{"name": "a"}] * 501)
    assert found == Unreadable(1, Reason.TOO_COMPLEX, "attachments")


def test_an_attachment_without_bytes_says_why(tmp_path: Path) -> None:
    found = read_one(
        tmp_path, attachments=[{"name": "a"}, {"name": "b", "content_base64": "*not*"}]
    ).attachments
    assert [each.missing for each in found] == [NO_CONTENT, NOT_BASE64]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../x", "x"),
        ("..\\..\\x.exe", "x.exe"),
        ("/etc/passwd", "passwd"),
        ("..", "namnlös"),
        ("", "namnlös"),
        ("a\x00b\x1b[31m\u202etxt.exe", "a\ufffdb\ufffd[31m\ufffdtxt.exe"),
        ("å" * 300 + ".pdf", "å" * 130 + "…" + "å" * 15 + ".pdf"),
    ],
)
def test_a_name_is_only_ever_shown(tmp_path: Path, name: str, shown: str) -> None:
    content = base64.b64encode(b"x").decode()
    found = read_one(tmp_path, attachments=[{"name": name, "content_base64": content}])
    assert found.attachments[0].name == shown
