"""What a person would see of a loaded page, in figures."""

import contextlib
from typing import Any

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

from archiver.capture.facts import Content
from archiver.pdf.worlds import open_worlds

_LOOK = """() => {
  const shown = e => e.checkVisibility({opacityProperty: true, visibilityProperty: true});
  const area = e => { const r = e.getBoundingClientRect(); return r.width * r.height; };
  const drawn = e => e.tagName !== 'IMG' || e.naturalWidth > 1;
  const roots = from => [from, ...[...from.querySelectorAll('*')].filter(e => e.shadowRoot)
    .flatMap(e => roots(e.shadowRoot))];
  const all = selector => roots(document).flatMap(r => [...r.querySelectorAll(selector)])
    .filter(shown);
  const deep = roots(document).slice(1).flatMap(r => [...r.children])
    .filter(e => !/^(style|script|template|link)$/.test(e.localName));
  const text = [document.body?.innerText ?? document.documentElement?.textContent ?? '',
    ...deep.map(e => e.innerText ?? '')].join(' ');
  const scrollers = all('*').filter(e => !/^(html|body)$/.test(e.localName) &&
    e.clientHeight >= innerHeight / 2 && e.clientWidth >= innerWidth / 2 &&
    e.scrollHeight > e.clientHeight && /auto|scroll/.test(getComputedStyle(e).overflowY));
  const root = document.scrollingElement ?? document.documentElement;
  return {
    words: (text.match(/[\\p{L}\\p{N}]+/gu) ?? []).length,
    media: Math.max(0, ...all('img,svg,canvas,video,iframe,frame,object,embed')
      .filter(drawn).map(area)),
    passwords: all('input[type=password]').length,
    hidden: Math.max(0, ...scrollers.map(e => e.scrollHeight - e.clientHeight)),
    below: (root?.scrollHeight ?? 0) - innerHeight,
    size: [innerWidth, innerHeight],
    title: String(document.title ?? '').slice(0, 500).toWellFormed(),
    media_type: document.contentType,
  };
}"""


def inspect_page(page: Page) -> Content:
    """Look at a page as it stands, with the frames in it."""
    with open_worlds(page) as worlds:
        seen: dict[str, Any] = worlds[0].ask(_LOOK)
        frames = list[dict[str, Any]]()
        for world in worlds[1:]:
            with contextlib.suppress(PlaywrightError):  # a frame may go away
                frames.append(world.ask(_LOOK))
    large = [each for each in frames if _is_large(each["size"], seen["size"])]
    return Content(
        words=sum(int(each["words"]) for each in (seen, *frames)),
        media=float(seen["media"]),
        passwords=int(seen["passwords"]),
        hidden=max(float(seen["hidden"]), *(float(each["below"]) for each in large), 0.0),
        title=str(seen["title"]),
        media_type=str(seen["media_type"]),
    )


def _is_large(frame: list[float], window: list[float]) -> bool:
    return all(of >= whole / 2 for of, whole in zip(frame, window, strict=True))
