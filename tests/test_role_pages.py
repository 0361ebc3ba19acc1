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
        "Någon har ändrat eller tagit bort sitt inlägg", "Något som skrevs någon annanstans",
    ),
    "kontoansvarig": (
        "Det här ska du göra i dag", "Ett inlägg måste bort i dag", "Titta igenom kontot",
        "Någon har skrivit till er", "Du ska öppna ett konto", "Du ska vara borta",
        "Någon börjar eller slutar", "Planen går ut", "Inlägg utan länk", "Vid halvårsskiftet",
        "Året eller aktiviteten är slut", "Kontot används inte längre",
    ),
    "kommunikator": (
        "Morgonens lista", "Påminn de andra", "Är alla konton i ordning", "En plan ska godkännas",
        "Förteckningen på webbplatsen", "Kommunen deltar utan eget konto", "En politikers sida",
        "Hundra konton på en gång", "Konton som ingen skriver i", "Vad sägs om kommunen",
        "Inför halvårsskiftet", "Vad som har tagits bort", "Årets utvärdering",
    ),
    "arkivarie": (
        "Halvårsskiftet har passerat", "En bild blev fel", "Lämna till kommunarkivet",
        "Vad är inte levererat", "Ett konto ska stängas", "Inlägg som har tagits bort",
        "Informationshanteringsplanen har ändrats", "Gallra", "Någon frågar hur ett konto såg ut",
        "Bevisa att inget har ändrats",
    ),
    "it": (
        "Arkivet ska börja", "Någon börjar eller slutar", "Nattens körningar",
        "En bild gick inte att ta", "Meddelanden ska hämtas av sig själva",
        "Påminnelser med e-post", "Listan ska stå på intranätet", "Säkerhetskopiera",
        "Något är trasigt", "Programmet ska uppdateras",
    ),
}  # fmt: skip
"""Tasks that each role's page must begin in."""
LEAST = 10
"""A page with fewer commands was not read as it is written."""
PAGES = {name: ROOT / "docs" / f"{name}.md" for name in TASKS} | {
    "README": ROOT / "README.md",
    "olampliga-inlagg": ROOT / "docs" / "olampliga-inlagg.md",
}
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
