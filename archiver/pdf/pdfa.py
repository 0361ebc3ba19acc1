"""What makes a PDF a PDF/A (ISO 19005-2 and -3): identity, metadata, the meaning of its colours.

Three flavours are written: 2b, which keeps what is seen; 2u, where besides every character of the
text is known; 3b, which may hold other files.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape

from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Pdf, Stream, String

from archiver.pdf.associated_files import AssociatedFile, attach_files, write_date
from archiver.pdf.srgb import make_srgb_profile

DEFAULT_FLAVOUR = "2b"
FLAVOURS = {"2b": (2, "B"), "2u": (2, "U"), "3b": (3, "B")}
"""Part of ISO 19005 and level of conformance, by the name of the flavour."""
WITH_FILES = "3b"
"""The flavour that may hold files of any kind (ISO 19005-3, 6.8)."""
PRODUCER = "archiver"
XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<pdfaid:part>{part}</pdfaid:part>
<pdfaid:conformance>{level}</pdfaid:conformance>
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>{created}</xmp:CreateDate>
<xmp:ModifyDate>{created}</xmp:ModifyDate>
<xmp:MetadataDate>{created}</xmp:MetadataDate>
<xmp:CreatorTool>{producer}</xmp:CreatorTool>
<pdf:Producer>{producer}</pdf:Producer>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""
LANGUAGE = "sv-SE"


@dataclass(frozen=True, slots=True)
class Form:
    """Which PDF/A to write.

    Attributes:
        flavour: One of `FLAVOURS`.
        files: What it holds besides its pages; only 3b can.
    """

    flavour: str = DEFAULT_FLAVOUR
    files: tuple[AssociatedFile, ...] = ()


def save_pdfa(
    pdf: Pdf, target: Path, title: str, created: datetime, form: Form | None = None
) -> None:
    """Write a PDF as PDF/A; the same content, title and time give the same bytes.

    Its fonts, pictures and annotations must already be as PDF/A wants them.

    Args:
        pdf: What to write.
        target: The file to make.
        title: Shown by readers in the title bar.
        created: Written as the time of creation and change, in UTC.
        form: Which PDF/A; 2b unless told.

    Raises:
        ValueError: Files are to be held by a flavour that cannot.
    """
    form = form or Form()
    if form.files and form.flavour != WITH_FILES:
        message = f"PDF/A-{form.flavour} holds no files"
        raise ValueError(message)
    moment = created.astimezone(UTC).replace(microsecond=0)
    _write_information(pdf, title, moment)
    _write_metadata(pdf, title, moment, form.flavour)
    attach_files(pdf, form.files, moment)
    _write_output_intent(pdf)
    pdf.Root.Lang = String(LANGUAGE)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    pdf.save(
        target,
        force_version="1.7",
        fix_metadata_version=False,
        object_stream_mode=ObjectStreamMode.disable,
        deterministic_id=True,
    )


def _write_information(pdf: Pdf, title: str, moment: datetime) -> None:
    written = write_date(moment)
    pdf.trailer.Info = pdf.make_indirect(
        Dictionary(
            Title=String(title),
            Creator=String(PRODUCER),
            Producer=String(PRODUCER),
            CreationDate=written,
            ModDate=written,
        )
    )


def _write_metadata(pdf: Pdf, title: str, moment: datetime, flavour: str) -> None:
    part, level = FLAVOURS[flavour]
    packet = XMP.format(
        part=part,
        level=level,
        title=escape(title),
        language=LANGUAGE,
        created=moment.isoformat(),
        producer=PRODUCER,
    )
    # Both names are demanded (ISO 19005-2, 6.6.2.1).
    pdf.Root.Metadata = pdf.make_indirect(
        Stream(pdf, packet.encode(), Type=Name.Metadata, Subtype=Name.XML)
    )


def _write_output_intent(pdf: Pdf) -> None:
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=String("sRGB IEC61966-2.1"),
        RegistryName=String("http://www.color.org"),
        Info=String("sRGB IEC61966-2.1"),
        DestOutputProfile=pdf.make_indirect(Stream(pdf, make_srgb_profile(), N=3)),
    )
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])
