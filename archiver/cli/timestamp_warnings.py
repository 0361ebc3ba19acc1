"""Warnings of authorities that did not vouch for a snapshot or a head; they stop nothing."""

from gettext import gettext as _
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable

    from diarium.journal_stamps import HeadAnswer
    from diarium.timestamps import Stamp


def warn_of_timestamps(stamps: "Iterable[Stamp | HeadAnswer]") -> None:
    """Write a line for each authority and cause, however many snapshots it concerns."""
    seen = {(stamp.authority, stamp.trouble) for stamp in stamps if stamp.trouble}
    for authority, trouble in sorted(seen):
        line = _("Warning: no timestamp from {authority}: {cause}")
        cause = _causes().get(str(trouble), str(trouble))
        click.echo(line.format(authority=authority, cause=cause), err=True)


def _causes() -> dict[str, str]:
    return {
        "timeout": _("it did not answer in time."),
        "unreachable": _("it does not answer."),
        "unknown-host": _("there is no such name."),
        "private-address": _(
            "its address is private; open it by timestamp.allow_private_addresses if it is yours."
        ),
        "tls-error": _("its certificate or its encryption is not as it should be."),
        "broken-answer": _("what it answered is broken."),
        "answer-too-large": _("it answered more than a timestamp can be."),
        "http-status": _("it answered with an error."),
        "unreadable-token": _("what it answered is no timestamp."),
        "refused": _("it refused."),
        "other-imprint": _("it vouched for something else."),
        "other-nonce": _("it answered an older question."),
        "untrusted": _("its signature leads to none of the certificates in the settings."),
    }
