"""ERMS in both versions: valid by the published schemas, written piece by piece, nothing lost."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree, isoschematron

from diarium.arende_records import Arende, Cause, Correction, Handling, Marking, Sekretess
from diarium.masked_versions import MaskedVersion
from exporters.checks.package_checks import check_package
from exporters.namespaces import ERMS
from exporters.packages.contents import PackageContents
from exporters.packages.erms import write_erms
from exporters.packages.parts import plan_handlingar
from exporters.packages.profiles import load_profile
from tests.exporters.building import build
from tests.exporters.judges import schemas
from tests.exporters.records import Records, arende, contents

E = f"{{{ERMS}}}"
SCHEMAS = {"2.1.2": "ERMS.xsd", "3.0.2": "ERMS_v3.xsd"}
VERSIONS = sorted(SCHEMAS)
NIGHT = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
"""Half an hour into July by Swedish time."""


def schema(version: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(schemas() / "erms" / SCHEMAS[version]))


def schematron() -> isoschematron.Schematron:
    """Load the published rules; they name XSLT 2, and need no more than the first."""
    text = (schemas() / "erms" / "erms.sch").read_text(encoding="utf-8")
    plain = text.replace('queryBinding="xslt2"', 'queryBinding="xslt"')
    return isoschematron.Schematron(etree.fromstring(plain.encode()))


def erms(whole: PackageContents, folder: Path, version: str = "2.1.2") -> etree._Element:
    place = folder / f"ERMS-{version}.xml"
    write_erms(whole, plan_handlingar(whole), place, version)
    return etree.parse(place).getroot()


def masked(records: Records, at: datetime = NIGHT) -> MaskedVersion:
    file = records.keep(b"%PDF maskerad", "application/pdf", "maskerad kopia.pdf", "masked")
    return MaskedVersion(
        request="KS-U1", provision="OSL 21 kap. 1 §", file=file, at=at, by="britta"
    )


@pytest.fixture
def full(records: Records) -> PackageContents:
    """Return contents with a classified ärende and masked versions of two handlingar."""
    classified = replace(arende(records), classification="1.4.2")
    held = {1: (masked(records),), 3: (masked(records),)}
    return contents(records, arenden=(classified,), masked=held)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("include_protected", [False, True])
@pytest.mark.parametrize("extract", [False, True])
def test_what_is_written_is_valid_by_the_schema_of_its_version(
    full: PackageContents, tmp_path: Path, version: str, *, include_protected: bool, extract: bool
) -> None:
    whole = replace(full, include_protected=include_protected, extract=extract)
    made = erms(whole, tmp_path, version)
    schema(version).assertValid(made)
    assert schematron().validate(made)


@pytest.mark.parametrize("version", VERSIONS)
def test_the_judges_find_what_is_wrong(full: PackageContents, tmp_path: Path, version: str) -> None:
    other = next(each for each in VERSIONS if each != version)
    assert not schema(other).validate(erms(full, tmp_path, version))
    nameless = erms(full, tmp_path, version)
    record = nameless.find(f".//{E}record")
    assert record is not None
    record.remove(record[0])
    assert not schema(version).validate(nameless)
    unsaid = erms(full, tmp_path, version)
    agent = unsaid.find(f".//{E}agent[@otherAgentType]")
    assert agent is not None
    del agent.attrib["otherAgentType"]
    assert not schematron().validate(unsaid)


def test_the_newer_version_names_its_classification_schema(
    full: PackageContents, tmp_path: Path
) -> None:
    old, new = erms(full, tmp_path, "2.1.2"), erms(full, tmp_path, "3.0.2")
    assert old.find(f".//{E}classificationSchema") is None
    named = new.find(f"{E}control/{E}classificationSchema")
    used = new.find(f".//{E}aggregation")
    assert named is not None
    assert used is not None
    assert named.get("classificationSchemaId") == used.get("classificationSchemaUsed")
    assert used.findtext(f"{E}classification") == "1.4.2"
    assert "Kommunstyrelsen" in str(named.findtext(f".//{E}p"))


def test_without_a_classification_there_is_no_schema_of_it(
    records: Records, tmp_path: Path
) -> None:
    made = erms(contents(records), tmp_path, "3.0.2")
    schema("3.0.2").assertValid(made)
    assert made.find(f".//{E}classificationSchema") is None
    assert not made.xpath("//@classificationSchemaUsed")


def test_a_masked_version_is_related_to_its_original_and_back(
    full: PackageContents, tmp_path: Path
) -> None:
    made = erms(full, tmp_path)
    records = {each.findtext(f"{E}objectId"): each for each in made.iter(f"{E}record")}
    assert list(records) == [
        "KS/2026:1-1", "KS/2026:1-1 maskerad 1", "KS/2026:1-2", "KS/2026:1-3",
        "KS/2026:1-3 maskerad 1",
    ]  # fmt: skip
    assert _relations(records["KS/2026:1-1"]) == [
        ("has_redacted_version", "KS/2026:1-1 maskerad 1")
    ]
    assert _relations(records["KS/2026:1-1 maskerad 1"]) == [
        ("is_redacted_version_of", "KS/2026:1-1")
    ]
    assert _relations(records["KS/2026:1-2"]) == []
    identifiers = [each.get("systemIdentifier") for each in records.values()]
    assert len(set(identifiers)) == len(identifiers)


def test_where_the_original_stays_at_home_its_masked_version_leaves_alone(
    full: PackageContents, tmp_path: Path
) -> None:
    made = erms(full, tmp_path)
    secret, version = (_record(made, f"KS/2026:1-3{end}") for end in ("", " maskerad 1"))
    assert secret.find(f".//{E}appendix") is None
    assert _appendices(version) == ["ks_2026_1-3_maskerad_1.pdf"]
    assert version.findtext(f"{E}title") == "Anmälan (maskerad version)"
    assert version.find(f"{E}restriction") is None
    note = "Maskerad version av KS/2026:1-3, utlämnad 2026-07-01 (KS-U1), enligt OSL 21 kap. 1 §."
    assert version.findtext(f"{E}notes/{E}note") == note
    whole = erms(replace(full, include_protected=True), tmp_path)
    assert "ks_2026_1-3_1.txt" in _appendices(_record(whole, "KS/2026:1-3"))
    assert _appendices(_record(whole, "KS/2026:1-3 maskerad 1")) == ["ks_2026_1-3_maskerad_1.pdf"]


def test_every_appendix_is_a_file_that_is_planned(full: PackageContents, tmp_path: Path) -> None:
    planned = [each.path for parts in plan_handlingar(full).values() for each in parts]
    made = erms(full, tmp_path)
    assert [f"data/{each}" for each in _appendices(made)] == planned


@pytest.mark.parametrize("version", VERSIONS)
def test_what_xml_cannot_hold_is_replaced_and_nothing_else_is_lost(
    records: Records, tmp_path: Path, version: str
) -> None:
    odd = "Gunga\x00\x0b\ud800\ufffe & <b>\u202erutsch\U0001f6dd"
    whole = arende(records)
    first = replace(whole.handlingar[0], subject_public=odd, kind=odd, sender_public=odd)
    named = replace(first, files=(replace(first.files[0], name=odd),))
    made = erms(
        contents(records, arenden=(replace(whole, mening_public=odd, handlingar=(named,)),)),
        tmp_path, version,
    )  # fmt: skip
    schema(version).assertValid(made)
    shown = "Gunga\ufffd\ufffd\ufffd\ufffd & <b>\u202erutsch\U0001f6dd"
    assert made.findtext(f".//{E}aggregation/{E}title") == shown
    assert made.findtext(f".//{E}record/{E}title") == shown
    assert made.xpath("//@recordType") == [shown]
    assert made.xpath("//*[local-name()='appendix']/@name") == [shown]


def test_an_arende_is_in_the_file_before_the_last_is_asked_for(
    records: Records, tmp_path: Path
) -> None:
    place, sizes = tmp_path / "ERMS.xml", list[int]()
    whole = arende(records)

    class Watched(tuple[Arende, ...]):
        __slots__ = ()

        def __iter__(self) -> Iterator[Arende]:
            for _ in range(400):
                yield whole
                sizes.append(place.stat().st_size)

    some = contents(records, arenden=(whole,))
    write_erms(replace(some, arenden=Watched((whole,))), plan_handlingar(some), place)
    told = sizes[-400:]
    assert told[-1] > 0.9 * place.stat().st_size
    assert told[100] < told[200] < told[300]


def test_an_archive_that_asks_for_the_newer_version_gets_it_with_its_schema(
    records: Records, full: PackageContents, tmp_path: Path
) -> None:
    own = tmp_path / "stadsarkivet.toml"
    own.write_text(
        """
        base = "eark-2.2"
        name = "stadsarkivet"
        erms = "3.0.2"
        schemas = ["DILCISExtensionMETS.xsd", "ERMS_v3.xsd", "mets.xsd", "xlink.xsd"]
        [forms.diarium]
        information_type = "OTHER"
        other_information_type = "CITS ERMS 3.0.2"
        """,
        encoding="utf-8",
    )
    package = build(records, tmp_path / "ut", full, load_profile(str(own)), schemas())
    assert check_package(package) == []
    enclosed = etree.XMLSchema(etree.parse(package / "schemas" / "ERMS_v3.xsd"))
    enclosed.assertValid(etree.parse(package / "representations" / "diarium" / "data" / "ERMS.xml"))


def test_the_same_records_give_the_same_bytes(full: PackageContents, tmp_path: Path) -> None:
    made = []
    for name in ("a", "b"):
        write_erms(full, plan_handlingar(full), tmp_path / name)
        made.append((tmp_path / name).read_bytes())
    assert made[0] == made[1]


@pytest.mark.parametrize("change", ["marking", "masking"])
def test_a_version_is_older_than_what_was_set_apart_after_it(records: Records, change: str) -> None:
    version = masked(records, datetime(2026, 5, 1, tzinfo=UTC))
    plain = arende(records).handlingar[0]
    assert not version.is_older_than(plain)
    for month, older in ((4, False), (6, True)):
        changed = _set_apart(plain, change, datetime(2026, month, 1, tzinfo=UTC))
        assert version.is_older_than(changed) is older


def test_a_rattelse_or_a_lifting_makes_no_version_older(records: Records) -> None:
    version = masked(records, datetime(2026, 5, 1, tzinfo=UTC))
    later = datetime(2026, 5, 2, tzinfo=UTC)
    plain = arende(records).handlingar[0]
    lifted = replace(plain, markings=(Marking(sekretess=None, why=None, at=later, by="bo"),))
    corrected = replace(plain, corrections=(_correction(Cause.RATTELSE, later),))
    assert not version.is_older_than(lifted)
    assert not version.is_older_than(corrected)


def _set_apart(handling: Handling, change: str, at: datetime) -> Handling:
    if change == "masking":
        return replace(handling, corrections=(_correction(Cause.MASKING, at),))
    secret = Sekretess(provision="OSL 21 kap. 1 §", date=at.date(), authority="KS")
    return replace(handling, markings=(Marking(sekretess=secret, why=None, at=at, by="bo"),))


def _correction(cause: Cause, at: datetime) -> Correction:
    return Correction(
        field="sender", old_public="Anna", old_protected=None, new_public="(skyddad)",
        new_protected="Anna", why="fel", at=at, by="bo", cause=cause,
    )  # fmt: skip


def _record(root: etree._Element, number: str) -> etree._Element:
    return next(e for e in root.iter(f"{E}record") if e.findtext(f"{E}objectId") == number)


def _appendices(element: etree._Element) -> list[str]:
    return [str(each.get("path")) for each in element.iter(f"{E}appendix")]


def _relations(record: etree._Element) -> list[tuple[str, str]]:
    found = record.iterfind(f"{E}relation")
    return [(str(each.get("relationType")), str(each.text)) for each in found]
