"""Taking secrets out of what is kept as evidence: they prove nothing and could open doors."""

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

REMOVED = "[borttaget]"
_ADDRESSES = frozenset(("location", "content-location", "refresh", "link", "referer"))
_SECRET = re.compile(
    r"cookie|^proxy-|auth(?!or)|token|secret|passw|sess|csrf|xsrf|api[-_]?key|signature|^sid$|^code$",
    re.IGNORECASE,
)


def redact_headers(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return headers in order, without those that carry cookies, logins or tokens."""
    return [
        (name.lower(), redact_address(value) if name.lower() in _ADDRESSES else value)
        for name, value in headers
        if not _SECRET.search(name)
    ]


def redact_address(url: str) -> str:
    """Return an address without user name, password, and values that look like secrets.

    A fragment with values in it goes whole; logins hand over tokens there.
    """
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    query = parts.query
    if any(_SECRET.search(name) for name, _ in pairs):
        query = urlencode([(n, REMOVED if _SECRET.search(n) else v) for n, v in pairs])
    host = parts.netloc.rpartition("@")[2]
    fragment = REMOVED if "=" in parts.fragment else parts.fragment
    return urlunsplit((parts.scheme, host, parts.path, query, fragment))
