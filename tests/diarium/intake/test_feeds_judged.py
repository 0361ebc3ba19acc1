"""Feeds read beside feedparser, which nobody here wrote: the same entries, links and moments."""

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from diarium.intake import atom_feed, rss
from diarium.intake.kinds import Kind
from tests.diarium.intake.exports import SAMPLES, messages
from tests.diarium.intake.feed_files import read_feed
from tests.judges import require_tool

READER = Path(__file__).parents[3] / ".judges" / "feedparser" / "bin" / "python"
READ = """
import calendar, feedparser, json, sys
told = feedparser.parse(sys.stdin.buffer.read())
print(json.dumps([{
    "link": each.get("link"), "title": each.get("title"), "author": each.get("author"),
    "at": calendar.timegm(each.get("published_parsed") or each.updated_parsed),
    "files": [link.href for link in each.get("links", ()) if link.get("rel") == "enclosure"],
} for each in told.entries]))
"""


def judged(content: bytes) -> list[dict[str, Any]]:
    """Return what feedparser makes of a feed."""
    require_tool("feedparser (make test fetches it)", READER.is_file())
    done = subprocess.run(
        [str(READER), "-c", READ], input=content, capture_output=True, check=True, timeout=60
    )
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


@pytest.mark.judge
@pytest.mark.parametrize(
    ("kind", "name"),
    [(rss.KIND, "rss/flode.xml"), (rss.KIND, "rss/rdf.xml"), (atom_feed.KIND, "atom/flode.atom")],
)
def test_another_reader_finds_the_same_entries(tmp_path: Path, kind: Kind, name: str) -> None:
    content = (SAMPLES / name).read_bytes()
    found = messages(read_feed(tmp_path, content, kind))
    others = judged(content)
    assert len(found) == len(others) > 0
    for ours, theirs in zip(found, others, strict=True):
        assert ours.made_available_at == datetime.fromtimestamp(theirs["at"], UTC)
        assert (ours.permalink or "").endswith(theirs["link"])
        assert [each.reference for each in ours.attachments] == theirs["files"]
        if theirs["author"]:
            assert (ours.sender_name or "") in theirs["author"]


@pytest.mark.judge
def test_a_fault_in_our_reading_would_be_seen(tmp_path: Path) -> None:
    content = (SAMPLES / "rss/flode.xml").read_bytes()
    [first, _second] = judged(content.replace(b"08:15:00 +0200", b"08:15:00 +0300"))
    ours = messages(read_feed(tmp_path, content))[0]
    assert ours.made_available_at != datetime.fromtimestamp(first["at"], UTC)
