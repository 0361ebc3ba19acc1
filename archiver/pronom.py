"""``python -m archiver.pronom``: telling what files are by PRONOM, apart from the rest.

The tool is Siegfried, a program in Go inside a Python module; a file that makes it fail ends the
process it runs in. So it runs in one of its own, with bounded memory: it says which signatures it
has, then each line on standard input is the path of a file as JSON, and each line on standard
output what the file is.
"""

import json
import resource
import sys
from typing import Any

import pygfried

MOST_MEMORY = 3 << 30
"""Bytes of address space."""
NO_NAME = "extension mismatch"
"""Kept files have no names, so a warning of this kind says nothing."""
UNKNOWN = "UNKNOWN"
WORDS = {
    "no match": "formatet är okänt",
    "empty source": "filen är tom",
    "match on text only": "känd bara som text",
}
"""What the tool remarks, in Swedish, for it stands in the register; the rest as it says it."""


def main() -> int:
    """Answer for each path."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    _say({"signature": read_signature()})
    for line in sys.stdin:
        _say(identify(json.loads(line)))
    return 0


def read_signature() -> str:
    """Return which signatures the tool goes by; it says so only with what some file is."""
    told = pygfried.identify(__file__, detailed=True)
    return "; ".join(each["details"] for each in told["identifiers"])


def identify(path: str) -> dict[str, str | None]:
    """Return what a file is, as ``diarium.records.FileFormat`` has it but for the tool."""
    file: dict[str, Any] = dict(pygfried.identify(path, detailed=True)["files"][0])
    known = [each for each in file["matches"] if each["id"] != UNKNOWN]
    one = known[0] if len(known) == 1 else None
    return {
        "puid": one["id"] if one else None,
        "name": f"{one['format']} {one['version']}".strip() if one else "",
        "media_type": one["mime"] if one else "",
        "warning": _warn(file, known),
    }


def _warn(file: dict[str, Any], known: list[dict[str, str]]) -> str | None:
    """Return in Swedish what is to be known of what the tool says."""
    if len(known) > 1:
        return f"kan vara {' eller '.join(each['id'] for each in known)}"
    said = [file["errors"]] if file["errors"] else []
    said += [part for each in file["matches"] for part in each["warning"].split("; ")]
    return "; ".join(WORDS.get(each, each) for each in said if each and each != NO_NAME) or None


def _say(told: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
