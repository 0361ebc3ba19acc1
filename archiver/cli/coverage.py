"""``archiver coverage``: which accounts have their ögonblicksbild of a halvårsskifte."""

from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archiver.cli.language import in_swedish
from archiver.cli.output import json_option, print_json, print_table
from archiver.cli.period import read_period
from archiver.cli.reasons import tell_advice, tell_cause
from archiver.cli.workplace import Workplace
from diarium.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from archiver.coverage import Covered
    from diarium.snapshot_records import Snapshot
    from exporters.coverage import CoveredAccount
    from schedules.half_year import HalfYear

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(help=_("Show which accounts have their snapshot of a halvårsskifte."))
@click.option("--period", help=_("The half-year, as 2026-H1; else the last that fell due."))
@click.option("--html", type=FILE, help=_("Write a page with small pictures to this file."))
@json_option
@click.pass_obj
def coverage(place: Workplace, period: str | None, html: Path | None, as_json: bool) -> ExitCode:
    """Show or write how it stands; whether something is missing is the exit code."""
    half = _choose_period(place, period)
    covered = _read(place, half)
    if html:
        _write_page(place, half, covered, html)
    if as_json:
        print_json({"period": str(half), "accounts": [_describe(each, half) for each in covered]})
    elif html:
        click.echo(_("Written: {path}").format(path=html))
    else:
        _print(covered, half)
    return ExitCode.FOUND_WRONG if any(each.missing for each in covered) else ExitCode.OK


def _choose_period(place: Workplace, written: str | None) -> "HalfYear":
    from schedules.due import last_due

    half = read_period(written) or last_due(place.now, place.settings.lead_days)
    if half.start > place.now:
        raise UsageError(
            "{period} has not begun; a snapshot belongs to a half-year that has", period=half
        )
    return half


def _read(place: Workplace, half: "HalfYear") -> "list[Covered]":
    from archiver.coverage import read_coverage
    from diarium.database import reading

    with reading(place.engine) as session:
        return read_coverage(session, half, place.now)


def _print(covered: "Sequence[Covered]", half: "HalfYear") -> None:
    columns = (
        _("Account"), _("State"), _("Number"), _("Taken"), _("Beteckning"), _("Reason"),
        _("What to do"),
    )  # fmt: skip
    rows = (_row(each, half) for each in covered)
    print_table(columns, rows, _("No account should have a snapshot of {period}.").format(
        period=half
    ))  # fmt: skip


def _row(covered: "Covered", half: "HalfYear") -> tuple[object, ...]:
    found = covered.snapshot
    return (
        covered.account.account, _states()[covered.state], found.id if found else None,
        found.taken_at if found else None, found.beteckning if found else None,
        _tell_cause(found), _tell_advice(covered, half),
    )  # fmt: skip


def _states() -> dict[str, str]:
    return {
        "captured": _("captured"),
        "partial": _("in part"),
        "failed": _("failed"),
        "paused": _("paused"),
        "not-tried": _("not tried"),
    }


def _tell_cause(snapshot: "Snapshot | None") -> str:
    if snapshot is None:
        return ""
    late = _("late") if snapshot.late else ""
    return "; ".join(filter(None, (tell_cause(snapshot.reason), late)))


def _tell_advice(covered: "Covered", half: "HalfYear") -> str:
    found = covered.snapshot
    if found is None:
        return _("run archiver snapshot --due --period {period}").format(period=half)
    advice = [tell_advice(found.reason)] if covered.missing else []
    if covered.missing and any(each.role == "unaccepted" for each in found.files):
        advice.append(
            _("if its picture is right: archiver snapshot accept {number} --why …").format(
                number=found.id
            )
        )
    return "; ".join(filter(None, advice))


def _describe(covered: "Covered", half: "HalfYear") -> dict[str, object]:
    account, found = covered.account, covered.snapshot
    return {
        "account": account.account,
        "name": account.name,
        "namnd": account.namnd,
        "platform": account.platform,
        "url": account.url,
        "state": covered.state,
        "missing": covered.missing,
        "snapshot": found.id if found else None,
        "reason": found.reason if found else None,
        "cause": tell_cause(found.reason) if found else "",
        "advice": _tell_advice(covered, half),
        "taken_at": found.taken_at if found else None,
        "beteckning": found.beteckning if found else None,
        "late": found.late if found else None,
        "tries": covered.tries,
    }


def _write_page(
    place: Workplace, half: "HalfYear", covered: "Sequence[Covered]", path: Path
) -> None:
    from exporters.coverage import CoveragePage, render_coverage
    from exporters.published_file import publish_file

    with in_swedish():
        accounts = list(_show(place, half, covered))
    told = CoveragePage(kommun=place.settings.kommun, period=half, accounts=accounts, at=place.now)
    publish_file(path, render_coverage(told).encode())


def _show(
    place: Workplace, half: "HalfYear", covered: "Sequence[Covered]"
) -> "Iterator[CoveredAccount]":
    from diarium.database import reading
    from diarium.namnder import list_namnder
    from exporters.coverage import CoveredAccount

    with reading(place.engine) as session:
        namnder = {each.code: each.name for each in list_namnder(session)}
    for each in covered:
        account, found = each.account, each.snapshot
        yield CoveredAccount(
            account=account.account,
            name=account.name,
            platform=account.platform,
            namnd=namnder[account.namnd],
            url=account.url,
            state=each.state.value,
            reason=tell_cause(found.reason) if found else "",
            advice=_tell_advice(each, half),
            taken_at=found.taken_at if found else None,
            late=found.late if found else False,
            thumbnail=_thumbnail(place, found),
        )


def _thumbnail(place: Workplace, snapshot: "Snapshot | None") -> bytes | None:
    from archiver.pdf.thumbnail import read_thumbnail

    pictures = [each for each in snapshot.files if each.role == "pdfa"] if snapshot else []
    return read_thumbnail(place.files.path_of(pictures[0].sha256)) if pictures else None
