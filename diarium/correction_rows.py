"""How corrections are told: what is set apart now stands in no earlier public form."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Row

from diarium.arende_records import Cause, Correction
from diarium.titles import SHIELDED

SETS_APART = (Cause.MARKING, Cause.MASKING)


def read_corrections(rows: Sequence[Row[tuple[object, ...]]]) -> tuple[Correction, ...]:
    """Return corrections from their rows, oldest first.

    What a field once read in public is public no longer when it is set apart, so the public forms
    from before that are told as protected ones (OSL 5 kap. 2 § andra stycket).
    """
    told, apart = list[Correction](), set[str]()
    for each in map(_correction, reversed(rows)):
        later = each.field in apart
        if each.cause in SETS_APART:
            apart.add(each.field)
        told.append(_conceal(each, new=later) if each.field in apart else each)
    return tuple(reversed(told))


def _conceal(correction: Correction, *, new: bool) -> Correction:
    """Return a correction without the public form it replaced, and with ``new`` its own neither."""
    told = replace(
        correction,
        old_public=SHIELDED,
        old_protected=correction.old_protected or correction.old_public,
    )
    if not new:
        return told
    whole = correction.new_protected or correction.new_public
    return replace(told, new_public=SHIELDED, new_protected=whole)


def _correction(row: Row[tuple[object, ...]]) -> Correction:
    return Correction(
        field=row.field,
        old_public=row.old_public,
        old_protected=row.old_protected,
        new_public=row.new_public,
        new_protected=row.new_protected,
        why=row.why,
        at=row.at,
        by=row.by,
        cause=Cause(row.cause),
    )
