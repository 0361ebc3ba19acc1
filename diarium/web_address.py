"""Addresses of start pages: only what a browser may be sent to, and nothing hidden in them."""

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

from diarium.errors import UsageError

LONGEST = 2_000


def check_web_address(url: str) -> str:
    """Return the address if it is a plain http or https address with a host.

    The host itself may be private; that is judged against the settings, where it is used.

    Raises:
        UsageError: It is of another kind (``file:``, ``javascript:`` …), names no host, holds a
            user name or password, or characters that do not belong in an address. The message
            does not repeat what may be a password.
    """
    url = url.strip()
    if len(url) > LONGEST or not url.isprintable() or re.search(r"[\s\\<>\"^`{|}]", url):
        raise UsageError(
            "the address is too long or holds characters that do not belong in one; copy it from "
            "the browser's address bar"
        )
    parts = _split(url)
    if parts.scheme not in {"http", "https"}:
        raise UsageError("the address must begin with https:// or http://; other kinds are closed")
    if parts.username is not None or parts.password is not None:
        raise UsageError("the address holds a user name or a password; give the address without it")
    if not _names_host(parts):
        raise UsageError("the address names no host; write it like https://www.example.se/page")
    return url


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise UsageError(
            "the address cannot be read ({cause}); copy it from the browser's address bar",
            cause=error,
        ) from error
    return parts


def _names_host(parts: SplitResult) -> bool:
    host = (parts.hostname or "").removesuffix(".")
    labels = host.split(".")
    if parts.netloc.startswith("[") or _is_number(labels[-1]):
        return _is_address(host)
    return all(re.fullmatch(r"[^\W_](?:[\w-]{0,61}[^\W_])?", label) for label in labels)


def _is_number(label: str) -> bool:
    """Tell whether browsers take a host that ends so for an address, such as 0x7f.1."""
    return bool(re.fullmatch(r"[0-9]+|0x[0-9a-f]*", label, re.ASCII))


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
