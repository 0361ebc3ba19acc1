"""A server on loopback that answers as the published API of Mastodon says, and worse when told to.

Written from docs.joinmastodon.org: GET /api/v1/notifications and /api/v1/conversations, paged by
``min_id`` and the header ``Link`` (prev: newer, next: older), the newest of a page first.
"""

import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "hemlig-nyckel-7f3a9c51d2e84b60"
SERVER_WORDS = "serverns-egna-ord-om-nyckeln"


def mention(number: int, text: str = "Hej! När öppnar badet?") -> dict[str, Any]:
    """Return a notification of a mention, as the API's entities have it."""
    return {
        "id": str(number), "type": "mention", "created_at": "2026-06-30T08:00:00.000Z",
        "account": _account("ali"), "status": new_status(1000 + number, text, "public"),
    }  # fmt: skip


def conversation(number: int, text: str = "Får jag fråga en sak?") -> dict[str, Any]:
    """Return a conversation; the list is paged by the id of its last status."""
    return {
        "id": str(number), "unread": True, "accounts": [_account("ali")],
        "last_status": new_status(5000 + number, text, "direct"),
    }  # fmt: skip


def _account(name: str) -> dict[str, Any]:
    return {
        "id": "7", "username": name, "acct": f"{name}@social.exempel.se",
        "display_name": "Ali Exempel", "url": f"https://social.exempel.se/@{name}",
    }  # fmt: skip


def new_status(number: int, text: str, visibility: str) -> dict[str, Any]:
    """Return a status as the API's entities have it."""
    return {
        "id": str(number), "created_at": "2026-06-30T08:00:00.000Z", "in_reply_to_id": None,
        "visibility": visibility, "content": f"<p>{text}</p>", "account": _account("ali"),
        "url": f"https://social.exempel.se/@ali/{number}", "media_attachments": [],
    }  # fmt: skip


@dataclass
class Answer:
    """An answer that the server gives once instead of its own."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    content: bytes = b""
    endless: bytes = b""


@dataclass
class Instance:
    """What the server holds, and what it was asked."""

    url: str = ""
    notifications: list[dict[str, Any]] = field(default_factory=list)
    conversations: list[dict[str, Any]] = field(default_factory=list)
    instead: list[Answer] = field(default_factory=list)
    after: int = 0
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def page(self, path: str) -> tuple[bytes, dict[str, str]] | None:
        """Return a page of a list and its headers."""
        parts = urlsplit(path)
        said = {name: value[0] for name, value in parse_qs(parts.query).items()}
        after, limit = int(said["min_id"]), int(said["limit"])
        if parts.path == "/api/v1/notifications":
            listed = [(int(each["id"]), each) for each in self.notifications]
        elif parts.path == "/api/v1/conversations":
            listed = [(int(each["last_status"]["id"]), each) for each in self.conversations]
        else:
            return None
        newer = sorted(each for each in listed if each[0] > after)[: min(limit, 3)]
        content = json.dumps([each for _, each in reversed(newer)], ensure_ascii=False).encode()
        if not newer:
            return content, {}
        place = f"{self.url}{parts.path}"
        older = f'<{place}?max_id={newer[0][0]}>; rel="next"'
        link = f'{older}, <{place}?limit={limit}&min_id={newer[-1][0]}>; rel="prev"'
        return content, {"Link": link}


@contextlib.contextmanager
def serving() -> Iterator[Instance]:
    """Give a running instance."""
    instance = Instance()

    class Request(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            instance.asked.append(self.path)
            instance.headers.append(dict(self.headers))
            if instance.instead and len(instance.asked) > instance.after:
                self._give(instance.instead.pop(0))
                return
            if self.headers.get("Authorization") != f"Bearer {TOKEN}":
                self._give(Answer(401, content=SERVER_WORDS.encode()))
                return
            page = instance.page(self.path)
            headers = tuple(page[1].items()) if page else ()
            self._give(Answer(200 if page else 404, headers, page[0] if page else b""))

        def _give(self, answer: Answer) -> None:
            self.send_response(answer.status)
            for name, value in answer.headers:
                self.send_header(name, value)
            named = {name for name, _value in answer.headers}
            if not answer.endless and "Content-Length" not in named:
                self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            with contextlib.suppress(OSError):
                self.wfile.write(answer.content)
                while answer.endless:
                    self.wfile.write(answer.endless)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  http.server's name
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Request)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # broken off on purpose
    instance.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield instance
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
