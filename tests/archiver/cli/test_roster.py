"""``archiver roster`` and ``account check``, as a person at the office uses them."""

from collections.abc import Callable
from datetime import UTC, datetime

from tests.archiver.cli.office import ACCOUNT, Archive

TODAY = datetime(2026, 7, 1, 8, tzinfo=UTC)
Clock = Callable[[datetime], None]


def test_a_roster_is_kept_and_shown_as_it_stands_on_a_day(
    archive: Archive, set_clock: Clock
) -> None:
    set_clock(TODAY)
    archive("account", "add", "ks-fb", *ACCOUNT)
    said = archive("roster", "add", "ks-fb", "--name", "Bo {Öberg}", "--role", "administrator")
    assert (said.code, said.out) == (
        0, "Bo {Öberg} står i bemanningen för ks-fb som administratör från 2026-07-01.\n",
    )  # fmt: skip
    archive(
        "roster", "add", "ks-fb", "--name", "Cilla Ek", "--role", "ersattare", "--for",
        "Anna Åström", "--from", "2026-07-10", "--to", "2026-08-10",
    )  # fmt: skip
    ended = archive("roster", "end", "ks-fb", "--name", "bo {öberg}", "--date", "2026-07-05")
    assert "2026-07-05" in ended.out
    day = archive("roster", "list", "ks-fb", "--day", "2026-07-20", "--json").json["roster"]
    assert [(each["name"], each["stands_in_for"]) for each in day] == [("Cilla Ek", "Anna Åström")]
    table = archive("roster", "list").out
    assert all(word in table for word in ("Bo {Öberg}", "ersättare", "2026-08-10"))


def test_a_person_twice_a_password_and_an_unknown_account_are_one_clear_line(
    archive: Archive,
) -> None:
    archive("account", "add", "ks-fb", *ACCOUNT)
    bo = ("--name", "Bo Öberg", "--role", "administrator")
    assert archive("roster", "add", "ks-fb", *bo).code == 0
    for again in (bo, bo, ("--name", "BO öberg", "--role", "kommunikator")):
        said = archive("roster", "add", "ks-fb", *again)
        assert said.code == 6
        assert said.is_one_line("Bo Öberg", "ks-fb")
    assert len(archive("roster", "list", "--json").json["roster"]) == 1
    secret = archive("roster", "credentials", "ks-fb", "--place", "Hemligt123")
    assert secret.code == 6
    assert secret.is_one_line("lösenord")
    assert "Hemligt123" not in secret.err
    assert archive("roster", "list", "--json").json["credentials"] == []
    assert archive("roster", "add", "nix", *bo).code == 2
    assert archive("roster", "list", "nix").code == 2
    assert archive("roster", "end", "ks-fb", "--name", "Nix").code == 2


def test_a_check_names_each_lack_until_the_account_is_in_order(
    archive: Archive, set_clock: Clock
) -> None:
    set_clock(TODAY)
    archive("account", "add", "ks-fb", *ACCOUNT, "--official")
    said = archive("account", "check")
    assert said.code == 1
    for line in (
        "archiver plan set ks-fb", "archiver roster add ks-fb --role administrator",
        "förvaltningens kommunikatör", "archiver roster credentials ks-fb",
    ):  # fmt: skip
        assert line in said.out
    assert "Ingen ögonblicksbild än" in said.out

    for name, role in (("Bo", "administrator"), ("Dan", "administrator"), ("Eva", "kommunikator")):
        archive("roster", "add", "ks-fb", "--name", name, "--role", role)
    archive("roster", "credentials", "ks-fb", "--place", "Kassaskåpet, rum B214")
    days = ("--from", "2026-07-01", "--to", "2026-12-31")
    archive(
        "plan", "set", "ks-fb", *days, "--goal", "Svara inom 48 timmar", "--channel", "Facebook"
    )
    lacks = archive("account", "check", "ks-fb", "--json").json[0]["lacks"]
    assert [each["what"] for each in lacks] == ["chef", "kommunikator", "kommunikationschef"]
    for name, approver in (("A", "chef"), ("Eva", "kommunikator"), ("C", "kommunikationschef")):
        archive("plan", "approve", "ks-fb", "--as", approver, "--name", name)
    done = archive("account", "check", "ks-fb")
    assert (done.code, done.out.splitlines()[0]) == (0, "Alla konton är i ordning.")

    archive("roster", "add", "ks-fb", "--name", "Anna Åström", "--role", "franvarande")
    away = archive("account", "check")
    assert away.code == 1
    assert "en ersättare för Anna Åström" in away.out


def test_a_check_of_what_cannot_be_checked_is_one_clear_line(archive: Archive) -> None:
    archive("account", "add", "ks-fb", *ACCOUNT)
    archive("account", "close", "ks-fb", "--reason", "x", "--without-snapshot", "Borta")
    assert archive("account", "check", "ks-fb").code == 6
    assert archive("account", "check", "nix").code == 2
    assert archive("account", "check", "ks-fb", "--namnd", "KS").code == 2
    assert archive("account", "check").code == 0
