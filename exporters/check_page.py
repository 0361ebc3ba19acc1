"""The report on a package as a page for the archivist, in Swedish."""

from collections.abc import Sequence
from datetime import datetime

from exporters.checks.check_report import CheckReport
from exporters.page_templates import screen_templates
from exporters.visible_letters import VisibleLetters

MOST = 1000
"""So many findings are told of a package; whoever has more has others to begin with."""
_CONTAINERS = {"folder": "mapp", "zip": "zip", "tar": "tar", "": ""}


def render_check(reports: Sequence[CheckReport], at: datetime) -> str:
    """Return the page: HTML that needs no script and nothing from elsewhere.

    Args:
        reports: One for each package of the delivery.
        at: When they were checked.
    """
    name = reports[0].name if len(reports) == 1 else reports[0].path.resolve().parent.name
    letters = VisibleLetters(common_only=False)
    page = screen_templates(visible=lambda value: letters.show(str(value)))
    return page.get_template("check_report.html").render(
        reports=reports, at=at, name=letters.show(name), facts=_tell, most=MOST
    )


def _tell(report: CheckReport) -> list[tuple[str, object]]:
    """Return what there is, but what there is not."""
    period = " till ".join(map(str, report.period)) if report.period else ""
    rows: list[tuple[str, object]] = [
        ("Specifikation", report.title),
        ("Beteckning", report.label),
        ("Gjort", report.created),
        ("Period", period),
        ("Form", _CONTAINERS[report.container]),
        ("Filer", report.files),
        ("Byte", report.size),
        ("Ögonblicksbilder", report.snapshots),
        ("Ärenden", len(report.arenden)),
        ("Diarienummer", ", ".join(report.arenden)),
        ("Handlingar", report.handlingar),
        ("Maskade versioner", report.masked or ""),
        (f"SHA-256 för {report.manifest}", report.manifest_sha256),
        *_tell_journal(report),
    ]
    return [(words, value) for words, value in rows if value != ""]


def _tell_journal(report: CheckReport) -> list[tuple[str, object]]:
    journal = report.journal
    if journal is None:
        return [("Diariets journal", "Inget utdrag ligger i paketet.")]
    proven = "Kedjan är obruten." if journal.proven else "Kedjan stämmer inte; se nedan."
    return [
        ("Diariets journal", proven),
        ("Poster i journalen", journal.entries),
        ("Kedjans huvud", journal.head),
        ("Handlingar som journalen intygar", journal.handlingar),
        ("Filer som journalen intygar", journal.files),
        ("Rader som är avskilda", journal.withheld),
    ]
