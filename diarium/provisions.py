"""Provisions of secrecy: what a sekretessmarkering must name (OSL 5 kap. 5 §, TF 2 kap. 20 §)."""

import re

from diarium.errors import UsageError

_PROVISION = re.compile(r"\d+\s*([a-z]\s*)?(kap|:\s*\d|§)", re.IGNORECASE)


def check_provision(provision: str) -> str:
    """Return a provision that names a paragraph, or a chapter and its paragraph.

    Args:
        provision: Such as ``OSL 21 kap. 1 §`` or ``OSL 21:1``.

    Raises:
        UsageError: It names none.
    """
    if not _PROVISION.search(provision):
        raise UsageError(
            "a sekretessmarkering must name its provision, such as OSL 21 kap. 1 §; "
            "{provision} names no paragraph",
            provision=provision or "''",
        )
    return provision
