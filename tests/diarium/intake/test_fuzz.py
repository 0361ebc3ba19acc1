"""Valid files, mutated at random for a while: every reader ends in messages or reasons.

``FUZZ_SECONDS`` sets for how long (``make soak`` sets more); ``FUZZ_SEED`` where it begins. What
fails names the seed of the very round, which is enough to have it again.
"""

import contextlib
import dataclasses
import json
import os
import random
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from diarium.errors import UsageError
from diarium.intake.jsonl import read_jsonl
from diarium.intake.mail import read_eml, read_mbox
from diarium.intake.raw import RawMessage, Unreadable
from diarium.intake.recognise import recognise

NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)
SECONDS = float(os.environ.get("FUZZ_SECONDS", "20")) / 3
SEED = int(os.environ.get("FUZZ_SEED", "20260701"))
TRICKS = (
    b"\x00", b"\xff", b"\xed\xa0\x80", b"\\ud800", b"\\u0000", b"{", b"}", b"[", b"]", b'"', b"\\",
    b"\r", b"\n\n", b"\r\n", b"--b", b"--b--", b"From ", b"=?utf-8?q?=", b"?=", b"<!--", b"<",
    b"&#", b"\xef\xbb\xbf", b"1e9", b"-0", b"9" * 5_000, b"[" * 2_000, b"9999-12-31T23:59:59-12:00",
    b"../../x", b"base64", b"quoted-printable", b"boundary=b", b"message/rfc822", b"utf-7",
    b"filename*1*=", b"charset=idna", b"; ", b": ", b"Content-Type: multipart/mixed; boundary=b\n",
)  # fmt: skip

Read = Callable[[Path], Iterator[RawMessage | Unreadable]]


def jsonl_sample() -> bytes:
    message = {
        "id": "17", "account": "ks-facebook", "source": "facebook", "channel": "comment",
        "sender": {"name": "Åsa Öberg", "address": "asa"}, "own": False, "subject": "Snö",
        "text": "Hej på er \U0001f600", "made_available_at": "2026-06-30T14:05:00+02:00",
        "permalink": "https://example.se/17", "in_reply_to": "16",
        "attachments": [{"name": "a.txt", "content_base64": "aGVq"}, {"path": "x.png"}],
    }  # fmt: skip
    return b"".join(json.dumps({**message, "id": n}).encode() + b"\n" for n in range(3))


def mail_sample() -> bytes:
    message = EmailMessage()
    message["Received"] = "from a by b; Tue, 30 Jun 2026 14:06:00 +0200"
    message["From"], message["Subject"] = "Åsa Öberg <asa@example.se>", "Snöröjning på Storgatan"
    message["Date"], message["Message-ID"] = "Tue, 30 Jun 2026 14:05:00 +0200", "<17@example.se>"
    message.set_content("Hej på er")
    message.add_alternative("<p>Hej <b>p&aring; er</b><!-- x --></p>", subtype="html")
    message.add_attachment(b"bild", "image", "png", filename="snö.png")
    inner = EmailMessage()
    inner.set_content("Inuti")
    message.add_attachment(inner)
    message.set_boundary("b")
    return message.as_bytes()


def mutate(sample: bytes, dice: random.Random) -> bytes:
    content = bytearray(sample)
    for _ in range(dice.randint(1, 12)):
        place = dice.randrange(len(content) + 1)
        end = min(len(content), place + dice.choice((0, 1, 1, 4, 40, 400)))
        match dice.randrange(5):
            case 0:
                content[place:end] = dice.choice(TRICKS)
            case 1:
                content[place:place] = dice.choice(TRICKS)
            case 2:
                content[place:end] = dice.randbytes(end - place)
            case 3:
                content[place:place] = content[place:end] * dice.choice((1, 2, 50))
            case _:
                del content[place:end]
    return bytes(content)


def check(piece: RawMessage | Unreadable, size: int) -> None:
    """Check that a piece can be reported or stored."""
    if isinstance(piece, Unreadable):
        assert piece.place >= 1
        return
    assert 0 <= piece.start <= piece.start + piece.length <= size
    moments = (piece.made_available_at, piece.received_at)
    assert all(each.utcoffset() is not None for each in moments if each)
    words = [piece.source, piece.text, piece.subject, piece.sender_name, piece.sender_address]
    words += [piece.permalink, piece.external_id, piece.in_reply_to]
    words += [word for each in piece.attachments for word in (each.name, each.media_type)]
    joined = "\n".join(filter(None, words))
    assert "\x00" not in joined
    joined.encode()
    assert all("/" not in each.name for each in piece.attachments)


@pytest.mark.parametrize(
    ("sample", "read"),
    [
        (jsonl_sample(), lambda path: read_jsonl(path, path.parent, NOW)),
        (mail_sample(), lambda path: read_eml(path, NOW)),
        (b"From a\n" + mail_sample() + b"\nFrom a\n" + mail_sample(),
         lambda path: read_mbox(path, NOW)),
    ],
    ids=["jsonl", "eml", "mbox"],
)  # fmt: skip
def test_no_mutation_brings_a_reader_down(tmp_path: Path, sample: bytes, read: Read) -> None:
    path, seed, until = tmp_path / "in", SEED, time.monotonic() + SECONDS
    while time.monotonic() < until:
        seed += 1
        path.write_bytes(mutate(sample, random.Random(seed)))  # noqa: S311  no secret
        with contextlib.suppress(UsageError):
            recognise(path)
        try:
            for piece in read(path):
                check(piece, path.stat().st_size)
        except Exception as error:
            message = f"FUZZ_SEED={seed - 1} has it again"
            raise AssertionError(message) from error
    assert seed > SEED


@pytest.mark.parametrize("words", ["a\x00", "\ud800"])
def test_the_check_notices_what_no_database_holds(tmp_path: Path, words: str) -> None:
    path = tmp_path / "in"
    path.write_bytes(mail_sample())
    (good,) = read_eml(path, NOW)
    assert isinstance(good, RawMessage)
    with pytest.raises((AssertionError, UnicodeEncodeError)):
        check(dataclasses.replace(good, text=words), path.stat().st_size)
