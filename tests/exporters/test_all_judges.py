"""Every profile in every form before every judge that knows it, in one run, with controls.

Deviations are only those named here: a rule that a judge has wrong, and what it recommends.
"""

import subprocess
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from exporters.namespaces import ERMS, FGS_ERMS, METS, PREMIS
from exporters.profiles import BUILT_IN, Profile, load_profile
from tests.exporters.fgs_judges import BAGIT, arende_schema, ask_bagit, package_schema
from tests.exporters.judges import (
    Verdict,
    ask_commons_ip,
    ask_eark_validator,
    erms_schema,
    make_known_good,
    mets_schema,
    premis_schema,
    schemas,
)
from tests.exporters.records import Records
from tests.exporters.test_judges import EARK_FAULTS, KNOWN_WARNINGS
from tests.exporters.whole import FORMS, build_whole, flip_a_bit, pack, unpack, whole_contents
from tests.judges import require_tool

pytestmark = pytest.mark.judge

CSIP = {"eark-2.2": "2.2.0", "fgs-2.0": "2.1.0"}
"""Which E-ARK a profile is."""
ALLOWED = {"eark-2.2": frozenset[str](), "fgs-2.0": frozenset({"SIP2"})}
"""commons-ip by 2.1.0 says that PROFILE is not what it is; see the test of it below."""
FAULTS = {"eark-2.2": EARK_FAULTS, "fgs-2.0": EARK_FAULTS - {"SIP2"}}
"""eark-validator wants the PROFILE that 2.1.0 has."""
JUDGED_PROFILE = "https://earksip.dilcis.eu/profile/E-ARK-SIP-v2-1-0.xml"
"""The PROFILE that commons-ip wants of 2.1.0; the specification says otherwise."""
SCHEMAS: Mapping[str, Callable[[], etree.XMLSchema]] = {
    f"{{{PREMIS}}}premis": premis_schema,
    f"{{{ERMS}}}erms": erms_schema,
    f"{{{FGS_ERMS}}}Leveransobjekt": arende_schema,
}
WHERE = [(profile, form) for profile in BUILT_IN for form in FORMS]
Built = Mapping[tuple[str, str], list[Path]]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build a delivery of everything by each profile in each form, with the schemas inside."""
    folder = tmp_path_factory.mktemp("built")
    records = Records(folder / "files")
    whole = whole_contents(records, folder / "work")
    return {
        (profile, form): build_whole(
            records, folder / f"{profile}-{form}", whole, profile, form, schemas()
        )
        for profile, form in WHERE
    }


@pytest.fixture(scope="module")
def harmed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Give a package of each, one bit of its PDF turned, in the same form."""
    folder = tmp_path_factory.mktemp("harmed")
    return {
        where: [_harm(package, folder / "-".join(where)) for package in packages[:1]]
        for where, packages in built.items()
    }


@pytest.fixture(scope="module")
def verdicts(
    built: Built, harmed: Built, tmp_path_factory: pytest.TempPathFactory
) -> dict[Path, Verdict]:
    """Ask commons-ip of all E-ARK packages, right and harmed, in one run for each version."""
    folder = tmp_path_factory.mktemp("reports")
    found: dict[Path, Verdict] = {}
    for profile, version in CSIP.items():
        asked = [
            package
            for packages in (built, harmed)
            for form in FORMS
            for package in packages[profile, form]
        ]
        readable = [_readable(each, folder / f"{version}-{n}") for n, each in enumerate(asked)]
        answers = ask_commons_ip(readable, folder, version)
        found |= dict(zip(asked, answers, strict=True))
    return found


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("profile", CSIP)
def test_commons_ip_finds_no_error_but_the_one_it_has_wrong(
    built: Built, verdicts: dict[Path, Verdict], profile: str, form: str
) -> None:
    (package,) = built[profile, form]
    said = verdicts[package]
    assert said.errors == ALLOWED[profile]
    assert said.warnings <= KNOWN_WARNINGS
    assert said.result == ("INVALID" if ALLOWED[profile] else "VALID")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("profile", CSIP)
def test_commons_ip_finds_a_turned_bit_in_any_form(
    harmed: Built, verdicts: dict[Path, Verdict], profile: str, form: str
) -> None:
    (package,) = harmed[profile, form]
    assert verdicts[package].errors - ALLOWED[profile]
    assert verdicts[package].result == "INVALID"


@pytest.mark.parametrize("version", CSIP.values())
def test_the_judges_accept_a_package_that_is_known_good_and_refuse_it_harmed(
    tmp_path: Path, version: str
) -> None:
    """A package that another program made: it shows that the judges judge."""
    good = make_known_good(tmp_path / "good", version)
    said, harmed = ask_commons_ip([good, _harm(good, tmp_path / "bad")], tmp_path, version)
    assert (said.result, said.errors) == ("VALID", frozenset())
    assert (harmed.result, bool(harmed.errors)) == ("INVALID", True)
    answer = ask_eark_validator(good)
    assert answer["structure"]["status"] == "WellFormed"
    assert answer["metadata"]["schema_results"]["status"] == "VALID"
    said_too = answer["metadata"]["schematron_results"]["messages"]
    assert {each["rule_id"] for each in said_too if each["severity"] == "Error"} == EARK_FAULTS


