"""``archiver status``: everything that is late or falls due, and whose it is."""

from dataclasses import dataclass
from datetime import timedelta
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archiver.cli.duty_words import print_duties
from archiver.cli.output import json_option, print_json
from archiver.cli.status_mail import mail_duties
from archiver.cli.workplace import Workplace
from diarium.errors import ExitCode, UsageError
from diarium.roles import Act

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diarium.duties import Duty

FILE = click.Path(dir_okay=False, path_type=Path)
DAYS = 30
MOST_DAYS = 3_650


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which duties are asked for; each as of the option by that name."""

    namnd: str | None
    forvaltning: str | None
    ansvarig: str | None
    days: int

    @property
    def told(self) -> tuple[str, ...]:
        """Of whom it tells, in words that stand on the page; empty for everybody."""
        return tuple(each for each in (self.forvaltning, self.ansvarig) if each)


@click.command(
    help=_(
        "List everything that is late or falls due: snapshots, messages, improper posts, plans, "
        "evaluations, deliveries, handlingar asked for, sources and logins."
    )
)
@click.option("--namnd", help=_("Only what is this nämnd's, by its code."))
@click.option("--forvaltning", help=_("Only the accounts of this förvaltning."))
@click.option("--ansvarig", help=_("Only the accounts this person answers for."))
@click.option("--days", type=click.IntRange(0, MOST_DAYS), default=DAYS, show_default=True,
              help=_("What falls due within so many days; 0 for what is late."))  # fmt: skip
@click.option("--html", type=FILE, help=_("Write a page to this file."))
@click.option("--ics", type=FILE, help=_("Write a calendar (iCalendar) to this file."))
@click.option("--mail", is_flag=True,
              help=_("Mail each person what is theirs to do, once a day at most."))  # fmt: skip
@json_option
@click.pass_obj
def status(place: Workplace, /, **said: Any) -> ExitCode:  # noqa: ANN401  options
    """List what is to be done; exit 1 when something is late."""
    place.authorize(Act.READ)
    html, ics, mail, as_json = (said.pop(name) for name in ("html", "ics", "mail", "as_json"))
    choice = Choice(**said)
    duties = _find(place, choice)
    _write(place, choice, duties, {"html": html, "ics": ics})
    if mail:
        return mail_duties(place, duties, as_json=as_json)
    if as_json:
        print_json(duties)
    elif not (html or ics):
        _print(duties)
    return ExitCode.FOUND_WRONG if any(each.late for each in duties) else ExitCode.OK


def _find(place: Workplace, choice: Choice) -> "list[Duty]":
    from archiver.duties import list_duties
    from diarium.accounts import list_accounts
    from diarium.database import reading

    now = place.now
    with reading(place.engine) as session:
        accounts = list_accounts(session)
        for field in ("forvaltning", "ansvarig"):
            _check_known(field, getattr(choice, field), {getattr(a, field) for a in accounts})
        found = list_duties(session, place.files, place.settings, choice.namnd, now)
    until = now + timedelta(days=choice.days)
    return [each for each in found if each.due <= until and _is_chosen(each, choice)]


def _check_known(field: str, asked: str | None, known: set[str]) -> None:
    """Refuse a name that no account has, so that a slip is not taken for nothing to do."""
    if asked is not None and _fold(asked) not in map(_fold, known):
        raise UsageError(
            "no account has {asked} as its {field}; there are: {known}",
            asked=asked,
            field=field,
            known=", ".join(sorted(known)) or "–",
        )


def _is_chosen(duty: "Duty", choice: Choice) -> bool:
    pairs = ((choice.forvaltning, duty.forvaltning), (choice.ansvarig, duty.ansvarig))
    return all(asked is None or _fold(asked) == _fold(has or "") for asked, has in pairs)


def _fold(name: str) -> str:
    return " ".join(name.split()).casefold()


def _print(duties: "Sequence[Duty]") -> None:
    from exporters.duty_words import group_duties

    groups = group_duties(duties)
    if not groups:
        click.echo(_("Nothing is late, and nothing falls due."))
    for position, group in enumerate(groups):
        names = (group.namnd or _("The whole municipality"), group.forvaltning, group.ansvarig)
        click.echo(("\n" if position else "") + " · ".join(filter(None, names)))
        print_duties(group.duties, "")


def _write(
    place: Workplace, choice: Choice, duties: "Sequence[Duty]", paths: dict[str, Path | None]
) -> None:
    from exporters.published_file import publish_file

    writers = {"html": _page, "ics": _calendar}
    for form, path in paths.items():
        if path:
            publish_file(path, writers[form](place, choice, duties))
            click.echo(_("Written: {path}").format(path=path), err=True)


def _page(place: Workplace, choice: Choice, duties: "Sequence[Duty]") -> bytes:
    from diarium.database import reading
    from diarium.namnder import list_namnder
    from exporters.status_page import StatusPage, render_status

    with reading(place.engine) as session:
        namnder = {each.code: each.name for each in list_namnder(session)}
    chosen = [namnder[choice.namnd.strip().upper()]] if choice.namnd else []
    told = StatusPage(
        kommun=place.settings.kommun, namnder=namnder, duties=duties, days=choice.days,
        chosen=[*chosen, *choice.told], at=place.now,
    )  # fmt: skip
    return render_status(told).encode()


def _calendar(place: Workplace, choice: Choice, duties: "Sequence[Duty]") -> bytes:
    from exporters.icalendar import write_calendar

    del choice
    return write_calendar(place.settings.kommun, duties, place.now)
