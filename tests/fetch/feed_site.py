"""A site on loopback with a feed that knows marks of versions, as RFC 9110 has them."""

import hashlib
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

from archiver.fetch_settings import SourceKind, SourceSettings
from tests.diarium.intake.feed_files import item, rss_feed
from tests.site_server import Answer, Site

PATH = "/flode.xml"
MODIFIED = "Tue, 30 Jun 2026 08:00:00 GMT"


@dataclass
class FeedSite:
    """A feed that is served, and what of it was sent.

    Attributes:
        content: The feed now; ``headers`` go with it.
        instead: Answered instead, if it is set.
        sent: The status of each answer.
    """

    site: Site
    content: bytes = field(default_factory=lambda: rss_feed(item(1)).encode())
    headers: dict[str, str] = field(default_factory=dict)
    instead: Answer | None = None
    sent: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.site.pages[PATH] = self._answer

    def show(self, *numbers: int, head: str = "") -> None:
        """Show these items, the newest first as feeds do."""
        self.content = rss_feed(*map(item, sorted(numbers, reverse=True)), head=head).encode()

    @property
    def source(self) -> SourceSettings:
        """The feed as a source of the settings."""
        return SourceSettings(
            id="ks-feed", kind=SourceKind.FEED, namnd="KS", url=self.site.url(PATH)
        )

    def _answer(self, request: BaseHTTPRequestHandler) -> Answer:
        etag = f'"{hashlib.sha256(self.content).hexdigest()[:16]}"'
        marks = {"ETag": etag, "Last-Modified": MODIFIED, **self.headers}
        if self.instead is not None:
            answer = self.instead
        elif request.headers.get("If-None-Match") == etag:
            answer = Answer(status=304, headers=marks)
        else:
            answer = Answer(self.content, media_type="application/rss+xml", headers=marks)
        self.sent.append(answer.status)
        return answer
