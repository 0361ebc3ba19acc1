"""What may be wrapped around a text, and how each is opened, by nothing of the exporter's own."""

import base64
import binascii
import email
import email.policy
import io
import re
import shutil
import subprocess
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from email.errors import MessageError
from email.message import EmailMessage

import pikepdf

from tests.judges import require_tool

_BASE64 = re.compile(rb"[A-Za-z0-9+/_-](?:[A-Za-z0-9+/_-]|\\?[\r\n]){10,}={0,2}")
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_HEX = re.compile(rb"<([0-9A-Fa-f\s]{8,})>")
_HEADER = re.compile(
    rb"(?:\A|\n)(?:From|To|Subject|Content-[A-Za-z-]+|MIME-Version):? [^\n]*\n", re.IGNORECASE
)


def is_utf8(raw: bytes) -> bool:
    """Say whether bytes are UTF-8."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _open_zip(content: bytes) -> Iterator[tuple[str, bytes]]:
    if b"PK\x05\x06" not in content:
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            yield "comment", opened.comment
            for entry in opened.infolist():
                yield entry.filename, entry.comment + entry.extra
                yield entry.filename, opened.read(entry)
    except zipfile.BadZipFile:
        return


def _open_tar(content: bytes) -> Iterator[tuple[str, bytes]]:
    if b"ustar" not in content:
        return
    try:
        with tarfile.open(fileobj=io.BytesIO(content)) as opened:
            for entry in opened:
                held = opened.extractfile(entry)
                yield entry.name, held.read() if held else b""
    except tarfile.ReadError:
        return


def _open_gzip(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Open gzip wherever it begins, such as the records of a WARC or the body of an answer."""
    for found in re.finditer(rb"\x1f\x8b\x08", content):
        try:
            yield "", zlib.decompressobj(31).decompress(content[found.start() :])
        except zlib.error:
            continue


def _open_streams(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Inflate the streams of a PDF without a reader of PDF, also of one that is broken."""
    if b"%PDF" not in content[:1024]:
        return
    for found in _STREAM.finditer(content):
        try:
            yield "", zlib.decompressobj().decompress(found[1])
        except zlib.error:
            continue


def _open_pdf(content: bytes) -> Iterator[tuple[str, bytes]]:
    if b"%PDF" not in content[:1024]:
        return
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            for each in [*document.objects, document.trailer]:
                yield from _read_object(each)
    except pikepdf.PdfError:
        return
    yield "text", read_pdf(content)


def _read_object(found: pikepdf.Object) -> Iterator[tuple[str, bytes]]:
    if isinstance(found, pikepdf.Stream):
        try:
            yield "stream", found.read_bytes()
        except pikepdf.PdfError:  # a picture, which is kept as it came
            yield "stream", found.read_raw_bytes()
    elif isinstance(found, pikepdf.String):
        yield "string", str(found).encode("utf-8", "surrogatepass")
    inner: Iterable[object] = ()
    if isinstance(found, pikepdf.Array):
        inner = list(found)
    elif isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
        inner = [value for _, value in found.items()]
    for each in inner:
        if isinstance(each, pikepdf.Object) and not each.is_indirect:
            yield from _read_object(each)


def read_pdf(content: bytes) -> bytes:
    """Return the text of a PDF's pages as poppler reads it."""
    tool = shutil.which("pdftotext")
    require_tool("pdftotext (poppler-utils)", bool(tool))
    done = subprocess.run(
        [str(tool), "-enc", "UTF-8", "-", "-"],
        input=content,
        capture_output=True,
        check=False,
        timeout=60,
    )
    return done.stdout


def _open_message(content: bytes) -> Iterator[tuple[str, bytes]]:
    if not _HEADER.search(content[:65536]):
        return
    message = email.message_from_bytes(content, EmailMessage, policy=email.policy.default)
    for part in message.walk():
        told = "\n".join(f"{name}: {value}" for name, value in _read_headers(part))
        yield "header", told.encode("utf-8", "surrogateescape")
        held = part.get_payload(decode=True)
        if isinstance(held, bytes):
            yield part.get_content_type(), _as_utf8(held, part.get_content_charset())


def _read_headers(part: EmailMessage) -> Iterator[tuple[str, str]]:
    for name, value in part.raw_items():
        try:
            yield name, str(part.policy.header_fetch_parse(name, value))
        except (LookupError, ValueError, IndexError, MessageError):
            yield name, str(value)


def _as_utf8(held: bytes, charset: str | None) -> bytes:
    try:
        return held.decode(charset).encode() if charset else held
    except (LookupError, UnicodeDecodeError):
        return held


def _open_base64(content: bytes) -> Iterator[tuple[str, bytes]]:
    for found in _BASE64.finditer(content):
        plain = re.sub(rb"\\?[\r\n]|\\[rn]|=", b"", found[0]).translate(
            bytes.maketrans(b"-_", b"+/")
        )
        try:
            raw = base64.b64decode(plain + b"=" * (-len(plain) % 4))
        except binascii.Error:
            continue
        if _is_worth_reading(raw):
            yield "", raw


def _open_hex(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Read the strings of a PDF's page that are written in hexadecimal digits."""
    for found in _HEX.finditer(content):
        digits = b"".join(found[1].split())
        yield "", bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())


def _is_worth_reading(raw: bytes) -> bool:
    """Say whether decoded bytes are a text or a file, and not what a long word happens to be."""
    known = (b"PK", b"\x1f\x8b", b"%PDF")
    return raw.startswith(known) or is_utf8(raw) or b"\0" in raw or _is_latin(raw)


def _is_latin(raw: bytes) -> bool:
    return not any(each < 9 or 13 < each < 32 for each in raw)


LAYERS: dict[str, Callable[[bytes], Iterator[tuple[str, bytes]]]] = {
    "zip": _open_zip,
    "tar": _open_tar,
    "gzip": _open_gzip,
    "streams": _open_streams,
    "pdf": _open_pdf,
    "message": _open_message,
    "base64": _open_base64,
    "hex": _open_hex,
}
"""What may be opened, and how."""
