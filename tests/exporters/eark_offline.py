"""Run eark-validator 1.1.3 without a network, by the Python that has it installed.

At import it fetches vocabularies that it also carries; they are given to it from there, and any
other address is refused. ``python eark_offline.py -s V2.1.0 PACKAGE``.
"""

import importlib
import importlib.util
import sys
import urllib.request
from pathlib import Path
from typing import BinaryIO

VOCABULARIES = "https://earkcsip.dilcis.eu/schema/"


def main() -> int:
    """Serve the bundled vocabularies and run the validator's own command."""
    found = importlib.util.find_spec("eark_validator")
    if found is None or found.origin is None:
        return 9
    folder = Path(found.origin).parent / "ipxml" / "resources" / "vocabs"

    def serve(url: str, *_: object, **__: object) -> BinaryIO:
        if not url.startswith(VOCABULARIES):
            message = f"no network in this test: {url}"
            raise OSError(message)
        return (folder / url.rsplit("/", 1)[1]).open("rb")

    setattr(urllib.request, "urlopen", serve)  # noqa: B010  before the validator is imported
    validate = importlib.import_module("eark_validator.cli.app").main
    return int(validate() or 0)


if __name__ == "__main__":
    sys.exit(main())
