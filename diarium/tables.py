"""The tables of the register.

Every table but ``counter`` is only ever added to: a correction, a change of status or a new
version is a new row. What is gallrat is emptied, by decision and as ``blanks`` says. Each row
carries a random salt; the journal keeps the salted digest of every row, so that a row cannot be
changed unseen and its content cannot be guessed from the digest.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.sql.schema import SchemaItem

SCHEMA_VERSION = 3
"""Raised whenever a table changes; a database of another version is refused, never guessed at."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC; SQLite alone would drop the time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive moment and store any other in UTC."""
        del dialect
        if value is not None and value.tzinfo is None:
            message = f"a moment without time zone cannot be stored: {value!r}"
            raise ValueError(message)
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment aware, in UTC."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _text(name: str, *, optional: bool = False, unique: bool = False) -> Column[str]:
    return Column(name, Text, nullable=optional, unique=unique)


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False)


def _number(name: str, *, optional: bool = False) -> Column[int]:
    return Column(name, Integer, nullable=optional)


def _moment(name: str, *, optional: bool = False) -> Column[datetime]:
    return Column(name, UtcDateTime, nullable=optional)


def _of(table: Table, *, optional: bool = False, unique: bool = False) -> Column[int]:
    return Column(
        f"{table.name}_id",
        Integer,
        ForeignKey(table.c.id),
        nullable=optional,
        unique=unique,
        index=not unique,
    )


def _register(name: str, *items: SchemaItem) -> Table:
    """Declare a table whose rows are salted, journaled and never changed."""
    key = Column("id", Integer, primary_key=True)
    salt = Column("salt", LargeBinary, nullable=False)
    return Table(name, METADATA, key, *items, salt, info={"journaled": True})


