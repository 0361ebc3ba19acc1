"""What goes into a package, and what stays at home."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from diarium.arende_records import ArendeStatus
from diarium.errors import AlteredError, RefusedError, UsageError
from exporters.checks.package_checks import check_package
from exporters.namespaces import ERMS, METS, PREMIS, XLINK
from tests.exporters.building import build
from tests.exporters.records import MAILBOX, Records, arende, contents, snapshot

E = f"{{{ERMS}}}"
P = f"{{{PREMIS}}}"


def read_tree(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_a_small_package_passes_our_own_check(package: Path) -> None:
    assert check_package(package) == []


def test_the_same_records_and_moment_give_the_same_bytes(records: Records, tmp_path: Path) -> None:
    whole = contents(records)
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first = read_tree(build(records, tmp_path / "a", whole))
    assert first == read_tree(build(records, tmp_path / "b", whole))
    assert len(first) > 10


def test_files_have_harmless_names_and_the_bytes_they_came_with(package: Path) -> None:
    tree = read_tree(package)
    diarium = {k: v for k, v in tree.items() if k.startswith("representations/diarium/data/")}
    assert sorted(diarium) == [
        "representations/diarium/data/ERMS.xml",
        "representations/diarium/data/ks_2026_1-1_1.mbox",
        "representations/diarium/data/ks_2026_1-1_2.png",
        "representations/diarium/data/ks_2026_1-1_3.pdf",
        "representations/diarium/data/ks_2026_1-2_1.txt",
    ]
    cut = diarium["representations/diarium/data/ks_2026_1-1_1.mbox"]
    assert cut == MAILBOX[MAILBOX.index(b"From b") :]
    assert tree["representations/snapshots/data/fb-kommunen_2026-H1_1.pdf"] == b"%PDF-1.7 1"
    assert all(name.isascii() for name in tree)


def test_the_name_a_file_came_with_is_kept_as_metadata(package: Path) -> None:
    erms = etree.parse(package / "representations/diarium/data/ERMS.xml")
    names = {each.get("name"): each.get("path") for each in erms.iter(f"{E}appendix")}
    assert names["../../Bild på gungan.PNG"] == "ks_2026_1-1_2.png"
    mets = etree.parse(package / "representations/diarium/METS.xml")
    owners = {each.get("OWNERID") for each in mets.iter(f"{{{METS}}}file")}
    assert "../../Bild på gungan.PNG" in owners


def test_mets_says_what_a_file_made_for_the_package_is(package: Path) -> None:
    mets = etree.parse(package / "representations/diarium/METS.xml")
    titles = {
        each.get(f"{{{XLINK}}}href"): each.get(f"{{{XLINK}}}title")
        for each in mets.iter(f"{{{METS}}}FLocat")
    }
    assert titles["data/ERMS.xml"] == "Diariets uppgifter om ärenden och handlingar"
    assert titles["data/ks_2026_1-2_1.txt"] is None


def test_a_secret_handling_leaves_neither_files_nor_protected_words(package: Path) -> None:
    everything = b"".join(read_tree(package).values())
    assert b"hemligt" not in everything
    assert b"Hanna" not in everything
    erms = etree.parse(package / "representations/diarium/data/ERMS.xml")
    secret = erms.findall(f".//{E}record")[2]
    assert secret.findtext(f"{E}title") == "Anmälan"
    assert secret.findtext(f"{E}restriction/{E}regulation") == "OSL 26 kap. 1 §"
    assert secret.find(f"{E}additionalInformation") is None


def test_a_handling_with_a_protected_sender_alone_keeps_its_files_at_home(
    records: Records, tmp_path: Path
) -> None:
    whole = arende(records)
    hidden = replace(whole.handlingar[2], sekretess=None, subject_protected=None)
    some = contents(records, arenden=(replace(whole, handlingar=(hidden,)),))
    tree = read_tree(build(records, tmp_path, some))
    assert b"hemligt" not in b"".join(tree.values())
    assert b"OSL 5 kap. 2 \xc2\xa7 andra stycket" in tree["representations/diarium/data/ERMS.xml"]


def test_protected_things_go_in_when_asked_for_and_stay_marked(
    records: Records, tmp_path: Path
) -> None:
    tree = read_tree(build(records, tmp_path, contents(records, include_protected=True)))
    assert tree["representations/diarium/data/ks_2026_1-3_1.txt"] == b"hemligt"
    secret = etree.fromstring(tree["representations/diarium/data/ERMS.xml"]).findall(
        f".//{E}record"
    )
    assert secret[2].findtext(f"{E}title") == "Anmälan om Hanna"
    assert secret[2].findtext(f"{E}otherTitle") == "Anmälan"
    assert secret[2].findtext(f"{E}agents/{E}agent/{E}name") == "Hemliga Hanna"
    assert secret[2].findtext(f"{E}restriction/{E}regulation") == "OSL 26 kap. 1 §"
    assert "skyddade" in tree["documentation/las_mig.txt"].decode()


def test_an_extract_says_so_in_mets_and_erms(records: Records, tmp_path: Path) -> None:
    opened = arende(records, ArendeStatus.OPEN)
    folder = build(records, tmp_path, contents(records, arenden=(opened,), extract=True))
    mets = etree.parse(folder / "METS.xml").getroot()
    assert folder.name.endswith("-utdrag")
    assert "utdrag" in str(mets.get("LABEL"))
    assert mets[0].get("RECORDSTATUS") == "OTHER"
    erms = etree.parse(folder / "representations/diarium/data/ERMS.xml")
    assert erms.find(f".//{E}aggregation/{E}status").get("value") == "open"  # type: ignore[union-attr]
    assert "kopia" in str(erms.findtext(f".//{E}aggregation/{E}notes/{E}note"))


@pytest.mark.parametrize(
    ("name", "kept_as"),
    [
        ("Åsas bild 😀.PNG", "Åsas bild 😀.PNG"),
        ("x" * 300 + ".png", "x" * 300 + ".png"),
        ("CON", "CON"),
        ("..\\..\\aux.png", "..\\..\\aux.png"),
        ("a\x00b\x1fc.png", "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c.png"),
        ("gnp.\u202eexe", "gnp.\u202eexe"),
        ("=1+1 \"<&>'", "=1+1 \"<&>'"),
        ("", None),
    ],
)
def test_whatever_name_a_file_came_with_the_one_in_the_package_is_harmless(
    records: Records, tmp_path: Path, name: str, kept_as: str | None
) -> None:
    whole = arende(records)
    first = whole.handlingar[0]
    odd = replace(first.files[1], name=name)
    named = replace(whole, handlingar=(replace(first, files=(odd,)), *whole.handlingar[1:]))
    folder = build(records, tmp_path, contents(records, arenden=(named,)))
    assert check_package(folder) == []
    for path in read_tree(folder):
        assert re.fullmatch(r"[A-Za-z0-9._/-]{1,100}", path)
    mets = etree.parse(folder / "representations/diarium/METS.xml")
    (file,) = [each for each in mets.iter(f"{{{METS}}}file") if each.get("MIMETYPE") == "image/png"]
    assert file.get("OWNERID") == kept_as


def test_a_period_with_snapshots_alone_has_one_representation(
    records: Records, tmp_path: Path
) -> None:
    folder = build(records, tmp_path, contents(records, arenden=()))
    assert [each.name for each in (folder / "representations").iterdir()] == ["snapshots"]
    assert check_package(folder) == []


def test_a_period_with_arenden_alone_has_one_representation(
    records: Records, tmp_path: Path
) -> None:
    folder = build(records, tmp_path, contents(records, snapshots=()))
    assert [each.name for each in (folder / "representations").iterdir()] == ["diarium"]
    assert check_package(folder) == []


def test_an_empty_period_is_refused_before_anything_is_written(
    records: Records, tmp_path: Path
) -> None:
    whole = contents(records, snapshots=(), arenden=())
    with pytest.raises(RefusedError, match="nothing to deliver for 2026-H1"):
        build(records, tmp_path, whole)
    assert [each.name for each in tmp_path.iterdir()] == ["files"]


def test_an_extract_tells_which_handlingar_lack_a_readable_form(
    records: Records, tmp_path: Path
) -> None:
    lacking = contents(records, extract=True, unreadable=("KS/2026:1-1", "KS/2026:1-2"))
    text = (build(records, tmp_path, lacking) / "documentation/las_mig.txt").read_text("utf-8")
    assert "saknar läsbar form: 2\n  KS/2026:1-1\n  KS/2026:1-2\n" in text


@pytest.mark.parametrize("harm", ["flip", "cut", "remove"])
def test_a_kept_file_that_is_not_what_it_was_stops_the_package(
    records: Records, tmp_path: Path, harm: str
) -> None:
    whole = contents(records)
    path = records.files.path_of(whole.snapshots[0].files[0].sha256)
    path.chmod(0o640)
    content = path.read_bytes()
    changed = {"flip": bytes([content[0] ^ 1]) + content[1:], "cut": content[:-1]}
    if harm == "remove":
        path.unlink()
    else:
        path.write_bytes(changed[harm])
    with pytest.raises(AlteredError, match=whole.snapshots[0].files[0].sha256):
        build(records, tmp_path, whole)


def test_a_range_beyond_the_kept_file_stops_the_package(records: Records, tmp_path: Path) -> None:
    taken = snapshot(records)
    longer = replace(taken.files[0], length=taken.files[0].length + 1)
    with pytest.raises(AlteredError, match="shorter than the register says"):
        build(records, tmp_path, contents(records, snapshots=(replace(taken, files=(longer,)),)))


def test_two_snapshots_of_an_account_are_numbered(records: Records, tmp_path: Path) -> None:
    both = (snapshot(records, 2), snapshot(records, 1), snapshot(records, 3, "FB kommunen"))
    folder = build(records, tmp_path, contents(records, snapshots=both))
    names = sorted(each.name for each in (folder / "representations/snapshots/data").iterdir())
    assert names == [
        "fb-kommunen_2026-H1_1.json",
        "fb-kommunen_2026-H1_1.pdf",
        "fb-kommunen_2026-H1_2.json",
        "fb-kommunen_2026-H1_2.pdf",
        "fb_kommunen_2026-H1_1.json",
        "fb_kommunen_2026-H1_1.pdf",
    ]
    first = folder / "representations/snapshots/data/fb-kommunen_2026-H1_1.pdf"
    assert first.read_bytes() == b"%PDF-1.7 1"


def test_the_swedish_text_tells_what_failed_and_what_stayed_out(package: Path) -> None:
    text = (package / "documentation/las_mig.txt").read_text(encoding="utf-8")
    assert "Misslyckade försök (ingen bild levereras): 1" in text
    assert "x-inloggning" in text
    assert "skyddade: 1" in text
    page = (package / "documentation/las_mig.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "<h1>Läs mig</h1>" in page


def test_a_schema_that_is_not_there_is_named(records: Records, tmp_path: Path) -> None:
    (tmp_path / "schemas").mkdir()
    whole = contents(records)
    with pytest.raises(UsageError, match=r"DILCISExtensionMETS\.xsd"):
        build(records, tmp_path, whole, schemas=tmp_path / "schemas")
