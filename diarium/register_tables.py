"""All tables of the register, wherever they are declared."""

from diarium import policy_tables  # noqa: F401  its tables are declared there
from diarium.columns import METADATA
from diarium.tables import JOURNAL, JOURNAL_ROW

REGISTER_TABLES = tuple(t for t in METADATA.sorted_tables if t.info.get("journaled"))
"""The tables whose rows the journal vouches for."""
APPEND_ONLY_TABLES = (*REGISTER_TABLES, JOURNAL, JOURNAL_ROW)
"""The tables where triggers refuse every change but an addition."""
