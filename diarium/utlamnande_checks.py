"""What a request for a handling must hold before a step of it is noted."""

from collections.abc import Collection, Iterable

from diarium.arende_records import Handling
from diarium.errors import RefusedError
from diarium.plain_text import clean_line
from diarium.provisions import check_provision
from diarium.utlamnande_steps import Examination, Outcome, StepKind, Utlamnande, may_follow


def refuse_marked_since(request: Utlamnande, asked: Iterable[Handling]) -> None:
    """Refuse to hand out whole what is marked secret without a word of why.

    Raises:
        RefusedError: A handling was marked after the request was examined.
    """
    examined = request.examined
    if examined is None or examined.outcome is not Outcome.FULL or examined.despite_marking:
        return
    marked = next((each for each in asked if each.sekretess), None)
    if marked is not None:
        raise RefusedError(
            "{beteckning} was marked secret after {number} was examined; examine it again",
            beteckning=marked.beteckning,
            number=request.number,
        )


def refuse_foreign(what: str, owner: str, namnd: str) -> None:
    """Refuse what is another nämnd's: each is a myndighet of its own (TF 2 kap. 17 §).

    Raises:
        RefusedError: It is.
    """
    if owner != namnd:
        raise RefusedError(
            "{what} is {owner}'s and the request is {namnd}'s; each nämnd is asked for its own",
            what=what,
            owner=owner,
            namnd=namnd,
        )


def check_grounds(found: Examination) -> tuple[str | None, str | None]:
    """Return provision and ground; to mask or refuse without them is refused.

    Raises:
        UsageError: Either is missing, or the provision names no paragraph.
    """
    partly = found.outcome is not Outcome.FULL
    provision = clean_line("--provision", found.provision or "", optional=not partly)
    ground = clean_line("--ground", found.ground or "", optional=not partly)
    return check_provision(provision) if provision else None, ground or None


def refuse_unclear(
    request: Utlamnande, outcome: Outcome, asked: Collection[Handling], despite: str | None
) -> None:
    """Refuse to hand out nothing, and what is marked secret without a word of why.

    Raises:
        RefusedError: No handling is named, one is gallrad, or one is marked and is to be handed
            out whole.
    """
    if outcome is Outcome.REFUSED:
        return
    if not asked:
        raise RefusedError(
            "{number} names no handling yet; say by --handling which it is about",
            number=request.number,
        )
    for each in asked:
        refuse_gallrad(each)
    marked = next((each for each in asked if each.sekretess), None)
    if outcome is Outcome.FULL and marked and marked.sekretess and not despite:
        raise RefusedError(
            "{beteckning} is marked secret by {provision}; say by --despite-marking why it is "
            "handed out whole",
            beteckning=marked.beteckning,
            provision=marked.sekretess.provision,
        )


def refuse_gallrad(handling: Handling) -> None:
    """Refuse to hand out what is no longer there.

    Raises:
        RefusedError: It is gallrad.
    """
    if handling.gallrad is not None:
        raise RefusedError(
            "{beteckning} is gallrad by the decision {decision}; only its entry in the register is "
            "left",
            beteckning=handling.beteckning,
            decision=handling.gallrad.decision,
        )


def refuse_step(request: Utlamnande, kind: StepKind) -> None:
    """Refuse a step that cannot follow what was done before.

    Raises:
        RefusedError: It cannot.
    """
    if kind not in may_follow(request):
        raise RefusedError(
            "that cannot follow what was done about {number}; archiver utlamna show {number} tells "
            "what was",
            number=request.number,
        )
