"""``archiver namnd``, ``account`` and ``forteckning``, as a person at the office uses them."""

import stat
from pathlib import Path

import pytest

from tests.archiver.cli.office import ACCOUNT, Archive

GONE = ("--without-snapshot", "Sidan är borttagen")


def test_namnder_are_added_and_listed(archive: Archive) -> None:
    assert archive("namnd", "add", "sbn", "--name", "Samhällsbyggnadsnämnden").code == 0
    assert [namnd["code"] for namnd in archive("namnd", "list", "--json").json] == ["KS", "SBN"]
    assert "Samhällsbyggnadsnämnden" in archive("namnd", "list").out
    assert archive("namnd", "add", "SBN").code == 6
    assert archive("namnd", "add", "S/N").code == 2


def test_an_account_is_added_edited_and_closed_and_its_history_shown(archive: Archive) -> None:
    assert archive("account", "add", "ks-fb", *ACCOUNT, "--official", "--open").code == 0
    assert archive("account", "edit", "ks-fb", "--ansvarig", "Bo Öberg", "--no-open").code == 0
    assert archive("account", "close", "ks-fb", "--reason", "Används inte", *GONE).code == 0
    shown = archive("account", "show", "ks-fb", "--json").json
    assert shown["account"]["closed_reason"] == "Används inte"
    assert [version["version"] for version in shown["versions"]] == [1, 2, 3]
    changes = [(c["version"], c["field"], c["before"], c["after"]) for c in shown["changes"][:2]]
    assert changes == [(2, "ansvarig", "Anna Åström", "Bo Öberg"), (2, "open", True, False)]
    assert shown["account"]["unpictured"] == "Sidan är borttagen"
    table = archive("account", "show", "ks-fb").out
    assert table.index("Anna Åström") > table.index("Kommunledningsförvaltningen")


def test_a_page_of_another_kind_is_shown_as_that_and_asked_for_no_snapshot(
    archive: Archive,
) -> None:
    assert archive("account", "add", "ledamot", *ACCOUNT, "--kind", "not-official").code == 0
    assert archive("account", "add", "grupp", *ACCOUNT, "--kind", "deltagande").code == 0
    kinds = [each["kind"] for each in archive("account", "list", "--json").json]
    assert kinds == ["deltagande", "not-official"]
    assert archive("coverage", "--json").json["accounts"] == []
    assert archive("account", "edit", "grupp", "--kind", "account").code == 0
    assert "deltagande" in archive("account", "show", "grupp").out
    for command in (("snapshot",), ("snapshot", "--probe")):
        refused = archive(*command, "--account", "ledamot")
        assert (refused.code, refused.is_one_line("ledamot")) == (6, True)
    assert archive("account", "add", "x", *ACCOUNT, "--kind", "deltagande", "--official").code == 2
    assert archive("account", "add", "x", *ACCOUNT, "--kind", "annat").code == 2


def test_a_page_that_is_not_ours_is_closed_without_any_snapshot(archive: Archive) -> None:
    archive("account", "add", "ledamot", *ACCOUNT, "--kind", "not-official")
    assert archive("account", "close", "ledamot", "--reason", "Har lämnat nämnden").code == 0
    assert archive("account", "show", "ledamot", "--json").json["account"]["unpictured"] is None


def test_an_address_that_does_not_fit_its_platform_is_told_and_taken_all_the_same(
    archive: Archive,
) -> None:
    fits = ("--platform", "facebook", "--url", "https://www.facebook.com/exempelstad")
    odd = ("--platform", "facebook", "--url", "https://www.facebook.com/login/")
    quiet = archive("account", "add", "ett", *ACCOUNT, *fits)
    told = archive("account", "add", "tva", *ACCOUNT, *odd)

    assert (quiet.code, told.code) == (0, 0)
    assert "ser inte ut som en startsida på Facebook" in told.err
    assert quiet.err == ""


