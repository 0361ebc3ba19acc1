"""``archiver remove-post``: improper posts, copied and registered before they are removed."""

import contextlib
import os
from collections.abc import Callable, Iterator
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from archiver.cli.lazy_group import LazyGroup
from archiver.cli.moment import read_moment
from archiver.cli.output import json_option
from archiver.cli.remove_post_words import authorize_removal, tell_removal
from archiver.cli.row_number import ROW_NUMBER
from archiver.cli.workplace import Workplace
from diarium.errors import CaptureError, UsageError
from diarium.removal_records import Category
from diarium.roles import Act

if TYPE_CHECKING:
    from archiver.removals import CopySource
    from archiver.snapshots import Archive
    from diarium.removal_copies import CopyWish

Command = TypeVar("Command", bound=Callable[..., Any])
COMMANDS = {
    "add": "archiver.cli.remove_post:add",
    "copy": "archiver.cli.remove_post:copy",
    "done": "archiver.cli.remove_post_steps:done",
    "decide": "archiver.cli.remove_post_steps:decide",
    "told": "archiver.cli.remove_post_steps:told",
    "police": "archiver.cli.remove_post_steps:police",
    "leave": "archiver.cli.remove_post_steps:leave",
    "list": "archiver.cli.remove_post_lists:list_",
    "show": "archiver.cli.remove_post_lists:show_",
    "round": "archiver.cli.remove_post_rounds:round_",
    "rounds": "archiver.cli.remove_post_rounds:rounds",
}
"""Where each command is found, in the order of the work."""
SOURCES = ("page", "picture", "text", "message")


@click.group(
    cls=LazyGroup,
    places=COMMANDS,
    help=_("Improper posts: copied and registered, then removed; and the rounds that find them."),
)
def remove_post() -> None:
    """Hold the commands about improper posts."""


def copy_options(command: Command) -> Command:
    """Give a command the options that say what a post is copied from, and how it is registered."""
    options = (
        click.option("--text", help=_("The post's words, pasted.")),
        click.option(
            "--picture", type=click.Path(path_type=Path),
            help=_("A PDF, PNG or JPEG that you made of the post."),
        ),
        click.option("--capture", "page", is_flag=True, help=_("Capture the page it stands on.")),
        click.option("--message", type=ROW_NUMBER, help=_("The number of the message that it is.")),
        click.option(
            "--copied", metavar="MOMENT", help=_("When you made the picture or the text; else now.")
        ),
        click.option("--writer", metavar="NAME", help=_("Who wrote the post, if that is known.")),
        click.option(
            "--sekretess", metavar="PROVISION",
            help=_("Mark the copy secret by this provision, as 'OSL 21 kap. 7 §'."),
        ),
        click.option("--arende", metavar="DNR", help=_("The ärende it goes into; else a new one.")),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


@click.command(
    help=_(
        "Note an improper post that you have seen, with a copy of it, before it is removed. A post "
        "that shows child abuse is never copied: describe it by --words."
    )
)
@click.argument("account", metavar="ACCOUNT")
@click.option("--address", metavar="URL", help=_("Where the post is; else as its message says."))
@click.option(
    "--category", type=click.Choice([each.value for each in Category]), required=True,
    help=_("Why it is improper, by the policy or lag (1998:112) 5 §."),
)  # fmt: skip
@click.option("--seen", metavar="MOMENT", help=_("When it was seen; else when copied, or now."))
@click.option("--posted", metavar="MOMENT", help=_("When it was written, if that is known."))
@click.option("--words", help=_("A description of the post without its picture."))
@click.option("--another", is_flag=True, help=_("It is another post at the same address."))
@copy_options
@json_option
@click.pass_obj
def add(place: Workplace, /, account: str, as_json: bool, **said: Any) -> None:  # noqa: ANN401  options
    """Note an improper post."""
    from archiver.removals import add_removal
    from diarium.removal_steps import Sighting

    place.authorize(Act.REMOVE, account=account)
    source, now = _read_source(said), place.now
    _authorize_message(place, source)
    sighting = Sighting(
        account=account,
        category=Category(said["category"]),
        address=said["address"] or _address_of(place, source),
        seen_at=read_moment(said["seen"]) or source.copied_at or now,
        posted_at=read_moment(said["posted"]),
        words=said["words"],
        another=said["another"],
    )
    with _reason_in_words():
        done = add_removal(_archive(place), sighting, source, _read_wish(place, said), now)
    tell_removal(done, as_json=as_json)


@click.command(help=_("Copy a post that was noted, and register the copy."))
@click.argument("number", type=ROW_NUMBER)
@copy_options
@json_option
@click.pass_obj
def copy(place: Workplace, /, number: int, as_json: bool, **said: Any) -> None:  # noqa: ANN401  options
    """Copy a post."""
    from archiver.removals import copy_removal

    authorize_removal(place, number)
    source, now = _read_source(said), place.now
    if not source.given:
        raise UsageError("say what to copy: --capture, --picture, --text or --message")
    _authorize_message(place, source)
    with _reason_in_words():
        done = copy_removal(_archive(place), number, source, _read_wish(place, said), now)
    tell_removal(done, as_json=as_json)


@contextlib.contextmanager
def _reason_in_words() -> Iterator[None]:
    """Tell why a page could not be captured in words, not by its code."""
    from archiver.cli.reasons import tell_cause

    try:
        yield
    except CaptureError as failed:
        reason = tell_cause(str(failed.fields["reason"]))
        raise CaptureError(failed.message, reason=reason) from failed


def _authorize_message(place: Workplace, source: "CopySource") -> None:
    if source.message is not None:
        place.authorize(Act.REMOVE, message=source.message)


def _address_of(place: Workplace, source: "CopySource") -> str:
    from archiver.removals import address_of
    from diarium.database import reading

    with reading(place.engine) as session:
        return address_of(session, source.message)


def _read_source(said: dict[str, Any]) -> "CopySource":
    """Return what a post is copied from.

    Raises:
        UsageError: Several ways are given, or a moment for one that is copied now.
    """
    from archiver.removals import CopySource

    given = [name for name in SOURCES if said[name] not in (None, False)]
    if len(given) > 1:
        raise UsageError("say one of --capture, --picture, --text and --message, not several")
    moment = read_moment(said["copied"])
    if moment and given not in (["picture"], ["text"]):
        raise UsageError("--copied goes with --picture or --text alone; leave it out")
    text = None if said["text"] is None else os.fsencode(said["text"])
    return CopySource(
        page=said["page"], picture=said["picture"], text=text, message=said["message"],
        copied_at=moment,
    )  # fmt: skip


def _read_wish(place: Workplace, said: dict[str, Any]) -> "CopyWish":
    from diarium.removal_copies import CopyWish

    return CopyWish(
        writer=said["writer"], sekretess=said["sekretess"], arende=said["arende"],
        template=place.settings.number,
    )  # fmt: skip


def _archive(place: Workplace) -> "Archive":
    from archiver.snapshots import Archive

    return Archive(place.settings, place.engine, place.files, place.by)
