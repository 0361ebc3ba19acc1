"""``archiver account import`` and ``export``, as a person at the office uses them."""

import stat
from pathlib import Path

from tests.archiver.cli.office import ACCOUNT, Archive

HEAD = "Id;Nämnd;Plattform;Adress;Namn;Förvaltning;Ansvarig;Syfte;Målgrupp;Administratörer"
ROW = "sbn-fb;KS;facebook;https://facebook.com/x;Bygg;SBF;Åsa Öst;Dialog;Invånare;Bo Öberg"


def write(path: Path, *lines: str) -> str:
    path.write_text("\r\n".join(lines), encoding="utf-8-sig")
    return str(path)


def test_a_list_is_tried_and_then_taken_in(archive: Archive, tmp_path: Path) -> None:
    path = write(tmp_path / "konton.csv", HEAD, ROW)
    tried = archive("account", "import", path, "--dry-run")
    assert tried.code == 0
    assert "Detta var ett prov" in tried.out
    assert archive("account", "list", "--json").json == []
    done = archive("account", "import", path, "--json").json
    assert done["dry_run"] is False
    assert [(e["account"], e["outcome"]) for e in done["accounts"]] == [("sbn-fb", "new")]
    assert "Bo Öberg" in archive("roster", "list", "sbn-fb").out
    assert "som förut" in archive("account", "import", path).out


def test_a_half_wrong_file_names_every_wrong_line_and_changes_nothing(
    archive: Archive, tmp_path: Path
) -> None:
    archive("account", "add", "ks-fb", *ACCOUNT)
    before = archive("account", "list", "--json").json
    path = write(
        tmp_path / "konton.csv", HEAD, ROW,
        ROW.replace("sbn-fb", "b").replace("Bygg", "=1+1"),
        ROW.replace("sbn-fb", "c").replace("https://facebook.com/x", "http://10.0.0.1/"),
        ROW.replace("sbn-fb", "d").replace("Bo Öberg", '"Bo Öberg\nBO ÖBERG\nbo öberg"'),
    )  # fmt: skip
    said = archive("account", "import", path)
    assert said.code == 2
    first, second, third, last = said.err.splitlines()
    assert first.startswith("Rad 3: Namn ")
    assert second.startswith("Rad 4 (c): 10.0.0.1 ")
    assert third.startswith("Rad 5 (d): BO ÖBERG ")
    assert "konton.csv" in last
    assert " 3 " in last
    assert archive("account", "list", "--json").json == before
    assert archive("roster", "list", "--json").json["roster"] == []


def test_what_was_written_is_taken_in_again_and_is_nobody_elses_to_read(
    archive: Archive, tmp_path: Path
) -> None:
    archive("account", "add", "ks-fb", *ACCOUNT, "--handle", "@exempelstad")
    archive("account", "add", "stangd", *ACCOUNT)
    archive("account", "close", "stangd", "--reason", "x", "--without-snapshot", "Sidan är borta")
    archive("roster", "credentials", "ks-fb", "--place", "Kassaskåpet, rum B214")
    for ending in ("csv", "toml"):
        path = tmp_path / f"konton.{ending}"
        assert archive("account", "export", str(path)).code == 0
        assert "stangd" not in path.read_text(encoding="utf-8")
        assert stat.S_IMODE(path.stat().st_mode) == 0o640
        assert "som förut" in archive("account", "import", str(path)).out
        assert archive("account", "export", str(path)).code == 6
    assert archive("account", "export", str(tmp_path / "x.csv"), "stangd").code == 6
    assert archive("account", "export", str(tmp_path / "x.csv"), "nix").code == 2
    assert archive("account", "export", str(tmp_path / "x.docx")).code == 2
    assert archive("account", "import", str(tmp_path / "nix.csv")).code == 2
