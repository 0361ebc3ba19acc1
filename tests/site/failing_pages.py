"""Pages that are not the account's start page, each in its own way, and some that only seem so."""

from tests.site.pages import HEAD, WORDS, go, go_here
from tests.site_server import Answer, Page

OTHER = "<!doctype html><html lang=sv><meta charset=utf-8><title>Annanstad</title>" + (
    "<p>Vatten, skola och väg.</p>" * 40
)
COVER = "position:fixed;inset:0;background:#fff;z-index:9"

FAILING: dict[str, Page] = {
    "/too-many": Answer(HEAD + WORDS, 429, headers={"Retry-After": "120"}),
    "/pause": Answer(HEAD + WORDS, 503, headers={"Retry-After": "Wed, 21 Oct 2999 07:28:00 GMT"}),
    "/forbidden": Answer(HEAD + WORDS, 403),
    "/unfamiliar-status": Answer(HEAD + WORDS, 999),
    "/gone-for-good": Answer(HEAD + "<h1>Sidan finns inte</h1>", 410),
    "/too-many-in-words": Answer(HEAD + "<h1>För många förfrågningar</h1><p>Försök senare."),
    "/challenge": Answer(
        "<!doctype html><title>Just a moment...</title><p>Checking your browser", 403
    ),
    "/challenge-frame": Answer(
        HEAD + "<p>Exempelstad<iframe src='/challenges.cloudflare.com/x' width=300 height=80>"
    ),
    "/talk-of-robots": Answer(
        HEAD + WORDS + "<p>Ibland står det Verify you are human, och då är det en vägg." + WORDS
    ),
    "/sent-elsewhere": go_here("/consent", "consent.localhost"),
    "/consent": Answer(HEAD + WORDS),
    "/consent-over-all": Answer(
        HEAD + WORDS + f"<div style='{COVER}'><p>Vi använder kakor för att förbättra tjänsten."
        "<a href='#'>Läs vår policy</a></div>"
    ),
    "/consent-alone": Answer(HEAD + "<p>Innan du fortsätter till Exempelstad<button>Vidare"),
    "/talk-of-cookies": Answer(
        HEAD + WORDS + "<footer style='position:fixed;bottom:0;height:60px;background:#ddd'>"
        "<a href='#'>Om kakor</a></footer>"
    ),
    "/login-over-all": Answer(
        HEAD + WORDS + f"<div style='{COVER}'><h2>Exempelstad</h2><input type=password></div>"
    ),
    "/login-in-words": Answer(HEAD + "<h1>Du måste logga in för att se sidan</h1>"),
    "/login-in-the-corner": Answer(
        HEAD + "<header><a href='#'>Logga in för att se mer</a><input type=password></header>"
        + WORDS * 3
    ),
    "/removed": Answer(HEAD + "<h1>Det här kontot finns inte</h1><p>Försök med en sökning."),
    "/removed-in-english": Answer(HEAD + "<h1>This account doesn&rsquo;t exist</h1>"),
    "/talk-of-removal": Answer(HEAD + WORDS * 2 + "<p>Sidan finns inte på engelska." + WORDS),
    "/another-account": Answer(OTHER),
    "/led-home": go("/"),
    "/": Answer(OTHER),
    "/named-in-the-title-of-a-link": Answer(
        OTHER.replace("<title>", "<meta property='og:title' content='EXEMPELSTAD!'><title>")
    ),
    "/one-colour": Answer(
        HEAD + "<body style='margin:0'><svg width=1280 height=1600 style='display:block'>"
        "<rect width=1280 height=1600 fill=red></svg>"
    ),
    "/broken-off": Answer(HEAD + WORDS, headers={"Content-Length": "999999"}),
}  # fmt: skip
