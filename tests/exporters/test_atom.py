"""The postlista as a feed: by the rules of RFC 4287, and as an outside feed reader sees it."""

import json
import subprocess
import uuid
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from diarium.arende_records import Cause, Correction, Handling, Note, Sekretess
from diarium.postlista import publish_handling
from diarium.public_records import DiariumDays, Postlista
from exporters.atom import write_postlista_atom
from tests.exporters.test_postlista import AT, HANDLING, KS, SBN, SECRET
from tests.judges import require_tool

ROOT = Path(__file__).parents[2]
READER = ROOT / ".judges" / "feedparser" / "bin" / "python"
RULES = etree.RelaxNG(etree.parse(ROOT / "tests" / "data" / "atom" / "atom.rng"))
ATOM = "{http://www.w3.org/2005/Atom}"
ADDRESS = "https://exempelstad.se/postlista.atom?a=1&b=å"
OTHER = replace(HANDLING, id=2, lopnummer=2, beteckning="KS/2026:1-2")
READ = """
import feedparser, json, sys
feedparser.RESOLVE_RELATIVE_URIS = False
told = feedparser.parse(sys.stdin.buffer.read())
print(json.dumps({"bozo": bool(told.bozo), "version": told.version, "feed": told.feed,
                  "entries": told.entries}, default=str))
"""


def told(*handlingar: Handling) -> Postlista:
    rows = [publish_handling(each) for each in handlingar]
    return Postlista(
        kommun="Exempelstad",
        first=date(2026, 7, 1),
        last=date(2026, 7, 2),
        diarier=[
            DiariumDays(namnd=KS, handlingar=rows),
            DiariumDays(namnd=SBN, handlingar=[]),
        ],
    )


def written(*handlingar: Handling, namnd: str | None = None, address: str | None = None) -> bytes:
    return write_postlista_atom(told(*handlingar), namnd, address)


def feed_of(content: bytes) -> etree._Element:
    """Parse a feed and see that it keeps the rules of RFC 4287, also those no schema can say."""
    feed = etree.fromstring(content)
    RULES.assertValid(feed)
    ids = [each.text or "" for each in feed.iter(f"{ATOM}id")]
    assert len(ids) == len(set(ids))
    for each in ids:  # 4.2.6: an IRI, absolute, kept for ever
        assert uuid.UUID(each).urn == each
    for entry in feed.iter(f"{ATOM}entry"):  # 4.1.2: an author; content, since no page is linked
        assert entry.findtext(f"{ATOM}author/{ATOM}name")
        assert entry.findtext(f"{ATOM}content")
    assert len(feed.findall(f"{ATOM}link[@rel='self']")) <= 1
    return feed


def ids_of(content: bytes) -> list[str]:
    return [each.text or "" for each in feed_of(content).iter(f"{ATOM}id")]


def read(content: bytes) -> dict[str, Any]:
    """Return what feedparser makes of a feed."""
    require_tool("feedparser (make test fetches it)", READER.is_file())
    done = subprocess.run(
        [str(READER), "-c", READ], input=content, capture_output=True, check=True, timeout=60
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_a_feed_keeps_the_rules_of_rfc_4287() -> None:
    feed = feed_of(written(HANDLING, OTHER, address=ADDRESS))
    assert len(feed.findall(f"{ATOM}entry")) == 2
    feed_of(written())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<title", "<tittel"),
        ("<updated>", "<updated>i går "),
        ("<updated>2026", "<updated>2026</updated><updated>2026"),
        ('type="text"', 'type="ett"'),
        ("<category term=", "<category namn="),
        ("urn:uuid:", "urn:uuid: %"),
    ],
)
def test_the_judge_of_the_rules_refuses_a_broken_feed(old: str, new: str) -> None:
    text = written(HANDLING).decode()
    assert old in text
    closed = text.replace("</title>", "</tittel>") if new == "<tittel" else text
    with pytest.raises((etree.DocumentInvalid, ValueError)):
        feed_of(closed.replace(old, new).encode())


@pytest.mark.judge
def test_a_feed_reader_sees_every_row() -> None:
    seen = read(written(HANDLING, OTHER, address=ADDRESS))
    assert (seen["bozo"], seen["version"]) == (False, "atom10")
    assert seen["feed"]["title"] == "Postlista, Exempelstad"
    assert seen["feed"]["subtitle"] == "Postlista 1 juli 2026 – 2 juli 2026"
    assert [each["href"] for each in seen["feed"]["links"] if each["rel"] == "self"] == [ADDRESS]
    first = seen["entries"][0]
    assert [each["title"] for each in seen["entries"]] == [
        "KS/2026:1-1 När öppnar badet?", "KS/2026:1-2 När öppnar badet?",
    ]  # fmt: skip
    assert first["author"] == "Kommunstyrelsen"
    assert first["updated"] == "2026-07-01T08:00:00+00:00"
    assert first["published"] == "2026-06-30T22:00:00+00:00"
    assert first["content"][0]["value"].splitlines() == [
        "Nämnd: Kommunstyrelsen", "Beteckning: KS/2026:1-1", "Registrerad: 2026-07-01",
        "Inkom eller upprättades: 2026-06-30", "Riktning: inkommen",
        "Avsändare eller mottagare: Åsa Öberg", "Vad det gäller: När öppnar badet?",
    ]  # fmt: skip


