"""Pages that show all they have only when they are prepared, and some that must be left alone.

Each holds, among much else, the word *Sistaordet* at its very end; what a press leads to says so.
"""

from tests.site.pages import HEAD, SVG, WORDS, with_port
from tests.site_server import Answer, Page

POSTS = "".join(
    f"<article style='min-height:260px'><h2>Inlägg {n} om {word}</h2>"
    f"<p>{word} i Exempelstad.</p></article>"
    for n, word in enumerate(("vatten", "skola", "väg", "bibliotek", "simhall", "park") * 5)
)
LONG = f"{POSTS}<p>Sistaordet</p>"
COVER = "position:fixed;inset:auto 0 0 0;height:300px;background:#eee;z-index:9"
FULL = "position:fixed;inset:0;background:#eee;z-index:9"
GONE = "document.querySelector('#box').remove()"


def _say(word: str) -> str:
    """Return a script that removes the box and leaves a word on the page."""
    return f"{GONE};document.body.insertAdjacentHTML('afterbegin','<p>{word}</p>')"


def _button(text: str, word: str, tag: str = "button") -> str:
    return f'<{tag} onclick="{_say(word)}">{text}</{tag}>'


def _box(inside: str, style: str = COVER) -> Answer:
    return Answer(f"{HEAD}{LONG}<div id=box style='{style}'>{inside}</div>")


COOKIES = "<p>Vi använder kakor (cookies) för att förbättra webbplatsen.</p>"
FRAME = f"""{HEAD}<p>Vi använder kakor.</p>
<button onclick="parent.postMessage('godkant','*')">Godkänn alla</button>
<button onclick="parent.postMessage('avvisat','*')">Neka</button>"""
TAKE_MESSAGE = """<script>addEventListener('message', e => {
  document.querySelector('#box').remove();
  document.body.insertAdjacentHTML('afterbegin', '<p>tryckte' + e.data + '</p>') })</script>"""
SHADOW = f"""{HEAD}<x-page></x-page><script>
customElements.define('x-page', class extends HTMLElement {{ constructor() {{ super();
  this.attachShadow({{mode: 'open'}}).innerHTML = "<style>p{{margin:9px}}</style>{LONG}";
}} }})</script>"""
LATE = f"""{HEAD}<div id=app><p>Laddar</p></div><script>
setTimeout(() => {{ app.innerHTML = '<div class=skeleton style="height:90px">' +
  'Exempelstad</div>' }}, 1200);
setTimeout(() => {{ app.innerHTML = "{LONG}" }}, 3500)</script>"""
VIRTUAL = """HEAD<style>body{margin:0}#list{position:relative}
.row{position:absolute;left:0;height:240px;width:100%}</style><div id=list></div><script>
const rows = COUNT, high = 240;
const words = ['vatten', 'skola', 'väg', 'bibliotek', 'simhall', 'park', 'cykel', 'torg'];
const text = n => 'Inlägg ' + words[n % 8] + words[(n >> 3) % 8] + 'tavla i Exempelstad';
list.style.height = rows * high + 'px';
const draw = () => {
  const first = Math.max(0, Math.floor(scrollY / high) - 1);
  const last = Math.min(rows, first + Math.ceil(Math.min(innerHeight, MOST) / high) + 3);
  list.replaceChildren(...Array.from({length: last - first}, (_, i) => {
    const row = document.createElement('div'); row.className = 'row';
    row.style.top = (first + i) * high + 'px';
    row.textContent = text(first + i) + (first + i === rows - 1 ? ' Sistaordet' : '');
    return row }));
};
addEventListener('scroll', draw); addEventListener('resize', draw); draw()</script>"""


def _virtual(count: int, most: int) -> Answer:
    page = VIRTUAL.replace("HEAD", HEAD).replace("COUNT", str(count))
    return Answer(page.replace("MOST", str(most)))


