"""What an export came in goes with its messages: files, pictures, the report, and their names."""

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from diarium.database import reading, writing
from diarium.decisions import SkipGround, skip_message
from diarium.files import FileStore
from diarium.inbox import Source, import_all
from diarium.intake import taking
from diarium.references import find_referred
from diarium.tables import BATCH_CHUNK, BATCH_FILE, BATCH_VISIBLE
from tests.diarium.desk import Desk, line, write
from tests.diarium.gallrat import gallra_all, take_in_plan
from tests.diarium.intake.zip_files import write_zip
from tests.diarium.taken_in import add_forum


@pytest.fixture
def later(now: datetime) -> datetime:
    """Return a moment at which what was done in 2026 may be gallrat."""
    return now.replace(year=2029)


def take_in_export(desk: Desk) -> dict[str, str]:
    """Take in two comments of a zip, each with a picture, and one that no message names."""
    add_forum(desk.engine, desk.now)
    lines = [
        line(n, channel="comment", attachments=[{"path": f"asa-{n}.txt"}, {"path": "annan.txt"}])
        for n in range(2)
    ]
    lines[1]["attachments"] = [{"path": "asa-1.txt"}]
    path = write(desk.folder / "in.jsonl", lines)
    members = {f"asa-{n}.txt": f"bild {n}" for n in range(2)}
    members |= {"annan.txt": "annan", "in.jsonl": path.read_text(encoding="utf-8")}
    zipped = write_zip(desk.folder / "Åsas export.zip", members)
    desk.hand_in(zipped, account="ks-facebook")
    return kept(desk)


def kept(desk: Desk) -> dict[str, str]:
    with reading(desk.engine) as session:
        rows = session.execute(select(BATCH_FILE).order_by(BATCH_FILE.c.id)).all()
    return {row.path: row.sha256 for row in rows}


def lies(desk: Desk, sha256: str) -> bool:
    return desk.files.path_of(sha256).exists()


def skip_as_trifle(desk: Desk, message: int) -> None:
    with writing(desk.engine) as session:
        skip_message(session, message, SkipGround.LITTLE_IMPORTANCE, "anna", desk.now)


def test_a_picture_goes_with_its_message_and_the_rest_with_the_last_one(
    desk: Desk, later: datetime
) -> None:
    files = take_in_export(desk)
    with reading(desk.engine) as session:
        report = session.execute(select(BATCH_VISIBLE.c.report_sha256)).scalar_one()
    skip_as_trifle(desk, 1)
    take_in_plan(desk.engine, desk.now)
    assert gallra_all(desk.engine, desk.files, desk.now.replace(month=12)) == ["1"]
    assert not lies(desk, files["asa-0.txt"])
    assert not lies(desk, files["annan.txt"])
    assert all(lies(desk, each) for each in (files["asa-1.txt"], files["in.jsonl"], report))
    assert sorted(kept(desk)) == ["", "asa-1.txt", "in.jsonl"]
    desk.check()
    assert gallra_all(desk.engine, desk.files, later) == ["2"]
    assert not any(lies(desk, each) for each in (*files.values(), report))
    with reading(desk.engine) as session:
        assert set(session.execute(select(BATCH_FILE.c.container)).scalars()) == {None}
        assert set(session.execute(select(BATCH_CHUNK.c.counts)).scalars()) == {""}
    desk.check()


def test_a_picture_that_two_messages_name_stays_with_the_one_that_is_left(desk: Desk) -> None:
    add_forum(desk.engine, desk.now)
    (desk.folder / "bild.txt").write_text("bild")
    shared = [{"path": "bild.txt"}]
    desk.take_in([line(n, channel="comment", attachments=shared) for n in range(2)], "ks-facebook")
    files = kept(desk)
    skip_as_trifle(desk, 1)
    take_in_plan(desk.engine, desk.now)
    assert gallra_all(desk.engine, desk.files, desk.now.replace(month=12)) == ["1"]
    assert lies(desk, files["bild.txt"])
    assert kept(desk) == files


def test_what_no_message_names_stays_as_long_as_its_batch(desk: Desk, later: datetime) -> None:
    home = desk.folder / "export"
    home.mkdir()
    add_forum(desk.engine, desk.now)
    lines = [
        line(1, channel="comment", attachments=[{"path": "bild.txt", "content_base64": "aGVq"}])
    ]
    lines.append(line(2, channel="comment", attachments=[{"path": "bild.txt"}], account="nobody"))
    (home / "bild.txt").write_text("en bild")
    write(home / "in.jsonl", lines)
    desk.hand_in(home, account="ks-facebook")
    take_in_plan(desk.engine, desk.now)
    files = kept(desk)
    assert gallra_all(desk.engine, desk.files, later) == ["1"]
    assert lies(desk, files["bild.txt"])
    assert kept(desk) == files


def test_the_files_of_a_batch_that_is_not_whole_are_named(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(desk.folder / "in.jsonl", [line(n) for n in range(3)])

    def stop(*given: object) -> None:
        del given
        raise KeyboardInterrupt

    monkeypatch.setattr(taking, "stage", stop)
    with pytest.raises(KeyboardInterrupt):
        desk.hand_in(path)
    files = kept(desk)
    with reading(desk.engine) as session:
        assert find_referred(session, files.values()) == set(files.values())


def test_the_same_file_in_another_batch_keeps_it(
    engine: Engine, files: FileStore, now: datetime, later: datetime, tmp_path: Path
) -> None:
    add_forum(engine, now)
    path = write(tmp_path / "in.jsonl", [line(1, channel="comment")])
    for namnd in (None, "SBN"):
        source = Source((path,), account=None if namnd else "ks-facebook", namnd=namnd)
        import_all(engine, files, [source], "asa", now)
    take_in_plan(engine, now)
    assert gallra_all(engine, files, later) == ["1"]
    with reading(engine) as session:
        shas = [row.sha256 for row in session.execute(select(BATCH_FILE))]
    assert files.path_of(shas[0]).exists()
