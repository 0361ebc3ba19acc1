"""What a test does when a judge or a tool it needs is not there."""

import os
from typing import Literal

import pytest


def require_tool(name: str, found: bool) -> Literal[True]:
    """Go on when a tool was found; else fail where judges are required, or skip aloud.

    Args:
        name: What is missing, as one would ask for it, such as ``veraPDF (Java)``.
        found: Whether it is there.
    """
    if not found:
        line = f"{name} is missing; install it to run this test"
        if os.environ.get("REQUIRE_JUDGES") == "1":
            pytest.fail(line, pytrace=False)
        pytest.skip(line)
    return True
