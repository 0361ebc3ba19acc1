"""The rules of the register: what is proposed about a message, and on which ground.

Pure: facts in, proposal out. The rules stand in order of precedence and the first that applies
decides. They propose; a person registers. Only a skip, a duplicate and an own post may stand by
rule alone, and each is listed with its ground so that it can be tried again.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from diarium.message_records import LIKELY_DUPLICATE, Channel, DecisionOutcome, Signal


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the rules need to know about a message.

    Attributes:
        duplicate_of: The message it repeats, if it surely does.
        likely_of: The message it repeats by all signs, though nothing proves it.
        own: The account itself wrote it.
        answers: For an own post, the beteckning of the registered message it answers.
        changes: The first message of the same id from the same source, if one is known.
        changes_registered: The beteckning by which what it changes is registered, if it is.
        channel: The kind of channel it came by.
        official: The account is marked as official.
        open: Anyone can read the forum.
        chronological: The forum shows what is written in order of time.
        signals: What its words point at.
        ours: It did not come by a page that is somebody else's, such as a politician's own.
    """

    duplicate_of: int | None
    likely_of: int | None
    own: bool
    answers: str | None
    changes: int | None
    changes_registered: str | None
    channel: Channel
    official: bool
    open: bool
    chronological: bool
    signals: frozenset[Signal]
    ours: bool = True


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed, by which rule and on which ground.

    Attributes:
        outcome: What to do.
        rule: Stable id of the rule.
        ground: The ground in Swedish, with its paragraph.
        forward: It should also be passed on to the body it concerns.
    """

    outcome: DecisionOutcome
    rule: str
    ground: str
    forward: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        id: Stable id, kept in every decision it makes.
        applies: Whether it decides about these facts.
        outcome: What it proposes.
        ground: The ground in Swedish with its paragraph; may name facts in braces.
        forward: It also proposes to pass the message on.
    """

    id: str
    applies: Callable[[Facts], bool]
    outcome: DecisionOutcome
    ground: str
    forward: bool = False


def _is_own(facts: Facts) -> bool:
    """Tell whether the account's own words may be decided by rule.

    What is posted in public holds no secret any more, but a private message may, and only what is
    not secret may be kept ordered instead of registered (OSL 5 kap. 1 § tredje stycket).
    """
    private = facts.channel in (Channel.DIRECT, Channel.MAIL)
    return facts.own and not (private and Signal.SECRET in facts.signals)


def _is_open_forum(facts: Facts) -> bool:
    """Tell whether it is a comment in an official, open forum in chronological order.

    There the rule is that nothing is registered, so what looks like kritik or a question is put
    before a person and proposed for nothing: words mislead, and a comment registered in haste
    stays in the register. Elsewhere kritik is proposed, for there every message is decided by a
    person all the same.
    """
    forum = facts.official and facts.open and facts.chronological
    return facts.channel is Channel.COMMENT and forum


def _is_changed(facts: Facts) -> bool:
    """Tell whether it is another wording of what is registered, or would be proposed twice.

    Whether the new wording is a handling of its own is for a person to say. What a person tries
    anyway, and what is kept ordered beside a first that is, goes by the other rules.
    """
    if facts.changes is None:
        return False
    otherwise = decide(replace(facts, changes=None)).outcome
    registered = facts.changes_registered is not None and otherwise is DecisionOutcome.SKIP
    return registered or otherwise is DecisionOutcome.PROPOSE


