"""Feeds as the tests write and read them."""

from pathlib import Path

from diarium.intake import atom_feed, json_feed, rss
from diarium.intake.kinds import Kind
from diarium.intake.raw import Piece, RawMessage
from tests.diarium.intake.exports import read

SITE = "https://bloggen.example/"


def item(number: int = 1, text: str = "Hej Avallby", **fields: str) -> str:
    """Return an item of RSS, with some fields changed; one that is empty is left out."""
    written = {
        "title": f"Inlägg {number}",
        "link": f"{SITE}{number}",
        "guid": f"{SITE}?p={number}",
        "pubDate": "Tue, 30 Jun 2026 08:00:00 GMT",
        "description": text,
        **fields,
    }
    return f"<item>{''.join(f'<{k}>{v}</{k}>' for k, v in written.items() if v)}</item>\n"


def rss_feed(*items: str, before: str = "", end: str = "</channel></rss>", head: str = "") -> str:
    """Return a feed in RSS 2.0 of these items."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{before}<rss version="2.0">\n<channel>'
        f"<title>Bloggen</title><link>{SITE}</link>{head}\n{''.join(items)}{end}\n"
    )


def entry(number: int = 1, **fields: str) -> str:
    """Return an entry of Atom, with some elements changed."""
    written = {
        "id": f"<id>urn:x:{number}</id>",
        "title": f"<title>Inlägg {number}</title>",
        "updated": "<updated>2026-06-30T08:00:00Z</updated>",
        **fields,
    }
    return f"<entry>{''.join(written.values())}</entry>\n"


def atom(*entries: str, end: str = "</feed>") -> str:
    """Return a feed in Atom of these entries."""
    return (
        f'<feed xmlns="{atom_feed.SPACE}"><title>Flödet</title><link href="{SITE}"/>\n'
        f"{''.join(entries)}{end}\n"
    )


def read_feed(folder: Path, content: str | bytes, kind: Kind = rss.KIND) -> list[Piece]:
    written = content.encode() if isinstance(content, str) else content
    name = "flode.json" if kind is json_feed.KIND else "flode.xml"
    (folder / name).write_bytes(written)
    return read(kind, folder)


def one(folder: Path, content: str | bytes, kind: Kind = rss.KIND) -> RawMessage:
    (found,) = read_feed(folder, content, kind)
    assert isinstance(found, RawMessage), found
    return found
