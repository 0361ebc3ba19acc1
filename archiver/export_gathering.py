"""What goes into a package beside snapshots and ärenden, gathered from the register.

Masked versions of handlingar, the förteckning as it stood, and the gallringsprotokoll.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from archiver.pdf.leaks import find_leaks
from diarium.accounts import list_accounts_as_of, read_account
from diarium.arende_records import Arende, Handling
from diarium.errors import AlteredError, RefusedError
from diarium.files import FileStore
from diarium.masked_versions import MaskedVersion
from diarium.plans import read_plans
from diarium.public_accounts import publish_accounts
from diarium.records import Account
from schedules.clock import STOCKHOLM

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Versions = Mapping[int, tuple[MaskedVersion, ...]]


def gather_accounts(session: "Session", namnd: str, moment: datetime) -> tuple[Account, ...]:
    """Return a nämnd's accounts as the förteckning showed them just before a moment.

    Args:
        session: A session.
        namnd: The nämnd's code.
        moment: The end of the period, or when the package is made if that is earlier.

    Raises:
        RefusedError: An account had no ansvarig then, and still has none, though it is in use.
    """
    accounts = list_accounts_as_of(session, namnd, moment)
    for each in accounts:
        if not each.ansvarig.strip() and _still_lacks(read_account(session, each.account)):
            raise RefusedError(
                "the account {account} has no ansvarig, and a förteckning names who answers for "
                "each; archiver account edit {account} --ansvarig NAME writes one",
                account=each.account,
            )
    day = (moment - moment.resolution).astimezone(STOCKHOLM).date()
    return tuple(publish_accounts(accounts, read_plans(session, moment), day).accounts)


def _still_lacks(account: Account) -> bool:
    """Say whether an account can be given an ansvarig and has none; a closed one is not edited."""
    return account.closed is None and not account.ansvarig.strip()


def sift_masked(
    files: FileStore, arenden: Iterable[Arende], versions: Versions, *, include_protected: bool
) -> dict[int, tuple[MaskedVersion, ...]]:
    """Return the masked versions that may go in, by the handling's number in the register.

    Without what is protected, a version stays out that was made before something more was set
    apart in its handling, or in which a protected form of it can be found: for who asked for it
    may have been allowed to see that.

    Args:
        files: The kept files.
        arenden: The ärenden that go in.
        versions: All masked versions of their handlingar.
        include_protected: Protected forms and files go in.

    Raises:
        AlteredError: The kept file of a version is gone.
    """
    if include_protected:
        return dict(versions)
    sifted = {}
    for arende in arenden:
        for handling in arende.handlingar:
            held = versions.get(handling.id, ())
            open_ = tuple(each for each in held if _hides_all(files, arende, handling, each))
            if open_:
                sifted[handling.id] = open_
    return sifted


def _hides_all(
    files: FileStore, arende: Arende, handling: Handling, version: MaskedVersion
) -> bool:
    if version.is_older_than(handling):
        return False
    forms = (handling.sender_protected, handling.subject_protected, arende.mening_protected)
    words = [each for each in forms if each]
    return not words or not find_leaks(_read(files, version), words, "")


def _read(files: FileStore, version: MaskedVersion) -> bytes:
    try:
        return files.path_of(version.file.sha256).read_bytes()
    except FileNotFoundError as error:
        raise AlteredError(
            "the kept file {sha256} is gone; run archiver verify and restore from a copy",
            sha256=version.file.sha256,
        ) from error
