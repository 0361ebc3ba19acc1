"""Ending a process together with all it has started."""

import contextlib
import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

ROUNDS = 5
"""A process may start another while its family is being listed; so it is listed again."""


def kill_tree(pid: int, *, itself: bool = True) -> None:
    """Kill a process and every process below it, whatever group or session they moved to."""
    for _ in range(ROUNDS):
        family = list(list_family(pid))
        for member in family:
            _kill(member)
        if not family:
            break
    if itself:
        _kill(pid)


def end_at_once() -> NoReturn:
    """End this process, and before it all it has started.

    A browser that is asked to close takes its time; one that has done its work need not.
    """
    kill_tree(os.getpid(), itself=False)
    os._exit(0)


def list_family(pid: int) -> Iterator[int]:
    """Yield the processes below a process, each before its own children's children."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with contextlib.suppress(OSError, ValueError, IndexError):
                parent, state = _read_stat(entry)
                if state != "Z":
                    children.setdefault(parent, []).append(int(entry.name))
    waiting = [pid]
    while waiting:
        for child in children.get(waiting.pop(), []):
            yield child
            waiting.append(child)


def measure_memory(pid: int) -> int:
    """Return how much memory a process and all below it hold for themselves, in bytes.

    What they have in common with others, such as the program itself, is not counted.
    """
    return sum(_own_memory(member) for member in (pid, *list_family(pid)))


def _own_memory(pid: int) -> int:
    with contextlib.suppress(OSError):
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8", errors="replace")
        return 1024 * sum(
            int(each) for each in re.findall(r"^Rss(?:Anon|Shmem):\s+(\d+)", status, re.MULTILINE)
        )
    return 0


def kill_users_of(scratch: Path) -> None:
    """Kill every process that was given a folder for its temporary files.

    A browser that has lost its worker is below nobody any more, but its environment names it.
    """
    given = f"TMPDIR={scratch}".encode()
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and int(entry.name) != os.getpid():
            with contextlib.suppress(OSError):
                if given in (entry / "environ").read_bytes().split(b"\0"):
                    _kill(int(entry.name))


def _read_stat(entry: Path) -> tuple[int, str]:
    """Return the parent and the state of a process; its name may hold spaces and brackets."""
    after_name = (entry / "stat").read_text().rpartition(")")[2].split()
    return int(after_name[1]), after_name[0]


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, signal.SIGKILL)
