"""What the reading instructions say, in every form of package; whatever the names hold."""

from dataclasses import replace
from pathlib import Path

import pytest

from exporters.packages.documentation import WIDTH, tell_instructions, write_page, write_text
from exporters.packages.package_model import ContentKind, MadeFile, PackageModel
from tests.exporters.models import model_of
from tests.exporters.records import Records, contents

WHERE = {
    "eark-2.2": ("METS.xml", "representations/diarium/data/", "metadata/preservation/PREMIS.xml"),
    "fgs-2.0": ("METS.xml", "representations/diarium/data/", "metadata/preservation/PREMIS.xml"),
    "fgs-1.2": ("sip.xml", "Content/diarium/", "metadata/PREMIS.xml"),
    "bagit": ("manifest-sha256.txt", "data/diarium/", "data/metadata/PREMIS.xml"),
}


@pytest.fixture
def model(tmp_path: Path) -> PackageModel:
    return model_of(contents(Records(tmp_path)), "eark-2.2", *ContentKind)


def _text(model: PackageModel) -> str:
    return write_text(tell_instructions(model))


@pytest.mark.parametrize("profile", WHERE)
def test_they_tell_where_things_lie_in_that_form_and_no_other(tmp_path: Path, profile: str) -> None:
    text = _text(model_of(contents(Records(tmp_path)), profile, *ContentKind))
    for words in WHERE[profile]:
        assert f"\n{words}" in text
    for other in {each for places in WHERE.values() for each in places} - {*WHERE[profile]}:
        assert f"\n{other} " not in text


def test_only_what_the_package_holds_is_told_of(tmp_path: Path) -> None:
    text = _text(model_of(contents(Records(tmp_path)), "eark-2.2", ContentKind.SNAPSHOTS))
    assert "representations/snapshots/data/" in text
    assert "representations/diarium" not in text
    assert "JOURNALEN" not in text


def test_a_selection_a_part_an_extract_and_what_is_protected_are_told(
    model: PackageModel, tmp_path: Path
) -> None:
    assert "URVAL" not in _text(model)
    assert "OBS!" not in _text(model)
    chosen = contents(Records(tmp_path), selection="konto fb", extract=True, include_protected=True)
    text = _text(replace(model, contents=chosen, number=2, of=5))
    assert "OBS! Detta är ett URVAL av halvåret: konto fb." in text
    assert "OBS! Detta är ett UTDRAG" in text
    assert "OBS! Paketet innehåller uppgifter som är skyddade" in text
    assert "\nDel:               2 av 5\n" in text


def test_the_page_says_what_the_text_says(model: PackageModel) -> None:
    told = tell_instructions(model)
    page = write_page(told)
    for section in told.sections:
        assert f"<h2>{section.heading}</h2>" in page
        assert section.heading.upper() in write_text(told)


def test_names_cannot_become_code_or_turn_the_page(model: PackageModel, tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script>\u202e{{ 7*7 }}"
    told = replace(model, contents=contents(Records(tmp_path), archive=hostile), label=hostile)
    page = write_page(tell_instructions(told))
    assert "<script>" not in page
    assert "\u202e" not in page
    assert "{{ 7*7 }}" in page


def test_no_line_of_words_is_too_wide(model: PackageModel) -> None:
    words = _text(model).split("import hashlib")[0]
    assert max(map(len, words.splitlines())) <= WIDTH + len("sha256sum")


def test_timestamps_of_pictures_are_told_of_where_there_are_some(model: PackageModel) -> None:
    assert "TIDSSTÄMPLARNA" not in _text(model)
    part = replace(model.inside[0].parts[0], role="timestamp")
    stamped = replace(model.inside[0], parts=(part,), made=(MadeFile(
        path="data/x.txt", media_type="text/plain", content=b""),))  # fmt: skip
    assert "TIDSSTÄMPLARNA" in _text(replace(model, inside=(stamped, *model.inside[1:])))
