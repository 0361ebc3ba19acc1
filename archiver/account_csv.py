"""Accounts as a list for a spreadsheet: a line each, with its newest plan and its roster.

Several people, goals or channels stand in one cell, each on a line of its own. A person is written
``Bo Öberg`` or ``Bo Öberg (2026-07-01–2026-07-31)``, a substitute ``Bo Öberg för Anna Ek (…)``.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from diarium.errors import Error, RefusedError, UsageError
from diarium.plan_records import Approver
from diarium.roster_records import RosterRole
from exporters.spreadsheet import FORMULA, write_csv

_TEXTS = {
    "Id": "id", "Nämnd": "namnd", "Slag": "kind", "Plattform": "platform", "Adress": "url",
    "Användarnamn": "handle", "Namn": "name", "Förvaltning": "forvaltning",
    "Ansvarig": "ansvarig", "Syfte": "syfte", "Målgrupp": "malgrupp",
    "Inloggningsuppgifterna finns": "credentials",
}  # fmt: skip
_FLAGS = {"Officiell kanal": "official", "Öppen": "open", "Kronologisk": "chronological"}
_DAYS = {"Öppnat": "opened"}
_ROSTER = {
    "Administratörer": RosterRole.ADMINISTRATOR,
    "Förvaltningens kommunikatör": RosterRole.KOMMUNIKATOR,
    "Ersättare": RosterRole.ERSATTARE,
    "Frånvarande": RosterRole.FRANVARANDE,
}
_PLAN_LISTS = {"Planens mål": "goals", "Planens kanaler": "channels"}
_PLAN_TEXTS = {"Planens målgrupp": "malgrupp"}
_PLAN_DAYS = {"Planen från": "from", "Planen till": "to"}
_PLAN_FLAGS = {"Bara omvärldsbevakning": "monitoring_only", "Tidsbegränsad": "limited"}
_APPROVALS = {
    "Godkänd av närmaste chef": Approver.CHEF,
    "Godkänd av kommunikatör": Approver.KOMMUNIKATOR,
    "Godkänd av kommunikationschef": Approver.KOMMUNIKATIONSCHEF,
}
_APPROVAL_DAY = "{heading}, dag"
_APPROVAL_DAYS = tuple(_APPROVAL_DAY.format(heading=each) for each in _APPROVALS)
HEADINGS = (
    *_TEXTS, *_FLAGS, *_DAYS, *_ROSTER, *_PLAN_LISTS, *_PLAN_TEXTS, *_PLAN_DAYS, *_PLAN_FLAGS,
    *_APPROVALS, *_APPROVAL_DAYS,
)  # fmt: skip
_YES = {"ja": True, "nej": False}
_DAY = r"\d{4}-\d\d-\d\d"
_PERSON = re.compile(
    rf"(?P<name>.+?)(?: för (?P<whom>.+?))?(?: \((?P<first>{_DAY})?[–—-](?P<last>{_DAY})?\))?"
)
_SEPARATORS = ";,\t"
_SEP = "sep="
"""Before the headings: Excel's own way to say what stands between the cells."""
Values = dict[str, Any]


