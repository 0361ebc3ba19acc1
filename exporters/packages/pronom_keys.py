"""The PRONOM identifier of every file in a package: as it was made or read, or by its bytes.

What a tool says of the bytes goes last where we know better: to the tool an e-mail is text.
"""

from collections.abc import Mapping

from diarium.readable_forms import READABLE
from diarium.records import KeptFile, NamedFile
from diarium.snapshot_records import ORIGINAL

PDFA_2B, JSON, XML, TEXT, MAIL = "fmt/477", "fmt/817", "fmt/101", "x-fmt/111", "fmt/278"
OF_ROLES = {"pdfa": PDFA_2B, READABLE: PDFA_2B, "provenance": JSON}
"""What the program makes before anything is packed."""
OF_PICTURES = {"snapshot-2u.pdf": "fmt/478", "snapshot-3b.pdf": "fmt/480"}
"""Pictures in another flavour of PDF/A, by their names."""
OF_MAIL = {"message/rfc822": MAIL}
OF_CUTS = {
    **OF_MAIL,
    "application/mbox": MAIL,
    "application/jsonl": JSON,
    "application/json": JSON,
    "text/javascript": JSON,
    "text/csv": TEXT,
    "application/xml": TEXT,
}
"""What a message is that is cut from a file of this kind, as its reader in the intake took it: an
e-mail, a JSON object, or a piece of a table or of XML, which alone is text."""


def puid_of(file: NamedFile, kept: Mapping[str, KeptFile]) -> str | None:
    """Return what a file is; none where nobody knows, or nobody has looked yet.

    Args:
        file: A kept file, or a range of one.
        kept: What the register knows of the kept files.
    """
    if file.role in OF_ROLES:
        return OF_PICTURES.get(file.name, OF_ROLES[file.role])
    if file.format is not None:
        return file.format.puid
    if not is_whole(file, kept):
        return OF_CUTS.get(file.media_type)
    read = OF_MAIL.get(file.media_type) if file.role == ORIGINAL else None
    return read or kept[file.sha256].puid


def is_whole(file: NamedFile, kept: Mapping[str, KeptFile]) -> bool:
    """Say whether every byte of a kept file is meant."""
    note = kept.get(file.sha256)
    return note is not None and (file.start, file.length) == (0, note.size)
