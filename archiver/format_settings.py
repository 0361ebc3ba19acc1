"""The settings ``[formats]``: which formats are kept as they are, and which hinder no closing."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archiver.setting_values import Reader, text
from diarium.errors import SettingsError

KEPT = ("text/plain", "image/png", "image/jpeg", "image/tiff")
"""What an archive takes as it is. PDF/A is taken over instead: a file says itself that it is one,
and only a judge can know."""
LAST_FMT, LAST_X_FMT = 2118, 455
"""The last numbers of PRONOM in the signatures of the tool that identifies files."""
MISSING_X_FMT = frozenset((11, 366, 431))
"""Numbers that PRONOM never gave out."""
_PUID = re.compile(r"(x-)?fmt/([1-9]\d{0,5})")
_MEDIA_TYPE = re.compile(
    r"(application|audio|font|image|message|model|text|video)/(\*|[a-z0-9][a-z0-9!#$&^_.+-]{0,126})"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormatSettings:
    """Formats by PRONOM identifier, such as ``fmt/43``, or media type, such as ``video/*``.

    Attributes:
        keep: A file in one of these is its own readable form.
        let_go: A file in one of these is kept as it is, though nobody may be able to read it once:
            no readable form is made, and none hinders closing.
    """

    keep: tuple[str, ...] = KEPT
    let_go: tuple[str, ...] = ()


def formats(key: str, value: Any, folder: Path) -> tuple[str, ...]:  # noqa: ANN401  as TOML gave it
    """Return a list of formats; it may be empty."""
    if not isinstance(value, list):
        raise SettingsError(
            'the setting {key} must be a list of formats, such as ["fmt/199", "video/*"]', key=key
        )
    return tuple(_format(key, text(key, each, folder).strip().lower()) for each in value)


def _format(key: str, written: str) -> str:
    puid = _PUID.fullmatch(written)
    if puid and not _is_known(puid[1] is not None, int(puid[2])):
        raise SettingsError(
            "the setting {key} holds {value}, which PRONOM does not know; look it up at "
            "www.nationalarchives.gov.uk/PRONOM",
            key=key,
            value=written,
        )
    if not puid and not _MEDIA_TYPE.fullmatch(written):
        raise SettingsError(
            "the setting {key} holds {value}, which is neither a PRONOM identifier such as fmt/199 "
            "nor a media type such as video/mp4 or video/*",
            key=key,
            value=written,
        )
    return written


def _is_known(experimental: bool, number: int) -> bool:
    if experimental:
        return number <= LAST_X_FMT and number not in MISSING_X_FMT
    return number <= LAST_FMT


FORMAT_KEYS: dict[str, Reader] = {"formats.keep": formats, "formats.let_go": formats}
