"""The MUST requirements of E-ARK CSIP and SIP 2.2.0, read from ``csip-2.2.toml`` and evaluated."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from lxml import etree

from exporters.namespaces import PREFIXES

EVERY = "every"


@dataclass(frozen=True, slots=True)
class Rule:
    """A requirement.

    Attributes:
        id: Its number in the specification, such as ``CSIP1`` or ``SIP2``.
        where: ``every`` METS, or those whose folder has the sub-folder of that name.
        scope: XPath of the elements it binds.
        count: XPath, within each of them, of what is counted.
        times: At least and at most so many, such as ``1..1`` or ``1..n``.
        says: What must hold.
    """

    id: str
    where: str
    scope: str
    count: str
    times: str
    says: str

    def allows(self, number: int) -> bool:
        """Say whether so many are within the cardinality."""
        least, most = self.times.split("..")
        return int(least) <= number and (most == "n" or number <= int(most))


@cache
def read_rules() -> tuple[Rule, ...]:
    """Return the requirements in the order of the specification."""
    text = resources.files("exporters").joinpath("csip-2.2.toml").read_text(encoding="utf-8")
    return tuple(Rule(*row) for row in tomllib.loads(text)["rules"])


def find_breaches(mets: etree._Element, folder: Path) -> Iterator[tuple[Rule, etree._Element]]:
    """Yield each requirement that a METS breaks, and the element where it does.

    Args:
        mets: The METS.
        folder: The folder it lies in, which decides what some requirements ask for.
    """
    for rule in read_rules():
        if rule.where != EVERY and not (folder / rule.where).is_dir():
            continue
        for element in _select(mets, rule.scope):
            if not rule.allows(len(_select(element, rule.count))):
                yield rule, element


def _select(element: etree._Element, path: str) -> Sequence[Any]:
    found: Sequence[Any] = _compile(path)(element)
    return found


@cache
def _compile(path: str) -> etree.XPath:
    return etree.XPath(path, namespaces=PREFIXES)
