"""What the policy asks of an account's page, looked for in its words, links and names.

Each rule says found, missing or not checked, with the words it rests on. Nothing is guessed: what
cannot be told from words and links, such as whose arms a picture shows, is left to a person.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import unquote

from archiver.page_seen import PageSeen
from archiver.policy_settings import PolicySettings
from archiver.site_links import SeenLink, leads_to, split_address

NEAR = 300
"""Words that belong together, "raderas" and "personangrepp", stand at most so far apart."""
AROUND = 40
"""How many characters are shown on each side of what was found."""
LEAST_STEM = 5
"""A shorter name without "kommun", such as Mark, is also a word, or part of one."""
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_KINDS = re.compile(r"\s+(kommun|stad|region)$", re.IGNORECASE)
_GENITIVE = "(?:s|:s)?"
_LOGO = re.compile(r"logo|logga|vapen|emblem|profilbild|profile picture|avatar", re.IGNORECASE)


class CheckResult(StrEnum):
    """What came of a check."""

    FOUND = "found"
    MISSING = "missing"
    NOT_CHECKED = "not-checked"


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyCheck:
    """One thing the policy asks of a page, and whether it was there.

    Attributes:
        rule: The rule's id.
        section: The section of the policy that asks for it.
        words: What was found, as the page has it.
        why: Why it was not checked: ``no-setting``, ``no-dates`` or ``picture``.
    """

    rule: str
    section: str
    result: CheckResult
    words: tuple[str, ...] = ()
    why: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageCase:
    """A page to check.

    Attributes:
        seen: The page.
        links: Its links.
        address: The address it was reached at.
        kommun: The municipality's name.
        forvaltning: The förvaltning that the account belongs to.
        account_names: The account's name and user name as the förteckning has them.
        day: The day it was seen.
    """

    seen: PageSeen
    links: tuple[SeenLink, ...]
    address: str
    kommun: str
    forvaltning: str
    account_names: tuple[str, ...]
    day: date


@dataclass(frozen=True, slots=True)
class _Answer:
    result: CheckResult
    words: tuple[str, ...] = ()
    why: str | None = None


def check_page(case: PageCase, policy: PolicySettings) -> list[PolicyCheck]:
    """Return what the policy asks of a page, each with whether it was there."""
    checks = []
    for rule, section, find in _RULES:
        answer = find(case, policy)
        checks.append(
            PolicyCheck(
                rule=rule, section=section, result=answer.result, words=answer.words, why=answer.why
            )
        )
    return checks


def _site_link(case: PageCase, policy: PolicySettings) -> _Answer:
    if policy.site is None:
        return _Answer(CheckResult.NOT_CHECKED, why="no-setting")
    lead = next((each for each in case.links if leads_to(each, policy.site)), None)
    if lead is None:
        return _Answer(CheckResult.MISSING)
    return _Answer(CheckResult.FOUND, tuple(filter(None, (lead.url, lead.words))))


def _phone(case: PageCase, policy: PolicySettings) -> _Answer:
    if policy.phone is None:
        return _Answer(CheckResult.NOT_CHECKED, why="no-setting")
    number = _phone_pattern(policy.phone)
    dialled = (unquote(each.url) for each in case.links if each.url.startswith("tel:"))
    found = (number.search(text) for text in (_plain(case.seen.text), *dialled))
    return _told(next((each[0] for each in found if each), None))


def _sender(case: PageCase, policy: PolicySettings) -> _Answer:
    names = _sender_names(case, policy)
    for place in _names_on_page(case):
        if any(_phrase(name).search(place) for name in names):
            return _told(place)
    for user_name in _user_names(case):
        letters = _letters(user_name)
        if any(_letters(name) in letters for name in names if len(_letters(name)) >= LEAST_STEM):
            return _told(user_name)
    return _told(None)


def _logo(case: PageCase, policy: PolicySettings) -> _Answer:
    """Find a picture that says it is the sender's; any other picture is for a person to judge."""
    names = [_phrase(name) for name in _sender_names(case, policy)]
    for label in map(_plain, case.seen.labels):
        named = next((found for name in names if (found := name.search(label))), None)
        if named and (_LOGO.search(label) or named[0] == label):
            return _told(label)
    return _Answer(CheckResult.NOT_CHECKED, why="picture")


def _official(case: PageCase, policy: PolicySettings) -> _Answer:
    return _told(_find_text(case, policy.official))


def _public_records(case: PageCase, policy: PolicySettings) -> _Answer:
    return _told(_find_text(case, policy.public_records))


