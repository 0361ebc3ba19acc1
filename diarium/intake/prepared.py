"""Preparing a message for the register: whose it is, what it says, and its attachments kept."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from diarium.files import FileStore
from diarium.intake.raw import PieceError, RawAttachment, RawDeletion, RawMessage, Reason
from diarium.message_records import Signal
from diarium.plan_records import Plans
from diarium.records import Account, FileRef
from diarium.signals import read_signals, write_findings


@dataclass(frozen=True, slots=True)
class Place:
    """Whose the messages of a file are.

    Attributes:
        account: The account they belong to unless they name another themselves.
        namnd: The nämnd they belong to when they have no account.
        accounts: The accounts as they now stand, by id.
        source: The source of messages that do not say it, nor have an account.
    """

    account: str | None
    namnd: str | None
    accounts: dict[str, Account]
    source: str


@dataclass(frozen=True, slots=True)
class Batch:
    """An export being taken in.

    Attributes:
        id: Its row.
        originals: The kept files of messages, by path in what was handed in.
        place: Whose its messages are.
        plans: The accounts' plans, which tell on which days each is official.
        received: When it was handed in.
        by: Who takes it in, or completes an intake that was interrupted.
        now: When.
    """

    id: int
    originals: Mapping[str, FileRef]
    place: Place
    plans: Plans
    received: datetime
    by: str
    now: datetime

    def original(self, raw: RawMessage | RawDeletion) -> str:
        """Return the SHA-256 of the kept file that a piece stands in."""
        return self.originals[raw.file].sha256


@dataclass(frozen=True, slots=True)
class Prepared:
    """A message ready to be staged: its place found, its attachments kept, its words read.

    Attributes:
        raw: As its source tells it, but for the attachments.
        attachments: Each without its bytes, and where these are kept.
        words: SHA-256 over what it says, however its words are spaced.
        words_key: SHA-256 over what it says, where and when: what can be the same message has
            the same, whoever its source says wrote it.
        key: SHA-256 over all of that and who says it; the same for a repeat.
    """

    raw: RawMessage
    account: Account | None
    namnd: str
    source: str
    attachments: tuple[tuple[RawAttachment, FileRef | None], ...]
    signals: frozenset[Signal]
    findings: str
    words: str
    words_key: str
    key: str

    @property
    def named(self) -> tuple[str, ...] | None:
        """What it is known by when its source gave it an id."""
        if self.raw.external_id is None:
            return None
        account = self.account.account if self.account else ""
        return (self.namnd, account, self.source, self.raw.external_id)

    @property
    def can_be_likely(self) -> bool:
        """Whether the same words in the same moment are a sign: both must be known."""
        return self.account is not None and self.raw.made_available_at is not None


@dataclass(frozen=True, slots=True)
class Deletion:
    """A note that a message was deleted at its source, whose place has been found.

    Attributes:
        named: What the message is known by: nämnd, account, source and the source's id.
    """

    raw: RawDeletion
    named: tuple[str, ...]


def prepare_deletion(raw: RawDeletion, place: Place) -> Deletion:
    """Find whose the message is that was deleted.

    Raises:
        PieceError: It names an unknown account, or nothing says which nämnd it belongs to.
    """
    account, namnd, source = _whose(raw, place)
    name = account.account if account else ""
    return Deletion(raw, (namnd, name, source, raw.external_id))


def prepare(raw: RawMessage, place: Place, files: FileStore) -> Prepared:
    """Find a message's account and nämnd, and keep its attachments.

    Raises:
        PieceError: It names an unknown account, or nothing says which nämnd it belongs to.
        StorageError: An attachment cannot be kept.
    """
    account, namnd, source = _whose(raw, place)
    kept = tuple(_keep(each, files) for each in raw.attachments)
    found, words = read_signals(raw.subject, raw.text), hash_words(raw.subject, raw.text)
    words_key = _words_key(words, raw.made_available_at, namnd, account)
    return Prepared(
        raw=replace(raw, attachments=()) if kept else raw,
        account=account,
        namnd=namnd,
        source=source,
        attachments=kept,
        signals=frozenset(each.signal for each in found),
        findings=write_findings(found),
        words=words,
        words_key=words_key,
        key=_content_key(words_key, raw, kept),
    )


def _whose(raw: RawMessage | RawDeletion, place: Place) -> tuple[Account | None, str, str]:
    """Return the account, if there is one, the nämnd's code and the source."""
    name = raw.account or place.account
    account = place.accounts.get(name.strip().lower()) if name else None
    if name and not account:
        raise PieceError(Reason.ACCOUNT_UNKNOWN, "account")
    namnd = account.namnd if account else place.namnd
    if namnd is None:
        raise PieceError(Reason.NAMND_UNKNOWN, "account")
    return account, namnd, raw.source or (account.platform if account else "") or place.source


def _keep(attachment: RawAttachment, files: FileStore) -> tuple[RawAttachment, FileRef | None]:
    """Keep an attachment, and let go of its bytes: a chunk of messages has many."""
    if attachment.content is None:
        return attachment, attachment.kept
    return replace(attachment, content=None), files.keep_bytes(attachment.content)


def hash_words(subject: str | None, text: str) -> str:
    """Return the SHA-256 over what a message says, however its words are spaced."""
    return _hash([" ".join((subject or "").split()), " ".join(text.split())])


def _words_key(words: str, moment: datetime | None, namnd: str, account: Account | None) -> str:
    at = moment.astimezone(UTC).isoformat(timespec="milliseconds") if moment else None
    return _hash([words, at, namnd, account.account if account else None])


def _content_key(
    words_key: str, raw: RawMessage, kept: Sequence[tuple[RawAttachment, FileRef | None]]
) -> str:
    """Return what a repeat has in common with the first; a file may have come with only one.

    The conversation counts where the source gives no id: the same words may stand in two.
    """
    files = [
        attachment.reference or (ref.sha256 if ref else attachment.name) for attachment, ref in kept
    ]
    thread = raw.thread if raw.external_id is None else None
    says = [raw.channel.value, raw.sender_name, raw.sender_address, thread]
    return _hash([words_key, *says, *files])


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def _hash(said: list[str | None]) -> str:
    return hashlib.sha256(_ENCODER.encode(said).encode(errors="surrogatepass")).hexdigest()
