"""What a command works with: the settings, the register, the kept files, who and when."""

import os
import pwd
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from schedules.clock import read_clock

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from archiver.settings import Settings
    from diarium.files import FileStore


class Workplace:
    """One archive, opened as far as the command needs it.

    Attributes:
        config: The settings file.
    """

    def __init__(self, config: Path) -> None:
        self.config = config

    @cached_property
    def settings(self) -> "Settings":
        """The settings.

        Raises:
            SettingsError: The file is missing or says something impossible.
        """
        from archiver.settings import read_settings

        return read_settings(self.config)

    @cached_property
    def engine(self) -> "Engine":
        """The register's database, found to be of this program's version.

        Raises:
            StorageError: It cannot be reached.
            SettingsError: It was made by another version.
        """
        from diarium.installation import open_register

        return open_register(self.settings.database)

    @cached_property
    def files(self) -> "FileStore":
        """The kept files."""
        from diarium.files import FileStore

        return FileStore(self.settings.files)

    @cached_property
    def by(self) -> str:
        """Who works: the operating system's login, never free text."""
        return login_of(os.getuid())

    @property
    def now(self) -> datetime:
        """The present moment."""
        return read_clock()


def login_of(uid: int) -> str:
    """Return the login of a user number, or the number itself where the system knows no name."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
