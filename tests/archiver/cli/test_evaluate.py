"""``archiver evaluate``: from the register to the kommunikatör's folder."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from archiver.cli import workplace
from tests.archiver.cli.office import ACCOUNT, Archive, Told
from tests.pdf.judges import ask_verapdf

Clock = Callable[[datetime], None]
NAME = "utvardering-ks-fb-2026"
YEAR = ("--period", "2026")
TURNED = "Bra \u202eår"


@pytest.fixture
def office(archive: Archive, set_clock: Clock) -> Archive:
    """Return an archive with an account since 2026, two messages of which one is kritik."""
    set_clock(datetime(2026, 1, 2, 8, tzinfo=UTC))
    assert archive("account", "add", "ks-fb", *ACCOUNT, "--opened", "2026-01-01").code == 0
    archive.plan("ks-fb")
    set_clock(datetime(2026, 7, 1, 8, tzinfo=UTC))
    lines = [
        {
            "channel": "direct", "account": "ks-fb", "text": text,
            "made_available_at": "2026-06-30T10:00:00+02:00", "sender": {"name": "Åsa Öberg"},
        }
        for text in ("Belysningen fungerar inte", "När öppnar badet?")
    ]  # fmt: skip
    path = archive.folder / "in.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    assert archive("inbox", "import", str(path)).code == 0
    assert archive("register", "1", "--kritik").code == 0
    set_clock(datetime(2027, 1, 11, 8, tzinfo=UTC))
    return archive


def evaluations_due(office: Archive) -> list[dict[str, Any]]:
    return [each for each in office("status", "--json").json if each["kind"] == "evaluation"]


@pytest.mark.browser
@pytest.mark.judge
def test_a_year_is_evaluated_noted_and_written_again(office: Archive, tmp_path: Path) -> None:
    out = tmp_path / "ut"
    [due] = evaluations_due(office)
    assert (due["account"], due["late"]) == ("ks-fb", True)
    assert due["command"] == "archiver evaluate ks-fb --from 2026-01-01 --output MAPP"
    made = office("evaluate", *YEAR, "--comment", "Bra år.\n\nMer nästa.", "--output", str(out))
    assert made.code == 0, made.err
    assert "Karin Kommunikatör" in made.out
    assert {each.name for each in out.iterdir()} == {f"{NAME}.{e}" for e in ("html", "pdf", "json")}
    told = json.loads((out / f"{NAME}.json").read_text("utf-8"))
    [account] = told["accounts"]
    assert account["figures"]["received"]["direct"] == 2
    assert (account["figures"]["kritik"], account["figures"]["answers"]["overdue"]) == (1, 1)
    assert account["goals"] == ["95 % av svaren inom 48 timmar"]
    assert ask_verapdf([out / f"{NAME}.pdf"]) == {out / f"{NAME}.pdf": set()}
    words = " ".join(page.extract_text() for page in PdfReader(out / f"{NAME}.pdf").pages)
    assert "Karin Kommunikatör, kommunikatör, Kommunledningsförvaltningen" in words
    assert "95 % av svaren inom 48 timmar" in words
    assert evaluations_due(office) == []
    [noted] = office("evaluate", "--list", "--json").json
    assert noted["facts"]["accounts"] == [["ks-fb", 1]]
    assert noted["facts"]["comment"] == "Bra år.\nMer nästa."
    assert noted["facts"]["span"] == {"first": "2026-01-01", "last": "2026-12-31"}
    assert office("evaluate", "--again", "1", "--output", str(tmp_path / "igen")).code == 0
    for each in out.iterdir():
        assert (tmp_path / "igen" / each.name).read_bytes() == each.read_bytes()
    again = office("evaluate", "ks-fb", *YEAR, "--output", str(out))
    assert again.code == 6
    assert again.is_one_line(NAME)
    assert office("verify").code == 0


REFUSED = {
    "no folder": (("ks-fb", *YEAR), 2, "--output"),
    "unknown account": (("ks-xx", *YEAR, "--output", "ut"), 2, "ks-xx"),
    "unknown namnd": (("--namnd", "XX", *YEAR, "--output", "ut"), 2, "XX"),
    "unknown forvaltning": (("--forvaltning", "X", *YEAR, "--output", "ut"), 2, "account list"),
    "account and namnd": (("ks-fb", "--namnd", "KS", *YEAR, "--output", "ut"), 2, "inte båda"),
    "no period": (("ks-fb", "--period", "i fjol", "--output", "ut"), 2, "2026-H1"),
    "no day": (("ks-fb", "--from", "2026-02-30", "--output", "ut"), 2, "2026-02-30"),
    "future": (("ks-fb", "--from", "2027-02-01", "--output", "ut"), 2, "2027-02-01"),
    "before it was opened": (("ks-fb", "--period", "2025", "--output", "ut"), 6, "2025-12-31"),
    "turning marks": (("ks-fb", *YEAR, "--comment", TURNED, "--output", "ut"), 2, "--comment"),
    "far too long": (("ks-fb", *YEAR, "--comment", "x" * 2001, "--output", "ut"), 2, "--comment"),
    "list and more": (("--list", *YEAR), 2, "--list"),
    "again and more": (("--again", "1", *YEAR, "--output", "ut"), 2, "--again"),
    "again of nothing": (("--again", "7", "--output", "ut"), 2, "7"),
}


def test_what_cannot_be_meant_is_one_line_and_changes_nothing(
    office: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, (arguments, code, words) in REFUSED.items():
        said = office("evaluate", *arguments)
        assert (said.code, said.is_one_line(words)) == (code, True), (name, said.err)
    assert not (tmp_path / "ut").exists()
    assert office("evaluate", "--list", "--json").json == []


def test_a_file_in_the_way_is_left_as_it_is(office: Archive, tmp_path: Path) -> None:
    mine = tmp_path / f"{NAME}.json"
    mine.write_text("mitt", encoding="utf-8")
    said = office("evaluate", "ks-fb", *YEAR, "--output", str(tmp_path))
    assert (said.code, said.is_one_line(mine.name)) == (6, True)
    assert mine.read_text("utf-8") == "mitt"
    assert office("evaluate", "--list", "--json").json == []


def test_without_a_browser_nothing_is_noted(office: Archive, tmp_path: Path) -> None:
    settings = office.config.read_text("utf-8")
    chosen = settings.replace("[capture]", '[capture]\nbrowser = "/nowhere/chromium"')
    office.config.write_text(chosen, "utf-8")
    said = office("evaluate", "ks-fb", *YEAR, "--output", str(tmp_path / "ut"))
    assert (said.code, said.err.count("\n")) == (9, 1), said.err
    assert not (tmp_path / "ut").exists()
    assert office("evaluate", "--list", "--json").json == []


def work_as(office: Archive, monkeypatch: pytest.MonkeyPatch, *role: str) -> Told:
    """Try as somebody of a role to evaluate a year."""
    assert office("user", "add", "kim", *role).code == 0
    monkeypatch.setattr(workplace, "login_of", lambda _uid: "kim")
    return office("evaluate", "ks-fb", *YEAR, "--output", str(office.folder / "ut"))


def test_a_registrator_may_not_and_one_of_another_namnd_neither(
    office: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = ("--name", "SBN", "--orgnr", "212000-2890", "--series", "SBN")
    assert office("namnd", "add", "SBN", *other).code == 0
    shutil.copytree(office.folder, office.folder.parent / "andra")
    second = Archive(office.folder.parent / "andra", office.command)
    with monkeypatch.context() as patch:
        said = work_as(office, patch, "--role", "registrator")
        assert (said.code, said.is_one_line("kommunikator")) == (6, True), said.err
    said = work_as(second, monkeypatch, "--role", "kommunikator", "--namnd", "SBN")
    assert (said.code, said.is_one_line("KS")) == (6, True), said.err
