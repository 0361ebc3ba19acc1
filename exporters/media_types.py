"""Media types as METS may state them (CSIP68: a type registered by IANA).

A type that came with a message is the sender's word and may be anything. Only the types below are
stated; any other file is a stream of bytes to METS, while PREMIS and ERMS keep what was said.
"""

OTHER = "application/octet-stream"
STATED = frozenset(
    {
        "application/json",
        "application/msword",
        "application/pdf",
        "application/rtf",
        "application/vnd.ms-excel",
        "application/vnd.ms-powerpoint",
        "application/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.oasis.opendocument.text",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/xml",
        "application/zip",
        "audio/mp4",
        "audio/mpeg",
        "audio/ogg",
        "image/gif",
        "image/heic",
        "image/jpeg",
        "image/png",
        "image/svg+xml",
        "image/tiff",
        "message/global",
        "text/calendar",
        "text/csv",
        "text/html",
        "text/plain",
        "text/xml",
        "video/mp4",
        "video/ogg",
        "video/quicktime",
    }
)
_INSTEAD = {"message/rfc822": "message/global", "application/jsonl": "text/plain"}
"""RFC 6532 widens message/rfc822 to message/global, which common validators know; JSON Lines has
no registered type of its own."""

_ALSO = {
    "application/mp4": ("video/mp4", "audio/mp4"),
    "application/x-zip-compressed": ("application/zip",),
    "audio/mp3": ("audio/mpeg",),
    "audio/vnd.wave": ("audio/wav",),
    "audio/wave": ("audio/wav",),
    "audio/x-m4a": ("audio/mp4",),
    "audio/x-wav": ("audio/wav",),
    "image/jpg": ("image/jpeg",),
    "image/pjpeg": ("image/jpeg",),
    "image/x-png": ("image/png",),
    "text/xml": ("application/xml",),
    "video/x-msvideo": ("video/avi",),
}
"""Other names of the same; PRONOM calls every MPEG-4 file application/mp4."""
_WRITTEN = frozenset(
    {
        "application/javascript",
        "application/json",
        "application/jsonl",
        "application/x-ndjson",
        "application/xml",
        "message/global",
        "message/rfc822",
    }
)
"""Formats of plain text, which is all that the bytes may tell of them."""


def stated_type(media_type: str) -> str:
    """Return the type that METS states for a file of a media type, however it is written."""
    bare = bare_type(media_type)
    bare = _INSTEAD.get(bare, bare)
    return bare if bare in STATED else OTHER


def bare_type(media_type: str) -> str:
    """Return a media type without its parameters, in small letters."""
    return media_type.partition(";")[0].strip().lower()


def types_of(media_types: str) -> frozenset[str]:
    """Return the media types that are written with commas between, and other names of them."""
    bare = {bare_type(each) for each in media_types.split(",")} - {""}
    return frozenset(bare.union(*(_ALSO.get(each, ()) for each in bare)))


def contradicts(said: str, told: str) -> bool:
    """Tell whether a file is something else than it was said to be.

    Args:
        said: The media type that came with the file; unknown bytes are no claim.
        told: The media types of what its bytes are; none where they tell nothing.
    """
    claim, kinds = types_of(said), types_of(told)
    if not kinds or claim <= {OTHER}:
        return False
    if "text/plain" in kinds and all(
        each.startswith("text/") or each in _WRITTEN for each in claim
    ):
        return False
    return not claim & kinds
