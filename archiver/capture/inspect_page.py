"""What a person would see of a loaded page, in figures."""

from playwright.sync_api import Page

from archiver.capture.apart import ask_page
from archiver.capture.facts import Content

_LOOK = """() => {
  const shown = e => e.checkVisibility({opacityProperty: true, visibilityProperty: true});
  const area = e => { const r = e.getBoundingClientRect(); return r.width * r.height; };
  const drawn = e => e.tagName !== 'IMG' || e.naturalWidth > 1;
  const all = s => [...document.querySelectorAll(s)].filter(shown);
  const text = document.body?.innerText ?? document.documentElement?.textContent ?? '';
  const scrollers = [...document.querySelectorAll('body *')].filter(e =>
    e.clientHeight >= innerHeight / 2 && e.clientWidth >= innerWidth / 2 &&
    e.scrollHeight > e.clientHeight && /auto|scroll/.test(getComputedStyle(e).overflowY));
  return {
    words: (text.match(/[\\p{L}\\p{N}]+/gu) ?? []).length,
    media: Math.max(0, ...all('img,svg,canvas,video,iframe,frame,object,embed')
      .filter(drawn).map(area)),
    passwords: all('input[type=password]').length,
    hidden: Math.max(0, ...scrollers.map(e => e.scrollHeight - e.clientHeight)),
    title: String(document.title ?? '').slice(0, 500),
    media_type: document.contentType,
  };
}"""


def inspect_page(page: Page) -> Content:
    """Look at a page as it stands."""
    seen = ask_page(page, _LOOK)
    return Content(
        words=int(seen["words"]),
        media=float(seen["media"]),
        passwords=int(seen["passwords"]),
        hidden=float(seen["hidden"]),
        title=str(seen["title"]),
        media_type=str(seen["media_type"]),
    )
