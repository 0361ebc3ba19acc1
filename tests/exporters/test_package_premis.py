"""What PREMIS tells of a package: the files, what happened to them, and what protects them."""

import hashlib
from dataclasses import replace
from pathlib import Path

from lxml import etree

from diarium.records import FileFormat
from exporters.checks.package_checks import check_package
from exporters.namespaces import ERMS, PREMIS
from tests.exporters.building import build
from tests.exporters.records import KEPT_AT, Records, arende, contents

E = f"{{{ERMS}}}"
P = f"{{{PREMIS}}}"


def read_premis(package: Path, name: str) -> etree._ElementTree:
    return etree.parse(package / f"representations/{name}/metadata/preservation/PREMIS.xml")


def premis_elements(package: Path, tag: str) -> list[etree._Element]:
    """Return the elements of a tag in all PREMIS files."""
    trees = [etree.parse(path) for path in sorted(package.rglob("PREMIS.xml"))]
    return [each for tree in trees for each in tree.iter(f"{P}{tag}")]


def test_premis_names_the_provisions_where_something_protected_went_in(
    records: Records, package: Path, tmp_path: Path
) -> None:
    assert premis_elements(package, "rights") == []
    folder = build(records, tmp_path, contents(records, include_protected=True))
    rights = [
        (each.findtext(f".//{P}rightsBasis"), each.findtext(f".//{P}statuteCitation"))
        for each in premis_elements(folder, "rights")
    ]
    assert rights == [("statute", "OSL 26 kap. 1 §")] * 2
    told = {
        path.parents[2].name
        for path in folder.rglob("PREMIS.xml")
        if b"<rights>" in path.read_bytes()
    }
    assert told == {folder.name, "diarium"}


def test_premis_carries_the_checksum_from_when_a_file_was_kept(package: Path) -> None:
    pdf = hashlib.sha256(b"%PDF-1.7 1").hexdigest()
    assert pdf in {each.text for each in premis_elements(package, "messageDigest")}
    events = {
        (each.findtext(f"{P}eventType"), each.findtext(f"{P}eventDateTime"))
        for each in premis_elements(package, "event")
    }
    kept = KEPT_AT.isoformat()
    assert {("capture", kept), ("message digest calculation", kept)} <= events
    assert ("registration", kept) in events
    assert ("fixity check", "2026-07-02T09:00:00+00:00") in events


def test_premis_names_the_format_of_what_we_made_and_guesses_no_other(package: Path) -> None:
    keys = {
        (each.findtext(f".//{P}formatName"), each.findtext(f".//{P}formatRegistryKey"))
        for each in premis_elements(package, "object")
        if each.find(f".//{P}formatName") is not None
    }
    assert keys == {
        ("application/pdf", "fmt/477"),
        ("application/json", "fmt/817"),
        ("application/xml", "fmt/101"),
        ("message/rfc822", "fmt/278"),
        ("image/png", None),
        ("text/plain", None),
        ("text/plain", "x-fmt/111"),
        ("text/html", "fmt/471"),
    }


def test_premis_names_the_format_that_the_bytes_of_a_file_told(
    records: Records, tmp_path: Path
) -> None:
    whole = arende(records)
    told = FileFormat(
        puid="fmt/11", name="Portable Network Graphics 1.0", media_type="image/png", warning=None,
        tool="pygfried 2.2.0", signature="V125",
    )  # fmt: skip
    first = whole.handlingar[0]
    files = (first.files[0], replace(first.files[1], format=told), first.files[2])
    known = replace(whole, handlingar=(replace(first, files=files), *whole.handlingar[1:]))
    folder = build(records, tmp_path, contents(records, arenden=(known,)))
    premis = read_premis(folder, "diarium")
    (picture,) = [
        each
        for each in premis.iter(f"{P}object")
        if each.findtext(f".//{P}formatName") == "image/png"
    ]
    assert picture.findtext(f".//{P}formatRegistryKey") == "fmt/11"
    assert check_package(folder) == []


def test_the_readable_form_lies_beside_the_original_and_premis_tells_when_it_was_made(
    package: Path,
) -> None:
    data = package / "representations/diarium/data"
    assert (data / "ks_2026_1-1_3.pdf").read_bytes() == b"%PDF-1.7 form"
    erms = etree.parse(data / "ERMS.xml")
    first = next(erms.iter(f"{E}record"))
    assert [each.get("path") for each in first.iter(f"{E}appendix")][-1] == "ks_2026_1-1_3.pdf"
    premis = read_premis(package, "diarium")
    told = {
        each.findtext(f".//{P}eventDetail"): each.findtext(f"{P}eventType")
        for each in premis.iter(f"{P}event")
    }
    assert told["Läsbar form av KS/2026:1-1 gjordes som PDF/A-2b."] == "creation"
    made = next(
        each
        for each in premis.iter(f"{P}object")
        if (each.findtext(f".//{P}contentLocationValue") or "").endswith("ks_2026_1-1_3.pdf")
    )
    assert made.findtext(f".//{P}formatRegistryKey") == "fmt/477"


def test_every_link_in_premis_leads_to_something(package: Path) -> None:
    for path in package.rglob("PREMIS.xml"):
        premis = etree.parse(path)
        for kind in ("object", "event", "agent"):
            given = {each.text for each in premis.iter(f"{P}{kind}IdentifierValue")}
            name = f"{kind[0].upper()}{kind[1:]}IdentifierValue"
            linked = {each.text for each in premis.iter(f"{P}linking{name}", f"{P}related{name}")}
            assert linked <= given, (path, kind)
            assert given
