"""``archiver token``: how a live source or the mail server lets us in, kept locked."""

import sys
from gettext import gettext as _
from typing import TYPE_CHECKING

import click

from archiver.cli.days import read_day
from archiver.cli.output import json_option, print_json, print_table
from archiver.cli.workplace import Workplace
from diarium.errors import UsageError
from diarium.roles import Act

if TYPE_CHECKING:
    from archiver.tokens import TokenFacts

MOST_READ = 1 << 16


@click.group(
    help=_("Tokens and passwords of the live sources and of the mail server, kept locked.")
)
def token() -> None:
    """Hold the commands about tokens."""


@token.command(
    help=_(
        "Keep the token or password of a source, or of the mail server (SMTP); it is asked for, or "
        "piped in."
    )
)
@click.argument("source", metavar="ID")
@click.option("--expires", metavar="DAY", help=_("The last day it can be used."))
@click.pass_obj
def keep(place: Workplace, source: str, expires: str | None) -> None:
    """Keep a token."""
    from archiver.login_key import make_key
    from archiver.tokens import keep_token

    place.authorize(Act.LOGIN)
    _check_source(place, source)
    day = read_day(expires) if expires else None
    make_key(place.settings)  # nobody should type for nothing
    kept = keep_token(place.settings, source, _read_token(), day, place.by, place.now)
    click.echo(_tell(kept))


@token.command("list", help=_("List the tokens that are kept, and when they expire."))
@json_option
@click.pass_obj
def list_(place: Workplace, as_json: bool) -> None:
    """List what may be told of the tokens."""
    from archiver.tokens import list_tokens

    place.authorize(Act.LOGIN)
    kept = list(list_tokens(place.settings))
    if as_json:
        print_json(kept)
        return
    columns = (_("Source"), _("Kept"), _("By"), _("Last day"), _("State"))
    rows = (
        (each.source, each.kept_at, each.by, each.expires, _state(place, each)) for each in kept
    )
    print_table(columns, rows, _("No token is kept."))


@token.command(help=_("Remove the kept token of a source."))
@click.argument("source", metavar="ID")
@click.pass_obj
def forget(place: Workplace, source: str) -> None:
    """Remove a token."""
    from archiver.tokens import forget_token

    place.authorize(Act.LOGIN)
    forget_token(place.settings, source)
    click.echo(_("The token of {source} is forgotten.").format(source=source))


def _check_source(place: Workplace, source: str) -> None:
    from archiver.mail_settings import MAIL_TOKEN

    if source == MAIL_TOKEN and place.settings.mail.user:
        return
    sources = place.settings.fetch.sources
    if source not in sources:
        raise UsageError(
            "there is no source {source} in the settings; there are: {known}",
            source=source,
            known=", ".join(sources) or "–",
        )
    if not sources[source].takes_token:
        raise UsageError("the source {source} needs no token", source=source)


def _read_token() -> str:
    """Return what is typed unseen, or the first line of what is piped in."""
    if sys.stdin.isatty():
        typed: str = click.prompt(_("Token or password (it is not shown)"), hide_input=True)
        return typed.strip()
    piped = sys.stdin.buffer.readline(MOST_READ)
    try:
        return piped.decode("utf-8-sig").strip()
    except UnicodeDecodeError:  # whose words would show the token
        raise UsageError("what is piped in is not UTF-8; nothing is kept") from None


def _tell(kept: "TokenFacts") -> str:
    if kept.expires is None:
        told = _("The token of {source} is kept, locked. Nothing says when it expires.")
        return told.format(source=kept.source)
    told = _("The token of {source} is kept, locked. Its last day is {day}.")
    return told.format(source=kept.source, day=kept.expires)


def _state(place: Workplace, kept: "TokenFacts") -> str:
    return _("has expired; keep a new one") if kept.expired(place.now) else _("in force")
