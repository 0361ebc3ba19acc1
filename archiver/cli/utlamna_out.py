"""``archiver utlamna hand-out`` and ``refuse``: what is asked for goes out, or does not."""

from gettext import gettext as _
from typing import TYPE_CHECKING, Any

import click

from archiver.cli.moment import read_moment
from archiver.cli.output import json_option
from archiver.cli.utlamna_words import FILE, HOW, authorize_request, tell_request, when_option
from archiver.cli.workplace import Workplace
from diarium.errors import UsageError
from diarium.utlamnande_steps import How

if TYPE_CHECKING:
    from archiver.copies import MaskWish
    from diarium.utlamnande_steps import Utlamnande


@click.command(
    help=_(
        "Hand out a copy: the readable form and the files as they came, or a copy made anew with "
        "words masked. Without --output, note that a visitor was shown the handling."
    ),
)
@click.argument("number", metavar="NUMBER")
@click.option("--how", type=HOW, required=True, help=_("How it is handed out."))
@click.option("--output", metavar="FOLDER", type=FILE, help=_("The new folder for the copy."))
@click.option(
    "--mask", metavar="WORDS", multiple=True,
    help=_("Words to mask wherever they stand; may be repeated."),
)  # fmt: skip
@click.option(
    "--mask-personnummer/--keep-personnummer", "personnummer", default=None,
    help=_("In a masked copy mask every personnummer, as is done unless you keep them."),
)  # fmt: skip
@click.option(
    "--picture", "pictures", metavar="NAME", multiple=True,
    help=_("A picture that a masked copy may show; you have looked at it. May be repeated."),
)  # fmt: skip
@when_option
@json_option
@click.pass_obj
def hand_out(place: Workplace, /, number: str, as_json: bool, **said: Any) -> None:  # noqa: ANN401  options
    """Hand a copy out."""
    from archiver.disclosures import DisclosureWish, disclose
    from archiver.snapshots import Archive

    by, now = authorize_request(place, number), place.now
    wish = DisclosureWish(
        how=How(said["how"]), at=read_moment(said["when"]) or now, output=said["output"],
        mask=_read_mask(said),
    )  # fmt: skip
    done = disclose(Archive(place.settings, place.engine, place.files, by), number, wish, now)
    tell_request(done, as_json=as_json)


@click.command(
    help=_(
        "Note that a refusal was told, or write the myndighet's decision with how to appeal. Tell "
        "whoever is refused that a written decision can be had, and is needed to appeal."
    )
)
@click.argument("number", metavar="NUMBER")
@click.option("--told", type=HOW, help=_("How the refusal was told, without a written decision."))
@click.option("--decision-asked", is_flag=True, help=_("A written decision is asked for."))
@click.option(
    "--output", type=FILE, help=_("Write the decision to this file, .pdf (PDF/A) or .html.")
)
@click.option("--decider", metavar="NAME", help=_("Who decided for the nämnd, name and title."))
@click.option("--delegation", help=_("On which delegation it was decided."))
@click.option(
    "--arende",
    metavar="DNR",
    help=_("Register the decision here; else in the ärende of the request, or a new one."),
)
@when_option
@json_option
@click.pass_obj
def refuse(place: Workplace, /, number: str, as_json: bool, **said: Any) -> None:  # noqa: ANN401  options
    """Note a refusal, or write the decision."""
    _check_refusal(said)
    by, now = authorize_request(place, number), place.now
    at = read_moment(said["when"]) or now
    if said["output"] is not None:
        done = _decide(place, number, {**said, "at": at}, by)
    else:
        done = _refuse(place, number, {**said, "at": at}, by)
    tell_request(done, as_json=as_json)


def _read_mask(said: dict[str, Any]) -> "MaskWish | None":
    """Return what is to be masked, if anything is said of that."""
    from archiver.copies import MaskWish

    words, keep, pictures = said["mask"], said["personnummer"] is False, said["pictures"]
    if not words and not pictures and said["personnummer"] is None:
        return None
    return MaskWish(words=words, personnummer=not keep, pictures=pictures)


def _check_refusal(said: dict[str, Any]) -> None:
    """Refuse options that cannot be meant together."""
    written = said["output"] is not None
    of_decision = [name for name in ("decider", "delegation", "arende") if said[name] is not None]
    if written and (said["told"] or said["decision_asked"]):
        raise UsageError("--output writes the decision; leave --told and --decision-asked out")
    if written and said["decider"] is None:
        raise UsageError("say by --decider who decided for the nämnd, name and title")
    if not written and of_decision:
        raise UsageError("say by --output where the decision is to be written")
    if not written and not said["told"] and not said["decision_asked"]:
        raise UsageError(
            "say by --told how the refusal was told, by --decision-asked that a written decision "
            "is asked for, or by --output where to write it"
        )


def _refuse(place: Workplace, number: str, said: dict[str, Any], by: str) -> "Utlamnande":
    """Note that a refusal was told, or that a written decision is asked for."""
    from diarium.database import writing
    from diarium.utlamnande import ask_decision, tell_refusal
    from diarium.utlamnande_steps import Telling

    with writing(place.engine) as session:
        if said["told"] is None:
            return ask_decision(session, number, said["at"], by, place.now)
        told = Telling(how=How(said["told"]), at=said["at"], decision_asked=said["decision_asked"])
        return tell_refusal(session, number, told, by, place.now)


def _decide(place: Workplace, number: str, said: dict[str, Any], by: str) -> "Utlamnande":
    """Write the decision to a file and register it."""
    from archiver.refusals import RefusalWish, write_decision
    from archiver.snapshots import Archive

    wish = RefusalWish(
        output=said["output"], decider=said["decider"], delegation=said["delegation"],
        arende=said["arende"], at=said["at"],
    )  # fmt: skip
    archive = Archive(place.settings, place.engine, place.files, by)
    return write_decision(archive, number, wish, place.now)
