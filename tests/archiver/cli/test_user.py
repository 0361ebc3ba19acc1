"""``archiver user``, and that a login without a role is refused whatever it asks for."""

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, func, select

from archiver.cli import workplace
from diarium.columns import METADATA
from diarium.database import open_database, reading
from diarium.journal import read_events
from diarium.journal_checks import check_chain
from diarium.records import Event
from diarium.tables import JOURNAL
from tests.archiver.cli.all_commands import arguments_of, list_commands
from tests.archiver.cli.office import ACCOUNT, Archive, Command
from tests.postgresql import Cluster

Be = Callable[[str], None]

BEGIN = {("init",), ("demo",), ("doctor",)}
"""Commands that begin an archive of one's own, or look at the machine."""
PUBLIC = {
    ("plan", "list"),
    ("plan", "show"),
    ("namnd", "list"),
    ("account", "list"),
    ("account", "show"),
    ("forteckning",),
    ("snapshot", "changes"),
    ("snapshot", "check"),
    ("coverage",),
    ("postlista",),
    ("diarieforteckning",),
    ("verify",),
    ("schedule",),
}
"""Commands that show what is public, prove, or tell what runs when; all others take a role."""


@pytest.fixture
def be(monkeypatch: pytest.MonkeyPatch) -> Be:
    """Return a way to say by whom the commands are run from now on."""

    def say(login: str) -> None:
        monkeypatch.setattr(workplace, "login_of", lambda _uid: login)

    return say


@pytest.fixture
def office(database_url: str, tmp_path: Path, command: Command, be: Be) -> Archive:
    """Return an archive on either database, begun by ``chef``, with two nämnder."""
    be("chef")
    folder = tmp_path / "arkiv"
    wish = ("--kommun", "Exempelstad", "--orgnr", "212000-2882", "--namnd", "ks")
    assert command("init", str(folder), *wish, "--database", database_url).code == 0
    archive = Archive(folder, command)
    assert archive("namnd", "add", "SBN").code == 0
    return archive


def _engine(database_url: str) -> Engine:
    return open_database(database_url)


def _count(database_url: str) -> dict[str, int]:
    with reading(_engine(database_url)) as session:
        return {
            table.name: session.execute(select(func.count()).select_from(table)).scalar_one()
            for table in METADATA.sorted_tables
        }


def _events(database_url: str) -> list[Event]:
    with reading(_engine(database_url)) as session:
        assert not list(check_chain(session))
        return list(read_events(session))


def _tree(folder: Path) -> set[str]:
    return {str(path) for path in folder.rglob("*") if "archive.db" not in path.name}


def test_a_login_without_role_is_refused_by_every_command_that_is_not_public(
    office: Archive, database_url: str, be: Be, tmp_path: Path
) -> None:
    file = tmp_path / "in" / "fil.jsonl"
    file.parent.mkdir()
    file.write_text("{}\n", encoding="utf-8")
    be("ingen")
    tree, wrong, tried = _tree(tmp_path), [], 0
    for words, command in list_commands():
        if words in BEGIN | PUBLIC:
            continue
        before = _count(database_url)
        told = office(*arguments_of(words, command, file))
        after = _count(database_url)
        last = _events(database_url)[-1]
        changed = {name for name in after if after[name] != before[name]} - {JOURNAL.name}
        well = told.code == 6 and told.is_one_line("ingen", "archiver user add ingen")
        noted = (last.kind, last.by) == ("act.refused", "ingen") and not changed
        tried += 1
        if not (well and noted and after[JOURNAL.name] == before[JOURNAL.name] + 1):
            wrong.append((words, told, changed))
    assert not wrong
    assert tried > 20
    assert _tree(tmp_path) == tree


