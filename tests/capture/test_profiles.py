"""Platform profiles: what is built in, what a site adds, and what is wrong in its files."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from archiver.capture.profiles import GENERIC, choose_profiles, read_profiles
from diarium.errors import SettingsError

BUILT_IN = read_profiles()
EXPECTED = {
    "facebook", "instagram", "x", "youtube", "linkedin", "tiktok", "mastodon", "bluesky",
    "threads", "flickr", "wordpress", "mediawiki", GENERIC,
}  # fmt: skip


def _selectors(value: object) -> list[str]:
    """Return every CSS selector of a profile."""
    found = [*getattr(value, "selectors", ()), *getattr(value, "hide", ())]
    found += [*getattr(value, "names", ()), *getattr(value, "dates", ())]
    for name in getattr(value, "__slots__", ()):
        inner = getattr(value, name)
        found += [] if isinstance(inner, (str, tuple, bool)) else _selectors(inner)
    return found


def _own(folder: Path, name: str, text: str) -> dict[str, Any]:
    (folder / f"{name}.toml").write_text(text, "utf-8")
    return read_profiles(folder)


def test_every_platform_has_a_profile_that_claims_no_check() -> None:
    assert set(BUILT_IN) == EXPECTED
    assert {each.checked for each in BUILT_IN.values()} == {""}
    assert not any(each.own for each in BUILT_IN.values())


@pytest.mark.browser
def test_every_built_in_selector_is_understood_by_a_browser(chromium: Path) -> None:
    selectors = [each for profile in BUILT_IN.values() for each in _selectors(profile)]
    fails = """all => all.filter(s => { try { document.querySelector(s); return false }
        catch { return true } })"""
    with sync_playwright() as playwright:
        page = playwright.chromium.launch(executable_path=chromium).new_page()
        assert page.evaluate(fails, [*selectors, "p:has("]) == ["p:has("]
    assert len(selectors) > 150


def test_no_words_of_acceptance_are_among_the_milder() -> None:
    for profile in BUILT_IN.values():
        consent = profile.consent
        milder = {*consent.reject.texts, *consent.necessary.texts}
        assert not milder & {*consent.accept.texts}
        assert not consent.reject.texts or "Tillåt alla" not in milder


@pytest.mark.parametrize("name", ["facebook", "Facebook", " FACEBOOK ", "fb"])
def test_an_account_s_platform_finds_its_profile(name: str) -> None:
    assert [each.platform for each in choose_profiles(BUILT_IN, name)] == ["facebook", GENERIC]


@pytest.mark.parametrize("name", ["webb", "", "generic"])
def test_an_unknown_platform_has_the_generic_profile_alone(name: str) -> None:
    assert [each.platform for each in choose_profiles(BUILT_IN, name)] == [GENERIC]


@pytest.mark.parametrize(
    ("platform", "url", "looks"),
    [
        ("facebook", "https://www.facebook.com/exempelstad", True),
        ("facebook", "https://www.facebook.com/login/?next=x", False),
        ("facebook", "https://facebook.com.example.se/exempelstad", False),
        ("x", "https://x.com/exempelstad", True),
        ("x", "https://x.com/home", False),
        ("youtube", "https://www.youtube.com/@exempelstad/videos", True),
        ("youtube", "https://www.youtube.com/watch?v=1", False),
        ("linkedin", "https://se.linkedin.com/company/exempelstad/", True),
        ("mastodon", "https://social.example.se/@exempelstad", True),
        ("bluesky", "https://bsky.app/profile/exempelstad.se", True),
        ("wordpress", "https://blogg.exempelstad.se", True),
        (GENERIC, "https://exempelstad.se/vad-som-helst", True),
    ],
)
def test_an_address_is_known_by_its_host_and_path(platform: str, url: str, looks: bool) -> None:
    assert BUILT_IN[platform].is_start_address(url) is looks


def test_an_own_file_changes_only_what_it_writes(tmp_path: Path) -> None:
    text = 'checked = "2026-11-22"\n[consent.reject]\ntexts = ["Nix"]\n'
    changed = _own(tmp_path, "facebook", text)["facebook"]

    assert (changed.checked, changed.own) == ("2026-11-22", True)
    assert changed.consent.reject.texts == ("Nix",)
    assert changed.consent.reject.selectors == BUILT_IN["facebook"].consent.reject.selectors
    assert changed.signs == BUILT_IN["facebook"].signs


def test_an_own_file_adds_a_platform(tmp_path: Path) -> None:
    profiles = _own(tmp_path, "exempelboken", 'also = ["eb"]\nhosts = ["exempelboken.se"]\n')
    assert choose_profiles(profiles, "eb")[0].title == "exempelboken"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[consent.rejct]\ntexts = ['a']", "did you mean consent.reject.texts?"),
        ("hostt = ['a']", "did you mean hosts?"),
        ("[signs.removed]\nwords = ['a']", "signs.removed.words"),
        ("hosts = 'a'", "something impossible in hosts"),
        ("hosts = [1]", "something impossible in hosts"),
        ("hosts = ['']", "something impossible in hosts"),
        ("title = ['a']", "something impossible in title"),
        ("[hosts]\na = 1", "something impossible in hosts"),
        ("paths = ['[']", "no regular expression"),
        ("hosts = ", "is not TOML"),
    ],
)
def test_what_is_wrong_in_an_own_file_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        _own(tmp_path, "egen", text)
    assert said in str(caught.value)
    assert "egen.toml" in str(caught.value)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="finns-inte"):
        read_profiles(tmp_path / "finns-inte")
