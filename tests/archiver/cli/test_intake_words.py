"""What an intake's codes are called."""

import pytest

from archiver.cli.format_words import kind_text
from archiver.cli.intake_words import (
    deletion_lines,
    format_name,
    omission_name,
    unreadable_lines,
)
from diarium.intake.kinds import Format
from diarium.intake.raw import Omission, Reason, Unreadable
from diarium.intake.tally import Spot
from diarium.records import FileFormat

PDF = FileFormat(
    puid="fmt/18", name="Acrobat PDF 1.4", media_type="application/pdf", warning=None, tool="t",
    signature="s",
)  # fmt: skip
UNKNOWN = FileFormat(
    puid=None, name="", media_type="", warning="formatet är okänt", tool="t", signature="s"
)


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "en")


def test_every_code_has_words() -> None:
    assert all(format_name(each.value) for each in Format)
    assert all(omission_name(each) for each in Omission)
    for reason in Reason:
        (line,) = unreadable_lines(Format.EML, "brev.eml", [Unreadable(3, reason, "date", "a/b")])
        assert line.startswith("a/b, ")
        assert "{" not in line
        assert reason.value not in line or reason.value.isalpha()


@pytest.mark.parametrize(
    ("kind", "places", "said"),
    [
        (Format.JSON_LINES, (1, 2, 5), ["in, lines 1–2: ", "in, line 5: "]),
        (Format.TABLE, (3,), ["in, row 3: "]),
        (Format.MBOX, (1, 2), ["in, messages 1–2: "]),
        (Format.MBOX, (0,), ["in: "]),
    ],
)
def test_where_something_stands_is_said_as_one_counts_there(
    kind: Format, places: tuple[int, ...], said: list[str]
) -> None:
    pieces = [Unreadable(place, Reason.NOT_JSON) for place in places]
    lines = list(unreadable_lines(kind, "in", pieces))
    assert [line.removesuffix("it is not JSON, or it is cut off") for line in lines] == said


def test_neighbours_in_two_files_are_two_lines() -> None:
    pieces = [Unreadable(1, Reason.NOT_JSON, file="a"), Unreadable(2, Reason.NOT_JSON, file="b")]
    assert len(list(unreadable_lines(Format.EML, "in", pieces))) == 2
    assert len(list(deletion_lines(Format.EML, "in", [Spot("a", 1), Spot("b", 2)]))) == 2


def test_what_a_file_was_said_to_be_and_what_it_is_are_both_shown_when_they_differ() -> None:
    assert kind_text("image/jpeg", None) == "image/jpeg"
    assert kind_text("application/pdf", PDF) == "application/pdf, fmt/18, Acrobat PDF 1.4"
    assert kind_text("image/jpeg", UNKNOWN) == "image/jpeg, formatet är okänt"
    lie = kind_text("image/jpeg", PDF)
    assert lie == "said to be image/jpeg, but is application/pdf: fmt/18, Acrobat PDF 1.4"
