"""Each setting is read as it is meant, and each bad one is told by a message of its own."""

import json
import re
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.capture_settings import CaptureSettings
from archiver.format_settings import FormatSettings
from archiver.setting_values import POSTGRESQL
from archiver.settings import _KEYS, Settings, read_settings
from diarium.errors import ExitCode, SettingsError
from diarium.intake.table_columns import CONSTANTS, FIELDS

CASES = Path(__file__).resolve().parent.parent / "data" / "settings"
KOMMUN = '[kommun]\nname = "Exempelstad"\norgnr = "2120002882"\n'
KOMMUN_DOTTED = ('kommun.name = "Exempelstad"', 'kommun.orgnr = "2120002882"')
FULL = f"""\
language = "en"
database = "{POSTGRESQL}arkiv:hemligt@db/arkiv"
{KOMMUN}
[diarium]
number = "{{number}}/{{year}} {{series}}"
[snapshot]
lead_days = 3
late_days = 30
[register]
answer_hours = 24
forward_days = 3
disclosure_days = 2
appeal_court = "Kammarrätten i Jönköping"
appeal_address = "Box 1, 123 45 Exempelstad"
[capture]
browser = "bin/chromium"
allow_private_addresses = ["127.0.0.1", "10.20.0.0/16", "::1"]
width = 800
contact = "arkiv@exempelstad.se"
"""


def read(folder: Path, text: str) -> Settings:
    path = folder / "archiver.toml"
    path.write_text(text, encoding="utf-8")
    return read_settings(path)


def message_of(path: Path) -> str:
    with pytest.raises(SettingsError) as caught:
        read_settings(path)
    assert caught.value.exit_code == ExitCode.SETTINGS
    return str(caught.value).replace(f"{path.parent}/", "")


@pytest.mark.parametrize("path", sorted(CASES.glob("bad-*.toml")), ids=lambda path: path.stem)
def test_a_bad_setting_has_its_own_message(path: Path) -> None:
    assert message_of(path) == path.with_suffix(".txt").read_text(encoding="utf-8").strip()


def test_every_case_has_a_message_and_every_message_a_case() -> None:
    cases = {path.stem for path in CASES.glob("bad-*.toml")}
    assert cases == {path.stem for path in CASES.glob("bad-*.txt")}
    assert len(cases) > 25


def test_everything_that_is_said_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, FULL) == Settings(
        folder=tmp_path,
        language="en",
        kommun="Exempelstad",
        orgnr="212000-2882",
        database=f"{POSTGRESQL}arkiv:hemligt@db/arkiv",
        number="{number}/{year} {series}",
        lead_days=3,
        late_days=30,
        answer_hours=24,
        forward_days=3,
        disclosure_days=2,
        appeal_court="Kammarrätten i Jönköping",
        appeal_address="Box 1, 123 45 Exempelstad",
        capture=CaptureSettings(
            browser=tmp_path / "bin/chromium",
            allow_private_addresses=("127.0.0.1", "10.20.0.0/16", "::1"),
            width=800,
            contact="arkiv@exempelstad.se",
        ),
    )


def test_formats_are_named_by_pronom_or_media_type_in_any_case(tmp_path: Path) -> None:
    lists = 'keep = ["FMT/353", "x-fmt/384", "fmt/2118"]\nlet_go = ["Video/*", "audio/mpeg"]'
    assert read(tmp_path, f"{KOMMUN}\n[formats]\n{lists}").formats == FormatSettings(
        keep=("fmt/353", "x-fmt/384", "fmt/2118"), let_go=("video/*", "audio/mpeg")
    )
    assert read(tmp_path, f"{KOMMUN}\n[formats]\nkeep = []").formats.keep == ()


def test_what_is_not_said_has_a_default(tmp_path: Path) -> None:
    settings = read(tmp_path, KOMMUN)
    assert (settings.language, settings.lead_days, settings.late_days) == ("sv", 1, 14)
    assert (settings.answer_hours, settings.forward_days) == (48, 1)
    assert (settings.disclosure_days, settings.appeal_court) == (1, "kammarrätten")
    assert settings.number == "{series}/{year}:{number}"
    assert settings.capture == CaptureSettings()


def test_a_path_is_counted_from_the_settings_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "arkiv").mkdir()
    read(tmp_path / "arkiv", f'database = "sqlite:///data/a.db"\n{KOMMUN}')
    monkeypatch.chdir(tmp_path)
    settings = read_settings(Path("arkiv/archiver.toml"))
    assert settings.database == f"sqlite:///{tmp_path}/arkiv/data/a.db"
    assert settings.files == tmp_path / "arkiv" / "files"


