"""What is known of a file that lies in a package."""

from dataclasses import dataclass
from datetime import datetime

from exporters.packages.parts import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageFile:
    """A file that lies in the package.

    Attributes:
        path: Where, relative to the root of the package.
        created: When its bytes came to be, or came to the archive.
        name: The name it came with, if it is a kept file.
        part: The kept file it comes from, if it does.
        puid: PRONOM identifier of a file that was made for the package.
        about: What such a file is, in Swedish.
    """

    path: str
    size: int
    sha256: str
    media_type: str
    created: datetime
    name: str | None = None
    part: Part | None = None
    puid: str | None = None
    about: str = ""
