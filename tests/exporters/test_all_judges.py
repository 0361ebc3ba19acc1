"""Every profile in every form before every judge that knows it, in one run, with controls."""

import subprocess
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from exporters.packages.profiles import BUILT_IN, load_profile
from tests.exporters.fgs_judges import BAGIT, ask_bagit
from tests.exporters.judged import CSIP, find_deviations
from tests.exporters.judges import (
    EARK_FAULTS,
    ask_commons_ip,
    ask_eark_validator,
    make_known_good,
    schemas,
)
from tests.exporters.records import Records
from tests.exporters.whole import FORMS, build_whole, flip_a_bit, pack, unpack, whole_contents
from tests.judges import require_tool

pytestmark = pytest.mark.judge

JUDGED_PROFILE = "https://earksip.dilcis.eu/profile/E-ARK-SIP-v2-1-0.xml"
"""The PROFILE that commons-ip wants of 2.1.0; the specification says otherwise."""
WHERE = [(profile, form) for profile in BUILT_IN for form in FORMS]
Built = Mapping[tuple[str, str], list[Path]]


def remove_a_file(root: Path) -> None:
    next(root.rglob("fb-kommunen_2026-H1_1.pdf")).unlink()


def add_a_file(root: Path) -> None:
    next(root.rglob("fb-kommunen_2026-H1_1.pdf")).with_name("extra.txt").write_text("x", "utf-8")


def hide_mets(root: Path) -> None:
    (root / "METS.xml").rename(root / "MITS.xml")


def say_what_is_foreign(root: Path) -> None:
    path = next(each for each in sorted(root.rglob("*.xml")) if each.stem != "PREMIS")
    told = etree.parse(path)
    told.getroot().insert(0, etree.Element("{urn:x}fil"))
    told.write(path)


HARMS: Mapping[str, Mapping[Callable[[Path], None], str]] = {
    "eark-2.2": {
        flip_a_bit: "commons-ip", remove_a_file: "commons-ip", add_a_file: "commons-ip",
        hide_mets: "eark-validator", say_what_is_foreign: "schema",
    },
    "fgs-2.0": {
        flip_a_bit: "commons-ip", remove_a_file: "commons-ip", add_a_file: "commons-ip",
        hide_mets: "eark-validator", say_what_is_foreign: "schema",
    },
    "fgs-1.2": {say_what_is_foreign: "schema"},
    "bagit": {
        flip_a_bit: "bagit-python", remove_a_file: "bagit-python", add_a_file: "bagit-python",
        say_what_is_foreign: "schema",
    },
}  # fmt: skip
"""What is done to a right package of each profile, and the judge that must find it."""
HARMED = [
    (profile, harm, form)
    for profile, harms in HARMS.items()
    for harm in harms
    for form in (FORMS if harm is flip_a_bit else FORMS[:1])
]


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


@pytest.mark.parametrize(("profile", "form"), WHERE)
def test_no_judge_finds_anything_wrong(
    built: Built, tmp_path: Path, profile: str, form: str
) -> None:
    assert len(built[profile, form]) == (2 if profile == "fgs-1.2" else 1)
    for number, package in enumerate(built[profile, form]):
        assert find_deviations(package, profile, tmp_path / str(number)) == []


@pytest.mark.parametrize(("profile", "harm", "form"), HARMED)
def test_what_is_harmed_is_found_by_the_judge_that_should(
    built: Built, tmp_path: Path, profile: str, harm: Callable[[Path], None], form: str
) -> None:
    package = built[profile, form][0]
    root = unpack(package, tmp_path / "harmed")
    harm(root)
    found = find_deviations(pack(root, tmp_path / package.name), profile, tmp_path / "work")
    assert HARMS[profile][harm] in {each.partition(":")[0] for each in found}


def test_the_one_error_is_a_profile_that_the_specification_does_not_say(tmp_path: Path) -> None:
    """With the PROFILE that commons-ip wants of 2.1.0 the same package is right in its eyes."""
    records = Records(tmp_path / "files")
    whole = whole_contents(records, tmp_path / "work")
    wanted = replace(load_profile("fgs-2.0"), mets_profile=JUDGED_PROFILE)
    (package,) = build_whole(records, tmp_path / "out", whole, wanted, "folder", schemas())
    (said,) = ask_commons_ip([package], tmp_path, CSIP["fgs-2.0"])
    assert (said.result, said.errors) == ("VALID", frozenset())


@pytest.mark.parametrize("version", CSIP.values())
def test_the_judges_accept_a_package_that_is_known_good_and_refuse_it_harmed(
    tmp_path: Path, version: str
) -> None:
    """A package that another program made: it shows that the judges judge."""
    good = make_known_good(tmp_path / "good", version)
    root = unpack(good, tmp_path / "bad")
    flip_a_bit(root)
    said, harmed = ask_commons_ip([good, pack(root, tmp_path / good.name)], tmp_path, version)
    assert (said.result, said.errors) == ("VALID", frozenset())
    assert (harmed.result, bool(harmed.errors)) == ("INVALID", True)
    answer = ask_eark_validator(good)
    assert answer["structure"]["status"] == "WellFormed"
    assert answer["metadata"]["schema_results"]["status"] == "VALID"
    told = answer["metadata"]["schematron_results"]["messages"]
    assert {each["rule_id"] for each in told if each["severity"] == "Error"} == EARK_FAULTS


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