def test_what_is_public_is_told_to_anyone_and_nothing_is_written(
    office: Archive, database_url: str, be: Be, tmp_path: Path
) -> None:
    assert office("account", "add", "x", *ACCOUNT, "--namnd", "ks").code == 0
    be("ingen")
    before = _count(database_url)
    known = dict(list_commands())
    for words in PUBLIC:
        told = office(*arguments_of(words, known[words], tmp_path))
        assert told.code in {0, 1}, (words, told)
    assert _count(database_url) == before


def test_whoever_begins_the_archive_is_its_admin(office: Archive) -> None:
    (user,) = office("user", "list", "--json").json
    assert (user["login"], user["roles"], user["namnder"]) == ("chef", ["admin"], [])


def test_users_are_added_changed_listed_and_ended(office: Archive) -> None:
    added = office("user", "add", "anna", "--role", "registrator", "--role", "arkivarie",
                   "--namnd", "ks", "--name", "Anna Ek", "--json").json  # fmt: skip
    assert added["roles"] == ["registrator", "arkivarie"]
    assert (added["namnder"], added["name"], added["by"]) == (["KS"], "Anna Ek", "chef")
    edited = office("user", "edit", "anna", "--all-namnder", "--json").json
    assert (edited["namnder"], edited["roles"]) == ([], ["registrator", "arkivarie"])
    assert (edited["version"], edited["name"]) == (2, "Anna Ek")
    listed = office("user", "list").out
    assert "registrator, arkivarie" in listed
    assert "Anna Ek" in listed
    assert office("user", "end", "anna", "--why", "Har slutat").code == 0
    ended = {user["login"]: user["ended"] for user in office("user", "list", "--json").json}
    assert ended == {"anna": "Har slutat", "chef": None}


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("end", "chef", "--why", "Slutar"), 6, "enda admin"),
        (("edit", "chef", "--role", "registrator"), 6, "enda admin"),
        (("add", "chef", "--role", "registrator"), 6, "redan användare"),
        (("end", "bo", "--why", "Slutar"), 2, "ingen användare bo"),
        (("edit", "bo", "--role", "admin"), 2, "ingen användare bo"),
        (("edit", "chef"), 2, "--all-namnder"),
        (("edit", "chef", "--namnd", "ks", "--all-namnder"), 2, "motsäger"),
        (("add", "bo", "--role", "registrator", "--namnd", "XX"), 2, "XX"),
        (("add", "b\x1bo", "--role", "registrator"), 2, "LOGIN"),
        (("add", "bo", "--role", "registrator", "--name", "\u202eoB"), 2, "--name"),
        (("end", "chef", "--why", "  "), 6, "enda admin"),
    ],
)
def test_what_cannot_be_is_one_clear_line_and_changes_nothing(
    archive: Archive, arguments: tuple[str, ...], code: int, says: str, be: Be
) -> None:
    be("root")
    told = archive("user", *(each.replace("chef", "root") for each in arguments))
    assert told.code == code
    assert told.is_one_line(says)
    assert len(archive("user", "list", "--json").json) == 1


def test_one_who_was_ended_is_refused(office: Archive, be: Be) -> None:
    office("user", "add", "anna", "--role", "registrator")
    office("user", "end", "anna", "--why", "Har slutat")
    be("anna")
    told = office("inbox", "list")
    assert told.code == 6
    assert told.is_one_line("anna", "archiver user add anna")


def test_a_role_gives_what_it_gives_and_no_more(office: Archive, be: Be) -> None:
    office("user", "add", "kim", "--role", "kommunikator")
    be("kim")
    assert office("account", "add", "a", *ACCOUNT, "--namnd", "ks").code == 0
    assert office("inbox", "list").code == 0
    refused = office("register", "1")
    assert refused.code == 6
    assert refused.is_one_line("kim får inte registrera", "registrator, admin", "user edit kim")
    assert office("user", "add", "bo", "--role", "admin").code == 6


