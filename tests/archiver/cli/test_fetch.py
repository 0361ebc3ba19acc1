"""``archiver fetch`` and ``token``, and what ``overdue`` and ``schedule`` tell of them."""

import io
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import click
import pytest
from keyring.backends import fail

from diarium.errors import ExitCode
from schedules.clock import read_clock
from tests.archiver.cli.office import ACCOUNT, Archive, Told
from tests.archiver.test_logins import using
from tests.certificates import make_certificate
from tests.fetch.imap_server import PASSWORD, USER, serving_mail
from tests.fetch.mastodon_server import SERVER_WORDS, TOKEN, Answer, Instance, mention, serving

MAIL = (
    b"From: Ali Exempel <ali@exempel.se>\r\nTo: kommunen@avallby.se\r\nSubject: Badet %d\r\n"
    b"Date: Tue, 30 Jun 2026 08:00:00 +0000\r\nMessage-ID: <%d@exempel.se>\r\n\r\nHej!\r\n"
)
Clock = Callable[[datetime], None]


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Let there be no keyring, and the usual key file in a home of its own."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    with using(fail.Keyring()):  # type: ignore[no-untyped-call]  # keyring has no types
        yield


@pytest.fixture
def instance() -> Iterator[Instance]:
    with serving() as served:
        yield served


@pytest.fixture
def office(archive: Archive, instance: Instance) -> Archive:
    """Return an archive with a source on Mastodon and a spool."""
    assert archive("account", "add", "ks-m", *ACCOUNT).code == 0
    spool = archive.folder.parent / "spool"
    spool.mkdir()
    open_addresses(archive)
    archive.settle(
        f'[fetch.ks-mastodon]\nkind = "mastodon"\naccount = "ks-m"\nserver = "{instance.url}"\n'
        f'[fetch.ks-webhook]\nkind = "spool"\nnamnd = "KS"\nfolder = "{spool}"\n'
    )
    return archive


def open_addresses(archive: Archive) -> None:
    """Let an archive fetch from loopback."""
    allowed = '[fetch]\nallow_private_addresses = ["127.0.0.1"]\n'
    text = archive.config.read_text(encoding="utf-8").replace("[fetch]\n", allowed)
    archive.config.write_text(text, encoding="utf-8")


