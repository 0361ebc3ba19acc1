"""Nämnder: each its own myndighet, diarium and arkivbildare."""

import re
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from diarium.errors import RefusedError, UsageError
from diarium.journal import append_event, insert_row
from diarium.orgnr import format_orgnr
from diarium.plain_text import clean_line
from diarium.records import Namnd
from diarium.tables import NAMND

_COLUMNS = (NAMND.c.code, NAMND.c.name, NAMND.c.orgnr, NAMND.c.series)


def add_namnd(session: Session, namnd: Namnd, by: str, now: datetime) -> Namnd:
    """Add a nämnd.

    Args:
        session: A session that holds the write lock.
        namnd: Its code and series are written in capitals; an empty name becomes the code, an
            empty series too.
        by: Who adds it.
        now: When.

    Returns:
        The nämnd as it was written.

    Raises:
        UsageError: The code, series, name or organisationsnummer cannot be one.
        RefusedError: There is one with that code or series.
    """
    checked = check_namnd(namnd)
    for known in list_namnder(session):
        if checked.code == known.code:
            raise RefusedError("there is a nämnd {code} already", code=checked.code)
        if checked.series == known.series:
            raise RefusedError(
                "the series {series} belongs to nämnd {code}; choose another by --series",
                series=checked.series,
                code=known.code,
            )
    row = insert_row(
        session, NAMND, code=checked.code, name=checked.name, orgnr=checked.orgnr,
        series=checked.series, at=now, by=by,
    )  # fmt: skip
    append_event(session, "namnd.added", checked.code, [row], by, now)
    return checked


def check_namnd(namnd: Namnd) -> Namnd:
    """Return a nämnd as it would be written.

    Raises:
        UsageError: The code, series, name or organisationsnummer cannot be one.
    """
    code = _check_code(namnd.code)
    try:
        orgnr = format_orgnr(namnd.orgnr)
    except ValueError as error:
        raise UsageError(
            "that is no organisationsnummer (ten digits like 212000-2882, the last a check digit)"
        ) from error
    return Namnd(
        code=code,
        name=clean_line("name", namnd.name or code),
        orgnr=orgnr,
        series=_check_code(namnd.series or code),
    )


def read_namnd(session: Session, code: str) -> Namnd:
    """Return a nämnd by its code, in whatever case it is written.

    Raises:
        UsageError: There is none; the message names those there are.
    """
    namnder = list_namnder(session)
    for namnd in namnder:
        if namnd.code == code.strip().upper():
            return namnd
    raise UsageError(
        "there is no nämnd {code}; there are: {known}",
        code=code,
        known=", ".join(namnd.code for namnd in namnder) or "–",
    )


def only_namnd(session: Session) -> str:
    """Return the code of the nämnd that is meant when none is named.

    Raises:
        UsageError: There are several.
    """
    codes = [namnd.code for namnd in list_namnder(session)]
    if len(codes) != 1:
        raise UsageError("say which nämnd by --namnd; there are: {known}", known=", ".join(codes))
    return codes[0]


def list_namnder(session: Session) -> list[Namnd]:
    """Return all nämnder by code."""
    rows = session.execute(select(*_COLUMNS).order_by(NAMND.c.code))
    return [Namnd(**row._mapping) for row in rows]  # noqa: SLF001  SQLAlchemy's public name


def _check_code(written: str) -> str:
    """Return a code that can stand in a diarienummer and in the name of a folder."""
    code = written.strip().upper()
    if not re.fullmatch(r"[A-Z][A-Z0-9]{0,11}", code):
        raise UsageError(
            "{code} cannot be a nämnd's code or series; use up to 12 letters A–Z and digits, "
            "such as KS",
            code=written,
        )
    return code
