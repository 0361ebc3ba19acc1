"""The tables of the policy's other duties: plans, rosters, removals, evaluations.

They are as those of ``diarium.tables``: only ever added to, salted and journaled.
"""

from sqlalchemy import Column, Date, Text, UniqueConstraint

from diarium.columns import (
    moment_column,
    number_column,
    reference_to,
    register_table,
    text_column,
)

EVALUATION = register_table(
    "evaluation",
    Column("namnd", Text, nullable=False, index=True),
    text_column("forvaltning"),
    text_column("recipient"),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    text_column("comment"),
    moment_column("at"),
    text_column("by"),
)
EVALUATION_ACCOUNT = register_table(
    "evaluation_account",
    reference_to(EVALUATION),
    Column("account", Text, nullable=False, index=True),
    number_column("account_version"),
    UniqueConstraint("evaluation_id", "account"),
)
EVALUATION_FILE = register_table(
    "evaluation_file",
    reference_to(EVALUATION),
    text_column("role"),
    text_column("name"),
    Column("sha256", Text, nullable=False, index=True),
)

ROSTER = register_table(
    "roster",
    Column("account", Text, nullable=False, index=True),
    number_column("entry"),
    number_column("version"),
    text_column("name"),
    text_column("role"),
    text_column("stands_in_for", optional=True),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=True),
    moment_column("at"),
    text_column("by"),
    UniqueConstraint("account", "entry", "version"),
)
CREDENTIALS_PLACE = register_table(
    "credentials_place",
    text_column("account"),
    number_column("version"),
    text_column("place"),
    moment_column("at"),
    text_column("by"),
    UniqueConstraint("account", "version"),
)
