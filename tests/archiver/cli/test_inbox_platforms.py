"""What platforms push and answer, as a registrator takes it in by the command."""

import json
from pathlib import Path

from tests.archiver.cli.office import Archive

SAMPLES = Path(__file__).parents[2] / "data" / "intake"
SECOND = 1_782_821_100


def write_payload(archive: Archive, verb: str, **value: object) -> str:
    plain = {"item": "comment", "verb": verb, "comment_id": "1_1", "post_id": "1"}
    change = {"field": "feed", "value": {**plain, "created_time": SECOND, **value}}
    entry = {"id": "1001", "time": SECOND + 60, "changes": [change]}
    path = archive.folder / f"{verb}.json"
    path.write_text(json.dumps({"object": "page", "entry": [entry]}), encoding="utf-8")
    return str(path)


def test_what_a_webhook_edits_and_removes_is_shown_with_the_arende(archive: Archive) -> None:
    added = write_payload(archive, "add", message="Lampan på Storgatan är trasig")
    assert archive("inbox", "import", added).code == 0
    assert archive("register", "1").code == 0
    assert archive("inbox", "import", write_payload(archive, "edited", message="Ågatan")).code == 0
    assert archive("inbox", "import", write_payload(archive, "remove")).code == 0
    (arende,) = archive("arende", "list", "--json").json
    shown = archive("arende", "show", arende["diarienummer"]).out
    assert "Hos källan: ändrad av avsändaren (2026-06-30 14:06)" in shown
    assert "Hos källan: borttagen hos källan (2026-06-30 14:06); det som togs in är kvar" in shown
    assert archive("verify").code == 0


def test_what_a_webhook_tells_that_is_not_known_is_told_with_its_place(archive: Archive) -> None:
    said = archive("inbox", "import", str(SAMPLES / "meta-webhook"))
    assert said.code == 1
    assert "feed.jsonl, meddelande 18: det är av ett okänt slag (value.verb)" in said.out
    assert "ändrade och borttagna kommentarer på Instagram" in said.out


def test_answers_of_mastodon_are_reported_with_what_they_leave_out(archive: Archive) -> None:
    (report,) = archive("inbox", "import", str(SAMPLES / "mastodon-api"), "--json").json
    assert (report["format"], report["found"], report["duplicates"]) == ("mastodon-api", 6, 1)
    assert report["left_out"] == {"event": 1, "others": 1, "reaction": 2}


def test_missing_replies_on_youtube_are_told(archive: Archive) -> None:
    said = archive("inbox", "import", str(SAMPLES / "youtube-api"))
    assert said.code == 1
    assert "4 poster i commentThreads-1.json; där finns 3" in said.out


def test_a_folder_of_several_kinds_is_a_batch_of_each(archive: Archive) -> None:
    folder = archive.folder / "allt"
    for name in ("mastodon-archive", "youtube-api"):
        for path in (SAMPLES / name).rglob("*.json"):
            (folder / name).mkdir(parents=True, exist_ok=True)
            (folder / name / path.name).write_bytes(path.read_bytes())
    reports = archive("inbox", "import", str(folder), "--json").json
    assert [each["format"] for each in reports] == ["mastodon-archive", "youtube-api"]
