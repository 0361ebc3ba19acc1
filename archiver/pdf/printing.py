"""Our own HTML printed by Chromium as vector PDF."""

from playwright.sync_api import Browser

from archiver.pdf.print_outcomes import UndrawnError

_FIND_UNDRAWN = "() => [...document.images].flatMap((image, n) => image.naturalWidth ? [] : [n])"


def print_html(browser: Browser, html: str) -> bytes:
    """Print a document of our own on A4, or as its ``@page`` rule says.

    Nothing is fetched and no script of the document runs, so it must hold all that it shows.

    Args:
        browser: A running Chromium.
        html: The whole document.

    Returns:
        A PDF with its fonts embedded, fit to be laid into a PDF/A.

    Raises:
        UndrawnError: Pictures in it cannot be drawn; a reader would not know that they lack.
    """
    context = browser.new_context(java_script_enabled=False, offline=True, service_workers="block")
    try:
        page = context.new_page()
        page.route("**/*", lambda route: route.abort())
        page.set_content(html, wait_until="load")
        if undrawn := page.evaluate(_FIND_UNDRAWN):
            raise UndrawnError(tuple(undrawn))
        return page.pdf(
            format="A4",
            prefer_css_page_size=True,
            print_background=True,
            tagged=False,
            outline=False,
        )
    finally:
        context.close()
