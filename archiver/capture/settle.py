"""Waiting until a page has built itself.

Some pages build themselves seconds after they have loaded, and some keep a connection open for
ever. So what is waited for is that the content stands still and that nothing newly asked for is
on its way; an answer that does not come, as a long poll's, is not waited for in vain.
"""

import time

from playwright.sync_api import Page

from archiver.capture.apart import ask_page
from archiver.capture.watch import Watch

LOOK_MS = 250
"""Pause between two looks at the page."""
STILL = 1.2
"""So many seconds the content must stand still, with nothing on its way."""
STILL_ANYHOW = 4.0
"""So many seconds of standing still are enough, though a page keeps asking for things."""
_LOOK = """() => {
  const busy = /(^|[-_ ])(skeleton|spinner|shimmer|loader|loading)([-_ ]|$)/i;
  const body = document.body;
  if (!body) return {size: [0, 0, 0], unfinished: true};
  const shown = e => e.checkVisibility({visibilityProperty: true}) && e.clientHeight > 0;
  const waits = e => shown(e) && (e.ariaBusy === 'true' || e.getAttribute('role') === 'progressbar'
    || (e.localName === 'progress' && !e.hasAttribute('value'))
    || busy.test(e.id + ' ' + (e.getAttribute('class') ?? '')));
  const marks = '[aria-busy=true],[role=progressbar],progress,[class*=skeleton i],' +
    '[class*=spinner i],[class*=shimmer i],[class*=load i],[id*=load i]';
  const text = body.textContent.length, all = document.getElementsByTagName('*').length;
  const little = (body.innerText.match(/[\\p{L}\\p{N}]+/gu) ?? []).length < 30 &&
    ![...document.querySelectorAll('img,video,canvas,svg')].some(e => e.clientHeight > 50) &&
    ![...body.querySelectorAll('*')].some(e => e.shadowRoot || e.localName === 'iframe');
  return {
    size: [Math.round(text / 50), all, document.documentElement.scrollHeight],
    unfinished: little || [...document.querySelectorAll(marks)]
      .some(e => !/^(img|script|link|iframe|body|html)$/.test(e.localName) && waits(e)),
  };
}"""


def settle_page(page: Page, watch: Watch, seconds: float) -> bool:
    """Wait until a page stands still; one that is empty or says it is loading gets all the time.

    Args:
        page: The page, loaded.
        watch: What is seen around it.
        seconds: Longest wait.

    Returns:
        Whether it came to rest.

    Raises:
        playwright.sync_api.Error: The page is gone.
    """
    began = changed = time.monotonic()
    size: list[int] | None = None
    while time.monotonic() - began < seconds:
        look = ask_page(page, _LOOK)
        if look["size"] != size:
            size, changed = look["size"], time.monotonic()
        stood = time.monotonic() - changed
        needed = STILL if not watch.awaited() else STILL_ANYHOW
        if stood >= needed and not look["unfinished"]:
            return True
        page.wait_for_timeout(LOOK_MS)
    return False
