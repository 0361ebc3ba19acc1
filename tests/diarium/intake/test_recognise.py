"""Which kind of export a tree holds."""

import json
from pathlib import Path

import pytest

from diarium.errors import UsageError
from diarium.intake.handed_in import open_tree
from diarium.intake.kinds import Format
from diarium.intake.recognise import KINDS, find_kind, list_unclaimed, recognise
from tests.diarium.intake.jsonl_files import GOOD

SAMPLES = Path(__file__).parents[2] / "data" / "intake"


def found_in(path: Path) -> list[Format]:
    with open_tree((path,)) as tree:
        return [kind.format for kind, _claimed in recognise(tree)]


@pytest.mark.parametrize("kind", [kind.format for kind in KINDS])
def test_each_sample_is_its_own_kind_and_no_other(kind: Format) -> None:
    assert found_in(SAMPLES / kind) == [kind]
    assert find_kind(kind.value).format is kind


def test_a_tree_may_hold_several_kinds_and_what_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps(GOOD))
    (tmp_path / "b.eml").write_bytes(b"From: a@example.se\nSubject: b\n\nHej")
    (tmp_path / "c.json").write_text('{"nothing": "of ours"}')
    with open_tree((tmp_path,)) as tree:
        found = recognise(tree)
        assert {kind.format: claimed.messages for kind, claimed in found} == {
            Format.EML: ("b.eml",), Format.JSON_LINES: ("a.jsonl",),
        }  # fmt: skip
        assert list_unclaimed(tree, found) == ["c.json"]


def test_every_kind_stands_in_the_list_once_and_says_what_it_is() -> None:
    formats = [kind.format for kind in KINDS]
    assert len(set(formats)) == len(formats)
    assert set(formats) == set(Format)
    assert all("/" in each.media_type for each in formats)
    assert all(";" not in line for kind in KINDS for line in kind.never_holds)


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"[1, 2]", b"Hej: hopp\n\nHej", b"{\n"])
def test_what_is_none_is_one_clear_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "in"
    path.write_bytes(content)
    with pytest.raises(UsageError, match="holds no messages"):
        found_in(path)


def test_lines_of_other_json_in_a_folder_are_no_messages(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"text": "hej"}\n{"text": "hopp"}\n')
    (tmp_path / "b.txt").write_text("Hej")
    with pytest.raises(UsageError):
        found_in(tmp_path)
    (tmp_path / "a.jsonl").write_text('{"text": "hej", "made_available\n')
    assert found_in(tmp_path) == [Format.JSON_LINES]
