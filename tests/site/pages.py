"""Good and bad pages for the capture, each named by what is odd in it.

More of them lie in ``failing_pages`` and ``hostile_pages``; ``expected.toml`` says what comes of
each.
"""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.site_server import Answer, Page

HEAD = "<!doctype html><html lang=sv><meta charset=utf-8><title>Exempelstad</title>"
WORDS = "<p>" + "Exempelstad berättar om vatten, skola och väg. " * 20 + "</p>"
SVG = (
    "<svg xmlns='http://www.w3.org/2000/svg' width='300' height='200'>"
    "<rect width='300' height='200' fill='teal'/></svg>"
)
POSTS = "".join(
    f"<article style='min-height:300px'><h2>Inlägg nummer {n}</h2><p>åäö ÅÄÖ 😀</p>"
    f"<img loading=lazy width=300 height=200 src='/lazy-{n}.svg'></article>"
    for n in range(30)
)
FEED = f"""{HEAD}<style>header{{position:sticky;top:0;background:#036;color:#fff}}</style>
<header>Exempelstads sidhuvud</header>{POSTS}<div id=seen>inte än</div><script>
new IntersectionObserver(e => {{ if (e[0].isIntersecting) seen.textContent =
  'Betraktaren har sett detta' }}).observe(seen)</script>"""
ENDLESS = f"""{HEAD}<div id=feed></div><script>
const more = () => {{ for (let i = 0; i < 10; i++) feed.insertAdjacentHTML('beforeend',
  '<p style="height:200px">Inlägg</p>') }}; more();
addEventListener('scroll', () => {{
  if (scrollY + innerHeight > document.body.scrollHeight - 500) more() }})</script>"""
SHELL = f"""{HEAD}<style>html,body{{height:100vh;margin:0;overflow:hidden}}
main{{height:100vh;overflow:auto}}</style><main>{POSTS}</main>"""


def go(address: str, status: int = 302) -> Answer:
    """Return a redirect."""
    return Answer("", status, headers={"Location": address})


def _port(request: BaseHTTPRequestHandler) -> int:
    server = request.server
    assert isinstance(server, ThreadingHTTPServer)
    return server.server_port


def go_here(path: str, host: str = "127.0.0.1") -> Page:
    """Return a redirect to the same port of a host."""

    def redirect(request: BaseHTTPRequestHandler) -> Answer:
        return go(f"http://{host}:{_port(request)}{path}")

    return redirect


def with_port(template: str) -> Page:
    """Return a page that names its own port as ``PORT``."""

    def page(request: BaseHTTPRequestHandler) -> Answer:
        return Answer(template.replace("PORT", str(_port(request))))

    return page


GOOD_AND_BAD: dict[str, Page] = {
    "/feed": Answer(FEED),
    **{f"/lazy-{n}.svg": Answer(SVG, media_type="image/svg+xml") for n in range(30)},
    "/favicon.ico": Answer("", 204),
    "/short": Answer(HEAD + WORDS),
    "/popups": Answer(HEAD + WORDS + "<script>open('/short'); open('/feed')</script>"),
    "/moved": go("/moved-again", 301),
    "/moved-again": go_here("/short"),
    "/script-moved": Answer(HEAD + "<script>location.replace('/short')</script>"),
    "/private-part": with_port(HEAD + WORDS + "<img src='http://127.0.0.3:PORT/stolen'>"),
    "/stolen": Answer(SVG, media_type="image/svg+xml"),
    "/secrets": Answer(
        "", 302,
        headers={"Location": "/secrets-2?token=hemligt", "Set-Cookie": "a=hemligt", "X-Kept": "x"},
    ),
    "/secrets-2": Answer(HEAD + WORDS, headers={"Set-Cookie": "b=hemligt", "X-Auth": "hemligt"}),
    "/websocket": with_port(
        HEAD + WORDS + "<script>new WebSocket('ws://127.0.0.5:PORT/')</script>"
    ),
    "/stubborn": Answer(
        FEED + "<script>window.scrollTo = Math.max = () => 0; document.title = 1</script>"
    ),
    "/some-dialogs": Answer(
        HEAD + WORDS + "<script>alert(1); confirm('2'); prompt('3')</script>"
    ),
    "/slow-part": Answer(HEAD + WORDS + "<img src='/never'>"),
    "/never": Answer("", wait=60),
    "/endless": Answer(ENDLESS),
    "/shell": Answer(SHELL),
    "/gone": Answer("<h1>Sidan finns inte</h1>" + WORDS, 404),
    "/fault": Answer("<h1>Fel</h1>" + WORDS, 500),
    "/empty-fault": Answer("", 503),
    "/led-away": go("/accounts/login/?next=/led-away"),
    "/accounts/login/": Answer(HEAD + WORDS * 10),
    "/script-led-away": Answer(
        HEAD + WORDS + "<script>setTimeout(() => location = '/accounts/login/', 300)</script>"
    ),
    "/wall": Answer(
        HEAD + "<h1>Logga in</h1><form><input><input type=password><button>OK</button></form>"
    ),
    "/blank": Answer(HEAD + "<body><div id=app></div>"),
    "/white": Answer(HEAD + "<canvas width=500 height=500></canvas>"),
    "/no-content": Answer("", 204),
    "/download": Answer(
        b"%PDF-1.7", media_type="application/octet-stream",
        headers={"Content-Disposition": "attachment; filename=x.pdf"},
    ),
    "/drawing": Answer(SVG, media_type="image/svg+xml"),
    "/to-private": go_here("/short", "127.0.0.2"),
    "/script-to-private": with_port(
        HEAD + WORDS + "<script>location = 'http://127.0.0.2:PORT/short'</script>"
    ),
    "/to-file": go("file:///etc/hostname"),
    "/loop": go("/loop"),
    "/hang": Answer("", wait=60),
    "/busy": Answer(
        HEAD + WORDS + "<script>addEventListener('load', () => { for (;;); })</script>"
    ),
    "/dialogs": Answer(HEAD + WORDS + "<script>for (;;) alert('hej')</script>"),
}  # fmt: skip
