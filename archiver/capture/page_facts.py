"""What is read of a page beside its picture: its names, its dates, and what the policy asks."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from playwright.sync_api import Error as PlaywrightError

from archiver.capture.apart import ask_page
from archiver.capture.first_screen import hash_first_screen
from archiver.capture.job import Job
from archiver.capture.redact import redact_address
from archiver.capture.visit import Visit
from archiver.capture_settings import CaptureSettings
from archiver.page_seen import PageSeen, SeenPost, describe_page
from archiver.pdf.boxes import PageMeasure
from archiver.pdf.tiles import CapturedPage
from archiver.policy_checks import PageCase, check_page
from archiver.post_dates import read_day, read_post_dates
from archiver.site_links import SeenLink
from schedules.clock import STOCKHOLM

_READ = """({names, dates, most, longest, wordy, linked}) => {
  const shown = e => e.checkVisibility({opacityProperty: true, visibilityProperty: true});
  const find = Document.prototype.querySelectorAll;  // a page may call its form querySelectorAll
  const within = (r, s) => [...(r === document ? find.call(r, s) : r.querySelectorAll(s))];
  const roots = [document];
  for (const root of roots)
    for (const e of within(root, '*')) if (e.shadowRoot) roots.push(e.shadowRoot);
  const search = s => { try { return roots.flatMap(r => within(r, s)) } catch { return [] } };
  const all = selectors => [...new Set(selectors.flatMap(search))];
  const clean = text => String(text ?? '').replace(/\\s+/g, ' ').trim().slice(0, longest)
    .toWellFormed();  // half a character is no text
  const given = (e, name) => clean(e.getAttribute(name));
  const first = (selector, name) => search(selector).map(e => given(e, name)).find(Boolean) ?? '';
  const posted = e => given(e, 'datetime') || given(e, 'content') || moment(e) ||
    given(e, 'title') || clean(e.textContent);
  const moment = e => {
    const seconds = Number(e.getAttribute('data-utime'));
    return seconds > 0 && seconds < 1e11 ? new Date(seconds * 1000).toISOString() : '';
  };
  const unique = texts => [...new Set(texts.filter(Boolean))].slice(0, most);
  const meta = e => e.tagName === 'META' || e.tagName === 'TITLE';
  const dated = all(dates).filter(e => !meta(e) && shown(e));
  const article = e => e?.closest('article,[role="article"]');
  const alone = e => dated.filter(d => e.contains(d)).length === 1;
  const box = e => {  // all of the post that a date stands in; nothing for a comment in a post
    const own = article(e);
    if (own) return article(own.parentElement) ? null : own;
    let top = e;
    while (top.parentElement && !/^(main|body|html)$/.test(top.parentElement.localName) &&
      dated.length > 1 && alone(top.parentElement)) top = top.parentElement;
    return top === e ? null : top;
  };
  const words = e => String(e.innerText ?? '').replace(/\\s+/g, ' ').trim().slice(0, wordy)
    .toWellFormed();
  const links = e => [...e.querySelectorAll('a[href]')].filter(shown).slice(0, linked)
    .map(a => ({url: String(a.href).slice(0, wordy).toWellFormed(), words: clean(a.innerText)}));
  const posts = () => {
    const found = new Map();
    for (const e of dated.slice(0, most)) {
      const post = box(e);
      if (post && !found.has(post)) found.set(post, posted(e));
    }
    return [...found].map(([e, date]) => ({date, text: words(e), links: links(e)}));
  };
  const name = e => meta(e) ? given(e, 'content') || clean(e.textContent) : clean(e.innerText);
  return {
    title: clean(find.call(document, 'title')[0]?.textContent),
    og_title: first('meta[property="og:title"]', 'content'),
    canonical: first('link[rel=canonical]', 'href'),
    names: unique(all(names).filter(e => meta(e) || shown(e)).map(name)),
    labels: unique(all(['img[alt]', 'svg[aria-label]', '[role=img][aria-label]']).filter(shown)
      .map(e => given(e, 'alt') || given(e, 'aria-label'))),
    dates: all(dates).filter(e => meta(e) || shown(e)).slice(0, 10 * most).map(posted),
    feed: posts(),
  };
}"""
NAMES_MOST, NAME_LONGEST = 100, 300
"""At most so many names and labels of a page are kept, each up to so many characters."""
POST_LONGEST, POST_LINKS = 2_000, 30
"""Of a post's words so many characters are kept, and so many of its links."""