def _removals(case: PageCase, policy: PolicySettings) -> _Answer:
    text = _plain(case.seen.text)
    improper = sorted(_matches(text, policy.improper, case.kommun))
    starts = [begin for begin, _ in improper]
    for start, end in _matches(text, policy.removed, case.kommun):
        near = improper[bisect_left(starts, end - NEAR) : bisect_right(starts, start + NEAR)]
        for begin, stop in near:
            if max(end, stop) - min(start, begin) <= NEAR:
                return _told(_excerpt(text, min(start, begin), max(end, stop)))
    return _told(None)


def _activity(case: PageCase, policy: PolicySettings) -> _Answer:
    last = case.seen.posts.last
    if last is None:
        return _Answer(CheckResult.NOT_CHECKED, why="no-dates")
    active = (case.day - last).days <= policy.passive_days
    return _Answer(CheckResult.FOUND if active else CheckResult.MISSING, (last.isoformat(),))


_PROFILE = "Grafiska profil i sociala medier"
_RULES: tuple[tuple[str, str, Callable[[PageCase, PolicySettings], _Answer]], ...] = (
    ("site-link", _PROFILE, _site_link),
    ("contact-phone", _PROFILE, _phone),
    ("sender-in-name", _PROFILE, _sender),
    ("logo", _PROFILE, _logo),
    ("official-account", _PROFILE, _official),
    ("public-records", "Diarieför", _public_records),
    ("removals", "Gallra olämpliga inlägg", _removals),
    ("activity", "Stäng passiva konton", _activity),
)
"""Each rule's id, the section of the policy, and how it is looked for."""


def _told(words: str | None) -> _Answer:
    return _Answer(CheckResult.MISSING) if words is None else _Answer(CheckResult.FOUND, (words,))


def _plain(text: str) -> str:
    """Return a text as it is read: one kind of space, one form of each letter."""
    seen = _UNSEEN.sub("", unicodedata.normalize("NFKC", text))
    return " ".join(seen.split())


def _letters(text: str) -> str:
    """Return a name as it can stand in an address: its letters and digits without marks."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in bare if sign.isascii() and sign.isalnum())


def _phrase(words: str) -> re.Pattern[str]:
    """Return what finds whole words in plain text, in any case, also in the genitive."""
    phrase = rf"{_GENITIVE} ".join(re.escape(word) for word in _plain(words).split())
    return re.compile(rf"(?<!\w){phrase}{_GENITIVE}(?!\w)", re.IGNORECASE)


def _matches(text: str, wanted: tuple[str, ...], kommun: str) -> Iterator[tuple[int, int]]:
    for each in wanted:
        for found in _phrase(each.replace("{kommun}", kommun)).finditer(text):
            yield found.span()


def _find_text(case: PageCase, wanted: tuple[str, ...]) -> str | None:
    text = _plain(case.seen.text)
    found = next(_matches(text, wanted, case.kommun), None)
    return _excerpt(text, *found) if found else None


def _excerpt(text: str, start: int, end: int) -> str:
    """Return a place in a text with whole words around it."""
    left = text.find(" ", start - AROUND, start) + 1 or start if start > AROUND else 0
    right = text.rfind(" ", end, end + AROUND) if end + AROUND < len(text) else len(text)
    return text[left : max(end, right)]


def _sender_names(case: PageCase, policy: PolicySettings) -> list[str]:
    stem = _KINDS.sub("", case.kommun)
    stems = [stem] if len(stem) >= LEAST_STEM else []
    return [*dict.fromkeys((case.kommun, *stems, case.forvaltning, *policy.names))]


def _names_on_page(case: PageCase) -> Iterator[str]:
    """Yield what the page calls itself, and the account's names if the page shows them."""
    seen = case.seen
    yield from filter(None, map(_plain, (seen.og_title, seen.title, *seen.names)))
    text = _plain(seen.text)
    for name in filter(None, map(_plain, case.account_names)):
        if _phrase(name).search(text):
            yield name


def _user_names(case: PageCase) -> Iterator[str]:
    """Yield the names in the page's address."""
    parts = split_address(case.address)
    yield from (unquote(part) for part in parts.path.split("/") if part)
    yield parts.hostname or ""


def _phone_pattern(number: str) -> re.Pattern[str]:
    """Return what finds a number however it is grouped, also as it is dialled from abroad."""
    digits = "".join(sign for sign in number if sign.isdecimal())
    local = digits.removeprefix("46") if number.startswith("+") else digits.removeprefix("0")
    gap = r"[\s().\-\u2010-\u2013]{0,3}"
    start = rf"(?:(?:\+|00)46{gap}(?:0{gap})?|0)" if local != digits else ""
    return re.compile(rf"(?<![\d+]){start}{gap}{gap.join(local)}(?!\d)")
