"""FGS Paketstruktur 1.2: what a package holds and says."""

import hashlib
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
from lxml import etree

from diarium.arende_records import ArendeStatus
from diarium.records import FileFormat
from exporters.namespaces import EXT, METS, PREMIS, XLINK
from exporters.packages.contents import PackageContents
from exporters.packages.package_model import Content, ContentKind, MadeFile
from tests.exporters.models import build, model_of, narrowed, tree_of
from tests.exporters.records import Records, arende, contents, snapshot

M = f"{{{METS}}}"
X = f"{{{EXT}}}"
BOTH = (ContentKind.SNAPSHOTS, ContentKind.DIARIUM)


def sip_of(
    records: Records, folder: Path, some: PackageContents, *kinds: ContentKind
) -> etree._Element:
    """Build a package and read its sip.xml."""
    package, _manifest = build(model_of(some, "fgs-1.2", *kinds), records, folder)
    return etree.parse(package / "sip.xml").getroot()


def declared(sip: etree._Element) -> dict[str, etree._Element]:
    """Return the file elements by the path they lead to."""
    found = {}
    for file in sip.iter(f"{M}file"):
        href = str(file[0].get(f"{{{XLINK}}}href"))
        found[unquote(href.removeprefix("file:///"))] = file
    return found


def test_a_package_of_arenden_has_the_folders_of_the_specification(
    records: Records, tmp_path: Path
) -> None:
    model = model_of(contents(records), "fgs-1.2", ContentKind.DIARIUM)
    package, _manifest = build(model, records, tmp_path / "out")
    assert list(tree_of(package)) == [
        "Content/diarium/FGS-ERMS.xml",
        "Content/diarium/ks_2026_1-1_1.mbox",
        "Content/diarium/ks_2026_1-1_2.png",
        "Content/diarium/ks_2026_1-1_3.pdf",
        "Content/diarium/ks_2026_1-2_1.txt",
        "Content/documentation/las_mig.html",
        "Content/documentation/las_mig.txt",
        "metadata/PREMIS.xml",
        "sip.xml",
    ]


def test_every_file_is_declared_once_with_its_size_and_checksum(
    records: Records, tmp_path: Path
) -> None:
    model = model_of(contents(records), "fgs-1.2", *BOTH, ContentKind.JOURNAL)
    package, manifest = build(model, records, tmp_path / "out")
    tree = tree_of(package)
    sip = etree.fromstring(tree["sip.xml"])
    assert manifest.sha256 == hashlib.sha256(tree["sip.xml"]).hexdigest()
    files = declared(sip)
    assert len(files) == len(list(sip.iter(f"{M}file")))
    assert set(files) == set(tree) - {"sip.xml", "metadata/PREMIS.xml"}
    for path, file in files.items():
        assert file.get("SIZE") == str(len(tree[path]))
        assert file.get("CHECKSUM") == hashlib.sha256(tree[path]).hexdigest()
    premis = next(sip.iter(f"{M}mdRef"))
    assert premis.get(f"{{{XLINK}}}href") == "file:///metadata/PREMIS.xml"
    assert premis.get("CHECKSUM") == hashlib.sha256(tree["metadata/PREMIS.xml"]).hexdigest()


def test_every_file_stands_once_in_the_structural_map(records: Records, tmp_path: Path) -> None:
    sip = sip_of(records, tmp_path / "out", contents(records), *BOTH)
    pointed = [str(each.get("FILEID")) for each in sip.iter(f"{M}fptr")]
    assert sorted(pointed) == sorted(str(each.get("ID")) for each in sip.iter(f"{M}file"))
    folders = [each.get("LABEL") for each in sip.iter(f"{M}div")]
    assert folders == ["Package", "Content/snapshots", "Content/diarium", "Content/documentation"]


