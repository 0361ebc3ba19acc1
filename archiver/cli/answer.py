"""``archiver answer``: the answer to a handling, registered as an outgoing handling."""

import os
import sys
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archiver.cli.moment import read_moment
from archiver.cli.output import json_option, print_json
from archiver.cli.workplace import Workplace
from diarium.errors import UsageError
from diarium.roles import Act

if TYPE_CHECKING:
    from archiver.enclosed import Enclosed

TEXT_NAME = "svar.txt"


@click.command(
    help=_(
        "Register the answer that was sent to a handling; without --text or --file its words are "
        "read from standard input. Nothing is sent."
    )
)
@click.argument("beteckning")
@click.option("--text", help=_("The words of the answer."))
@click.option("--file", type=click.Path(path_type=Path), help=_("The answer as a file."))
@click.option(
    "--sent", metavar="MOMENT", help=_("When it was sent, as 2026-07-01T09:30; else now.")
)
@click.option("--to", help=_("Who got it, for the public; else who sent what is answered."))
@click.option("--no-answer", metavar="WHY", help=_("No written answer is needed; say why."))
@json_option
@click.pass_obj
def answer(place: Workplace, /, beteckning: str, as_json: bool, **said: Any) -> None:  # noqa: ANN401  options
    """Register an answer, or note that none is needed."""
    place.authorize(Act.ANSWER, number=beteckning)
    _check_use(said)
    if said["no_answer"] is not None:
        _write_off(place, beteckning, said["no_answer"], as_json=as_json)
        return
    _record(place, beteckning, said, as_json=as_json)


def _check_use(said: dict[str, Any]) -> None:
    """Refuse options that cannot be meant together."""
    if said["text"] is not None and said["file"] is not None:
        raise UsageError("--text and --file give two answers; leave one of them out")
    others = [name for name in ("text", "file", "sent", "to") if said[name] is not None]
    if said["no_answer"] is not None and others:
        raise UsageError("--no-answer stands alone; leave the other options out")


def _record(place: Workplace, beteckning: str, said: dict[str, Any], *, as_json: bool) -> None:
    """Keep the answer, then register it."""
    from diarium.database import reading, writing
    from diarium.handlingar import read_beteckning
    from diarium.outgoing import Answer, record_answer

    sent = read_moment(said["sent"])
    with reading(place.engine) as session:
        read_beteckning(session, beteckning)  # before anything is kept for it
    kept, now = _keep(place, said), place.now
    given = Answer(
        name=kept.name, media_type=kept.media_type, ref=kept.ref, sent=sent or now, to=said["to"]
    )
    with writing(place.engine) as session:
        done = record_answer(session, beteckning, given, place.by, now)
    if as_json:
        print_json(done)
        return
    told = _("The answer to {beteckning} is registered as {dnr}.")
    click.echo(told.format(beteckning=beteckning.strip(), dnr=done.beteckning))


def _keep(place: Workplace, said: dict[str, Any]) -> "Enclosed":
    from archiver.enclosed import keep_enclosed, keep_text

    if said["file"] is not None:
        return keep_enclosed(place.files, said["file"])
    words = _read_words() if said["text"] is None else os.fsencode(said["text"])
    return keep_text(place.files, words, TEXT_NAME)


def _read_words() -> bytes:
    """Return what is written on standard input, as far as it can be kept."""
    from archiver.enclosed import MOST_BYTES

    if sys.stdin.isatty():
        click.echo(_("Write the answer; end it with Ctrl-D on a line of its own."), err=True)
    return sys.stdin.buffer.read(MOST_BYTES + 1)


def _write_off(place: Workplace, beteckning: str, why: str, *, as_json: bool) -> None:
    from diarium.database import writing
    from diarium.outgoing import write_off_answer

    with writing(place.engine) as session:
        done = write_off_answer(session, beteckning, why, place.by, place.now)
    if as_json:
        print_json(done)
    else:
        click.echo(_("{beteckning} needs no answer: noted.").format(beteckning=done.beteckning))
