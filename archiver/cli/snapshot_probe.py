"""``archiver snapshot --probe``: a trial run that keeps nothing."""

from gettext import gettext as _
from typing import TYPE_CHECKING, Any

from archiver.cli.capture_report import exit_code_of, outcome_words, progress_bar, tell_forecast
from archiver.cli.output import print_json, print_table
from archiver.cli.reasons import tell_reason
from diarium.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from archiver.probe import Probed
    from archiver.snapshots import Archive


def probe(archive: "Archive", said: dict[str, Any], jobs: int, *, as_json: bool) -> ExitCode:
    """Try accounts, report them, and return the exit code of the worst.

    Raises:
        UsageError: Something was said that belongs to snapshots which are kept.
    """
    from archiver.probe import probe_accounts

    if said["due"] or said["period"] or said["reason"]:
        raise UsageError(
            "--probe keeps nothing, so it has no period and no reason; say it alone, or with "
            "--account and --jobs"
        )
    with progress_bar() as progress:
        probed = probe_accounts(archive, said["accounts"], jobs, progress, tell_forecast)
    if as_json:
        print_json(probed)
    else:
        _print(probed)
    return exit_code_of(each.outcome for each in probed)


def _print(probed: "list[Probed]") -> None:
    columns = (_("Account"), _("Outcome"), _("Reason"), _("Pages"), _("Address reached"))
    rows = (
        (
            each.account, outcome_words()[each.outcome], tell_reason(each.reason),
            each.pages or None, each.url_reached,
        )
        for each in probed
    )  # fmt: skip
    print_table(columns, rows, _("There is no open account."))
