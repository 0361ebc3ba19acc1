"""A JavaScript world of our own in every frame of a page.

The page is hostile: its scripts may have replaced what is leant on, some in good faith. In an
isolated world the same document is seen through functions that nobody has touched. Frames of other
sites have processes and sessions of their own; here they are asked like any other.
"""

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import CDPSession, Page
from playwright.sync_api import Error as PlaywrightError

NAME = "archiver"
FRAMES_MOST = 60
"""So many frames of a page are looked into."""


@dataclass(frozen=True, slots=True)
class World:
    """The world of one frame.

    Attributes:
        frame: The browser's id of the frame.
        address: The frame's address.
    """

    session: CDPSession
    frame: str
    address: str
    context: int

    def ask(self, function: str, argument: object = None) -> Any:  # noqa: ANN401  JSON
        """Call a JavaScript function of one argument and return what it returns.

        Raises:
            playwright.sync_api.Error: The frame is gone, or the function failed.
        """
        return self._evaluate(f"({function})({json.dumps(argument)})", whole=True)["value"]

    def frame_of(self, expression: str) -> str | None:
        """Return the id of the frame that an element holds, given an expression of the element."""
        found = self._evaluate(expression, whole=False)
        node = self.session.send("DOM.describeNode", {"objectId": found["objectId"]})["node"]
        frame: str | None = node.get("frameId")
        return frame

    def _evaluate(self, expression: str, *, whole: bool) -> dict[str, Any]:
        answer = self.session.send(
            "Runtime.evaluate",
            {"expression": expression, "contextId": self.context, "returnByValue": whole},
        )
        if "exceptionDetails" in answer:
            raise PlaywrightError(str(answer["exceptionDetails"].get("exception")))
        result: dict[str, Any] = answer["result"]
        return {"value": None} | result


@contextlib.contextmanager
def open_worlds(page: Page, frames: int = FRAMES_MOST) -> Iterator[list[World]]:
    """Give a world in every frame of a page, the page's own first, until the end of the block.

    Args:
        page: The page.
        frames: How many frames to look into besides the page itself.

    Raises:
        playwright.sync_api.Error: The page is gone.
    """
    with contextlib.ExitStack() as opened:
        first = page.context.new_cdp_session(page)
        opened.callback(_leave, first)
        sessions = [first]
        for frame in page.frames[1 : frames + 1]:
            with contextlib.suppress(PlaywrightError):  # most have no session of their own
                sessions.append(page.context.new_cdp_session(frame))
                opened.callback(_leave, sessions[-1])
        worlds = [world for session in sessions for world in _worlds(session, frames)]
        if not worlds:
            raise PlaywrightError("the page is gone")
        yield list({world.frame: world for world in worlds}.values())


def _worlds(session: CDPSession, frames: int) -> Iterator[World]:
    with contextlib.suppress(PlaywrightError):
        left = [session.send("Page.getFrameTree")["frameTree"]]
        for tree in left:
            left += tree.get("childFrames", [])[: max(0, frames + 1 - len(left))]
            frame = tree["frame"]
            made = session.send(
                "Page.createIsolatedWorld", {"frameId": frame["id"], "worldName": NAME}
            )
            yield World(session, frame["id"], frame["url"], made["executionContextId"])


def _leave(session: CDPSession) -> None:
    with contextlib.suppress(PlaywrightError):
        session.detach()
