"""Small files of many formats, made here, and files that are not what they are called."""

import io
import struct
import wave
import zipfile

from PIL import Image


def picture(kind: str) -> bytes:
    """Return a picture of some pixels, in a format that Pillow writes."""
    stream = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(stream, kind)
    return stream.getvalue()


def sound() -> bytes:
    """Return a tenth of a second of silence."""
    stream = io.BytesIO()
    with wave.open(stream, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(1600))
    return stream.getvalue()


def film(brand: bytes) -> bytes:
    """Return the boxes that a film begins with; nothing moves in it."""
    boxes = (
        (b"ftyp", brand + bytes((0, 0, 2, 0)) + brand),
        (b"moov", _box(b"mvhd", bytes(100))),
        (b"mdat", b"x" * 50),
    )
    return b"".join(_box(kind, content) for kind, content in boxes)


def packed() -> bytes:
    """Return a zip."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        file.writestr("brev.txt", "Hej")
    return stream.getvalue()


def _box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + kind + content


PNG, JPEG, PDF, WAV = picture("PNG"), picture("JPEG"), picture("PDF"), sound()
MP4, MOV, ZIP = film(b"isom"), film(b"qt  "), packed()
