"""The informationshanteringsplan as a file: TOML with one ``[[handlingstyp]]`` for each row.

All of a file is tried before anything is taken in, and every fault is told with its row.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from diarium.errors import UsageError
from diarium.plain_text import clean_line
from diarium.records import AppliesTo, CountedFrom, KeptAs

CODE = re.compile(r"[0-9A-Za-zÅÄÖåäö]{1,8}(\.[0-9A-Za-zÅÄÖåäö]{1,8}){0,7}")
"""What a code of a classification plan looks like, such as ``1.4.2``."""
Code = TypeVar("Code", bound=StrEnum)
MOST_BYTES = 5_000_000
MOST_YEARS = 150
ROWS = "handlingstyp"
_COMMON = frozenset(("namnd", "decision", "decision_date", ROWS))
_TEXTS = ("code", "handlingstyp", "rubrik", "decision")
_KEYS = frozenset(
    (*_TEXTS, "applies_to", "registration", "preserved", "years", "counted_from",
     "decision_date", "remark")
)  # fmt: skip
_KEPT_AS = {
    AppliesTo.ARENDE: (KeptAs.REGISTERED, CountedFrom.CLOSED),
    AppliesTo.KEPT_ORDERED: (KeptAs.ORDERED, CountedFrom.RECEIVED),
    AppliesTo.LITTLE_IMPORTANCE: (KeptAs.NEITHER, CountedFrom.RECEIVED),
    AppliesTo.OMVARLD: (KeptAs.ORDERED, CountedFrom.RECEIVED),
}
"""What a row must say of registration and frist to be about something in the register."""


class PlanReason(StrEnum):
    """Why a row of a plan cannot be taken in."""

    UNKNOWN_KEY = "unknown-key"
    MISSING = "missing"
    WRONG = "wrong"
    CODE_WRONG = "code-wrong"
    CODE_TWICE = "code-twice"
    YEARS_WRONG = "years-wrong"
    YEARS_OR_PRESERVED = "years-or-preserved"
    NO_DECISION = "no-decision"
    DATE_WRONG = "date-wrong"
    DATE_AHEAD = "date-ahead"
    KEPT_OTHERWISE = "kept-otherwise"
    COUNTED_OTHERWISE = "counted-otherwise"
    APPLIES_TWICE = "applies-twice"


@dataclass(frozen=True, slots=True)
class PlanFault:
    """Something in a plan that cannot be.

    Attributes:
        row: Which ``[[handlingstyp]]``, counted from 1; 0 for what stands above the first.
        code: The code of that row, if it has one.
        reason: What is wrong.
        key: The key it is about.
    """

    row: int
    code: str
    reason: PlanReason
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    """A row of a plan as its file has it; the fields are those of ``records.PlanRow``."""

    code: str
    handlingstyp: str
    rubrik: str
    applies_to: AppliesTo | None
    registration: KeptAs
    years: int | None
    counted_from: CountedFrom | None
    decision: str
    decision_date: date
    remark: str | None


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A plan as read: the nämnd it names, if it does, its rows, and all that is wrong with it."""

    namnd: str | None
    lines: tuple[PlanLine, ...]
    faults: tuple[PlanFault, ...]


class _RowError(Exception):
    def __init__(self, reason: PlanReason, key: str) -> None:
        self.reason, self.key = reason, key
        super().__init__(reason.value)


