"""The rules of FGS 1.2: a right package breaks none, and for each rule there is one that does."""

from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from exporters.checks.rules import FILES, all_hold, find_breaches, read_rules
from exporters.namespaces import EXT, METS, XLINK
from exporters.packages.package_model import ContentKind
from tests.exporters.models import build, model_of
from tests.exporters.records import Records, contents

M, X, L = f"{{{METS}}}", f"{{{EXT}}}", f"{{{XLINK}}}"
RULES = read_rules("fgs-1.2").rules


@pytest.fixture
def sip(records: Records, tmp_path: Path) -> etree._Element:
    """Return the sip.xml of a right package of ärenden."""
    model = model_of(contents(records), "fgs-1.2", ContentKind.DIARIUM)
    return etree.parse(build(model, records, tmp_path / "out")[0] / "sip.xml").getroot()


def broken(sip: etree._Element) -> set[str]:
    """Return the numbers of the rules that a sip.xml breaks."""
    return {rule.id for rule, _element in find_breaches(RULES, sip)}


def first(sip: etree._Element, tag: str) -> etree._Element:
    """Return the first element of a name."""
    return next(sip.iter(f"{M}{tag}"))


def agent(sip: etree._Element, role: str, kind: str) -> etree._Element:
    """Return an agent by ROLE and TYPE."""
    found = sip.find(f".//{M}agent[@ROLE='{role}'][@TYPE='{kind}']")
    assert found is not None
    return found


def drop(element: etree._Element) -> None:
    """Take an element away."""
    parent = element.getparent()
    assert parent is not None
    parent.remove(element)


def unset(tag: str, name: str) -> Callable[[etree._Element], None]:
    """Return what takes an attribute away from the first element of a name."""
    return lambda sip: first(sip, tag).attrib.__delitem__(name)


def say(tag: str, name: str, value: str) -> Callable[[etree._Element], None]:
    """Return what gives an attribute of the first element of a name another value."""
    return lambda sip: first(sip, tag).set(name, value)


def _leave_two_agents(sip: etree._Element) -> None:
    for each in sip.findall(f".//{M}agent")[2:]:
        drop(each)


def _drop_all_files(sip: etree._Element) -> None:
    for each in sip.findall(f".//{M}file"):
        drop(each)


HARMS: dict[str, Callable[[etree._Element], None]] = {
    "FGS-OBJID": say("mets", "OBJID", " "),
    "FGS-TYPE": say("mets", "TYPE", "Websites"),
    "FGS-PROFILE": say("mets", "PROFILE", "https://earksip.dilcis.eu/profile/E-ARK-SIP.xml"),
    "FGS-SPECIFICATION": unset("mets", f"{X}CONTENTTYPESPECIFICATION"),
    "FGS-ATTRIBUTES": say("mets", f"{X}ACCESSRESTRICTION", "GDPR"),
    "FGS-ACCESSRESTRICT": say("mets", f"{X}ACCESSRESTRICT", "OSL"),
    "FGS-APPRAISAL": say("mets", f"{X}APPRAISAL", "Nej"),
    "FGS-DATES": say("mets", f"{X}STARTDATE", "2026-01-01T00:00:00"),
    "FGS-PERIOD": say("mets", f"{X}STARTDATE", "2026-07-01"),
    "FGS-HEADER": lambda sip: drop(first(sip, "metsHdr")),
    "FGS-CREATEDATE": unset("metsHdr", "CREATEDATE"),
    "FGS-RECORDSTATUS": say("metsHdr", "RECORDSTATUS", "OLD"),
    "FGS-OAISSTATUS": say("metsHdr", f"{X}OAISSTATUS", "AIP"),
    "FGS-AGREEMENTFORM": say("metsHdr", f"{X}AGREEMENTFORM", "AVTAL"),
    "FGS-AGENTS": _leave_two_agents,
    "FGS-AGENT-NAME": lambda sip: drop(first(sip, "name")),
    "FGS-AGENT-ROLE": lambda sip: agent(sip, "IPOWNER", "ORGANIZATION").set("ROLE", "OWNER"),
    "FGS-AGENT-TYPE": lambda sip: agent(sip, "IPOWNER", "ORGANIZATION").set("TYPE", "OTHER"),
    "FGS-ARCHIVIST": lambda sip: drop(agent(sip, "ARCHIVIST", "ORGANIZATION")),
    "FGS-ARCHIVIST-ID": lambda sip: agent(sip, "ARCHIVIST", "ORGANIZATION")[1].__setattr__(
        "text", "2120000001"
    ),
    "FGS-SYSTEM": lambda sip: drop(agent(sip, "ARCHIVIST", "OTHER")),
    "FGS-SYSTEM-VERSION": lambda sip: drop(agent(sip, "ARCHIVIST", "OTHER")[1]),
    "FGS-CREATOR": lambda sip: drop(agent(sip, "CREATOR", "ORGANIZATION")),
    "FGS-AGREEMENT": say("altRecordID", "TYPE", "REFERENCECODE"),
    "FGS-RECORD-ID": say("altRecordID", "TYPE", "DELIVERYTYPE"),
    "FGS-DOCUMENT-ID": lambda sip: drop(first(sip, "metsDocumentID")),
    "FGS-FILES": _drop_all_files,
    "FGS-FILE-ID": unset("file", "ID"),
    "FGS-FILE-MIMETYPE": unset("file", "MIMETYPE"),
    "FGS-FILE-SIZE": unset("file", "SIZE"),
    "FGS-FILE-CREATED": unset("file", "CREATED"),
    "FGS-FILE-CHECKSUM": unset("file", "CHECKSUM"),
    "FGS-FILE-CHECKSUMTYPE": unset("file", "CHECKSUMTYPE"),
    "FGS-FILE-LOCATION": say("FLocat", f"{L}href", "Content/diarium/FGS-ERMS.xml"),
    "FGS-FILE-FORMAT": say("file", f"{X}FORMATREGISTRY", "LoC"),
    "FGS-METADATA": unset("mdRef", "CHECKSUM"),
    "FGS-STRUCTMAP": lambda sip: drop(first(sip, "structMap")),
    "FGS-STRUCTMAP-LABEL": say("structMap", "LABEL", "CSIP"),
}


@pytest.mark.parametrize("kind", list(ContentKind))
def test_a_right_package_breaks_no_rule(
    records: Records, tmp_path: Path, kind: ContentKind
) -> None:
    model = model_of(contents(records), "fgs-1.2", kind)
    sip = etree.parse(build(model, records, tmp_path / "out")[0] / "sip.xml").getroot()
    assert broken(sip) == set()


@pytest.mark.parametrize("number", HARMS)
def test_a_package_that_breaks_a_rule_is_found_to(sip: etree._Element, number: str) -> None:
    HARMS[number](sip)
    assert number in broken(sip)


def test_every_rule_has_a_package_that_breaks_it() -> None:
    assert {rule.id for rule in RULES} == HARMS.keys()


def test_the_rules_of_files_are_asked_in_one_question(sip: etree._Element) -> None:
    of_files = [rule for rule in RULES if rule.scope == FILES]
    assert len(of_files) == 8
    assert all(all_hold(of_files, file) for file in sip.iter(f"{M}file"))
    unset("file", "SIZE")(sip)
    assert not all_hold(of_files, first(sip, "file"))
