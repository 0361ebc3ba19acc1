"""E-mail made to cost time or memory, and bytes that nobody thought of."""

import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diarium.intake.html_words import read_html
from diarium.intake.mail import LONGEST_MESSAGE, read_eml, read_mbox
from diarium.intake.raw import RawMessage, Reason, Unreadable
from tests.diarium.intake.mail_files import NOW, mail, read_all, read_box


@pytest.mark.parametrize(
    "content",
    [
        b"From: a@b.se\n" + b"X-A: b\n" * 300_000 + b"\nHej",
        b"From: a@b.se\nContent-Type: text/plain" + b";a=b" * 2_000_000 + b"\n\nHej",
        b"From: " + b"a@b.se, " * 1_000_000 + b"\n\nHej",
        b"Subject: " + b"=?utf-8?q?a?= " * 1_000_000 + b"\n\nHej",
        b"From: a@b.se\nContent-Type: text/plain; charset=punycode\n\n" + b"a-" * 4_000_000,
        b"From: a@b.se\nContent-Type: text/html\n\n" + b"<!--" * 2_000_000,
        b"From: a@b.se\nContent-Type: text/html\n\n" + b"<a " * 2_000_000,
        b"From: a@b.se\nContent-Type: text/html\n\n" + b"&" * 8_000_000,
        b"From: a@b.se\nContent-Type: text/html\n\n" + b"<a b='" * 2_000_000,
        b"From: a@b.se\nContent-Type: text/html\n\n" + b"<div>" * 1_000_000,
        b"From: a@b.se\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\n" * 400_000,
    ],
    ids=["headers", "parameters", "senders", "words", "punycode", "comments", "tags",
         "references", "quotes", "divs", "parts"],
)  # fmt: skip
def test_mail_made_to_cost_time_is_over_soon(tmp_path: Path, content: bytes) -> None:
    started = time.process_time()
    (found,) = read_all(tmp_path, content)
    assert isinstance(found, RawMessage | Unreadable)
    assert time.process_time() - started < 10


def test_html_with_quadratic_traps_is_over_soon() -> None:
    for trap in (
        "<!--",
        "<!",
        "<a",
        "<a ",
        "</",
        "<![CDATA[",
        "<?",
        "&#",
        "<script>",
        '<a b="',
        "<" * 9,
    ):
        started = time.process_time()
        read_html(trap * 400_000)
        assert time.process_time() - started < 5, trap


def test_a_file_of_200_mb_is_read_a_message_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "big.mbox"
    message = mail(f"{'Hej ' * 190}\n" * 1_000).as_bytes()
    with path.open("wb") as stream:
        for _ in range(20):
            stream.write(b"From a Tue Jun 30 14:05:00 2026\n" + message + b"\n")
        stream.write(b"From a Tue Jun 30 14:05:00 2026\n")
        stream.seek(180 << 20, 1)
        stream.write(b"\n\nFrom a Tue Jun 30 14:05:00 2026\n" + mail().as_bytes())
    tracemalloc.start()
    try:
        found = [each if isinstance(each, Unreadable) else None for each in read_mbox(path, NOW)]
        assert found == [*[None] * 20, Unreadable(21, Reason.TOO_LONG), None]
        assert tracemalloc.get_traced_memory()[1] < 3 * LONGEST_MESSAGE
    finally:
        tracemalloc.stop()


def test_a_message_of_200_mb_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "big.eml"
    with path.open("wb") as stream:
        stream.write(b"From: a@b.se\n\n")
        stream.truncate(200 << 20)
    assert list(read_eml(path, NOW)) == [Unreadable(1, Reason.TOO_LONG)]


header_names = st.sampled_from(
    [b"From", b"Date", b"Subject", b"Message-ID", b"Received", b"Content-Type", b"In-Reply-To",
     b"Content-Disposition", b"Content-Transfer-Encoding", b"X-A"]
)  # fmt: skip
header_values = st.binary(max_size=60) | st.sampled_from(
    [b"multipart/mixed; boundary=b", b"text/html; charset=utf-16", b"message/rfc822",
     b"base64", b"quoted-printable", b"x-uuencode", b"message/delivery-status",
     b"attachment; filename*0*=utf-8''%ff; filename*9999999999999=x", b"multipart/digest"]
)  # fmt: skip


@settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    headers=st.lists(st.tuples(header_names, header_values), max_size=8),
    body=st.binary(max_size=200),
)
def test_any_bytes_give_a_storable_message_or_a_reason(
    tmp_path: Path, headers: list[tuple[bytes, bytes]], body: bytes
) -> None:
    head = b"".join(name + b": " + value + b"\n" for name, value in headers)
    for piece in [
        *read_all(tmp_path, head + b"\n" + body),
        *read_box(tmp_path, b"From a\n" + body),
    ]:
        assert isinstance(piece, RawMessage | Unreadable)
        if isinstance(piece, RawMessage):
            f"{piece.text}{piece.subject}{piece.sender_name}{piece.external_id}".encode()
