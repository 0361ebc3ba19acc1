"""``archiver evaluate``: the yearly report on accounts, and those that were made."""

from datetime import date
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archiver.cli.days import read_day
from archiver.cli.output import json_option, print_json, print_table
from archiver.cli.row_number import ROW_NUMBER
from archiver.cli.workplace import Workplace
from diarium.errors import UsageError
from diarium.roles import Act

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diarium.evaluation_records import Evaluation, Span
    from diarium.records import Account

FOLDER = click.Path(file_okay=False, path_type=Path)
DOING = ("period", "first", "last", "comment", "output", "forvaltning")


@click.command(
    help=_(
        "Make the report of how accounts have been used, for the förvaltning's kommunikatör: a "
        "page, a PDF and the figures. Without accounts: all of the nämnd."
    )
)
@click.argument("accounts", nargs=-1, metavar="[ACCOUNT]...")
@click.option("--namnd", help=_("The nämnd's code."))
@click.option("--forvaltning", help=_("Only the accounts of this förvaltning."))
@click.option("--period", help=_("A year as 2026, or half of one as 2026-H1."))
@click.option("--from", "first", metavar="DAY", help=_("Else the first day; else a year back."))
@click.option("--to", "last", metavar="DAY", help=_("The last day; else yesterday."))
@click.option("--comment", metavar="TEXT", help=_("What you say of the outcome and the goals."))
@click.option("--output", type=FOLDER, help=_("The folder to write the reports to."))
@click.option("--list", "listed", is_flag=True, help=_("List the evaluations that were made."))
@click.option(
    "--again",
    metavar="N",
    type=ROW_NUMBER,
    help=_("Write the report of evaluation N again."),
)
@json_option
@click.pass_obj
def evaluate(
    place: Workplace, /, accounts: tuple[str, ...], namnd: str | None, listed: bool,
    again: int | None, as_json: bool,
    **said: Any,  # noqa: ANN401  options
) -> None:  # fmt: skip
    """Evaluate accounts, list the evaluations that were made, or write a report once more."""
    _check_use(accounts, namnd, said, listed=listed, again=again)
    if listed:
        _list(place, namnd, as_json=as_json)
    elif again is not None:
        _write_again(place, again, said["output"], as_json=as_json)
    else:
        _make(place, accounts, namnd, said, as_json=as_json)


def _check_use(
    accounts: tuple[str, ...],
    namnd: str | None,
    said: dict[str, Any],
    *,
    listed: bool,
    again: int | None,
) -> None:
    """Refuse what is not said together, and a report without a folder."""
    given = {name for name in DOING if said[name] is not None}
    if listed and (accounts or given or again is not None):
        raise UsageError("with --list nothing but --namnd is said")
    if again is not None and (accounts or namnd or given - {"output"}):
        raise UsageError("with --again nothing but --output is said")
    if not listed and "output" not in given:
        raise UsageError("say with --output which folder to write the reports to")


def _list(place: Workplace, namnd: str | None, *, as_json: bool) -> None:
    from diarium.database import reading
    from diarium.evaluations import list_evaluations

    place.authorize(Act.READ)
    wanted = place.choose_namnd(namnd)
    with reading(place.engine) as session:
        found = list_evaluations(session, wanted)
    if as_json:
        print_json(found)
    else:
        _print(found)


def _write_again(place: Workplace, number: int, output: Path, *, as_json: bool) -> None:
    from archiver.evaluations import write_again
    from archiver.snapshots import Archive
    from diarium.database import reading
    from diarium.evaluations import read_evaluation

    place.authorize(Act.READ)
    with reading(place.engine) as session:
        found = read_evaluation(session, number)
    place.authorize(Act.READ, found.facts.namnd)
    write_again(Archive(place.settings, place.engine, place.files, place.by), found, output)
    _tell([found], output, as_json=as_json)


def _make(
    place: Workplace,
    names: tuple[str, ...],
    namnd: str | None,
    said: dict[str, Any],
    *,
    as_json: bool,
) -> None:
    from archiver.evaluations import EvaluationWish, evaluate_accounts
    from archiver.snapshots import Archive

    place.authorize(Act.EVALUATE, namnd)
    now = place.now
    span = _choose_span(place, said)
    accounts = _choose_accounts(place, names, namnd, said["forvaltning"], span)
    wish = EvaluationWish(
        accounts=accounts, span=span, comment=_clean(said["comment"]), output=said["output"]
    )
    archive = Archive(place.settings, place.engine, place.files, place.by)
    _tell(evaluate_accounts(archive, wish, now), wish.output, as_json=as_json)


def _choose_span(place: Workplace, said: dict[str, Any]) -> "Span":
    from archiver.evaluation_spans import choose_span
    from schedules.clock import STOCKHOLM

    first, last = (_day(said[name]) for name in ("first", "last"))
    return choose_span(said["period"], first, last, place.now.astimezone(STOCKHOLM).date())


def _day(said: str | None) -> date | None:
    return read_day(said) if said is not None else None


def _choose_accounts(
    place: Workplace,
    names: tuple[str, ...],
    namnd: str | None,
    forvaltning: str | None,
    span: "Span",
) -> "list[Account]":
    """Return the accounts that are meant, all of nämnder that whoever works may evaluate."""
    from archiver.evaluated_accounts import choose_accounts
    from diarium.database import reading

    if names and (namnd or forvaltning):
        raise UsageError("name accounts, or choose them by --namnd and --forvaltning; not both")
    wanted = place.choose_namnd(namnd) if not names else None
    with reading(place.engine) as session:
        found = choose_accounts(session, names, wanted, forvaltning, span)
    for code in {each.namnd for each in found}:
        place.authorize(Act.EVALUATE, code)
    return found


def _clean(said: str | None) -> str:
    """Return what is said of the outcome, a line for each paragraph."""
    from diarium.plain_text import clean_line

    lines = (clean_line("--comment", line, optional=True) for line in (said or "").splitlines())
    return "\n".join(line for line in lines if line)


def _tell(made: "Sequence[Evaluation]", output: Path, *, as_json: bool) -> None:
    """Say which files were written, and for whom."""
    if as_json:
        print_json(made)
        return
    for each in made:
        for file in each.files:
            click.echo(_("Written: {path}").format(path=output / file.name))
        told = _("Evaluation {number}, for {recipient}; hand it over: nothing is sent.")
        nobody = _("the kommunikatör of {forvaltning}").format(forvaltning=each.facts.forvaltning)
        click.echo(told.format(number=each.id, recipient=each.facts.recipient or nobody))


def _print(found: "Sequence[Evaluation]") -> None:
    columns = (
        _("Number"), _("Nämnd"), _("Förvaltning"), _("For"), _("From"), _("To"), _("Accounts"),
        _("Made"), _("By"),
    )  # fmt: skip
    rows = (
        (
            each.id, each.facts.namnd, each.facts.forvaltning, each.facts.recipient,
            each.facts.span.first, each.facts.span.last,
            ", ".join(account for account, _version in each.facts.accounts), each.at, each.by,
        )
        for each in found
    )  # fmt: skip
    print_table(columns, rows, _("No evaluation has been made."))
