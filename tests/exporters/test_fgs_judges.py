"""FGS 1.2 packages before Riksarkivet's own schemas, each with controls that flip the verdict."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from diarium.arende_records import ArendeStatus
from exporters.checks.package_checks import check_package
from exporters.namespaces import EXT, FGS_ERMS, METS
from exporters.packages.contents import PackageContents
from exporters.packages.made_contents import make_contents
from exporters.packages.package_model import ContentKind
from tests.exporters.fgs_judges import arende_schema, package_schema
from tests.exporters.judges import erms_schema, premis_schema
from tests.exporters.models import build, model_of
from tests.exporters.records import Records, arende, contents
from tests.exporters.test_fgs_arende import with_masked

pytestmark = pytest.mark.judge

M = f"{{{METS}}}"
A = f"{{{FGS_ERMS}}}"
X = f"{{{EXT}}}"
KINDS = {
    "arenden": (ContentKind.DIARIUM, ContentKind.GALLRING, ContentKind.JOURNAL),
    "web pages": (ContentKind.SNAPSHOTS, ContentKind.WEBARCHIVE, ContentKind.FORTECKNING),
    "journal": (ContentKind.JOURNAL,),
    "gallring": (ContentKind.GALLRING,),
    "all in one": (ContentKind.SNAPSHOTS, ContentKind.DIARIUM),
}


def contents_of(records: Records, kind: str) -> PackageContents:
    """Return contents of which each makes other elements be written."""
    opened = (arende(records, ArendeStatus.OPEN),)
    known = (replace(arende(records), classification="1.2", mening_protected="x"),)
    made: dict[str, Callable[[], PackageContents]] = {
        "closed": lambda: contents(records),
        "open": lambda: contents(records, arenden=opened, extract=True),
        "protected": lambda: contents(records, include_protected=True, arenden=known),
        "masked": lambda: with_masked(records),
    }
    return made[kind]()


@pytest.fixture
def sip(records: Records, tmp_path: Path) -> "etree._ElementTree":
    """Return the sip.xml of a right package of ärenden."""
    model = model_of(contents(records), "fgs-1.2", ContentKind.DIARIUM)
    return etree.parse(build(model, records, tmp_path / "out")[0] / "sip.xml")


@pytest.mark.parametrize("kinds", KINDS)
def test_a_package_follows_riksarkivets_schema(
    records: Records, tmp_path: Path, kinds: str
) -> None:
    model = model_of(contents(records), "fgs-1.2", *KINDS[kinds])
    package, _manifest = build(model, records, tmp_path / "out")
    package_schema().assertValid(etree.parse(package / "sip.xml"))
    premis_schema().assertValid(etree.parse(package / "metadata/PREMIS.xml"))


@pytest.mark.parametrize("kind", ["open", "protected", "masked"])
def test_a_package_of_any_arenden_follows_both_schemas(
    records: Records, tmp_path: Path, kind: str
) -> None:
    model = model_of(contents_of(records, kind), "fgs-1.2", ContentKind.DIARIUM)
    package, _manifest = build(model, records, tmp_path / "out")
    package_schema().assertValid(etree.parse(package / "sip.xml"))
    arende_schema().assertValid(etree.parse(package / "Content/diarium/FGS-ERMS.xml"))


def _drop(root: etree._Element, path: str) -> None:
    found = root.find(path, {"m": METS, "a": FGS_ERMS})
    assert found is not None
    parent = found.getparent()
    assert parent is not None
    parent.remove(found)


def _leave_two_agents(root: etree._Element) -> None:
    for agent in root.findall(f".//{M}agent")[2:]:
        root[0].remove(agent)


SIP_HARMS: dict[str, Callable[[etree._Element], None]] = {
    "no agreement": lambda root: _drop(root, ".//m:altRecordID"),
    "two agents": _leave_two_agents,
    "no structMap": lambda root: _drop(root, "m:structMap"),
    "foreign TYPE": lambda root: root.set("TYPE", "Social media"),
    "E-ARK's TYPE": lambda root: root.set("TYPE", "Websites"),
    "no PROFILE": lambda root: root.attrib.__delitem__("PROFILE"),
    "a time for a day": lambda root: root.set(f"{X}STARTDATE", "2026-01-01T00:00:00"),
    "foreign ACCESSRESTRICT": lambda root: root.set(f"{X}ACCESSRESTRICT", "OSL 26:1"),
    "foreign OAISSTATUS": lambda root: root[0].set(f"{X}OAISSTATUS", "DIP-ish"),
    "foreign registry": lambda root: next(root.iter(f"{M}file")).set(f"{X}FORMATREGISTRY", "LoC"),
}


@pytest.mark.parametrize("harm", SIP_HARMS)
def test_the_package_schema_refuses_a_harmed_sip(sip: "etree._ElementTree", harm: str) -> None:
    schema = package_schema()
    schema.assertValid(sip)
    SIP_HARMS[harm](sip.getroot())
    assert not schema.validate(sip)


ARENDE_HARMS: dict[str, Callable[[etree._Element], None]] = {
    "no mening": lambda root: _drop(root, ".//a:Arendemening"),
    "a time zone": lambda root: _say(root, "Skapad", "2026-07-01T00:05:00+02:00"),
    "a status of ours": lambda root: _say(root, "StatusHandling", "Registrerad"),
    "another order": lambda root: _move_first(root, "Klass"),
    "no number": lambda root: _say(root, "Lopnummer", "1a"),
    "a relation of ours": lambda root: next(root.iter(f"{A}HandlingRelation")).set("Typ", "Kopia"),
    "no list": lambda root: root[0].clear(),
}


def _say(root: etree._Element, tag: str, text: str) -> None:
    next(root.iter(f"{A}{tag}")).text = text


def _move_first(root: etree._Element, tag: str) -> None:
    found = next(root.iter(f"{A}{tag}"))
    parent = found.getparent()
    assert parent is not None
    parent.insert(0, found)


@pytest.mark.parametrize("harm", ARENDE_HARMS)
def test_the_arende_schema_refuses_a_harmed_file(
    records: Records, tmp_path: Path, harm: str
) -> None:
    some = replace(with_masked(records), arenden=contents_of(records, "protected").arenden)
    model = model_of(some, "fgs-1.2", ContentKind.DIARIUM)
    package, _manifest = build(model, records, tmp_path / "out")
    told = etree.parse(package / "Content/diarium/FGS-ERMS.xml")
    schema = arende_schema()
    schema.assertValid(told)
    ARENDE_HARMS[harm](told.getroot())
    assert not schema.validate(told)


OWN = """
base = "fgs-1.2"
name = "vart-arkiv"
separate = false
mixed_type = "Unstructured"
required_alt_record_ids = ["SUBMISSIONAGREEMENT", "REFERENCECODE"]

