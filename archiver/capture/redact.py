"""Taking secrets out of what is kept as evidence: they prove nothing and could open doors."""

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

REMOVED = "[borttaget]"
ADDRESSES = frozenset(("location", "content-location", "refresh", "link", "referer"))
"""Headers whose value is, or holds, an address."""
_SECRET = re.compile(
    r"cookie|^proxy-|auth(?!or(?!i[sz]))|token|secret|passw|sess|csrf|xsrf|api[-_]?key|signature|^sid$|^code$",
    re.IGNORECASE,
)


def redact_headers(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return headers in order, without those that carry cookies, logins or tokens."""
    return [
        (name.lower(), redact_address(value) if name.lower() in ADDRESSES else value)
        for name, value in headers
        if not is_secret(name)
    ]


def is_secret(name: str) -> bool:
    """Tell whether the name of a header, a cookie or a value says that it is a secret."""
    return bool(_SECRET.search(name))


def redact_address(url: str) -> str:
    """Return an address without user name, password, and values that look like secrets.

    A fragment with values in it goes whole; logins hand over tokens there. What is no address at
    all goes whole too.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return REMOVED
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    query = parts.query
    if any(is_secret(name) for name, _ in pairs):
        query = urlencode([(n, REMOVED if is_secret(n) else v) for n, v in pairs])
    host = parts.netloc.rpartition("@")[2]
    fragment = REMOVED if "=" in parts.fragment else parts.fragment
    return urlunsplit((parts.scheme, host, parts.path, query, fragment))