def read_plan_file(path: Path, today: date) -> PlanFile:
    """Read a plan from its file.

    Args:
        path: The file.
        today: The day, in Swedish time; no decision is dated after it.

    Returns:
        The rows that can be meant, and every fault; with a fault none of it is to be used.

    Raises:
        UsageError: There is no such file, it is too large, no UTF-8 or no TOML.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UsageError("{path} is too large to be a plan", path=path)
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UsageError("{path} is not UTF-8; save the file as UTF-8", path=path) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UsageError("{path} is not TOML: {cause}", path=path, cause=error) from error
    except OSError as error:
        raise UsageError(
            "cannot read {path} ({cause}); give the path of a plan", path=path, cause=error.strerror
        ) from error
    return _read(content, today)


def _read(content: Mapping[str, object], today: date) -> PlanFile:
    strange = [key for key in content if key not in _COMMON]
    faults = [PlanFault(0, "", PlanReason.UNKNOWN_KEY, key) for key in strange]
    rows = content.get(ROWS)
    namnd = content.get("namnd")
    if namnd is not None and not isinstance(namnd, str):
        faults.append(PlanFault(0, "", PlanReason.WRONG, "namnd"))
        namnd = None
    if not isinstance(rows, list) or not rows:
        faults.append(PlanFault(0, "", PlanReason.MISSING, f"[[{ROWS}]]"))
        rows = []
    common = {key: content[key] for key in ("decision", "decision_date") if key in content}
    lines = []
    for number, row in enumerate(rows, 1):
        try:
            lines.append(_line({**common, **row} if isinstance(row, dict) else {}, today))
            faults += _repeated(number, lines)
        except _RowError as error:
            faults.append(PlanFault(number, _shown(row), error.reason, error.key))
    return PlanFile(namnd, tuple(lines), tuple(faults))


def _line(row: Mapping[str, object], today: date) -> PlanLine:
    unknown = sorted(set(row) - _KEYS)
    if unknown:
        raise _RowError(PlanReason.UNKNOWN_KEY, unknown[0])
    texts = {key: _text(row, key) for key in _TEXTS}
    if not CODE.fullmatch(texts["code"]):
        raise _RowError(PlanReason.CODE_WRONG, "code")
    line = PlanLine(
        **texts,
        registration=_registration(row),
        applies_to=_applies_to(row),
        years=_years(row),
        counted_from=_counted_from(row),
        decision_date=_decided(row, today),
        remark=_text(row, "remark") if "remark" in row else None,
    )
    _refuse_unlike(line)
    return line


def _text(row: Mapping[str, object], key: str) -> str:
    said = row.get(key, "")
    if not isinstance(said, str):
        raise _RowError(PlanReason.WRONG, key)
    try:
        line = clean_line(key, said, optional=True)
    except UsageError:
        raise _RowError(PlanReason.WRONG, key) from None
    if not line:
        missing = PlanReason.NO_DECISION if key == "decision" else PlanReason.MISSING
        raise _RowError(missing, key)
    return line


def _one_of(codes: type[Code], said: object, key: str) -> Code:
    if not isinstance(said, str) or said not in list(codes):
        raise _RowError(PlanReason.WRONG, key)
    return codes(said)


def _registration(row: Mapping[str, object]) -> KeptAs:
    if "registration" not in row:
        raise _RowError(PlanReason.MISSING, "registration")
    return _one_of(KeptAs, row["registration"], "registration")


def _applies_to(row: Mapping[str, object]) -> AppliesTo | None:
    said = row.get("applies_to")
    return None if said is None else _one_of(AppliesTo, said, "applies_to")


def _years(row: Mapping[str, object]) -> int | None:
    years, preserved = row.get("years"), row.get("preserved", False)
    if not isinstance(preserved, bool):
        raise _RowError(PlanReason.WRONG, "preserved")
    if preserved == ("years" in row):
        raise _RowError(PlanReason.YEARS_OR_PRESERVED, "years")
    if preserved:
        return None
    if isinstance(years, bool) or not isinstance(years, int) or not 0 <= years <= MOST_YEARS:
        raise _RowError(PlanReason.YEARS_WRONG, "years")
    return years


def _counted_from(row: Mapping[str, object]) -> CountedFrom | None:
    said = row.get("counted_from")
    if ("years" in row) != ("counted_from" in row):
        raise _RowError(
            PlanReason.MISSING if "years" in row else PlanReason.COUNTED_OTHERWISE, "counted_from"
        )
    return None if said is None else _one_of(CountedFrom, said, "counted_from")


def _decided(row: Mapping[str, object], today: date) -> date:
    said = row.get("decision_date")
    if said is None:
        raise _RowError(PlanReason.NO_DECISION, "decision_date")
    if isinstance(said, datetime) or not isinstance(said, date):
        raise _RowError(PlanReason.DATE_WRONG, "decision_date")
    if said > today:
        raise _RowError(PlanReason.DATE_AHEAD, "decision_date")
    return said


def _refuse_unlike(line: PlanLine) -> None:
    """Refuse a row that is about something in the register which is kept in another way."""
    if line.applies_to is None:
        return
    registration, counted = _KEPT_AS[line.applies_to]
    if line.registration is not registration:
        raise _RowError(PlanReason.KEPT_OTHERWISE, "applies_to")
    if line.counted_from not in {None, counted}:
        raise _RowError(PlanReason.COUNTED_OTHERWISE, "counted_from")


def _repeated(number: int, lines: list[PlanLine]) -> Iterator[PlanFault]:
    """Yield what the newest row says again that a row above it has said."""
    *above, last = lines
    if any(last.code.casefold() == each.code.casefold() for each in above):
        yield PlanFault(number, last.code, PlanReason.CODE_TWICE, "code")
    skipped = last.applies_to not in {None, AppliesTo.ARENDE}
    if skipped and any(last.applies_to is each.applies_to for each in above):
        yield PlanFault(number, last.code, PlanReason.APPLIES_TWICE, "applies_to")


def _shown(row: object) -> str:
    code = row.get("code") if isinstance(row, dict) else None
    return code if isinstance(code, str) and CODE.fullmatch(code) else ""