def test_the_one_error_is_a_profile_that_the_specification_does_not_say(tmp_path: Path) -> None:
    """With the PROFILE that commons-ip wants of 2.1.0 the same package is right in its eyes."""
    records = Records(tmp_path / "files")
    whole = whole_contents(records, tmp_path / "work")
    wanted = replace(load_profile("fgs-2.0"), mets_profile=JUDGED_PROFILE)
    (package,) = build_whole(records, tmp_path / "out", whole, wanted, "folder", schemas())
    (said,) = ask_commons_ip([package], tmp_path, CSIP["fgs-2.0"])
    assert (said.result, said.errors) == ("VALID", frozenset())


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("profile", CSIP)
def test_eark_validator_finds_it_well_formed_and_schema_valid(
    built: Built, profile: str, form: str
) -> None:
    (package,) = built[profile, form]
    answer = ask_eark_validator(package)
    assert answer["structure"]["status"] == "WellFormed"
    assert answer["metadata"]["schema_results"] == {"status": "VALID", "messages": []}
    said = answer["metadata"]["schematron_results"]["messages"]
    assert {each["rule_id"] for each in said if each["severity"] == "Error"} <= FAULTS[profile]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("profile", CSIP)
def test_eark_validator_misses_mets_in_any_form(
    built: Built, tmp_path: Path, profile: str, form: str
) -> None:
    (package,) = built[profile, form]
    root = unpack(package, tmp_path / "unpacked")
    (root / "METS.xml").rename(root / "MITS.xml")
    again = pack(root, tmp_path / package.name)
    assert ask_eark_validator(again)["structure"]["status"] != "WellFormed"


@pytest.mark.parametrize("form", FORMS)
def test_bagit_python_finds_the_bag_valid_and_a_turned_bit(
    built: Built, harmed: Built, tmp_path: Path, form: str
) -> None:
    (package,), (broken,) = built["bagit", form], harmed["bagit", form]
    right, said = ask_bagit(unpack(package, tmp_path / "right"))
    assert right, said
    assert not ask_bagit(unpack(broken, tmp_path / "wrong"))[0]


def test_bagit_python_accepts_a_bag_of_its_own_and_refuses_it_harmed(tmp_path: Path) -> None:
    require_tool("bagit-python (make test fetches it)", BAGIT.is_file())
    bag = tmp_path / "bag"
    bag.mkdir()
    (bag / "fb-kommunen_2026-H1_1.pdf").write_bytes(b"%PDF-1.7 x")
    command = [str(BAGIT), "--sha256", str(bag)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    assert ask_bagit(bag)[0]
    flip_a_bit(bag)
    assert not ask_bagit(bag)[0]


@pytest.mark.parametrize(("profile", "form"), WHERE)
def test_every_file_that_follows_a_schema_follows_it(
    built: Built, tmp_path: Path, profile: str, form: str
) -> None:
    """No XML of ours but has its schema: one that no schema is known for is a fault."""
    judged = set[str]()
    for number, package in enumerate(built[profile, form]):
        root = unpack(package, tmp_path / str(number))
        for path in sorted(root.rglob("*.xml")):
            told = etree.parse(path)
            _schema_of(told, load_profile(profile)).assertValid(told)
            judged.add(str(told.getroot().tag))
    assert judged == _known(profile)


@pytest.mark.parametrize("profile", BUILT_IN)
def test_a_foreign_element_fails_each_schema(built: Built, tmp_path: Path, profile: str) -> None:
    for number, package in enumerate(built[profile, "folder"]):
        root = unpack(package, tmp_path / str(number))
        for path in root.rglob("*.xml"):
            told = etree.parse(path)
            told.getroot().insert(0, etree.Element("{urn:x}fil"))
            assert not _schema_of(told, load_profile(profile)).validate(told)


def _schema_of(told: "etree._ElementTree", profile: Profile) -> etree.XMLSchema:
    tag = str(told.getroot().tag)
    if tag == f"{{{METS}}}mets":
        return package_schema() if profile.layout == "fgs" else mets_schema()
    return SCHEMAS[tag]()


def _known(profile: str) -> set[str]:
    """Return the root elements of the XML files that a profile's packages hold."""
    used = load_profile(profile)
    erms = FGS_ERMS + "}Leveransobjekt" if used.layout == "fgs" else ERMS + "}erms"
    mets = set() if used.layout == "bagit" else {f"{{{METS}}}mets"}
    return {f"{{{PREMIS}}}premis", f"{{{erms}"} | mets


def _readable(package: Path, folder: Path) -> Path:
    """Return a package as commons-ip can read it: it knows folders and zips."""
    return unpack(package, folder) if package.suffix == ".tar" else package


def _harm(package: Path, folder: Path) -> Path:
    root = unpack(package, folder)
    flip_a_bit(root)
    return pack(root, folder / package.name)
