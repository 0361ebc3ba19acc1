"""What the commands about accounts have in common: the options, and how a field is called."""

from collections.abc import Callable
from datetime import datetime
from gettext import gettext as _
from typing import Any, TypeVar

import click

from archiver.cli.workplace import Workplace
from diarium.records import AccountKind

Command = TypeVar("Command", bound=Callable[..., Any])
DAY = click.DateTime(formats=["%Y-%m-%d"])


def labels() -> dict[str, str]:
    """Return what people call each field of an account, in the order they are shown."""
    return {
        "account": _("Id"),
        "namnd": _("Nämnd"),
        "kind": _("Kind"),
        "platform": _("Platform"),
        "url": _("Address"),
        "handle": _("User name"),
        "name": _("Name"),
        "forvaltning": _("Förvaltning"),
        "ansvarig": _("Answers for it"),
        "syfte": _("Purpose"),
        "malgrupp": _("Target group"),
        "official": _("Meant as official"),
        "open": _("Open"),
        "chronological": _("Chronological"),
        "opened": _("Opened"),
        "closed": _("Closed"),
        "closed_reason": _("Why closed"),
        "unpictured": _("Why without a last snapshot"),
    }


def kind_name(kind: AccountKind) -> str:
    """Return what people call a kind of account."""
    return {
        AccountKind.ACCOUNT: _("account"),
        AccountKind.DELTAGANDE: _("deltagande"),
        AccountKind.NOT_OFFICIAL: _("not the municipality's account"),
    }[kind]


def field_options(*, required: bool) -> Callable[[Command], Command]:
    """Give a command the options that say what an account is.

    Args:
        required: What the förteckning cannot be without must be given.
    """
    made = [
        click.option("--namnd", help=_("Code of its nämnd; may be left out where there is one.")),
        click.option(
            "--kind",
            type=click.Choice([each.value for each in AccountKind]),
            help=_(
                "An account of our own, as it is unless told; deltagande: we take part without "
                "one; not-official: somebody could take it for ours. Only an account is captured."
            ),
        ),
        click.option("--platform", required=required, help=_("Such as facebook or blogg.")),
        click.option("--url", required=required, help=_("Address of its start page.")),
        click.option("--handle", help=_("Its user name on the platform.")),
        click.option("--name", required=required, help=_("What it is called.")),
        click.option("--forvaltning", required=required, help=_("The förvaltning.")),
        click.option("--ansvarig", required=required, help=_("Who answers for it.")),
        click.option("--syfte", required=required, help=_("What it aims at.")),
        click.option("--malgrupp", required=required, help=_("Whom it is for.")),
        click.option(
            "--official/--no-official",
            default=None,
            help=_("Meant as an official channel; it is one while a plan of it is in force."),
        ),
        click.option("--open/--no-open", default=None, help=_("Anyone can read it.")),
        click.option(
            "--chronological/--no-chronological",
            default=None,
            help=_("Its comments stand in chronological order."),
        ),
        click.option("--opened", type=DAY, help=_("The day it was opened; else today.")),
    ]

    def decorate(command: Command) -> Command:
        for option in reversed(made):
            command = option(command)
        return command

    return decorate


def read_said(place: Workplace, said: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that were given, the address found to be one that may be visited.

    Raises:
        UsageError: The address is none, or a private one that the settings do not open.
    """
    from archiver.account_addresses import check_account_address

    given = {field: value for field, value in said.items() if value is not None}
    if "url" in given:
        opened = place.settings.capture.allow_private_addresses
        given["url"] = check_account_address(given["url"], opened)
    if isinstance(given.get("opened"), datetime):
        given["opened"] = given["opened"].date()
    if "kind" in given:
        given["kind"] = AccountKind(given["kind"])
    return given
