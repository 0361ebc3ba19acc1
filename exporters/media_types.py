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


def stated_type(media_type: str) -> str:
    """Return the type that METS states for a file of a media type, however it is written."""
    bare = bare_type(media_type)
    bare = _INSTEAD.get(bare, bare)
    return bare if bare in STATED else OTHER


def bare_type(media_type: str) -> str:
    """Return a media type without its parameters, in small letters."""
    return media_type.partition(";")[0].strip().lower()
