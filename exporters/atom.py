"""The postlista as a feed that others follow: Atom (RFC 4287).

It tells what the page tells and no more: it is made of the same public records. A handling keeps
its entry's id for ever, so that a row that is corrected or makulerad takes the place of the old
one in the readers that follow the feed.
"""

import uuid
from datetime import datetime

from lxml import etree

from diarium.postlista import start_of
from diarium.public_records import DiariumDays, Postlista, PublicHandling
from exporters.postlista import DIRECTIONS, postlista_heading, tell_remark
from exporters.safe_xml import add, utc, write_xml

ATOM = "http://www.w3.org/2005/Atom"
XHTML = "http://www.w3.org/1999/xhtml"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_NAMES = uuid.UUID("6f2f6b1c-6a4e-5a8e-9c57-2b0f3a6d7e11")
"""The ids are drawn from names in this space; with another they would all be new."""


def write_postlista_atom(told: Postlista, namnd: str | None, address: str | None) -> bytes:
    """Return the feed, newest first; the same list always gives the same bytes.

    Search engines are asked to leave it alone, as they are by the page.

    Args:
        told: The postlista.
        namnd: Code of the nämnd whose list was asked for; none for the whole municipality's.
        address: Where the feed will lie (``rel="self"``), if that is known.
    """
    feed = etree.Element(etree.QName(ATOM, "feed"), nsmap={None: ATOM, "x": XHTML})
    feed.set(_LANGUAGE, "sv")
    add(feed, "id", _make_id(told, "postlista", namnd or ""))
    add(feed, "title", f"Postlista, {_whose(told, namnd)}", {"type": "text"})
    add(feed, "subtitle", postlista_heading(told), {"type": "text"})
    add(feed, "updated", utc(_last_change(told)))
    add(add(feed, "author"), "name", told.kommun)
    if address:
        add(feed, "link", None, {"rel": "self", "type": "application/atom+xml", "href": address})
    robots = etree.SubElement(feed, etree.QName(XHTML, "meta"))
    robots.attrib.update({"name": "robots", "content": "noindex, nofollow, noarchive"})
    rows = [(each, row) for each in told.diarier for row in each.handlingar]
    for each, row in sorted(rows, key=lambda pair: pair[1].registered, reverse=True):
        _add_entry(feed, told, each, row)
    return write_xml(feed)


def _add_entry(
    feed: etree._Element, told: Postlista, diarium: DiariumDays, row: PublicHandling
) -> None:
    entry = add(feed, "entry")
    add(entry, "id", _make_id(told, "handling", row.beteckning))
    add(entry, "title", f"{row.beteckning} {row.subject}", {"type": "text"})
    add(entry, "updated", utc(row.changed))
    add(entry, "published", utc(start_of(row.registered)))
    add(add(entry, "author"), "name", diarium.namnd.name)
    add(entry, "category", None, {"term": DIRECTIONS[row.direction]})
    add(entry, "content", _tell(diarium, row), {"type": "text"})


def _tell(diarium: DiariumDays, row: PublicHandling) -> str:
    facts = {
        "Nämnd": diarium.namnd.name,
        "Beteckning": row.beteckning,
        "Registrerad": row.registered,
        "Inkom eller upprättades": row.received,
        "Riktning": DIRECTIONS[row.direction],
        "Avsändare eller mottagare": row.sender,
        "Vad det gäller": row.subject,
        "Anmärkning": tell_remark(row),
    }
    return "\n".join(f"{name}: {value}" for name, value in facts.items() if value)


def _whose(told: Postlista, namnd: str | None) -> str:
    names = [each.namnd.name for each in told.diarier if each.namnd.code == namnd]
    return ", ".join([*names, told.kommun])


def _last_change(told: Postlista) -> datetime:
    """Return when the newest row came or changed; of an empty list, when its last day began."""
    moments = (row.changed for each in told.diarier for row in each.handlingar)
    return max(moments, default=start_of(told.last))


def _make_id(told: Postlista, *names: str) -> str:
    """Return the id of a thing of this municipality, the same in every feed."""
    return uuid.uuid5(_NAMES, "\n".join((told.kommun, *names))).urn
