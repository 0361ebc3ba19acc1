"""What was changed in an account: each field, from one version to the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from diarium.accounts import EDITABLE
from diarium.records import Account


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field that one version of an account came to tell otherwise than the version before."""

    version: int
    field: str
    before: object
    after: object
    at: datetime
    by: str


def list_changes(history: Sequence[Account]) -> list[Change]:
    """Return every change of field between an account's versions, oldest first."""
    return [
        Change(
            version=after.version, field=field, at=after.at, by=after.by,
            before=getattr(before, field), after=getattr(after, field),
        )
        for before, after in pairwise(history)
        for field in (*EDITABLE, "closed", "closed_reason", "unpictured")
        if getattr(before, field) != getattr(after, field)
    ]  # fmt: skip
