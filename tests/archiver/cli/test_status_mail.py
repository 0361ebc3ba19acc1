"""``archiver status --mail``: a real server takes each person's own mail, once a day at most."""

import io
import json
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from schedules.clock import STOCKHOLM
from tests.archiver.cli.office import ACCOUNT, Archive, Told
from tests.certificates import make_certificate
from tests.network.smtp_server import PASSWORD, USER, PostOffice, serving_post

pytestmark = pytest.mark.judge
Clock = Callable[[datetime], None]
FRIDAY = datetime(2026, 7, 3, 6, 57, tzinfo=STOCKHOLM)
PEOPLE = '[mail.people]\n"Anna åström" = "anna@avallby.se"\n"Bo Öberg" = "{bo}@avallby.se"\n'
NAMNDER = '[mail.namnder]\nKS = "ks@avallby.se"\n'


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def post(
    certificate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[PostOffice]:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    with serving_post(tmp_path / "post", certificate) as office:
        yield office


@pytest.fixture
def office(archive: Archive, set_clock: Clock) -> Archive:
    """Return an archive where Anna has to answer, Bo to register, and KS to register a mention."""
    set_clock(FRIDAY - timedelta(days=1))
    opened = ("--opened", "2026-07-02")
    assert archive("account", "add", "ks-fb", *ACCOUNT, *opened).code == 0
    bo = ("--url", "https://example.org/bo", "--ansvarig", "Bo Öberg", *opened)
    assert archive("account", "add", "ks-bo", *ACCOUNT, *bo).code == 0
    path = archive.folder / "in.jsonl"
    lines = [message("a", account="ks-fb"), message("b", account="ks-bo")]
    path.write_text("\n".join(map(json.dumps, [*lines, message("c", namnd="KS")])))
    assert archive("inbox", "import", str(path)).code == 0
    assert archive("register", "1").code == 0
    set_clock(FRIDAY)
    return archive


def message(name: str, **whose: str) -> dict[str, object]:
    return {
        "id": name, "channel": "direct", "sender": {"name": "Hemliga Asa"}, **whose,
        "made_available_at": "2026-06-30T06:00:00+02:00", "text": f"Hemlig fraga {name}",
    }  # fmt: skip


def settle(office: Archive, post: PostOffice, *, bo: str = "bo", **said: str | int) -> None:
    name_server(office, post, **said)
    office.settle(f"\n{PEOPLE.format(bo=bo)}{NAMNDER}")


def name_server(office: Archive, post: PostOffice, **said: str | int) -> None:
    told = post.settings(**{"user": USER, **said})
    text = office.config.read_text(encoding="utf-8").replace("[mail]\n", told)
    office.config.write_text(text, encoding="utf-8")


def keep(office: Archive, monkeypatch: pytest.MonkeyPatch, password: str = PASSWORD) -> Told:
    piped = io.TextIOWrapper(io.BytesIO(password.encode()), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", piped)
    return office("token", "keep", "SMTP")


def mailed(said: Told) -> dict[str, str]:
    return {each["recipient"]: each["delivery"] for each in said.json}


MAIL = ("status", "--mail", "--json", "--days", "0")
ALL_SENT = {"Anna Åström": "sent", "Bo Öberg": "sent", "KS": "sent"}


def test_each_is_mailed_only_what_is_theirs_and_a_namnd_what_is_no_accounts(
    office: Archive, post: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(office, post)
    assert keep(office, monkeypatch).code == 0

    said = office(*MAIL)

    assert (said.code, mailed(said)) == (0, ALL_SENT)
    taken = {each.envelope["to"][0]: each for each in post.taken()}
    assert set(taken) == {"anna@avallby.se", "bo@avallby.se", "ks@avallby.se"}
    anna = taken["anna@avallby.se"]
    assert anna.envelope["tls"]
    assert anna.envelope["user"]
    assert anna.mail["Subject"] == "Att göra i sociala medier: 2 försenade, 0 på väg"
    assert anna.mail["From"] == "archiver@avallby.se"
    assert anna.mail["Auto-Submitted"] == "auto-generated"
    assert anna.mail["Date"] == "Fri, 03 Jul 2026 06:57:00 +0200"
    assert anna.text.splitlines()[:13] == [
        "Hej Anna Åström!", "",
        "Det här är att göra i sociala medier, Exempelstad, som det stod den 3 juli 2026.", "",
        "FÖRSENAT", "", "- Aktivitetsplan: ks-fb",
        "  Senast 1 juli 2026, försenat 2 arbetsdagar", "  Gör så här: archiver plan set ks-fb", "",
        "- Meddelande att besvara: ks-fb, KS/2026:1-1",
        "  Senast 2 juli 2026 kl. 06.00, försenat 25 tim",
        "  Gör så här: archiver answer KS/2026:1-1",
    ]  # fmt: skip
    assert "ks-bo" not in anna.text
    assert "Hej Kommunstyrelsen!" in taken["ks@avallby.se"].text
    assert not any(b"Hemlig" in each.raw for each in taken.values())
    assert len({each.mail["Message-ID"] for each in taken.values()}) == 3
    assert office("verify").code == 0


def test_nobody_is_mailed_twice_a_day(
    office: Archive, post: PostOffice, monkeypatch: pytest.MonkeyPatch, set_clock: Clock
) -> None:
    settle(office, post)
    keep(office, monkeypatch)
    office(*MAIL)
    set_clock(FRIDAY + timedelta(hours=12))

    said = office(*MAIL)

    assert said.code == 0
    assert set(mailed(said).values()) == {"already-sent-today"}
    assert len(post.taken()) == 3
    set_clock(FRIDAY + timedelta(days=1))
    assert mailed(office(*MAIL)) == ALL_SENT
    assert len(post.taken()) == 6


@pytest.mark.parametrize(
    ("bo", "trouble", "words"),
    [("okand", "recipient-refused", "känner inte"), ("senare", "asked-to-wait", "vänta")],
)
def test_one_that_is_refused_hinders_no_other_and_is_tried_again(
    office: Archive, post: PostOffice, monkeypatch: pytest.MonkeyPatch,
    bo: str, trouble: str, words: str,
) -> None:  # fmt: skip
    settle(office, post, bo=bo)
    keep(office, monkeypatch)

    said = office(*MAIL)

    assert said.code == 4
    assert mailed(said) == {**ALL_SENT, "Bo Öberg": "failed"}
    assert [each["trouble"] for each in said.json if each["trouble"]] == [trouble]
    text = office.config.read_text(encoding="utf-8")
    shown = office("status", "--mail", "--days", "0")
    assert shown.code == 4
    assert words in shown.out
    assert "serverns" not in shown.out
    office.config.write_text(text.replace(f"{bo}@", "bo@"), encoding="utf-8")
    assert mailed(office(*MAIL))["Bo Öberg"] == "sent"
    assert post.taken()[-1].envelope["to"] == ["bo@avallby.se"]


def test_whom_the_settings_do_not_know_is_told(
    office: Archive, post: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    name_server(office, post)
    office.settle(f"\n{NAMNDER}")
    keep(office, monkeypatch)
    said = office(*MAIL)
    assert said.code == 1
    told = {"Anna Åström": "no-address", "Bo Öberg": "no-address", "KS": "sent"}
    assert mailed(said) == told
    assert "[mail.people]" in office("status", "--mail", "--days", "0").out


def test_a_server_that_refuses_or_is_not_there_is_one_clear_line_and_nothing_is_lost(
    office: Archive, post: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(office, post)
    assert office(*MAIL).code == 3
    assert office(*MAIL).is_one_line("archiver token keep SMTP")
    assert keep(office, monkeypatch, "fel-hemligt-ord").code == 0
    said = office("--traceback", *MAIL)
    assert said.code == 4
    assert {each["trouble"] for each in said.json} == {"password-refused"}
    assert "fel-hemligt-ord" not in said.out + said.err
    keep(office, monkeypatch)
    text = office.config.read_text(encoding="utf-8")
    for old, new, trouble in (
        (f"port = {post.port}", "port = 1", "unreachable"),
        ('"127.0.0.1"', '"192.0.2.1"', "private-address"),
    ):
        assert old in text
        office.config.write_text(text.replace(old, new), encoding="utf-8")
        said = office(*MAIL)
        assert said.code == 4
        assert {each["trouble"] for each in said.json} == {trouble}
    office.config.write_text(text, encoding="utf-8")
    assert post.taken() == []
    assert mailed(office(*MAIL)) == ALL_SENT
    assert not any(
        PASSWORD.encode() in each.read_bytes()
        for each in office.folder.rglob("*")
        if each.is_file()
    )


def test_without_a_mail_server_nothing_is_mailed_and_no_daily_run_tries(
    office: Archive, post: PostOffice
) -> None:
    said = office(*MAIL)
    assert said.code == 3
    assert said.is_one_line("[mail]")
    assert office("token", "keep", "SMTP").code == 2
    assert "--mail" not in office("schedule", "--cron").out
    settle(office, post)
    [line] = [each for each in office("schedule", "--cron").out.splitlines() if "--mail" in each]
    assert line.startswith("57 5 * * *")


def test_only_who_may_remind_mails_and_only_in_their_own_namnd(
    office: Archive, post: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(office, post)
    keep(office, monkeypatch)
    assert office("user", "add", "chef", "--role", "admin").code == 0
    me = next(
        each["login"] for each in office("user", "list", "--json").json if each["login"] != "chef"
    )
    assert office("namnd", "add", "SBN", "--name", "Samhällsbyggnadsnämnden").code == 0
    assert office("user", "edit", me, "--role", "kommunikator", "--namnd", "SBN").code == 0
    assert office(*MAIL).code == 6
    assert post.taken() == []
