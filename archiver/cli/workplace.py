"""What a command works with: the settings, the register, the kept files, who and when."""

import contextlib
import os
import pwd
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from diarium.errors import StorageError, UsageError
from diarium.roles import Act
from schedules.clock import read_clock

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from archiver.settings import Settings
    from diarium.files import FileStore
    from diarium.records import User
    from diarium.users import About, NotAllowedError


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
        """Who works: the operating system's login or the database role, never free text.

        Raises:
            SettingsError: The settings file is missing or says something impossible.
            StorageError: The database that is to say it cannot be reached.
        """
        from archiver.setting_values import BY_DATABASE_ROLE

        if self.settings.users_by != BY_DATABASE_ROLE:
            return self.login
        from diarium.database import read_role, reading

        with reading(self.engine) as session:
            return read_role(session)

    @cached_property
    def login(self) -> str:
        """The operating system's login of whoever works."""
        return login_of(os.getuid())

    @property
    def now(self) -> datetime:
        """The present moment."""
        return read_clock()

    def authorize(self, act: Act, namnd: str | None = None, **about: Unpack["About"]) -> str:
        """See that whoever works may do something, and return who it is.

        Args:
            act: What is to be done.
            namnd: Code of the nämnd it is done in.
            about: Else what it is about, by whose nämnd it is judged.

        Raises:
            RefusedError: The role or the nämnd is wanting; that is journaled.
        """
        from diarium.database import reading
        from diarium.users import NotAllowedError, authorize, find_namnd

        try:
            with reading(self.engine) as session:
                authorize(session, self.by, act)  # else anyone could learn what there is
                found = find_namnd(session, about)
                authorize(session, self.by, act, namnd.strip().upper() if namnd else found)
        except NotAllowedError as refused:
            self._note(refused)
            from archiver.cli.role_words import in_words

            raise in_words(refused) from refused
        return self.by

    def _note(self, refused: "NotAllowedError") -> None:
        """Journal a refusal, in a transaction of its own."""
        from diarium.database import writing
        from diarium.users import note_refusal

        # one who cannot write in the register is refused all the same
        with contextlib.suppress(StorageError), writing(self.engine) as session:
            note_refusal(session, refused, self.now)

    @property
    def user(self) -> "User":
        """Who works, as the register knows it.

        Raises:
            RefusedError: It is no user.
        """
        from diarium.database import reading
        from diarium.users import read_user

        self.authorize(Act.READ)
        with reading(self.engine) as session:
            user = read_user(session, self.by)
        assert user is not None  # noqa: S101  narrows the type: none has been refused
        return user

    def choose_namnd(self, asked: str | None) -> str | None:
        """Return the code of the nämnd to read in; none means all.

        Raises:
            RefusedError: Whoever works does not work for it.
            UsageError: None is asked for, and whoever works does so for some of several.
        """
        self.authorize(Act.READ, asked)
        own = self.user.namnder
        if asked is not None or not own:
            return asked
        if len(own) > 1:
            raise UsageError("say which nämnd by --namnd; there are: {known}", known=", ".join(own))
        return own[0]


def login_of(uid: int) -> str:
    """Return the login of a user number, or the number itself where the system knows no name."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
