"""The försättsblad of an ögonblicksbild that a person made and put into the archive.

It says so first of all: the program has not seen the page itself.
"""

from dataclasses import dataclass
from datetime import datetime

from diarium.snapshot_records import Why
from exporters.forsattsblad import WHY, write_half_year
from exporters.page_templates import print_templates
from schedules.half_year import HalfYear

KINDS = {"application/pdf": "PDF", "image/png": "PNG", "image/jpeg": "JPEG"}
WAYS = {
    "kept": "Sidorna är filens egna; bara det som PDF/A kräver runt om dem är tillagt.",
    "drawn": "Filens sidor uppfyller inte PDF/A och är därför avbildade utan förlust, med 200 "
    "bildpunkter per tum eller så många som får rum. Den text som gick att läsa ut ligger osynlig "
    "ovanpå.",
    "picture": "Bilden är utan ytterligare förlust delad i sidor. Ingen text ligger ovanpå.",
}
LEFT_OUT = {"scripts": "skript", "files": "bifogade filer"}


@dataclass(frozen=True, slots=True, kw_only=True)
class HandmadeFacts:
    """What the försättsblad tells; fields not named here are those of ``ForsattsbladFacts``.

    Attributes:
        taken_at: When the person saved the page, aware.
        told: The person said when; else it is the time that the file bore.
        added_at: When the file was put into the archive, aware.
        note: What the person says of it, perhaps nothing.
        file_kind: Its media type.
        way: How the file became pages: ``kept``, ``drawn`` or ``picture``.
        left_out: What the file holds that the document may not: ``scripts``, ``files``.
    """

    kommun: str
    namnd: str
    namnd_code: str
    forvaltning: str
    ansvarig: str
    syfte: str
    account: str
    account_name: str
    platform: str
    handle: str
    period: HalfYear
    why: Why
    late: bool
    asked: str
    taken_at: datetime
    told: bool
    added_at: datetime
    by: str
    note: str
    file_name: str
    file_kind: str
    file_size: int
    file_sha256: str
    pages: int
    way: str
    left_out: tuple[str, ...] = ()
    software: tuple[tuple[str, str], ...]
    flavour: str = "2b"


def render_handmade(facts: HandmadeFacts) -> str:
    """Return the försättsblad as an HTML document that holds all that it shows."""
    return (
        print_templates()
        .get_template("forsattsblad_by_hand.html")
        .render(
            facts=facts,
            why=WHY[facts.why],
            half_year=write_half_year(facts.period),
            kind=KINDS[facts.file_kind],
            way=WAYS[facts.way],
            left_out=" och ".join(LEFT_OUT[each] for each in facts.left_out),
        )
    )
