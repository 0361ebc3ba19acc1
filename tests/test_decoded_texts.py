"""The reader of every text finds what is planted in each layer, and nothing that is not there."""

import base64
import gzip
import io
import json
import quopri
import tarfile
import unicodedata
import zipfile
from collections.abc import Callable
from email.header import Header
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import quote, quote_plus

import pikepdf
import pytest

from tests.decoded_layers import read_pdf
from tests.decoded_texts import find_strings
from tests.secret_files import make_pdf, make_zip

SECRET = "Åsa Hemlig Öberg"

_SAID = dict.fromkeys(("description", "filename", "mime_type", "creation_date", "mod_date"), "")


def _in_mail(encoding: str) -> bytes:
    message = EmailMessage()
    message["Subject"] = "Hej"
    message.set_content(f"Jag heter {SECRET} och bor här.\n", cte=encoding)
    return bytes(message)


def _in_header() -> bytes:
    named = Header(SECRET, "utf-8").encode()
    return f"From: {named} <a@example.org>\nSubject: Hej\n\nHej\n".encode()


def _in_latin_mail() -> bytes:
    head = "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: "
    body = quopri.encodestring(f"{SECRET}\n".encode("latin-1")).decode()
    return f"Subject: Hej\n{head}quoted-printable\n\n{body}".encode()


def _in_tar() -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w:gz") as opened:
        entry = tarfile.TarInfo("a.txt")
        entry.size = len(SECRET.encode())
        opened.addfile(entry, io.BytesIO(SECRET.encode()))
    return held.getvalue()


def _in_warc() -> bytes:
    first = gzip.compress(b"WARC/1.1\r\nWARC-Type: warcinfo\r\n\r\n")
    body = gzip.compress(f"<p>{SECRET}</p>".encode())
    answer = b"WARC/1.1\r\nWARC-Type: response\r\n\r\nHTTP/1.1 200 OK\r\n\r\n" + body
    return make_zip({"archive/data.warc.gz": first + gzip.compress(answer)})


def _in_pdf_string() -> bytes:
    held = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.docinfo["/Title"] = SECRET
        document.save(held)
    return held.getvalue()


def _in_pdf_attachment() -> bytes:
    held = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.attachments["a.txt"] = pikepdf.AttachedFileSpec(document, SECRET.encode(), **_SAID)
        document.save(held, compress_streams=True)
    return held.getvalue()


def _in_broken_pdf() -> bytes:
    whole = make_pdf(SECRET)
    return whole[: whole.rindex(b"endstream") + 9].replace(b"xref", b"xxxx")


PLANTED: dict[str, Callable[[], bytes]] = {
    "plain": SECRET.encode,
    "latin-1": lambda: SECRET.encode("latin-1"),
    "UTF-16": lambda: SECRET.encode("utf-16"),
    "UTF-16 from an odd place": lambda: b"x" + SECRET.encode("utf-16-be"),
    "decomposed letters": lambda: unicodedata.normalize("NFD", SECRET).encode(),
    "capitals": lambda: SECRET.upper().encode(),
    "unseen letters": lambda: SECRET.replace("m", "m\N{SOFT HYPHEN}\N{ZERO WIDTH SPACE}").encode(),
    "a broken line": lambda: SECRET.replace(" ", "\r\n    ").encode(),
    "markup within": lambda: b"<p>" + SECRET.replace("m", "<b>m</b>").encode() + b"</p>",
    "entities by number": lambda: SECRET.encode("ascii", "xmlcharrefreplace"),
    "named entities": lambda: SECRET.replace("Å", "&Aring;").replace("Ö", "&Ouml;").encode(),
    "JSON": lambda: json.dumps({"a": SECRET}).encode(),
    "JSON in JSON": lambda: json.dumps({"a": json.dumps({"b": SECRET})}).encode(),
    "an address": lambda: b"https://example.org/?q=" + quote(SECRET).encode(),
    "a form": lambda: b"q=" + quote_plus(SECRET).encode(),
    "an address in latin-1": lambda: quote(SECRET, encoding="latin-1").encode(),
    "an address in JSON in base64": lambda: base64.b64encode(
        json.dumps({"u": quote(SECRET)}).encode()
    ),
    "base64": lambda: b"data:text/plain;base64," + base64.b64encode(SECRET.encode()),
    "base64 in lines": lambda: base64.encodebytes(b"x" * 200 + SECRET.encode()),
    "base64 for addresses": lambda: base64.urlsafe_b64encode(SECRET.encode()),
    "quoted-printable": lambda: quopri.encodestring(SECRET.encode()),
    "a message in base64": lambda: _in_mail("base64"),
    "a message in quoted-printable": lambda: _in_mail("quoted-printable"),
    "a message in latin-1": _in_latin_mail,
    "the header of a message": _in_header,
    "zip": lambda: make_zip({"a.txt": SECRET.encode()}),
    "the name of a file in a zip": lambda: make_zip({f"{SECRET}.txt": b""}),
    "zip in zip": lambda: make_zip({"b.zip": make_zip({"a.txt": SECRET.encode()})}),
    "tar in gzip": _in_tar,
    "a WARC in a WACZ": _in_warc,
    "the pages of a PDF": lambda: make_pdf(SECRET),
    "a string of a PDF": _in_pdf_string,
    "a file in a PDF": _in_pdf_attachment,
    "a broken PDF": _in_broken_pdf,
    "a PDF in a zip in a message": lambda: _mail_with(make_zip({"a.pdf": make_pdf(SECRET)})),
}


def _mail_with(content: bytes) -> bytes:
    message = EmailMessage()
    message["Subject"] = "Hej"
    message.set_content("Se bilagan.")
    message.add_attachment(content, maintype="application", subtype="zip", filename="a.zip")
    return bytes(message)


@pytest.mark.parametrize("layer", PLANTED)
def test_what_is_planted_is_found(tmp_path: Path, layer: str) -> None:
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "fil.bin").write_bytes(PLANTED[layer]())
    assert find_strings(tmp_path / "package", [SECRET])[SECRET], layer


@pytest.mark.parametrize("layer", PLANTED)
def test_what_is_not_there_is_not_found(tmp_path: Path, layer: str) -> None:
    (tmp_path / "fil.bin").write_bytes(PLANTED[layer]())
    absent = "Örjan Hemlig Åberg"
    assert find_strings(tmp_path, [absent]) == {absent: []}


def test_the_name_of_a_file_and_of_a_folder_are_read(tmp_path: Path) -> None:
    (tmp_path / unicodedata.normalize("NFD", SECRET)).mkdir()
    found = find_strings(tmp_path, [SECRET])
    assert found[SECRET]


def test_a_package_that_is_one_file_is_opened(tmp_path: Path) -> None:
    whole = tmp_path / "p.zip"
    with zipfile.ZipFile(whole, "w") as opened:
        opened.writestr("p/data/a.json", json.dumps(SECRET))
    assert find_strings(whole, [SECRET])[SECRET]


def test_each_place_tells_the_layers(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(make_zip({"b.pdf": make_pdf(SECRET)}))
    assert "a.zip > zip b.pdf > pdf text" in find_strings(tmp_path, [SECRET])[SECRET]


def test_the_pdf_of_these_tests_hides_its_text_from_who_does_not_inflate_it() -> None:
    made = make_pdf(SECRET)
    assert b"Hemlig" not in made
    assert SECRET in read_pdf(made).decode()
