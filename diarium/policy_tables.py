"""The tables of the policy's other duties: plans, rosters, removals, evaluations.

They are as those of ``diarium.tables``: only ever added to, salted and journaled.
"""

from sqlalchemy import Column, Date, Text, UniqueConstraint

from diarium.columns import (
    flag_column,
    moment_column,
    number_column,
    reference_to,
    register_table,
    text_column,
)
from diarium.tables import HANDLING, MESSAGE

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

AKTIVITETSPLAN = register_table(
    "aktivitetsplan",
    Column("account", Text, nullable=False, index=True),
    number_column("number"),
    number_column("version"),
    text_column("goals"),
    text_column("channels"),
    text_column("malgrupp"),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    flag_column("monitoring_only"),
    flag_column("limited"),
    moment_column("at"),
    text_column("by"),
    UniqueConstraint("account", "number", "version"),
)
PLAN_APPROVAL = register_table(
    "plan_approval",
    reference_to(AKTIVITETSPLAN),
    text_column("approver"),
    text_column("name"),
    Column("day", Date, nullable=False),
    moment_column("at"),
    text_column("by"),
    UniqueConstraint("aktivitetsplan_id", "approver"),
)
REMOVAL = register_table(
    "removal",
    Column("account", Text, nullable=False, index=True),
    text_column("namnd"),
    text_column("category"),
    text_column("address"),
    text_column("words", optional=True),
    moment_column("posted_at", optional=True),
    moment_column("seen_at"),
    moment_column("at"),
    text_column("by"),
)
REMOVAL_COPY = register_table(
    "removal_copy",
    reference_to(REMOVAL),
    reference_to(HANDLING),
    text_column("way"),
    moment_column("copied_at"),
    moment_column("at"),
    text_column("by"),
)
REMOVAL_STEP = register_table(
    "removal_step",
    reference_to(REMOVAL),
    text_column("kind"),
    text_column("said", optional=True),
    moment_column("happened_at"),
    moment_column("at"),
    text_column("by"),
)
SUPERVISION_ROUND = register_table(
    "supervision_round",
    Column("account", Text, nullable=False, index=True),
    text_column("namnd"),
    text_column("note", optional=True),
    moment_column("done_at"),
    moment_column("at"),
    text_column("by"),
)
DIGEST = register_table(
    "digest",
    text_column("recipient"),
    Column("day", Date, nullable=False, index=True),
    number_column("duties"),
    number_column("late"),
    moment_column("at"),
    text_column("by"),
)
MESSAGE_FORWARD = register_table(
    "message_forward",
    reference_to(MESSAGE),
    text_column("recipient"),
    text_column("note", optional=True),
    moment_column("forwarded_at"),
    moment_column("at"),
    text_column("by"),
)
