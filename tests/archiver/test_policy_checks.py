"""What the policy asks of a page is found where it stands, and only there."""

import time
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.policy_checks import CheckResult, PageCase, PolicyCheck, check_page
from archiver.policy_settings import PolicySettings
from archiver.post_dates import PostDates
from archiver.site_links import SeenLink
from tests.archiver.seen_pages import seen_page

FOUND, MISSING, NOT_CHECKED = CheckResult.FOUND, CheckResult.MISSING, CheckResult.NOT_CHECKED
POLICY = PolicySettings(site="www.exempelstad.se", phone="08-530 610 00", names=("Stadsmuseet",))
DAY = date(2026, 7, 1)
CASE = PageCase(
    seen=seen_page(),
    links=(),
    address="https://www.example.com/p/123",
    kommun="Exempelstads kommun",
    forvaltning="Kulturförvaltningen",
    account_names=("Vårt konto", "@konto"),
    day=DAY,
)
RULES = (
    "site-link", "contact-phone", "sender-in-name", "logo", "official-account", "public-records",
    "removals", "activity",
)  # fmt: skip


def checked(rule: str, case: PageCase = CASE, policy: PolicySettings = POLICY) -> PolicyCheck:
    """Return what came of one rule."""
    return next(each for each in check_page(case, policy) if each.rule == rule)


def result(rule: str, text: str = "", **page: Any) -> CheckResult:  # noqa: ANN401  fields of PageSeen
    """Return what came of one rule on a page with a text."""
    return checked(rule, replace(CASE, seen=seen_page(text, **page))).result


def test_an_empty_page_lacks_all_that_words_can_show() -> None:
    found = {each.rule: each.result for each in check_page(CASE, POLICY)}
    assert tuple(found) == RULES
    assert {rule for rule, came in found.items() if came is NOT_CHECKED} == {"logo", "activity"}
    assert set(found.values()) == {MISSING, NOT_CHECKED}


def test_what_no_setting_says_is_not_checked() -> None:
    for rule in ("site-link", "contact-phone"):
        assert checked(rule, policy=PolicySettings()).why == "no-setting"


@pytest.mark.parametrize(
    "url",
    [
        "https://www.exempelstad.se/", "http://exempelstad.se", "https://bibliotek.exempelstad.se/x",
        "https://EXEMPELSTAD.se/?a=b",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.exempelstad.se%2F&h=AT0",
        "https://www.youtube.com/redirect?event=x&q=https%3A%2F%2Fexempelstad.se",
    ],
)  # fmt: skip
def test_a_link_to_the_site_is_found_also_through_the_platform(url: str) -> None:
    case = replace(
        CASE, links=(SeenLink(url="https://x.example/", words=""), SeenLink(url=url, words=""))
    )
    assert checked("site-link", case).result is FOUND
    assert checked("site-link", case).words == (url,)


@pytest.mark.parametrize(
    "url",
    [
        "https://exempelstad.se.example.com/", "https://inteexempelstad.se/",
        "https://www.facebook.com/sharer?u=https%3A%2F%2Fwww.exempelstad.se",
        "mailto:a@exempelstad.se", "https://[exempelstad.se",
        "https://example.com/exempelstad.se", "https://exempelstad.se@example.com/", "",
    ],
)  # fmt: skip
def test_a_link_elsewhere_is_none(url: str) -> None:
    assert (
        checked("site-link", replace(CASE, links=(SeenLink(url=url, words=""),))).result is MISSING
    )


def test_a_shortened_link_that_shows_the_site_is_found_and_words_alone_are_no_link() -> None:
    short = SeenLink(url="https://t.co/abc", words="exempelstad.se")
    assert checked("site-link", replace(CASE, links=(short,))).words == (short.url, short.words)
    assert result("site-link", "Läs mer på www.exempelstad.se") is MISSING


def test_a_site_with_a_path_wants_that_path() -> None:
    policy = replace(POLICY, site="www.example.se/avallby")
    for url, came in (
        ("https://www.example.se/avallby", FOUND),
        ("https://www.example.se/avallby/kontakt", FOUND),
        ("https://www.example.se/avallbyn", MISSING),
        ("https://www.example.se/", MISSING),
    ):
        case = replace(CASE, links=(SeenLink(url=url, words=""),))
        assert checked("site-link", case, policy).result is came


@pytest.mark.parametrize(
    "text",
    [
        "Ring 08-530 610 00.", "tel 0853061000", "08 – 530 61 000", "(08) 530 610 00",
        "+46 8 530 610 00", "+46 (0)8-530 610 00", "0046 8 530 610 00",
        "Tfn:\u00a008\u2011530\u00a0610\u00a000",
    ],
)  # fmt: skip
def test_a_number_is_found_however_it_is_grouped(text: str) -> None:
    assert result("contact-phone", text) is FOUND


@pytest.mark.parametrize(
    "text", ["08-530 610 01", "108-530 610 00", "08-530 610 001", "+47 8 530 610 00", "530 610 00"]
)
def test_another_number_is_none(text: str) -> None:
    assert result("contact-phone", text) is MISSING


def test_a_number_behind_a_link_is_found() -> None:
    case = replace(CASE, links=(SeenLink(url="tel:+46853061000", words=""),))
    assert checked("contact-phone", case).words == ("+46853061000",)


