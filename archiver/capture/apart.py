"""Asking a page something in a JavaScript world of its own.

There a page's scripts cannot have replaced what is leant on; some replace ``scrollTo`` in good
faith.
"""

import json
from typing import Any

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page


def ask_page(page: Page, function: str, argument: object = None) -> Any:  # noqa: ANN401  JSON
    """Call a JavaScript function on a page and return what it returns.

    Args:
        page: The page.
        function: The function, written in JavaScript.
        argument: Its one argument, of a kind that JSON has.

    Raises:
        playwright.sync_api.Error: The page is gone, or the function failed.
    """
    session = page.context.new_cdp_session(page)
    try:
        frame = session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
        world = session.send(
            "Page.createIsolatedWorld", {"frameId": frame, "worldName": "archiver"}
        )
        call = {
            "expression": f"({function})({json.dumps(argument)})",
            "contextId": world["executionContextId"],
            "returnByValue": True,
        }
        answer = session.send("Runtime.evaluate", call)
    finally:
        session.detach()
    if "exceptionDetails" in answer:
        raise PlaywrightError(str(answer["exceptionDetails"].get("exception")))
    return answer["result"].get("value")
