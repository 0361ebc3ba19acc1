"""The rules that packages are held to, read from ``checks/package_rules`` and evaluated."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from lxml import etree

from exporters.namespaces import PREFIXES

ALL = "arkade"
"""The rules that hold for every package, whatever its profile."""
EVERY, ROOT = "every", "root"
FILES = "//m:fileGrp/m:file"
"""The scope of the rules that bind each file of a METS, of which there may be very many."""


@dataclass(frozen=True, slots=True)
class Check:
    """A rule that the program itself evaluates.

    Attributes:
        id: Its number, such as ``FILE-MISSING``.
        level: ``error``, or ``warning`` for what is only recommended.
        says: What must hold.
        swedish: The same in Swedish.
    """

    id: str
    level: str
    says: str
    swedish: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A requirement on a METS, as XPath.

    Attributes:
        id: Its number in the specification, such as ``CSIP1`` or ``SIP2``.
        level: ``error``, or ``warning`` for what is only recommended.
        where: ``every`` METS, the package's own (``root``), or those whose folder has the
            sub-folder of that name.
        scope: XPath of the elements it binds.
        count: XPath, within each of them, of what is counted.
        times: At least and at most so many, such as ``1..1`` or ``1..n``.
        says: What must hold.
        swedish: The same in Swedish.
    """

    id: str
    level: str
    where: str
    scope: str
    count: str
    times: str
    says: str
    swedish: str

    def holds(self, element: etree._Element) -> bool:
        """Say whether an element that the rule binds has as many as it asks for."""
        least, _, most = self.times.partition("..")
        number = len(select(element, self.count))
        return int(least) <= number and (most == "n" or number <= int(most))


@dataclass(frozen=True, slots=True)
class RuleBook:
    """A file of rules.

    Attributes:
        altered: Those that, when broken, say that the bytes are not what they were.
    """

    title: str
    rules: tuple[Rule, ...]
    checks: tuple[Check, ...]
    altered: frozenset[str]


@cache
def read_rules(name: str) -> RuleBook:
    """Read a file of rules, with those of the file it says is its base.

    Args:
        name: Such as ``csip-2.2``.
    """
    place = resources.files("exporters.checks").joinpath("package_rules", f"{name}.toml")
    given = tomllib.loads(place.read_text(encoding="utf-8"))
    rules = {row[0]: Rule(*row) for row in given.get("rules", ())}
    checks = {row[0]: Check(*row) for row in given.get("checks", ())}
    if "base" in given:
        base, without = read_rules(given["base"]), given.get("without", ())
        rules = {each.id: each for each in base.rules if each.id not in without} | rules
        checks = {each.id: each for each in base.checks if each.id not in without} | checks
    altered = frozenset(given.get("altered", ()))
    return RuleBook(given["title"], tuple(rules.values()), tuple(checks.values()), altered)


@cache
def list_rule_files() -> tuple[str, ...]:
    """Return the names of all files of rules."""
    folder = resources.files("exporters.checks").joinpath("package_rules")
    return tuple(sorted(each.name.removesuffix(".toml") for each in folder.iterdir()))


@cache
def find_check(number: str) -> Check:
    """Return the check with this number.

    Raises:
        KeyError: No file of rules has it.
    """
    checks = {each.id: each for name in list_rule_files() for each in read_rules(name).checks}
    return checks[number]


@cache
def list_altered() -> frozenset[str]:
    """Return the numbers of the rules that, when broken, say that bytes were altered."""
    return frozenset().union(*(read_rules(name).altered for name in list_rule_files()))


def find_breaches(
    rules: Sequence[Rule], mets: etree._Element
) -> Iterator[tuple[Rule, etree._Element]]:
    """Yield each rule that a METS breaks, and the element where it does."""
    for rule in rules:
        for element in select(mets, rule.scope):
            if not rule.holds(element):
                yield rule, element


def all_hold(rules: Sequence[Rule], element: etree._Element) -> bool:
    """Say whether an element that all these rules bind breaks none, in one question."""
    return bool(_compile(_in_one(tuple(rules)))(element))


@cache
def _in_one(rules: tuple[Rule, ...]) -> str:
    asked = []
    for rule in rules:
        least, _, most = rule.times.partition("..")
        asked.append(f"count({rule.count}) >= {least}")
        asked += [] if most == "n" else [f"count({rule.count}) <= {most}"]
    return " and ".join(asked) or "true()"


def select(element: etree._Element, path: str) -> Sequence[Any]:
    """Return what an XPath finds, seen from an element."""
    found: Sequence[Any] = _compile(path)(element)
    return found


@cache
def _compile(path: str) -> etree.XPath:
    return etree.XPath(path, namespaces=PREFIXES)
