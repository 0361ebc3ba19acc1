"""What gallring empties: the columns that hold content, and what stands in them afterwards.

The entry stays: numbers, days, public forms, decisions. What goes is what a message says and by
whom, what is set apart, and what files are called. The database's triggers let nothing else be
changed, and these only to the values here, in the rows that a row of ``gallring_row`` names.
"""

from collections.abc import Mapping

from sqlalchemy import Table

from diarium.policy_tables import MESSAGE_FORWARD, REMOVAL
from diarium.tables import (
    ARENDE,
    ATTACHMENT,
    BATCH,
    BATCH_CHUNK,
    BATCH_FILE,
    CORRECTION,
    FORWARD_RECEIPT,
    GALLRING_ROW,
    HANDLING,
    HANDLING_FILE,
    MESSAGE,
    MESSAGE_SIGNAL,
    PACKAGE_STATUS,
    READABLE_FORM,
    SEKRETESS,
    SOURCE_CHANGE,
    UTLAMNANDE,
    UTLAMNANDE_FILE,
)

Blank = str | int | None

BLANKS: Mapping[Table, Mapping[str, Blank]] = {
    MESSAGE: {
        "external_id": None,
        "thread": None,
        "content_key": "",
        "words_key": "",
        "sender_name": None,
        "sender_address": None,
        "subject": None,
        "text": "",
        "permalink": None,
        "in_reply_to": None,
    },
    ATTACHMENT: {"name": ""},
    MESSAGE_SIGNAL: {"findings": ""},
    MESSAGE_FORWARD: {"note": None},
    ARENDE: {"mening_protected": None},
    HANDLING: {"sender_protected": None, "subject_protected": None},
    HANDLING_FILE: {"name": ""},
    SEKRETESS: {"why": None},
    READABLE_FORM: {"why": None},
    CORRECTION: {"old_protected": None, "new_protected": None},
    FORWARD_RECEIPT: {"name": None},
    PACKAGE_STATUS: {"said": None},
    SOURCE_CHANGE: {"external_id": ""},
    UTLAMNANDE: {"asked": "", "requester": None},
    UTLAMNANDE_FILE: {"name": ""},
    REMOVAL: {"address": "", "words": None},
    BATCH: {"source_name": ""},
    BATCH_FILE: {"path": "", "container": None},
    BATCH_CHUNK: {"counts": ""},
}
"""The columns that are emptied, by table, and the value that then stands there."""
ONCE_PUBLIC: Mapping[Table, tuple[str, ...]] = {
    ARENDE: ("mening_public",),
    HANDLING: ("sender_public", "subject_public"),
    CORRECTION: ("old_public", "new_public", "why"),
}
"""Columns emptied, to no text, only where what they hold was set apart after it was written."""


def allows_sql(table: Table, differs: str) -> str | None:
    """Return SQL that is true where an UPDATE of a row is a gallring of it, and nothing else.

    Args:
        table: The table that a trigger guards.
        differs: What the database calls two values that are not the same, nulls compared too.

    Returns:
        The condition on ``OLD`` and ``NEW``; None where nothing in the table is ever emptied.
    """
    if table not in BLANKS:
        return None
    blanks, once_public = BLANKS[table], ONCE_PUBLIC.get(table, ())
    named = (
        f"EXISTS (SELECT 1 FROM {GALLRING_ROW.name} AS named "  # noqa: S608  our own names
        f"WHERE named.table_name = '{table.name}' AND named.row_id = OLD.id "
        "AND named.row_salt = NEW.salt)"
    )
    same = (
        f'NOT (NEW."{c.name}" {differs} OLD."{c.name}")'
        for c in table.c
        if c.name not in (*blanks, *once_public, "salt")
    )
    either = (
        f"NOT (NEW.{name} {differs} OLD.{name} AND NEW.{name} {differs} '')" for name in once_public
    )
    empty = (f'NOT (NEW."{name}" {differs} {_literal(blank)})' for name, blank in blanks.items())
    return " AND ".join((*same, *either, *empty, named))


def _literal(blank: Blank) -> str:
    if blank is None:
        return "NULL"
    return str(blank) if isinstance(blank, int) else f"'{blank}'"
