"""``archiver klassificering``: the informationshanteringsplan, its codes and gallringsfrister."""

from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archiver.cli.klassificering_words import applies_name, fault_line, frist_name, kept_name
from archiver.cli.output import json_option, print_json, print_table, show
from archiver.cli.workplace import Workplace
from diarium.errors import UsageError
from diarium.roles import Act
from schedules.clock import STOCKHOLM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diarium.klassificering import PlanChange
    from diarium.klassificering_file import PlanFile
    from diarium.records import PlanRow

FILE = click.Path(dir_okay=False, path_type=Path)


@click.group(
    help=_("The informationshanteringsplan: what is preserved, what is gallras, by what decision.")
)
def klassificering() -> None:
    """Hold the commands about the plan."""


@klassificering.command(
    "import", help=_("Take in a nämnd's plan from a TOML file, in the place of the one before.")
)
@click.argument("file", type=FILE)
@click.option("--namnd", help=_("The nämnd's code, where the file does not name it."))
@json_option
@click.pass_obj
def import_(place: Workplace, file: Path, namnd: str | None, as_json: bool) -> None:
    """Take in a plan: all of it, or nothing."""
    from diarium.database import writing
    from diarium.klassificering import import_plan
    from diarium.klassificering_file import read_plan_file

    place.authorize(Act.PLAN)
    plan = read_plan_file(file, place.now.astimezone(STOCKHOLM).date())
    _refuse_faults(plan, file)
    code = _choose(place, plan, namnd)
    by = place.authorize(Act.PLAN, code)
    with writing(place.engine) as session:
        change = import_plan(session, code, plan.lines, by, place.now)
    if as_json:
        print_json(change)
    else:
        _tell(change)


@klassificering.command("list", help=_("List the rows of the plan that stand."))
@click.option("--namnd", help=_("Only those of the nämnd with this code."))
@json_option
@click.pass_obj
def list_(place: Workplace, namnd: str | None, as_json: bool) -> None:
    """List the plan."""
    from diarium.database import reading
    from diarium.klassificering import list_plan
    from diarium.namnder import read_namnd

    wanted = place.choose_namnd(namnd)
    with reading(place.engine) as session:
        code = read_namnd(session, wanted).code if wanted else None
        rows = list_plan(session, code)
    if as_json:
        print_json(rows)
    else:
        _print_rows(rows)


@klassificering.command("show", help=_("Show a row of the plan, and how it read before."))
@click.argument("code", metavar="CODE")
@click.option("--namnd", help=_("The nämnd's code, where there are several."))
@json_option
@click.pass_obj
def show_(place: Workplace, code: str, namnd: str | None, as_json: bool) -> None:
    """Show one row with its versions, the newest first."""
    from diarium.database import reading
    from diarium.klassificering import row_history
    from diarium.namnder import only_namnd, read_namnd

    wanted = place.choose_namnd(namnd)
    with reading(place.engine) as session:
        owner = read_namnd(session, wanted).code if wanted else only_namnd(session)
        versions = row_history(session, owner, code)[::-1]
    if as_json:
        print_json(versions)
        return
    for row in versions:
        for label, value in _lines(row):
            if value not in {None, ""}:
                click.echo(f"{label}: {show(value)}")
        click.echo("")


def _refuse_faults(plan: "PlanFile", file: Path) -> None:
    for fault in plan.faults:
        click.echo(fault_line(fault), err=True)
    if plan.faults:
        raise UsageError(
            "{file} has {n} faults, told above; nothing was taken in",
            file=file.name,
            n=len(plan.faults),
        )


def _choose(place: Workplace, plan: "PlanFile", said: str | None) -> str:
    """Return the code of the nämnd whose plan it is."""
    from diarium.database import reading
    from diarium.namnder import only_namnd, read_namnd

    with reading(place.engine) as session:
        codes = {read_namnd(session, each).code for each in (plan.namnd, said) if each}
        if len(codes) > 1:
            raise UsageError(
                "the file is the plan of {namnd}; leave --namnd out, or give that nämnd's file",
                namnd=plan.namnd,
            )
        return codes.pop() if codes else only_namnd(session)


def _tell(change: "PlanChange") -> None:
    counts = (
        (_("new"), change.new),
        (_("changed"), change.changed),
        (_("as before"), change.unchanged),
        (_("withdrawn"), change.withdrawn),
    )
    told = ", ".join(f"{len(codes)} {what}" for what, codes in counts)
    click.echo(_("The plan of {namnd}: {told}.").format(namnd=change.namnd, told=told))


def _print_rows(rows: "list[PlanRow]") -> None:
    columns = (
        _("Nämnd"), _("Code"), _("Handlingstyp"), _("Kept as"), _("Preserved or gallras"),
        _("About"), _("Decision"), _("Version"),
    )  # fmt: skip
    cells = (
        (
            row.namnd, row.code, row.handlingstyp, kept_name(row.registration), frist_name(row),
            applies_name(row.applies_to), f"{row.decision}, {row.decision_date}", row.version,
        )
        for row in rows
    )  # fmt: skip
    print_table(columns, cells, _("No plan has been taken in yet."))


def _lines(row: "PlanRow") -> "Iterator[tuple[str, object]]":
    yield _("Code"), row.code
    yield _("Version"), row.version
    yield _("Withdrawn"), row.withdrawn or None
    yield _("Handlingstyp"), row.handlingstyp
    yield _("Heading"), row.rubrik
    yield _("Kept as"), kept_name(row.registration)
    yield _("Preserved or gallras"), frist_name(row)
    yield _("About"), applies_name(row.applies_to)
    yield _("Decision"), f"{row.decision}, {row.decision_date}"
    yield _("Remark"), row.remark
    yield _("Taken in"), f"{show(row.at)} ({row.by})"
