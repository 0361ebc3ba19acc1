"""Asking a page something in a JavaScript world of its own.

There a page's scripts cannot have replaced what is leant on; some replace ``scrollTo`` in good
faith.
"""

from typing import Any

from playwright.sync_api import Page

from archiver.pdf.worlds import open_worlds


def ask_page(page: Page, function: str, argument: object = None) -> Any:  # noqa: ANN401  JSON
    """Call a JavaScript function on a page, its frames left out, and return what it returns.

    Args:
        page: The page.
        function: The function, written in JavaScript.
        argument: Its one argument, of a kind that JSON has.

    Raises:
        playwright.sync_api.Error: The page is gone, or the function failed.
    """
    with open_worlds(page, frames=0) as (world, *_):
        return world.ask(function, argument)
