"""``archiver schedule``: what falls due when, and the units that run it."""

import os
import sys
import sysconfig
from datetime import timedelta
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archiver.cli.output import json_option, print_json, print_table
from archiver.cli.workplace import Workplace, login_of
from archiver.setting_values import BY_DATABASE_ROLE
from diarium.roles import Act

if TYPE_CHECKING:
    from schedules.cron import TimedRun
    from schedules.due import Due

COMING = 4
"""How many halvårsskiften ahead are shown: two years."""
DAILY: tuple[tuple[tuple[str, ...], str, int], ...] = (
    (("snapshot", "--due"), "ögonblicksbilder vid halvårsskiftet", 17),
    (("readable", "make"), "läsbara former av det som är registrerat", 47),
)
"""What is run every day, what it does and its minute."""
MAILED: tuple[tuple[tuple[str, ...], str, int], ...] = (
    (("status", "--mail"), "påminnelser om det som är att göra", 57),
)
"""What is run every day besides where the settings name a mail server."""
HOURLY: tuple[tuple[tuple[str, ...], str, int], ...] = (
    (("fetch",), "hämtning från levande källor", 7),
)
"""What is run every hour where the settings name a source to fetch from."""


@click.command(help=_("Show what is due and the coming turns, or print units that run it daily."))
@click.option("--cron", is_flag=True, help=_("Print a file for /etc/cron.d."))
@click.option("--systemd", is_flag=True, help=_("Print a service and a timer for systemd."))
@click.option(
    "--output",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    help=_("With --cron or --systemd: write them to this folder, each by its own name."),
)
@json_option
@click.pass_obj
def schedule(place: Workplace, /, cron: bool, systemd: bool, **said: Any) -> None:  # noqa: ANN401  options
    """Show what is due, or print units."""
    if cron and systemd:
        raise click.UsageError(_("Choose one of --cron and --systemd."))
    if said["output"] and not (cron or systemd):
        raise click.UsageError(_("--output goes with --cron or --systemd."))
    if cron or systemd:
        _give_units(_units(_runs(place), cron=cron), said["output"])
    else:
        _tell(place, as_json=said["as_json"])


def _tell(place: Workplace, *, as_json: bool) -> None:
    due, turns, login = _tell_due(place), _coming(place), _login_of_run(place)
    ready = _may_run(place, login)
    if as_json:
        print_json({"due": due, "turns": turns, "login": login, "has_role": ready})
        return
    columns = (_("Half-year"), _("Due from"), _("Turn"), _("Late after"))
    print_table(columns, (tuple(turn.values()) for turn in turns), "")
    click.echo()
    rows = (tuple(each.values()) for each in due)
    print_table((_("Due now"), _("Half-year"), _("Late")), rows, _("Nothing is due now."))
    click.echo("\n" + _role_line(login, ready=ready))


def _login_of_run(place: Workplace) -> str:
    """Return as whom the daily run works: who owns the archive, or the role of the settings."""
    if place.settings.users_by == BY_DATABASE_ROLE:
        return place.by
    return login_of(place.settings.folder.stat().st_uid)


def _may_run(place: Workplace, login: str) -> bool:
    from diarium.database import reading
    from diarium.namnder import list_namnder
    from diarium.users import NotAllowedError, authorize

    try:
        with reading(place.engine) as session:
            for namnd in list_namnder(session):
                authorize(session, login, Act.SNAPSHOT, namnd.code)
                authorize(session, login, Act.READABLE, namnd.code)
                if place.settings.fetch.sources:
                    authorize(session, login, Act.INTAKE, namnd.code)
                if place.settings.mail.host:
                    authorize(session, login, Act.REMIND, namnd.code)
    except NotAllowedError:
        return False
    return True


def _role_line(login: str, *, ready: bool) -> str:
    if ready:
        return _("The daily run works as {login}, which has a role for it.").format(login=login)
    return _(
        "The daily run works as {login}, which lacks the role kommunikator for all nämnder; an "
        "admin gives it by archiver user add {login} --role kommunikator, or user edit."
    ).format(login=login)


def _tell_due(place: Workplace) -> list[dict[str, object]]:
    from schedules.due import is_late

    late_days = place.settings.late_days
    return [
        {"account": name, "period": str(period), "late": is_late(period, place.now, late_days)}
        for name, period in _due(place)
    ]


def _due(place: Workplace) -> "list[Due]":
    from diarium.accounts import list_accounts
    from diarium.database import reading
    from diarium.installation import read_installation
    from diarium.snapshots import list_taken
    from schedules.due import list_due

    with reading(place.engine) as session:
        taken = list_taken(session)
        accounts, installed = list_accounts(session), read_installation(session).at
    return list_due(accounts, taken, installed, place.now, place.settings.lead_days)


def _coming(place: Workplace) -> list[dict[str, object]]:
    from schedules.due import due_from
    from schedules.half_year import HalfYear

    period, turns = HalfYear.containing(place.now), list[dict[str, object]]()
    for _each in range(COMING):
        late = period.turn + timedelta(days=place.settings.late_days)
        turns.append(
            {
                "period": str(period),
                "due_from": due_from(period, place.settings.lead_days),
                "turn": period.turn,
                "late_after": late,
            }
        )
        period = period.next
    return turns


def _runs(place: Workplace) -> "list[TimedRun]":
    """Return the runs of this very program, as the login that owns the archive."""
    from schedules.cron import TimedRun

    runs = [(*each, False) for each in DAILY]
    if place.settings.mail.host:
        runs += [(*each, False) for each in MAILED]
    if place.settings.fetch.sources:
        runs += [(*each, True) for each in HOURLY]
    config = place.config.absolute()
    script = Path(sysconfig.get_path("scripts"), "archiver")
    runnable = os.access(script, os.X_OK)
    program = [str(script)] if runnable else [sys.executable, "-m", "archiver"]
    user = login_of(place.settings.folder.stat().st_uid)
    return [
        TimedRun(
            name=f"archiver-{words[0]}", about=about, minute=minute, user=user, hourly=hourly,
            command=[*program, "--config", str(config), *words],
        )
        for words, about, minute, hourly in runs
    ]  # fmt: skip


def _units(runs: "list[TimedRun]", *, cron: bool) -> dict[str, str]:
    from schedules.cron import write_crontab, write_service, write_timer

    if cron:
        return {"archiver": write_crontab(runs)}
    services = {f"{run.name}.service": write_service(run) for run in runs}
    return services | {f"{run.name}.timer": write_timer(run) for run in runs}


def _give_units(units: dict[str, str], folder: Path | None) -> None:
    from exporters.published_file import publish_file

    if folder is None:
        click.echo("\n".join(units.values()), nl=False)
        return
    for name, text in units.items():
        publish_file(folder / name, text.encode())
        click.echo(_("Written: {path}").format(path=folder / name))
