"""``archiver fetch``: what is new at the live sources of the settings."""

from collections.abc import Mapping, Sequence
from gettext import gettext as _
from typing import TYPE_CHECKING, Any

import click

from archiver.cli.output import json_option, print_json, print_table, printable, show
from archiver.cli.workplace import Workplace
from diarium.errors import ExitCode, UsageError
from diarium.roles import Act

if TYPE_CHECKING:
    from archiver.fetch.run import FetchReport
    from archiver.fetch_settings import SourceSettings
    from archiver.tokens import TokenFacts
    from diarium.fetches import Standing


@click.command(help=_("Fetch what is new from the live sources that the settings name."))
@click.argument("names", metavar="[ID…]", nargs=-1)
@click.option("--list", "listed", is_flag=True, help=_("List the sources and how it stands."))
@json_option
@click.pass_obj
def fetch(place: Workplace, names: tuple[str, ...], listed: bool, as_json: bool) -> int:
    """Fetch from some sources, or all; or list them."""
    place.authorize(Act.READ if listed else Act.INTAKE)
    known = place.settings.fetch.sources
    if not known:
        raise UsageError("the settings name no source to fetch from; see docs/fetch.md")
    sources = choose_sources(known, names)
    if listed:
        _list(place, sources, as_json=as_json)
        return ExitCode.OK
    return report_fetches(fetch_sources(place, sources), as_json=as_json)


def choose_sources(
    sources: Mapping[str, "SourceSettings"], names: Sequence[str]
) -> list["SourceSettings"]:
    """Return the sources of these names, or all of them.

    Raises:
        UsageError: There is none of a name.
    """
    for name in names:
        if name not in sources:
            raise UsageError(
                "there is no source {source} in the settings; there are: {known}",
                source=name,
                known=", ".join(sources),
            )
    return [sources[name] for name in dict.fromkeys(names or sources)]


def fetch_sources(place: Workplace, sources: Sequence["SourceSettings"]) -> list["FetchReport"]:
    """Fetch from some sources, and say what the files are that came.

    Raises:
        RefusedError: Whoever works may not take in messages there, or another run fetches now.
        StorageError: The disk is full, or the database cannot be reached.
    """
    from archiver.fetch.run import Fetching
    from archiver.file_formats import identify_new

    for source in sources:
        place.authorize(Act.INTAKE, source.namnd, account=source.account)
    fetching = Fetching(place.engine, place.files, place.settings, place.by)
    reports = [report for source in sources for report in fetching.fetch(source, place.now)]
    if any(report.taken for report in reports):
        identify_new(place.engine, place.files, place.by, place.now)
    return reports


def report_fetches(reports: Sequence["FetchReport"], *, as_json: bool) -> ExitCode:
    """Tell what came of fetches, and return the exit code."""
    if as_json:
        print_json([_plain(report) for report in reports])
    else:
        _print_reports(reports)
    return _exit_code(reports)


def _exit_code(reports: Sequence["FetchReport"]) -> ExitCode:
    """Return 4 when a source failed or is paused, 1 when something could not be read."""
    from diarium.fetches import FetchOutcome

    ended = {report.fetched.outcome for report in reports}
    if ended & {FetchOutcome.FAILED, FetchOutcome.PAUSED}:
        return ExitCode.CAPTURE_FAILED
    unread = any(report.unread for report in reports)
    broken = any(each.report.unreadable_count for report in reports for each in report.taken)
    return ExitCode.FOUND_WRONG if unread or broken else ExitCode.OK


def _plain(report: "FetchReport") -> dict[str, object]:
    return {
        "source": report.source,
        "outcome": report.fetched.outcome,
        "reason": report.fetched.reason,
        "wait_until": report.fetched.wait_until,
        "waited": report.waited,
        "pieces": report.pieces,
        "unread": [printable(str(path)) for path in report.unread],
        "batches": [
            {
                "batch": each.report.batch,
                "format": each.report.format,
                "resumed": each.resumed,
                "found": each.report.found,
                "new": each.report.new,
                "unreadable": each.report.unreadable_count,
            }
            for each in report.taken
        ],
    }


