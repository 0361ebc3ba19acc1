"""X archives and tables, taken into the register: whole, once, in any order and in parts."""

import random
import shutil
from collections.abc import Iterable
from pathlib import Path
from zipfile import ZipFile

import pytest

from diarium.errors import UsageError
from diarium.inbox import Source, import_all
from diarium.intake.completeness import Completeness
from diarium.intake.csv_pieces import read_rows
from diarium.intake.kinds import Kind, OwnNames
from diarium.intake.linkedin import LINKEDIN
from diarium.intake.x_archive import X_ARCHIVE
from diarium.intake.youtube_csv import YOUTUBE_CSV
from diarium.message_records import ChangeKind, DecisionOutcome
from tests.diarium.desk import Desk
from tests.diarium.intake.exports import SAMPLES, messages, read_sample

KINDS = [X_ARCHIVE, YOUTUBE_CSV, LINKEDIN]
COLUMNS = {"text": "Meddelande", "made_available_at": "Datum", "sender_name": "Namn"}
Said = tuple[str | None, str, str | None, bool, tuple[str, ...]]


def expected(kind: Kind) -> set[Said]:
    """Return what a sample says, as its reader reads it."""
    return {
        (each.external_id, each.text, each.sender_address, each.own,
         tuple(file.name for file in each.attachments))
        for each in messages(read_sample(kind, OwnNames()))
    }  # fmt: skip


def seen(desk: Desk) -> list[Said]:
    """Return what stands in the register, repeats left out."""
    return [
        (each.external_id, each.text, each.sender_address, each.own,
         tuple(file.name for file in each.attachments))
        for each in desk.messages()
        if each.decision.outcome is not DecisionOutcome.DUPLICATE
    ]  # fmt: skip


def sample_files(kind: Kind) -> list[Path]:
    return sorted(path for path in (SAMPLES / kind.format.value).rglob("*") if path.is_file())


def pack(target: Path, kind: Kind, paths: Iterable[Path]) -> Path:
    with ZipFile(target, "w") as packed:
        for path in paths:
            packed.write(path, path.relative_to(SAMPLES / kind.format.value))
    return target


def take_in_table(desk: Desk, path: Path, columns: dict[str, str]) -> Completeness:
    source = Source((path,), namnd="KS", mappings={"tabell": columns})
    (taken,) = import_all(desk.engine, desk.files, [source], "asa", desk.now)
    return taken.report


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.format.value)
def test_a_sample_is_taken_in_whole_and_once(desk: Desk, kind: Kind) -> None:
    (first,) = desk.hand_in(SAMPLES / kind.format.value)
    (second,) = desk.hand_in(SAMPLES / kind.format.value)
    assert first.report.found == second.report.found == len(expected(kind))
    assert second.report.new == 0
    assert set(seen(desk)) == expected(kind)
    assert len(seen(desk)) == len(expected(kind))
    desk.check()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.format.value)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_sample_split_over_zips_says_the_same(desk: Desk, kind: Kind, seed: int) -> None:
    dice, zips = random.Random(seed), list[Path]()  # noqa: S311  no secret
    paths = sample_files(kind)
    dice.shuffle(paths)
    for number in range(3):
        zips.append(pack(desk.folder / f"{number}.zip", kind, paths[number::3]))
    dice.shuffle(zips)
    desk.hand_in(*zips)
    (again,) = desk.hand_in(SAMPLES / kind.format.value)
    assert again.report.new == 0
    assert sorted(seen(desk), key=str) == sorted(expected(kind), key=str)
    desk.check()


def test_parts_of_an_x_archive_handed_in_one_after_another_say_the_same(desk: Desk) -> None:
    data = SAMPLES / "x-archive" / "data"
    scripts = [path for path in data.glob("*.js") if path.name not in {"manifest.js", "like.js"}]
    for path in sorted(scripts, reverse=True):
        part = desk.folder / path.stem / "data"
        part.mkdir(parents=True)
        for name in (path.name, "manifest.js"):
            shutil.copy(data / name, part / name)
        for media in data.glob("*_media"):
            shutil.copytree(media, part / media.name)
        desk.hand_in(part.parent)
    assert sorted(seen(desk), key=str) == sorted(expected(X_ARCHIVE), key=str)


def test_a_deleted_post_is_told_of(desk: Desk) -> None:
    desk.hand_in(SAMPLES / "x-archive")
    (post,) = [each for each in desk.messages() if each.external_id == "1910000000000000004"]
    assert [each.kind for each in post.source_changes] == [ChangeKind.DELETED]


def test_a_picture_that_comes_later_makes_no_new_message(desk: Desk) -> None:
    shutil.copytree(SAMPLES / "x-archive", desk.folder / "x")
    shutil.rmtree(desk.folder / "x" / "data" / "direct_messages_media")
    (without,) = desk.hand_in(desk.folder / "x")
    assert without.report.missing_count == 2
    (with_picture,) = desk.hand_in(SAMPLES / "x-archive")
    assert (with_picture.report.new, with_picture.report.missing_count) == (0, 1)


def test_a_table_is_kept_with_the_mapping_it_was_read_by(desk: Desk) -> None:
    path = SAMPLES / "table" / "kundtjanst.csv"
    first = take_in_table(desk, path, COLUMNS)
    again = take_in_table(desk, path, COLUMNS)
    other = take_in_table(desk, path, {**COLUMNS, "subject": "Rubrik"})
    assert (first.new, again.new, other.new) == (3, 0, 2)
    assert [row.number for row in read_rows(path)] == [1, 2, 3, 4]
    message = desk.messages()[0]
    kept = desk.files.path_of(message.original.sha256).read_bytes()
    assert kept == path.read_bytes()
    desk.check()


def test_nothing_is_kept_of_a_table_that_no_mapping_fits(desk: Desk) -> None:
    with pytest.raises(UsageError, match="no mapping fits"):
        take_in_table(desk, SAMPLES / "table" / "kundtjanst.csv", {**COLUMNS, "text": "Body"})
    assert not any(path.is_file() for path in desk.files.root.rglob("*"))
    assert desk.rows() == 0


def test_a_table_beside_an_export_does_not_stop_it(desk: Desk) -> None:
    shutil.copytree(SAMPLES / "linkedin", desk.folder / "linkedin")
    other = desk.folder / "linkedin" / "Connections.csv"
    other.write_text("First Name,Last Name,URL\nÅsa,Öberg,\n", encoding="utf-8")
    (taken,) = desk.hand_in(desk.folder / "linkedin")
    assert taken.report.format == "linkedin"
    assert "Connections.csv" in taken.report.other_files
