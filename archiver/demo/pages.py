"""The pages of the made-up municipality: a feed, a blog, a forum and one behind a login."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from archiver.demo.pictures import draw_arms, draw_bars, draw_landscape
from archiver.demo.posts import Post, read_posts

HTML = "text/html; charset=utf-8"
PICTURE_COUNT = 16
STYLE = """
* { box-sizing: border-box }
body { margin: 0; background: #f0f2f4; color: #1c2529; font: 17px/1.55 "Noto Sans", sans-serif }
header { position: sticky; top: 0; z-index: 5; display: flex; gap: 16px; align-items: center;
  padding: 10px 24px; background: #1d4e5f; color: #fff; box-shadow: 0 2px 8px #0005 }
header img { height: 44px } header a { color: #fff; margin-left: auto }
main { max-width: 760px; margin: 24px auto; padding: 0 16px }
article { background: #fff; border-radius: 10px; margin: 0 0 28px; padding: 20px 24px;
  box-shadow: 0 1px 3px #0003 }
h1 { font-size: 22px; margin: 0 } h2 { font-size: 20px; margin: 0 0 6px }
time { color: #5b6a72; font-size: 14px }
article > img { width: 100%; height: auto; border-radius: 6px; margin-top: 12px;
  background: #dde3e7 }
ul { list-style: none; margin: 14px 0 0; padding: 0 }
li { border-top: 1px solid #e3e7ea; padding: 8px 0 }
.votes { float: right; background: #e4eef1; border-radius: 20px; padding: 2px 14px;
  font-weight: 700 }
footer { text-align: center; color: #5b6a72; padding: 24px }
"""
LATE_PICTURES = """
const watcher = new IntersectionObserver(entries => {
  for (const entry of entries) if (entry.isIntersecting) {
    entry.target.src = entry.target.dataset.src; watcher.unobserve(entry.target);
  }
}, {rootMargin: "200px"});
document.querySelectorAll("img[data-src]").forEach(image => watcher.observe(image));
"""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server answers at one address.

    Attributes:
        content_type: The media type of the body.
        body: The bytes.
        location: Where it sends the browser instead, if it does.
    """

    content_type: str
    body: bytes
    location: str | None = None


def build_site() -> dict[str, Reply]:
    """Return every reply of the site by its path."""
    posts = read_posts()
    site = {
        "/flode": _page("Vardag i Åvallby", map(_feed_article, *_numbered(posts["feed"]))),
        "/blogg": _page("Kommundirektörens blogg", map(_blog_article, *_numbered(posts["blog"]))),
        "/forum": _page("Åvallbyförslaget", map(_forum_article, *_numbered(posts["forum"]))),
        "/grupp": Reply(HTML, b"", location="/login?next=/grupp"),
        "/login": Reply(HTML, LOGIN.encode()),
        "/vapen.svg": Reply("image/svg+xml", draw_arms("Å", "#2b8aa6")),
        "/stapel.svg": Reply("image/svg+xml", draw_bars((94, 97, 88, 91, 99, 97))),
    }
    for number in range(PICTURE_COUNT):
        site[f"/bild-{number}.png"] = Reply("image/png", draw_landscape(number))
    return site


LOGIN = """<!doctype html><html lang="sv"><meta charset="utf-8"><title>Logga in</title>
<body style="font:17px sans-serif;margin:80px"><h1>Logga in</h1>
<form method="post"><p><label>Användarnamn <input name="user"></label>
<p><label>Lösenord <input type="password" name="password"></label>
<p><button>Logga in</button></form></body></html>"""
"""The page that stands before the closed group."""


def _numbered(posts: tuple[Post, ...]) -> tuple[range, tuple[Post, ...]]:
    return range(len(posts)), posts


def _page(title: str, articles: Iterable[str]) -> Reply:
    text = (
        f'<!doctype html><html lang="sv"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head><body>'
        f'<header><img src="/vapen.svg" alt=""><h1>{escape(title)} – Åvallby kommun</h1>'
        '<a href="https://www.example.se/avallby">avallby.example.se</a></header>'
        f"<main>{INTRODUCTION}{''.join(articles)}</main>"
        "<footer>Officiellt konto för Åvallby kommun · Kontaktcenter 0123-456 00</footer>"
        f"<script>{LATE_PICTURES}</script></body></html>"
    )
    return Reply(HTML, text.encode())


INTRODUCTION = (
    "<article><h2>Välkommen!</h2><p>Det här är ett officiellt konto för Åvallby kommun. Det du "
    "skriver kan bli en allmän handling. Hot, hets och annat olagligt tas bort inom 48 timmar. "
    '<a href="https://www.example.se/avallby/sociala-medier">Så hanterar vi sociala medier</a>.'
    "</p></article>"
)


def _feed_article(number: int, post: Post) -> str:
    """Return a post; its picture comes late, by the browser or by script in turn."""
    address = f"/bild-{number}.png"
    late = f'loading="lazy" src="{address}"' if number % 4 else f'data-src="{address}"'
    picture = f'<img {late} alt="" width="1200" height="640">' if post.picture else ""
    return (
        f"<article><h2>{escape(post.heading)}</h2><time>för {number * 3 + 2} dagar sedan</time>"
        f"{_paragraphs(post.paragraphs)}{picture}{_comments(post)}</article>"
    )


def _blog_article(number: int, post: Post) -> str:
    address = "/stapel.svg" if number == 0 else f"/bild-{number + 11}.png"
    picture = f'<img src="{address}" alt="">' if post.picture else ""
    return (
        f"<article><h2>{escape(post.heading)}</h2>{picture}{_paragraphs(post.paragraphs)}"
        f"{_comments(post)}</article>"
    )


def _forum_article(number: int, post: Post) -> str:
    return (
        f'<article><span class="votes">▲ {311 - 47 * number}</span>'
        f"<h2>{escape(post.heading)}</h2>{_paragraphs(post.paragraphs)}{_comments(post)}</article>"
    )


def _paragraphs(texts: Iterable[str]) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in texts)


def _comments(post: Post) -> str:
    rows = "".join(f"<li><b>{escape(who)}</b> {escape(said)}</li>" for who, said in post.comments)
    return f"<ul>{rows}</ul>" if rows else ""
