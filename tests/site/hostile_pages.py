"""Pages that mean ill: each tries to get somewhere, to hold on, or to use everything up."""

import itertools
import time
from collections.abc import Iterator

from tests.site.pages import HEAD, WORDS, with_port
from tests.site_server import Answer, Page

PIECE = b"<!--" + b"x" * 1_000_000 + b"-->"
LEAST_BYTES = 500_000_000


def trickle() -> Iterator[bytes]:
    """Send a little now and then, without end."""
    for number in itertools.count():
        time.sleep(0.2)
        yield f"<!-- {number} -->".encode()


def flood() -> Iterator[bytes]:
    """Send 500 MB."""
    return itertools.repeat(PIECE, LEAST_BYTES // len(PIECE))


def _run(script: str) -> Answer:
    return Answer(f"{HEAD}{WORDS}<script>{script}</script>")


HOSTILE: dict[str, Page] = {
    "/never-ends": Answer(HEAD + WORDS, more=trickle),
    "/broken-off-halfway": Answer(
        HEAD + WORDS, headers={"Content-Length": "100000"}, more=lambda: [b"<p>Till slut"]
    ),
    "/floods": Answer(HEAD + WORDS, more=flood),
    "/floods-by-picture": Answer(HEAD + WORDS + "<img src='/flood.png' width=9 height=9>"),
    "/flood.png": Answer(b"\x89PNG\r\n\x1a\n", media_type="image/png", more=flood),
    "/file-in-a-frame": Answer(HEAD + WORDS + "<iframe src='file:///etc/passwd'></iframe>"),
    "/file-by-script": _run("location = 'file:///etc/passwd'"),
    "/file-by-refresh": Answer(
        HEAD + WORDS + "<meta http-equiv=refresh content='0; url=file:///etc/passwd'>"
    ),
    "/data-by-script": _run("location = 'data:text/html,<h1>Exempelstad</h1>'"),
    "/private-by-refresh": with_port(
        HEAD + WORDS + "<meta http-equiv=refresh content='0; url=http://127.0.0.2:PORT/short'>"
    ),
    "/private-by-fetch": with_port(
        HEAD + WORDS + "<p id=out>intet</p><script>fetch('http://127.0.0.4:PORT/inside')"
        ".then(answer => answer.text()).then(text => out.textContent = text)</script>"
    ),
    "/inside": Answer("stulet", headers={"Access-Control-Allow-Origin": "*"}),
    "/private-frame": with_port(
        HEAD + WORDS + "<iframe src='http://127.0.0.4:PORT/short' width=600 height=300></iframe>"
    ),
    "/popups-without-end": _run("setInterval(() => open('/short?' + Math.random()), 20)"),
    "/dialogs-now-and-then": _run("setInterval(() => alert('hej'), 100)"),
    "/downloads": _run(
        "for (let n = 0; n < 5; n++) { const a = document.createElement('a');"
        "a.href = '/download?' + n; a.download = n + '.pdf'; document.body.append(a); a.click() }"
    ),
    "/grows": _run(
        "setInterval(() => document.body.insertAdjacentHTML('beforeend',"
        "'<p style=\"height:3000px\">Mer</p>'), 20)"
    ),
    "/eats-memory": _run(
        "const kept = []; setInterval(() => { const b = new Uint8Array(50e6);"
        "b.fill(7); kept.push(b) }, 30)"
    ),
    "/eats-memory-by-words": _run(
        "const kept = []; setInterval(() => { for (let n = 0; n < 1e6; n++)"
        "kept.push({n, text: 'x' + n}) }, 1)"
    ),
    "/leaves": _run("setTimeout(() => location = '/leaves?' + Math.random(), 1500)"),
    "/reloads": _run("setTimeout(() => location.reload(), 700)"),
    "/leaves-for-nothing": _run("setTimeout(() => location = 'about:blank', 1000)"),
    "/wipes-itself": _run(
        "document.body.style.minHeight = '5000px';"
        "addEventListener('scroll', () => document.documentElement.replaceChildren())"
    ),
    "/title": Answer(
        "<!doctype html><meta charset=utf-8><title>Exempelstad\x1b[31m\x07\x01\u202e"
        "&lt;script&gt;alert(1)&lt;/script&gt;&#0;</title>" + WORDS
    ),
    "/prints-differently": Answer(
        HEAD + "<style>@media print{body{display:none}} @page{size:A5 landscape}</style>"
        + WORDS + "<script>onbeforeprint = () => document.body.textContent = 'utskrift'</script>"
    ),
    "/long-link": Answer(HEAD + WORDS + f"<a href='/{'x' * 40_000}'>En lång länk</a>"),
    "/hard-to-leave": _run("onbeforeunload = e => { e.preventDefault(); return 'stanna' }"),
    "/history": _run(
        "for (let n = 0; n < 150; n++) history.pushState(n, '', '/history?' + n);"
        "onpopstate = () => history.forward(); history.go(-3)"
    ),
    "/goes-back": _run("setTimeout(() => history.back(), 1000)"),
    "/closes-itself": _run("close(); open('', '_self').close()"),
    "/sets-cookies": Answer(
        HEAD + WORDS + "<script>document.cookie = 'skript=1; path=/'; localStorage.k = 1</script>",
        headers={"Set-Cookie": "server=1; Path=/"},
    ),
}  # fmt: skip