@pytest.mark.parametrize(
    ("kinds", "category"),
    [
        ((ContentKind.DIARIUM,), "ERMS"),
        ((ContentKind.DIARIUM, ContentKind.GALLRING, ContentKind.JOURNAL), "ERMS"),
        ((ContentKind.SNAPSHOTS,), "Webpages"),
        ((ContentKind.SNAPSHOTS, ContentKind.WEBARCHIVE, ContentKind.FORTECKNING), "Webpages"),
        ((ContentKind.FORTECKNING,), "Single records"),
        ((ContentKind.GALLRING,), "Single records"),
        ((ContentKind.JOURNAL,), "No specification"),
        (BOTH, "No specification"),
    ],
)
def test_the_one_type_is_that_of_what_leads_the_package(
    records: Records, tmp_path: Path, kinds: tuple[ContentKind, ...], category: str
) -> None:
    sip = sip_of(records, tmp_path / "out", contents(records), *kinds)
    assert sip.get("TYPE") == category
    specification = "FGS Ärendehantering 1.0" if category == "ERMS" else None
    assert sip.get(f"{X}CONTENTTYPESPECIFICATION") == specification


def test_the_whole_is_described_as_the_profile_says(records: Records, tmp_path: Path) -> None:
    sip = sip_of(records, tmp_path / "out", contents(records), ContentKind.SNAPSHOTS)
    said = {name.removeprefix(X): text for name, text in sip.attrib.items() if X in str(name)}
    assert said == {
        "DATASUBMISSIONSESSION": "KS 2026-H1",
        "SYSTEMTYPE": "Sociala medier och diarium",
        "ARCHIVALNAME": "Kommunstyrelsen",
        "APPRAISAL": "No",
        "ACCESSRESTRICT": "GDPR",
        "STARTDATE": "2026-01-01",
        "ENDDATE": "2026-06-30",
        "PACKAGENUMBER": "1",
    }
    assert sip.get("OBJID") == "sip-ks"
    assert sip.get("LABEL") == "Sociala medier 2026-H1"


def test_the_header_names_the_agents_and_the_agreement(records: Records, tmp_path: Path) -> None:
    sip = sip_of(records, tmp_path / "out", contents(records), ContentKind.SNAPSHOTS)
    header = sip[0]
    assert header.get("CREATEDATE") == "2026-07-02T09:00:00+00:00"
    assert header.get("RECORDSTATUS") == "NEW"
    assert header.get(f"{X}OAISSTATUS") == "SIP"
    assert header.get(f"{X}AGREEMENTFORM") == "AGREEMENT"
    agents = [
        (each.get("ROLE"), each.get("OTHERTYPE") or each.get("TYPE"), *(part.text for part in each))
        for each in header.iter(f"{M}agent")
    ]
    assert agents == [
        ("ARCHIVIST", "ORGANIZATION", "Kommunstyrelsen", "ORG:2120000001"),
        ("ARCHIVIST", "SOFTWARE", "archiver", "0.1.0"),
        ("CREATOR", "ORGANIZATION", "Exempelstad", "ORG:2120000001"),
        ("CREATOR", "SOFTWARE", "archiver", "0.1.0"),
        ("IPOWNER", "ORGANIZATION", "Kommunstyrelsen", "ORG:2120000001"),
        ("PRESERVATION", "ORGANIZATION", "Kommunarkivet", "ORG:2120000001"),
    ]
    assert header.findtext(f"{M}altRecordID") == "KS/2026:99; 2026-01-01"
    assert header.findtext(f"{M}metsDocumentID") == "sip.xml"


