"""``archiver feeds``: what others write of the municipality elsewhere, found by feeds and tags."""

from collections.abc import Sequence
from datetime import timedelta
from gettext import gettext as _
from typing import TYPE_CHECKING, Any

import click

from archiver.cli.fetch import choose_sources, fetch_sources, read_standing, report_fetches
from archiver.cli.output import json_option, print_json, print_table, printable, show
from archiver.cli.row_number import ROW_NUMBER
from archiver.cli.workplace import Workplace
from diarium.errors import UsageError
from diarium.roles import Act

if TYPE_CHECKING:
    from archiver.fetch_settings import SourceSettings
    from diarium.omvarld import Mention, Passed

SHOWN = 500
"""How many mentions a table shows."""
SUMMARY = 60
"""How many characters of a text a list shows."""


@click.group(help=_("What others write of the municipality elsewhere: feeds and tags."))
def feeds() -> None:
    """Hold the commands about the mediebevakning."""


@feeds.command("list", help=_("List the feeds and tags of the settings, and how it stands."))
@json_option
@click.pass_obj
def list_(place: Workplace, as_json: bool) -> None:
    """List the sources."""
    place.authorize(Act.READ)
    told = [read_standing(place, each) | _watched(each) for each in _watching(place)]
    if as_json:
        print_json(told)
    else:
        _print_sources(told)


@feeds.command(help=_("Fetch what is new in the feeds and tags, or in some of them."))
@click.argument("names", metavar="[ID…]", nargs=-1)
@json_option
@click.pass_obj
def poll(place: Workplace, names: tuple[str, ...], as_json: bool) -> int:
    """Fetch from the sources, each no sooner than it may be asked."""
    place.authorize(Act.INTAKE)
    known = {each.id: each for each in _watching(place)}
    reports = fetch_sources(place, choose_sources(known, names))
    return report_fetches(reports, as_json=as_json)


@feeds.command(help=_("List what the feeds and tags brought, the oldest first."))
@click.option("--namnd", help=_("Only those of the nämnd with this code."))
@click.option("--negative", is_flag=True, help=_("Only those whose words are a negative sign."))
@click.option("--from", "first", metavar="DAY", help=_("Made available on this day or later."))
@click.option("--to", "last", metavar="DAY", help=_("Made available on this day or earlier."))
@json_option
@click.pass_obj
def mentions(place: Workplace, /, as_json: bool, **chosen: Any) -> None:  # noqa: ANN401  options
    """List mentions."""
    place.authorize(Act.READ, chosen["namnd"])
    works_for = place.user.works_for
    found = [each for each in _read_mentions(place, **chosen) if works_for(each.message.namnd)]
    if as_json:
        print_json([_plain(each) for each in found])
    else:
        _print_mentions(found)


@feeds.command(
    help=_(
        "Note that a mention was passed on, by itself to the kommunikationschef of the settings. "
        "Nothing is sent, and nothing is registered."
    )
)
@click.argument("message", metavar="ID", type=ROW_NUMBER)
@click.option("--to", metavar="WHO", help=_("Who got it; else the kommunikationschef."))
@click.option("--note", help=_("What was said with it."))
@click.option(
    "--sent", metavar="MOMENT", help=_("When it was passed on, as 2026-07-01T09:30; else now.")
)
@json_option
@click.pass_obj
def forward(place: Workplace, /, message: int, as_json: bool, **said: Any) -> None:  # noqa: ANN401  options
    """Note that a mention was passed on."""
    place.authorize(Act.FORWARD, message=message)
    passed = _pass_on(place, message, said)
    if as_json:
        print_json(passed)
        return
    line = _("Message {id} is passed on to {recipient}, {when}.")
    when = show(passed.forwarded_at)
    click.echo(line.format(id=passed.message, recipient=printable(passed.recipient), when=when))


def _watching(place: Workplace) -> list["SourceSettings"]:
    found = [each for each in place.settings.fetch.sources.values() if each.watches]
    if not found:
        raise UsageError("the settings name no feed and no tag; see docs/feeds.md")
    return found


