"""`archiver export` and `archiver verify PATH` as a person meets them."""

from pathlib import Path

import pytest

from archiver.settings import read_settings
from diarium.files import FileStore
from diarium.installation import open_register
from tests.archiver.cli.office import Archive
from tests.archiver.filled import TAKEN, add_snapshot, fill

NAME = "sip-2120002882-ks-2026-h1"
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
    assert (said.json["snapshots"], said.json["failed"], said.json["withheld"]) == (1, 1, 1)
    assert said.json["schemas"] is False
    assert said.json["warnings"] == []


def test_the_table_names_the_package(filled: Archive, tmp_path: Path) -> None:
    said = filled("export", *KS, "--output", str(tmp_path / "ut"))
    assert said.code == 0
    assert NAME in said.out


@pytest.mark.parametrize(
    ("asked", "code", "word"),
    [
        (("--period", "2026-H3"), 2, "2026-H3"),
        (("--namnd", "XX"), 2, "XX"),
        (("--profile", "bagit"), 2, "bagit"),
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
        filled("export", *KS, "--output", str(tmp_path / place), *moment).json["manifest_sha256"]
        for place in ("a", "b")
    ]
    assert sums[0] == sums[1]


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