def pipe(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    """Put words on standard input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"))


@pytest.fixture
def keep(office: Archive, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Told]:
    """Return a way to keep a token by standard input."""

    def say(content: str, *options: str, source: str = "ks-mastodon") -> Told:
        pipe(monkeypatch, content.encode())
        return office("token", "keep", source, *options)

    return say


Keep = Callable[..., Told]


def holding(folder: Path, secret: str) -> list[str]:
    """Return the files that hold some words in the clear."""
    files = (each for each in folder.rglob("*") if each.is_file())
    return [str(each) for each in files if secret.encode() in each.read_bytes()]


def test_what_is_fetched_is_in_the_inbox(office: Archive, keep: Keep, instance: Instance) -> None:
    instance.notifications = [mention(1, "När öppnar badet?")]
    assert keep(TOKEN).code == 0

    said = office("fetch")

    assert said.code == ExitCode.OK, said.err
    assert "allt är hämtat" in said.out
    assert [each["text"] for each in office("inbox", "list", "--json").json] == [
        "När öppnar badet?"
    ]
    [told, spool] = office("fetch", "--json").json
    assert (told["outcome"], told["pieces"], told["batches"]) == ("done", 0, [])
    assert spool["source"] == "ks-webhook"
    assert office("verify").code == 0


def test_a_list_tells_of_each_source_and_its_token(
    office: Archive, keep: Keep, instance: Instance
) -> None:
    assert "ingen är sparad" in office("fetch", "--list").out
    assert keep(TOKEN, "--expires", "2999-12-31").code == 0
    instance.instead = [Answer(500)]
    office("fetch", "ks-mastodon")

    [told, spool] = office("fetch", "--list", "--json").json
    assert (told["outcome"], told["reason"], told["done_at"]) == ("failed", "http-500", None)
    assert (told["token"], told["token_expires"]) == ("kept", "2999-12-31")
    assert (spool["last_at"], spool["token"]) == (None, "not-needed")
    assert "2999-12-31" in office("fetch", "--list").out
    assert [each["source"] for each in office("token", "list", "--json").json] == ["ks-mastodon"]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(401, content=SERVER_WORDS.encode()), "archiver token keep ks-mastodon"),
        (Answer(429, (("Retry-After", "60"),), SERVER_WORDS.encode()), "lämnad i fred till"),
        (Answer(502, content=SERVER_WORDS.encode()), "502"),
        (Answer(content=SERVER_WORDS.encode()), "går inte att förstå"),
    ],
)
def test_what_hinders_a_fetch_is_said_plainly_and_nothing_secret_is_told(
    office: Archive, keep: Keep, instance: Instance, answer: Answer, words: str
) -> None:
    keep(TOKEN)
    instance.instead = [answer]

    said = office("--traceback", "fetch", "ks-mastodon")

    assert said.code == ExitCode.CAPTURE_FAILED
    assert words in said.out
    shown = "".join(
        told.out + told.err
        for told in (
            said, office("fetch", "--list"), office("fetch", "--list", "--json"),
            office("token", "list"), office("token", "list", "--json"), office("overdue"),
            office("verify"), office("schedule", "--cron"), office("--traceback", "fetch", "nix"),
        )
    )  # fmt: skip
    for secret in (TOKEN, SERVER_WORDS):
        assert secret not in shown
        assert holding(office.folder, secret) == []
    assert holding(office.folder.parent / "home", TOKEN) == []


@pytest.mark.judge
def test_a_mailbox_is_fetched_and_its_password_is_nowhere_in_the_clear(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    certificate = make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with serving_mail(certificate) as served:
        open_addresses(archive)
        archive.settle(
            f'[fetch.ks-post]\nkind = "imap"\nhost = "localhost"\nport = {served.port}\n'
            f'tls = "starttls"\nuser = "{USER}"\nnamnd = "KS"\n'
        )
        served.deliver(*(MAIL % (number, number) for number in range(1, 4)))
        pipe(monkeypatch, PASSWORD.encode())
        assert archive("token", "keep", "ks-post").code == 0
        first = archive("--traceback", "fetch")
        served.deliver(MAIL % (4, 4))
        again = archive("fetch", "--json")
        pipe(monkeypatch, b"fel")
        assert archive("token", "keep", "ks-post").code == 0
        refused = archive("--traceback", "fetch")

    assert (first.code, again.json[0]["pieces"], refused.code) == (0, 1, 4)
    assert "kör archiver token keep ks-post" in refused.out
    listed = archive("inbox", "list", "--json").json
    assert sorted(each["subject"] for each in listed) == [f"Badet {n}" for n in range(1, 5)]
    shown = "".join(each.out + each.err for each in (first, again, refused))
    assert PASSWORD not in shown
    assert holding(archive.folder, PASSWORD) == []
    assert archive("verify").code == 0


def test_a_spool_may_hold_payloads_of_several_kinds(office: Archive) -> None:
    spool = office.folder.parent / "spool"
    samples = Path(__file__).resolve().parents[2] / "data" / "intake"
    shutil.copy(samples / "meta-webhook" / "messenger.json", spool / "1.json")
    shutil.copy(samples / "meta-webhook" / "instagram.json", spool / "2.json")
    (spool / "3.eml").write_bytes(MAIL % (1, 1))

    [told] = office("fetch", "ks-webhook", "--json").json

    assert (told["outcome"], told["pieces"]) == ("done", 3)
    assert {each["format"] for each in told["batches"]} == {"meta-webhook", "eml"}
    assert list(spool.iterdir()) == []
    assert office("verify").code == 0


def test_without_a_token_one_is_told_to_keep_one(office: Archive, instance: Instance) -> None:
    said = office("fetch")
    assert said.code == ExitCode.CAPTURE_FAILED
    assert "kör archiver token keep ks-mastodon" in said.out
    assert instance.asked == []


def test_a_token_typed_at_a_terminal_is_not_shown(
    office: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []

    def prompt(_words: str, *, hide_input: bool) -> str:
        asked.append(hide_input)
        return f" {TOKEN}\n"

    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(click, "prompt", prompt)
    said = office("token", "keep", "ks-mastodon")

    assert (said.code, asked) == (0, [True])
    assert TOKEN not in said.out + said.err
    assert office("fetch", "ks-mastodon").code == 0


@pytest.mark.parametrize(
    ("content", "options", "words"),
    [
        (b"", (), ["ingen åtkomstnyckel"]),
        (b"\n", (), ["ingen åtkomstnyckel"]),
        (b"\xff\xfe" + TOKEN.encode(), (), ["inte UTF-8"]),
        (b"a\x00b", (), ["ingen åtkomstnyckel"]),
        (TOKEN.encode(), ("--expires", "igår"), ["är ingen dag"]),
        (TOKEN.encode(), ("--expires", "2020-01-01"), ["2020-01-01"]),
    ],
)
def test_a_bad_token_is_one_clear_line_and_nothing_is_kept(
    office: Archive, monkeypatch: pytest.MonkeyPatch, content: bytes, options: tuple[str, ...],
    words: list[str],
) -> None:  # fmt: skip
    pipe(monkeypatch, content)
    said = office("token", "keep", "ks-mastodon", *options)
    assert said.code == ExitCode.USAGE
    assert said.is_one_line(*words)
    assert TOKEN not in said.err
    assert office("token", "list", "--json").json == []


def test_a_source_that_is_not_there_is_told_with_those_that_are(
    office: Archive, keep: Keep
) -> None:
    for said in (office("fetch", "nix"), keep(TOKEN, source="nix")):
        assert said.code == ExitCode.USAGE
        assert said.is_one_line("nix", "ks-mastodon, ks-webhook")
    assert keep(TOKEN, source="ks-webhook").is_one_line("behöver ingen åtkomstnyckel")
    assert office("token", "forget", "ks-mastodon").is_one_line("ingen åtkomstnyckel sparad")


@pytest.mark.parametrize(
    ("owner", "words"),
    [
        ('account = "finns-inte"', ["finns-inte"]),
        ('namnd = "XX"', ["XX"]),
        ('account = "ks-m"\nnamnd = "SBN"', ["ks-m", "KS", "SBN"]),
    ],
)
def test_a_source_of_nobody_is_one_clear_line_and_nothing_is_fetched(
    office: Archive, owner: str, words: list[str]
) -> None:
    assert office("namnd", "add", "SBN").code == 0
    spool = office.folder.parent / "spool"
    (spool / "1.eml").write_bytes(MAIL % (1, 1))
    office.settle(f'[fetch.fel]\nkind = "spool"\nfolder = "{spool}"\n{owner}\n')

    said = office("fetch", "fel")

    assert said.code == ExitCode.USAGE
    assert said.is_one_line(*words)
    assert [each.name for each in spool.iterdir()] == ["1.eml"]
    assert not (office.folder / "work" / "fetch").exists()
    assert office("inbox", "list", "--json").json == []
    assert office("fetch", "ks-webhook").code == 0
    assert len(office("inbox", "list", "--json").json) == 1


def test_without_any_source_it_is_said_where_they_are_named(archive: Archive) -> None:
    for options in ((), ("--list",)):
        said = archive("fetch", *options)
        assert (said.code, said.is_one_line("docs/fetch.md")) == (ExitCode.USAGE, True)


def test_who_may_neither_take_in_nor_log_in_is_refused(office: Archive, keep: Keep) -> None:
    me = office("user", "list", "--json").json[0]["login"]
    assert office("user", "add", "chef", "--role", "admin").code == 0
    assert office("user", "edit", me, "--role", "arkivarie").code == 0
    assert office("fetch").code == ExitCode.REFUSED
    assert keep(TOKEN).code == ExitCode.REFUSED
    assert office("user", "edit", me, "--role", "registrator").code == ExitCode.REFUSED


def test_a_token_about_to_expire_and_a_source_not_fetched_are_duties(
    office: Archive, keep: Keep, set_clock: Clock
) -> None:
    began = read_clock()
    expires = (began + timedelta(days=30)).date()
    assert keep(TOKEN, "--expires", str(expires)).code == 0
    assert office("fetch").code == 0
    set_clock(began + timedelta(hours=1))
    assert office("overdue", "--json").json == []

    set_clock(began + timedelta(days=3))
    late = office("overdue", "--json").json
    assert {each["command"] for each in late} == {
        "archiver fetch ks-mastodon", "archiver fetch ks-webhook",
    }  # fmt: skip
    assert office("overdue").code == ExitCode.FOUND_WRONG

    set_clock(began + timedelta(days=17))
    assert office("fetch").code == 0
    [duty] = office("overdue", "--json").json
    assert (duty["kind"], duty["beteckning"]) == ("token", "ks-mastodon")
    assert (duty["namnd"], duty["command"]) == ("KS", "archiver token keep ks-mastodon")
    assert "åtkomstnyckel att förnya" in office("overdue").out

    set_clock(began + timedelta(days=32))
    assert office("fetch").code == ExitCode.CAPTURE_FAILED
    assert "har gått ut" in office("fetch").out


def test_a_fetch_that_fails_leaves_the_source_late(
    office: Archive, keep: Keep, set_clock: Clock
) -> None:
    began = read_clock()
    keep("fel-nyckel")
    office("fetch", "ks-mastodon")
    set_clock(began + timedelta(days=2, minutes=1))
    office("fetch")
    assert [each["beteckning"] for each in office("overdue", "--json").json] == ["ks-mastodon"]


def test_the_line_of_fetch_stands_in_the_crontab_where_there_is_a_source(
    archive: Archive, request: pytest.FixtureRequest
) -> None:
    assert "archiver.toml fetch" not in archive("schedule", "--cron").out
    request.getfixturevalue("office")
    [line] = [
        each
        for each in archive("schedule", "--cron").out.splitlines()
        if "archiver.toml fetch" in each
    ]
    assert line.startswith("7 * * * * ")
    assert "OnCalendar=*-*-* *:07:00" in archive("schedule", "--systemd").out


@pytest.mark.parametrize("rounds", [4, pytest.param(60, marks=pytest.mark.soak)])
def test_killed_at_any_moment_the_next_fetch_has_each_message_once(
    office: Archive, keep: Keep, instance: Instance, rounds: int
) -> None:
    keep(TOKEN)
    for turn in range(1, rounds + 1):
        first = len(instance.notifications) + 1
        instance.notifications += [mention(n, f"Fråga {n}") for n in range(first, first + 7)]
        _kill_a_fetch(office, 0.4 + 2.6 * turn / rounds)
    assert office("fetch").code == 0

    listed = office("inbox", "list", "--json").json
    assert sorted(each["text"] for each in listed) == sorted(
        f"Fråga {n}" for n in range(1, len(instance.notifications) + 1)
    )
    assert not any(each["decision"]["outcome"] == "duplicate" for each in listed)
    assert office("verify").code == 0


def _kill_a_fetch(office: Archive, seconds: float) -> None:
    words = [sys.executable, "-m", "archiver", "--config", str(office.config), "fetch"]
    process = subprocess.Popen(
        words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ
    )
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.wait()
