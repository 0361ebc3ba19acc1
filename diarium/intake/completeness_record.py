"""The completeness report as it is kept with the batch: JSON with codes, and Swedish sentences."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from diarium.intake.completeness import Completeness
from diarium.intake.raw import NOT_KEPT
from diarium.intake.silences import Gap, Measure, Silences
from diarium.intake.tally import (
    read_counts,
    read_missing,
    read_spots,
    read_unreadable,
    to_plain,
)

VERSION = 1
"""Of the form of the record."""
MEDIA_TYPE = "application/json"
SAID = 10
"""How many of each sort the sentences name; the record lists more."""
_MEASURES = {Measure.DAYS: "dagar", Measure.WEEKS: "veckor", Measure.MONTHS: "månader"}


def write_report(report: Completeness) -> bytes:
    """Return the report as it is kept: one JSON object in UTF-8."""
    told = {each.name: getattr(report, each.name) for each in fields(report)}
    record = {"version": VERSION, "i ord": list(sentences(report)), **told}
    text = json.dumps(record, ensure_ascii=False, indent=1, default=to_plain)
    return text.encode("utf-8", "replace")


def read_report(content: bytes) -> Completeness:
    """Return the report that was kept."""
    told = json.loads(content)
    return Completeness(**{each.name: _read(each.name, told) for each in fields(Completeness)})


def _read(name: str, told: Mapping[str, Any]) -> Any:  # noqa: ANN401  as many kinds as fields
    value = told[name]
    match name:
        case "at":
            return datetime.fromisoformat(value)
        case "first_day" | "last_day":
            return date.fromisoformat(value) if value else None
        case "silences":
            return _read_silences(value)
    return tuple(_LISTS[name](value)) if name in _LISTS else value


def _read_silences(told: Mapping[str, Any]) -> Silences:
    spans = (
        (date.fromisoformat(each["first"]), date.fromisoformat(each["last"]))
        for each in told["gaps"]
    )
    measure = Measure(told["measure"]) if told["measure"] else None
    return Silences(measure, tuple(Gap(*each) for each in spans))


_LISTS: Mapping[str, Any] = {
    "unknown_deletions": read_spots,
    "unreadable": read_unreadable,
    "missing": read_missing,
    "manifest_wrong": read_counts,
    "other_files": tuple,
    "never_holds": tuple,
}


def sentences(report: Completeness) -> Iterator[str]:
    """Yield what a person needs to know of a delivery, in Swedish, for it becomes a record."""
    yield from _say_period(report)
    yield from _say_wanting(report)
    yield from _say_files(report)
    if report.never_holds:
        yield "Det här finns aldrig i en sådan leverans:"
        yield from (f"– {each}" for each in report.never_holds)


def _say_period(report: Completeness) -> Iterator[str]:
    if report.first_day is None:
        yield "Leveransen innehåller inget meddelande vars tid källan säger."
        return
    period = _span(Gap(report.first_day, report.last_day or report.first_day))
    yield f"Meddelandena är från {period}."
    if report.undated:
        number = _number(report.undated, "meddelande", "meddelanden")
        yield f"För {number} säger källan ingen tid; där gäller tiden för intaget."
    measure, gaps = report.silences.measure, report.silences.gaps
    if measure is None:
        yield "Meddelandena är för glesa för att säga om det finns luckor i perioden."
    elif gaps:
        yield (
            f"De flesta {_MEASURES[measure]} i perioden har meddelanden, men inte "
            f"{_some([_span(each) for each in gaps])}. Kontrollera luckorna mot källan."
        )
    elif report.first_day != report.last_day:
        yield f"Det finns inga luckor i perioden, räknat i {_MEASURES[measure]}."


def _span(gap: Gap) -> str:
    return f"{gap.first}" if gap.first == gap.last else f"{gap.first} till {gap.last}"


def _say_wanting(report: Completeness) -> Iterator[str]:
    if report.unreadable_count:
        number = _number(report.unreadable_count, "ställe", "ställen")
        refused = any(each.reason in NOT_KEPT for each in report.unreadable)
        but = " utom filer som inte kunde tas emot" if refused else ""
        yield f"{number} kunde inte läsas; allt{but} ligger kvar i originalet."
    for each in report.manifest_wrong[:SAID]:
        number = _number(each.promised, "post", "poster")
        yield f"Leveransen lovar själv {number} i {each.file}; där finns {each.found}."
    if (more := report.manifest_wrong_count - SAID) > 0:
        yield f"Antalet stämmer inte heller i {_number(more, 'fil', 'filer')} till."
    if report.manifest_files and not report.manifest_wrong_count:
        files = _number(report.manifest_files, "fil", "filer")
        yield f"Antalen stämmer med vad leveransen själv lovar ({files})."
    if report.missing_count:
        number = _number(report.attachments, "bilaga", "bilagor")
        whys = "; ".join(list(dict.fromkeys(each.why for each in report.missing))[:SAID])
        yield f"{report.missing_count} av {number} följde inte med: {whys}."


def _say_files(report: Completeness) -> Iterator[str]:
    if report.other_file_count:
        number = _number(report.other_file_count, "fil", "filer")
        yield (
            f"{number} i leveransen innehåller inga meddelanden som kan läsas här och behålls "
            f"inte: {_some(report.other_files, report.other_file_count)}."
        )


def _number(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _some(names: Sequence[str], count: int | None = None) -> str:
    """Return the first names, and how many more there are."""
    more = (count or len(names)) - min(len(names), SAID)
    said = ", ".join(names[:SAID])
    return f"{said} och {more} till" if more else said
