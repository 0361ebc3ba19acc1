"""Noticing lists that drop their rows as they leave the window.

A list of many posts may keep only those in the document that are near the window ("virtualised").
Scrolled back to the top, such a page has lost what was further down, and its picture holes.
"""

from playwright.sync_api import Page

from archiver.capture.apart import ask_page

LOST_LEAST = 3
"""So many rows of their own height must have vanished; fewer may be a ticker or a notice."""
TALLEST = 24_000
"""Highest window in CSS pixels that is tried, so that a list keeps its rows."""
_TEXTS = """
  const texts = () => {
    const found = new Map();
    const walk = document.createTreeWalker(document.body ?? document.documentElement, 4);
    for (let node = walk.nextNode(); node && found.size < 40000; node = walk.nextNode()) {
      const text = node.data.replace(/\\s+/g, ' ').trim();
      const above = node.parentElement;
      if (text.length < 12 || /^(script|style|noscript|template)$/.test(above?.localName)) continue;
      if (!found.has(text) && above?.checkVisibility()) found.set(text, above);
    }
    return found;
  };"""
_NOTE = f"""again => {{ {_TEXTS}
  const known = again ? globalThis.archiverRows ??= new Map() : globalThis.archiverRows = new Map();
  for (const [text, above] of texts()) if (!known.has(text))
    known.set(text, [above, Math.round((above.getBoundingClientRect().top + scrollY) / 40)]);
}}"""
# What only counts on, as "3 minutes ago" does, has not vanished.
_LOST = f"""() => {{ {_TEXTS}
  const plain = text => text.replace(/\\s+/g, ' ').trim().replace(/\\p{{N}}+/gu, '0');
  const now = texts(), rows = new Set();
  for (const [text, [above, row]] of globalThis.archiverRows ?? []) {{
    const counts = above.isConnected && plain(above.textContent).includes(plain(text));
    if (!now.has(text) && !counts) rows.add(row);
  }}
  return rows.size;
}}"""


def note_rows(page: Page, *, again: bool = True) -> None:
    """Note what texts stand on a page, besides those noted before, or afresh."""
    ask_page(page, _NOTE, again)


def count_lost_rows(page: Page) -> int:
    """Return in how many rows of a page there stood a text that is no longer there."""
    lost = int(ask_page(page, _LOST))
    return lost if lost >= LOST_LEAST else 0