def test_a_file_is_told_by_the_name_it_came_with_and_by_its_format(
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
    some = contents(records, arenden=(known,))
    found = declared(sip_of(records, tmp_path / "out", some, ContentKind.DIARIUM))
    picture = found["Content/diarium/ks_2026_1-1_2.png"]
    assert picture.get(f"{X}ORIGINALFILENAME") == "../../Bild på gungan.PNG"
    assert picture.get(f"{X}FORMATREGISTRY") == "PRONOM"
    assert picture.get(f"{X}FORMATREGISTRYKEY") == "fmt/11"
    assert picture.get(f"{X}FILEFORMATNAME") == "Portable Network Graphics 1.0"
    answer = found["Content/diarium/ks_2026_1-2_1.txt"]
    assert answer.get(f"{X}FORMATREGISTRY") is None
    readable = found["Content/diarium/ks_2026_1-1_3.pdf"]
    assert readable.get(f"{X}FORMATREGISTRYKEY") == "fmt/477"


def test_a_file_is_told_by_the_record_it_is_of(records: Records, tmp_path: Path) -> None:
    taken = replace(snapshot(records), beteckning="KS/2026:7-1")
    some = contents(records, snapshots=(taken,))
    found = declared(sip_of(records, tmp_path / "out", some, *BOTH))
    told = {
        path.removeprefix("Content/"): (
            file.get(f"{X}ARCHIVALREFERENCECODE"),
            file.get(f"{X}ARCHIVALRECORDTYPE"),
        )
        for path, file in found.items()
    }
    assert told["diarium/ks_2026_1-2_1.txt"] == ("KS/2026:1-2", "meddelande")
    assert told["snapshots/fb-kommunen_2026-H1_1.pdf"] == ("KS/2026:7-1", "ögonblicksbild")
    assert told["documentation/las_mig.txt"] == (None, None)


def test_what_is_protected_leaves_marked_and_only_when_asked_for(
    records: Records, tmp_path: Path
) -> None:
    open_sip = sip_of(records, tmp_path / "1", contents(records), ContentKind.DIARIUM)
    assert open_sip.get(f"{X}ACCESSRESTRICT") == "GDPR"
    some = contents(records, include_protected=True)
    package, _manifest = build(model_of(some, "fgs-1.2", ContentKind.DIARIUM), records, tmp_path)
    tree = tree_of(package)
    assert etree.fromstring(tree["sip.xml"]).get(f"{X}ACCESSRESTRICT") == "Secrecy"
    premis = etree.fromstring(tree["metadata/PREMIS.xml"])
    cited = [each.text for each in premis.iter(f"{{{PREMIS}}}statuteCitation")]
    assert cited == ["OSL 26 kap. 1 §"]
    assert tree["Content/diarium/ks_2026_1-3_1.txt"] == b"hemligt"


def test_nothing_protected_is_in_a_package_that_did_not_ask_for_it(
    records: Records, tmp_path: Path
) -> None:
    model = model_of(contents(records), "fgs-1.2", ContentKind.DIARIUM)
    everything = b"".join(tree_of(build(model, records, tmp_path / "out")[0]).values())
    assert b"hemligt" not in everything
    assert b"Hanna" not in everything


def test_an_extract_is_no_delivery(records: Records, tmp_path: Path) -> None:
    some = contents(records, arenden=(arende(records, ArendeStatus.OPEN),), extract=True)
    sip = sip_of(records, tmp_path / "out", some, ContentKind.DIARIUM)
    assert sip[0].get("RECORDSTATUS") == "OTHER"


def test_a_part_of_a_delivery_tells_its_number_and_names_only_files_it_has(
    records: Records, tmp_path: Path
) -> None:
    whole = model_of(contents(records), "fgs-1.2", ContentKind.DIARIUM)
    (content,) = whole.inside
    some = replace(content, parts=content.parts[:1], events=())
    part = narrowed(whole, inside=(some,), number=2, of=3)
    package, _manifest = build(part, records, tmp_path / "out")
    assert etree.parse(package / "sip.xml").getroot().get(f"{X}PACKAGENUMBER") == "2"
    arenden = (package / "Content/diarium/FGS-ERMS.xml").read_text("utf-8")
    assert arenden.count("<Bilaga ") == 1


def test_schemas_lie_in_system_and_are_pointed_to_there(records: Records, tmp_path: Path) -> None:
    model = model_of(contents(records), "fgs-1.2", ContentKind.SNAPSHOTS)
    schema = MadeFile(path="CSPackageMETS.xsd", media_type="application/xml", content=b"<x/>")
    package, _manifest = build(narrowed(model, schemas=(schema,)), records, tmp_path / "out")
    assert (package / "System/CSPackageMETS.xsd").read_bytes() == b"<x/>"
    sip = (package / "sip.xml").read_text("utf-8")
    assert "http://www.loc.gov/METS/ System/CSPackageMETS.xsd" in sip
    assert "ExtensionMETS http://xml.ra.se/e-arkiv/METS/CSPackageExtensionMETS.xsd" in sip


def test_letters_that_xml_forbids_and_names_that_are_hostile_do_no_harm(
    records: Records, tmp_path: Path
) -> None:
    name = "å\x00\x0b\u202e😀" + "x" * 300
    taken = snapshot(records)
    file = replace(taken.files[0], name=name)
    some = contents(records, snapshots=(replace(taken, files=(file,)),))
    found = declared(sip_of(records, tmp_path / "out", some, ContentKind.SNAPSHOTS))
    told = found["Content/snapshots/fb-kommunen_2026-H1_1.pdf"].get(f"{X}ORIGINALFILENAME")
    assert told == name.replace("\x00", "�").replace("\x0b", "�")


def test_a_made_file_with_a_strange_name_is_addressed_so_that_it_is_found(
    records: Records, tmp_path: Path
) -> None:
    odd = MadeFile(path="data/100 % å#1?.csv", media_type="text/csv", content=b"a")
    model = model_of(contents(records), "fgs-1.2", ContentKind.SNAPSHOTS)
    journal = Content(kind=ContentKind.JOURNAL, made=(odd,))
    package, _manifest = build(narrowed(model, inside=(journal,)), records, tmp_path / "out")
    sip = etree.parse(package / "sip.xml").getroot()
    assert "Content/journal/100 % å#1?.csv" in declared(sip)
    assert "#1" not in str(etree.tostring(sip))


def test_the_same_records_make_the_same_bytes(records: Records, tmp_path: Path) -> None:
    model = model_of(contents(records), "fgs-1.2", *BOTH)
    first, second = (build(model, records, tmp_path / name)[0] for name in ("1", "2"))
    assert tree_of(first) == tree_of(second)


@pytest.mark.parametrize("form", ["zip", "tar"])
def test_a_zip_and_a_tar_hold_the_same_manifest_as_the_folder(
    records: Records, tmp_path: Path, form: str
) -> None:
    model = model_of(contents(records), "fgs-1.2", ContentKind.DIARIUM)
    manifests = [build(model, records, tmp_path / each, each)[1] for each in ("folder", form)]
    assert manifests[0].sha256 == manifests[1].sha256


def test_the_list_of_very_many_files_is_never_held_in_memory(tmp_path: Path) -> None:
    """The list below is of 14 MB; as a tree it would take more than ten times that."""
    done = subprocess.run(
        [sys.executable, "-c", _MANY, str(tmp_path)], capture_output=True, text=True, check=True
    )
    size = (tmp_path / "sip.xml").stat().st_size
    assert size > 10_000_000
    assert int(done.stdout) < size


_MANY = """
import resource, sys
from pathlib import Path
from exporters.packages.fgs_sip import write_sip
from exporters.packages.package_files import PackageFile
from tests.exporters.models import model_of
from tests.exporters.records import CREATED, Records, contents

folder = Path(sys.argv[1])
model = model_of(contents(Records(folder / "files")), "fgs-1.2")
files = [
    PackageFile(
        path=f"Content/journal/{n:06}.csv", size=n, sha256="0" * 64, media_type="text/csv",
        created=CREATED,
    )
    for n in range(30_000)
]
few = {"Content/journal/": files[:10]}
write_sip(model, few, files[0], folder / "few.xml")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
write_sip(model, {"Content/journal/": files}, files[0], folder / "sip.xml")
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024)
"""
