"""The tables of the register.

Every table but ``counter`` is only ever added to: a correction, a change of status or a new
version is a new row. What is gallrat is emptied, by decision and as ``blanks`` says. Each row
carries a random salt; the journal keeps the salted digest of every row, so that a row cannot be
changed unseen and its content cannot be guessed from the digest.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from diarium.columns import (
    METADATA,
    UtcDateTime,
    flag_column,
    moment_column,
    number_column,
    reference_to,
    register_table,
    text_column,
)

SCHEMA_VERSION = 3
"""Raised whenever a table changes; a database of another version is refused, never guessed at."""

INSTALLATION = register_table(
    "installation",
    number_column("schema_version"),
    text_column("kommun"),
    text_column("orgnr"),
    moment_column("at"),
)
NAMND = register_table(
    "namnd",
    text_column("code", unique=True),
    text_column("name"),
    text_column("orgnr"),
    text_column("series", unique=True),
    moment_column("at"),
    text_column("by"),
)
USER = register_table(
    "archive_user",
    text_column("login"),
    number_column("version"),
    text_column("name"),
    text_column("roles"),
    text_column("namnder", optional=True),
    text_column("ended", optional=True),
    moment_column("at"),
    text_column("by"),
    UniqueConstraint("login", "version"),
)
ACCOUNT = register_table(
    "account",
    text_column("account"),
    number_column("version"),
    text_column("namnd"),
    text_column("platform"),
    text_column("url"),
    text_column("handle"),
    text_column("name"),
    text_column("forvaltning"),
    text_column("ansvarig"),
    text_column("syfte"),
    text_column("malgrupp"),
    flag_column("official"),
    flag_column("open"),
    flag_column("chronological"),
    Column("opened", Date, nullable=False),
    Column("closed", Date, nullable=True),
    text_column("closed_reason", optional=True),
    text_column("kind"),
    text_column("unpictured", optional=True),
    moment_column("at"),
    text_column("by"),
    UniqueConstraint("account", "version"),
)
FILE = register_table(
    "file",
    text_column("sha256", unique=True),
    number_column("size"),
    text_column("media_type"),
    moment_column("at"),
)
FILE_FORMAT = register_table(
    "file_format",
    text_column("sha256"),
    text_column("puid", optional=True),
    text_column("name"),
    text_column("media_type"),
    text_column("warning", optional=True),
    text_column("tool"),
    text_column("signature"),
    moment_column("at"),
    text_column("by"),
    UniqueConstraint("sha256", "tool", "signature"),
)
SNAPSHOT = register_table(
    "snapshot",
    Column("account", Text, nullable=False, index=True),
    number_column("account_version"),
    text_column("namnd"),
    Column("period", Text, nullable=False, index=True),
    text_column("why"),
    text_column("outcome"),
    text_column("reason", optional=True),
    flag_column("late"),
    text_column("url_asked"),
    text_column("url_reached", optional=True),
    moment_column("taken_at"),
    moment_column("at"),
    text_column("by"),
)
SNAPSHOT_FILE = register_table(
    "snapshot_file",
    reference_to(SNAPSHOT),
    text_column("role"),
    text_column("name"),
    text_column("sha256"),
)
SNAPSHOT_ACCEPTANCE = register_table(
    "snapshot_acceptance",
    reference_to(SNAPSHOT, unique=True),
    text_column("why"),
    moment_column("at"),
    text_column("by"),
)
TIMESTAMP = register_table(
    "timestamp",
    reference_to(SNAPSHOT),
    text_column("authority"),
    text_column("imprint"),
    moment_column("time", optional=True),
    text_column("token", optional=True),
    text_column("trouble", optional=True),
    moment_column("at"),
    text_column("by"),
)
JOURNAL_STAMP = register_table(
    "journal_stamp",
    number_column("seq"),
    text_column("imprint"),
    text_column("authority"),
    text_column("role"),
    moment_column("time", optional=True),
    Column("sha256", Text, nullable=True, index=True),
    text_column("trouble", optional=True),
    moment_column("at"),
    text_column("by"),
)
BATCH = register_table(
    "batch",
    text_column("source_name"),
    text_column("format"),
    text_column("account", optional=True),
    text_column("namnd", optional=True),
    text_column("columns", optional=True),
    moment_column("at"),
    text_column("by"),
)
BATCH_FILE = register_table(
    "batch_file",
    reference_to(BATCH),
    text_column("role"),
    text_column("path"),
    Column("sha256", Text, nullable=True, index=True),
    text_column("container", optional=True),
    text_column("container_sha256", optional=True),
)
BATCH_CHUNK = register_table(
    "batch_chunk",
    reference_to(BATCH),
    number_column("taken"),
    text_column("counts"),
    moment_column("at"),
    text_column("by"),
)
BATCH_VISIBLE = register_table(
    "batch_visible",
    reference_to(BATCH, unique=True),
    number_column("messages"),
    number_column("duplicates"),
    number_column("unreadable"),
    text_column("report_sha256"),
    moment_column("at"),
)
SOURCE_FETCH = register_table(
    "source_fetch",
    Column("source", Text, nullable=False, index=True),
    reference_to(BATCH, optional=True),
    text_column("cursor"),
    text_column("outcome"),
    text_column("reason", optional=True),
    moment_column("wait_until", optional=True),
    moment_column("at"),
    text_column("by"),
)
MESSAGE = register_table(
    "message",
    reference_to(BATCH),
    Column("account", Text, nullable=True, index=True),
    text_column("namnd"),
    text_column("source"),
    Column("external_id", Text, nullable=True, index=True),
    text_column("thread", optional=True),
    text_column("content_key"),
    Column("words_key", Text, nullable=False, index=True),
    text_column("channel"),
    flag_column("own"),
    text_column("sender_name", optional=True),
    text_column("sender_address", optional=True),
    text_column("subject", optional=True),
    text_column("text"),
    text_column("permalink", optional=True),
    Column("in_reply_to", Text, nullable=True, index=True),
    moment_column("made_available_at"),
    moment_column("edited_at", optional=True),
    moment_column("received_at"),
    text_column("original_sha256"),
    number_column("original_start"),
    number_column("original_length"),
    flag_column("text_repaired"),
    number_column("duplicate_of", optional=True),
    number_column("likely_of", optional=True),
)
ATTACHMENT = register_table(
    "attachment",
    reference_to(MESSAGE),
    number_column("position"),
    text_column("name"),
    text_column("media_type"),
    Column("sha256", Text, nullable=True, index=True),
    text_column("missing", optional=True),
)
SOURCE_CHANGE = register_table(
    "source_change",
    reference_to(BATCH),
    text_column("kind"),
    reference_to(MESSAGE, optional=True),
    Column("version_id", Integer, ForeignKey(MESSAGE.c.id), nullable=True),
    text_column("namnd"),
    text_column("account", optional=True),
    text_column("source"),
    Column("external_id", Text, nullable=False, index=True),
    moment_column("changed_at", optional=True),
    text_column("original_sha256"),
    number_column("original_start"),
    number_column("original_length"),
    moment_column("at"),
    text_column("by"),
)
DECISION = register_table(
    "decision",
    reference_to(MESSAGE),
    text_column("outcome"),
    text_column("rule"),
    text_column("ground"),
    number_column("same_as", optional=True),
    moment_column("at"),
    text_column("by"),
)
MESSAGE_SIGNAL = register_table(
    "message_signal",
    reference_to(MESSAGE),
    text_column("findings"),
)
ARENDE = register_table(
    "arende",
    text_column("namnd"),
    number_column("year"),
    number_column("number"),
    text_column("diarienummer", unique=True),
    text_column("mening_public"),
    text_column("mening_protected", optional=True),
    moment_column("at"),
    text_column("by"),
    UniqueConstraint("namnd", "year", "number"),
)
ARENDE_STATUS = register_table(
    "arende_status",
    reference_to(ARENDE),
    text_column("status"),
    text_column("reason", optional=True),
    moment_column("at"),
    text_column("by"),
)
HANDLING = register_table(
    "handling",
    reference_to(ARENDE),
    number_column("lopnummer"),
    text_column("direction"),
    text_column("kind"),
    reference_to(MESSAGE, optional=True),
    number_column("message_turn", optional=True),
    text_column("idempotency_key", optional=True, unique=True),
    moment_column("made_available_at"),
    moment_column("received_at"),
    Column("registered_at", UtcDateTime, nullable=False, index=True),
    text_column("registered_by"),
    text_column("sender_public"),
    text_column("sender_protected", optional=True),
    text_column("subject_public"),
    text_column("subject_protected", optional=True),
    UniqueConstraint("arende_id", "lopnummer"),
    UniqueConstraint("message_id", "message_turn"),
)
SAMLINGSARENDE = register_table(
    "samlingsarende", reference_to(ARENDE, unique=True), number_column("year")
)
SNAPSHOT_HANDLING = register_table(
    "snapshot_handling", reference_to(SNAPSHOT, unique=True), reference_to(HANDLING, unique=True)
)
HANDLING_NOTE = register_table(
    "handling_note",
    reference_to(HANDLING),
    text_column("kind"),
    text_column("why"),
    moment_column("at"),
    text_column("by"),
    UniqueConstraint("handling_id", "kind"),
)
SEKRETESS = register_table(
    "sekretess",
    reference_to(HANDLING),
    text_column("provision", optional=True),
    Column("date", Date, nullable=True),
    text_column("authority", optional=True),
    text_column("why", optional=True),
    moment_column("at"),
    text_column("by"),
)
CORRECTION = register_table(
    "correction",
    reference_to(ARENDE),
    reference_to(HANDLING, optional=True),
    text_column("cause"),
    text_column("field"),
    text_column("old_public"),
    text_column("old_protected", optional=True),
    text_column("new_public"),
    text_column("new_protected", optional=True),
    text_column("why"),
    moment_column("at"),
    text_column("by"),
)
CLASSIFICATION = register_table(
    "classification",
    reference_to(ARENDE),
    text_column("code"),
    moment_column("at"),
    text_column("by"),
)
HANDLING_FILE = register_table(
    "handling_file",
    reference_to(HANDLING),
    text_column("role"),
    text_column("name"),
    text_column("media_type"),
    Column("sha256", Text, nullable=False, index=True),
    number_column("start"),
    number_column("length"),
)
READABLE_FORM = register_table(
    "readable_form",
    reference_to(HANDLING_FILE, unique=True),
    Column("form_id", Integer, ForeignKey(HANDLING_FILE.c.id), nullable=True),
    text_column("way"),
    text_column("why", optional=True),
    moment_column("at"),
    text_column("by"),
)
ANSWER = register_table(
    "answer",
    reference_to(HANDLING),
    Column("answer_id", Integer, ForeignKey(HANDLING.c.id), nullable=True, unique=True),
    text_column("why", optional=True),
    moment_column("at"),
    text_column("by"),
)
FORWARD = register_table(
    "forward",
    reference_to(HANDLING),
    text_column("recipient"),
    text_column("note", optional=True),
    moment_column("forwarded_at"),
    moment_column("at"),
    text_column("by"),
)
FORWARD_RECEIPT = register_table(
    "forward_receipt",
    reference_to(FORWARD, unique=True),
    moment_column("received_at"),
    text_column("name", optional=True),
    text_column("sha256", optional=True),
    moment_column("at"),
    text_column("by"),
)
UTLAMNANDE = register_table(
    "utlamnande",
    text_column("namnd"),
    number_column("number"),
    text_column("asked"),
    text_column("how"),
    text_column("requester", optional=True),
    reference_to(ARENDE, optional=True),
    moment_column("received_at"),
    moment_column("at"),
    text_column("by"),
    UniqueConstraint("namnd", "number"),
)
UTLAMNANDE_HANDLING = register_table(
    "utlamnande_handling",
    reference_to(UTLAMNANDE),
    reference_to(HANDLING),
    UniqueConstraint("utlamnande_id", "handling_id"),
)
UTLAMNANDE_STEP = register_table(
    "utlamnande_step",
    reference_to(UTLAMNANDE),
    text_column("kind"),
    text_column("outcome", optional=True),
    text_column("provision", optional=True),
    text_column("ground", optional=True),
    text_column("despite_marking", optional=True),
    text_column("how", optional=True),
    reference_to(HANDLING, optional=True),
    moment_column("happened_at"),
    moment_column("at"),
    text_column("by"),
)
UTLAMNANDE_FILE = register_table(
    "utlamnande_file",
    reference_to(UTLAMNANDE_STEP),
    reference_to(HANDLING),
    text_column("role"),
    text_column("name"),
    text_column("media_type"),
    text_column("sha256"),
    number_column("start"),
    number_column("length"),
)
PACKAGE = register_table(
    "package",
    text_column("namnd"),
    text_column("period"),
    text_column("profile"),
    Column("name", Text, nullable=False, index=True),
    Column("delivery", Text, nullable=False, index=True),
    number_column("number"),
    number_column("of"),
    text_column("container"),
    number_column("files"),
    Column("size", BigInteger, nullable=False),
    text_column("selection"),
    text_column("manifest_sha256"),
    text_column("contents_sha256"),
    flag_column("extract"),
    flag_column("protected"),
    moment_column("at"),
    text_column("by"),
)
PACKAGE_ITEM = register_table(
    "package_item",
    reference_to(PACKAGE),
    reference_to(SNAPSHOT, optional=True),
    reference_to(ARENDE, optional=True),
    reference_to(HANDLING, optional=True),
)
PACKAGE_STATUS = register_table(
    "package_status",
    reference_to(PACKAGE),
    text_column("status"),
    text_column("said", optional=True),
    moment_column("happened_at"),
    text_column("receipt_sha256", optional=True),
    reference_to(HANDLING, optional=True),
    moment_column("at"),
    text_column("by"),
)
PLAN_ROW = register_table(
    "plan_row",
    text_column("namnd"),
    text_column("code"),
    number_column("version"),
    text_column("handlingstyp"),
    text_column("rubrik"),
    text_column("applies_to", optional=True),
    text_column("registration"),
    number_column("years", optional=True),
    text_column("counted_from", optional=True),
    text_column("decision"),
    Column("decision_date", Date, nullable=False),
    text_column("remark", optional=True),
    flag_column("withdrawn"),
    moment_column("at"),
    text_column("by"),
    UniqueConstraint("namnd", "code", "version"),
)
GALLRING = register_table(
    "gallring",
    text_column("namnd"),
    text_column("decision"),
    Column("decision_date", Date, nullable=False),
    moment_column("at"),
    text_column("by"),
)
GALLRING_ITEM = register_table(
    "gallring_item",
    reference_to(GALLRING),
    reference_to(PLAN_ROW),
    reference_to(ARENDE, optional=True, unique=True),
    reference_to(MESSAGE, optional=True, unique=True),
    moment_column("at"),
)
GALLRING_ROW = register_table(
    "gallring_row",
    reference_to(GALLRING_ITEM),
    text_column("table_name"),
    number_column("row_id"),
    Column("row_salt", LargeBinary, nullable=False),
    text_column("digest"),
    UniqueConstraint("table_name", "row_id"),
)
GALLRING_FILE = register_table(
    "gallring_file", reference_to(GALLRING_ITEM), Column("sha256", Text, nullable=False, index=True)
)
GALLRING_PROTOCOL = register_table(
    "gallring_protocol",
    reference_to(GALLRING, unique=True),
    text_column("sha256"),
    moment_column("at"),
    text_column("by"),
)

JOURNAL = Table(
    "journal",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    moment_column("at"),
    text_column("by"),
    text_column("kind"),
    text_column("subject"),
    text_column("digest"),
    text_column("previous"),
    text_column("hash", unique=True),
)
JOURNAL_ROW = Table(
    "journal_row",
    METADATA,
    Column("seq", Integer, ForeignKey(JOURNAL.c.seq), primary_key=True),
    Column("position", Integer, primary_key=True),
    text_column("table_name"),
    number_column("first_id"),
    text_column("digests"),
    UniqueConstraint("table_name", "first_id"),
)
COUNTER = Table(
    "counter",
    METADATA,
    Column("series", Text, primary_key=True),
    number_column("n"),
)

for _dated in (HANDLING, MESSAGE):
    Index(f"ix_{_dated.name}_received_at", _dated.c.received_at, _dated.c.id)
"""Which numbers the rows of some days have is read from these alone; a search by days needs it."""
for _link in (MESSAGE.c.duplicate_of, MESSAGE.c.likely_of, DECISION.c.same_as):
    _linked = _link.is_not(None)  # few rows are, and only they take room in the index
    Index(f"ix_{_link.table.name}_{_link.name}", _link, sqlite_where=_linked,
          postgresql_where=_linked)  # fmt: skip
