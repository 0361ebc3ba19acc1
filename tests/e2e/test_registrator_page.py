"""The registrator's page as a session: what it shows is what the program says, line by line."""

import json
from pathlib import Path

import pytest

from tests.e2e.day_office import Office
from tests.e2e.page_session import DOCS, run_session

ACCOUNT = "ks-facebook"
KOMMUN = ("--kommun", "Exempelstad", "--orgnr", "212000-2882", "--namnd", "KS",
          "--namnd-name", "Kommunstyrelsen")  # fmt: skip
FORUM = (
    "--platform", "facebook", "--url", "https://www.facebook.com/exempelstad", "--name",
    "Exempelstad", "--forvaltning", "Kommunledningsförvaltningen", "--ansvarig", "Eva Ek",
    "--syfte", "Dialog", "--malgrupp", "Invånare", "--official", "--open", "--chronological",
)  # fmt: skip
MESSAGES = (
    ("1001", "direct", "Åsa Öberg", "Hej! När öppnar badet i sommar?", "19:05"),
    ("1002", "direct", "Örjan Ek",
     "Gatlampan på Ågatan fungerar aldrig. Jag har sagt till två gånger.", "20:41"),
    ("1003", "comment", "Siv Ål", "Så fint det är i parken i kväll!", "21:10"),
    ("1004", "comment", "Nils Häger", "Det plogas aldrig på Björkvägen", "21:32"),
    ("1005", "direct", "Märta Lind",
     "Jag har fått en diagnos och undrar om färdtjänst. Mitt nummer är 811228-9874.", "22:15"),
    ("1001", "direct", "Åsa Öberg", "Hej! När öppnar badet i sommar?", "19:05"),
)  # fmt: skip
CLOCK = {"inbox import andrat.jsonl": "2026-07-01T10:00", "overdue": "2026-07-03T09:00",
         "ratta": "2026-07-01T11:00"}  # fmt: skip
"""From which command on the page it is what time."""

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture
def office(
    chromium: Path,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Office:
    """Return the archive that the page was written at, with the night's messages beside it."""
    del chromium  # it is there
    begun = Office(tmp_path / "arkiv", capfd, monkeypatch)
    begun.work_as("anna")
    begun.at("2026-07-01T08:12")
    begun.run("init", begun.folder, *KOMMUN)
    begun.ok("account", "add", ACCOUNT, *FORUM)
    begun.plan(ACCOUNT)
    monkeypatch.chdir(begun.folder)
    lines = [_line(*each) for each in MESSAGES]
    edited = _line(*MESSAGES[1][:3], "Gatlampan på Ågatan fungerar aldrig. Nu har någon ramlat.",
                   MESSAGES[1][4]) | {"edited_at": "2026-07-01T09:05:00+02:00"}  # fmt: skip
    gone: dict[str, object] = {
        "id": "1001",
        "account": ACCOUNT,
        "deleted_at": "2026-07-01T09:30:00+02:00",
    }
    _write(Path("natten.jsonl"), lines)
    _write(Path("andrat.jsonl"), [edited, gone])
    Path("kvittens.txt").write_text("Mottaget", encoding="utf-8")
    return begun


def test_the_page_shows_what_the_program_says(office: Office) -> None:
    assert run_session(office, DOCS / "registrator.md", CLOCK) > 25


def _line(number: str, channel: str, sender: str, text: str, clock: str) -> dict[str, object]:
    return {
        "id": number, "account": ACCOUNT, "channel": channel, "sender": {"name": sender},
        "text": text, "made_available_at": f"2026-06-30T{clock}:00+02:00",
    }  # fmt: skip


def _write(path: Path, lines: list[dict[str, object]]) -> None:
    text = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in lines)
    path.write_text(text, encoding="utf-8")
