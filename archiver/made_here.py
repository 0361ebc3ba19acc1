"""What the register knows of a package that was made here, and the package cannot know itself."""

from typing import TYPE_CHECKING

from diarium.database import reading
from diarium.packages import list_packages
from exporters.checks.findings import Finding, finding
from exporters.checks.found import Found

if TYPE_CHECKING:
    from sqlalchemy import Engine


def check_manifest(engine: "Engine", found: Found) -> list[Finding]:
    """Hold a package's manifest, which nothing in the package vouches for, against the register.

    Returns:
        A finding if the register knows packages of that name and none with this manifest; nothing
        if it knows none, for then the package was made by somebody else.
    """
    with reading(engine) as session:
        known = [p for p in list_packages(session) if p.name == found.name]
    if not known or found.manifest_sha256 in {each.manifest_sha256 for each in known}:
        return []
    return [finding("MANIFEST", found.manifest, found.manifest_sha256)]
