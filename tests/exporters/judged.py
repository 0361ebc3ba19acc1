"""Every judge that knows a profile's packages, asked at once.

Deviations are only those named here: rules that a judge has wrong, and what it recommends.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from lxml import etree

from exporters.namespaces import ERMS, FGS_ERMS, METS, PREMIS
from exporters.packages.profiles import Profile, load_profile
from tests.exporters.fgs_judges import arende_schema, ask_bagit, package_schema
from tests.exporters.judges import (
    EARK_FAULTS,
    KNOWN_WARNINGS,
    ask_commons_ip,
    ask_eark_validator,
    erms_schema,
    mets_schema,
    premis_schema,
)
from tests.exporters.whole import unpack

CSIP = {"eark-2.2": "2.2.0", "fgs-2.0": "2.1.0"}
"""Which E-ARK a profile is."""
ALLOWED = {"eark-2.2": frozenset[str](), "fgs-2.0": frozenset({"SIP2"})}
"""commons-ip by 2.1.0 says that PROFILE is not what it is; test_all_judges.py shows it."""
FAULTS = {"eark-2.2": EARK_FAULTS, "fgs-2.0": EARK_FAULTS - {"SIP2"}}
"""eark-validator wants the PROFILE that 2.1.0 has."""
SCHEMAS: Mapping[str, Callable[[], etree.XMLSchema]] = {
    f"{{{PREMIS}}}premis": premis_schema,
    f"{{{ERMS}}}erms": erms_schema,
    f"{{{FGS_ERMS}}}Leveransobjekt": arende_schema,
}


def find_deviations(package: Path, profile: str, work: Path) -> list[str]:
    """Return what the judges find wrong with a package, each with the judge's name first.

    Args:
        package: The package: a folder, a zip or a tar.
        profile: The built-in profile it was made by.
        work: A folder that does not exist yet, for what the judges unpack and say.
    """
    root, layout = unpack(package, work / "unpacked"), load_profile(profile).layout
    found = list(_by_schemas(root, load_profile(profile)))
    if layout == "eark":
        readable = root if package.suffix == ".tar" else package  # it knows folders and zips
        found += _by_commons_ip(readable, profile, work)
        found += _by_eark_validator(package, profile)
    if layout == "bagit":
        right, said = ask_bagit(root)
        found += [] if right else [f"bagit-python: {said}"]
    return found


def schema_of(told: "etree._ElementTree", profile: Profile) -> etree.XMLSchema:
    """Return the published schema of a document; one that has none is a fault (KeyError)."""
    tag = str(told.getroot().tag)
    if tag == f"{{{METS}}}mets":
        return package_schema() if profile.layout == "fgs" else mets_schema()
    return SCHEMAS[tag]()


def _by_schemas(root: Path, profile: Profile) -> Iterator[str]:
    for path in sorted(root.rglob("*.xml")):
        told = etree.parse(path)
        schema = schema_of(told, profile)
        if not schema.validate(told):
            yield f"schema: {path.relative_to(root)}: {schema.error_log}"


def _by_commons_ip(package: Path, profile: str, work: Path) -> list[str]:
    (said,) = ask_commons_ip([package], work, CSIP[profile])
    wrong = (said.errors - ALLOWED[profile]) | (said.warnings - KNOWN_WARNINGS)
    if not wrong and said.result != ("INVALID" if said.errors else "VALID"):
        wrong = frozenset({said.result})
    return [f"commons-ip: {each}" for each in sorted(wrong)]


def _by_eark_validator(package: Path, profile: str) -> Iterator[str]:
    answer = ask_eark_validator(package)
    if answer["structure"]["status"] != "WellFormed":
        yield f"eark-validator: {answer['structure']}"
        return
    results = answer["metadata"]
    if results["schema_results"]["status"] != "VALID":
        yield f"eark-validator: {results['schema_results']}"
    for each in results["schematron_results"]["messages"]:
        if each["severity"] == "Error" and each["rule_id"] not in FAULTS[profile]:
            yield f"eark-validator: {each['rule_id']}"
