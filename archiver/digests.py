"""Mailing each person what is theirs to do, and each nämnd what is no account's.

A mail is noted in the register when the server has taken it, so nobody is mailed twice a day, and
whom the server refused is mailed by the next run.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from archiver.mail_settings import MAIL_TOKEN, MailSettings
from archiver.network.addresses import read_networks
from archiver.network.smtp import Postman, SmtpError, SmtpServer
from archiver.settings import Settings
from archiver.tokens import open_token
from diarium.database import reading, writing
from diarium.digests import DigestFacts, list_mailed, record_digest
from diarium.duties import Duty
from diarium.errors import SettingsError
from diarium.namnder import list_namnder
from exporters.digest import DigestMail, write_digest
from exporters.duty_words import WHOLE, count_late
from schedules.clock import STOCKHOLM

if TYPE_CHECKING:
    from sqlalchemy import Engine


class Delivery(StrEnum):
    """What became of a mail."""

    SENT = "sent"
    ALREADY = "already-sent-today"
    UNADDRESSED = "no-address"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Digest:
    """What is one recipient's to do.

    Attributes:
        recipient: The name of an ansvarig, or the code of a nämnd.
        address: Where the recipient is reached; none if the settings do not say.
        greeted: The name, or the nämnd's.
        duties: What is to be done, the latest first.
    """

    recipient: str
    address: str | None
    greeted: str
    duties: tuple[Duty, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailed:
    """What became of one recipient's mail; ``trouble`` is a reason code if it failed."""

    recipient: str
    address: str | None
    duties: int
    late: int
    delivery: Delivery
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class MailRoom:
    """Where mails are sent from: the register, its settings, and who works."""

    engine: "Engine"
    settings: Settings
    by: str

    def send(self, duties: Iterable[Duty], now: datetime) -> list[Mailed]:
        """Mail everybody what is theirs, and return what became of it, by recipient.

        Args:
            duties: What is to be done; nobody is mailed about anything else.
            now: The present moment.

        Raises:
            SettingsError: The settings name no mail server, or its password is not kept.
        """
        if not self.settings.mail.host:
            raise SettingsError(
                "the settings name no mail server; write [mail] host and sender in archiver.toml, "
                "see docs/status.md"
            )
        with reading(self.engine) as session:
            done = list_mailed(session, _day(now))
            namnder = {each.code: each.name for each in list_namnder(session)}
        digests = gather_digests(duties, self.settings.mail, namnder)
        todo = [each for each in digests if each.address and each.recipient not in done]
        sent = self._send_all(todo, now) if todo else {}
        return [
            _tell(each, sent.get(each.recipient), done=each.recipient in done) for each in digests
        ]

    def _send_all(self, digests: Sequence[Digest], now: datetime) -> dict[str, str]:
        """Return by recipient why a mail was not sent, or no words if it was."""
        told = dict[str, str]()
        try:
            with Postman(self._server()) as postman:
                for each in digests:
                    told[each.recipient] = self._send_one(postman, each, now)
        except SmtpError as error:
            return dict.fromkeys((each.recipient for each in digests), error.trouble) | told
        return told

    def _send_one(self, postman: Postman, digest: Digest, now: datetime) -> str:
        mail = DigestMail(
            kommun=self.settings.kommun, sender=self.settings.mail.sender,
            address=digest.address or "", greeted=digest.greeted, duties=digest.duties, at=now,
        )  # fmt: skip
        try:
            postman.send(mail.sender, mail.address, write_digest(mail))
        except SmtpError as error:
            if not error.passing:
                raise
            return error.trouble
        facts = DigestFacts(
            recipient=digest.recipient, day=_day(now),
            duties=len(digest.duties), late=count_late(digest.duties),
        )  # fmt: skip
        with writing(self.engine) as session:
            record_digest(session, facts, self.by, now)
        return ""

    def _server(self) -> SmtpServer:
        mail = self.settings.mail
        return SmtpServer(
            host=mail.host, port=mail.port, encryption=mail.tls, user=mail.user,
            password=self._password() if mail.user else "",
            allowed=read_networks(mail.allow_private_addresses),
            ends=time.monotonic() + mail.seconds,
        )  # fmt: skip

    def _password(self) -> str:
        kept = open_token(self.settings, MAIL_TOKEN)
        if kept is None:
            raise SettingsError(
                "no password is kept for the mail server; run archiver token keep {name}",
                name=MAIL_TOKEN,
            )
        return kept.token


def gather_digests(
    duties: Iterable[Duty], mail: MailSettings, namnder: Mapping[str, str]
) -> list[Digest]:
    """Return what is whose: that of an account is its ansvarig's, any other the nämnd's.

    Args:
        duties: What is to be done.
        mail: Where each is reached; names are compared without regard to case.
        namnder: The names of the nämnder by their codes.
    """
    people = {_fold(name): address for name, address in mail.people.items()}
    boxes = {code.upper(): address for code, address in mail.namnder.items()}
    found = dict[tuple[bool, str], list[Duty]]()
    for each in duties:
        whose = (True, _fold(each.ansvarig)) if each.ansvarig else (False, each.namnd or "")
        found.setdefault(whose, []).append(each)
    digests = []
    for (person, key), own in sorted(found.items()):
        if person:
            name = own[0].ansvarig or ""
            digests.append(Digest(name, people.get(key), name, tuple(own)))
        else:
            digests.append(Digest(key, boxes.get(key), namnder.get(key, WHOLE), tuple(own)))
    return digests


def _tell(digest: Digest, trouble: str | None, *, done: bool) -> Mailed:
    if done:
        delivery = Delivery.ALREADY
    elif trouble is None:
        delivery = Delivery.UNADDRESSED
    else:
        delivery = Delivery.FAILED if trouble else Delivery.SENT
    return Mailed(
        recipient=digest.recipient, address=digest.address, duties=len(digest.duties),
        late=count_late(digest.duties), delivery=delivery, trouble=trouble or None,
    )  # fmt: skip


def _day(now: datetime) -> date:
    return now.astimezone(STOCKHOLM).date()


def _fold(name: str) -> str:
    return " ".join(name.split()).casefold()