@pytest.mark.judge
def test_a_feed_reader_finds_a_broken_feed_broken() -> None:
    assert read(written(HANDLING).replace(b"</entry>", b"", 1))["bozo"]


def test_an_entry_keeps_its_id_whatever_becomes_of_the_row_and_of_the_list() -> None:
    void = replace(HANDLING, makulerad=Note(why="Fel", at=AT + timedelta(days=1), by="anna"))
    renamed = replace(HANDLING, subject_public="Badet stänger")
    first = ids_of(written(HANDLING))
    assert ids_of(written(void)) == ids_of(written(renamed, address=ADDRESS)) == first
    assert ids_of(written(HANDLING, namnd="KS"))[1:] == first[1:]
    assert ids_of(written(OTHER))[1:] != first[1:]


def test_each_feed_has_an_id_of_its_own() -> None:
    feeds = {ids_of(written(namnd=each))[0] for each in (None, "KS", "SBN")}
    assert len(feeds) == 3
    other = replace(told(), kommun="Annanstad")
    assert ids_of(write_postlista_atom(other, None, None))[0] not in feeds


LATER = datetime(2026, 7, 5, 12, 30, tzinfo=UTC)
CORRECTION = Correction(
    field="subject", old_public="Min diagnos", old_protected=None, new_public="skyddad",
    new_protected="Min diagnos", why="Ska skyddas", at=LATER, by="anna", cause=Cause.MARKING,
)  # fmt: skip


@pytest.mark.parametrize(
    "changed",
    [
        replace(HANDLING, makulerad=Note(why="Min diagnos", at=LATER, by="anna")),
        replace(HANDLING, corrections=(CORRECTION,)),
    ],
)
def test_what_becomes_of_a_row_makes_its_entry_new(changed: Handling) -> None:
    content = written(OTHER, changed)
    moments = [each.text for each in feed_of(content).iter(f"{ATOM}updated")]
    assert moments == [
        "2026-07-05T12:30:00+00:00", "2026-07-01T08:00:00+00:00", "2026-07-05T12:30:00+00:00",
    ]  # fmt: skip
    assert "diagnos" not in content.decode()


def test_an_empty_list_is_as_new_as_its_last_day() -> None:
    assert feed_of(written()).findtext(f"{ATOM}updated") == "2026-07-01T22:00:00+00:00"


def test_the_feed_asks_search_engines_to_leave_it_alone() -> None:
    robots = feed_of(written(HANDLING)).find("{http://www.w3.org/1999/xhtml}meta")
    assert robots is not None
    assert (robots.get("name"), robots.get("content")) == (
        "robots",
        "noindex, nofollow, noarchive",
    )


def test_a_feed_whose_address_is_not_known_links_to_nothing() -> None:
    assert b"<link" not in written(HANDLING)


def test_the_same_list_gives_the_same_bytes() -> None:
    assert written(HANDLING, OTHER, address=ADDRESS) == written(HANDLING, OTHER, address=ADDRESS)


@given(st.text(), st.text())
def test_no_words_of_a_message_break_the_feed_or_become_markup(sender: str, subject: str) -> None:
    hostile = replace(
        HANDLING, sender_public=f"]]></content><b>{sender}", subject_public=f"&lt;i>{subject}"
    )
    feed = feed_of(written(hostile))
    assert {each.tag for each in feed.iter()}.isdisjoint({f"{ATOM}b", f"{ATOM}i", "b", "i"})
    assert len(feed.findall(f"{ATOM}entry")) == 1


def test_a_row_that_no_gate_has_passed_is_still_well_formed() -> None:
    row = replace(publish_handling(HANDLING), subject="a\x00b\ufffe\ud800c", sender="\x1b[2J")
    days = DiariumDays(namnd=KS, handlingar=[row])
    feed = feed_of(write_postlista_atom(replace(told(), diarier=[days]), None, None))
    assert feed.findtext(f"{ATOM}entry/{ATOM}title") == "KS/2026:1-1 a\ufffdb\ufffd\ufffdc"


def test_marks_of_direction_personnummer_and_a_megabyte_do_not_come_along() -> None:
    hostile = replace(
        HANDLING,
        sender_public="\u202eavsändare\u2066 811228-9874",
        subject_public="ord " * 250_000,
    )
    text = written(hostile).decode()
    feed_of(text.encode())
    assert not set(text) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert "9874" not in text
    assert "******-****" in text
    assert len(text) < 4_000


@given(SECRET, SECRET, SECRET, SECRET)
def test_nothing_protected_is_in_the_feed(a: str, b: str, c: str, d: str) -> None:
    shielded = replace(
        HANDLING, sender_public="skyddad uppgift", sender_protected=a, subject_protected=b,
        sekretess=Sekretess(provision=f"OSL {c}", date=date(2026, 7, 1), authority="KS"),
        makulerad=Note(why=d, at=AT, by="anna"),
    )  # fmt: skip
    text = written(shielded).decode()
    assert not [secret for secret in (a, b, c, d) if secret in text]
    assert "makulerad" in text


def test_the_feed_tells_what_the_public_record_holds_and_no_more() -> None:
    row = publish_handling(HANDLING)
    shown = " ".join(feed_of(written(HANDLING)).itertext())
    assert row.sender in shown
    assert row.subject in shown
    assert set(asdict(row)) == {
        "beteckning", "direction", "registered", "received", "sender", "subject", "changed",
        "makulerad", "rattad", "masked",
    }  # fmt: skip
