"""The content of a readable form, for tests."""

from datetime import UTC, datetime

from archiver.demo.pictures import draw_landscape
from exporters.readable_form import Enclosure, Picture, ReadableContent

PNG = draw_landscape(3)
_FACTS = {
    "kommun": "Exempelstad",
    "namnd": "Kommunstyrelsen",
    "beteckning": "KS/2026:17-1",
    "heading": "Inkommen handling",
    "made_available_at": datetime(2026, 7, 1, 5, 2, 1, tzinfo=UTC),
    "received_at": datetime(2026, 7, 1, 6, tzinfo=UTC),
    "registered_at": datetime(2026, 7, 1, 8, tzinfo=UTC),
    "sender": "Åsa Öberg",
    "address": "asa@example.se",
    "recipient": "Kommunstyrelsen",
    "subject": "Trasig gunga & rutschkana",
    "text": "Hej!\n\nGungan i parken är trasig.",
    "channel": "direktmeddelande",
    "account": "Exempelstad (ks-facebook)",
    "permalink": "https://example.org/p/1?a=b&c=d",
    "original_sha256": "ef" * 32,
    "original_length": 1234,
}


def make_content(name: str = "gunga.png", **changes: object) -> ReadableContent:
    """Return content with a picture of this name and a file that is only listed."""
    enclosed = (
        Enclosure(name=name, kind="image/png", size=len(PNG), sha256="ab" * 32, shown=True),
        Enclosure(name="brev.odt", kind="application/vnd.oasis.opendocument.text", size=99_999,
                  sha256="cd" * 32),
        Enclosure(name="film.mp4", kind="video/mp4", size=None, sha256=None,
                  missing="källan lämnade inget innehåll"),
    )  # fmt: skip
    shown = (Picture(name=name, media_type="image/png", content=PNG),)
    whole = {**_FACTS, "enclosures": enclosed, "pictures": shown, **changes}
    return ReadableContent(**whole)  # type: ignore[arg-type]