def _take_in(office: Archive, folder: Path, namnd: str) -> int:
    path = folder / f"{namnd}.jsonl"
    line = (
        '{"id": "NAMND", "channel": "direct", "text": "En fråga", "sender": {"name": "Bo"}, '
        '"made_available_at": "2026-06-30T14:05:00+02:00"}\n'
    )
    path.write_text(line.replace("NAMND", namnd), encoding="utf-8")
    assert office("inbox", "import", str(path), "--namnd", namnd).code == 0
    found = office("inbox", "list", "--namnd", namnd, "--json").json
    number: int = found[-1]["id"]
    return number


def test_one_bound_to_a_namnd_does_nothing_in_another(
    office: Archive, database_url: str, be: Be, tmp_path: Path
) -> None:
    office("user", "add", "anna", "--role", "registrator", "--namnd", "ks")
    own, other = _take_in(office, tmp_path, "KS"), _take_in(office, tmp_path, "SBN")
    more = _take_in_more(office, tmp_path)
    assert office("register", str(more)).code == 0
    be("anna")
    refusals = (
        ("register", str(other)),
        ("skip", str(other), "--ground", "kept-ordered"),
        ("inbox", "show", str(other)),
        ("inbox", "list", "--namnd", "sbn"),
        ("inbox", "import", str(tmp_path / "SBN.jsonl"), "--namnd", "sbn"),
        ("decisions", "--explain", str(other)),
        ("ratta", "SBN/2026:1-1", "--field", "subject", "--new", "x", "--why", "y"),
        ("makulera", "sbn/2026:1-1", "--why", "y"),
        ("makulera", "SBN/2026:1", "--why", "y"),
        ("arende", "hold", "SBN/2026:1", "--why", "y"),
        ("answer", "SBN/2026:1-1", "--text", "Svar"),
        ("forward", "SBN/2026:1-1", "--to", "Gatuenheten"),
    )
    before = _count(database_url)
    for number, arguments in enumerate(refusals, 1):
        told = office(*arguments)
        assert told.code == 6, (arguments, told)
        assert told.is_one_line("anna", "SBN", "annan nämnd"), (arguments, told)
        assert _events(database_url)[-1].subject.endswith(" SBN")
        assert _count(database_url) == {**before, "journal": before["journal"] + number}
    assert [each["namnd"] for each in office("inbox", "list", "--json").json] == ["KS"]
    assert {each["message"] for each in office("decisions", "--json").json} == {own}
    done = office("register", "--all-proposed", "--json").json
    assert [each["beteckning"] for each in done] == ["KS/2026:1-1"]


def _take_in_more(office: Archive, folder: Path) -> int:
    path = folder / "SBN.jsonl"
    text = path.read_text("utf-8").replace('"SBN"', '"SBN-2"').replace("En fråga", "Ännu en")
    path.write_text(text, encoding="utf-8")
    assert office("inbox", "import", str(path), "--namnd", "sbn").code == 0
    number: int = office("inbox", "list", "--namnd", "sbn", "--json").json[-1]["id"]
    return number


def test_the_snapshots_of_all_namnder_are_not_for_one_bound_to_a_namnd(
    office: Archive, be: Be
) -> None:
    office("user", "add", "kim", "--role", "kommunikator", "--namnd", "ks")
    be("kim")
    told = office("snapshot", "--due")
    assert told.code == 6
    assert told.is_one_line("kim", "SBN")


def test_the_half_year_run_works_as_a_login_of_its_own(office: Archive, be: Be) -> None:
    office("user", "add", "arkiv", "--role", "kommunikator", "--name", "Halvårskörningen")
    be("arkiv")
    told = office("snapshot", "--due", "--json")
    assert (told.code, told.json) == (0, [])


def test_database_role_on_sqlite_is_an_error_of_the_settings(archive: Archive) -> None:
    _know_by_role(archive)
    told = archive("user", "list")
    assert told.code == 3
    assert told.is_one_line("users.by", "database-role", "SQLite")