def _watched(source: "SourceSettings") -> dict[str, object]:
    """Return what is watched; what follows a question mark in an address may be a key."""
    address = source.url.partition("?")[0] or f"{source.server} #{source.tag}"
    return {"watches": address, "minutes": source.minutes}


def _print_sources(told: Sequence[dict[str, Any]]) -> None:
    from archiver.cli.fetch_words import outcome_name, tell_reason

    columns = [_("Source"), _("Watches"), _("Nämnd"), _("Went well"), _("Tried"), _("Outcome")]
    rows = (
        [
            each["source"], each["watches"], each["namnd"], each["done_at"], each["last_at"],
            each["outcome"] and outcome_name(each["outcome"]), each["wait_until"],
        ]
        for each in told
    )  # fmt: skip
    print_table([*columns, _("Not before")], rows, "")
    for each in told:
        reason = (each["source"], each["outcome"], each["reason"], each["wait_until"])
        if said := tell_reason(*reason):
            click.echo(f"{each['source']}: {said}")


def _read_mentions(
    place: Workplace, namnd: str | None, negative: bool, first: str | None, last: str | None
) -> list["Mention"]:
    from archiver.cli.days import read_day, start_of
    from diarium.database import reading
    from diarium.namnder import read_namnd
    from diarium.omvarld import list_mentions

    since = start_of(read_day(first)) if first else None
    until = start_of(read_day(last) + timedelta(days=1)) if last else None
    with reading(place.engine) as session:
        code = read_namnd(session, namnd).code if namnd else None
        found = list_mentions(session, code, since, until)
    return [each for each in found if each.negative or not negative]


def _plain(mention: "Mention") -> dict[str, object]:
    return {"message": mention.message, "negative": mention.negative, "passed": mention.passed}


def _print_mentions(found: Sequence["Mention"]) -> None:
    from archiver.cli.inbox_words import outcome_name

    columns = [_("No"), _("Made available"), _("Where"), _("Sender"), _("What it says")]
    rows = (
        [
            each.message.id,
            each.message.made_available_at,
            _where(each),
            each.message.sender_name or each.message.sender_address,
            _summary(each),
            _signs(each),
            outcome_name(each.message.decision.outcome),
            ", ".join(passed.recipient for passed in each.passed),
        ]
        for each in found[-SHOWN:]
    )
    more = [_("Signs"), _("Decision"), _("Passed on to")]
    print_table([*columns, *more], rows, _("Nothing has been found."))
    if (older := len(found) - SHOWN) > 0:
        line = _("{count} older are not shown; narrow by --from or --negative, or use --json")
        click.echo(line.format(count=older))


def _where(mention: "Mention") -> str:
    """Return the host that it was written at, or the kind of source."""
    from urllib.parse import urlsplit

    try:
        host = urlsplit(mention.message.permalink or "").hostname
    except ValueError:
        host = None
    return host or mention.message.source


def _summary(mention: "Mention") -> str:
    if mention.message.gallrad:
        return _("(gallrat)")
    words = " ".join((mention.message.subject or mention.message.text).split())
    return words if len(words) <= SUMMARY else words[: SUMMARY - 1] + "…"


def _signs(mention: "Mention") -> str:
    from archiver.cli.inbox_words import signal_name

    found = dict.fromkeys(each.signal for each in mention.message.signals)
    return ", ".join(signal_name(each) for each in found)


def _pass_on(place: Workplace, message: int, said: dict[str, Any]) -> "Passed":
    from archiver.cli.moment import read_moment
    from diarium.database import writing
    from diarium.forwards import Passing
    from diarium.omvarld import record_passing

    to = said["to"] if said["to"] is not None else place.settings.policy.kommunikationschef
    if to is None:
        raise UsageError(
            "say with --to who got it, or write kommunikationschef in [policy] of the settings"
        )
    now = place.now
    passing = Passing(to=to, sent=read_moment(said["sent"]) or now, note=said["note"])
    with writing(place.engine) as session:
        return record_passing(session, message, passing, place.by, now)
