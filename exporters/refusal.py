"""The written decision by which a nämnd refuses to hand a handling out, with how to appeal.

OSL 6 kap. 3 § demands the myndighet's written decision before a refusal can be appealed; 7 and
8 §§ let whoever asked appeal to kammarrätten. Förvaltningslagen says what a decision holds (31 and
32 §§), that whoever gets it is told how to appeal (33 §), and how that is done (43 and 44 §§). It
is a record and therefore always in Swedish.
"""

from dataclasses import dataclass
from datetime import datetime

from exporters.page_templates import print_templates
from schedules.clock import STOCKHOLM


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalFacts:
    """What the decision tells.

    Attributes:
        kommun: The municipality.
        namnd: The nämnd's name.
        number: What the request is called, such as ``KS-U3``.
        dnr: The diarienummer that the decision is registered under, where it is known.
        asked: What was asked for, in words.
        received: When the request came.
        requester: Who asked, if the person chose to say.
        handlingar: The beteckningar of what is refused; none where nothing could be found.
        partly: The rest was handed out, with words masked.
        provision: The provision.
        ground: The ground, in words.
        decided: When it was decided.
        decider: Name and title of who decided.
        delegation: On which delegation, if on one.
        court: The kammarrätt that tries an appeal.
        address: Where the appeal is handed in, if the settings say.
    """

    kommun: str
    namnd: str
    number: str
    dnr: str | None
    asked: str
    received: datetime
    requester: str | None
    handlingar: tuple[str, ...]
    partly: bool
    provision: str
    ground: str
    decided: datetime
    decider: str
    delegation: str | None
    court: str
    address: str | None


def render_refusal(facts: RefusalFacts) -> str:
    """Return the decision as an HTML document that holds all that it shows."""
    return (
        print_templates()
        .get_template("refusal.html")
        .render(
            facts=facts,
            court=facts.court,
            received=_day(facts.received),
            decided=_day(facts.decided),
            handlingar=_list(facts.handlingar),
            several=len(facts.handlingar) > 1,
        )
    )


def title_of(facts: RefusalFacts) -> str:
    """Return what the document is called."""
    return f"Beslut om begäran {facts.number}, {facts.namnd}"


def _day(moment: datetime) -> str:
    return moment.astimezone(STOCKHOLM).strftime("%Y-%m-%d")


def _list(names: tuple[str, ...]) -> str:
    """Return names as they stand in a sentence: ``a, b och c``."""
    return " och ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
