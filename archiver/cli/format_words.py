"""What a file was said to be and what it is, on the screen."""

from gettext import gettext as _
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from diarium.records import FileFormat


def kind_text(said: str, told: "FileFormat | None") -> str:
    """Return what a file is; where it is something else than it was said to be, both."""
    from exporters.media_types import contradicts

    if told is None:
        return said
    found = ", ".join(filter(None, (told.puid, told.name, None if told.puid else told.warning)))
    if contradicts(said, told.media_type):
        return _("said to be {said}, but is {kind}: {found}").format(
            said=said, kind=told.media_type, found=found
        )
    return f"{said}, {found}"
