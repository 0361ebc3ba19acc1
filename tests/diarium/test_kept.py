from datetime import datetime

from sqlalchemy import Engine, select

from diarium.database import reading, writing
from diarium.journal import append_event
from diarium.kept import note_file
from diarium.records import FileRef
from diarium.tables import FILE


def test_a_file_is_noted_once_however_often_it_is_kept(engine: Engine, now: datetime) -> None:
    ref = FileRef("ab" * 32, 7)
    with writing(engine) as session:
        rows = note_file(session, ref, "text/plain", now)
        rows += note_file(session, ref, "application/pdf", now)
        append_event(session, "file.kept", ref.sha256, rows, "test", now)
    with reading(engine) as session:
        found = session.execute(select(FILE)).all()
    assert [(r.sha256, r.size, r.media_type, r.at) for r in found] == [
        (ref.sha256, 7, "text/plain", now)
    ]
