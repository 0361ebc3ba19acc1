"""Every file of a package has its PRONOM key, what nobody had looked at before the export too."""

from datetime import datetime
from pathlib import Path

import pytest
from lxml import etree
from sqlalchemy import Engine, select

from archiver.exports import export_package
from archiver.settings import ExportSettings
from diarium.database import reading
from diarium.files import FileStore
from diarium.journal import read_events
from diarium.tables import FILE_FORMAT
from diarium.verify import check_archive
from exporters.namespaces import PREMIS
from exporters.packages.pronom_keys import puid_of
from tests.archiver.filled import add_snapshot, fill, wish_for
from tests.exporters.records import Records

P = f"{{{PREMIS}}}"
GIF = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,"
    b"\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)
pytestmark = pytest.mark.browser


def test_a_file_that_was_never_looked_at_is_identified_noted_and_told(
    engine: Engine, files: FileStore, now: datetime, tmp_path: Path
) -> None:
    fill(engine, files, now)
    add_snapshot(engine, files, extra={"original": GIF})
    report = export_package(engine, files, wish_for(tmp_path / "out"), ExportSettings(), "a", now)
    told = _keys(report.packages[0].path)
    (original,) = [key for path, key in told.items() if "_original" in path]
    assert original == "fmt/4"
    assert all(told.values()), told
    with reading(engine) as session:
        noted = session.execute(select(FILE_FORMAT.c.puid)).scalars().all()
        kinds = [each.kind for each in read_events(session)]
    assert noted == ["fmt/4"]
    assert kinds[-2:] == ["files.identified", "package.made"]
    assert not list(check_archive(engine, files))


def test_what_was_identified_once_is_not_looked_at_again(
    sqlite_engine: Engine, files: FileStore, now: datetime, tmp_path: Path
) -> None:
    fill(sqlite_engine, files, now)
    add_snapshot(sqlite_engine, files, extra={"original": GIF})
    for name in ("one", "two"):
        wish = wish_for(tmp_path / name)
        made = export_package(sqlite_engine, files, wish, ExportSettings(), "a", now)
        assert all(_keys(made.packages[0].path).values())
    with reading(sqlite_engine) as session:
        kinds = [each.kind for each in read_events(session)]
    assert kinds.count("files.identified") == 1
    assert _tree(tmp_path / "one") == _tree(tmp_path / "two")


@pytest.mark.parametrize(
    ("media_type", "key"),
    [
        ("message/rfc822", "fmt/278"),
        ("application/mbox", "fmt/278"),
        ("application/jsonl", "fmt/817"),
        ("text/csv", "x-fmt/111"),
        ("application/x-unknown", None),
    ],
)
def test_a_message_that_was_cut_out_is_what_its_reader_took_it_for(
    tmp_path: Path, media_type: str, key: str | None
) -> None:
    records = Records(tmp_path)
    whole = records.keep(b"0123456789", media_type, "brev", "original")
    cut = type(whole)(
        role="original", name="brev", media_type=media_type, sha256=whole.sha256, start=2, length=3
    )
    assert puid_of(cut, records.kept) == key


def _keys(package: Path) -> dict[str, str | None]:
    """Return the PRONOM key that PREMIS tells of every file."""
    told: dict[str, str | None] = {}
    for place in package.rglob("PREMIS.xml"):
        for each in etree.parse(place).iter(f"{P}object"):
            path = each.findtext(f".//{P}contentLocationValue")
            if path is not None:
                told[path] = each.findtext(f".//{P}formatRegistryKey")
    assert len(told) > 5
    return told


def _tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
