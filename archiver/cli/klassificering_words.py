"""What the codes of the informationshanteringsplan are called on the screen."""

from gettext import gettext as _
from gettext import ngettext

from archiver.cli.output import printable
from diarium.klassificering_file import PlanFault, PlanReason
from diarium.records import AppliesTo, CountedFrom, KeptAs, PlanRow


def kept_name(kept: KeptAs) -> str:
    """Return how handlingar of a type are kept, in words."""
    return {
        KeptAs.REGISTERED: _("registered"),
        KeptAs.ORDERED: _("kept ordered"),
        KeptAs.NEITHER: _("neither registered nor ordered"),
    }[kept]


def applies_name(applies_to: AppliesTo | None) -> str:
    """Return what in the register a row is about, in words; nothing where it is told of only."""
    if applies_to is None:
        return ""
    return {
        AppliesTo.ARENDE: _("ärenden with the code"),
        AppliesTo.KEPT_ORDERED: _("messages kept ordered"),
        AppliesTo.LITTLE_IMPORTANCE: _("messages of little importance"),
        AppliesTo.OMVARLD: _("omvärld that is not registered"),
    }[applies_to]


def frist_name(row: PlanRow) -> str:
    """Return whether a type is preserved, or when it is gallras."""
    if row.years is None:
        return _("preserved")
    if not row.years:
        return _("gallras vid inaktualitet")
    closed = row.counted_from is CountedFrom.CLOSED
    since = _("closed") if closed else _("received")
    line = ngettext(
        "gallras {n} calendar year after it was {since}",
        "gallras {n} calendar years after it was {since}",
        row.years,
    )
    return line.format(n=row.years, since=since)


def fault_line(fault: PlanFault) -> str:
    """Return where a plan has a fault, and what it is."""
    key = printable(fault.key)[:60]
    what = _reason(fault.reason).format(key=key)
    if not fault.row:
        return _("the file: {what}").format(what=what)
    if not fault.code:
        return _("row {n}: {what}").format(n=fault.row, what=what)
    return _("row {n} ({code}): {what}").format(n=fault.row, code=fault.code, what=what)


def _reason(reason: PlanReason) -> str:
    return {
        PlanReason.UNKNOWN_KEY: _("there is no key {key}; see docs/gallring.md"),
        PlanReason.MISSING: _("{key} is missing"),
        PlanReason.WRONG: _("{key} does not hold what it should; see docs/gallring.md"),
        PlanReason.CODE_WRONG: _("the code is none; write numbers with dots between, like 1.4.2"),
        PlanReason.CODE_TWICE: _("the code stands in a row above"),
        PlanReason.YEARS_WRONG: _("years must be a whole number from 0 to 150"),
        PlanReason.YEARS_OR_PRESERVED: _("say either preserved = true or years"),
        PlanReason.NO_DECISION: _("{key} is missing; every row rests on a decision"),
        PlanReason.DATE_WRONG: _("{key} is not a date, like 2026-05-12 without quotes"),
        PlanReason.DATE_AHEAD: _("{key} has not come yet"),
        PlanReason.KEPT_OTHERWISE: _("applies_to and registration do not go together"),
        PlanReason.COUNTED_OTHERWISE: _("counted_from does not go with the rest of the row"),
        PlanReason.APPLIES_TWICE: _("a row above applies to the same; only one may"),
    }[reason]
