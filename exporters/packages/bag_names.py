"""How a bag names its own files, and writes a path in a list (RFC 8493)."""

import re

DECLARATION = "bagit.txt"
INFO = "bag-info.txt"
MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
_ENCODED = {"%": "%25", "\r": "%0D", "\n": "%0A"}


def encode_path(path: str) -> str:
    """Return a path as a manifest writes it: line ends and percent signs are encoded."""
    return re.sub("[%\r\n]", lambda found: _ENCODED[found[0]], path)


def decode_path(path: str) -> str:
    """Return the path that a manifest means."""
    plain = {code: letter for letter, code in _ENCODED.items()}
    return re.sub("%25|%0[AaDd]", lambda found: plain[found[0].upper()], path)
