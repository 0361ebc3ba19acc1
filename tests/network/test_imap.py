"""A mail server that answers badly: every answer ends in a code, in time, in little memory."""

import contextlib
import itertools
import resource
import socket
import ssl
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.network.addresses import read_networks
from archiver.network.bounded_talk import TalkError
from archiver.network.imap import ImapServer, Mailbox, encode_folder
from tests.certificates import make_certificate

OPEN = read_networks(["127.0.0.1"])
PASSWORD = "hemligt-7f3a9c51d2e84b60"
WORDS = "serverns-egna-ord"
Answer = bytes | Callable[[], Iterator[bytes]]
GOOD: Mapping[str, Answer] = {
    "greeting": b"* OK hej\r\n",
    "CAPABILITY": b"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n%t OK klart\r\n",
    "AUTHENTICATE": b"+ \r\n",
    "credentials": b"%t OK inne\r\n",
    "LOGIN": b"%t OK inne\r\n",
    "EXAMINE": b"* 2 EXISTS\r\n* OK [UIDVALIDITY 7] nummer\r\n%t OK [READ-ONLY] klart\r\n",
    "UID SEARCH": b"* SEARCH 9 4 12\r\n%t OK klart\r\n",
    "UID FETCH": b"* 1 FETCH (UID 9 BODY[] {4}\r\nbrev)\r\n%t OK klart\r\n",
    "LOGOUT": b"* BYE\r\n%t OK\r\n",
}


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture(autouse=True)
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


@contextlib.contextmanager
def playing(certificate: Path, **bad: Answer) -> Iterator[tuple[int, list[bytes]]]:
    """Play a server's part to one client, and give its port and what it was told."""
    told: list[bytes] = []
    part = {**GOOD, **{name.replace("_", " "): answer for name, answer in bad.items()}}
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def serve() -> None:
        with contextlib.suppress(OSError):
            plain, _ = listening.accept()
            with context.wrap_socket(plain, server_side=True) as talk:
                _play(talk, part, told)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1], told
    thread.join(10)


def _play(talk: ssl.SSLSocket, part: Mapping[str, Answer], told: list[bytes]) -> None:
    _say(talk, part["greeting"], b"")
    tag = b""
    with talk.makefile("rb") as lines:
        for line in lines:
            told.append(line)
            if part_of(line) == "credentials":
                _say(talk, part["credentials"], tag)
                continue
            tag = line.split()[0]
            _say(talk, part[part_of(line)], tag)


def part_of(line: bytes) -> str:
    words = line.split()
    if len(words) < 2:
        return "credentials"
    return " ".join(w.decode() for w in words[1 : 3 if words[1] == b"UID" else 2])


def _say(talk: ssl.SSLSocket, answer: Answer, tag: bytes) -> None:
    for piece in [answer] if isinstance(answer, bytes) else answer():
        talk.sendall(piece.replace(b"%t", tag))


def read_all(port: int, seconds: float = 10, most: int = 1000) -> list[bytes | None]:
    """Do what a fetch does, and return the mails."""
    server = ImapServer(
        host="localhost", port=port, starttls=False, allowed=OPEN, ends=time.monotonic() + seconds
    )
    with Mailbox(server) as mailbox:
        mailbox.log_in("ks", PASSWORD)
        assert mailbox.examine("INBOX") == 7
        assert mailbox.list_uids(4) == [9, 12]
        return [mailbox.read(9, most)]


def endless(piece: bytes, begin: bytes = b"") -> Callable[[], Iterator[bytes]]:
    return lambda: itertools.chain([begin], itertools.repeat(piece))


def drip(piece: bytes) -> Callable[[], Iterator[bytes]]:
    def give() -> Iterator[bytes]:
        while True:
            time.sleep(0.1)
            yield piece

    return give


def test_what_is_asked_is_what_changes_nothing(certificate: Path) -> None:
    with playing(certificate) as (port, told):
        assert read_all(port) == [b"brev"]

    said = b"".join(told)
    assert b'EXAMINE "INBOX"' in said
    assert b"UID SEARCH UID 5:*" in said
    assert b"UID FETCH 9 (UID BODY.PEEK[])" in said
    assert b"SELECT" not in said
    assert b"STORE" not in said
    assert PASSWORD.encode() not in said  # in base64, once
    assert len([line for line in told if part_of(line) == "credentials"]) == 1


@pytest.mark.parametrize(
    "answer",
    [
        b"* 1 FETCH (BODY[] {4}\r\nbrev UID 9)\r\n%t OK klart\r\n",
        b"* 3 FETCH (FLAGS (\\Seen))\r\n* 1 FETCH (UID 9 BODY[] {4}\r\nbrev)\r\n%t OK\x20\r\n",
        b"* 1 FETCH (UID 9 body[] {4}\r\nbrev)\r\n* 5 EXISTS\r\n%t OK klart\r\n",
    ],
)
def test_a_good_answer_is_read_however_it_is_ordered(certificate: Path, answer: bytes) -> None:
    with playing(certificate, UID_FETCH=answer) as (port, _told):
        assert read_all(port) == [b"brev"]