def test_the_sender_is_found_in_what_the_page_calls_itself() -> None:
    assert result("sender-in-name", title="Exempelstads kommun | Facebook") is FOUND
    assert result("sender-in-name", og_title="EXEMPELSTADS bibliotek") is FOUND
    assert result("sender-in-name", names=("Stadsmuseet",)) is FOUND
    assert result("sender-in-name", title="Kulturförvaltningen berättar") is FOUND
    assert result("sender-in-name", title="Roliga klipp") is MISSING
    assert result("sender-in-name", "Exempelstads kommun bygger en skola") is MISSING


def test_the_sender_is_found_in_the_address_and_in_a_name_that_the_page_shows() -> None:
    case = replace(CASE, address="https://www.example.com/exempelstadskommun")
    assert checked("sender-in-name", case).words == ("exempelstadskommun",)
    named = replace(CASE, account_names=("Exempelstads kommun direkt", "@direkt"))
    assert checked("sender-in-name", named).result is MISSING
    shown = replace(named, seen=seen_page("Välkommen till Exempelstads kommun direkt!"))
    assert checked("sender-in-name", shown).words == ("Exempelstads kommun direkt",)


def test_a_short_stem_is_no_sender_but_the_whole_name_is() -> None:
    mark = replace(CASE, kommun="Marks kommun", seen=seen_page(title="Mark och vatten"))
    assert checked("sender-in-name", mark).result is MISSING
    whole = replace(mark, seen=seen_page(title="Marks kommun"))
    assert checked("sender-in-name", whole).result is FOUND


def test_a_logo_is_found_only_where_a_picture_says_so() -> None:
    assert result("logo", labels=("Exempelstads kommuns logotyp",)) is FOUND
    assert result("logo", labels=("Exempelstads kommun",)) is FOUND
    for labels in ((), ("Logotyp",), ("Exempelstads kommun inviger bron",)):
        assert checked("logo", replace(CASE, seen=seen_page(labels=labels))).why == "picture"


@pytest.mark.parametrize(
    "text",
    [
        "Detta är ett officiellt konto för Exempelstads kommun.",
        "Officiellt\n konto  FÖR exempelstads\u00a0kommun",
        "officiellt kon\u00adto för Exempelstads kommun",
        "Exempelstads kommuns officiella sida",
        "Biblioteket är en del av Exempelstads kommun",
    ],
)
def test_whose_account_it_is_is_found_whatever_the_case_and_spaces(text: str) -> None:
    assert result("official-account", text) is FOUND


@pytest.mark.parametrize(
    "text",
    [
        "officiellt konto för Annanstads kommun", "Exempelstads kommun", "officiellt konto",
        "inofficiellt konto för Exempelstads kommun",
    ],
)  # fmt: skip
def test_whose_account_it_is_is_not_found_in_other_words(text: str) -> None:
    assert result("official-account", text) is MISSING


def test_what_was_found_is_shown_with_whole_words_around_it() -> None:
    text = (
        "Hej och välkommen hit till oss! " * 3
        + "Det du skriver blir en allmän handling. "
        + "Tack! " * 30
    )
    (words,) = checked("public-records", replace(CASE, seen=seen_page(text))).words
    assert "allmän handling" in words
    assert words in text
    assert len(words) < 110
    assert set(words.split()) <= set(text.split())


def test_removals_want_what_is_removed_beside_that_it_is() -> None:
    assert result("removals", "Personangrepp och reklam tas bort inom 48 timmar.") is FOUND
    assert result("removals", "Vi tar bort det gamla räcket på bron.") is MISSING
    assert result("removals", "Hets mot folkgrupp är ett brott.") is MISSING
    far = "Räcket tas bort. " + "Mer om bron. " * 40 + "Kom på vår reklamfria dag mot hot!"
    assert result("removals", far) is MISSING


def test_a_page_full_of_such_words_far_apart_takes_no_time() -> None:
    text = "tas bort " * 50_000 + "bron " * 100 + "hets " * 50_000
    began = time.process_time()
    assert result("removals", text) is MISSING
    assert time.process_time() - began < 5


def test_an_account_is_passive_after_so_many_days() -> None:
    for days, came in ((0, FOUND), (90, FOUND), (91, MISSING)):
        last = DAY - timedelta(days=days)
        posts = PostDates(read=1, first=last, last=last)
        check = checked("activity", replace(CASE, seen=seen_page(posts=posts)))
        assert (check.result, check.words) == (came, (last.isoformat(),))
    assert checked("activity").why == "no-dates"


@given(
    st.text(max_size=80),
    st.lists(st.builds(SeenLink, url=st.text(max_size=40), words=st.text(max_size=10)), max_size=4),
    st.text(max_size=30),
)
def test_whatever_a_page_says_every_rule_answers(
    text: str, links: list[SeenLink], address: str
) -> None:
    case = replace(CASE, seen=seen_page(text, title=text), links=tuple(links), address=address)
    for each in check_page(case, POLICY):
        assert (each.why is None) == (each.result is not NOT_CHECKED)
        assert (
            bool(each.words) == (each.result is FOUND or each.rule == "activity") or not each.words
        )


@given(st.text(alphabet=st.sampled_from("abc \n\t\u00a0åÅ"), max_size=60))
def test_what_is_there_is_found_wherever_it_stands(around: str) -> None:
    text = f"{around} Inlägg blir Allmänna   handlingar. {around}"
    assert result("public-records", text) is FOUND
