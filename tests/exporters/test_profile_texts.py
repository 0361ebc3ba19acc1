from pathlib import Path

from exporters.packages.profile_texts import fill_text, list_texts
from exporters.packages.profiles import PLACES
from tests.exporters.records import Records, contents


def test_every_place_that_a_profile_may_name_is_filled(tmp_path: Path) -> None:
    assert list_texts(contents(Records(tmp_path))).keys() == PLACES


def test_an_organisationsnummer_is_told_in_digits_and_what_is_unknown_with_nothing(
    tmp_path: Path,
) -> None:
    some = contents(Records(tmp_path), agreement=None)
    assert fill_text("ORG:{namnd_orgnr}", some) == "ORG:2120000001"
    assert fill_text("{agreement}", some) == ""
    assert fill_text("{namnd}, {kommun} {first_day}–{last_day}", some) == (
        "Kommunstyrelsen, Exempelstad 2026-01-01–2026-06-30"
    )
