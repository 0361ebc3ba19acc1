"""What is edited or deleted at its source, as a registrator meets it."""

import json

from tests.archiver.cli.office import Archive
from tests.archiver.cli.terminal import Desk

FIRST: dict[str, object] = {
    "id": "c-1",
    "channel": "direct",
    "sender": {"name": "Åsa Öberg"},
    "text": "Lampan på Storgatan är trasig",
    "made_available_at": "2026-06-30T14:05:00+02:00",
}
EDITED: dict[str, object] = {
    **FIRST,
    "text": "Lampan på Ågatan",
    "edited_at": "2026-06-30T15:00:00+02:00",
}
GONE: dict[str, object] = {"id": "c-1", "deleted_at": "2026-06-30T16:00:00+02:00"}


def take_in(archive: Archive, *lines: dict[str, object], report: tuple[str, ...] = ()) -> str:
    path = archive.folder / "in.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in lines), encoding="utf-8")
    said = archive("inbox", "import", str(path), *report)
    assert said.code == 0, said.err
    return said.out


def test_the_report_tells_what_was_changed_deleted_and_unknown(archive: Archive) -> None:
    unknown: dict[str, object] = {"id": "c-9", "deleted": True}
    (report,) = json.loads(take_in(archive, FIRST, EDITED, GONE, unknown, report=("--json",)))
    assert (report["changed"], report["deleted"]) == (1, 1)
    assert [each["place"] for each in report["unknown_deletions"]] == [4]
    said = take_in(archive, unknown, {**unknown, "id": "c-8"})
    assert "in.jsonl, rad 1–2: tar bort ett meddelande som inte har tagits in" in said


def test_a_registered_message_shows_what_happened_to_it(archive: Archive) -> None:
    take_in(archive, FIRST)
    archive("register", "1")
    take_in(archive, EDITED, GONE)
    shown = archive("arende", "show", _dnr(archive)).out
    assert "Hos källan: ändrad av avsändaren (2026-06-30 15:00); den nya lydelsen är" in shown
    assert "Hos källan: borttagen hos källan (2026-06-30 16:00); det som togs in är kvar" in shown
    told = archive("decisions", "--explain", "2").out
    assert "Den ändrade lydelsen av meddelande 1" in told
    assert f"registrerat som {_dnr(archive)}-1" in told
    inbox = archive("inbox", "show", "2").out
    assert "detta är den ändrade lydelsen av meddelande 1" in inbox
    (waiting,) = archive("inbox", "list", "--outcome", "review", "--json").json
    assert (waiting["id"], waiting["decision"]["rule"]) == (2, "R15-changed")
    kinds = [each["kind"] for each in waiting["source_changes"]]
    assert kinds == ["edited", "deleted"]
    assert archive("verify").code == 0


def test_the_desk_shows_what_another_wording_changes(archive: Archive) -> None:
    take_in(archive, FIRST, EDITED)
    archive("register", "1")
    desk = Desk(archive)
    desk.wait_for("Hos källan: detta är den ändrade lydelsen av meddelande 1")
    desk.wait_for("R15-changed")
    desk.wait_for("? för hjälp")
    desk.press("q")
    assert desk.end() == 0


def _dnr(archive: Archive) -> str:
    (arende,) = archive("arende", "list", "--json").json
    return str(arende["diarienummer"])
