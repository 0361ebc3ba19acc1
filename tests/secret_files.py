"""Files that hold a text where only who opens them finds it."""

import io
import zipfile
from collections.abc import Mapping

import pikepdf


def make_pdf(text: str) -> bytes:
    """Return a PDF whose one page says a text in a compressed stream, by a standard font."""
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )  # fmt: skip
    said = text.encode("cp1252", "replace").hex().encode()
    held = io.BytesIO()
    with pikepdf.new() as document:
        page = document.add_blank_page()
        page.Resources = pikepdf.Dictionary(
            Font=pikepdf.Dictionary(F1=document.make_indirect(font))
        )
        page.Contents = document.make_stream(b"BT /F1 12 Tf 50 700 Td <" + said + b"> Tj ET")
        document.save(held, compress_streams=True, static_id=True)
    return held.getvalue()


def make_zip(entries: Mapping[str, bytes]) -> bytes:
    """Return a zip with these entries, deflated."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in entries.items():
            opened.writestr(name, content)
    return held.getvalue()
