"""A server of somebody else's as a process of its own, on a free port of loopback."""

import contextlib
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence

START_SECONDS = 30


@contextlib.contextmanager
def running(name: str, command: Callable[[int], Sequence[object]]) -> Iterator[int]:
    """Start a server, give its port when it answers, and end it after the block.

    Args:
        name: What it is called where it does not start.
        command: Says by its port how it is started.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [str(each) for each in command(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait(name, port, process)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def _wait(name: str, port: int, process: "subprocess.Popen[bytes]") -> None:
    ends = time.monotonic() + START_SECONDS
    while time.monotonic() < ends and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    message = f"{name} did not start; it ended with {process.poll()}"
    raise RuntimeError(message)