def _print_reports(reports: Sequence["FetchReport"]) -> None:
    from archiver.cli.fetch_words import outcome_name, tell_reason

    columns = [_("Source"), _("Outcome"), _("Fetched"), _("Batch"), _("Found"), _("New")]
    rows = (
        [
            report.source,
            outcome_name(report.fetched.outcome),
            report.pieces,
            ", ".join(str(each.report.batch) for each in report.taken),
            sum(each.report.found for each in report.taken),
            sum(each.report.new for each in report.taken),
            sum(each.report.unreadable_count for each in report.taken),
        ]
        for report in reports
    )
    print_table([*columns, _("Unreadable")], rows, "")
    for report in reports:
        ended = report.fetched
        if said := tell_reason(report.source, ended.outcome, ended.reason, ended.wait_until):
            click.echo(f"{report.source}: {said}")
        elif report.waited:
            line = _("{source}: is not asked again before {until}")
            click.echo(line.format(source=report.source, until=show(ended.wait_until)))
        for path in report.unread:
            line = _("{source}: {path} is none of the kinds that are taken in; it lies there still")
            click.echo(line.format(source=report.source, path=printable(str(path))))


def _list(place: Workplace, sources: Sequence["SourceSettings"], *, as_json: bool) -> None:
    told = [read_standing(place, source) for source in sources]
    if as_json:
        print_json(told)
        return
    from archiver.cli.fetch_words import outcome_name, tell_reason

    columns = [_("Source"), _("Kind"), _("Account"), _("Went well"), _("Tried"), _("Outcome")]
    rows = (
        [
            each["source"], each["kind"], each["account"] or each["namnd"], each["done_at"],
            each["last_at"], each["outcome"] and outcome_name(each["outcome"]), _expiry(each),
        ]
        for each in told
    )  # fmt: skip
    print_table([*columns, _("Token's last day")], rows, "")
    for each in told:
        reason = (each["source"], each["outcome"], each["reason"], each["wait_until"])
        if said := tell_reason(*reason):
            click.echo(f"{each['source']}: {said}")


def read_standing(place: Workplace, source: "SourceSettings") -> dict[str, Any]:
    """Return what may be told of a source: when it was fetched, what came of it, its token."""
    from diarium.database import reading
    from diarium.fetches import read_standings

    with reading(place.engine) as session:
        standing = read_standings(session).get(source.id)
    return {
        "source": source.id,
        "kind": source.kind,
        "account": source.account,
        "namnd": source.namnd,
        **_tried(standing),
        **_kept(place, source),
    }


def _tried(standing: "Standing | None") -> dict[str, Any]:
    last = standing.last if standing else None
    return {
        "done_at": standing.done_at if standing else None,
        "last_at": standing.last_at if standing else None,
        "outcome": last.outcome if last else None,
        "reason": last.reason if last else None,
        "wait_until": last.wait_until if last else None,
    }


def _kept(place: Workplace, source: "SourceSettings") -> dict[str, Any]:
    """Return what may be told of a source's token."""
    from archiver.tokens import open_token
    from diarium.errors import Error

    state, facts = "not-needed", None
    if source.takes_token:
        try:
            kept = open_token(place.settings, source.id)
        except Error:
            state = "unreadable"
        else:
            facts = kept.facts if kept else None
            state = _state(place, facts) if kept or source.wants_token else state
    return {"token": state, "token_expires": facts.expires if facts else None}


def _state(place: Workplace, facts: "TokenFacts | None") -> str:
    if facts is None:
        return "missing"
    return "expired" if facts.expired(place.now) else "kept"


def _expiry(told: dict[str, Any]) -> object:
    words = {
        "not-needed": _("none is needed"),
        "missing": _("none is kept"),
        "unreadable": _("cannot be opened"),
        "kept": _("is not known"),
    }
    return told["token_expires"] or words[told["token"]]