def test_a_mail_that_is_gone_is_no_error(certificate: Path) -> None:
    with playing(certificate, UID_FETCH=b"%t OK klart\r\n") as (port, _told):
        assert read_all(port) == [None]


def test_a_server_without_sasl_is_told_by_login(certificate: Path) -> None:
    bare = b"* CAPABILITY IMAP4rev1\r\n%t OK klart\r\n"
    with playing(certificate, CAPABILITY=bare) as (port, told):
        assert read_all(port) == [b"brev"]
    assert any(b'LOGIN "ks" "' in line for line in told)


WORDY = WORDS.encode()


@pytest.mark.parametrize(
    ("bad", "trouble"),
    [
        ({"greeting": b"* BYE " + WORDY + b"\r\n"}, "broken-answer"),
        ({"greeting": b"HTTP/1.1 200 OK\r\n\r\n"}, "broken-answer"),
        ({"greeting": b"\xff\xfe\x00\r\n"}, "broken-answer"),
        ({"greeting": b"* OK [" + b"9" * 6_000 + b"]\r\n* OK {" + b"9" * 6_000 + b"}\r\n"},
         "broken-answer"),
        ({"greeting": endless(b"x" * 65_536)}, "answer-too-large"),
        ({"CAPABILITY": b"%t NO " + WORDY + b"\r\n"}, "broken-answer"),
        ({"CAPABILITY": endless(b"* 1 X\r\n" * 1_000)}, "answer-too-large"),
        ({"AUTHENTICATE": b"%t NO " + WORDY + b"\r\n"}, "token-refused"),
        ({"AUTHENTICATE": b"%t BAD " + WORDY + b"\r\n"}, "token-refused"),
        ({"credentials": b"%t NO " + WORDY + b"\r\n"}, "token-refused"),
        ({"credentials": b"* BYE " + WORDY + b"\r\n"}, "timeout"),
        ({"credentials": endless(b"+ \r\n")}, "answer-too-large"),
        ({"EXAMINE": b"%t NO " + WORDY + b"\r\n"}, "no-such-folder"),
        ({"EXAMINE": b"%t OK klart\r\n"}, "broken-answer"),
        ({"EXAMINE": b"* OK [UIDVALIDITY x]\r\n%t OK klart\r\n"}, "broken-answer"),
        ({"EXAMINE": b"* OK [UIDVALIDITY 99999999999]\r\n%t OK klart\r\n"}, "broken-answer"),
        ({"EXAMINE": b"* OK [UIDVALIDITY 4294967296]\r\n%t OK klart\r\n"}, "broken-answer"),
        ({"UID_SEARCH": b"%t NO " + WORDY + b"\r\n"}, "broken-answer"),
        ({"UID_SEARCH": b"* SEARCH 9 -4\r\n%t OK klart\r\n"}, "broken-answer"),
        ({"UID_SEARCH": b"* SEARCH 9 " + b"9" * 6_000 + b"\r\n%t OK klart\r\n"}, "broken-answer"),
        ({"UID_SEARCH": endless(b"7 " * 30_000, b"* SEARCH ")}, "answer-too-large"),
        ({"UID_SEARCH": endless(b"* SEARCH 7\r\n" * 1_000)}, "answer-too-large"),
        ({"UID_FETCH": b"%t NO " + WORDY + b"\r\n"}, "broken-answer"),
        ({"UID_FETCH": b"* 1 FETCH (UID 12 BODY[] {4}\r\nbrev)\r\n%t OK\r\n"}, "broken-answer"),
        ({"UID_FETCH": b"* 1 FETCH (BODY[] {4}\r\nbrev)\r\n%t OK klart\r\n"}, "broken-answer"),
        ({"UID_FETCH": b"* 1 FETCH (UID 9 BODY[] NIL)\r\n%t OK klart\r\n"}, "broken-answer"),
        ({"UID_FETCH": b"* 1 FETCH (UID 9 BODY[] {1001}\r\n"}, "answer-too-large"),
        ({"UID_FETCH": b"* 1 FETCH (UID 9 BODY[] {99999999999999}\r\n"}, "answer-too-large"),
        ({"UID_FETCH": b"* 1 FETCH (UID 9 BODY[] {" + b"9" * 6_000 + b"}\r\n"}, "broken-answer"),
        ({"UID_FETCH": endless(b"* 1 FETCH (UID 9 BODY[] {500}\r\n" + b"x" * 500 + b")\r\n")},
         "answer-too-large"),
        ({"UID_FETCH": b"* 1 FETCH (UID 9 BODY[] {4}\r\nbr"}, "timeout"),
        ({"UID_FETCH": drip(b"x")}, "timeout"),
        ({"UID_FETCH": drip(b"* 1 EXISTS\r\n")}, "timeout"),
        ({"greeting": b""}, "timeout"),
    ],
)  # fmt: skip
def test_a_bad_answer_has_its_own_trouble(
    certificate: Path, bad: dict[str, Answer], trouble: str
) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.monotonic()
    with playing(certificate, **bad) as (port, _told), pytest.raises(TalkError) as caught:
        read_all(port, seconds=2 if trouble == "timeout" else 60)

    assert caught.value.trouble == trouble
    assert time.monotonic() - begun < 30
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000
    shown = "".join(traceback.format_exception(caught.value))
    assert WORDS not in shown
    assert PASSWORD not in shown


