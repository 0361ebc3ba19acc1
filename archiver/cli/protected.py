"""What is protected is shown to those who ask for it and may see it; who did is journaled first."""

from gettext import gettext as _
from typing import TYPE_CHECKING

import click

from archiver.cli.workplace import Workplace
from diarium.roles import Act

if TYPE_CHECKING:
    from diarium.arende_records import Arende
    from diarium.closing import Remaining
    from diarium.message_records import Message

protected_option = click.option(
    "--protected", is_flag=True, help=_("Show what is protected too; it is journaled.")
)


def read_arende_shown(
    place: Workplace, dnr: str, *, protected: bool
) -> "tuple[Arende, tuple[Remaining, ...]]":
    """Return an ärende as it may be shown, and what remains in it.

    Raises:
        UsageError: There is no such ärende.
        RefusedError: Whoever works may not see it, or not what is protected in it.
    """
    from diarium.arenden import read_arende
    from diarium.closing import list_remaining
    from diarium.database import reading
    from diarium.protected_view import hide_arende, list_protected

    by = _authorize_arende(place, dnr, protected=protected)
    with reading(place.engine) as session:
        found = read_arende(session, dnr)
        remaining = list_remaining(session, found)
    apart = list_protected([found])
    if protected:
        _note(place, apart, by)
        return found, remaining
    _point(more=bool(apart))
    return hide_arende(found), remaining


def read_message_shown(place: Workplace, number: int, *, protected: bool) -> "Message":
    """Return a message as it may be shown: no more than the handling made of it lets be seen.

    Raises:
        UsageError: There is no such message.
        RefusedError: Whoever works may not see it, or not what is protected in it.
    """
    from diarium.database import reading
    from diarium.messages import read_message
    from diarium.protected_messages import find_protecting, show_messages

    by = place.authorize(Act.SEE_PROTECTED if protected else Act.READ, message=number)
    with reading(place.engine) as session:
        found = read_message(session, number)
        protecting = find_protecting(session, [found])
        [shown] = show_messages(session, [found])
    if protected:
        _note(place, [each.beteckning for each in protecting.values()], by)
        return found
    _point(more=shown != found)
    return shown


def note_message_seen(place: Workplace, message: "Message") -> None:
    """Journal that a message is seen whole that a handling, now makulerad, protects.

    A person who decides about it anew must read it.
    """
    from diarium.database import reading
    from diarium.protected_messages import find_protecting

    with reading(place.engine) as session:
        found = find_protecting(session, [message])
    numbers = [each.beteckning for each in found.values()]
    if numbers:
        _note(place, numbers, place.authorize(Act.SEE_PROTECTED, message=message.id))


def _authorize_arende(place: Workplace, dnr: str, *, protected: bool) -> str:
    """See that whoever works may see it: what is public of an ärende is so to every nämnd."""
    return (
        place.authorize(Act.SEE_PROTECTED, number=dnr) if protected else place.authorize(Act.READ)
    )


def _note(place: Workplace, numbers: list[str], by: str) -> None:
    from diarium.database import writing
    from diarium.seen import note_seen

    if numbers:
        with writing(place.engine) as session:
            note_seen(session, numbers, "seen", by, place.now)


def _point(*, more: bool) -> None:
    if more:
        click.echo(_("Something here is protected; --protected shows it."), err=True)
