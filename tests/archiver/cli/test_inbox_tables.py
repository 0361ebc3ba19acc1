"""``archiver inbox import`` of X archives, of CSV from YouTube and LinkedIn, and of any table."""

import shutil
import zipfile
from pathlib import Path

import pytest

from tests.archiver.cli.office import ACCOUNT, Archive

SAMPLES = Path(__file__).parents[2] / "data" / "intake"
MAPPING = """
[intake.mappings.kundtjanst]
text = "Meddelande"
made_available_at = "Datum"
thread = "Ärendenr"
sender_name = "Namn"
subject = "Rubrik"
own = "Riktning"
own_is = "Ut"
source = "kundtjanst"
"""
FORM = """
[intake.mappings.formular]
text = "Meddelande"
made_available_at = "Datum"
"""
TABLE = str(SAMPLES / "table" / "kundtjanst.csv")
LINES = str(SAMPLES / "table" / "formular.jsonl")


def add_account(archive: Archive, platform: str, url: str) -> None:
    said = {**dict(zip(ACCOUNT[::2], ACCOUNT[1::2], strict=True)), "--platform": platform}
    said |= {"--url": url, "--name": "Avallby kommun"}
    flat = [word for pair in said.items() for word in pair]
    assert archive("account", "add", "ks", *flat).code == 0


def test_an_x_archive_is_taken_in_with_its_pictures_and_counts(archive: Archive) -> None:
    add_account(archive, "x", "https://x.com/avallbykommun")
    said = archive("inbox", "import", str(SAMPLES / "x-archive"), "--account", "ks", "--json")
    assert said.code == 0, said.err
    (report,) = said.json
    assert (report["format"], report["found"], report["new"]) == ("x-archive", 8, 8)
    assert (report["own"], report["deleted"]) == (6, 1)
    assert report["left_out"] == {"event": 4}
    assert (report["manifest_files"], report["manifest_wrong_count"]) == (6, 0)
    assert "data/like.js" in report["other_files"]
    assert archive("verify").code == 0


def test_an_x_archive_in_two_zips_is_one(archive: Archive, tmp_path: Path) -> None:
    add_account(archive, "x", "https://x.com/avallbykommun")
    sample = SAMPLES / "x-archive"
    paths = sorted(path for path in sample.rglob("*") if path.is_file())
    for number in (0, 1):
        with zipfile.ZipFile(tmp_path / f"x{number}.zip", "w") as packed:
            for path in paths[number::2]:
                packed.write(path, path.relative_to(sample))
    zips = [str(tmp_path / "x1.zip"), str(tmp_path / "x0.zip")]
    said = archive("inbox", "import", *zips, "--account", "ks", "--json")
    assert said.code == 0, said.err
    (report,) = said.json
    assert (report["found"], report["own"]) == (8, 6)
    again = archive("inbox", "import", str(sample), "--account", "ks", "--json").json[0]
    assert (again["found"], again["new"], again["duplicates"]) == (8, 0, 8)


def test_what_an_x_archive_lacks_is_told(archive: Archive, tmp_path: Path) -> None:
    shutil.copytree(SAMPLES / "x-archive", tmp_path / "x")
    (tmp_path / "x" / "data" / "tweets-part1.js").unlink()
    said = archive("inbox", "import", str(tmp_path / "x"))
    assert said.code == 1
    assert "data/tweets-part1.js" in said.out
    assert "namnen på dem som har skrivit direktmeddelanden" in said.out


def test_comments_from_youtube_are_the_accounts_own(archive: Archive) -> None:
    add_account(archive, "youtube", "https://www.youtube.com/@avallby")
    said = archive("inbox", "import", str(SAMPLES / "youtube-csv"), "--account", "ks", "--json")
    assert said.code == 0, said.err
    (report,) = said.json
    assert (report["format"], report["found"], report["own"]) == ("youtube-csv", 6, 6)
    assert report["proposals"] == {"skip": 6}


def test_messages_from_linkedin_are_taken_in_without_drafts(archive: Archive) -> None:
    add_account(archive, "linkedin", "https://www.linkedin.com/in/avallby")
    said = archive("inbox", "import", str(SAMPLES / "linkedin"), "--account", "ks", "--json")
    assert said.code == 0, said.err
    (report,) = said.json
    assert (report["format"], report["found"], report["own"]) == ("linkedin", 4, 2)
    assert report["left_out"] == {"draft": 1}


def test_a_table_is_read_by_the_mapping_that_fits(archive: Archive) -> None:
    archive.settle(MAPPING)
    said = archive("inbox", "import", TABLE, "--json")
    assert said.code == 0, said.err
    (report,) = said.json
    assert (report["format"], report["found"], report["own"]) == ("table", 3, 1)
    assert (report["source"]) == "table"
    shown = archive("inbox", "show", "3")
    assert '=CMD("dold formel")' in shown.out
    assert "kundtjanst" in shown.out
    again = archive("inbox", "import", TABLE, "--mapping", "kundtjanst", "--json").json[0]
    assert (again["new"], again["duplicates"]) == (0, 3)
    assert archive("verify").code == 0


def test_a_table_without_mapping_is_refused_in_one_line_that_tells_how(archive: Archive) -> None:
    said = archive("inbox", "import", TABLE)
    assert said.code == 2
    assert said.is_one_line("kundtjanst.csv", '"Meddelande"', "[intake.mappings.", "docs/table.md")
    assert archive("inbox", "list", "--json").json == []


def test_lines_with_other_keys_are_read_where_a_mapping_is_named(archive: Archive) -> None:
    archive.settle(FORM)
    said = archive("inbox", "import", LINES, "--mapping", "formular", "--json")
    assert said.code == 0, said.err
    assert (said.json[0]["format"], said.json[0]["found"]) == ("table", 2)


@pytest.mark.parametrize(
    ("mapping", "words"),
    [("annan", ["annan", "kundtjanst"]), ("formular", ['"Body"', '"Meddelande"'])],
)
def test_a_mapping_that_cannot_be_meant_is_refused(
    archive: Archive, mapping: str, words: list[str]
) -> None:
    archive.settle(MAPPING + FORM.replace('"Meddelande"', '"Body"'))
    said = archive("inbox", "import", TABLE, "--mapping", mapping)
    assert said.code == 2
    assert said.is_one_line(*words)


def test_a_mapping_is_of_no_use_to_what_is_no_table(archive: Archive) -> None:
    archive.settle(MAPPING)
    media = str(SAMPLES / "x-archive" / "data" / "tweets_media")
    said = archive("inbox", "import", media, "--mapping", "kundtjanst")
    assert said.code == 2
    assert said.is_one_line("tweets_media")


def test_a_row_that_cannot_be_read_is_told_by_its_number(archive: Archive, tmp_path: Path) -> None:
    archive.settle(MAPPING)
    path = tmp_path / "kund.csv"
    content = Path(TABLE).read_text(encoding="utf-8").replace("2026-06-30 15:00", "i går")
    path.write_text(content, encoding="utf-8")
    said = archive("inbox", "import", str(path))
    assert said.code == 1
    assert "3" in said.out
    assert "made_available_at" in said.out
