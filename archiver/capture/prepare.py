"""What is done to a page before its picture: boxes answered and closed, locks opened.

A consent box is answered with the mildest button it has: all rejected, else only what is
necessary, else, when there is nothing milder, accepted. A box that no button closes is hidden.
Nothing is ever done to get past a wall; a login box is closed only by its own button, or hidden
where the page lies open beneath it. Everything done is a deed and stands in the record.
"""

import contextlib
import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from archiver.capture.profiles import GENERIC, Marks, Profile
from archiver.capture.redact import redact_address
from archiver.pdf.worlds import World, open_worlds

BOXES_MOST = 4
"""So many boxes are pressed away, one after the other, each time that a page is prepared."""
PRESSED_MS = 700
"""Pause after a press, long enough for a box to go away or a new page to begin."""
NEW_PAGE_MS = 15_000
"""Longest wait for the page that a press leads to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Something that was done to a page.

    Attributes:
        action: ``pressed``, ``hid``, ``unlocked`` (the page's scrolling), ``opened`` (an inner
            scroller), ``rendered`` (parts laid out only when looked at, of which this is the
            first), ``stilled`` (a film), ``widened`` (the window, to this many pixels), or
            ``not-understood`` (a selector that no browser understands).
        profile: The profile whose rule it was, if it was a rule's.
        rule: ``reject``, ``necessary``, ``accept``, ``teaser`` or ``hide``.
        mark: The selector, or the words on the button.
        label: The words on the button that was pressed.
        frame: The address of the frame, less its secrets.
    """

    action: str
    profile: str | None = None
    rule: str | None = None
    mark: str = ""
    label: str = ""
    frame: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    """A rule as the script is told it; ``consent``: only in a box that speaks of consent."""

    profile: str
    rule: str
    texts: tuple[str, ...] = ()
    selectors: tuple[str, ...] = ()
    consent: bool = False

    def as_asked(self) -> dict[str, Any]:
        return {
            "profile": self.profile,
            "texts": self.texts,
            "selectors": self.selectors,
            "consent": self.consent,
        }


def prepare_page(page: Page, profiles: Sequence[Profile]) -> list[Deed]:
    """Answer consent boxes, close teasers and open what locks the page.

    Args:
        page: The page, at rest.
        profiles: The profiles to ask, in order.

    Returns:
        What was done, in order.
    """
    deeds = list[Deed]()
    for _ in range(BOXES_MOST):
        pressed = _press_mildest(page, list(_presses(profiles)))
        if pressed is None:
            break
        deeds.append(pressed)
        _await_effect(page)
    deeds += _everywhere(page, "hide", list(_hides(profiles)))
    return list(dict.fromkeys(deeds + _everywhere(page, "unlock", [])))


def still_films(page: Page) -> list[Deed]:
    """Have films show their poster or their first picture."""
    return _everywhere(page, "still", [])


def _presses(profiles: Sequence[Profile]) -> Iterator[_Rule]:
    """Yield the rules for buttons, the mildest first; a teaser is closed after any consent."""
    for name in ("reject", "necessary", "accept"):
        for profile in profiles:
            marks: Marks = getattr(profile.consent, name)
            known = profile.platform != GENERIC
            yield _Rule(profile=profile.platform, rule=name, consent=True, texts=marks.texts)
            yield _Rule(
                profile=profile.platform, rule=name, consent=not known, selectors=marks.selectors
            )
    for profile in profiles:
        close = profile.teasers.close
        yield _Rule(
            profile=profile.platform, rule="teaser", texts=close.texts, selectors=close.selectors
        )


def _hides(profiles: Sequence[Profile]) -> Iterator[_Rule]:
    for each in profiles:
        yield _Rule(profile=each.platform, rule="hide", selectors=each.consent.hide, consent=True)
        yield _Rule(profile=each.platform, rule="hide", selectors=each.teasers.hide)


def _press_mildest(page: Page, rules: list[_Rule]) -> Deed | None:
    """Press the mildest button of all frames."""
    with open_worlds(page) as worlds:
        found = list(_find(worlds, rules))
        if not found:
            return None
        world, answer = min(found, key=lambda each: int(each[1]["place"]))
        _try(world, {"task": "press"})
    rule = rules[answer["place"]]
    return Deed(
        action="pressed",
        profile=rule.profile,
        rule=rule.rule,
        mark=answer["mark"],
        label=answer["label"][:200],
        frame=redact_address(world.address),
    )


def _find(worlds: list[World], rules: list[_Rule]) -> Iterator[tuple[World, dict[str, Any]]]:
    asked = {"task": "find", "rules": [rule.as_asked() for rule in rules]}
    for number, world in enumerate(worlds):
        answer = _try(world, asked | {"child": number > 0})
        if answer and answer["done"]:
            yield world, answer["done"]


def _everywhere(page: Page, task: str, rules: list[_Rule]) -> list[Deed]:
    """Have a task done in every frame; locks are opened in the page itself alone."""
    deeds = list[Deed]()
    asked = {"task": task, "rules": [rule.as_asked() for rule in rules]}
    with open_worlds(page) as worlds:
        for world in worlds[:1] if task == "unlock" else worlds:
            answer = _try(world, asked) or {"done": [], "bad": []}
            deed: Callable[..., Deed] = functools.partial(Deed, frame=redact_address(world.address))
            deeds += [_read_deed(deed, task, each) for each in answer["done"]]
            deeds += [deed(action="not-understood", mark=each) for each in answer["bad"]]
    return deeds


def _read_deed(deed: Callable[..., Deed], task: str, found: dict[str, str]) -> Deed:
    if task == "hide":
        return deed(action="hid", rule="hide", profile=found["profile"], mark=found["mark"])
    return deed(action=found["action"], mark=found["mark"])


def _try(world: World, asked: dict[str, Any]) -> dict[str, Any] | None:
    """Ask a frame; one that is gone has nothing more to say."""
    try:
        answer: dict[str, Any] | None = world.ask(_read_script(), asked)
    except PlaywrightError:
        return None
    return answer


def _await_effect(page: Page) -> None:
    """Let a press have its effect, a new page perhaps."""
    page.wait_for_timeout(PRESSED_MS)
    with contextlib.suppress(PlaywrightTimeoutError):
        page.wait_for_load_state("load", timeout=NEW_PAGE_MS)


@functools.cache
def _read_script() -> str:
    return files("archiver.capture").joinpath("prepare.js").read_text(encoding="utf-8")