def parse_csv(text: str) -> Iterator[tuple[int, Mapping[str, Any] | Error]]:
    """Yield the row and the values of each account; empty rows are passed over.

    Args:
        text: With commas, semicolons or tabs between the cells, as its headings tell.

    Raises:
        UsageError: It cannot be read as a list, or has not the right headings.
    """
    headings, sign = _find_headings(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
    try:
        rows = (cells for cells in reader if not (cells and cells[0].startswith(_SEP)))
        for row, cells in enumerate(rows, 1):
            if row > 1 and any(cell.strip() for cell in cells):
                yield row, _read_cells(headings, cells)
    except csv.Error as error:
        raise UsageError(
            "the list cannot be read after line {line} ({cause}); save it as CSV again",
            line=reader.line_num,
            cause=error,
        ) from error


def format_csv(accounts: Iterable[Mapping[str, Any]], *, bom: bool) -> bytes:
    """Return accounts as a list, from their values by key; of several plans the first.

    Raises:
        RefusedError: Somebody's name cannot be told from the rest of its cell.
    """
    return write_csv(HEADINGS, [_write_cells(each) for each in accounts], bom=bom)


def _find_headings(text: str) -> tuple[list[str], str]:
    """Return the headings, as they are written here, and what stands between the cells."""
    lines = text.splitlines()
    first = next(iter(lines), "")
    if first.startswith(_SEP):
        first = next(iter(lines[1:]), "")
    sign = max(_SEPARATORS, key=first.count)
    written = [cell.strip() for cell in next(csv.reader([first], delimiter=sign), [])]
    known = {each.casefold(): each for each in HEADINGS}
    strange = next((each for each in written if each.casefold() not in known), None)
    if strange is not None or "id" not in map(str.casefold, written):
        raise UsageError(
            "the first line has not the right headings ({heading}); archiver account export writes "
            "a list with them",
            heading=strange[:40] if strange is not None else "Id",
        )
    headings = [known[each.casefold()] for each in written]
    twice = next((each for each in headings if headings.count(each) > 1), None)
    if twice is not None:
        raise UsageError("the heading {heading} stands twice; keep one of them", heading=twice)
    return headings, sign


def _read_cells(headings: Sequence[str], cells: Sequence[str]) -> Values | Error:
    try:
        if len(cells) != len(headings):
            raise UsageError(
                "the line has {n} cells and there are {m} headings; give each its own",
                n=len(cells),
                m=len(headings),
            )
        said = {
            heading: _read_cell(heading, cell)
            for heading, cell in zip(headings, cells, strict=True)
            if cell.strip()
        }
        return _values(said)
    except Error as error:
        return error


def _read_cell(heading: str, cell: str) -> str:
    """Return a cell's text, without the apostrophe that keeps a spreadsheet from running it."""
    text = cell.strip()
    if text.startswith("="):
        raise UsageError(
            "{heading} holds a formula; write what it is to say instead", heading=heading
        )
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def _values(said: Mapping[str, str]) -> Values:
    values: Values = {key: said[heading] for heading, key in _TEXTS.items() if heading in said}
    values |= _flags(said, _FLAGS) | _days(said, _DAYS)
    roster = [
        _read_person(heading, line, role)
        for heading, role in _ROSTER.items()
        for line in _lines(said.get(heading, ""))
    ]
    plan = _read_plan(said)
    return values | {"roster": roster} | ({"plan": [plan]} if plan else {})


def _read_plan(said: Mapping[str, str]) -> Values:
    plan: Values = {key: said[heading] for heading, key in _PLAN_TEXTS.items() if heading in said}
    plan |= {key: _lines(said[heading]) for heading, key in _PLAN_LISTS.items() if heading in said}
    plan |= _days(said, _PLAN_DAYS) | _flags(said, _PLAN_FLAGS)
    approvals = [
        _read_approval(said, heading, role)
        for heading, role in _APPROVALS.items()
        if heading in said or _APPROVAL_DAY.format(heading=heading) in said
    ]
    return plan | ({"approval": approvals} if approvals else {})


def _read_approval(said: Mapping[str, str], heading: str, approver: Approver) -> Values:
    on = _APPROVAL_DAY.format(heading=heading)
    lacking = next((each for each in (heading, on) if each not in said), None)
    if lacking is not None:
        raise UsageError("{key} is missing; say what it is", key=lacking)
    return {"as": approver.value, "name": said[heading], **_days(said, {on: "date"})}


def _read_person(heading: str, line: str, role: RosterRole) -> Values:
    found = _PERSON.fullmatch(line)
    assert found is not None  # noqa: S101  the name takes what is left
    told: Values = {"name": found["name"], "role": role.value}
    if role is not RosterRole.ERSATTARE and found["whom"]:
        told["name"] = f"{found['name']} för {found['whom']}"
    elif found["whom"]:
        told["for"] = found["whom"]
    days = {"from": found["first"], "to": found["last"]}
    return told | {key: _read_day(heading, day) for key, day in days.items() if day}


def _days(said: Mapping[str, str], keys: Mapping[str, str]) -> Values:
    return {
        key: _read_day(heading, said[heading]) for heading, key in keys.items() if heading in said
    }


def _read_day(heading: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError("{key} is no day; write it as 2026-07-01", key=heading) from error


def _flags(said: Mapping[str, str], keys: Mapping[str, str]) -> Values:
    found = {}
    for heading, key in keys.items():
        if heading in said:
            word = said[heading].casefold()
            if word not in _YES:
                raise UsageError("{key} says neither ja nor nej; write one of them", key=heading)
            found[key] = _YES[word]
    return found


def _lines(cell: str) -> list[str]:
    return [" ".join(each.split()) for each in re.split(r"[\n;]", cell) if each.strip()]


def _write_cells(values: Mapping[str, Any]) -> list[object]:
    plan: Mapping[str, Any] = next(iter(values.get("plan", ())), {})
    approvals = {each["as"]: each for each in plan.get("approval", ())}
    cells = [values.get(key) for key in (*_TEXTS.values(), *_FLAGS.values(), *_DAYS.values())]
    for role in _ROSTER.values():
        people = [each for each in values.get("roster", ()) if each["role"] == role.value]
        cells.append("\n".join(_write_person(each) for each in people))
    cells += ["\n".join(plan.get(key, ())) for key in _PLAN_LISTS.values()]
    keys = (*_PLAN_TEXTS.values(), *_PLAN_DAYS.values(), *_PLAN_FLAGS.values())
    cells += [plan.get(key) for key in keys]
    for part in ("name", "date"):
        cells += [approvals.get(each.value, {}).get(part) for each in _APPROVALS.values()]
    return cells


def _write_person(person: Mapping[str, Any]) -> str:
    whom = f" för {person['for']}" if person.get("for") else ""
    days = f"{person['from']}–{person.get('to') or ''}"
    line = f"{person['name']}{whom} ({days})"
    read = [_read_person("", each, RosterRole(person["role"])) for each in _lines(line)]
    if read != [{key: said for key, said in person.items() if said is not None}]:
        raise RefusedError(
            "{name} cannot be told from the rest of a cell; export to a file ending in .toml",
            name=person["name"],
        )
    return line