def test_what_is_said_before_the_encryption_is_no_answer() -> None:
    """A server, or who sits between, says more in the clear than was asked (CVE-2011-0411)."""
    answers = [
        b"* OK hej\r\n",
        b"* CAPABILITY IMAP4rev1 STARTTLS\r\n%t OK klart\r\n",
        b"%t OK kom\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n",
    ]

    def serve() -> None:
        with contextlib.suppress(OSError):
            talk, _ = listening.accept()
            with talk, talk.makefile("rb") as lines:
                talk.sendall(answers[0])
                for answer in answers[1:]:
                    talk.sendall(answer.replace(b"%t", lines.readline().split()[0]))
                lines.read()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        port = listening.getsockname()[1]
        server = ImapServer(
            host="localhost", port=port, starttls=True, allowed=OPEN, ends=time.monotonic() + 5
        )
        with pytest.raises(TalkError) as caught:
            Mailbox(server)
    thread.join(5)
    assert caught.value.trouble == "tls-error"


def test_a_server_that_does_not_encrypt_is_told_nothing() -> None:
    told: list[bytes] = []

    def serve() -> None:
        with contextlib.suppress(OSError):
            talk, _ = listening.accept()
            with talk, talk.makefile("rb") as lines:
                talk.sendall(b"* OK hej\r\n")
                for line in lines:
                    told.append(line)
                    tag = line.split()[0]
                    if b"CAPABILITY" in line:
                        talk.sendall(
                            b"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n" + tag + b" OK\x20\r\n"
                        )
                    else:
                        talk.sendall(tag + b" NO " + WORDY + b"\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        port = listening.getsockname()[1]
        server = ImapServer(
            host="localhost", port=port, starttls=True, allowed=OPEN, ends=time.monotonic() + 5
        )
        with pytest.raises(TalkError) as caught:
            Mailbox(server)
    thread.join(5)
    assert caught.value.trouble == "tls-error"
    assert not any(b"AUTH" in line or b"LOGIN" in line for line in told)


def test_a_closed_address_is_never_asked() -> None:
    server = ImapServer(host="localhost", port=993, starttls=False, allowed=(), ends=1e12)
    with pytest.raises(TalkError) as caught:
        Mailbox(server)
    assert caught.value.trouble == "private-address"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("INBOX", "INBOX"),
        ("Förfrågningar", "F&APY-rfr&AOU-gningar"),
        ("A&B", "A&-B"),
        ("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"),
        ("😀", "&2D3eAA-"),
    ],
)
def test_a_folder_s_name_is_written_as_the_standard_says(name: str, written: str) -> None:
    assert encode_folder(name) == written


WORDS_OF_IMAP = st.sampled_from(
    [
        b"* ", b"%t ", b"+ ", b"OK ", b"NO ", b"BAD ", b"BYE ", b"PREAUTH ", b"\r\n", b"\n", b" ",
        b"SEARCH ", b"FETCH ", b"EXISTS", b"CAPABILITY IMAP4rev1 ", b"AUTH=PLAIN ", b"(", b")",
        b"UID 9 ", b"BODY[] ", b"{4}\r\n", b"{0}\r\n", b"{-1}\r\n", b'"', b"NIL",
        b"[UIDVALIDITY 7]", b"[", b"]", b"9", b"4294967296", b"\\", b"\x00", b"\xff",
    ]
)  # fmt: skip
ANYTHING = st.lists(st.one_of(WORDS_OF_IMAP, st.binary(max_size=6)), max_size=12).map(b"".join)


def then_leave(answer: bytes) -> Callable[[], Iterator[bytes]]:
    """Give an answer and end the talk."""

    def give() -> Iterator[bytes]:
        yield answer
        raise ConnectionAbortedError

    return give


@settings(max_examples=60)
@given(st.sampled_from(list(GOOD)), ANYTHING)
def test_whatever_a_server_says_ends_in_mails_or_a_code(
    certificate: Path, part: str, answer: bytes
) -> None:
    said: dict[str, Answer] = {part.replace(" ", "_"): then_leave(answer)}
    ended = {"broken-answer", "token-refused", "no-such-folder", "tls-error", "other-numbers"}
    with playing(certificate, **said) as (port, _told):
        assert ended_by(port) in {*ended, "well"}


def ended_by(port: int) -> str:
    """Return what a fetch ends by; what is no answer of ours to a server is raised."""
    try:
        read_all(port, seconds=20)
    except TalkError as error:
        return error.trouble
    except AssertionError:
        return "other-numbers"  # which is the server's right
    return "well"
