"""A mailbox as a municipality's might be, made up: plain mails, HTML mails, some with files.

Text and sizes come from a seeded generator, so that the same size gives the same bytes.
"""

import binascii
import quopri
import random
from collections.abc import Iterator
from pathlib import Path

from benchmarks.swedish_words import Writer

SEED = 20260701
DIVIDER = b"From asa@example.se Tue Jun 30 14:05:00 2026\n"
SIGNATURE = "\n\nMed vänlig hälsning\nÅsa Öberg\nStorgatan 1, Avallby\n"
QUOTED = "Skickat från min telefon. Den 29 juni 2026 skrev kommunen:\n"
STYLE = "p.MsoNormal{margin:0cm;font-family:Calibri,sans-serif}" * 20
WITH_HTML, WITH_FILE = 0.6, 0.12
"""How many of the mails come as HTML too, and how many carry a file of 20 kB to 2 MB."""
KINDS = ("image/jpeg", "application/pdf", "image/png")


def write_mailbox(path: Path, size: int) -> int:
    """Write an mbox file of at least ``size`` bytes, and return how many mails it holds."""
    written = count = 0
    with path.open("wb") as stream:
        for mail in _mails():
            written += stream.write(DIVIDER + mail + b"\n\n")
            count += 1
            if written >= size:
                break
    return count


def _mails() -> Iterator[bytes]:
    dice, writer = random.Random(SEED), Writer(SEED)  # noqa: S311  no secret
    number = 0
    while True:
        number += 1
        yield _head(number, dice, writer) + _body(number, dice, writer)


def _head(number: int, dice: random.Random, writer: Writer) -> bytes:
    hops = (
        f"Received: from mx{hop}.example.se (mx{hop}.example.se [192.0.2.{hop}])\n\tby "
        f"mail.example.se with ESMTPS id {number:x}{hop} for <kommun@example.se>;\n\t"
        f"Tue, 30 Jun 2026 14:05:{number % 60:02} +0200\n"
        for hop in range(4)
    )
    words = f"Fråga {number}: {writer.write_text('')[:40]}"
    subject = binascii.b2a_base64(words.encode(), newline=False).decode()
    answers = f"In-Reply-To: <{number - 1}@example.se>\n" if dice.random() < 0.3 else ""
    return (
        f"{''.join(hops)}DKIM-Signature: v=1; a=rsa-sha256; d=example.se;\n\tb="
        f"{dice.randbytes(180).hex()}\n"
        f"From: =?utf-8?q?=C3=85sa_=C3=96berg?= <asa{number % 900}@example.se>\n"
        f"To: Avallby kommun <kommun@example.se>\nSubject: =?utf-8?B?{subject}?=\n"
        f"Date: Tue, 30 Jun 2026 {number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02} "
        f"+0200\nMessage-ID: <{number}@example.se>\n{answers}MIME-Version: 1.0\n"
    ).encode()


def _body(number: int, dice: random.Random, writer: Writer) -> bytes:
    paragraphs = [writer.write_text(str(number)) + "." for _ in range(dice.randint(1, 12))]
    body = _text("plain", "\n\n".join(paragraphs) + SIGNATURE + QUOTED)
    if dice.random() < WITH_HTML:
        body = _multipart("alternative", f"a{number}", body, _text("html", _page(paragraphs)))
    if dice.random() < WITH_FILE:
        content = dice.randbytes(int(20_000 * 100 ** dice.random()))
        body = _multipart("mixed", f"m{number}", body, _file(number, dice.choice(KINDS), content))
    return body


def _text(subtype: str, text: str) -> bytes:
    head = f"Content-Type: text/{subtype}; charset=utf-8\n"
    encoding = b"Content-Transfer-Encoding: quoted-printable\n\n"
    return head.encode() + encoding + quopri.encodestring(text.encode())


def _file(number: int, kind: str, content: bytes) -> bytes:
    head = (
        f"Content-Type: {kind}\nContent-Transfer-Encoding: base64\n"
        f"Content-Disposition: attachment;\n filename*=utf-8''bild%20fr%C3%A5n%20{number}\n\n"
    )
    encoded = binascii.b2a_base64(content, newline=False)
    lines = (encoded[start : start + 76] for start in range(0, len(encoded), 76))
    return head.encode() + b"\n".join(lines)


def _multipart(subtype: str, boundary: str, *parts: bytes) -> bytes:
    head = f'Content-Type: multipart/{subtype}; boundary="{boundary}"\n\n'.encode()
    mark = f"--{boundary}".encode()
    return head + b"".join(mark + b"\n" + part + b"\n" for part in parts) + mark + b"--\n"


def _page(paragraphs: list[str]) -> str:
    lines = "".join(
        f'<p class="MsoNormal" style="margin:0cm;font-size:11pt"><span lang="SV">{each}</span></p>'
        for each in paragraphs
    )
    return f"<html><head><style>{STYLE}</style></head><body><div>{lines}</div></body></html>"