NO_FACTS: dict[str, Any] = {"page": None, "policy_checks": None}
"""What is written where there was no page to read."""


def read_page_facts(
    visit: Visit, captured: CapturedPage, reached: str, at: datetime
) -> dict[str, Any]:
    """Read a page whose picture was taken.

    Args:
        visit: The visit, with the page still open.
        captured: The page as measured and shot.
        reached: The page's address.
        at: When the page was asked for.

    Returns:
        The keys ``page`` and ``policy_checks`` of the provenance record; `NO_FACTS`
        where the page cannot be asked any more.
    """
    profiles = visit.profiles
    selectors = {
        "names": [each for profile in profiles for each in profile.names],
        "dates": [each for profile in profiles for each in profile.dates],
    }
    limits = {
        "most": NAMES_MOST, "longest": NAME_LONGEST, "wordy": POST_LONGEST, "linked": POST_LINKS,
    }  # fmt: skip
    try:
        said = ask_page(visit.page, _READ, selectors | limits)
    except PlaywrightError:
        return NO_FACTS
    seen = _page_seen(said, captured, visit.job.settings, at)
    checks = check_page(_case(visit.job, seen, captured.measure, reached, at), visit.job.policy)
    return {"page": describe_page(seen), "policy_checks": [asdict(each) for each in checks]}


def _page_seen(
    said: dict[str, Any], captured: CapturedPage, settings: CaptureSettings, at: datetime
) -> PageSeen:
    return PageSeen(
        title=str(said["title"]),
        og_title=str(said["og_title"]),
        canonical=redact_address(said["canonical"]) or None,
        names=tuple(map(str, said["names"])),
        labels=tuple(map(str, said["labels"])),
        text=" ".join(word.text for word in captured.measure.words),
        screen=hash_first_screen(captured, (settings.width, settings.height)),
        posts=read_post_dates(map(str, said["dates"]), at.astimezone(STOCKHOLM).date()),
        feed=tuple(map(_seen_post, said["feed"])),
    )


def _seen_post(said: dict[str, Any]) -> SeenPost:
    return SeenPost(
        day=read_day(str(said["date"])),
        text=str(said["text"]),
        links=tuple(
            SeenLink(url=redact_address(str(each["url"])), words=str(each["words"]))
            for each in said["links"]
        ),
    )


def _case(job: Job, seen: PageSeen, measure: PageMeasure, reached: str, at: datetime) -> PageCase:
    return PageCase(
        seen=seen,
        links=tuple(_links(measure, job.policy.site)),
        address=reached,
        kommun=job.subject.kommun,
        forvaltning=job.subject.forvaltning,
        account_names=(job.subject.name, job.subject.handle),
        day=at.astimezone(STOCKHOLM).date(),
    )


def _links(measure: PageMeasure, site: str | None) -> Iterator[SeenLink]:
    """Yield the links without secrets, and with each the words on it that name the site."""
    host = site.partition("/")[0].casefold().removeprefix("www.") if site else ""
    naming = [word for word in measure.words if host and host in word.text.casefold()]
    naming = naming[:NAMES_MOST]
    for link in measure.links:
        left, right, top, bottom = link.box.left, link.box.right, link.box.top, link.box.bottom
        on = (
            word.text
            for word in naming
            if left <= (word.box.left + word.box.right) / 2 <= right
            and top <= (word.box.top + word.box.bottom) / 2 <= bottom
        )
        yield SeenLink(url=redact_address(link.url), words=" ".join(on))
