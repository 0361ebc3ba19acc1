"""The words that can be searched, kept by the database itself beside the rows they come from.

The index is derived: it is no part of the register, is not journaled, and can be made anew from
the rows. Triggers fill it in the transaction that writes the row, so that it cannot get out of
step. The view ``handling_words`` says once, for both databases, what of a handling is searched:
only what is public now. The text of its message is left out as soon as anything about the
handling is, or was, set apart (OSL 5 kap. 2 §) or it carries, or carried, a sekretessmarkering.

What is gallrat is taken out: the text of a handling when a row of ``gallring_row`` names it, the
words of a message when it is emptied.

The words of messages are indexed when they are staged; a search asks for visible batches only.
They are many, and an index of words takes a chunk of them in far less time than each by itself: so
it takes them when the journal lists the rows, a run of numbers at a time.
"""

from sqlalchemy import Connection

from diarium.journal_digests import DIGEST_LENGTH

HANDLING_INDEX = "handling_search"
MESSAGE_INDEX = "message_search"
LONGEST = 100_000
"""How many characters of one text PostgreSQL indexes; a tsvector holds a megabyte at most."""
_STOPS = '!"#$&()*+,-./:;<=>?@[\\]^_`{|}~'
"""Parted at these, so that PostgreSQL sees words in an address or a number as SQLite does."""
_NEXT = ";;"
"""What parts the statements of a script; one alone parts those of a trigger."""
_UPPER, _LOWER = "ÅÄÖÉÈÜÁÀÓÆØ", "åäöéèüáàóæø"
"""Lowered by us, for a PostgreSQL whose locale is C lowers A–Z alone."""


_OF_HANDLING = "correction.handling_id = handling.id"
_OF_ARENDE = "correction.arende_id = arende.id AND correction.handling_id IS NULL"


def _newest(field: str, of: str) -> str:
    """Return SQL for a public text as the newest correction, if there is one, makes it read."""
    return f"""coalesce((
        SELECT new_public FROM correction WHERE {of} AND field = '{field}'
        ORDER BY correction.id DESC LIMIT 1), {field}_public)"""  # noqa: S608  our own names


_NOT_EMPTIED = """NOT EXISTS (SELECT 1 FROM gallring_row
        WHERE table_name = 'handling' AND row_id = handling.id)"""
