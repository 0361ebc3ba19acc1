"""Every rule binds: of each there is a package that breaks it, and one that does not."""

import re
import shutil
from pathlib import Path

import pytest
from lxml import etree

from exporters.checks.check_report import report_package
from exporters.checks.findings import finding
from exporters.checks.package_checks import check_package
from exporters.checks.rules import ALL, Check, Rule, find_check, list_rule_files, read_rules
from tests.exporters.building import build
from tests.exporters.harmed import CONTAINERS, FGS_FILES, FILES, put_in_zip
from tests.exporters.records import Records, contents
from tests.exporters.test_bagit_checks import HARMS as BAGIT_HARMS
from tests.exporters.test_fgs_rules import HARMS as FGS_HARMS
from tests.exporters.test_journal_extract import HARMS as JOURNAL_HARMS
from tests.exporters.whole_mets import select, take_away, whole_mets

BOOKS = {"eark-2.2": ("csip-2.2", "sip-2.2"), "fgs-2.0": ("csip-2.1", "sip-2.1")}
RULES: list[tuple[str, Rule]] = [
    (profile, rule)
    for profile, books in BOOKS.items()
    for book in books
    for rule in read_rules(book).rules
]
ONCE = [each for each in RULES if each[1].times == "1..1" and "@" not in each[1].count]


def told(each: object) -> str:
    """Return how a profile or a rule is called in a test's name."""
    return each.id if isinstance(each, Rule) else str(each)


def numbered(name: str) -> list[Rule | Check]:
    """Return all rules of a file."""
    book = read_rules(name)
    return [*book.rules, *book.checks]


BY_THE_REGISTER = {"MANIFEST"}
"""Only the register knows it: tests/archiver/cli/test_export.py breaks it."""
BY_TOKENS = {"CHAIN-TOKEN"}
"""Only what reads signatures knows it: tests/archiver breaks it."""


@pytest.fixture(scope="session")
def by_profile(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return a right package of each version of E-ARK, with all the optional parts of METS."""
    made = {}
    for profile in BOOKS:
        folder = tmp_path_factory.mktemp(profile)
        records = Records(folder / "files")
        made[profile] = build(records, folder / "ut", contents(records), profile)
        assert check_package(made[profile]) == []
        (made[profile] / "schemas").mkdir(exist_ok=True)
    return made


@pytest.mark.parametrize(("profile", "rule"), RULES, ids=told)
def test_a_package_that_breaks_a_rule_of_e_ark_is_found_to(
    by_profile: dict[str, Path], tmp_path: Path, profile: str, rule: Rule
) -> None:
    package = tmp_path / by_profile[profile].name
    shutil.copytree(by_profile[profile], package)
    mets = whole_mets(package)
    write(package, mets)
    assert rule.id not in numbers(package)
    bound = select(mets, rule.scope)
    assert bound, "nothing in the package is bound by the rule"
    take_away(bound[0], rule)
    write(package, mets)
    [found] = [each for each in check_package(package) if each.rule == rule.id][:1]
    assert found.severity == rule.level
    assert found.message
    assert found.swedish


@pytest.mark.parametrize(("profile", "rule"), ONCE, ids=told)
def test_an_element_that_may_be_there_once_is_not_there_twice(
    by_profile: dict[str, Path], tmp_path: Path, profile: str, rule: Rule
) -> None:
    package = tmp_path / by_profile[profile].name
    shutil.copytree(by_profile[profile], package)
    mets = whole_mets(package)
    found = select(next(each for each in select(mets, rule.scope)), rule.count)[0]
    found.addnext(etree.fromstring(etree.tostring(found)))
    write(package, mets)
    assert rule.id in numbers(package)


@pytest.mark.parametrize("number", FILES)
def test_a_package_that_breaks_a_rule_for_all_is_found_to(package: Path, number: str) -> None:
    FILES[number](package)
    found = [each for each in check_package(package) if each.rule == number]
    assert found
    assert found[0].swedish == find_check(number).swedish


@pytest.mark.parametrize("number", CONTAINERS)
def test_a_container_that_breaks_a_rule_is_found_to(
    untouched: Path, tmp_path: Path, number: str
) -> None:
    assert check_package(put_in_zip(untouched, tmp_path / "helt.zip")) == []
    assert number in numbers(CONTAINERS[number](untouched, tmp_path))


def test_every_rule_in_the_data_has_a_package_that_breaks_it() -> None:
    given = {each.id for name in list_rule_files() for each in numbered(name)}
    of_e_ark = {rule.id for _profile, rule in RULES}
    broken = of_e_ark | FILES.keys() | CONTAINERS.keys() | FGS_HARMS.keys() | BAGIT_HARMS.keys()
    broken |= FGS_FILES.keys()
    in_journal = {number for _harm, number in JOURNAL_HARMS} | {"CHAIN-FILE"}
    assert given == broken | in_journal | BY_THE_REGISTER | BY_TOKENS


def test_every_rule_has_a_number_of_its_own_a_level_and_a_text_in_both_languages() -> None:
    for name in list_rule_files():
        book, rules = read_rules(name), numbered(name)
        assert len({each.id for each in rules}) == len(rules)
        assert all(each.level in {"error", "warning"} for each in rules)
        assert all(each.says and each.swedish and each.says != each.swedish for each in rules)
        assert all(re.fullmatch(r"\d+\.\.(\d+|n)", each.times) for each in book.rules)
        assert book.altered <= {each.id for each in rules}


def test_a_number_that_no_file_of_rules_has_is_no_finding() -> None:
    with pytest.raises(KeyError):
        finding("PAHITTAT", "METS.xml")


def test_the_report_counts_the_rules_that_a_package_was_held_to(untouched: Path) -> None:
    books = [read_rules(name) for name in (*BOOKS["eark-2.2"], ALL)]
    counted = sum(len(book.rules) + len(book.checks) for book in books)
    assert report_package(untouched).rules == counted > 130


def write(package: Path, mets: etree._Element) -> None:
    """Put another METS in the place of a package's own."""
    (package / "METS.xml").write_bytes(etree.tostring(mets, xml_declaration=True, encoding="UTF-8"))


def numbers(package: Path) -> set[str]:
    """Return the numbers of the rules that a package breaks."""
    return {each.rule for each in check_package(package)}
