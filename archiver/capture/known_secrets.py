"""The secrets that a page load is known to have used, and striking them out of what is kept.

Cookies, logins and tokens go out of headers and addresses by their names (see `redact`). But a page
may repeat them in its own words: in a link, a script or a form. There they are found by their
values, and stars of the same length put in their place.
"""

import html
import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, quote, unquote, unquote_plus, urlsplit, urlunsplit

from archiver.capture.redact import ADDRESSES, REMOVED, is_secret

SHORTEST = 8
"""Shorter values are no secrets worth the name, and stand in many a text by chance."""
_PLAIN = re.compile(r"[a-zåäö]+([-_. ][a-zåäö]+)*", re.IGNORECASE)
_TOLD = re.compile(
    rb"""["'\s](?:[\w-]*(?:token|secret|csrf|xsrf|passw|api[-_]?key|session[-_]?id)[\w-]*)["']?"""
    rb"""(?:\s*:\s*|\s*=\s*|\s+(?:value|content)\s*=\s*)["']([\w.~+/=%-]{16,4096})["']""",
    re.IGNORECASE,
)
"""A name that tells of a secret, and its value, in JSON, scripts and forms."""


def written_ways(values: Iterable[str]) -> tuple[bytes, ...]:
    """Return values in all the ways web pages write them, the longest first."""
    ways = {way.encode() for value in values for way in _ways(value)}
    return tuple(sorted(ways, key=lambda way: (-len(way), way)))


def strike_out(content: bytes, ways: Iterable[bytes]) -> tuple[bytes, int]:
    """Return bytes with stars for every secret, and how many there were; the length stays."""
    struck = 0
    for way in ways:
        if found := content.count(way):
            content = content.replace(way, b"*" * len(way))
            struck += found
    return content, struck


def strike_text(text: str, ways: Iterable[bytes]) -> str:
    """Return text with stars for every secret."""
    return strike_out(text.encode(errors="replace"), ways)[0].decode(errors="replace")


def mask_headers(
    headers: Iterable[tuple[str, str]], ways: tuple[bytes, ...]
) -> list[tuple[str, str]]:
    """Return headers in order, without those that carry secrets, and addresses masked."""
    return [
        (
            name.lower(),
            mask_address(value, ways) if name.lower() in ADDRESSES else strike_text(value, ways),
        )
        for name, value in headers
        if not is_secret(name)
    ]


def mask_address(url: str, ways: tuple[bytes, ...]) -> str:
    """Return an address as a page asks for it whose secrets were struck out.

    So a viewer finds the answer: what is no secret stays as it was written, to the letter. A secret
    too short to be struck out is taken away by its name.
    """
    try:
        parts = urlsplit(strike_text(url, ways))
    except ValueError:
        return REMOVED
    query = "&".join(map(_mask_pair, parts.query.split("&")))
    fragment = REMOVED if "=" in parts.fragment else parts.fragment
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, query, fragment))


def _mask_pair(pair: str) -> str:
    name, _, value = pair.partition("=")
    told = is_secret(unquote_plus(name)) and value.strip("*")
    return f"{name}={quote(REMOVED)}" if told else pair


def secrets_of_headers(headers: Iterable[tuple[str, str]]) -> set[str]:
    """Return the values that headers carry in secret: cookies, logins, tokens."""
    found = set[str]()
    for name, value in headers:
        plain = name.lower()
        if plain in {"cookie", "set-cookie"}:
            parts = value.split(";") if plain == "cookie" else value.split(";")[:1]
            for part in parts:
                key, _, held = part.strip().partition("=")
                found |= secret_of_cookie(key, held, closed="httponly" in value.lower())
        elif is_secret(name) and not plain.endswith("authenticate"):
            found |= {value, value.partition(" ")[2]}
        elif plain in ADDRESSES:
            found |= secrets_of_address(value)
    return _long_enough(found)


def secret_of_cookie(name: str, value: str, *, closed: bool) -> set[str]:
    """Return a cookie's value if it is a secret.

    A cookie that a script may read, with a name that tells of nothing and an ordinary word for a
    value, such as ``consent=accepted``, is none; the word may stand on the page.
    """
    held = value.strip().strip('"')
    ordinary = _PLAIN.fullmatch(held) and not closed and not is_secret(name)
    return set() if ordinary else _long_enough({held})


def secrets_of_address(url: str) -> set[str]:
    """Return the values in an address whose names tell of secrets."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return set()
    pairs = [*parse_qsl(parts.query), *parse_qsl(parts.fragment)]
    found = {value for name, value in pairs if is_secret(name)}
    return _long_enough({*found, parts.password or ""})


def secrets_sent(content: bytes) -> set[str]:
    """Return the passwords and tokens that a request's body, a form or JSON, hands over."""
    form = content.decode(errors="replace")
    return secrets_of_address(f"?{form}") | secrets_told(content)


def secrets_told(content: bytes) -> set[str]:
    """Return the values that a text itself calls tokens, keys or passwords."""
    return {found.decode(errors="replace") for found in _TOLD.findall(content)}


def _long_enough(values: Iterable[str]) -> set[str]:
    return {value for value in values if len(value) >= SHORTEST}


def _ways(value: str) -> set[str]:
    bare = unquote(value)
    written = {value, bare, quote(bare, safe=""), quote(bare), html.escape(bare)}
    return _long_enough({*written, bare.replace("/", "\\/")})
