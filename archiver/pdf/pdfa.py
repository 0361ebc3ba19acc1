"""What makes a PDF a PDF/A-2b (ISO 19005-2): identity, metadata and the meaning of its colours."""

from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape

from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Pdf, Stream, String

from archiver.pdf.srgb import make_srgb_profile

PRODUCER = "archiver"
XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>B</pdfaid:conformance>
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


def save_pdfa(pdf: Pdf, target: Path, title: str, created: datetime) -> None:
    """Write a PDF as PDF/A-2b; the same content, title and time give the same bytes.

    Its fonts, pictures and annotations must already be as PDF/A wants them.

    Args:
        pdf: What to write.
        target: The file to make.
        title: Shown by readers in the title bar.
        created: Written as the time of creation and change, in UTC.
    """
    moment = created.astimezone(UTC).replace(microsecond=0)
    _write_information(pdf, title, moment)
    _write_metadata(pdf, title, moment)
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
    written = String(f"D:{moment:%Y%m%d%H%M%S}+00'00'")
    pdf.trailer.Info = pdf.make_indirect(
        Dictionary(
            Title=String(title),
            Creator=String(PRODUCER),
            Producer=String(PRODUCER),
            CreationDate=written,
            ModDate=written,
        )
    )


def _write_metadata(pdf: Pdf, title: str, moment: datetime) -> None:
    packet = XMP.format(
        title=escape(title), language=LANGUAGE, created=moment.isoformat(), producer=PRODUCER
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
