"""``archiver sekretess``: what is marked secret or masked, and who has seen it."""

from gettext import gettext as _
from typing import TYPE_CHECKING, Any

import click

from archiver.cli.days import read_day
from archiver.cli.output import json_option, print_json, print_table
from archiver.cli.workplace import Workplace
from diarium.roles import Act

if TYPE_CHECKING:
    from diarium.arende_records import Arende, Handling
    from diarium.records import Event


@click.group(help=_("What is secret: marked, masked, and who has seen it."))
def sekretess() -> None:
    """Hold the commands about sekretess."""


@sekretess.command(help=_("Mark a handling secret; its sender and subject are then set apart."))
@click.argument("beteckning")
@click.option("--provision", required=True, help=_("By which provision, like OSL 21 kap. 1 §."))
@click.option("--date", "day", metavar="DAY", help=_("When it was found secret; else today."))
@click.option("--authority", help=_("Which authority found so; else the handling's nämnd."))
@click.option("--why", help=_("Why; it is protected too."))
@click.option("--subject", help=_("What it concerns, for the public; else nothing of it."))
@click.option("--sender", help=_("Sender or recipient, for the public; else nothing of it."))
@json_option
@click.pass_obj
def mark(place: Workplace, /, beteckning: str, day: str | None, as_json: bool, **said: Any) -> None:  # noqa: ANN401  options
    """Mark a handling."""
    from diarium.database import writing
    from diarium.sekretess import MarkingWish, list_beside, mark_handling

    by = place.authorize(Act.MARK, number=beteckning)
    wish = MarkingWish(day=None if day is None else read_day(day), **said)
    with writing(place.engine) as session:
        done = mark_handling(session, beteckning, wish, by, place.now)
        beside = list_beside(session, done)
    _tell(place, done, _("{number} is marked secret."), as_json=as_json)
    if beside and not as_json:
        line = _("Look whether the same can be read here too: {numbers}")
        click.echo(line.format(numbers=", ".join(beside)))


@sekretess.command(help=_("Lift the marking of a handling, and show what is public then."))
@click.argument("beteckning")
@click.option("--why", required=True, help=_("Why nothing is secret any more."))
@click.option(
    "--keep",
    type=click.Choice(["sender", "subject"]),
    multiple=True,
    help=_("What stays set apart all the same."),
)
@json_option
@click.pass_obj
def lift(place: Workplace, beteckning: str, why: str, keep: tuple[str, ...], as_json: bool) -> None:
    """Lift a marking."""
    from diarium.database import writing
    from diarium.sekretess import lift_marking

    by = place.authorize(Act.MARK, number=beteckning)
    with writing(place.engine) as session:
        done = lift_marking(session, beteckning, why, by, place.now, keep)
    _tell(place, done, _("{number} is no longer marked secret."), as_json=as_json)


@sekretess.command(help=_("Mask words in what is public of a handling or an ärendemening."))
@click.argument("number", metavar="BETECKNING|DNR")
@click.option("--field", required=True, help=_("sender or subject; with a diarienummer: mening."))
@click.option(
    "--words", multiple=True, required=True, help=_("The words; give it again for others.")
)
@click.option("--why", required=True, help=_("Why they are set apart; it is protected too."))
@click.option("--whole", is_flag=True, help=_("Make all the rest of the text public."))
@json_option
@click.pass_obj
def mask(place: Workplace, /, number: str, as_json: bool, **said: Any) -> None:  # noqa: ANN401  options
    """Mask words."""
    from archiver.cli.ratta import is_arende
    from diarium.database import writing
    from diarium.masking import MaskWish, mask_arende, mask_handling

    by = place.authorize(Act.MARK, number=number)
    with writing(place.engine) as session:
        mask_in = mask_arende if is_arende(session, number) else mask_handling
        done = mask_in(session, number, MaskWish(**said), by, place.now)
    _tell(place, done, _("Words of {number} are masked."), as_json=as_json)


@sekretess.command("list", help=_("List the handlingar that are marked secret."))
@click.option("--namnd", help=_("Only those of the nämnd with this code."))
@json_option
@click.pass_obj
def list_(place: Workplace, namnd: str | None, as_json: bool) -> None:
    """List what is marked."""
    from diarium.database import reading
    from diarium.sekretess import list_marked

    place.authorize(Act.READ, namnd)
    with reading(place.engine) as session:
        marked = list_marked(session, namnd)
    if as_json:
        print_json(marked)
        return
    columns = (_("Beteckning"), _("Provision"), _("Date"), _("Authority"), _("By"))
    rows = (
        (each.beteckning, put.provision, put.date, put.authority, each.markings[-1].by)
        for each in marked
        if (put := each.sekretess)
    )
    print_table(columns, rows, _("No handling is marked secret."))


@sekretess.command(help=_("Tell who has seen what is protected in a handling or an ärendemening."))
@click.argument("number", metavar="BETECKNING|DNR")
@json_option
@click.pass_obj
def seen(place: Workplace, number: str, as_json: bool) -> None:
    """Tell who has seen what is protected."""
    from diarium.database import reading
    from diarium.seen import list_seen

    place.authorize(Act.SEE_PROTECTED, number=number)
    with reading(place.engine) as session:
        events = list_seen(session, number)
    if as_json:
        print_json(events)
        return
    rows = ((each.at, each.by, _how(each)) for each in events)
    print_table((_("When"), _("By"), _("How")), rows, _("Nobody has seen it."))


def _how(event: "Event") -> str:
    return _("in a file") if event.kind == "protected.exported" else _("on the screen")


def _tell(place: Workplace, done: "Handling | Arende", said: str, *, as_json: bool) -> None:
    """Say what was done, and how the public forms read now."""
    from diarium.arenden import read_arende
    from diarium.database import reading

    if as_json:
        print_json(done)
        return
    click.echo(said.format(number=getattr(done, "beteckning", done.diarienummer)))
    with reading(place.engine) as session:
        arende = read_arende(session, done.diarienummer, handlingar=False)
    forms = [(_("Ärendemening"), arende.mening_public)]
    if (subject := getattr(done, "subject_public", None)) is not None:
        sender = getattr(done, "sender_public", "")
        forms = [(_("Sender or recipient"), sender), (_("Subject"), subject), *forms]
    click.echo(_("Public now:"))
    for label, form in forms:
        click.echo(f"  {label}: {form}")
