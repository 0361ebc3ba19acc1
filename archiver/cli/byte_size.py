"""A number of bytes as it is written on the command line, such as ``4GB``."""

import re

from diarium.errors import UsageError

UNITS = {"B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12,
         "KIB": 2**10, "MIB": 2**20, "GIB": 2**30, "TIB": 2**40}  # fmt: skip
_WRITTEN = re.compile(r"(\d{1,15})\s*([KMGT]?I?B)", re.IGNORECASE)


def read_size(option: str, written: str | None) -> int | None:
    """Return a number of bytes, if one is given.

    Args:
        option: By which option it was given.
        written: A whole number and a unit: ``kB`` is 1000 bytes, ``KiB`` 1024.

    Raises:
        UsageError: It is none, or nothing at all.
    """
    if written is None:
        return None
    found = _WRITTEN.fullmatch(written.strip())
    unit = UNITS.get(found[2].upper()) if found else None
    if found is None or unit is None or not int(found[1]):
        raise UsageError(
            "{option} {written} is no size; write it like 4GB or 700MB",
            option=option,
            written=written[:50],
        )
    return int(found[1]) * unit
