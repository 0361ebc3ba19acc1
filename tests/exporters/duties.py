"""Duties of every kind, for tests of what tells of them."""

from datetime import UTC, datetime

from diarium.duties import Duty, DutyKind

AT = datetime(2026, 7, 3, 6, 5, tzinfo=UTC)
MIDNIGHT = datetime(2026, 7, 2, 22, tzinfo=UTC)
"""The end of 2 July in Sweden."""


def duty(kind: DutyKind = DutyKind.ANSWER, **changed: object) -> Duty:
    """Return a duty that is late."""
    said: dict[str, object] = {
        "kind": kind, "namnd": "KS", "beteckning": "KS/2026:1-1", "message": 7, "account": "ks-fb",
        "forvaltning": "Kommunledningsförvaltningen", "ansvarig": "Anna Åström",
        "since": datetime(2026, 6, 30, 8, tzinfo=UTC), "waited_hours": 70, "waited_working_days": 3,
        "due": datetime(2026, 7, 2, 8, tzinfo=UTC), "late": True, "hours": 23, "working_days": 1,
        "command": "archiver answer KS/2026:1-1", **changed,
    }  # fmt: skip
    return Duty(**said)  # type: ignore[arg-type]  # fields by name


EVERY = (
    *(
        duty(kind, beteckning=None if kind is DutyKind.REGISTER else str(kind), due=MIDNIGHT)
        for kind in DutyKind
    ),
    duty(namnd="SBN", forvaltning=None, ansvarig=None, account=None, message=None),
    duty(namnd=None, forvaltning=None, ansvarig=None, account=None, late=False, working_days=12),
    duty(namnd="SBN", forvaltning="Parkförvaltningen", ansvarig="Bo Öberg", account="sbn-insta"),
)
"""Late and coming, of several nämnder, förvaltningar and people, and of nobody."""
