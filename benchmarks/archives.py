"""A new archive of the demo's municipality, and the environment of what is measured."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from archiver.demo.municipality import KOMMUN, NAMNDER
from archiver.new_archive import NewArchive, create_archive
from archiver.settings import read_settings
from diarium.accounts import AccountFacts, add_account
from diarium.database import writing
from diarium.installation import open_register
from schedules.clock import read_clock

BY = "bench"
ENVIRONMENT = {
    name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
}
"""Of every process measured: Python keeps what it has compiled, as it does unless told not to."""


def begin_archive(
    folder: Path, accounts: Iterable[AccountFacts], capture: Mapping[str, int] | None = None
) -> Path:
    """Make an archive that may visit loopback, and return its settings file.

    Args:
        folder: Where it will lie.
        accounts: What its förteckning will hold.
        capture: Settings of ``[capture]`` that differ from the usual ones.
    """
    new = NewArchive(folder=folder, kommun=KOMMUN, namnd=NAMNDER[0])
    config = create_archive(new, BY, read_clock())
    lines = ['allow_private_addresses = ["127.0.0.1"]']
    lines += [f"{name} = {value}" for name, value in (capture or {}).items()]
    text = config.read_text(encoding="utf-8")
    text = text.replace("[capture]\n", "\n".join(["[capture]", *lines, ""]))
    config.write_text(text, encoding="utf-8")
    engine = open_register(read_settings(config).database)
    with writing(engine) as session:
        for account in accounts:
            add_account(session, account, BY, read_clock())
    return config
