"""``archiver snapshot``: the ögonblicksbilder of the accounts' start pages."""

from gettext import gettext as _
from typing import TYPE_CHECKING, Any

import click

from archiver.cli.capture_report import exit_code_of, outcome_words, progress_bar, tell_forecast
from archiver.cli.lazy_group import LazyGroup
from archiver.cli.output import json_option, print_json, print_table
from archiver.cli.period import read_period
from archiver.cli.reasons import tell_reason
from archiver.cli.snapshot_probe import probe
from archiver.cli.timestamp_warnings import warn_of_timestamps
from archiver.cli.workplace import Workplace
from diarium.errors import ExitCode, UsageError
from diarium.records import NamedFile
from diarium.roles import Act
from diarium.snapshot_records import OF_SNAPSHOTS, Snapshot, Why

if TYPE_CHECKING:
    from archiver.snapshots import Taken, Wish


COMMANDS: dict[str, str] = {
    "accept": "archiver.cli.snapshot_accept:accept",
    "add": "archiver.cli.snapshot_add:add",
    "changes": "archiver.cli.snapshot_changes:changes",
    "check": "archiver.cli.snapshot_check:check",
}
"""What there is to do with snapshots besides taking them, and where it is found."""


@click.group(
    cls=LazyGroup,
    places=COMMANDS,
    invoke_without_command=True,
    help=_("Take a picture of the accounts' start pages, as PDF/A."),
)
@click.option("--due", is_flag=True, help=_("All that are due; nothing if none is."))
@click.option("--account", "accounts", multiple=True, help=_("This account, due or not."))
@click.option("--probe", is_flag=True, help=_("Only try, all that are open; nothing is kept."))
@click.option("--period", help=_("The half-year it belongs to, as 2026-H1."))
@click.option("--reason", type=click.Choice([each.value for each in OF_SNAPSHOTS]), help=_("Why."))
@click.option("--jobs", type=click.IntRange(1, 8), default=1, help=_("How many pages at once."))
@json_option
@click.pass_context
def snapshot(context: click.Context, /, as_json: bool, jobs: int, **said: Any) -> int:  # noqa: ANN401  click's
    """Take snapshots, report them, and return the exit code of the worst."""
    from archiver.snapshots import Archive, take_snapshots

    place: Workplace = context.obj
    if context.invoked_subcommand:
        _refuse_options(said)
        return ExitCode.OK
    by = _authorize(place, said["accounts"])
    archive = Archive(place.settings, place.engine, place.files, by)
    if said["probe"]:
        return probe(archive, said, jobs, as_json=as_json)
    wish = _read_wish(said)
    with progress_bar() as progress:
        taken = take_snapshots(archive, wish, jobs, progress, tell_forecast)
    _report(place, taken, as_json)
    warn_of_timestamps(stamp for each in taken for stamp in each.stamps)
    return exit_code_of(each.snapshot.outcome for each in taken)


def _authorize(place: Workplace, accounts: tuple[str, ...]) -> str:
    """See that whoever works may take snapshots of these accounts, or else of all nämnder's."""
    from diarium.database import reading
    from diarium.namnder import list_namnder

    by = place.authorize(Act.SNAPSHOT)
    for each in accounts:
        place.authorize(Act.SNAPSHOT, account=each)
    if not accounts:
        with reading(place.engine) as session:
            codes = [namnd.code for namnd in list_namnder(session)]
        for code in codes:
            place.authorize(Act.SNAPSHOT, code)
    return by


def _refuse_options(said: dict[str, Any]) -> None:
    """Refuse what was said before a command's name, where it would go unheard."""
    if any(said.values()):
        raise UsageError("say the options of a command after its name, as in snapshot check --json")


def _read_wish(said: dict[str, Any]) -> "Wish":
    from archiver.snapshots import Wish

    if not said["due"] and not said["accounts"]:
        raise UsageError("say which snapshots to take: --due, or --account with an account's id")
    return Wish(
        due=said["due"],
        accounts=said["accounts"],
        period=read_period(said["period"]),
        why=Why(said["reason"]) if said["reason"] else None,
    )


def _report(place: Workplace, taken: "list[Taken]", as_json: bool) -> None:
    if as_json:
        print_json([each.snapshot for each in taken])
        return
    columns = (
        _("ID"), _("Account"), _("Half-year"), _("Outcome"), _("Reason"), _("Pages"), _("File")
    )  # fmt: skip
    print_table(columns, (_row(place, each) for each in taken), _("No snapshot is due."))
    if any(_picture(each.snapshot, "unaccepted") for each in taken):
        click.echo(_("Is a picture right all the same? archiver snapshot accept ID --why …"))


def _row(place: Workplace, taken: "Taken") -> tuple[object, ...]:
    told = taken.snapshot
    picture = _picture(told, "pdfa") or _picture(told, "unaccepted")
    path = place.files.path_of(picture.sha256) if picture else None
    reason = tell_reason(told.reason)
    late = _("late") if told.late else ""
    words = "; ".join(filter(None, (reason, late)))
    outcome = _("paused") if told.paused else outcome_words()[told.outcome]
    pages = taken.pages or None
    return told.id, told.account, told.period, outcome, words, pages, path


def _picture(told: Snapshot, role: str) -> NamedFile | None:
    return next((each for each in told.files if each.role == role), None)
