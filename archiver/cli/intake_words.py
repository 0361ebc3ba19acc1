"""What an intake's codes are called on the screen, and where in a delivery something stands."""

from collections.abc import Iterator, Sequence
from gettext import gettext as _
from gettext import ngettext
from itertools import groupby

from diarium.intake.kinds import Format
from diarium.intake.raw import Omission, Reason, Unreadable
from diarium.intake.tally import Spot

_TABLES = (Format.TABLE, Format.YOUTUBE_CSV, Format.LINKEDIN)


def format_name(written: str) -> str:
    """Return a kind of export, in words."""
    return {
        Format.JSON_LINES: _("JSON Lines"),
        Format.EML: _("e-mail (.eml)"),
        Format.MBOX: _("mailbox (mbox)"),
        Format.MAILDIR: _("mailbox (Maildir)"),
        Format.META_EXPORT: _("export from Facebook or Instagram"),
        Format.META_ENCRYPTED: _("export of encrypted conversations from Messenger"),
        Format.META_WEBHOOK: _("webhooks from Meta"),
        Format.X_ARCHIVE: _("archive from X"),
        Format.YOUTUBE_CSV: _("comments from YouTube (CSV)"),
        Format.YOUTUBE_API: _("comments from YouTube (Data API)"),
        Format.LINKEDIN: _("export from LinkedIn"),
        Format.MASTODON_API: _("answers from Mastodon"),
        Format.MASTODON_ARCHIVE: _("archive from Mastodon"),
        Format.WXR: _("comments from WordPress"),
        Format.MEDIAWIKI: _("discussion pages from MediaWiki"),
        Format.RSS: _("feed (RSS)"),
        Format.ATOM: _("feed (Atom)"),
        Format.JSON_FEED: _("feed (JSON Feed)"),
        Format.MASTODON_TAG: _("posts of a tag on Mastodon"),
        Format.TABLE: _("table"),
    }[Format(written)]


def omission_name(why: Omission) -> str:
    """Return why a piece is no message that was sent, in words."""
    return {
        Omission.DRAFT: _("drafts"),
        Omission.EVENT: _("events without words"),
        Omission.REACTION: _("reactions and receipts"),
        Omission.HIDDEN: _("hidden"),
        Omission.OTHERS: _("by others, and not to the account"),
        Omission.SPAM: _("marked as spam at the source"),
    }[why]


def deletion_lines(kind: str, name: str, unknown: Sequence[Spot]) -> Iterator[str]:
    """Yield which notes delete what has not been taken in; neighbours in one line.

    Args:
        kind: The kind of export.
        name: What was handed in is called; it stands for a file that is alone.
        unknown: Where the notes stand.
    """
    neighbours = groupby(enumerate(unknown), lambda each: (each[1].place - each[0], each[1].file))
    for (_offset, file), group in neighbours:
        places = [spot.place for _position, spot in group]
        yield _("{place}: it deletes a message that has not been taken in").format(
            place=_place(kind, file or name, places)
        )


def unreadable_lines(kind: str, name: str, pieces: Sequence[Unreadable]) -> Iterator[str]:
    """Yield where files cannot be read, and why; neighbours with the same fault in one line.

    Args:
        kind: The kind of export.
        name: What was handed in is called; it stands for a file that is alone.
        pieces: What cannot be read.
    """
    groups = groupby(
        enumerate(pieces),
        lambda each: (each[1].place - each[0], each[1].file, each[1].reason, each[1].field),
    )
    for (_offset, file, reason, field), group in groups:
        places = [piece.place for _position, piece in group]
        why = _reason(reason).format(field=field)
        yield _("{place}: {reason}").format(place=_place(kind, file or name, places), reason=why)


def _place(kind: str, file: str, places: Sequence[int]) -> str:
    first, last = places[0], places[-1]
    if last == 0:
        return file
    if kind == Format.JSON_LINES:
        text = ngettext("{file}, line {first}", "{file}, lines {first}–{last}", len(places))
    elif kind in _TABLES:
        text = ngettext("{file}, row {first}", "{file}, rows {first}–{last}", len(places))
    else:
        text = ngettext("{file}, message {first}", "{file}, messages {first}–{last}", len(places))
    return text.format(file=file, first=first, last=last)


def _reason(reason: Reason) -> str:
    return {
        Reason.NOT_UTF8: _("it is not UTF-8; save the file as UTF-8"),
        Reason.NOT_JSON: _("it is not JSON, or it is cut off"),
        Reason.NOT_OBJECT: _("it is JSON but not an object"),
        Reason.REPEATED_KEY: _("it gives the same field twice"),
        Reason.TOO_LONG: _("it is too large (see docs/jsonl.md); give attachments by path"),
        Reason.TOO_DEEP: _("it is nested too deeply"),
        Reason.TOO_COMPLEX: _("it has too many parts or values"),
        Reason.FIELD_MISSING: _("the field {field} is missing"),
        Reason.FIELD_WRONG: _("the field {field} does not hold what it should"),
        Reason.TIME_WRONG: _(
            "{field} is not a time as it must be written, like 2026-06-30T14:05:00+02:00 (in a "
            "table: as its mapping says)"
        ),
        Reason.TIME_IMPOSSIBLE: _("{field} lies before 1990 or after tomorrow"),
        Reason.NOT_MAIL: _("it is not an e-mail"),
        Reason.ACCOUNT_UNKNOWN: _("it names an account that is not in the förteckning"),
        Reason.NAMND_UNKNOWN: _("it names no account; add --account or --namnd"),
        Reason.FILE_MISSING: _("the file is named but was not handed in"),
        Reason.NOT_A_FILE: _("it is a link or a device, no file; it is not kept"),
        Reason.UNSAFE_PATH: _("its path leads out of the folder; it is not kept"),
        Reason.ENCRYPTED: _("it is encrypted; unpack it with its password and hand in the folder"),
        Reason.DAMAGED: _("it is damaged or cut off; download it again"),
        Reason.UNKNOWN_COMPRESSION: _("it is packed in an unknown way; unpack it and hand it in"),
        Reason.NESTED_ZIP: _("it is a zip in a zip; unpack it and hand it in by itself"),
        Reason.NOT_TABLE: _("it is no row of the table"),
        Reason.PARTIAL: _("the export says itself that it is a part; order all of it"),
        Reason.UNKNOWN_KIND: _("it is of a kind that is not known ({field})"),
        Reason.NOT_XML: _("it is not XML, or it is cut off"),
        Reason.DOCTYPE: _("it brings a document type of its own, which is not read"),
    }[reason]
