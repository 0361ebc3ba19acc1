"""Handing in mail: to a real server, and to servers that answer badly, which get a code in time."""

import contextlib
import itertools
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from archiver.network.addresses import read_networks
from archiver.network.encryption import Encryption
from archiver.network.smtp import Postman, SmtpError, SmtpServer, SmtpTrouble
from tests.certificates import make_certificate
from tests.network.smtp_server import PASSWORD, USER, PostOffice, serving_post

OPEN = read_networks(["127.0.0.1"])
MAIL = b"Subject: Hej\r\n\r\n.punkt\r\n..\r\n"
SENDER = "archiver@avallby.se"
GOOD: Mapping[bytes, bytes] = {
    b"": b"220 hej\r\n",
    b"EHLO": b"250-hej\r\n250 SIZE 1000\r\n",
    b"MAIL": b"250 ja\r\n",
    b"RCPT": b"250 ja\r\n",
    b"DATA": b"354 ja\r\n",
    b".": b"250 tagen\r\n",
    b"RSET": b"250 ja\r\n",
    b"QUIT": b"221 hej\r\n",
}


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def office(
    certificate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[PostOffice]:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with serving_post(tmp_path / "post", certificate) as office:
        yield office


def server(port: int, **said: object) -> SmtpServer:
    told: dict[str, object] = {
        "host": "localhost", "encryption": Encryption.STARTTLS, "user": USER, "password": PASSWORD,
        "allowed": OPEN, "ends": time.monotonic() + 10, **said,
    }  # fmt: skip
    return SmtpServer(port=port, **told)  # type: ignore[arg-type]  # fields by name


def plain(port: int, **said: object) -> SmtpServer:
    return server(port, **{"encryption": Encryption.NONE, "user": "", "password": "", **said})


def trouble_of(wish: SmtpServer, recipient: str = "anna@avallby.se") -> str:
    with pytest.raises(SmtpError) as caught, Postman(wish) as postman:
        postman.send(SENDER, recipient, MAIL)
    assert PASSWORD not in repr(wish)
    return caught.value.trouble


@pytest.mark.judge
def test_a_mail_is_handed_in_encrypted_and_as_it_was_written(office: PostOffice) -> None:
    with Postman(server(office.port)) as postman:
        postman.send(SENDER, "anna@avallby.se", MAIL)
        postman.send(SENDER, "bo@avallby.se", MAIL)

    [first, second] = office.taken()
    assert first.envelope == {"from": SENDER, "to": ["anna@avallby.se"], "tls": True, "user": True}
    assert first.raw == MAIL
    assert second.envelope["to"] == ["bo@avallby.se"]


@pytest.mark.judge
def test_a_recipient_that_is_refused_hinders_no_other(office: PostOffice) -> None:
    with Postman(server(office.port)) as postman:
        for name, trouble in (
            ("okand", SmtpTrouble.RECIPIENT), ("senare", SmtpTrouble.LATER)
        ):  # fmt: skip
            with pytest.raises(SmtpError) as caught:
                postman.send(SENDER, f"{name}@avallby.se", MAIL)
            assert (caught.value.trouble, caught.value.passing) == (trouble, True)
            assert "serverns" not in str(caught.value)
        postman.send(SENDER, "anna@avallby.se", MAIL)
    assert [each.envelope["to"] for each in office.taken()] == [["anna@avallby.se"]]


@pytest.mark.judge
def test_a_wrong_password_is_refused(office: PostOffice) -> None:
    assert trouble_of(server(office.port, password="fel")) == SmtpTrouble.PASSWORD


@pytest.mark.judge
def test_a_server_nobody_vouches_for_gets_no_password(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    assert trouble_of(server(office.port)) == SmtpTrouble.TLS
    assert trouble_of(server(office.port, encryption=Encryption.IMPLICIT)) == SmtpTrouble.TLS
    assert office.taken() == []


@pytest.mark.judge
def test_a_private_address_is_closed(office: PostOffice) -> None:
    assert trouble_of(server(office.port, allowed=())) == "private-address"


def test_where_nobody_listens_nothing_is_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert trouble_of(server(port)) == "unreachable"


@contextlib.contextmanager
def playing(bad: Mapping[bytes, bytes | None]) -> Iterator[tuple[int, list[bytes]]]:
    """Play a server's part to one client; an answer of None is said without end."""
    told: list[bytes] = []
    part = {**GOOD, **bad}

    def say(plain: socket.socket, command: bytes) -> None:
        answer = part.get(command, b"250 ja\r\n")
        for each in (
            itertools.repeat(b"250-" + b"x" * 900 + b"\r\n") if answer is None else [answer]
        ):
            plain.sendall(each)

    def serve() -> None:
        with contextlib.suppress(OSError):
            plain, _ = listening.accept()
            with plain, plain.makefile("rb") as lines:
                say(plain, b"")
                inside = False
                for line in lines:
                    told.append(line)
                    if inside and line != b".\r\n":
                        continue
                    command = b"." if inside else line[:4].strip().upper()
                    inside = command == b"DATA" and part[b"DATA"][:1] == b"3"  # type: ignore[index]  # DATA always has an answer
                    say(plain, command)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield listening.getsockname()[1], told
        finally:
            listening.close()
            thread.join(20)


@pytest.mark.parametrize(
    ("bad", "trouble"),
    [
        ({b"": b"554 nej\r\n"}, SmtpTrouble.BROKEN),
        ({b"": b"SSH-2.0-x\r\n"}, SmtpTrouble.BROKEN),
        ({b"EHLO": None}, "answer-too-large"),
        ({b"EHLO": b""}, SmtpTrouble.TIMEOUT),
        ({b"MAIL": b"550 nej\r\n"}, SmtpTrouble.REFUSED),
        ({b"MAIL": b"421 sen\r\n"}, SmtpTrouble.LATER),
        ({b"DATA": b"554 nej\r\n"}, SmtpTrouble.REFUSED),
        ({b".": b"452 fullt\r\n"}, SmtpTrouble.LATER),
        ({b".": b"\xff\xfe\r\n"}, SmtpTrouble.BROKEN),
    ],
)
def test_a_bad_answer_ends_in_a_code_and_in_time(
    bad: Mapping[bytes, bytes | None], trouble: str
) -> None:
    began = time.monotonic()
    with playing(bad) as (port, _told):
        assert trouble_of(plain(port, ends=time.monotonic() + 1)) == trouble
    assert time.monotonic() - began < 10


def test_a_server_inside_is_told_in_the_clear_only_what_has_no_password() -> None:
    with playing({}) as (port, told), Postman(plain(port)) as postman:
        postman.send(SENDER, "anna@avallby.se", MAIL)
    assert b"".join(told).count(b"\r\n..punkt\r\n") == 1
    with playing({}) as (port, told):
        assert trouble_of(plain(port, user=USER, password=PASSWORD)) == SmtpTrouble.PLAIN
        socket.create_connection(("127.0.0.1", port)).close()
    assert told == []


def test_a_server_that_does_not_encrypt_gets_no_password() -> None:
    with playing({}) as (port, told):
        assert trouble_of(server(port)) == SmtpTrouble.PLAIN
    assert [line[:4].lower() for line in told] == [b"ehlo"]


def test_what_is_said_before_the_encryption_begins_is_not_taken_for_safe() -> None:
    ready = {b"EHLO": b"250-hej\r\n250 STARTTLS\r\n", b"STAR": b"220 ja\r\n250 inne\r\n"}
    with playing(ready) as (port, _told):
        assert trouble_of(server(port)) == SmtpTrouble.TLS
