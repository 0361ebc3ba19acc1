"""The report as a page: what it says, and that nothing in a package can speak through it."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import html5lib

from exporters.check_page import MOST, render_check
from exporters.checks.check_report import CheckReport, report_package
from exporters.checks.findings import finding
from tests.exporters.records import Records, contents
from tests.exporters.whole import build_whole

AT = datetime(2026, 7, 3, 10, tzinfo=UTC)
REPORT = CheckReport(
    path=Path("ut/sip-1"), name="sip-1", container="zip", profile="eark-2.2",
    title="E-ARK SIP 2.2.0", files=12, size=3456, manifest="METS.xml", manifest_sha256="ab" * 32,
    arenden=("KS/2026:1", "KS/2026:2"), handlingar=5, snapshots=2, rules=150,
)  # fmt: skip
HARMED = replace(
    REPORT,
    findings=(finding("FILE-CHECKSUM", "data/a.pdf", "00"), finding("EMPTY-FILE", "data/b.txt")),
)


def page(*reports: CheckReport) -> str:
    """Return the text of the page, which must be right HTML."""
    written = render_check(reports, AT)
    html5lib.HTMLParser(strict=True).parse(written)
    return written


def test_a_right_package_is_said_to_be_right_and_what_there_is_is_told() -> None:
    told = page(REPORT)
    assert "Paketet är som det gjordes och följer sin specifikation." in told
    for words in ("KS/2026:1, KS/2026:2", "E-ARK SIP 2.2.0", "ab" * 32, "150 regler"):
        assert words in told
    assert "Inget fel hittades." in told
    assert "3 juli 2026 kl. 12.00" in told


def test_it_says_plainly_what_passing_does_not_mean_and_where_the_schemas_are() -> None:
    told = page(REPORT)
    assert "inte detsamma som att det följer det mottagande arkivets egen profil" in told
    assert "De publicerade XML-schemana ligger inte i paketet." in told
    assert "De publicerade XML-schemana ligger i paketet." in page(replace(REPORT, schemas=True))


def test_what_is_wrong_is_told_in_swedish_with_its_rule_its_file_and_its_weight() -> None:
    told = page(HARMED)
    assert "Paketet är ändrat eller skadat." in told
    for words in ("FILE-CHECKSUM", "data/a.pdf", "en fil har den kontrollsumma som är förtecknad",
                  "<td>fel</td>", "<td>varning</td>"):  # fmt: skip
        assert words in told
    broken = replace(REPORT, findings=(finding("FILE-TWICE", "a"),))
    assert "oförändrat men bryter mot regler" in page(broken)


def test_nothing_in_a_package_can_speak_through_the_page() -> None:
    name = '"><script>alert(1)</script>\u202egpj.exe\x07'
    told = page(replace(REPORT, name=name, label=name, findings=(finding("XML", name, name),)))
    assert "<script" not in told
    assert "\u202e" not in told
    assert "\x07" not in told
    assert "U+202E" in told


def test_of_very_many_findings_the_first_are_told_and_the_others_counted() -> None:
    many = tuple(finding("FILE-MISSING", f"data/{n}.pdf") for n in range(MOST + 7))
    told = page(replace(REPORT, findings=many))
    assert "Ytterligare 7 fynd visas inte här." in told
    assert f"data/{MOST - 1}.pdf" in told
    assert f"data/{MOST}.pdf" not in told


def test_a_delivery_of_several_packages_is_one_page(records: Records, tmp_path: Path) -> None:
    built = build_whole(records, tmp_path / "ut", contents(records), "fgs-1.2", "zip", None)
    told = page(*map(report_package, built))
    assert f"{len(built)} paket" in told
    assert told.count("Paketet är som det gjordes") == len(built) == 2


def test_a_package_that_cannot_be_read_is_told_of_too() -> None:
    cut = CheckReport(path=Path("x.zip"), name="x.zip", findings=(finding("CONTAINER", "x.zip"),))
    assert "ändrat eller skadat" in page(cut)