def test_what_is_shown_on_a_list_is_what_stands_now(archive: Archive) -> None:
    assert "ks-fb" not in archive("account", "list").out
    archive("account", "add", "ks-fb", *ACCOUNT)
    archive("account", "edit", "ks-fb", "--ansvarig", "Bo Öberg")
    said = archive("account", "list").out
    assert "Bo Öberg" in said
    assert "Anna Åström" not in said


def test_the_namnd_may_be_left_out_only_where_there_is_one(archive: Archive) -> None:
    archive("namnd", "add", "SBN")
    said = archive("account", "add", "x", *ACCOUNT)
    assert said.code == 2
    assert said.is_one_line("KS, SBN")
    assert archive("account", "add", "x", *ACCOUNT, "--namnd", "sbn").code == 0
    assert archive("account", "list", "--namnd", "KS", "--json").json == []


def test_advice_about_links_needs_a_site_and_is_no_fault(archive: Archive, tmp_path: Path) -> None:
    archive("account", "add", "ks-fb", *ACCOUNT)
    asked = archive("account", "links")
    assert (asked.code, asked.is_one_line("policy.site")) == (2, True)
    settings = archive.config.read_text("utf-8")
    archive.config.write_text(settings.replace("[policy]\n", '[policy]\nsite = "exempelstad.se"\n'))
    post = tmp_path / "inlagg.jsonl"
    post.write_text(
        '{"channel": "post", "own": true, "text": "Badet öppnar den 10 juni för säsongen", '
        '"made_available_at": "2026-06-03T10:00:00+02:00"}\n', "utf-8",
    )  # fmt: skip
    assert archive("inbox", "import", str(post), "--account", "ks-fb").code == 0
    told = archive("account", "links", "ks-fb", "--from", "2026-06-01")
    assert told.code == 0
    assert "Badet öppnar" in told.out
    nobody = ("--ansvarig", "Bo Öberg")
    assert archive("account", "links", "--from", "2026-06-01", *nobody, "--json").json == []
    assert archive("account", "links", "--from", "2026-06-04", "--json").json == []
    assert archive("account", "links", "nix").code == 2
    assert archive("account", "links", "--namnd", "NIX").code == 2
    everywhere = archive("account", "links", "--from", "2026-06-01", "--json").json
    assert archive("account", "links", "--namnd", "KS", "--from", "2026-06-01", "--json").json
    assert {each["account"] for each in everywhere} == {"ks-fb"}


def test_accounts_that_are_not_kept_up_are_told_by_the_command(
    archive: Archive, tmp_path: Path
) -> None:
    archive("account", "add", "ks-fb", *ACCOUNT, "--opened", "2024-01-01")
    post = tmp_path / "inlagg.jsonl"
    post.write_text(
        '{"channel": "post", "own": true, "text": "Hej", '
        '"made_available_at": "2024-06-03T10:00:00+02:00"}\n'
    )
    unknown = archive("account", "passive", "--json")
    assert (unknown.code, [each["pulse"] for each in unknown.json]) == (0, ["unknown"])
    assert archive("inbox", "import", str(post), "--account", "ks-fb").code == 0
    told = archive("account", "passive")
    assert told.code == 1
    assert "archiver account close ks-fb" in told.out
    assert archive("account", "passive", "--days", "3650").code == 0
    assert archive("account", "passive", "--days", "0").code == 2
    assert archive("account", "passive", "--namnd", "X").code == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("account", "show", "nix"),
        ("account", "edit", "nix", "--name", "x"),
        ("account", "close", "nix", "--reason", "x"),
        ("account", "edit", "ks-fb"),
        ("account", "edit", "ks-fb", "--name", "  "),
        ("account", "edit", "ks-fb", "--name", "a\x1b[2Jb"),
        ("account", "edit", "ks-fb", "--name", "\udcff"),
        ("account", "edit", "ks-fb", "--opened", "igår"),
        ("account", "edit", "ks-fb", "--namnd", "X"),
        ("account", "close", "ks-fb", "--reason", "x", "--date", "2999-01-01"),
        ("account", "close", "ks-fb", "--reason", "x", "--without-snapshot", " "),
        ("account", "close", "ks-fb", "--reason", " "),
        ("account", "close", "ledamot", "--reason", "x", *GONE),
        ("account", "list", "--namnd", "X"),
        ("account", "add", "KS FB", *ACCOUNT),
    ],
)
def test_what_cannot_be_meant_is_a_usage_error_and_changes_nothing(
    archive: Archive, arguments: tuple[str, ...]
) -> None:
    archive("account", "add", "ks-fb", *ACCOUNT)
    archive("account", "add", "ledamot", *ACCOUNT, "--kind", "not-official")
    before = archive("account", "list", "--json").json
    assert archive(*arguments).code == 2
    assert archive("account", "list", "--json").json == before


