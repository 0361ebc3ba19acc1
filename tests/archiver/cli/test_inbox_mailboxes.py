"""Mailboxes, a blog and a wiki through the command, as a registrator has them."""

import shutil
from pathlib import Path

import pytest

from diarium.errors import ExitCode
from tests.archiver.cli.office import Archive
from tests.diarium.intake.xml_files import blog, comment

SAMPLES = Path(__file__).parents[2] / "data" / "intake"


@pytest.mark.parametrize(
    ("name", "found", "left_out"),
    [
        ("eml", 2, {}),
        ("mbox", 3, {}),
        ("maildir", 3, {"draft": 1}),
        ("wordpress-wxr", 7, {"spam": 1}),
        ("mediawiki", 4, {"hidden": 1, "event": 1}),
    ],
)
def test_a_folder_is_taken_in_and_told_of(
    archive: Archive, name: str, found: int, left_out: dict[str, int]
) -> None:
    said = archive("inbox", "import", str(SAMPLES / name), "--namnd", "KS", "--json")
    assert said.code == ExitCode.OK, said.err
    (told,) = said.json
    assert (told["format"], told["found"], told["left_out"]) == (name, found, left_out)
    assert told["never_holds"]
    assert archive("verify").code == ExitCode.OK


def test_what_lies_in_the_tmp_of_a_maildir_is_named(archive: Archive) -> None:
    said = archive("inbox", "import", str(SAMPLES / "maildir"), "--namnd", "KS")
    assert "tmp/1782828390.M4P1.mail" in said.out
    assert "Ett brev som" not in archive("inbox", "list").out


def test_all_of_it_in_one_folder_is_a_batch_of_each_kind(archive: Archive, tmp_path: Path) -> None:
    names = ["wordpress-wxr", "mediawiki", "mbox", "maildir", "eml"]
    for name in names:
        shutil.copytree(SAMPLES / name, tmp_path / "allt" / name)
    said = archive("inbox", "import", str(tmp_path / "allt"), "--namnd", "KS", "--json")
    assert sorted(each["format"] for each in said.json) == sorted(names)
    assert sum(each["found"] for each in said.json) == 19


def test_an_export_with_entities_of_its_own_is_one_clear_line(
    archive: Archive, tmp_path: Path
) -> None:
    path = tmp_path / "export.xml"
    declared = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n'
    path.write_text(blog(comment(content="]]>&x;<![CDATA["), before=declared), encoding="utf-8")
    said = archive("inbox", "import", str(path), "--namnd", "KS")
    assert said.code == ExitCode.FOUND_WRONG
    assert "root:" not in said.out
    (line,) = [each for each in said.out.splitlines() if "dokumenttyp" in each]
    assert "export.xml" in line
    assert not archive("inbox", "list", "--json").json
