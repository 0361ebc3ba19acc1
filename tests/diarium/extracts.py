"""An extract of the whole register, as a package of all that a nämnd has would hold it."""

import io
import json
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine

from diarium.arenden import list_arenden
from diarium.database import reading
from diarium.journal_extract import Head, write_extract
from diarium.journal_shown import ExtractScope
from diarium.kept import list_kept
from diarium.snapshots import list_snapshots
from exporters.checks.journal_extract import Claims

PLACE = "journal.jsonl"


def scope_of(engine: Engine, created: datetime, namnd: str = "KS") -> ExtractScope:
    """Return the scope of a package with everything of a nämnd but what is protected."""
    with reading(engine) as session:
        arenden, snapshots = list_arenden(session, namnd), list_snapshots(session, namnd)
        handlingar = [each for arende in arenden for each in arende.handlingar]
        named = [f for h in handlingar if not h.is_protected for f in h.files]
        named += [f for snapshot in snapshots for f in snapshot.files]
        kept = list_kept(session, (each.sha256 for each in named))
    return ExtractScope(
        namnd=namnd, snapshots=[each.id for each in snapshots], arenden=[a.id for a in arenden],
        handlingar=[each.id for each in handlingar], created=created,
        files={
            f.sha256 for f in named if f.start == 0 and f.length in {0, kept[f.sha256].size}
        },
    )  # fmt: skip


def extract(engine: Engine, scope: ExtractScope) -> tuple[Head, bytes]:
    """Return an extract and the head it leads to."""
    stream = io.BytesIO()
    with reading(engine) as session:
        head = write_extract(session, scope, stream)
    return head, stream.getvalue()


def claims_of(engine: Engine, scope: ExtractScope) -> Claims:
    """Return what such a package says of itself."""
    with reading(engine) as session:
        arenden = list_arenden(session, scope.namnd)
    numbers = [each.beteckning for arende in arenden for each in arende.handlingar]
    return Claims(place=PLACE, beteckningar=numbers, checksums=scope.files)


def lines_of(content: bytes) -> list[dict[str, Any]]:
    """Return the lines of an extract."""
    return [json.loads(line) for line in content.splitlines()]


def write_lines(lines: list[dict[str, Any]]) -> bytes:
    """Return lines as an extract."""
    told = (json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in lines)
    return "".join(f"{each}\n" for each in told).encode()


def after_all(now: datetime) -> datetime:
    """Return a moment after all that the register tells."""
    return now + timedelta(days=9 * 366)
