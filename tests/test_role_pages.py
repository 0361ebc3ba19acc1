"""The pages for people: every command on them is one there is, with options there are."""

import re
from pathlib import Path

import click
import pytest

from tests.written_commands import parse, read_commands

ROOT = Path(__file__).resolve().parent.parent
TASKS = {
    "registrator": (
        "Morgonens inkorg", "Registrera", "När något är hemligt", "Tveksamma kommentarer",
        "Besvara", "Vidarebefordra", "Vad som är försenat", "Rätta", "Makulera",
        "Någon vill ta del av en handling", "Avsluta ett ärende", "Gallra", "Postlistan",
        "Någon har ändrat eller tagit bort sitt inlägg",
    ),
}  # fmt: skip
"""Tasks that each role's page must begin in."""
LEAST = 10
"""A page with fewer commands was not read as it is written."""
PAGES = {name: ROOT / "docs" / f"{name}.md" for name in TASKS} | {"README": ROOT / "README.md"}
WRITTEN = sorted({(name, each) for name, page in PAGES.items() for each in read_commands(page)})


@pytest.mark.parametrize(("page", "written"), WRITTEN)
def test_every_command_on_a_page_can_be_run_as_it_is_written(page: str, written: str) -> None:
    del page  # it is in the test's name
    parse(written)


@pytest.mark.parametrize(
    "stale", ["register --everything", "registrera 1", "skip --ground kept-ordered",
              "skip 1 --ground bored", "arende show KS/2026:1 --unknown",
              "forward KS/2026:1-1 --to", "snapshot --dew"],
)  # fmt: skip
def test_a_stale_command_is_seen(stale: str) -> None:
    with pytest.raises(click.UsageError):
        parse(stale)


@pytest.mark.parametrize("name", TASKS)
def test_a_page_begins_in_the_task_and_is_found_from_the_readme(name: str) -> None:
    headings = re.findall(r"^## (.+)$", PAGES[name].read_text(encoding="utf-8"), re.MULTILINE)
    assert set(TASKS[name]) <= set(headings)
    assert len([page for page, _ in WRITTEN if page == name]) > LEAST
    assert f"docs/{name}.md" in PAGES["README"].read_text(encoding="utf-8")
