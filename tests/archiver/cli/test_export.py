"""`archiver export` and `archiver verify PATH` as a person meets them."""

import os
from pathlib import Path

import pytest

from archiver.settings import read_settings
from diarium.files import FileStore
from diarium.installation import open_register
from tests.archiver.cli.office import Archive
from tests.archiver.filled import TAKEN, add_snapshot, fill
from tests.judges import require_tool

NAME = "sip-2120002882-ks-2026-h1"
SCHEMAS = os.environ.get("ARCHIVER_SCHEMAS")
KS = ("--namnd", "ks", "--period", "2026-H1")


@pytest.fixture
def filled(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> Archive:
    monkeypatch.delenv("ARCHIVER_SCHEMAS", raising=False)
    settings = read_settings(archive.config)
    fill(open_register(settings.database), FileStore(settings.files), TAKEN)
    return archive


@pytest.fixture
def package(filled: Archive, tmp_path: Path) -> Path:
    said = filled("export", *KS, "--output", str(tmp_path / "ut"))
    assert said.code == 0, said.err
    return tmp_path / "ut" / NAME


def test_the_report_says_what_went_in_and_where_it_lies(filled: Archive, tmp_path: Path) -> None:
    said = filled("export", *KS, "--output", str(tmp_path / "ut"), "--json")
    assert said.code == 0
    assert said.json["path"] == str(tmp_path / "ut" / NAME)
    assert said.json["failed"] == 1
    assert said.json["schemas"] is False
    assert said.json["warnings"] == []
    [package] = said.json["packages"]
    assert package["path"] == str(tmp_path / "ut" / NAME)
    assert [package[each] for each in ("snapshots", "arenden", "handlingar", "withheld")] == [
        1, 2, 2, 1,
    ]  # fmt: skip
    assert package["contents"] == ["snapshots", "diarium", "forteckning", "journal"]


def test_the_table_names_the_package(filled: Archive, tmp_path: Path) -> None:
    said = filled("export", *KS, "--output", str(tmp_path / "ut"))
    assert said.code == 0
    assert NAME in said.out
    assert "--schemas" in said.out


def test_the_report_does_not_ask_for_schemas_that_are_in(filled: Archive, tmp_path: Path) -> None:
    require_tool("the folder of published schemas ($ARCHIVER_SCHEMAS)", bool(SCHEMAS))
    said = filled("export", *KS, "--output", str(tmp_path / "ut"), "--schemas", str(SCHEMAS))
    assert said.code == 0, said.err
    assert "--schemas" not in said.out
    assert list((tmp_path / "ut" / NAME / "schemas").glob("*.xsd"))


@pytest.mark.parametrize(
    ("asked", "code", "word"),
    [
        (("--period", "2026-H3"), 2, "2026-H3"),
        (("--namnd", "XX"), 2, "XX"),
        (("--profile", "eark-9"), 3, "eark-9"),
        (("--split", "4"), 2, "--split 4"),
        (("--split", "0GB"), 2, "0GB"),
        (("--split", "-1GB"), 2, "-1GB"),
        (("--container", "rar"), 2, "rar"),
        (("--account", "finns-inte"), 2, "finns-inte"),
        (("--arende", "KS/2026:99"), 2, "KS/2026:99"),
        (("--arende", "KS/2026:3"), 2, "--extract"),
        (("--created", "2099-01-01T10:00+01:00"), 2, "--created"),
        (("--created", "2026-07-01"), 2, "2026-07-01"),
        (("--created", "i går"), 2, "i går"),
        (("--schemas", "finns-inte"), 2, "finns-inte"),
        (("--period", "2024-H1"), 6, "2024-H1"),
    ],
)
def test_what_cannot_be_meant_is_told_in_a_line(
    filled: Archive, tmp_path: Path, asked: tuple[str, str], code: int, word: str
) -> None:
    said = filled("export", *KS, "--output", str(tmp_path / "ut"), *asked)
    assert said.code == code
    assert word in said.err
    assert "Traceback" not in said.err


def test_a_second_export_to_the_same_place_is_refused(
    filled: Archive, package: Path, tmp_path: Path
) -> None:
    before = (package / "METS.xml").read_bytes()
    said = filled("export", *KS, "--output", str(tmp_path / "ut"))
    assert said.code == 6
    assert said.is_one_line(NAME)
    assert (package / "METS.xml").read_bytes() == before


def test_the_moment_asked_for_gives_the_same_bytes(filled: Archive, tmp_path: Path) -> None:
    moment = ("--created", "2026-07-02T10:00:00+02:00", "--json")
    sums = [
        filled("export", *KS, "--output", str(tmp_path / place), *moment).json["packages"]
        for place in ("a", "b")
    ]
    manifests = [[each["manifest_sha256"] for each in packages] for packages in sums]
    assert manifests[0] == manifests[1]


@pytest.mark.parametrize("missing", ["--namnd", "--period", "--output"])
def test_what_is_always_said_is_asked_for(filled: Archive, tmp_path: Path, missing: str) -> None:
    said = {"--namnd": "ks", "--period": "2026-H1", "--output": str(tmp_path / "ut")}
    del said[missing]
    told = filled("export", *(word for pair in said.items() for word in pair))
    assert told.code == 2
    assert told.is_one_line(missing)


@pytest.mark.parametrize("profile", ["eark-2.2", "fgs-2.0", "bagit"])
@pytest.mark.parametrize("container", ["folder", "zip", "tar"])
def test_every_profile_goes_into_every_container_and_is_proven_there(
    filled: Archive, tmp_path: Path, profile: str, container: str
) -> None:
    wish = ("--profile", profile, "--container", container, "--json")
    said = filled("export", *KS, "--output", str(tmp_path / "ut"), *wish)
    assert said.code == 0, said.err
    assert (said.json["profile"], said.json["container"]) == (profile, container)
    [package] = said.json["packages"]
    end = "" if container == "folder" else f".{container}"
    assert package["path"] == str(tmp_path / "ut" / f"{package['name']}{end}")
    told = filled("verify", package["path"])
    assert told.code == 0, told
    [noted] = filled("export", "list", "--json").json
    assert (noted["profile"], noted["container"], noted["files"], noted["size"]) == (
        profile, container, package["files"], package["size"],
    )  # fmt: skip


def test_a_delivery_of_several_packages_is_listed_and_delivered_as_one(
    filled: Archive, tmp_path: Path
) -> None:
    text = filled.config.read_text(encoding="utf-8")
    agreed = '[export]\nprofile = "fgs-1.2"\nagreement = "KS/2026:99"\n'
    filled.config.write_text(text.replace("[export]\n", agreed), encoding="utf-8")
    wish = ("--json",)
    said = filled("export", *KS, "--output", str(tmp_path / "ut"), *wish)
    assert said.code == 0, said.err
    names = [each["name"] for each in said.json["packages"]]
    assert len(names) > 1
    assert sorted(each.name for each in Path(said.json["path"]).iterdir()) == names
    noted = filled("export", "list", "--json").json
    assert [each["name"] for each in noted] == names
    assert [(each["number"], each["of"]) for each in noted] == [
        (number, len(names)) for number in range(1, len(names) + 1)
    ]
    done = filled("export", "deliver", said.json["path"], "--how", "SFTP", "--json").json
    assert [(each["name"], each["state"]) for each in done] == [(n, "delivered") for n in names]


def test_each_account_gets_a_package_of_its_own(filled: Archive, tmp_path: Path) -> None:
    said = filled("export", *KS, "--output", str(tmp_path / "ut"), "--per-account", "--json")
    assert said.code == 0, said.err
    held = [each["snapshots"] for each in said.json["packages"]]
    assert len(held) == 2
    assert sum(held) == 1


def test_a_delivery_is_split_by_size(filled: Archive, tmp_path: Path) -> None:
    settings = read_settings(filled.config)
    engine, files = open_register(settings.database), FileStore(settings.files)
    for number in range(3):
        add_snapshot(engine, files, b"%PDF" + bytes([number]) * 60_000)
    wish = ("--snapshots", "--split", "100kB", "--json")
    said = filled("export", *KS, "--output", str(tmp_path / "ut"), *wish)
    assert said.code == 0, said.err
    assert len(said.json["packages"]) > 1
    assert sum(each["snapshots"] for each in said.json["packages"]) == 4


@pytest.mark.parametrize(
    ("chosen", "held"),
    [
        (("--snapshots",), ["snapshots"]),
        (("--diarium", "--journal"), ["diarium", "journal"]),
        (("--forteckning",), ["forteckning"]),
        (("--diarium", "--arende", "KS/2026:1"), ["diarium"]),
    ],
)
def test_what_is_chosen_goes_in_and_the_report_and_the_list_say_so(
    filled: Archive, tmp_path: Path, chosen: tuple[str, ...], held: list[str]
) -> None:
    said = filled("export", *KS, "--output", str(tmp_path / "ut"), *chosen, "--json")
    assert said.code == 0, said.err
    [package] = said.json["packages"]
    assert package["contents"] == held
    assert "-urval-" in package["name"]
    assert said.json["selection"]
    [noted] = filled("export", "list", "--json").json
    assert noted["selection"] == said.json["selection"]
    assert filled("verify", package["path"]).code == 0


def test_an_archives_own_profile_is_a_file(filled: Archive, tmp_path: Path) -> None:
    own = tmp_path / "stadsarkivet.toml"
    own.write_text(
        'base = "eark-2.2"\nname = "stadsarkivet"\npackage_name = "LEV-{namnd_code}-{period}"\n',
        encoding="utf-8",
    )
    wish = ("--profile", str(own), "--json")
    said = filled("export", *KS, "--output", str(tmp_path / "ut"), *wish)
    assert said.code == 0, said.err
    assert said.json["profile"] == "stadsarkivet"
    assert said.json["delivery"].startswith("LEV-")


def test_the_settings_name_the_archive_and_the_agreement(filled: Archive, tmp_path: Path) -> None:
    text = filled.config.read_text(encoding="utf-8")
    given = '[export]\narchive = "Stadsarkivet"\nagreement = "KS/2026:99"\n'
    filled.config.write_text(text.replace("[export]\n", given), encoding="utf-8")
    assert filled("export", *KS, "--output", str(tmp_path / "ut")).code == 0
    mets = (tmp_path / "ut" / NAME / "METS.xml").read_text(encoding="utf-8")
    assert "<name>Stadsarkivet</name>" in mets
    assert '<altRecordID TYPE="SUBMISSIONAGREEMENT">KS/2026:99</altRecordID>' in mets


def test_verify_finds_nothing_wrong_with_a_package_just_made(
    filled: Archive, package: Path
) -> None:
    assert filled("verify", str(package)).code == 0


def test_every_flipped_bit_missing_file_and_extra_file_flips_the_verdict(
    filled: Archive, package: Path
) -> None:
    for path in sorted(p for p in package.rglob("*") if p.is_file()):
        whole = path.read_bytes()
        middle = len(whole) // 2
        path.write_bytes(whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :])
        assert filled("verify", str(package)).code == 7, path
        path.unlink()
        assert filled("verify", str(package)).code in {7, 8}, path
        path.write_bytes(whole)
    (package / "extra.txt").write_text("x", encoding="utf-8")
    said = filled("verify", str(package), "--json")
    assert said.code == 7
    assert [each["place"] for each in said.json["packages"][0]["findings"]] == ["extra.txt"]
    (package / "extra.txt").unlink()
    assert filled("verify", str(package)).code == 0


def test_a_word_changed_in_the_packages_own_mets_is_found_by_the_register(
    filled: Archive, package: Path
) -> None:
    mets = package / "METS.xml"
    text = mets.read_text(encoding="utf-8")
    mets.write_text(text.replace("Kommunstyrelsen</name>", "Kulturnämnden</name>"), "utf-8")
    said = filled("verify", str(package), "--json")
    assert said.code == 7
    assert [each["rule"] for each in said.json["packages"][0]["findings"]] == ["MANIFEST"]


def test_a_later_snapshot_gives_another_package_elsewhere(
    filled: Archive, package: Path, tmp_path: Path
) -> None:
    settings = read_settings(filled.config)
    add_snapshot(open_register(settings.database), FileStore(settings.files), b"%PDF igen")
    assert filled("export", *KS, "--output", str(tmp_path / "mer")).code == 0
    assert filled("verify", str(package)).code == 0
    assert filled("verify", str(tmp_path / "mer" / NAME)).code == 0
