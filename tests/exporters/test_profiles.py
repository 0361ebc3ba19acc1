"""Profiles as they are read: the built-in, and a receiving archive's own on top."""

from dataclasses import replace
from pathlib import Path

import pytest

from diarium.errors import SettingsError
from exporters.packages.package_model import ContentKind
from exporters.packages.profile_texts import list_agents, list_alt_record_ids
from exporters.packages.profiles import BUILT_IN, KINDS, load_profile
from exporters.packages.schemas import PUBLISHED
from tests.exporters.records import Records, contents


def overlay(tmp_path: Path, text: str, base: str = "eark-2.2") -> str:
    path = tmp_path / "eget.toml"
    path.write_text(f'base = "{base}"\n{text}', encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_built_in_profile_forms_every_kind_and_names_known_schemas(name: str) -> None:
    profile = load_profile(name)
    assert profile.name == name
    assert set(profile.forms) == set(KINDS) == {kind.value for kind in ContentKind}
    assert set(profile.schemas) <= {each.name for each in PUBLISHED}


def test_fgs_2_is_e_ark_2_1_with_its_own_address_and_no_later_words() -> None:
    fgs, eark = load_profile("fgs-2.0"), load_profile("eark-2.2")
    assert fgs.mets_profile == "https://earksip.dilcis.eu/profile/E-ARK-SIP.xml"
    assert eark.mets_profile == "https://earksip.dilcis.eu/profile/E-ARK-SIP-v2-2-0.xml"
    assert fgs.agents == eark.agents
    assert "Web Archives" not in {form.type for form in fgs.forms.values()}


def test_an_archives_own_profile_changes_what_it_writes_and_nothing_else(tmp_path: Path) -> None:
    own = load_profile(
        overlay(
            tmp_path,
            'name = "stadsarkivet"\n'
            'package_name = "{namnd}_{period}"\n'
            'required_alt_record_ids = ["REFERENCECODE"]\n'
            '[alt_record_ids]\nREFERENCECODE = "SE/123/{namnd_code}"\n'
            '[forms.snapshots]\ntype = "Mixed"\n'
            '[[extra_agents]]\nrole = "CREATOR"\ntype = "INDIVIDUAL"\nname = "Arkivet Åsa"\n',
        )
    )
    base = load_profile("eark-2.2")
    assert own.agents[:-1] == base.agents
    assert own.agents[-1].name == "Arkivet Åsa"
    assert own.alt_record_ids == {**base.alt_record_ids, "REFERENCECODE": "SE/123/{namnd_code}"}
    assert own.forms["snapshots"] == replace(base.forms["snapshots"], type="Mixed")
    assert own.forms["diarium"] == base.forms["diarium"]
    assert own.mets_profile == base.mets_profile


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('nam = "x"', "has no key nam;"),
        ("name = 3", "name must be"),
        ('layout = "zip"', "layout must be eark / fgs / bagit"),
        ('separate = "ja"', "separate must be true / false"),
        ('rules = "csip"', "rules must be"),
        ("rules = [1]", "rules must be"),
        ('forms = "x"', r"forms must be \[forms\]"),
        ('[forms.bilder]\ntype = "x"', r"forms\.bilder must be snapshots"),
        ('[forms.snapshots]\ntyp = "x"', r"has no key forms\.snapshots\.typ;"),
        ("agents = 1", r"agents must be \[\[agents\]\]"),
        ('[[extra_agents]]\nrole = "CREATOR"', r"lacks agents\.type"),
        ('package_name = "{orgnr}"', r"\{orgnr\} at package_name .* kommun_orgnr"),
        ('package_name = "{namnd"', "braces that nothing fills"),
        ('package_name = "{namnd.x}"', "braces that nothing fills"),
        ('[alt_record_ids]\nREFERENCECODE = "{0}"', "braces that nothing fills"),
        ('[[extra_agents]]\nrole = "A"\ntype = "B"\nname = "{vem}"', "braces that nothing fills"),
        ('erms = "fgs-1.0"', r"erms must be 2\.1\.2 / 3\.0\.2"),
        ('[attributes]\nSYSTEMTYPE = "x"', "attributes must be {}"),
        ('[attributes]\n"SYSTEM TYPE" = "x"', "attributes must be "),
        ('[attributes]\n"Payload-Oxum: 1.1\\nA" = "x"', "attributes must be "),
        ("= 1", "is not TOML"),
    ],
)
def test_what_a_profile_cannot_say_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        load_profile(overlay(tmp_path, text))


def test_a_base_that_is_not_built_in_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"base must be eark-2\.2 / fgs-2\.0"):
        load_profile(overlay(tmp_path, "", base="../eark-2.2"))


def test_a_profile_without_base_must_say_everything(tmp_path: Path) -> None:
    path = tmp_path / "helt-eget.toml"
    path.write_text('name = "x"', encoding="utf-8")
    with pytest.raises(SettingsError, match="lacks title; add it"):
        load_profile(str(path))


@pytest.mark.parametrize("name", ["eark-3", "../eark-2.2", ""])
def test_an_unknown_profile_is_told_with_the_known_ones(name: str) -> None:
    with pytest.raises(SettingsError, match=r"there is no profile .*eark-2\.2, fgs-2\.0, fgs-1\.2"):
        load_profile(name)


def test_a_profile_file_that_is_not_there_or_no_text_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        load_profile(str(tmp_path / "borta.toml"))
    (tmp_path / "latin.toml").write_bytes(b'name = "\xe5"')
    with pytest.raises(SettingsError, match="is not TOML"):
        load_profile(str(tmp_path / "latin.toml"))


def test_an_alt_record_id_that_is_demanded_and_empty_is_refused(
    records: Records, tmp_path: Path
) -> None:
    without = contents(records, agreement=None)
    assert list_alt_record_ids(load_profile("eark-2.2"), without) == {}
    demanding = overlay(tmp_path, 'required_alt_record_ids = ["SUBMISSIONAGREEMENT"]')
    with pytest.raises(SettingsError, match="demands the altRecordID SUBMISSIONAGREEMENT"):
        list_alt_record_ids(load_profile(demanding), without)


def test_agents_are_filled_in_and_a_nameless_one_is_left_out(
    records: Records, tmp_path: Path
) -> None:
    text = '[[extra_agents]]\nrole = "OTHER"\ntype = "INDIVIDUAL"\nname = "{agreement}"\n'
    profile = load_profile(overlay(tmp_path, text))
    agents = list_agents(profile, contents(records, agreement=None))
    assert [(each.name, each.note) for each in agents] == [
        ("archiver", "0.1.0"),
        ("Kommunstyrelsen", "ORG:2120000001"),
        ("Exempelstad", "ORG:2120000001"),
        ("Kommunarkivet", "ORG:2120000001"),
    ]
