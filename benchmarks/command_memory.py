"""Runs `archiver` in this very process and prints, as its last line, the most memory it took.

Usage: command_memory.py ARGUMENT…      (those of `archiver`)

The figure is the peak resident size in kilobytes of this process alone, without the workers and the
browsers. The kernel's own mark of it is read (``VmHWM``), which begins anew with a program;
``ru_maxrss`` does not, and would tell the size of whoever started this one if that is larger.
"""

import re
import sys
from pathlib import Path

from archiver.cli.main import run


def read_peak() -> int:
    """Return the most memory that this process has held at once, in kilobytes."""
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    found = re.search(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)
    assert found, "the kernel does not tell the peak memory of a process"
    return int(found[1])


if __name__ == "__main__":
    code = run(sys.argv[1:])
    print(read_peak())
    sys.exit(code)
