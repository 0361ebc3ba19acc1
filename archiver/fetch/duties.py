"""What is to be done about the live sources: a token to renew, a source that is not fetched."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from archiver.fetch_settings import SourceSettings
from archiver.settings import Settings
from archiver.tokens import TokenFacts, open_token
from diarium.accounts import list_accounts
from diarium.duties import DutyKind, Found
from diarium.errors import Error
from diarium.fetches import Standing, read_standings
from diarium.installation import read_installation
from schedules.clock import STOCKHOLM

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def find_fetch_duties(session: "Session", settings: Settings) -> Iterator[Found]:
    """Yield when each source is late to be fetched, and each token late to be renewed.

    A token that whoever works cannot open yields nothing: where nobody can, the fetch fails, and
    the source is late then.
    """
    standings = read_standings(session)
    accounts = {each.account: each.namnd for each in list_accounts(session)}
    installed = read_installation(session).at
    for source in settings.fetch.sources.values():
        namnd = source.namnd.upper() if source.namnd else accounts.get(source.account or "")
        yield _late_fetch(source, namnd, _last_done(standings, source, installed), settings)
        kept = _token_of(settings, source)
        if kept and kept.expires:
            yield _late_token(source, namnd, kept, kept.expires, settings)


def _last_done(
    standings: Mapping[str, Standing], source: SourceSettings, installed: datetime
) -> datetime:
    """Return from when the days without a fetch are counted."""
    known = standings.get(source.id)
    return (known.done_at or known.first_at) if known else installed


def _late_fetch(
    source: SourceSettings, namnd: str | None, since: datetime, settings: Settings
) -> Found:
    due = since + timedelta(days=settings.fetch.late_days)
    about = (namnd, source.id, None, source.account)
    return Found(DutyKind.FETCH, *about, since, due, f"archiver fetch {source.id}")


def _late_token(
    source: SourceSettings, namnd: str | None, kept: TokenFacts, expires: date, settings: Settings
) -> Found:
    first = expires - timedelta(days=settings.fetch.warn_days)
    due = datetime.combine(first, time.min, STOCKHOLM)
    about = (namnd, source.id, None, source.account)
    command = f"archiver token keep {source.id}"
    return Found(DutyKind.TOKEN, *about, min(kept.kept_at, due), due, command)


def _token_of(settings: Settings, source: SourceSettings) -> TokenFacts | None:
    try:
        kept = open_token(settings, source.id)
    except Error:
        return None
    return kept.facts if kept else None
