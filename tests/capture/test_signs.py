"""Which signs on a page count, and whose page it is."""

from dataclasses import replace

import pytest

from archiver.capture.facts import Sign
from archiver.capture.profiles import choose_profiles, read_profiles
from archiver.capture.signs import Sight, find_sign, is_named

PROFILES = choose_profiles(read_profiles(), "Facebook")
MUCH = "Exempelstad berättar om vatten, skola och väg. " * 40
BARE = Sight(
    title="Exempelstad", og_title="", text="Exempelstad", found=(), cover=None, cover_found=(),
    cover_passwords=0,
)  # fmt: skip


@pytest.mark.parametrize(
    ("sight", "sign"),
    [
        (replace(BARE, text="Det här kontot finns inte"), Sign.REMOVED),
        (
            replace(BARE, text="This Page Isn\N{RIGHT SINGLE QUOTATION MARK}t  Available"),
            Sign.REMOVED,
        ),
        (replace(BARE, title="Just a moment..."), Sign.CHALLENGE),
        (replace(BARE, title="Just a moment...", text=MUCH), Sign.CHALLENGE),
        (replace(BARE, found=("#challenge-form",)), Sign.CHALLENGE),
        (replace(BARE, text="Too many requests"), Sign.RATE_LIMITED),
        (replace(BARE, text="Du måste logga in för att fortsätta"), Sign.LOGIN),
        (replace(BARE, text=MUCH, cover="Logga in för att fortsätta"), Sign.LOGIN),
        (replace(BARE, text=MUCH, cover="Namn", cover_passwords=1), Sign.LOGIN),
        (replace(BARE, found=("form#login_form",)), Sign.LOGIN),
        (replace(BARE, text=MUCH, cover="", cover_found=("form#login_form",)), Sign.LOGIN),
        (replace(BARE, text=MUCH, cover="Vi använder kakor"), Sign.CONSENT),
        (replace(BARE, text="Before you continue to YouTube"), Sign.CONSENT),
    ],
)
def test_a_sign_counts_where_there_is_little_else(sight: Sight, sign: Sign) -> None:
    found = find_sign(sight, PROFILES)

    assert found is not None
    assert found[0] is sign


@pytest.mark.parametrize(
    "sight",
    [
        BARE,
        replace(BARE, text=MUCH + "Det här kontot finns inte"),
        replace(BARE, text=MUCH + "Logga in för att fortsätta", found=("form#login_form",)),
        replace(BARE, text=MUCH, cover=MUCH + "kakor"),
        replace(BARE, text="Exempelstad. Om kakor. Logga in."),
    ],
)
def test_an_open_page_that_speaks_of_walls_is_none(sight: Sight) -> None:
    assert find_sign(sight, PROFILES) is None


@pytest.mark.parametrize(
    ("names", "sight", "url"),
    [
        (("Exempelstads kommun", ""), replace(BARE, text="EXEMPELSTADS\n KOMMUN"), "https://x.se/"),
        (("Exempelstads kommun", ""), replace(BARE, text="Kommun: Exempelstads"), "https://x.se/"),
        (("Vatten", "@vattenverket"), BARE, "https://x.se/Vattenverket"),
        (("Vatten", "@vattenverket"), replace(BARE, og_title="Vattenverket"), "https://x.se/"),
        (("Vatten", ""), replace(BARE, title="Om vatten"), "https://x.se/"),
    ],
)
def test_a_page_that_names_the_account_is_its_own(
    names: tuple[str, ...], sight: Sight, url: str
) -> None:
    assert is_named(names, sight, url)


@pytest.mark.parametrize(
    ("names", "url"),
    [
        (("Annanstads kommun", "@annanstad"), "https://x.se/exempelstad"),
        (("Annanstads kommun", "@annanstad"), "https://x.se/?from=annanstad#annanstad"),
        (("Annanstad", ""), "https://x.se/"),
        (("Annanstad", "@"), "https://x.se/@"),
    ],
)
def test_a_page_that_names_another_is_not(names: tuple[str, ...], url: str) -> None:
    assert not is_named(names, BARE, url)