[alt_record_ids]
REFERENCECODE = "SE/{namnd_code}/SoMe"

[attributes]
INFORMATIONCLASS = "2"
SYSTEMTYPE = ""

[[extra_agents]]
role = "OTHER"
other_role = "PRODUCER"
type = "INDIVIDUAL"
name = "Ada & Åsa <arkiv>"
"""


def test_an_archives_own_variation_follows_the_schema_too(records: Records, tmp_path: Path) -> None:
    own = tmp_path / "vart.toml"
    own.write_text(OWN, encoding="utf-8")
    model = model_of(contents(records), str(own), *KINDS["all in one"])
    package, _manifest = build(model, records, tmp_path / "out")
    sip = etree.parse(package / "sip.xml")
    package_schema().assertValid(sip)
    root = sip.getroot()
    assert root.get("TYPE") == "Unstructured"
    assert root.get(f"{X}INFORMATIONCLASS") == "2"
    assert root.get(f"{X}SYSTEMTYPE") is None
    assert {each.get("TYPE"): each.text for each in root.iter(f"{M}altRecordID")} == {
        "SUBMISSIONAGREEMENT": "KS/2026:99; 2026-01-01",
        "REFERENCECODE": "SE/KS/SoMe",
    }
    *_others, last = root.iter(f"{M}agent")
    assert (last.get("OTHERROLE"), last[0].text) == ("PRODUCER", "Ada & Åsa <arkiv>")


@pytest.mark.parametrize(("base", "folder"), [("fgs-1.2", "Content"), ("bagit", "data")])
def test_an_archive_may_have_either_erms_in_either_form(
    records: Records, tmp_path: Path, base: str, folder: str
) -> None:
    for erms, name in (("fgs-1.0", "FGS-ERMS.xml"), ("2.1.2", "ERMS.xml")):
        own = tmp_path / f"{erms}.toml"
        own.write_text(f'base = "{base}"\nerms = "{erms}"\n', encoding="utf-8")
        (tmp_path / erms).mkdir()
        some = contents(records, snapshots=(), failed=())
        planned = model_of(some, str(own), ContentKind.DIARIUM)
        model = make_contents(planned, tmp_path / erms)
        package, _manifest = build(model, records, tmp_path / erms)
        schema = arende_schema() if erms == "fgs-1.0" else erms_schema()
        schema.assertValid(etree.parse(package / folder / "diarium" / name))
        assert [each.name for each in package.rglob("*ERMS.xml")] == [name]
        assert check_package(package) == []