RULES = (
    Rule(
        "R10-duplicate",
        lambda facts: facts.duplicate_of is not None,
        DecisionOutcome.DUPLICATE,
        "Samma meddelande som nummer {duplicate_of}, redan intaget; en handling registreras en "
        "gång (OSL 5 kap. 1 § första stycket).",
    ),
    Rule(
        LIKELY_DUPLICATE,
        lambda facts: facts.likely_of is not None,
        DecisionOutcome.REVIEW,
        "Troligen samma meddelande som nummer {likely_of}, som togs in ur en annan källa: samma "
        "ord i samma ögonblick. En person avgör, för en handling registreras en gång (OSL 5 kap. "
        "1 § första stycket).",
    ),
    Rule(
        "R15-changed",
        _is_changed,
        DecisionOutcome.REVIEW,
        "Ändrad hos källan sedan den först togs in: en person prövar om den nya lydelsen är en "
        "handling för sig (TF 2 kap. 4 §, OSL 5 kap. 1 § första stycket).",
    ),
    Rule(
        "R20-own-reply",
        lambda facts: _is_own(facts) and facts.answers is not None,
        DecisionOutcome.PROPOSE,
        "Eget svar på den registrerade handlingen {answers}: utgående handling, upprättad när "
        "den skickades (TF 2 kap. 10 §, OSL 5 kap. 1 § första stycket).",
    ),
    Rule(
        "R21-own-post",
        _is_own,
        DecisionOutcome.SKIP,
        "Eget inlägg: upprättad handling (TF 2 kap. 10 §) utan sekretess som hålls ordnad så att "
        "det utan svårighet kan fastställas att den upprättats (OSL 5 kap. 1 § tredje stycket).",
    ),
    Rule(
        "R30-may-be-secret",
        lambda facts: Signal.SECRET in facts.signals,
        DecisionOutcome.REVIEW,
        "Kan innehålla uppgifter som omfattas av sekretess: en person prövar, och är det så ska "
        "handlingen registreras (OSL 5 kap. 1 § första och tredje styckena).",
    ),
    Rule(
        "R33-omvarld-threat",
        lambda facts: (
            facts.channel is Channel.OMVARLD
            and not facts.signals.isdisjoint((Signal.REMOVAL, Signal.THREAT))
        ),
        DecisionOutcome.REVIEW,
        "Kan vara hot eller annat brottsligt som har skrivits på annat håll: en person prövar, och "
        "den som misstänker något brottsligt griper in (policyn, Mediebevakning; OSL 5 kap. 1 §).",
    ),
    Rule(
        "R35-omvarld",
        lambda facts: facts.channel is Channel.OMVARLD,
        DecisionOutcome.SKIP,
        "Omvärldsbevakning: skrivet på annat håll och inte till myndigheten (policyn, "
        "Mediebevakning). Registreras inte av sig självt utan hålls ordnat (OSL 5 kap. 1 § tredje "
        "stycket); det som rör ett ärende registreras av en person.",
    ),
    Rule(
        "R40-removal-or-threat",
        lambda facts: not facts.signals.isdisjoint((Signal.REMOVAL, Signal.THREAT)),
        DecisionOutcome.REVIEW,
        "Kan vara hot eller annat som ska tas bort från anslagstavlan: en person prövar, och "
        "bevis och beslut går före borttagandet (lag 1998:112 5 §; policyn, Gallra olämpliga "
        "inlägg).",
    ),
    Rule(
        "R45-forum-kritik",
        lambda facts: (
            _is_open_forum(facts)
            and not facts.signals.isdisjoint((Signal.KRITIK, Signal.FAINT_KRITIK))
        ),
        DecisionOutcome.REVIEW,
        "Ser ut som saklig kritik i ett öppet forum: en person prövar om det är det, och saklig "
        "kritik ska diarieföras och föras vidare till rätt instans (policyn, Diarieför; OSL 5 "
        "kap. 1 § första stycket).",
        forward=True,
    ),
    Rule(
        "R46-forum-question",
        lambda facts: _is_open_forum(facts) and Signal.QUESTION in facts.signals,
        DecisionOutcome.REVIEW,
        "Ser ut som en fråga i ett öppet forum: frågor bör besvaras inom 48 timmar (policyn, Få "
        "ett tydligt uppdrag; förvaltningslagen 6 §), och en person prövar om den ska registreras "
        "(OSL 5 kap. 1 §).",
    ),
    Rule(
        "R50-kritik",
        lambda facts: Signal.KRITIK in facts.signals,
        DecisionOutcome.PROPOSE,
        "Saklig kritik ska diarieföras och föras vidare till rätt instans (policyn, Diarieför; "
        "OSL 5 kap. 1 § första stycket).",
        forward=True,
    ),
    Rule(
        "R55-not-our-page",
        lambda facts: not facts.ours,
        DecisionOutcome.REVIEW,
        "Skrivet på en sida som inte är kommunens, till den som har sidan: en person prövar om det "
        "gäller ett ärende eller en annan fråga som ankommer på myndigheten. Gör det så är det en "
        "allmän handling (TF 2 kap. 8 §), annars inte.",
    ),
    Rule(
        "R60-in-service",
        lambda facts: facts.channel in (Channel.DIRECT, Channel.MAIL),
        DecisionOutcome.PROPOSE,
        "Meddelande som tagits emot i tjänsten är allmän handling (policyn, Diarieför; TF 2 kap. "
        "4, 8 och 9 §§) och registreras så snart det kommit in (OSL 5 kap. 1 § första stycket).",
    ),
    Rule(
        "R70-open-forum",
        _is_open_forum,
        DecisionOutcome.SKIP,
        "Kommentar i ett öppet, officiellt forum i kronologisk ordning behöver inte diarieföras "
        "(policyn, Diarieför): den hålls ordnad (OSL 5 kap. 1 § tredje stycket).",
    ),
    Rule(
        "R90-anything-else",
        lambda facts: True,  # noqa: ARG005  a rule asks the facts; this one needs none of them
        DecisionOutcome.REVIEW,
        "Ingen regel avgör: en person prövar om handlingen ska registreras (OSL 5 kap. 1 §).",
    ),
)
"""The rules in order of precedence: the first that applies decides."""


def decide(facts: Facts) -> Proposal:
    """Return what is proposed about a message: the first rule that applies."""
    rule = next(rule for rule in RULES if rule.applies(facts))
    ground = rule.ground.format(
        duplicate_of=facts.duplicate_of, likely_of=facts.likely_of, answers=facts.answers
    )
    if facts.changes is not None and facts.duplicate_of is None:
        known_as = f", registrerat som {facts.changes_registered}" * bool(facts.changes_registered)
        ground += f" En annan lydelse av meddelande {facts.changes}{known_as}."
    return Proposal(rule.outcome, rule.id, ground, rule.forward)