INSTALLATION = _register(
    "installation", _number("schema_version"), _text("kommun"), _text("orgnr"), _moment("at")
)
NAMND = _register(
    "namnd",
    _text("code", unique=True),
    _text("name"),
    _text("orgnr"),
    _text("series", unique=True),
    _moment("at"),
    _text("by"),
)
USER = _register(
    "archive_user",
    _text("login"),
    _number("version"),
    _text("name"),
    _text("roles"),
    _text("namnder", optional=True),
    _text("ended", optional=True),
    _moment("at"),
    _text("by"),
    UniqueConstraint("login", "version"),
)
ACCOUNT = _register(
    "account",
    _text("account"),
    _number("version"),
    _text("namnd"),
    _text("platform"),
    _text("url"),
    _text("handle"),
    _text("name"),
    _text("forvaltning"),
    _text("ansvarig"),
    _text("syfte"),
    _text("malgrupp"),
    _flag("official"),
    _flag("open"),
    _flag("chronological"),
    Column("opened", Date, nullable=False),
    Column("closed", Date, nullable=True),
    _text("closed_reason", optional=True),
    _moment("at"),
    _text("by"),
    UniqueConstraint("account", "version"),
)
FILE = _register(
    "file", _text("sha256", unique=True), _number("size"), _text("media_type"), _moment("at")
)
SNAPSHOT = _register(
    "snapshot",
    Column("account", Text, nullable=False, index=True),
    _number("account_version"),
    _text("namnd"),
    Column("period", Text, nullable=False, index=True),
    _text("why"),
    _text("outcome"),
    _text("reason", optional=True),
    _flag("late"),
    _text("url_asked"),
    _text("url_reached", optional=True),
    _moment("taken_at"),
    _moment("at"),
    _text("by"),
)
SNAPSHOT_FILE = _register(
    "snapshot_file", _of(SNAPSHOT), _text("role"), _text("name"), _text("sha256")
)
SNAPSHOT_ACCEPTANCE = _register(
    "snapshot_acceptance", _of(SNAPSHOT, unique=True), _text("why"), _moment("at"), _text("by")
)
TIMESTAMP = _register(
    "timestamp",
    _of(SNAPSHOT),
    _text("authority"),
    _text("imprint"),
    _moment("time", optional=True),
    _text("token", optional=True),
    _text("trouble", optional=True),
    _moment("at"),
    _text("by"),
)
BATCH = _register(
    "batch",
    _text("source_name"),
    _text("format"),
    _text("sha256"),
    _text("account", optional=True),
    _moment("at"),
    _text("by"),
)
BATCH_VISIBLE = _register(
    "batch_visible",
    _of(BATCH, unique=True),
    _number("messages"),
    _number("duplicates"),
    _number("unreadable"),
    _moment("at"),
)
MESSAGE = _register(
    "message",
    _of(BATCH),
    Column("account", Text, nullable=True, index=True),
    _text("namnd"),
    _text("source"),
    Column("external_id", Text, nullable=True, index=True),
    Column("content_key", Text, nullable=False, index=True),
    _text("channel"),
    _flag("own"),
    _text("sender_name", optional=True),
    _text("sender_address", optional=True),
    _text("subject", optional=True),
    _text("text"),
    _text("permalink", optional=True),
    Column("in_reply_to", Text, nullable=True, index=True),
    _moment("made_available_at"),
    _moment("edited_at", optional=True),
    _moment("received_at"),
    _text("original_sha256"),
    _number("original_start"),
    _number("original_length"),
    _flag("text_repaired"),
    _number("duplicate_of", optional=True),
)
ATTACHMENT = _register(
    "attachment",
    _of(MESSAGE),
    _number("position"),
    _text("name"),
    _text("media_type"),
    Column("sha256", Text, nullable=True, index=True),
    _text("missing", optional=True),
)
SOURCE_CHANGE = _register(
    "source_change",
    _of(BATCH),
    _text("kind"),
    _of(MESSAGE, optional=True),
    Column("version_id", Integer, ForeignKey(MESSAGE.c.id), nullable=True),
    _text("namnd"),
    _text("account", optional=True),
    _text("source"),
    Column("external_id", Text, nullable=False, index=True),
    _moment("changed_at", optional=True),
    _text("original_sha256"),
    _number("original_start"),
    _number("original_length"),
    _moment("at"),
    _text("by"),
)
DECISION = _register(
    "decision",
    _of(MESSAGE),
    _text("outcome"),
    _text("rule"),
    _text("ground"),
    _moment("at"),
    _text("by"),
)
MESSAGE_SIGNAL = _register(
    "message_signal",
    _of(MESSAGE),
    _text("signal"),
    _text("field"),
    _number("start"),
    _number("length"),
)
ARENDE = _register(
    "arende",
    _text("namnd"),
    _number("year"),
    _number("number"),
    _text("diarienummer", unique=True),
    _text("mening_public"),
    _text("mening_protected", optional=True),
    _moment("at"),
    _text("by"),
    UniqueConstraint("namnd", "year", "number"),
)
ARENDE_STATUS = _register(
    "arende_status",
    _of(ARENDE),
    _text("status"),
    _text("reason", optional=True),
    _moment("at"),
    _text("by"),
)
HANDLING = _register(
    "handling",
    _of(ARENDE),
    _number("lopnummer"),
    _text("direction"),
    _text("kind"),
    _of(MESSAGE, optional=True),
    _number("message_turn", optional=True),
    _text("idempotency_key", optional=True, unique=True),
    _moment("made_available_at"),
    _moment("received_at"),
    Column("registered_at", UtcDateTime, nullable=False, index=True),
    _text("registered_by"),
    _text("sender_public"),
    _text("sender_protected", optional=True),
    _text("subject_public"),
    _text("subject_protected", optional=True),
    UniqueConstraint("arende_id", "lopnummer"),
    UniqueConstraint("message_id", "message_turn"),
)
SAMLINGSARENDE = _register("samlingsarende", _of(ARENDE, unique=True), _number("year"))
SNAPSHOT_HANDLING = _register(
    "snapshot_handling", _of(SNAPSHOT, unique=True), _of(HANDLING, unique=True)
)
HANDLING_NOTE = _register(
    "handling_note",
    _of(HANDLING),
    _text("kind"),
    _text("why"),
    _moment("at"),
    _text("by"),
    UniqueConstraint("handling_id", "kind"),
)
SEKRETESS = _register(
    "sekretess",
    _of(HANDLING),
    _text("provision", optional=True),
    Column("date", Date, nullable=True),
    _text("authority", optional=True),
    _text("why", optional=True),
    _moment("at"),
    _text("by"),
)
CORRECTION = _register(
    "correction",
    _of(ARENDE),
    _of(HANDLING, optional=True),
    _text("cause"),
    _text("field"),
    _text("old_public"),
    _text("old_protected", optional=True),
    _text("new_public"),
    _text("new_protected", optional=True),
    _text("why"),
    _moment("at"),
    _text("by"),
)
CLASSIFICATION = _register("classification", _of(ARENDE), _text("code"), _moment("at"), _text("by"))
HANDLING_FILE = _register(
    "handling_file",
    _of(HANDLING),
    _text("role"),
    _text("name"),
    _text("media_type"),
    Column("sha256", Text, nullable=False, index=True),
    _number("start"),
    _number("length"),
)
READABLE_FORM = _register(
    "readable_form",
    _of(HANDLING_FILE, unique=True),
    Column("form_id", Integer, ForeignKey(HANDLING_FILE.c.id), nullable=True),
    _text("way"),
    _text("why", optional=True),
    _moment("at"),
    _text("by"),
)
ANSWER = _register(
    "answer",
    _of(HANDLING),
    Column("answer_id", Integer, ForeignKey(HANDLING.c.id), nullable=True, unique=True),
    _text("why", optional=True),
    _moment("at"),
    _text("by"),
)
FORWARD = _register(
    "forward",
    _of(HANDLING),
    _text("recipient"),
    _text("note", optional=True),
    _moment("forwarded_at"),
    _moment("at"),
    _text("by"),
)
FORWARD_RECEIPT = _register(
    "forward_receipt",
    _of(FORWARD, unique=True),
    _moment("received_at"),
    _text("name", optional=True),
    _text("sha256", optional=True),
    _moment("at"),
    _text("by"),
)
UTLAMNANDE = _register(
    "utlamnande",
    _text("namnd"),
    _number("number"),
    _text("asked"),
    _text("how"),
    _text("requester", optional=True),
    _of(ARENDE, optional=True),
    _moment("received_at"),
    _moment("at"),
    _text("by"),
    UniqueConstraint("namnd", "number"),
)
UTLAMNANDE_HANDLING = _register(
    "utlamnande_handling",
    _of(UTLAMNANDE),
    _of(HANDLING),
    UniqueConstraint("utlamnande_id", "handling_id"),
)
UTLAMNANDE_STEP = _register(
    "utlamnande_step",
    _of(UTLAMNANDE),
    _text("kind"),
    _text("outcome", optional=True),
    _text("provision", optional=True),
    _text("ground", optional=True),
    _text("despite_marking", optional=True),
    _text("how", optional=True),
    _of(HANDLING, optional=True),
    _moment("happened_at"),
    _moment("at"),
    _text("by"),
)
UTLAMNANDE_FILE = _register(
    "utlamnande_file",
    _of(UTLAMNANDE_STEP),
    _of(HANDLING),
    _text("role"),
    _text("name"),
    _text("media_type"),
    _text("sha256"),
    _number("start"),
    _number("length"),
)
PACKAGE = _register(
    "package",
    _text("namnd"),
    _text("period"),
    _text("profile"),
    _text("name"),
    _text("manifest_sha256"),
    _flag("extract"),
    _moment("at"),
    _text("by"),
)
PLAN_ROW = _register(
    "plan_row",
    _text("namnd"),
    _text("code"),
    _number("version"),
    _text("handlingstyp"),
    _text("rubrik"),
    _text("applies_to", optional=True),
    _text("registration"),
    _number("years", optional=True),
    _text("counted_from", optional=True),
    _text("decision"),
    Column("decision_date", Date, nullable=False),
    _text("remark", optional=True),
    _flag("withdrawn"),
    _moment("at"),
    _text("by"),
    UniqueConstraint("namnd", "code", "version"),
)
GALLRING = _register(
    "gallring",
    _text("namnd"),
    _text("decision"),
    Column("decision_date", Date, nullable=False),
    _moment("at"),
    _text("by"),
)
GALLRING_ITEM = _register(
    "gallring_item",
    _of(GALLRING),
    _of(PLAN_ROW),
    _of(ARENDE, optional=True, unique=True),
    _of(MESSAGE, optional=True, unique=True),
    _moment("at"),
)
GALLRING_ROW = _register(
    "gallring_row",
    _of(GALLRING_ITEM),
    _text("table_name"),
    _number("row_id"),
    Column("row_salt", LargeBinary, nullable=False),
    _text("digest"),
    UniqueConstraint("table_name", "row_id"),
)
GALLRING_FILE = _register(
    "gallring_file", _of(GALLRING_ITEM), Column("sha256", Text, nullable=False, index=True)
)
GALLRING_PROTOCOL = _register(
    "gallring_protocol", _of(GALLRING, unique=True), _text("sha256"), _moment("at"), _text("by")
)

JOURNAL = Table(
    "journal",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    _moment("at"),
    _text("by"),
    _text("kind"),
    _text("subject"),
    _text("digest"),
    _text("previous"),
    _text("hash", unique=True),
)
JOURNAL_ROW = Table(
    "journal_row",
    METADATA,
    Column("seq", Integer, ForeignKey(JOURNAL.c.seq), primary_key=True),
    Column("position", Integer, primary_key=True),
    _text("table_name"),
    _number("row_id"),
    _text("digest"),
    UniqueConstraint("table_name", "row_id"),
)
COUNTER = Table(
    "counter",
    METADATA,
    Column("series", Text, primary_key=True),
    _number("n"),
)

for _dated in (HANDLING, MESSAGE):
    Index(f"ix_{_dated.name}_received_at", _dated.c.received_at, _dated.c.id)
"""Which numbers the rows of some days have is read from these alone; a search by days needs it."""

REGISTER_TABLES = tuple(t for t in METADATA.sorted_tables if t.info.get("journaled"))
"""The tables whose rows the journal vouches for."""
APPEND_ONLY_TABLES = (*REGISTER_TABLES, JOURNAL, JOURNAL_ROW)
"""The tables where triggers refuse every change but an addition."""
