"""What came of a fetch, in words, and what to do next."""

import re
from datetime import datetime
from gettext import gettext as _
from typing import TYPE_CHECKING

from archiver.cli.connection_words import connection_texts
from archiver.cli.output import show

if TYPE_CHECKING:
    from diarium.fetches import FetchOutcome


def outcome_name(outcome: "FetchOutcome") -> str:
    """Return what came of a fetch in a word or two."""
    from diarium.fetches import FetchOutcome

    return {
        FetchOutcome.DONE: _("all fetched"),
        FetchOutcome.MORE: _("more is left"),
        FetchOutcome.PAUSED: _("paused"),
        FetchOutcome.FAILED: _("failed"),
    }[outcome]


def tell_reason(
    source: str, outcome: "FetchOutcome", reason: str | None, until: datetime | None
) -> str:
    """Return what hindered a fetch and what to do; nothing when nothing did."""
    from diarium.fetches import FetchOutcome

    if outcome is FetchOutcome.MORE:
        return _("a limit of [fetch] was reached; run archiver fetch again to go on")
    if reason is None:
        return ""
    words = _texts().get(reason) or _status(reason)
    return words.format(source=source, until=show(until))


def _status(code: str) -> str:
    http = re.fullmatch(r"http-(\d+)", code)
    if http and int(http[1]) >= 500:  # noqa: PLR2004  from here on the fault is the server's
        return _("the server has a fault ({status}); run again later").format(status=http[1])
    if http:
        line = _("the server answers with an error ({status}); check the address")
        return line.format(status=http[1])
    return code


def _texts() -> dict[str, str]:
    return _of_token() | _of_connection() | _of_answer()


def _of_token() -> dict[str, str]:
    return {
        "no-token": _("no token is kept; run archiver token keep {source}"),
        "token-expired": _(
            "the token has expired; make a new one at the source and run archiver token keep "
            "{source}"
        ),
        "token-unreadable": _(
            "the kept token cannot be opened with the key that is there; put the right key back, "
            "or run archiver token keep {source} again"
        ),
        "token-refused": _(
            "the server refuses the token or the password; make a new one at the source and run "
            "archiver token keep {source}"
        ),
    }


def _of_connection() -> dict[str, str]:
    return connection_texts() | {
        "private-address": _(
            "the address is private; open it by [fetch] allow_private_addresses if it is yours"
        ),
        "not-encrypted": _("the address is not encrypted; write it with https://"),
        "asked-to-wait": _("the server asks to be left alone until {until}"),
        "redirected": _("the server sends us elsewhere; write its own address in the settings"),
    }


def _of_answer() -> dict[str, str]:
    return {
        "broken-answer": _("the server's answer makes no sense; what came before it is kept"),
        "answer-too-large": _(
            "the next piece is larger than [fetch] transfer_mb; raise it and run again"
        ),
        "payload-too-large": _(
            "the next payload is larger than [fetch] transfer_mb; raise it and run again"
        ),
        "not-a-feed": _("there is no feed at the address; check it in the settings"),
        "broken-feed": _(
            "the feed cannot be read: it is badly written, or holds a document type, which is "
            "never opened"
        ),
        "feed-too-large": _(
            "the feed has more than 20 MB, [fetch] transfer_mb or 5,000 entries, or has no end; "
            "check its address"
        ),
        "no-such-folder": _("there is no such folder; check its name in the settings"),
        "not-recognised": _("some of what came is none of the kinds that are taken in"),
    }
