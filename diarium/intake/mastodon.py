"""What Mastodon's API and its archive have in common: statuses, their words and their files."""

from collections.abc import Iterable
from datetime import datetime

from diarium.intake.html_words import HTML_LIMIT, read_html
from diarium.message_records import Channel

SOURCE = "mastodon"
ONLY_ADDRESS = "Mastodon lämnade bara en adress till filen, och den hämtas inte"
_FILES = "media_attachments/"


def own_channel(*, direct: bool, answers: bool) -> Channel:
    """Return the channel of what the account itself wrote."""
    if direct:
        return Channel.DIRECT
    return Channel.COMMENT if answers else Channel.POST


def read_words(content: str, descriptions: Iterable[str], options: Iterable[str]) -> str:
    """Return what a status says: its words, its poll, and what its author says of its pictures."""
    lines = [read_html(content)]
    if choices := " / ".join(options):
        lines.append(f"[Omröstning: {choices}]")
    lines += [f"[Bildbeskrivning: {each}]" for each in descriptions]
    return "\n".join(filter(None, lines))


def is_cut(content: str) -> bool:
    """Tell whether a status is so long that not all of it is read."""
    return len(content) > HTML_LIMIT


def whole_second(moment: datetime | None) -> datetime | None:
    """Return a moment to the second, for the archive tells no more and the API does."""
    return moment.replace(microsecond=0) if moment else None


def file_of(address: str) -> str | None:
    """Return where a file lies on its server, by which the archive and the API both know it."""
    at = address.find(_FILES)
    return address[at:] if at >= 0 else None
