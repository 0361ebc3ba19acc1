"""``archiver verify PACKAGE``: where there is neither settings nor register, and where there is."""

import hashlib
import re
import shutil
from pathlib import Path

import pytest

from archiver.settings import read_settings
from diarium.files import FileStore
from diarium.installation import open_register
from tests.archiver.cli.office import Archive, Command
from tests.archiver.filled import TAKEN, fill
from tests.exporters.building import build
from tests.exporters.harmed import put_in_tar, put_in_zip
from tests.exporters.records import Records, contents


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a package as the exporters make it, with neither settings nor database near."""
    folder = tmp_path_factory.mktemp("delivered")
    records = Records(folder / "files")
    return build(records, folder / "ut", contents(records))


@pytest.fixture
def alone(tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> Archive:
    """Return a place where there is neither settings file nor database."""
    monkeypatch.chdir(tmp_path)
    return Archive(tmp_path, command)


FORMS = {"folder": lambda package, _target: package, "zip": put_in_zip, "tar": put_in_tar}


@pytest.mark.parametrize("form", FORMS)
def test_a_package_alone_tells_what_there_is(
    alone: Archive, delivered: Path, tmp_path: Path, form: str
) -> None:
    package = FORMS[form](delivered, tmp_path / f"paket.{form}")
    said = alone("verify", str(package), "--json")
    assert said.code == 0, said.out
    [report] = said.json["packages"]
    assert (report["container"], report["profile"]) == (form, "eark-2.2")
    assert (report["arenden"], report["handlingar"], report["snapshots"]) == (["KS/2026:1"], 3, 1)
    files = [path for path in delivered.rglob("*") if path.is_file()]
    assert report["files"] == len(files)
    assert report["size"] == sum(path.stat().st_size for path in files)
    mets = (delivered / "METS.xml").read_bytes()
    assert report["manifest_sha256"] == hashlib.sha256(mets).hexdigest()
    assert report["period"] == ["2026-01-01", "2026-06-30"]


def test_a_delivery_of_several_packages_is_checked_whole(
    alone: Archive, delivered: Path, tmp_path: Path
) -> None:
    delivery = tmp_path / "leverans"
    delivery.mkdir()
    put_in_zip(delivered, delivery / "ett.zip")
    put_in_tar(delivered, delivery / "tva.tar")
    shutil.copytree(delivered, delivery / delivered.name)
    said = alone("verify", str(delivery), "--json")
    assert said.code == 0
    containers = [report["container"] for report in said.json["packages"]]
    assert containers == ["zip", "folder", "tar"]
    (delivery / delivered.name / "METS.xml").write_text("<x/>", encoding="utf-8")
    assert alone("verify", str(delivery)).code == 7


def test_altered_bytes_weigh_more_than_a_broken_rule(
    alone: Archive, delivered: Path, tmp_path: Path
) -> None:
    package = Path(shutil.copytree(delivered, tmp_path / delivered.name))
    mets = package / "METS.xml"
    text = mets.read_text(encoding="utf-8")
    mets.write_text(text.replace(' TYPE="Mixed"', "", 1), encoding="utf-8")
    assert alone("verify", str(package)).code == 8
    pdf = next(package.glob("representations/snapshots/data/*.pdf"))
    pdf.write_bytes(b"%PDF-1.7 9")
    said = alone("verify", str(package))
    assert said.code == 7
    assert "CSIP2" in said.out
    assert "FILE-CHECKSUM" in said.out


@pytest.mark.parametrize(
    ("language", "words"),
    [("sv", "den storlek som är förtecknad"), ("en", "the size that is declared")],
)
def test_what_is_wrong_is_told_in_the_screens_language(
    alone: Archive,
    delivered: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    words: str,
) -> None:
    package = Path(shutil.copytree(delivered, tmp_path / delivered.name))
    next(package.glob("representations/snapshots/data/*.pdf")).write_bytes(b"x")
    monkeypatch.setenv("LANGUAGE", language)
    assert words in alone("verify", str(package)).out


def test_a_container_that_is_cut_off_is_altered(
    alone: Archive, delivered: Path, tmp_path: Path
) -> None:
    for package in (
        put_in_zip(delivered, tmp_path / "a.zip"),
        put_in_tar(delivered, tmp_path / "b.tar"),
    ):
        whole = package.read_bytes()
        package.write_bytes(whole[: len(whole) // 2])
        said = alone("verify", str(package), "--json")
        assert said.code == 7
        assert "CONTAINER" in {f["rule"] for f in said.json["packages"][0]["findings"]}


def test_a_file_that_is_no_package_is_told_in_one_line(alone: Archive, tmp_path: Path) -> None:
    (tmp_path / "brev.txt").write_text("hej", encoding="utf-8")
    for name in ("brev.txt", "finns-inte"):
        said = alone("verify", name)
        assert said.code == 2
        assert said.is_one_line(name)


def test_the_report_is_written_as_a_page_and_never_into_the_package(
    alone: Archive, delivered: Path, tmp_path: Path
) -> None:
    package = Path(shutil.copytree(delivered, tmp_path / delivered.name))
    assert alone("verify", str(package), "--html", "rapport.html").code == 0
    page = (tmp_path / "rapport.html").read_text(encoding="utf-8")
    assert "KS/2026:1" in page
    assert "inte detsamma som att det följer det mottagande arkivets egen profil" in page
    inside = package / "documentation" / "rapport.html"
    assert alone("verify", str(package), "--html", str(inside)).code == 2
    assert not inside.exists()
    assert alone("verify", "--html", "rapport.html").code == 2


@pytest.mark.parametrize(("profile", "form"), [("eark-2.2", "zip"), ("bagit", "tar")])
def test_a_package_that_left_its_archive_proves_itself(
    archive: Archive, alone: Archive, tmp_path: Path, profile: str, form: str
) -> None:
    """Counts, checksums, diarienummer and chain proof come again from the package alone."""
    settings = read_settings(archive.config)
    fill(open_register(settings.database), FileStore(settings.files), TAKEN)
    wish = ("--namnd", "ks", "--period", "2026-H1", "--output", str(tmp_path / "ut"))
    said = archive("export", *wish, "--profile", profile, "--container", form, "--json")
    assert said.code == 0, said.err
    [made] = said.json["packages"]
    far = shutil.move(made["path"], tmp_path / "langt-borta")
    shutil.rmtree(archive.folder)
    told = alone("verify", str(far), "--json")
    assert told.code == 0, told.out
    [report] = told.json["packages"]
    for what in ("manifest_sha256", "files", "size", "snapshots", "handlingar"):
        assert report[what] == made[what], what
    assert len(report["arenden"]) == made["arenden"] > 0
    assert report["journal"]["proven"]
    assert report["journal"]["handlingar"] == made["handlingar"] > 0
    assert report["journal"]["entries"] > 10


def test_a_journal_that_was_tampered_with_is_found_without_the_register(
    archive: Archive, alone: Archive, tmp_path: Path
) -> None:
    settings = read_settings(archive.config)
    fill(open_register(settings.database), FileStore(settings.files), TAKEN)
    wish = ("--namnd", "ks", "--period", "2026-H1", "--output", str(tmp_path / "ut"))
    package = Path(archive("export", *wish, "--json").json["packages"][0]["path"])
    journal = package / "representations/journal/data/journal.jsonl"
    text = journal.read_text(encoding="utf-8")
    digest = re.search(r'"digests": ?"([0-9a-f]{64})', text)
    assert digest
    journal.write_text(text.replace(digest[1], digest[1][::-1], 1), encoding="utf-8")
    told = alone("verify", str(package), "--json")
    assert told.code == 7
    rules = {each["rule"] for each in told.json["packages"][0]["findings"]}
    assert "FILE-CHECKSUM" in rules
    assert any(rule.startswith("CHAIN-") for rule in rules)


def test_any_bit_flipped_in_a_packages_own_mets_is_found(archive: Archive, tmp_path: Path) -> None:
    """The METS vouches for the files; the register that made the package vouches for the METS."""
    settings = read_settings(archive.config)
    fill(open_register(settings.database), FileStore(settings.files), TAKEN)
    wish = ("--namnd", "ks", "--period", "2026-H1", "--output", str(tmp_path / "ut"))
    package = Path(archive("export", *wish, "--json").json["path"])
    assert archive("verify", str(package)).code == 0
    mets = package / "METS.xml"
    before = mets.read_bytes()
    for position in range(0, len(before), len(before) // 25):
        changed = bytearray(before)
        changed[position] ^= 1
        mets.chmod(0o640)
        mets.write_bytes(changed)
        assert archive("verify", str(package)).code in {7, 8}, position
    mets.write_bytes(before)
    assert archive("verify", str(package)).code == 0
