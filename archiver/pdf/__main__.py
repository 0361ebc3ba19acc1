"""``python -m archiver.pdf SOURCE TARGET FLAVOUR CREATED``: a file taken over, apart from the rest.

Somebody else's file may ask for all memory and time there is. Here it gets a bounded share, and
what it does to this process touches no other. What came of it is told as JSON on standard output.
"""

import json
import os
import resource
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from archiver.pdf.taken_over import take_over
from diarium.errors import Error, ExitCode

MOST_MEMORY = 3 << 30
"""Bytes of address space."""


def main() -> int:
    """Take the file over and tell what came of it."""
    source, target, flavour, created = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    told = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # libraries may print what they like
    try:
        made = take_over(Path(source), Path(target), flavour, datetime.fromisoformat(created))
        answer: dict[str, object] = {"made": asdict(made)}
    except Error as error:
        fields = {name: str(value) for name, value in error.fields.items()}
        answer = {"code": error.exit_code, "message": error.message, "fields": fields}
    with os.fdopen(told, "w", encoding="utf-8") as stream:
        json.dump(answer, stream)
    return ExitCode.OK


if __name__ == "__main__":
    sys.exit(main())
