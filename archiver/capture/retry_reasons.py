"""Which failures are worth another try, and which say that the host turns us away.

A pattern is held against the reason code; the first that fits counts. A reason that is not
listed will not go away by itself within minutes, and is not tried again: a page that is gone, a
login that is asked for, a wrong address.
"""

from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(frozen=True, slots=True)
class Prospect:
    """What a failure lets one expect.

    Attributes:
        again: Another try, after a wait, may succeed.
        blocking: The host itself turns visits away; all its accounts must wait.
    """

    again: bool
    blocking: bool = False


_PASSING, _TURNED_AWAY, _FINAL = Prospect(True), Prospect(True, True), Prospect(False)
_WALLED = Prospect(again=False, blocking=True)
REASONS = (
    ("http-403", _TURNED_AWAY),
    ("http-429", _TURNED_AWAY),
    ("http-503", _TURNED_AWAY),
    ("http-999", _TURNED_AWAY),
    ("rate-limited", _TURNED_AWAY),
    ("bot-challenge", _WALLED),
    ("http-408", _PASSING),
    ("http-425", _PASSING),
    ("http-5??", _PASSING),
    ("blank", _PASSING),
    ("crash", _PASSING),
    ("navigated-away", _PASSING),
    ("network", _PASSING),
    ("timeout", _PASSING),
    ("unknown-host", _PASSING),
    ("unreachable", _PASSING),
    ("unsteady", _PASSING),
    ("worker-died", _PASSING),
)
"""What each reason code of a failure lets one expect, in order."""


def prospect_of(reason: str | None) -> Prospect:
    """Return what a failure lets one expect; a capture that did not fail is final too."""
    found = (what for pattern, what in REASONS if fnmatchcase(reason or "", pattern))
    return next(found, _FINAL)
