"""Taking over somebody else's file in a process of its own, with bounded memory and time."""

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from archiver.pdf.taken_over import Kind, TakenOver, Way
from diarium.errors import RefusedError, UsageError

MOST_SECONDS = 300
_FAILURES = (UsageError, RefusedError)


def take_over_apart(
    source: Path, target: Path, flavour: str, created: datetime, seconds: float = MOST_SECONDS
) -> TakenOver:
    """Write a file's pages as PDF/A, see `archiver.pdf.taken_over.take_over`.

    Raises:
        UsageError: It is neither PDF, PNG nor JPEG.
        RefusedError: It is damaged, protected, or asks for too much memory or time.
    """
    command = [sys.executable, "-P", "-m", "archiver.pdf"]
    named = [str(source), str(target), flavour, created.isoformat()]
    try:
        done = subprocess.run([*command, *named], capture_output=True, check=False, timeout=seconds)
    except subprocess.TimeoutExpired as error:
        raise _too_much(source) from error
    if done.returncode or not done.stdout:
        raise _too_much(source)
    answer = json.loads(done.stdout)
    if "made" in answer:
        return _read(answer["made"])
    kinds = {kind.exit_code: kind for kind in _FAILURES}
    raise kinds[answer["code"]](answer["message"], **answer["fields"])


def _read(made: dict[str, Any]) -> TakenOver:
    return TakenOver(
        kind=Kind(made["kind"]),
        way=Way(made["way"]),
        pages=made["pages"],
        left_out=tuple(made["left_out"]),
    )


def _too_much(source: Path) -> RefusedError:
    return RefusedError(
        "{file} could not be read with the memory and the time that a snapshot may take; print it "
        "to a new PDF with fewer pages, or save it as PNG",
        file=source.name,
    )
