"""What of the machine a picture depends on: its fonts, and how right its clock was."""

import ctypes
import functools
import subprocess
from typing import Any

FONTS_MOST = 2000
"""More families than this are not listed."""
_SECONDS = 10
_UNSYNCHRONISED = 0x0040
"""STA_UNSYNC of Linux: nothing keeps the clock right."""
_NANOSECONDS = 0x2000
"""STA_NANO of Linux: the offset is in nanoseconds, else in microseconds."""


class _Timex(ctypes.Structure):
    """The first fields of ``struct timex`` (adjtimex(2)); the rest is room."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("frequency", ctypes.c_long),
        ("max_error", ctypes.c_long),
        ("estimated_error", ctypes.c_long),
        ("status", ctypes.c_int),
        ("room", ctypes.c_byte * 512),
    )


def describe_clock() -> dict[str, Any]:
    """Return what the kernel knows of the clock: kept right or not, offset and error in seconds."""
    told = _Timex()
    try:
        state = ctypes.CDLL(None).adjtimex(ctypes.byref(told))
    except (AttributeError, OSError):  # not Linux
        state = -1
    if state < 0:
        return {"source": "unknown", "synchronised": None}
    unit = 1e-9 if told.status & _NANOSECONDS else 1e-6
    return {
        "source": "adjtimex",
        "synchronised": not told.status & _UNSYNCHRONISED,
        "offset_seconds": round(told.offset * unit, 9),
        "error_seconds": told.max_error / 1e6,
    }


@functools.cache
def list_fonts() -> list[str]:
    """Return the families of fonts that the browser can choose from, as fontconfig lists them."""
    try:
        done = subprocess.run(
            ["fc-list", ":", "family"],  # noqa: S607  found by PATH, as the browser's library is
            capture_output=True, text=True, check=False, timeout=_SECONDS, errors="replace",
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return []
    return sorted({line.strip() for line in done.stdout.splitlines() if line.strip()})[:FONTS_MOST]
