"""The settings file of a new archive says what was asked for, whatever signs are in it."""

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from archiver.new_archive import NewArchive, settings_text
from archiver.settings import read_settings
from diarium.records import Namnd

NAME = st.text(min_size=1).filter(lambda name: name.isprintable() and name == name.strip() != "")
KS = Namnd(code="KS", name="", orgnr="212000-2882", series="KS")


@given(NAME, st.sampled_from(["sv", "en"]))
def test_any_name_that_can_be_shown_is_read_back(name: str, language: str) -> None:
    wish = NewArchive(folder=Path("arkiv"), kommun=name, namnd=KS, language=language)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "archiver.toml")
        path.write_text(settings_text(wish), encoding="utf-8")
        settings = read_settings(path)
    assert (settings.kommun, settings.language, settings.orgnr) == (name, language, KS.orgnr)
