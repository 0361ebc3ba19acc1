"""Every requirement binds: what it asks for is taken away, and it is found broken."""

import copy
import re
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from exporters.namespaces import METS, PREFIXES
from exporters.rules import Rule, find_breaches, read_rules

DEFINED_BY_THEIR_SCOPE = {"SIP10", "SIP16", "SIP22", "SIP23", "SIP27"}
"""An agent is only known as what it is by the very attribute that these ask for."""
LIMB = "<{0}><mdRef/></{0}>"
AGENT = '<agent ROLE="CREATOR" TYPE="INDIVIDUAL"><name>Eva</name></agent>'
POINTER = '<div LABEL="Representations" ID="x"><fptr FILEID="x"/></div>'


def whole_mets(untouched: Path) -> etree._Element:
    """Return the METS of a package with the optional parts too, bare."""
    text = (untouched / "METS.xml").read_text(encoding="utf-8")
    text = text.replace("<amdSec", LIMB.format("dmdSec") + "<amdSec", 1)
    text = text.replace("</amdSec>", LIMB.format("rightsMD") + "</amdSec>", 1)
    text = text.replace("</metsHdr>", AGENT + "</metsHdr>", 1)
    last = text.rindex("</div>")
    return etree.fromstring((text[:last] + POINTER + text[last:]).encode())


def select(element: etree._Element, path: str) -> list[Any]:
    found: list[Any] = element.xpath(path, namespaces=PREFIXES)
    return found


def take_away(scope: etree._Element, rule: Rule) -> None:
    """Take away what the rule counts in one element."""
    for found in select(scope, rule.count):
        if isinstance(found, str):
            attribute = found.attrname  # type: ignore[attr-defined]
            del found.getparent().attrib[attribute]  # type: ignore[attr-defined]
        elif found is scope:
            name = re.findall(r"@(\w+:)?(\w+)=", rule.count)[0][1]
            for attribute in [each for each in scope.attrib if etree.QName(each).localname == name]:
                del scope.attrib[attribute]
        else:
            found.getparent().remove(found)


@pytest.mark.parametrize(
    "rule",
    [each for each in read_rules() if each.id not in DEFINED_BY_THEIR_SCOPE],
    ids=lambda rule: rule.id,
)
def test_a_requirement_is_broken_when_what_it_asks_for_is_gone(untouched: Path, rule: Rule) -> None:
    mets = copy.deepcopy(whole_mets(untouched))
    bound = select(mets, rule.scope)
    assert bound, "nothing in the package is bound by the rule"
    take_away(bound[0], rule)
    assert rule.id in {broken.id for broken, _element in find_breaches(mets, untouched)}


@pytest.mark.parametrize(
    "rule",
    [each for each in read_rules() if each.times == "1..1" and "self::" not in each.count],
    ids=lambda rule: rule.id,
)
def test_an_attribute_cannot_and_an_element_may_not_be_there_twice(
    untouched: Path, rule: Rule
) -> None:
    mets = whole_mets(untouched)
    scopes = [each for each in select(mets, rule.scope) if select(each, rule.count)]
    elements = [each for each in scopes if not isinstance(select(each, rule.count)[0], str)]
    for scope in elements[:1]:
        found = select(scope, rule.count)[0]
        found.getparent().append(copy.deepcopy(found))
        assert rule.id in {broken.id for broken, _element in find_breaches(mets, untouched)}


def test_a_right_package_breaks_no_requirement(untouched: Path) -> None:
    for place in untouched.rglob("METS.xml"):
        assert not list(find_breaches(etree.parse(place).getroot(), place.parent))


def test_what_is_asked_of_schemas_binds_only_where_there_are_schemas(tmp_path: Path) -> None:
    mets = etree.fromstring(f'<mets xmlns="{METS}"><fileSec ID="x"/></mets>')
    assert "CSIP113" not in {rule.id for rule, _element in find_breaches(mets, tmp_path)}
    (tmp_path / "schemas").mkdir()
    assert "CSIP113" in {rule.id for rule, _element in find_breaches(mets, tmp_path)}
