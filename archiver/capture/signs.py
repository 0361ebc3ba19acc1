"""Signs that a page is not the account's start page, although its server answers as if it were.

The phrases and the places where they stand are data, see ``profiles``. A sign counts where the page
holds little else, in the page's title, and on a box that covers the window; "log in" at the top of
an open page is no wall. Nothing here gets around a wall: it is told, and a person takes over.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

from archiver.capture.apart import ask_page
from archiver.capture.facts import Seen, Sign
from archiver.capture.profiles import Marks, Profile

LITTLE_ELSE = 150
"""A page or a box with fewer words than this says hardly anything but its sign."""
LEAST_WORD = 3
"""Shorter words of an account's name tell nothing of whose page it is."""
_CONSENT = re.compile(
    r"before you continue to|innan du fortsätter till|we value your privacy|"
    r"vi värdesätter din integritet|vi värnar om din integritet"
)
_CONSENT_COVER = re.compile(r"cookie|\bkakor\b|samtyck|consent")
_LOOK = """selectors => {
  const shown = e => e.checkVisibility({opacityProperty: true, visibilityProperty: true});
  const text = root => (root.innerText ?? root.textContent ?? '') + [...root.querySelectorAll('*')]
    .filter(e => e.shadowRoot).map(e => '\\n' + text(e.shadowRoot)).join('');
  const covers = e => { const r = e.getBoundingClientRect();
    const wide = Math.min(r.right, innerWidth) - Math.max(r.left, 0);
    const high = Math.min(r.bottom, innerHeight) - Math.max(r.top, 0);
    return wide > 0 && high > 0 && wide * high >= 0.6 * innerWidth * innerHeight; };
  let cover = null, e = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
  for (; e && e !== document.body && e !== document.documentElement; e = e.parentElement)
    if (/fixed|absolute|sticky/.test(getComputedStyle(e).position) && covers(e)) cover = e;
  const find = root => selectors.filter(s => {
    try { return [...root.querySelectorAll(s)].some(shown); } catch { return false; } });
  const og = document.querySelector('meta[property="og:title"]')?.content;
  return {
    title: String(document.title ?? '').slice(0, 1000),
    og_title: String(og ?? '').slice(0, 1000),
    text: document.documentElement ? text(document.documentElement).slice(0, 300000) : '',
    found: find(document),
    cover: cover && text(cover).slice(0, 20000),
    cover_found: cover ? find(cover) : [],
    cover_passwords: cover ? cover.querySelectorAll('input[type=password]').length : 0,
  };
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What is read off a page to look for signs.

    Attributes:
        text: Its visible words, the shadow DOM's too.
        found: Which of the profiles' selectors show something.
        cover: The words of a box that covers most of the window; none if there is no such box.
        cover_found: Which of the selectors show something in that box.
        cover_passwords: Fields for a password in that box.
    """

    title: str
    og_title: str
    text: str
    found: tuple[str, ...]
    cover: str | None
    cover_found: tuple[str, ...]
    cover_passwords: int


def look_for_signs(page: Page, profiles: Sequence[Profile], names: Iterable[str]) -> Seen:
    """Look at a page for signs of walls, and for the account's name.

    Args:
        page: The page, at its top.
        profiles: The account's profiles.
        names: What the account goes by: its name and its handle.
    """
    answer: dict[str, Any] = ask_page(page, _LOOK, _selectors(profiles))
    lists = {key: tuple(value) for key, value in answer.items() if isinstance(value, list)}
    sight = Sight(**(answer | lists))
    sign, mark = find_sign(sight, profiles) or (None, "")
    return Seen(sign=sign, mark=mark, named=is_named(names, sight, page.url))


def find_sign(sight: Sight, profiles: Sequence[Profile]) -> tuple[Sign, str] | None:
    """Return the first sign on a page and what gives it away, in the order of certainty."""
    for sign, kind in _KINDS:
        for profile in profiles:
            mark = _find_mark(sight, getattr(profile.signs, kind))
            if mark:
                return sign, mark
    if sight.cover_passwords:
        return Sign.LOGIN, "input[type=password]"
    consent = _find_consent(sight)
    return (Sign.CONSENT, consent) if consent else None


def is_named(names: Iterable[str], sight: Sight, url: str) -> bool:
    """Tell whether an account's name or handle stands in a page's title, address or words.

    A name of several words need not stand in one piece. What stands in an address's query does
    not count: a page one was sent away to often says there where one came from.
    """
    address = url.partition("?")[0].partition("#")[0]
    page = _plain(f"{sight.title}\n{sight.og_title}\n{address}\n{sight.text}")
    return any(_stands_in(_plain(each), page) for each in names)


def _stands_in(name: str, page: str) -> bool:
    whole = name.strip(" @/")
    words = [each for each in re.findall(r"\w+", name) if len(each) >= LEAST_WORD]
    return bool(whole) and (whole in page or (bool(words) and all(each in page for each in words)))


def _find_mark(sight: Sight, marks: Marks) -> str | None:
    """Return the phrase or the selector of a sign that counts."""
    places = [_plain(sight.title), *map(_plain, _sparse(sight))]
    for phrase in marks.texts:
        if any(_plain(phrase) in place for place in places):
            return phrase
    shown = (sight.found if _is_sparse(sight.text) else ()) + sight.cover_found
    return next((each for each in marks.selectors if each in shown), None)


def _find_consent(sight: Sight) -> str | None:
    if sight.cover and _is_sparse(sight.cover):
        found = _CONSENT_COVER.search(_plain(sight.cover))
        if found:
            return found[0]
    found = _CONSENT.search(_plain(sight.text)) if _is_sparse(sight.text) else None
    return found[0] if found else None


def _sparse(sight: Sight) -> list[str]:
    return [each for each in (sight.text, sight.cover or "") if each and _is_sparse(each)]


def _is_sparse(text: str) -> bool:
    return len(re.findall(r"\w+", text)) < LITTLE_ELSE


def _plain(text: str) -> str:
    """Return text for comparison: one case, one kind of apostrophe, single spaces."""
    folded = (
        unicodedata.normalize("NFKC", text)
        .casefold()
        .replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    )
    return " ".join(folded.split())


def _selectors(profiles: Sequence[Profile]) -> list[str]:
    marks = (getattr(profile.signs, kind) for profile in profiles for _, kind in _KINDS)
    return list(dict.fromkeys(selector for each in marks for selector in each.selectors))


_KINDS = (
    (Sign.CHALLENGE, "blocked"),
    (Sign.RATE_LIMITED, "rate_limited"),
    (Sign.REMOVED, "removed"),
    (Sign.LOGIN, "logged_out"),
)
"""The signs and the names of their marks in a profile, most certain first."""
