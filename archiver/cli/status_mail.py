"""``archiver status --mail``: each person is mailed what is theirs to do."""

from gettext import gettext as _
from typing import TYPE_CHECKING

from archiver.cli.connection_words import connection_texts
from archiver.cli.output import print_json, print_table
from archiver.cli.workplace import Workplace
from diarium.errors import ExitCode
from diarium.roles import Act

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archiver.digests import Mailed
    from diarium.duties import Duty


def mail_duties(place: Workplace, duties: "Sequence[Duty]", *, as_json: bool) -> ExitCode:
    """Mail everybody what is theirs, and report; exit 4 when a mail failed, 1 without address."""
    from archiver.digests import Delivery, MailRoom

    by = place.authorize(Act.REMIND)
    for namnd in sorted({each.namnd for each in duties if each.namnd}):
        place.authorize(Act.REMIND, namnd)
    mailed = MailRoom(place.engine, place.settings, by).send(duties, place.now)
    if as_json:
        print_json(mailed)
    else:
        _print(mailed)
    ended = {each.delivery for each in mailed}
    if Delivery.FAILED in ended:
        return ExitCode.CAPTURE_FAILED
    return ExitCode.FOUND_WRONG if Delivery.UNADDRESSED in ended else ExitCode.OK


def _print(mailed: "Sequence[Mailed]") -> None:
    columns = (_("Recipient"), _("Address"), _("Duties"), _("Late"), _("Outcome"), _("What to do"))
    rows = (
        (
            each.recipient or _("The whole municipality"), each.address, each.duties, each.late,
            _outcome(each), _advice(each),
        )
        for each in mailed
    )  # fmt: skip
    print_table(columns, rows, _("Nothing is late, and nothing falls due: nobody is mailed."))


def _outcome(mailed: "Mailed") -> str:
    from archiver.digests import Delivery

    return {
        Delivery.SENT: _("sent"),
        Delivery.ALREADY: _("sent earlier today"),
        Delivery.UNADDRESSED: _("has no address"),
        Delivery.FAILED: _("not sent"),
    }[mailed.delivery]


def _advice(mailed: "Mailed") -> str:
    from archiver.digests import Delivery

    if mailed.delivery is Delivery.UNADDRESSED:
        return _("write the address under [mail.people] or [mail.namnder] in archiver.toml")
    return _texts().get(mailed.trouble, mailed.trouble) if mailed.trouble else ""


def _texts() -> dict[str, str]:
    return connection_texts() | {
        "private-address": _(
            "the address is private; open it by [mail] allow_private_addresses if it is yours"
        ),
        "not-encrypted": _(
            "the server does not encrypt; nothing goes in the clear but without a user, to an "
            "address of [mail] allow_private_addresses"
        ),
        "broken-answer": _("the server's answer makes no sense; check its name and port"),
        "answer-too-large": _("the server's answer makes no sense; check its name and port"),
        "password-refused": _("the server refuses the password; run archiver token keep SMTP"),
        "recipient-refused": _("the server knows no such address; check it in the settings"),
        "mail-refused": _("the server refuses the mail; ask those who run it why"),
        "asked-to-wait": _("the server asks us to wait; run again later"),
    }
