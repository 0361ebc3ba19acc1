"""Whether a link of a page leads to a site, straight or by way of the platform."""

from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, urlsplit

_REDIRECTS = {
    "l.facebook.com": ("/l.php", "u"),
    "lm.facebook.com": ("/l.php", "u"),
    "l.instagram.com": ("/", "u"),
    "l.threads.com": ("/", "u"),
    "l.threads.net": ("/", "u"),
    "linkedin.com": ("/redir/", "url"),
    "tiktok.com": ("/link/", "target"),
    "youtube.com": ("/redirect", "q"),
}
"""Platforms send their users on from these hosts and paths, to what the parameter says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenLink:
    """A link of the page and the visible words that stand on it."""

    url: str
    words: str


def leads_to(link: SeenLink, site: str) -> bool:
    """Tell whether a link leads to a site, straight or by way of the platform's own redirect."""
    if _is_on(link.url, site) or _is_on(_redirected(link.url), site):
        return True
    # A shortened link shows where it leads: t.co with the words "exempel.se".
    shown = (word.strip(".,;:()") for word in link.words.split())
    return any(_is_on(word if "//" in word else f"https://{word}", site) for word in shown)


def _redirected(url: str) -> str:
    """Return where a platform's own redirect leads; a button to share a page is no link to it."""
    parts = split_address(url)
    path, parameter = _REDIRECTS.get((parts.hostname or "").removeprefix("www."), ("", ""))
    given = dict(parse_qsl(parts.query)) if path and parts.path.startswith(path) else {}
    return given.get(parameter, "")


def _is_on(url: str, site: str) -> bool:
    parts = split_address(url)
    host = (parts.hostname or "").removeprefix("www.")
    home, _, path = site.casefold().partition("/")
    home = home.removeprefix("www.")
    inside = f"{parts.path.casefold()}/".startswith(f"/{path}/" if path else "")
    within = host == home or host.endswith(f".{home}")
    return parts.scheme in {"http", "https"} and within and inside


def split_address(url: str) -> SplitResult:
    """Return an address in parts, all empty for one that is none."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")