def test_an_id_that_is_taken_and_a_closed_account_are_refused(archive: Archive) -> None:
    archive("account", "add", "ks-fb", *ACCOUNT)
    assert archive("account", "add", "ks-fb", *ACCOUNT).code == 6
    archive("account", "close", "ks-fb", "--reason", "x", *GONE)
    assert archive("account", "edit", "ks-fb", "--name", "Ny").code == 6
    assert archive("account", "close", "ks-fb", "--reason", "x").code == 6


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://127.0.0.1:8000/",
        "http://127.1/",
        "http://10.1.2.3/",
        "http://192.168.0.1/",
        "http://169.254.169.254/latest",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://[fd00::1]/",
        "http://localhost/",
        "http://intra.localhost./",
    ],
)
def test_an_address_no_browser_should_be_sent_to_is_a_usage_error(
    archive: Archive, url: str
) -> None:
    said = archive("account", "add", "ks-fb", *ACCOUNT, "--url", url)
    assert (said.code, said.err.count("\n")) == (2, 1)
    archive("account", "add", "ks-fb", *ACCOUNT)
    assert archive("account", "edit", "ks-fb", "--url", url).code == 2


def test_a_private_address_may_be_opened_in_the_settings(archive: Archive) -> None:
    archive.settle('allow_private_addresses = ["127.0.0.1"]\n')  # the file ends in [capture]
    for account, url in (("a", "http://127.0.0.1:8000/"), ("b", "http://localhost/")):
        assert archive("account", "add", account, *ACCOUNT, "--url", url).code == 0
    assert archive("account", "add", "c", *ACCOUNT, "--url", "http://10.0.0.1/").code == 2


def test_the_forteckning_is_shown_and_published(archive: Archive, tmp_path: Path) -> None:
    archive("account", "add", "ks-fb", *ACCOUNT, "--official")
    assert "Anna Åström" in archive("forteckning").out
    page, sheet = tmp_path / "f.html", tmp_path / "f.csv"
    assert archive("forteckning", "--html", str(page), "--csv", str(sheet)).code == 0
    assert "<h1>Exempelstad i sociala medier</h1>" in page.read_text(encoding="utf-8")
    assert "ks-fb,Exempelstad" in sheet.read_text(encoding="utf-8-sig")
    assert sheet.read_bytes().startswith(b"\xef\xbb\xbfId,")
    assert archive("forteckning", "--csv", str(sheet), "--no-bom").code == 0
    assert sheet.read_bytes().startswith(b"Id,")
    assert {stat.S_IMODE(path.stat().st_mode) for path in (page, sheet)} == {0o644}
    assert archive("forteckning", "--json").json["accounts"][0]["account"] == "ks-fb"
    assert archive("forteckning", "--html", str(tmp_path / "nix" / "f.html")).code == 10


def test_settings_that_are_wrong_are_one_clear_line(archive: Archive) -> None:
    archive.settle("widht = 3\n")
    said = archive("account", "list")
    assert said.code == 3
    assert said.is_one_line("capture.widht", "capture.width")


def test_a_register_that_cannot_be_read_is_one_clear_line(archive: Archive) -> None:
    (archive.folder / "archiver.db").write_bytes(b"x" * 5000)
    for sidecar in archive.folder.glob("archiver.db-*"):
        sidecar.unlink()
    said = archive("account", "list")
    assert said.code == 10
    assert said.err.count("\n") == 1
