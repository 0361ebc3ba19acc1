"""A METS with the optional parts too, and ways to take away what a rule asks for."""

import re
from pathlib import Path
from typing import Any

from lxml import etree

from exporters.checks.rules import Rule
from exporters.namespaces import PREFIXES

LINK = (
    '<mdRef LOCTYPE="URL" xlink:type="simple" xlink:href="metadata/preservation/PREMIS.xml" '
    'MDTYPE="OTHER" MIMETYPE="application/xml" SIZE="1" CREATED="2026-07-02T09:00:00+00:00" '
    'CHECKSUM="00" CHECKSUMTYPE="SHA-256"/>'
)
LIMB = '<{0} ID="uuid-{0}" CREATED="2026-07-02T09:00:00+00:00">{1}</{0}>'
AGENT = (
    '<agent ROLE="CREATOR" TYPE="INDIVIDUAL"><name>Eva</name>'
    '<note csip:NOTETYPE="IDENTIFICATIONCODE">ID:1</note></agent>'
)
FILE = (
    '<file ID="uuid-file" MIMETYPE="text/plain" SIZE="1" CREATED="2026-07-02T09:00:00+00:00" '
    'CHECKSUM="00" CHECKSUMTYPE="SHA-256">'
    '<FLocat LOCTYPE="URL" xlink:type="simple" xlink:href="x.txt"/></file>'
)
GROUP = f'<fileGrp ID="uuid-reps" USE="Representations">{FILE}</fileGrp></fileSec>'
POINTER = '<div LABEL="Representations" ID="uuid-div"><fptr FILEID="uuid-reps"/></div>'


def whole_mets(package: Path) -> etree._Element:
    """Return the METS of a package with the optional parts too."""
    text = (package / "METS.xml").read_text(encoding="utf-8")
    text = text.replace("<amdSec", LIMB.format("dmdSec", LINK) + "<amdSec", 1)
    text = text.replace("</amdSec>", LIMB.format("rightsMD", LINK) + "</amdSec>", 1)
    text = text.replace("</metsHdr>", AGENT + "</metsHdr>", 1).replace("</fileSec>", GROUP, 1)
    last = text.rindex("</div>")
    return etree.fromstring((text[:last] + POINTER + text[last:]).encode())


def select(element: etree._Element, path: str) -> list[Any]:
    """Return what an XPath finds."""
    found: list[Any] = element.xpath(path, namespaces=PREFIXES)
    return found


def take_away(scope: etree._Element, rule: Rule) -> None:
    """Take away what the rule counts in one element; of a value that it asks for, its letters."""
    for found in select(scope, rule.count):
        if isinstance(found, str):
            attribute = found.attrname  # type: ignore[attr-defined]
            del found.getparent().attrib[attribute]  # type: ignore[attr-defined]
        elif found is scope:
            _change_values(scope, rule.count)
        else:
            found.getparent().remove(found)


def _change_values(scope: etree._Element, asked: str) -> None:
    """Change the value of the attribute that a rule on the element itself asks for."""
    name = re.findall(r"self::\*\[@(?:\w+:)?(\w+)", asked)[0]
    for attribute in scope.attrib:
        if etree.QName(str(attribute)).localname == name:
            scope.set(attribute, str(scope.get(attribute)).swapcase())
