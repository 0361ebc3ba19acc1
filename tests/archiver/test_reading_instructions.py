"""The reading instructions as PDF/A-2b: what they say, that they are the same, and who judges."""

from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from archiver.capture.form_printer import FormPrinter
from archiver.reading_instructions import add_instructions, print_instructions
from exporters.packages.package_model import ContentKind, PackageModel
from tests.exporters.models import model_of
from tests.exporters.records import Records, contents
from tests.pdf.judges import ask_pikepdf, ask_verapdf

pytestmark = [pytest.mark.browser, pytest.mark.judge]


def _print(model: PackageModel, folder: Path, chromium: Path) -> Path:
    folder.mkdir()
    with FormPrinter(chromium, folder) as printer:
        return print_instructions(model, printer, folder)


def _words(path: Path) -> str:
    text = " ".join(page.extract_text() for page in PdfReader(path).pages)
    return " ".join(text.split())


@pytest.fixture
def records(tmp_path: Path) -> Records:
    return Records(tmp_path / "files")


@pytest.mark.parametrize("profile", ["eark-2.2", "fgs-1.2", "bagit"])
def test_they_are_pdfa_and_the_same_bytes_each_time(
    records: Records, tmp_path: Path, chromium: Path, profile: str
) -> None:
    model = model_of(contents(records), profile, *ContentKind)
    one = _print(model, tmp_path / "one", chromium)
    again = _print(model, tmp_path / "again", chromium)
    assert one.read_bytes() == again.read_bytes()
    assert ask_verapdf([one]) == {one: set()}
    assert ask_pikepdf(one)[0] == "pass"
    said = _words(one)
    assert "Arkivbildare Kommunstyrelsen" in said
    assert "Hur man kontrollerar journalen" in said


def test_whatever_stands_in_the_names_they_are_pdfa(
    records: Records, tmp_path: Path, chromium: Path
) -> None:
    hostile = "<script>x</script> & 😀 \u202e\u0627\u0644 漢字 \x07 " + "å" * 300
    told = contents(records, archive=hostile, agreement=hostile, selection=hostile)
    model = replace(model_of(told, "eark-2.2", *ContentKind), label=hostile)
    printed = _print(model, tmp_path / "one", chromium)
    assert ask_verapdf([printed]) == {printed: set()}
    assert "<script>" in _words(printed)


def test_the_judge_sees_a_document_that_is_no_pdfa(
    records: Records, tmp_path: Path, chromium: Path
) -> None:
    printed = _print(model_of(contents(records)), tmp_path / "one", chromium)
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(printed.read_bytes().replace(b"/OutputIntents", b"/OutputIntentX"))
    assert ask_verapdf([broken])[broken]


def test_they_are_named_with_their_pronom_key(
    records: Records, tmp_path: Path, chromium: Path
) -> None:
    model = model_of(contents(records))
    made = add_instructions(model, _print(model, tmp_path / "work", chromium)).documentation[-1]
    assert (made.path, made.media_type, made.puid) == ("las_mig.pdf", "application/pdf", "fmt/477")
    assert made.about == "Hur paketet läses och kontrolleras"