PREPARED: dict[str, Page] = {
    "/consent-swedish": _box(
        COOKIES + _button("Godkänn alla kakor", "tryckte-godkann")
        + _button("Avvisa alla", "tryckte-avvisa") + _button("Endast nödvändiga", "tryckte-nodv")
    ),
    "/consent-english": _box(
        "<p>We use cookies.</p>" + _button("Accept all", "tryckte-godkann")
        + _button("Only necessary cookies", "tryckte-nodv")
    ),
    "/consent-nothing-milder": _box(COOKIES + _button("Jag förstår", "tryckte-godkann")),
    "/consent-in-shadow": Answer(
        f"{HEAD}{LONG}<div id=box></div><script>const s = box.attachShadow({{mode:'open'}});"
        f"s.innerHTML = `<div style='{COVER}'>{COOKIES}<button>Neka alla</button></div>`;"
        f"s.querySelector('button').onclick = () => {{ {_say('tryckte-neka')} }}</script>"
    ),
    "/consent-in-frame": with_port(
        f"{HEAD}{LONG}<iframe id=box style='{COVER};width:100%' "
        f"src='http://frame.localhost:PORT/consent-frame'></iframe>{TAKE_MESSAGE}"
    ),
    "/consent-frame": Answer(FRAME),
    "/consent-late": Answer(
        f"{HEAD}{LONG}<script>addEventListener('scroll', () => {{ document.body"
        f".insertAdjacentHTML('beforeend', `<div id=box style='{FULL}'>{COOKIES}<button id=no>"
        f"Neka kakor</button></div>`); no.onclick = () => {{ {_say('tryckte-neka')} }}"
        "}, {once: true})</script>"
    ),
    "/consent-without-button": Answer(
        f"{HEAD}{LONG}<div id=onetrust-consent-sdk style='{COVER}'>{COOKIES}<p>Kakrutetext</div>"
    ),
    "/consent-leads-on": Answer(
        f"{HEAD}{WORDS}<div id=box style='{COVER}'>{COOKIES}"
        "<form action='/consent-led'><button>Avvisa alla</button></form></div>"
    ),
    "/consent-led": Answer(f"{HEAD}<p>Efter samtycket</p>{LONG}"),
    "/only-looks-like-consent": _box(
        "<p>Vänförfrågan från Åsa</p>" + _button("Neka", "tryckte") + _button("OK", "tryckte")
    ),
    "/talks-of-consent": Answer(
        f"{HEAD}<p>Så tillverkas cookies, och så här säger knapparna:</p>"
        f"<p>{_button('Godkänn alla', 'tryckte')}{_button('Avvisa alla', 'tryckte')}</p>"
        f"<div id=box></div>{LONG}"
    ),
    "/consent-button-of-more-words": _box(
        COOKIES + _button("Avvisa alla ansökningar", "tryckte")
        + "<a href='/consent-led'>Avvisa alla</a>"
    ),
    "/teaser": _box(
        "<p>Logga in i Exempelboken</p>" + _button("Inte nu", "tryckte-inte-nu"), FULL
    ),
    "/scroll-lock": Answer(
        f"{HEAD}<style>html,body{{height:100vh;overflow:hidden;margin:0}}</style>{LONG}"
    ),
    "/body-fixed": Answer(
        f"{HEAD}<style>body{{position:fixed;top:0;left:0;right:0;overflow:hidden}}</style>{LONG}"
    ),
    "/app-shell": Answer(
        f"{HEAD}<style>html,body{{height:100%;margin:0;overflow:hidden}}"
        "#app{position:fixed;inset:0;display:flex;flex-direction:column}"
        "main{flex:1;min-height:0;overflow-y:auto}</style>"
        f"<div id=app><header>Exempelstads sidhuvud</header><main>{LONG}</main></div>"
    ),
    "/app-shell-of-grid": Answer(
        f"{HEAD}<style>body{{margin:0}}#app{{height:100vh;display:grid;overflow:hidden;"
        "grid-template:60px 1fr / 200px 1fr}#app>*{overflow:auto}header{grid-column:1/3}</style>"
        f"<div id=app><header>Sidhuvud</header><nav>Meny</nav><main>{LONG}</main></div>"
    ),
    "/pane-set-at-resize": Answer(
        f"{HEAD}<style>body{{margin:0}}main{{overflow:auto}}</style><main>{LONG}</main><script>"
        "(onresize = () => document.querySelector('main').style.height = innerHeight + 'px')()"
        "</script>"
    ),
    "/laid-out-when-seen": Answer(
        f"{HEAD}<style>article{{content-visibility:auto;contain-intrinsic-size:auto 3000px}}"
        f"</style>{LONG}"
    ),
    "/small-scroller": Answer(
        f"{HEAD}{LONG}<div style='height:200px;overflow:auto'>{WORDS * 9}</div>"
    ),
    "/late-builder": Answer(LATE),
    "/long-poll": Answer(
        f"{HEAD}{LONG}<script>(function poll() {{ fetch('/never').then(poll) }})()</script>"
    ),
    "/short-poll": Answer(
        f"{HEAD}{LONG}<script>setInterval(() => fetch('/favicon.ico'), 200)</script>"
    ),
    "/virtual-list": _virtual(60, 10**9),
    "/virtual-list-of-few-rows": _virtual(60, 2_000),
    "/ticker": Answer(
        f"{HEAD}<p style='position:sticky;top:0' id=clock></p>{LONG}<script>let n = 0;"
        "setInterval(() => clock.textContent = 'Klockan är nu ' + n++ + ' i Exempelstad', 50)"
        "</script>"
    ),
    "/minds-its-window": Answer(
        f"{HEAD}<style>body{{margin:0}}#head{{height:78px;background:teal}}"
        ".pinned main{padding-top:78px}</style><noscript><h1>Slåpåskript</h1></noscript>"
        f"<div id=head>Sidans topp</div><main>{LONG}</main><script>addEventListener('resize',"
        "() => document.body.className = 'pinned')</script>"
    ),
    "/looks-otherwise-without-scripts": Answer(
        f"{HEAD}<style>@media (scripting: none) {{ article {{ display: none }} }}</style>{LONG}"
    ),
    "/shadow-dom": Answer(SHADOW),
    "/frames": with_port(
        f"{HEAD}<p>Förstaordet</p><iframe srcdoc='<p>Ordisammaram</p>'></iframe><p>Mellanordet</p>"
        "<iframe src='http://frame.localhost:PORT/frame-inside' width=600 height=300></iframe>"
        f"<p>Efterordet</p><iframe src='http://127.0.0.1:PORT/frame-around' width=600 height=300>"
        f"</iframe>{LONG}"
    ),
    "/large-frame": with_port(
        f"{HEAD}{WORDS}<iframe src='http://frame.localhost:PORT/consent-led' width=1000 height=900>"
        "</iframe>"
    ),
    "/frame-inside": Answer(f"{HEAD}<p>Ordiannanram</p><p style='margin-top:999px'>Doltord</p>"),
    "/frame-around": with_port(
        f"{HEAD}<p>Ramytterst</p><iframe src='http://127.0.0.1:PORT/frame-inside'></iframe>"
    ),
    "/video-poster": Answer(
        f"{HEAD}{LONG}<video autoplay muted loop width=300 height=200 poster='/poster.svg'>"
        "</video>"
    ),
    "/never": Answer("", wait=60),
    "/favicon.ico": Answer("", 204),
    "/poster.svg": Answer(SVG, media_type="image/svg+xml"),
}  # fmt: skip