"""A handling that is gallrad has no text of its own, though its message may live on in another."""
_VIEW = f"""
CREATE VIEW handling_words AS
SELECT handling.id AS id,
    arende.diarienummer || '-' || handling.lopnummer
    || ' ' || {_newest("sender", _OF_HANDLING)}
    || ' ' || {_newest("subject", _OF_HANDLING)}
    || ' ' || {_newest("mening", _OF_ARENDE)} AS title,
    CASE WHEN NOT EXISTS (SELECT 1 FROM sekretess WHERE sekretess.handling_id = handling.id)
        AND sender_protected IS NULL AND subject_protected IS NULL AND mening_protected IS NULL
        AND NOT EXISTS (SELECT 1 FROM correction WHERE correction.arende_id = arende.id
            AND (old_protected IS NOT NULL OR new_protected IS NOT NULL))
        AND {_NOT_EMPTIED}
    THEN coalesce(message.text, '') ELSE '' END AS body
FROM handling JOIN arende ON arende.id = handling.arende_id
LEFT JOIN message ON message.id = handling.message_id
"""  # noqa: S608  our own names
_TOUCHED = """SELECT id FROM handling WHERE id = NEW.handling_id OR arende_id = NEW.arende_id"""
"""The handlingar whose words a correction may change: what is set apart in one of an ärende's."""
_LISTED = f"id >= NEW.first_id AND id < NEW.first_id + length(NEW.digests) / {DIGEST_LENGTH}"
"""The rows that the journal lists by a run of them."""
_ADD = f"""
INSERT INTO {HANDLING_INDEX}(rowid, title, body)
SELECT id, title, body FROM handling_words WHERE id IN"""  # noqa: S608  our own names
_REMOVE = f"""
INSERT INTO {HANDLING_INDEX}({HANDLING_INDEX}, rowid, title, body)
SELECT 'delete', id, title, body FROM handling_words WHERE id IN"""  # noqa: S608  our own names
_TOKENS = "tokenize = 'unicode61 remove_diacritics 0', prefix = '3 4 5 6'"
_SQLITE = f"""
CREATE VIRTUAL TABLE {HANDLING_INDEX}
    USING fts5(title, body, content = 'handling_words', content_rowid = 'id', {_TOKENS});;
CREATE VIRTUAL TABLE {MESSAGE_INDEX}
    USING fts5(sender_name, subject, text, content = 'message', content_rowid = 'id', {_TOKENS});;
CREATE TRIGGER handling_indexed AFTER INSERT ON handling BEGIN {_ADD} (NEW.id); END;;
CREATE TRIGGER sekretess_unindexed BEFORE INSERT ON sekretess BEGIN
    {_REMOVE} (NEW.handling_id); END;;
CREATE TRIGGER sekretess_indexed AFTER INSERT ON sekretess BEGIN {_ADD} (NEW.handling_id); END;;
CREATE TRIGGER correction_unindexed BEFORE INSERT ON correction BEGIN {_REMOVE} ({_TOUCHED}); END;;
CREATE TRIGGER correction_indexed AFTER INSERT ON correction BEGIN {_ADD} ({_TOUCHED}); END;;
CREATE TRIGGER message_indexed AFTER INSERT ON journal_row WHEN NEW.table_name = 'message' BEGIN
    INSERT INTO {MESSAGE_INDEX}(rowid, sender_name, subject, text)
    SELECT id, sender_name, subject, text FROM message WHERE {_LISTED};
END;;
CREATE TRIGGER handling_unindexed BEFORE INSERT ON gallring_row WHEN NEW.table_name = 'handling'
BEGIN {_REMOVE} (NEW.row_id); END;;
CREATE TRIGGER handling_reindexed AFTER INSERT ON gallring_row WHEN NEW.table_name = 'handling'
BEGIN {_ADD} (NEW.row_id); END;;
CREATE TRIGGER message_reindexed AFTER UPDATE ON message BEGIN
    INSERT INTO {MESSAGE_INDEX}({MESSAGE_INDEX}, rowid, sender_name, subject, text)
    VALUES ('delete', OLD.id, OLD.sender_name, OLD.subject, OLD.text);
    INSERT INTO {MESSAGE_INDEX}(rowid, sender_name, subject, text)
    VALUES (NEW.id, NEW.sender_name, NEW.subject, NEW.text);
END
"""  # noqa: S608  our own names
_FILL = f"""
INSERT INTO {HANDLING_INDEX}
SELECT id, search_words(title || ' ' || body) FROM handling_words WHERE id IN"""  # noqa: S608  our own names
_POSTGRESQL = f"""
CREATE FUNCTION search_words(said text) RETURNS tsvector LANGUAGE sql IMMUTABLE AS $$
    SELECT to_tsvector('swedish', translate(left(said, {LONGEST}),
        '{_UPPER}{_STOPS}', '{_LOWER}{" " * len(_STOPS)}')) $$;;
CREATE TABLE {HANDLING_INDEX} (id integer PRIMARY KEY, words tsvector NOT NULL);;
CREATE TABLE {MESSAGE_INDEX} (id integer PRIMARY KEY, words tsvector NOT NULL);;
CREATE INDEX ix_{HANDLING_INDEX} ON {HANDLING_INDEX} USING gin (words) WITH (fastupdate = off);;
CREATE INDEX ix_{MESSAGE_INDEX} ON {MESSAGE_INDEX} USING gin (words) WITH (fastupdate = off);;
CREATE FUNCTION index_handling() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN {_FILL} (NEW.id); RETURN NULL; END $$;;
CREATE FUNCTION index_correction() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        DELETE FROM {HANDLING_INDEX} WHERE id IN ({_TOUCHED});
        {_FILL} ({_TOUCHED}); RETURN NULL;
    END $$;;
CREATE FUNCTION index_sekretess() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        DELETE FROM {HANDLING_INDEX} WHERE id = NEW.handling_id;
        {_FILL} (NEW.handling_id); RETURN NULL;
    END $$;;
CREATE FUNCTION index_messages() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO {MESSAGE_INDEX}
        SELECT id, search_words(concat_ws(' ', sender_name, subject, text))
        FROM message WHERE {_LISTED};
        RETURN NULL;
    END $$;;
CREATE TRIGGER handling_indexed AFTER INSERT ON handling
    FOR EACH ROW EXECUTE FUNCTION index_handling();;
CREATE TRIGGER sekretess_indexed AFTER INSERT ON sekretess
    FOR EACH ROW EXECUTE FUNCTION index_sekretess();;
CREATE TRIGGER correction_indexed AFTER INSERT ON correction
    FOR EACH ROW EXECUTE FUNCTION index_correction();;
CREATE FUNCTION reindex_message() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN DELETE FROM {MESSAGE_INDEX} WHERE id = NEW.id; RETURN NULL; END $$;;
CREATE FUNCTION reindex_handling() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        DELETE FROM {HANDLING_INDEX} WHERE id = NEW.row_id;
        {_FILL} (NEW.row_id); RETURN NULL;
    END $$;;
CREATE TRIGGER message_indexed AFTER INSERT ON journal_row
    FOR EACH ROW WHEN (NEW.table_name = 'message') EXECUTE FUNCTION index_messages();;
CREATE TRIGGER message_reindexed AFTER UPDATE ON message
    FOR EACH ROW EXECUTE FUNCTION reindex_message();;
CREATE TRIGGER handling_reindexed AFTER INSERT ON gallring_row
    FOR EACH ROW WHEN (NEW.table_name = 'handling') EXECUTE FUNCTION reindex_handling()
"""  # noqa: S608  our own names


def compact_search_index(connection: Connection) -> None:
    """Merge SQLite's index, so that no word that was taken out stands in it any more.

    PostgreSQL drops the words of a removed row when it next cleans the table (VACUUM).
    """
    if connection.dialect.name == "sqlite":
        for index in (HANDLING_INDEX, MESSAGE_INDEX):
            connection.exec_driver_sql(f"INSERT INTO {index}({index}) VALUES ('optimize')")  # noqa: S608  our own names


def create_search_index(connection: Connection) -> None:
    """Make the index, empty, in a database whose tables are there and empty."""
    script = _POSTGRESQL if connection.dialect.name == "postgresql" else _SQLITE
    for statement in (_VIEW, *script.split(_NEXT)):
        connection.exec_driver_sql(statement)
