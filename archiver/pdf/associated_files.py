"""Files that lie inside a PDF/A-3 and belong to it (ISO 19005-3, 6.8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from pikepdf import Array, Dictionary, Name, NameTree, Object, Pdf, Stream, String


class Relationship(StrEnum):
    """What a file is to the document that holds it (ISO 19005-3, table 5)."""

    SOURCE = "Source"
    DATA = "Data"


@dataclass(frozen=True, slots=True, kw_only=True)
class AssociatedFile:
    """A file to be held.

    Attributes:
        name: Its name, each but once in a document.
        description: What it is, in Swedish, as readers show it.
    """

    name: str
    media_type: str
    content: bytes
    relationship: Relationship
    description: str


def attach_files(pdf: Pdf, files: Sequence[AssociatedFile], moment: datetime) -> None:
    """Lay files into a PDF, found both by its list of attachments and as belonging to the whole.

    Args:
        pdf: The PDF.
        files: The files; with none the PDF is left as it is.
        moment: Written as the time of their creation and change.
    """
    if not files:
        return
    tree = NameTree.new(pdf)
    pdf.Root.Names = Dictionary(EmbeddedFiles=tree.obj)
    belonging = []
    for each in sorted(files, key=lambda file: file.name):
        described = pdf.make_indirect(_describe(pdf, each, moment))
        tree[each.name] = described
        belonging.append(described)
    pdf.Root.AF = Array(belonging)


def write_date(moment: datetime) -> String:
    """Return a moment as PDF writes it, in UTC (ISO 32000-1, 7.9.4)."""
    return String(f"D:{moment.astimezone(UTC):%Y%m%d%H%M%S}+00'00'")


def _describe(pdf: Pdf, file: AssociatedFile, moment: datetime) -> Dictionary:
    held = pdf.make_indirect(_embed(pdf, file, moment))
    return Dictionary(
        Type=Name.Filespec,
        F=String(file.name),
        UF=String(file.name),
        Desc=String(file.description),
        AFRelationship=Name(f"/{file.relationship.value}"),
        EF=Dictionary(F=held, UF=held),
    )


def _embed(pdf: Pdf, file: AssociatedFile, moment: datetime) -> Object:
    written = write_date(moment)
    return Stream(
        pdf,
        file.content,
        Type=Name.EmbeddedFile,
        Subtype=Name(f"/{file.media_type}"),
        Params=Dictionary(Size=len(file.content), CreationDate=written, ModDate=written),
    )