def test_roles_of_the_database_are_who_works(
    cluster: Cluster, tmp_path: Path, command: Command, be: Be
) -> None:
    """Two real roles of a real PostgreSQL: one may register, the other may read."""
    be("chef")
    wish = ("--kommun", "Exempelstad", "--orgnr", "212000-2882", "--namnd", "ks")
    with cluster.new_database() as url:
        folder = tmp_path / "arkiv"
        assert command("init", str(folder), *wish, "--database", url).code == 0
        archive = Archive(folder, command)
        for login, role in (("reg_anna", "registrator"), ("kom_kim", "kommunikator")):
            assert archive("user", "add", login, "--role", role).code == 0
        number = _take_in(archive, tmp_path, "KS")
        _make_roles(url, "reg_anna", "kom_kim")
        kim = _as_role(archive, tmp_path / "kim", "kom_kim")
        refused = kim("register", str(number))
        assert refused.code == 6
        assert refused.is_one_line("kom_kim får inte registrera")
        anna = _as_role(archive, tmp_path / "anna", "reg_anna")
        (done,) = anna("register", str(number), "--json").json
        assert done["registered_by"] == "reg_anna"
        told = [(e.kind, e.by) for e in _events(url)][-2:]
        assert told == [("act.refused", "kom_kim"), ("handling.registered", "reg_anna")]
        _drop_roles(url, "reg_anna", "kom_kim")


def test_set_role_makes_nobody_else(
    cluster: Cluster, tmp_path: Path, command: Command, be: Be
) -> None:
    """``current_user`` is whoever SET ROLE names; ``session_user`` is who was let in."""
    be("chef")
    wish = ("--kommun", "Exempelstad", "--orgnr", "212000-2882", "--namnd", "ks")
    with cluster.new_database() as url:
        folder = tmp_path / "arkiv"
        assert command("init", str(folder), *wish, "--database", url).code == 0
        archive = Archive(folder, command)
        assert archive("user", "add", "reg_eva", "--role", "registrator").code == 0
        number = _take_in(archive, tmp_path, "KS")
        _make_roles(url, "reg_eva", "tjuv")
        with psycopg.connect(_plain(url), autocommit=True) as connection:
            connection.execute("GRANT reg_eva TO tjuv")
            connection.execute("ALTER ROLE tjuv SET role TO 'reg_eva'")
        told = _as_role(archive, tmp_path / "tjuv", "tjuv")("register", str(number))
        assert told.code == 6
        assert told.is_one_line("tjuv får inte registrera")
        _drop_roles(url, "tjuv", "reg_eva")


def _plain(url: str) -> str:
    return url.replace("+psycopg", "")


def _make_roles(url: str, *roles: str) -> None:
    with psycopg.connect(_plain(url), autocommit=True) as connection:
        for role in roles:
            connection.execute(f"CREATE ROLE {role} LOGIN".encode())
            for what in ("SELECT, INSERT, UPDATE ON ALL TABLES", "USAGE ON ALL SEQUENCES"):
                connection.execute(f"GRANT {what} IN SCHEMA public TO {role}".encode())


def _drop_roles(url: str, *roles: str) -> None:
    with psycopg.connect(_plain(url), autocommit=True) as connection:
        for role in roles:
            connection.execute(f"DROP OWNED BY {role}".encode())
            connection.execute(f"DROP ROLE {role}".encode())


def _as_role(archive: Archive, folder: Path, role: str) -> Archive:
    """Return the same archive as somebody with settings of their own reaches it."""
    folder.mkdir()
    (folder / "files").symlink_to(archive.folder / "files")
    own = Archive(folder, archive.command)
    text = archive.config.read_text("utf-8")
    own.config.write_text(text.replace("postgres@", f"{role}@"), encoding="utf-8")
    _know_by_role(own)
    return own


def _know_by_role(archive: Archive) -> None:
    text = archive.config.read_text("utf-8")
    assert '#by = "login"' in text
    role = text.replace('#by = "login"', 'by = "database-role"')
    archive.config.write_text(role, encoding="utf-8")
