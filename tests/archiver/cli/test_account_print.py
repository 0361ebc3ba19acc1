"""``archiver account print``: the form as PDF/A by judges that nobody here wrote."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.archiver.cli.office import ACCOUNT, Archive
from tests.pdf.judges import ask_pikepdf, ask_verapdf

TODAY = datetime(2026, 7, 1, 8, tzinfo=UTC)
Clock = Callable[[datetime], None]


@pytest.mark.browser
@pytest.mark.judge
def test_the_form_is_pdfa_and_says_what_the_register_says(
    archive: Archive, tmp_path: Path, set_clock: Clock
) -> None:
    set_clock(TODAY)
    hostile = "<b>Exempelstad</b> 漢字 😀 & Ålidhem"
    archive("account", "add", "ks-fb", *ACCOUNT, "--name", hostile)
    archive("roster", "add", "ks-fb", "--name", "Bo Öberg", "--role", "administrator")
    days = ("--from", "2026-07-01", "--to", "2026-12-31")
    archive("plan", "set", "ks-fb", *days, "--goal", "Svara inom 48 timmar", "--channel", "Blogg")
    archive("plan", "approve", "ks-fb", "--as", "chef", "--name", "Eva Chef")
    path = tmp_path / "plan.pdf"

    said = archive("account", "print", "ks-fb", "--output", str(path))

    assert (said.code, said.out) == (0, f"Skrivet: {path}\n")
    assert ask_verapdf([path]) == {path: set()}
    assert ask_pikepdf(path)[0] != "fail"
    reader = PdfReader(path)
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for words in ("<b>Exempelstad</b>", "Bo Öberg", "Svara inom 48 timmar", "Eva Chef", "1 juli"):
        assert words in text
    assert reader.metadata
    assert str(reader.metadata.title).startswith("Aktivitetsplan för sociala medier")
    again = archive("account", "print", "ks-fb", "--output", str(path))
    assert again.code == 6


def test_a_form_may_be_a_page_and_what_cannot_be_meant_is_one_clear_line(
    archive: Archive, tmp_path: Path
) -> None:
    archive("account", "add", "ks-fb", *ACCOUNT)
    archive("account", "add", "politiker", *ACCOUNT, "--kind", "not-official")
    page = tmp_path / "plan.html"
    assert archive("account", "print", "ks-fb", "--output", str(page)).code == 0
    assert "Ingen aktivitetsplan är inlagd än" in page.read_text(encoding="utf-8")
    other = str(tmp_path / "b.html")
    for words, code in (
        (("ks-fb", "--output", str(page)), 6),
        (("ks-fb", "--output", str(tmp_path / "plan.docx")), 2),
        (("ks-fb", "--output", str(tmp_path / "nix" / "plan.html")), 10),
        (("ks-fb", "--output", other, "--plan", "1"), 2),
        (("nix", "--output", other), 2),
        (("politiker", "--output", other), 6),
    ):
        said = archive("account", "print", *words)
        assert said.code == code
        assert said.is_one_line()
