"""The Swedish text that tells a reader of the far future what the package is and how to read it."""

from datetime import datetime

from jinja2 import Environment, PackageLoader, StrictUndefined

from diarium.snapshot_records import CaptureOutcome, Snapshot
from exporters.contents import PackageContents
from exporters.parts import count_withheld
from schedules.clock import STOCKHOLM

_OUTCOMES = {
    CaptureOutcome.COMPLETE: "hela sidan",
    CaptureOutcome.PARTIAL: "en del av sidan",
    CaptureOutcome.FAILED: "misslyckades",
}


def write_text(contents: PackageContents) -> str:
    """Return the text for a package of these contents."""
    return _templates(autoescape=False).get_template("lasmig.txt").render(
        label=contents.label, archive=contents.archive, extract=contents.extract,
        namnd=contents.namnd.name, orgnr=contents.namnd.orgnr, kommun=contents.kommun,
        period=contents.period, first_day=contents.period.first_day,
        last_day=contents.period.last_day, created=_swedish(contents.created),
        software=f"{contents.software.name} {contents.software.version}",
        agreement=contents.agreement,
        snapshots=[_tell(each) for each in contents.snapshots],
        failed=[_tell(each) for each in contents.failed], arenden=len(contents.arenden),
        handlingar=sum(len(each.handlingar) for each in contents.arenden),
        withheld=count_withheld(contents), unreadable=contents.unreadable,
        protected=contents.include_protected,
    )  # fmt: skip


def write_page(label: str, text: str) -> str:
    """Return the same text as a web page that any browser shows."""
    return _templates(autoescape=True).get_template("lasmig.html").render(label=label, text=text)


def _tell(snapshot: Snapshot) -> dict[str, object]:
    return {
        "account": snapshot.account,
        "taken": _swedish(snapshot.taken_at),
        "outcome": _OUTCOMES[snapshot.outcome],
        "reason": snapshot.reason or "okänd orsak",
        "late": snapshot.late,
        "accepted": snapshot.accepted,
    }


def _swedish(moment: datetime) -> str:
    return moment.astimezone(STOCKHOLM).isoformat(sep=" ", timespec="seconds")


def _templates(*, autoescape: bool) -> Environment:
    return Environment(
        loader=PackageLoader("exporters"),
        autoescape=autoescape,  # noqa: S701  off for the plain text alone
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
