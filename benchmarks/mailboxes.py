"""A mailbox as a municipality's might be, made up: plain mails, HTML mails, some with files.

Text and sizes come from a seeded generator, so that the same size gives the same bytes.
"""

import random
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from pathlib import Path

DIVIDER = b"From asa@example.se Tue Jun 30 14:05:00 2026\n"
SEED = 20260701
WORDS = (
    "snöröjning", "väg", "skola", "förskola", "bygglov", "avgift", "faktura", "lekplats", "buss",
    "belysning", "möte", "hej", "handling", "beslut", "tack", "kommunen", "gatan", "området",
    "barn", "äldre", "frågan", "svaret", "igen", "när", "varför",
)  # fmt: skip
SIGNATURE = "\n\nMed vänlig hälsning\nÅsa Öberg\nStorgatan 1, Avallby\n"
QUOTED = "Skickat från min telefon. Den 29 juni 2026 skrev kommunen:"
WITH_FILE = 0.12
"""How many of the mails carry a file of 20 kB to 2 MB."""
KINDS = (("image", "jpeg", "jpg"), ("application", "pdf", "pdf"), ("image", "png", "png"))


def write_mailbox(path: Path, size: int) -> int:
    """Write an mbox file of at least ``size`` bytes, and return how many mails it holds."""
    written = count = 0
    with path.open("wb") as stream:
        for mail in _mails():
            written += stream.write(
                b"From asa@example.se Tue Jun 30 14:05:00 2026\n" + mail + b"\n"
            )
            count += 1
            if written >= size:
                break
    return count


def _mails() -> Iterator[bytes]:
    dice = random.Random(SEED)  # noqa: S311  no secret
    number = 0
    while True:
        number += 1
        yield _mail(number, dice).as_bytes(policy=policy.default.clone(linesep="\n"))


def _mail(number: int, dice: random.Random) -> EmailMessage:
    mail = EmailMessage()
    for hop in range(4):
        mail["Received"] = (
            f"from mx{hop}.example.se (mx{hop}.example.se [192.0.2.{hop}]) by mail.example.se "
            f"with ESMTPS id {number:x}{hop} for <kommun@example.se>; "
            f"Tue, 30 Jun 2026 14:05:{number % 60:02} +0200"
        )
    mail["DKIM-Signature"] = "v=1; a=rsa-sha256; d=example.se; " + dice.randbytes(180).hex()
    mail["From"] = f"Åsa Öberg {number % 900} <asa{number % 900}@example.se>"
    mail["To"] = "Avallby kommun <kommun@example.se>"
    mail["Subject"] = f"{_words(dice, 6)} {number}"
    mail["Date"] = "Tue, 30 Jun 2026 14:05:00 +0200"
    mail["Message-ID"] = f"<{number}.{dice.randrange(1 << 60)}@example.se>"
    if number > 1 and dice.random() < 0.3:
        mail["In-Reply-To"] = f"<{number - 1}@example.se>"
    text = "\n\n".join(_words(dice, dice.randint(10, 120)) for _ in range(dice.randint(1, 8)))
    mail.set_content(text + SIGNATURE + QUOTED)
    if dice.random() < 0.6:
        mail.add_alternative(_page(text), subtype="html")
    if dice.random() < WITH_FILE:
        main, sub, end = dice.choice(KINDS)
        size = int(20_000 * 100 ** dice.random())
        mail.add_attachment(
            dice.randbytes(size), main, sub, filename=f"bild från gatan {number}.{end}"
        )
    return mail


def _words(dice: random.Random, count: int) -> str:
    return " ".join(dice.choices(WORDS, k=count)).capitalize() + "."


def _page(text: str) -> str:
    lines = "".join(
        f'<p class="MsoNormal" style="margin:0cm;font-size:11pt"><span lang="SV">{each}</span></p>'
        for each in text.split("\n\n")
    )
    style = "p.MsoNormal{margin:0cm;font-family:Calibri,sans-serif}" * 20
    return f"<html><head><style>{style}</style></head><body><div>{lines}</div></body></html>"
