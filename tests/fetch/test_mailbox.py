"""New mail of a real IMAP server: fetched once, as it lies there, and nothing changed there."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from archiver.fetch.mailbox import pull_mailbox
from archiver.fetch_settings import SourceKind, SourceSettings
from diarium.fetches import Cursor, FetchOutcome
from tests.certificates import make_certificate
from tests.fetch.imap_server import PASSWORD, USER, ImapOffice, serving_mail
from tests.fetch.pulls import few, new_pull


def mail(number: int, subject: str = "Badet") -> bytes:
    """Return a mail, with bytes that no decoder would give back."""
    lines = (
        f"From: Ali Exempel <ali{number}@exempel.se>", f"To: {USER}", f"Subject: {subject}",
        "Date: Tue, 30 Jun 2026 08:00:00 +0000", f"Message-ID: <{number}@exempel.se>", "",
    )  # fmt: skip
    return "\r\n".join(lines).encode() + b"\r\nHej! \xe5\xff {42}\r\n) * 1 FETCH\r\n.\r\n"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def office(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ImapOffice]:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with serving_mail(certificate) as office:
        yield office


def source(office: ImapOffice, **said: str) -> SourceSettings:
    told: dict[str, Any] = {"host": "localhost", "tls": "starttls", "user": USER, **said}
    return SourceSettings(id="ks-post", kind=SourceKind.IMAP, port=office.port, **told)


def kept(folder: Path) -> list[bytes]:
    return [each.read_bytes() for each in sorted(folder.iterdir())]


@pytest.mark.judge
def test_every_mail_is_fetched_as_it_lies_there(office: ImapOffice, tmp_path: Path) -> None:
    mails = [mail(1), mail(2, "Ö" * 900), b"Subject: tomt\r\n\r\n"]
    office.deliver(*mails)

    done = pull_mailbox(new_pull(tmp_path, source(office), PASSWORD))

    assert (done.outcome, done.reason) == (FetchOutcome.DONE, None)
    assert kept(tmp_path) == mails
    assert done.cursor["where"] == "localhost/INBOX"


@pytest.mark.judge
def test_nothing_in_the_mailbox_changes(office: ImapOffice, tmp_path: Path) -> None:
    office.deliver(mail(1), mail(2))
    before = office.flags()

    pull_mailbox(new_pull(tmp_path, source(office), PASSWORD))

    assert len(kept(tmp_path)) == 2
    assert office.flags() == before
    assert not any(b"\\Seen" in each for each in before)


@pytest.mark.judge
def test_the_next_fetch_goes_on_where_the_last_ended(office: ImapOffice, tmp_path: Path) -> None:
    office.deliver(*map(mail, range(1, 4)))
    first = pull_mailbox(new_pull(tmp_path / "a", source(office), PASSWORD, limits=few(2)))
    assert (first.outcome, len(kept(tmp_path / "a"))) == (FetchOutcome.MORE, 2)
    office.deliver(mail(4))

    wish = new_pull(tmp_path / "b", source(office), PASSWORD, cursor=first.cursor)
    second = pull_mailbox(wish)
    assert (second.outcome, kept(tmp_path / "b")) == (FetchOutcome.DONE, [mail(3), mail(4)])
    third = pull_mailbox(new_pull(tmp_path / "c", source(office), PASSWORD, cursor=second.cursor))
    assert (third.cursor, kept(tmp_path / "c")) == (second.cursor, [])


@pytest.mark.judge
def test_a_folder_that_was_numbered_anew_is_fetched_from_its_beginning(
    office: ImapOffice, tmp_path: Path
) -> None:
    office.deliver(mail(1))
    known: Cursor = {"where": "localhost/INBOX", "uidvalidity": 1, "uid": 900}

    done = pull_mailbox(new_pull(tmp_path, source(office), PASSWORD, cursor=known))

    assert kept(tmp_path) == [mail(1)]
    assert done.cursor["uidvalidity"] != 1


@pytest.mark.judge
def test_a_folder_with_a_swedish_name_is_read(office: ImapOffice, tmp_path: Path) -> None:
    with office.client() as client:
        client.create('"F&APY-rfr&AOU-gningar &- svar"')
    office.deliver(mail(1), folder='"F&APY-rfr&AOU-gningar &- svar"')

    wish = new_pull(tmp_path, source(office, folder="Förfrågningar & svar"), PASSWORD)

    assert pull_mailbox(wish).outcome is FetchOutcome.DONE
    assert kept(tmp_path) == [mail(1)]


@pytest.mark.judge
@pytest.mark.parametrize(
    ("said", "password", "reason"),
    [
        ({}, "fel", "token-refused"),
        ({}, "fel\r\nA1 LOGOUT", "token-refused"),
        ({"user": "någon"}, PASSWORD, "token-refused"),
        ({"folder": "Finns inte"}, PASSWORD, "no-such-folder"),
        ({"folder": 'x" "y'}, PASSWORD, "no-such-folder"),
        ({"host": "127.0.0.1"}, PASSWORD, "tls-error"),
        ({"tls": "implicit"}, PASSWORD, "tls-error"),
    ],
)
def test_what_hinders_a_fetch_has_its_own_reason(
    office: ImapOffice, tmp_path: Path, said: dict[str, str], password: str, reason: str
) -> None:
    office.deliver(mail(1))

    done = pull_mailbox(new_pull(tmp_path, source(office, **said), password))

    assert (done.outcome, done.reason) == (FetchOutcome.FAILED, reason)
    assert kept(tmp_path) == []
    assert password not in repr(done)


@pytest.mark.judge
def test_a_server_whose_certificate_nobody_vouches_for_gets_no_password(
    office: ImapOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    done = pull_mailbox(new_pull(tmp_path, source(office), PASSWORD))
    assert done.reason == "tls-error"


@pytest.mark.judge
def test_a_closed_address_is_never_asked(office: ImapOffice, tmp_path: Path) -> None:
    done = pull_mailbox(new_pull(tmp_path, source(office), PASSWORD, allowed=()))
    assert done.reason == "private-address"


@pytest.mark.judge
def test_a_mail_larger_than_the_limit_stops_the_fetch_before_it(
    office: ImapOffice, tmp_path: Path
) -> None:
    large = mail(2) + b"x" * 6_000_000
    office.deliver(mail(1), large)

    first = pull_mailbox(new_pull(tmp_path / "a", source(office), PASSWORD))
    assert (first.outcome, kept(tmp_path / "a")) == (FetchOutcome.MORE, [mail(1)])
    second = pull_mailbox(new_pull(tmp_path / "b", source(office), PASSWORD, cursor=first.cursor))
    assert (second.outcome, second.reason) == (FetchOutcome.FAILED, "answer-too-large")
    assert second.cursor == first.cursor
