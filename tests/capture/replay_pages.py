"""Pages whose web archives a viewer must show, each with something that is easily lost."""

import gzip
import json
from collections.abc import Iterable
from http.server import BaseHTTPRequestHandler
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from PIL import Image

from tests.site_server import Answer, Page

COOKIE, TOKEN, OTHER = "planterad-kaka-1", "planterad-nyckel-2", "planterad-nyckel-3"
FETCHED, POSTED = "Hämtat av skriptet", "Svar på en fråga"
WORDS = "<p>" + "Exempelstad berättar om vatten, skola och väg. " * 8 + "</p>"
STYLE = """@font-face { font-family: Klossar; src: url(/blocks.ttf) }
body { background: #dfe8f4; margin: 24px; font: 18px "Noto Sans" } h1 { color: #7a1030 }
b { font: 30px Klossar }"""
START = f"""<!doctype html><html lang=sv><meta charset=utf-8><title>Exempelstad</title>
<link rel=stylesheet href="/style.css"><h1>Exempelstad @start</h1>{WORDS}
<img src="/picture.png?access_token={TOKEN}" alt=""><p><b>aaaa</b><p id=fetched></p><p id=other></p>
<script>const token = "{TOKEN}";
const show = (id, url) => fetch(url).then((r) => r.json())
  .then((said) => document.getElementById(id).textContent = said.text);
show("fetched", "/said?token=" + token + "&page=1");
show("other", "/said?token={OTHER}&page=2")</script>"""
ODD = f"""<!doctype html><html lang=sv><meta charset=utf-8><title>Udda</title>
<h1>Exempelstad @odd</h1>{WORDS}<p id=posted></p><p id=played></p>
<audio id=sound preload=auto src="/sound.wav"></audio><img id=picture src="/kept.png" alt="">
<script>sound.onloadedmetadata = () => played.textContent = sound.duration.toFixed(1) + " s";
const ask = (method, url, body) => fetch(url, {{method, body, cache: "no-cache",
  headers: body ? {{"Content-Type": "application/json"}} : {{}}}});
onload = () => ask("GET", "/kept.png")
  .then(() => ask("POST", "/odd", '{{"q": "inlägg"}}')).then((r) => r.json())
  .then((said) => posted.textContent = said.text)</script>"""
AGAIN = """<!doctype html><html lang=sv><meta charset=utf-8><title>Igen</title>
<h1>Exempelstad @again</h1><script>document.cookie = "seen=yes"; location.reload()</script>"""


def picture() -> bytes:
    """Return a picture in colours, as PNG."""
    ramp = Image.linear_gradient("L").resize((240, 120))
    colours = Image.merge("RGB", (ramp, ramp.rotate(180), Image.new("L", ramp.size, 90)))
    written = BytesIO()
    colours.save(written, "PNG")
    return written.getvalue()


def font() -> bytes:
    """Return a font in which every a is a block, twice as wide as it is high."""
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    for point in ((100, 900), (1900, 900), (1900, 0)):
        pen.lineTo(point)
    pen.closePath()
    block, names = pen.glyph(), [".notdef", "block"]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord("a"): "block"})
    builder.setupGlyf(dict.fromkeys(names, block))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (2000, 100)))
    builder.setupHorizontalHeader(ascent=900, descent=-100)
    builder.setupNameTable({"familyName": "Klossar", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=900, usWinAscent=900, usWinDescent=100)
    builder.setupPost()
    written = BytesIO()
    builder.save(written)
    return written.getvalue()


def sound() -> bytes:
    """Return two seconds of silence, as WAV."""
    rate, seconds = 8000, 2
    size = rate * seconds
    words = (16, 1 | 1 << 16, rate, rate, 1 | 8 << 16)
    head = b"".join(word.to_bytes(4, "little") for word in words)
    data = b"data" + size.to_bytes(4, "little") + b"\x80" * size
    whole = b"WAVEfmt " + head + data
    return b"RIFF" + len(whole).to_bytes(4, "little") + whole


def _said(request: BaseHTTPRequestHandler) -> Answer:
    """Return a piece of JSON without saying how long it is."""
    page = parse_qs(urlsplit(request.path).query)["page"][0]
    body = json.dumps({"text": f"{FETCHED}, sida {page}"}).encode()

    def pieces() -> Iterable[bytes]:
        yield from (body[:5], body[5:])

    return Answer("", media_type="application/json", more=pieces)


def _odd(request: BaseHTTPRequestHandler) -> Answer:
    if request.command == "POST":
        return Answer(json.dumps({"text": POSTED}), media_type="application/json")
    return Answer(ODD)


def _kept(request: BaseHTTPRequestHandler) -> Answer:
    tag = {"ETag": '"1"'}
    if request.headers.get("If-None-Match"):
        return Answer("", 304, "image/png", tag)
    return Answer(picture(), media_type="image/png", headers=tag)


def _again(request: BaseHTTPRequestHandler) -> Answer:
    if "seen=yes" in request.headers.get("Cookie", ""):
        return Answer(f"<title>Igen</title><h1>Exempelstad @again</h1>{WORDS}")
    return Answer(AGAIN)


def _sound(request: BaseHTTPRequestHandler) -> Answer:
    content = sound()
    if not (asked := request.headers.get("Range", "").removeprefix("bytes=")):
        return Answer(content, media_type="audio/wav")
    first, _, last = asked.partition("-")
    end = int(last) if last else len(content) - 1
    told = {"Content-Range": f"bytes {first}-{end}/{len(content)}", "Accept-Ranges": "bytes"}
    return Answer(content[int(first) : end + 1], 206, "audio/wav", told)


REPLAYED: dict[str, Page] = {
    "/start": Answer(
        "", 302,
        headers={"Location": f"/here?token={TOKEN}", "Set-Cookie": f"s={COOKIE}; HttpOnly"},
    ),
    "/here": Answer(gzip.compress(START.encode(), mtime=0), headers={"Content-Encoding": "gzip"}),
    "/style.css": Answer(STYLE, media_type="text/css"),
    "/picture.png": Answer(picture(), media_type="image/png"),
    "/blocks.ttf": Answer(font(), media_type="font/ttf"),
    "/said": _said,
    "/odd": _odd,
    "/kept.png": _kept,
    "/sound.wav": _sound,
    "/again": _again,
}  # fmt: skip
