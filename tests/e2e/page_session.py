"""A page for people run as a session: what it shows is what the program says, line by line."""

import re
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.e2e.day_office import Office

DOCS = Path(__file__).resolve().parents[2] / "docs"


def read_session(page: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield each command that a page shows an answer to, and the lines of the answer."""
    text = page.read_text(encoding="utf-8")
    for block in re.findall(r"^```\n(\$ .*?)^```", text, re.DOTALL | re.MULTILINE):
        joined = re.sub(r"\s*\\\n\s*", " ", block)
        for piece in joined.split("$ archiver ")[1:]:
            command, *answer = piece.splitlines()
            yield command, [" ".join(line.split()) for line in answer if line.strip()]


def run_session(office: Office, page: Path, clock: Mapping[str, str]) -> int:
    """Run the commands that a page shows, see that each says what stands there, and count them.

    Args:
        office: The archive that the page was written at.
        page: The page.
        clock: From which command on the page, by how it begins, it is what time.
    """
    session = list(read_session(page))
    for command, answer in session:
        for begins, moment in clock.items():
            if command.startswith(begins):
                office.at(moment)
        said = office(*shlex.split(command))
        there = [" ".join(line.split()) for line in (said.out + said.err).splitlines()]
        missing = _first_missing(answer, there)
        assert missing is None, (command, missing, said.out + said.err)
    return len(session)


def _first_missing(answer: list[str], there: list[str]) -> str | None:
    """Return the first line of an answer that was not given in its place; some may be left out."""
    rest = iter(there)
    return next((line for line in answer if line not in rest), None)
