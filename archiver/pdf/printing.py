"""Our own HTML printed by Chromium as vector PDF."""

from playwright.sync_api import Browser


def print_html(browser: Browser, html: str) -> bytes:
    """Print a document of our own on A4, or as its ``@page`` rule says.

    Nothing is fetched and no script runs, so the document must hold all that it shows.

    Args:
        browser: A running Chromium.
        html: The whole document.

    Returns:
        A PDF with its fonts embedded, fit to be laid into a PDF/A.
    """
    context = browser.new_context(java_script_enabled=False, offline=True, service_workers="block")
    try:
        page = context.new_page()
        page.route("**/*", lambda route: route.abort())
        page.set_content(html, wait_until="load")
        return page.pdf(
            format="A4",
            prefer_css_page_size=True,
            print_background=True,
            tagged=False,
            outline=False,
        )
    finally:
        context.close()
