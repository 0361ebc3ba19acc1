"""Each flavour of PDF/A is what it says, and a judge tells when it is not."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Pdf
from pypdf import PdfReader

from archiver.pdf.associated_files import AssociatedFile, Relationship
from archiver.pdf.pdfa import FLAVOURS, Form, save_pdfa
from archiver.pdf.snapshot_pdf import write_snapshot_pdf
from tests.pdf.conftest import Take
from tests.pdf.judges import ask_pikepdf, ask_verapdf

pytestmark = pytest.mark.browser
CREATED = datetime(2026, 7, 1, 8, tzinfo=UTC)
RECORD = json.dumps({"format": "archiver-provenance-1", "namn": "Åsa 😀"}).encode()
HELD = (
    AssociatedFile(
        name="provenance.json", media_type="application/json", content=RECORD,
        relationship=Relationship.DATA, description="Uppgifter om hur bilden kom till",
    ),
    AssociatedFile(
        name="sida å.wacz", media_type="application/wacz", content=b"PK\5\6" + bytes(18),
        relationship=Relationship.SOURCE, description="Sidans trafik",
    ),
)  # fmt: skip


def write(take: Take, target: Path, form: Form) -> Path:
    """Write a page with emoji and many scripts in a flavour, its försättsblad too."""
    taken = take("scripts")
    front = target.with_name("front.pdf")
    with Pdf.open(taken.pdf) as pdf, Pdf.new() as cover:
        cover.pages.append(pdf.pages[0])
        cover.save(front, deterministic_id=True)
    write_snapshot_pdf(target, front.read_bytes(), taken.captured, "Sidan 😀", CREATED, form)
    return target


def form_of(flavour: str) -> Form:
    return Form(flavour, HELD if flavour == "3b" else ())


@pytest.mark.judge
@pytest.mark.parametrize("flavour", FLAVOURS)
def test_verapdf_finds_each_flavour_compliant(flavour: str, take: Take, tmp_path: Path) -> None:
    file = write(take, tmp_path / "a.pdf", form_of(flavour))
    assert ask_verapdf([file], flavour) == {file: set()}
    if flavour != "2u":  # pikepdf does not know it
        assert ask_pikepdf(file, flavour) == ("pass", [])


def without_character_map(pdf: Pdf) -> None:
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary) and "/ToUnicode" in thing:
            del thing["/ToUnicode"]


def without_relationship(pdf: Pdf) -> None:
    del pdf.Root.AF[0].AFRelationship


def without_kind(pdf: Pdf) -> None:
    del pdf.Root.AF[0].EF.F.Subtype


def without_name(pdf: Pdf) -> None:
    del pdf.Root.AF[0].UF


def without_belonging(pdf: Pdf) -> None:
    del pdf.Root.AF


FAULTS: list[tuple[str, str, Callable[[Pdf], None]]] = [
    ("2u", "6.2.11.7.2-1", without_character_map),
    ("3b", "6.8-1", without_kind),
    ("3b", "6.8-2", without_name),
    ("3b", "6.8-3", without_relationship),
    ("3b", "6.8-4", without_belonging),
]


@pytest.mark.judge
@pytest.mark.parametrize(("flavour", "clause", "spoil"), FAULTS)
def test_verapdf_sees_what_a_flavour_lacks(
    flavour: str, clause: str, spoil: Callable[[Pdf], None], take: Take, tmp_path: Path
) -> None:
    file = write(take, tmp_path / "a.pdf", form_of(flavour))
    with Pdf.open(file, allow_overwriting_input=True) as pdf:
        spoil(pdf)
        pdf.save(deterministic_id=True)
    broken = ask_verapdf([file], flavour)[file]
    assert "not compliant" in broken
    assert clause in broken or flavour == "3b", broken
    assert any(each.startswith(clause.partition("-")[0]) for each in broken), broken


@pytest.mark.judge
def test_a_document_that_holds_files_is_no_pdfa_2(take: Take, tmp_path: Path) -> None:
    file = write(take, tmp_path / "a.pdf", form_of("3b"))
    assert any(each.startswith("6.8") for each in ask_verapdf([file], "2b")[file])


def test_what_is_held_can_be_taken_out_again(take: Take, tmp_path: Path) -> None:
    reader = PdfReader(write(take, tmp_path / "a.pdf", form_of("3b")))
    taken_out = {name: list(content) for name, content in reader.attachments.items()}
    assert taken_out == {each.name: [each.content] for each in HELD}


def test_the_same_files_give_the_same_bytes(take: Take, tmp_path: Path) -> None:
    first = write(take, tmp_path / "a.pdf", form_of("3b")).read_bytes()
    again = write(take, tmp_path / "b.pdf", Form("3b", HELD[::-1])).read_bytes()
    assert first == again


@pytest.mark.parametrize("flavour", ["2b", "2u"])
def test_a_flavour_that_cannot_hold_files_holds_none(flavour: str, tmp_path: Path) -> None:
    with Pdf.new() as pdf, pytest.raises(ValueError, match=f"PDF/A-{flavour} holds no files"):
        save_pdfa(pdf, tmp_path / "a.pdf", "a", CREATED, Form(flavour, HELD))
