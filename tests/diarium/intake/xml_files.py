"""Exports of WordPress and MediaWiki, as the tests write and read them."""

from pathlib import Path

from diarium.intake import mediawiki, wxr
from diarium.intake.kinds import Kind
from diarium.intake.raw import Piece
from tests.diarium.intake.exports import read

BLOG = "https://blogg.avallby.example"
WORDPRESS = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"'
)
WIKI = "http://www.mediawiki.org/xml/export-0.11/"
PUBLISHED = (
    "<dc:creator>redaktionen</dc:creator><wp:post_id>41</wp:post_id>"
    "<wp:status>publish</wp:status><wp:post_type>post</wp:post_type>"
)


def comment(number: int = 101, **fields: str) -> str:
    """Return a comment as WordPress writes it, with some fields changed."""
    written = {
        "author": "Åsa Öberg",
        "author_email": "asa@example.se",
        "author_IP": "192.0.2.7",
        "date": "2026-06-30 14:05:00",
        "date_gmt": "2026-06-30 12:05:00",
        "content": "Bra beslut!",
        "approved": "1",
        "type": "comment",
        "parent": "0",
        "user_id": "0",
        **fields,
    }
    lines = (
        f"<wp:comment_{name}><![CDATA[{value}]]></wp:comment_{name}>\n"
        for name, value in written.items()
    )
    return f"<wp:comment>\n<wp:comment_id>{number}</wp:comment_id>\n{''.join(lines)}</wp:comment>\n"


def blog(*comments: str, item: str = PUBLISHED, before: str = "", end: str = "") -> str:
    """Return an export of WordPress with one post and its comments."""
    return (
        f'<?xml version="1.0" encoding="UTF-8" ?>\n{before}<rss version="2.0" {WORDPRESS}>\n'
        f"<channel>\n<wp:base_blog_url>{BLOG}</wp:base_blog_url>\n"
        "<wp:author><wp:author_id>2</wp:author_id><wp:author_login>redaktionen</wp:author_login>"
        "</wp:author>\n<wp:author><wp:author_id>9</wp:author_id>"
        "<wp:author_login>ali</wp:author_login></wp:author>\n"
        f"<item>\n<link>{BLOG}/lekplats/</link>{item}\n{''.join(comments)}</item>\n"
        f"{end or '</channel></rss>'}\n"
    )


def revision(number: int, text: str, parent: int | None = None, **fields: str) -> str:
    """Return a saving as MediaWiki writes it, with some fields changed."""
    written = {
        "timestamp": "2026-06-30T08:00:00Z",
        "contributor": "<username>Åsa Öberg</username><id>5</id>",
        **({"parentid": str(parent)} if parent else {}),
        **fields,
    }
    lines = "".join(f"<{name}>{value}</{name}>" for name, value in written.items())
    return f'<revision><id>{number}</id>{lines}<text xml:space="preserve">{text}</text></revision>'


def wiki(*revisions: str, ns: str = "1", end: str = "</page></mediawiki>") -> str:
    """Return an export of MediaWiki with one page and its savings."""
    return (
        f'<mediawiki xmlns="{WIKI}" version="0.11" xml:lang="sv"><siteinfo>'
        "<base>https://wiki.avallby.example/wiki/Huvudsida</base></siteinfo>\n"
        f"<page><title>Diskussion:Lekplatser</title><ns>{ns}</ns><id>12</id>\n"
        f"{''.join(revisions)}{end}\n"
    )


def read_blog(folder: Path, content: str | bytes) -> list[Piece]:
    return _read(wxr.KIND, folder, content)


def read_wiki(folder: Path, content: str | bytes) -> list[Piece]:
    return _read(mediawiki.KIND, folder, content)


def _read(kind: Kind, folder: Path, content: str | bytes) -> list[Piece]:
    written = content.encode() if isinstance(content, str) else content
    (folder / "export.xml").write_bytes(written)
    return read(kind, folder)
