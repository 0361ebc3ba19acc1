"""The parts of a mail: what is read, and what is named for what it is."""

import base64
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.diarium.intake.mail_files import mail, read

HEAD = b"From: a@b.se\nSubject: En\nMIME-Version: 1.0\n"


def test_a_mail_encrypted_by_pgp_says_so_and_keeps_its_bytes(tmp_path: Path) -> None:
    content = HEAD + (
        b'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b\n\n'
        b"--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n"
        b"--b\nContent-Type: application/octet-stream\n\n-----BEGIN PGP MESSAGE-----\nhQ\n--b--\n"
    )
    found = read(tmp_path, content)
    name = "krypterat-meddelande.asc"
    assert found.text == f"[Meddelandet är krypterat; texten ligger oläst i bilagan {name}.]"
    assert found.repaired
    assert found.attachments[1].content == b"-----BEGIN PGP MESSAGE-----\nhQ"


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("enveloped-data", "Meddelandet är krypterat"),
        ("signed-data", "det signerade meddelandet"),
        ("x", "krypterad eller signerad"),
    ],
)
def test_a_mail_sealed_by_smime_says_how(tmp_path: Path, form: str, words: str) -> None:
    sealed = base64.b64encode(b"\x30\x82")
    kind = f"Content-Type: application/pkcs7-mime; smime-type={form}; name=smime.p7m\n"
    encoding = b"Content-Transfer-Encoding: base64\n\n"
    found = read(tmp_path, HEAD + kind.encode() + encoding + sealed)
    assert words in found.text
    assert "smime.p7m" in found.text
    assert found.attachments[0].content == b"\x30\x82"


def test_a_sealed_file_beside_a_text_leaves_the_text_alone(tmp_path: Path) -> None:
    message = mail("Se bilagan")
    message.add_attachment(b"\x30", "application", "pkcs7-mime", filename="avtal.p7m")
    found = read(tmp_path, message.as_bytes())
    assert (found.text, found.repaired) == ("Se bilagan", False)


def test_outlooks_own_form_is_an_attachment_and_told_of_where_it_holds_the_text(
    tmp_path: Path,
) -> None:
    message = mail()
    message.add_attachment(b"\x78\x9f\x3e\x22", "application", "ms-tnef", filename="winmail.dat")
    assert read(tmp_path, message.as_bytes()).text == "Hej på er"
    alone = HEAD + b"Content-Type: application/ms-tnef\n\n\x78\x9f\x3e\x22"
    found = read(tmp_path, alone)
    assert "winmail.dat" in found.text
    assert found.attachments[0].content == b"\x78\x9f\x3e\x22"


def test_an_invitation_keeps_its_calendar(tmp_path: Path) -> None:
    message = mail("Möte om gatan")
    message.add_alternative("BEGIN:VCALENDAR\nEND:VCALENDAR\n", subtype="calendar")
    found = read(tmp_path, message.as_bytes())
    assert found.text.strip() == "Möte om gatan"
    assert [each.name for each in found.attachments] == ["kalender.ics"]


def test_an_enclosed_mail_in_base64_is_decoded(tmp_path: Path) -> None:
    inner = base64.b64encode(mail("Inuti").as_bytes())
    content = HEAD + (
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n"
        b"Content-Transfer-Encoding: base64\n\n" + inner + b"\n--b--\n"
    )
    (attachment,) = read(tmp_path, content).attachments
    assert attachment.name == "bifogat-meddelande.eml"
    assert attachment.content is not None
    assert b"Inuti" in attachment.content


def test_a_digest_is_a_mail_for_each_part(tmp_path: Path) -> None:
    content = HEAD + (
        b"Content-Type: multipart/digest; boundary=b\n\n"
        b"--b\n\nFrom: x@y.se\n\nEtt\n--b\n\nFrom: x@y.se\n\nTv\xc3\xa5\n--b--\n"
    )
    found = read(tmp_path, content).attachments
    assert [each.media_type for each in found] == ["message/rfc822"] * 2


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("CON", "CON"),
        ("../../x", "x"),
        ("..\\..\\x", "x"),
        ("bild\u202egnp.exe", "bild\ufffdgnp.exe"),
        ("a\u0000b", "a\ufffdb"),
        ("..", "namnlös"),
    ],
)
def test_names_of_attachments_are_labels_and_nothing_else(
    tmp_path: Path, name: str, shown: str
) -> None:
    content = HEAD + (
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\n"
        + f'Content-Disposition: attachment; filename="{name}"\n\nx\n--b--\n'.replace(
            "\\", "\\\\"
        ).encode()
    )
    assert [each.name for each in read(tmp_path, content).attachments] == [shown]


def test_uuencoded_and_broken_base64_parts_keep_what_is_whole(tmp_path: Path) -> None:
    def of(encoding: bytes, body: bytes) -> bytes | None:
        head = b"Content-Disposition: attachment\nContent-Transfer-Encoding: " + encoding
        return read(tmp_path, HEAD + head + b"\n\n" + body).attachments[0].content

    assert of(b"x-uuencode", b"begin 644 a\n#:&5J\n`\nend\n") == b"hej"
    assert of(b"base64", b"aGVq\naGV") == b"hej"
    assert of(b"base64", b"aGVq!?\r\n") == b"hej"
    assert of(b"quoted-printable", b"h=65j=\n") == b"hej"
    assert of(b"x-okand", b"hej") == b"hej"


def test_parts_end_where_their_boundary_stands_alone_on_a_line(tmp_path: Path) -> None:
    content = HEAD + (
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\nsynlig f\xc3\xb6r ingen\r\n"
        b"--b\r\nContent-Type: text/plain\r\n\r\nEtt --b\r\n--bb\r\n--b  \r\n"
        b"Content-Type: text/plain\r\n\r\nTv\xc3\xa5\r\n--b--\r\nefter\r\n--b\r\n\r\nTre"
    )
    assert read(tmp_path, content).text == "Ett --b\n--bb\n\nTvå"


def test_no_mail_is_ever_the_municipalitys_own(tmp_path: Path) -> None:
    message = EmailMessage()
    message["From"] = message["Sender"] = "Avallby kommun <kommun@avallby.example>"
    message["Received"] = "by mail.avallby.example; Tue, 30 Jun 2026 14:06:00 +0200"
    message["Authentication-Results"] = "mail.avallby.example; dkim=pass"
    message.set_content("Vi svarar")
    assert not read(tmp_path, message.as_bytes()).own