def test_a_profile_is_a_name_or_a_file_beside_the_settings(tmp_path: Path) -> None:
    said = {"fgs-1.2": "fgs-1.2", "stadsarkivet.toml": str(tmp_path / "stadsarkivet.toml")}
    for written, meant in said.items():
        settings = read(tmp_path, f'{KOMMUN}\n[export]\nprofile = "{written}"')
        assert settings.export.profile == meant


def test_an_absolute_path_of_a_database_is_left(tmp_path: Path) -> None:
    settings = read(tmp_path, f'database = "sqlite:////srv/a.db"\n{KOMMUN}')
    assert settings.database == "sqlite:////srv/a.db"


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    assert read(tmp_path, f"\N{ZERO WIDTH NO-BREAK SPACE}{KOMMUN}").kommun == "Exempelstad"


def test_a_file_that_is_not_there_or_is_a_folder_is_told(tmp_path: Path) -> None:
    missing = message_of(tmp_path / "archiver.toml")
    assert missing == (
        "there is no settings file archiver.toml; run archiver init, or name it by --config"
    )
    assert message_of(tmp_path).endswith("cannot be read (Is a directory)")


def test_a_password_is_never_repeated(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        read(tmp_path, f'database = "postgres://arkiv:hemligt@db/arkiv"\n{KOMMUN}')
    assert "hemligt" not in str(caught.value)


def test_deep_nesting_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="is not TOML"):
        read(tmp_path, "a = " + "[" * 100_000)


def test_the_page_about_the_settings_tells_of_each_and_its_default(tmp_path: Path) -> None:
    page = (CASES.parents[2] / "docs" / "settings.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `([\w.]+)` \| (.+?) \|", page, re.MULTILINE))
    assert set(told) == set(_KEYS)
    lines = [f"{key} = {value.strip('`')}" for key, value in told.items() if value.startswith("`")]
    given = [line for line in lines if not line.startswith(("kommun.", "database"))]
    settings = read(tmp_path, "\n".join([*given, *KOMMUN_DOTTED]))
    assert settings == read(tmp_path, KOMMUN)


VALUES = st.one_of(
    st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20), st.lists(st.text(max_size=20), max_size=3), st.dates(),
    st.sampled_from(["sv", "Exempelstad", "212000-2882", 7, 1280]),
)  # fmt: skip


@given(st.dictionaries(st.sampled_from([*_KEYS, "x", "capture.x"]), VALUES, max_size=6))
def test_whatever_is_written_is_read_or_told_in_words(said: dict[str, Any]) -> None:
    text = "\n".join(f"{key} = {write(value)}" for key, value in said.items())
    with tempfile.TemporaryDirectory() as folder:
        try:
            settings = read(Path(folder), text)
        except SettingsError as error:
            assert str(error)  # noqa: PT017  either way is right
            return
    assert {"kommun.name", "kommun.orgnr"} <= set(said) <= set(_KEYS)
    assert settings.kommun == said["kommun.name"].strip()


def write(value: object) -> str:
    """Return a value as TOML has it, of whose strings JSON's are all but one sign."""
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def test_mappings_of_tables_are_read_by_name(tmp_path: Path) -> None:
    said = {"text": "Meddelande", "made_available_at": "Datum", "time_format": "epoch"}
    other = {**said, "timezone": "UTC", "time_format": "%d/%m/%Y", "channel": "comment"}
    lines = [
        line
        for name, mapping in (("kundtjänst", said), ("webb-2", other))
        for line in (f'[intake.mappings."{name}"]', *(f'{k} = "{v}"' for k, v in mapping.items()))
    ]
    settings = read(tmp_path, "\n".join([KOMMUN, *lines]))
    assert settings.intake.mappings == {"kundtjänst": said, "webb-2": other}


def test_the_mapping_in_the_documentation_is_read(tmp_path: Path) -> None:
    page = (CASES.parents[2] / "docs" / "table.md").read_text(encoding="utf-8")
    example = page.split("```toml\n")[1].split("```")[0]
    mapping = read(tmp_path, KOMMUN + example).intake.mappings["kundtjanst"]
    told = set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`.+?) \|", page, re.MULTILINE))))
    assert set(mapping) < told == {*FIELDS, *CONSTANTS}
