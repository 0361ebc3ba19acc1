from itertools import chain, combinations, product

import pytest

from diarium.message_records import Channel, DecisionOutcome, Signal
from diarium.rules import RULES, Facts, Proposal, decide

PROPOSE, REVIEW = DecisionOutcome.PROPOSE, DecisionOutcome.REVIEW
SKIP, DUPLICATE = DecisionOutcome.SKIP, DecisionOutcome.DUPLICATE
SIGNAL_SETS = [
    frozenset(chosen)
    for chosen in chain.from_iterable(combinations(Signal, n) for n in range(len(Signal) + 1))
]
EVERY = [
    Facts(
        duplicate_of=duplicate, likely_of=likely, own=own, answers=answers, channel=channel,
        changes=changes, changes_registered=known_as,
        official=official, open=is_open, chronological=chronological, signals=signals,
    )
    for duplicate, likely, own, answers, (changes, known_as), channel, official, is_open,
        chronological, signals in product(
        (None, 7), (None, 5), (False, True), (None, "KS/2026:17-1"),
        ((None, None), (4, None), (4, "KS/2026:9-1")), Channel,
        (False, True), (False, True), (False, True), SIGNAL_SETS,
    )
]  # fmt: skip


def plain(**known: object) -> Facts:
    facts: dict[str, object] = {
        "duplicate_of": None, "likely_of": None, "own": False, "answers": None,
        "channel": Channel.POST, "changes": None, "changes_registered": None,
        "official": False, "open": False, "chronological": False, "signals": frozenset(),
    }  # fmt: skip
    return Facts(**{**facts, **known})  # type: ignore[arg-type]


NOT_OURS = plain(ours=False)


def expected(facts: Facts) -> tuple[DecisionOutcome, str, bool]:
    """The table of the policy and the law, told apart from the rules under test."""
    forum = (facts.channel, facts.official, facts.open, facts.chronological)
    is_forum = forum == ("comment", True, True, True)
    own = facts.own and not ("secret" in facts.signals and facts.channel in ("direct", "mail"))
    table = [
        (facts.duplicate_of is not None, (DUPLICATE, "R10-duplicate", False)),
        (facts.likely_of is not None, (REVIEW, "R12-likely-duplicate", False)),
        (own and facts.answers is not None, (PROPOSE, "R20-own-reply", False)),
        (own, (SKIP, "R21-own-post", False)),
        ("secret" in facts.signals, (REVIEW, "R30-may-be-secret", False)),
        (facts.channel == "omvarld" and bool({"removal", "threat"} & facts.signals),
         (REVIEW, "R33-omvarld-threat", False)),
        (facts.channel == "omvarld", (SKIP, "R35-omvarld", False)),
        (bool({"removal", "threat"} & facts.signals), (REVIEW, "R40-removal-or-threat", False)),
        (is_forum and bool({"kritik", "faint-kritik"} & facts.signals),
         (REVIEW, "R45-forum-kritik", True)),
        (is_forum and "question" in facts.signals, (REVIEW, "R46-forum-question", False)),
        ("kritik" in facts.signals, (PROPOSE, "R50-kritik", True)),
        (not facts.ours, (REVIEW, "R55-not-our-page", False)),
        (facts.channel in ("direct", "mail"), (PROPOSE, "R60-in-service", False)),
        (is_forum, (SKIP, "R70-open-forum", False)),
    ]  # fmt: skip
    table.append((True, (REVIEW, "R90-anything-else", False)))
    result = next(result for applies, result in table if applies)
    counts = result[0] is PROPOSE or (result[0] is SKIP and facts.changes_registered)
    return (REVIEW, "R15-changed", False) if facts.changes and counts else result


def test_every_combination_of_facts_is_decided_by_the_first_rule_that_applies() -> None:
    assert len(EVERY) == 2 * 2 * 2 * 2 * 3 * 6 * 8 * 64
    for facts in EVERY:
        proposal = decide(facts)
        found = (proposal.outcome, proposal.rule, proposal.forward)
        assert found == expected(facts), facts


def test_what_stands_on_a_page_that_is_not_ours_is_put_before_a_person_but_for_kritik() -> None:
    for channel, signals in product(Channel, SIGNAL_SETS):
        facts = plain(ours=False, channel=channel, signals=signals)
        proposal = decide(facts)
        assert (proposal.outcome, proposal.rule, proposal.forward) == expected(facts), facts
    assert decide(plain(ours=False, channel=Channel.DIRECT)).rule == "R55-not-our-page"


@pytest.mark.parametrize("channel", ["direct", "mail"])
def test_an_own_private_message_that_may_be_secret_is_put_before_a_person(channel: str) -> None:
    private = {"own": True, "channel": Channel(channel), "signals": frozenset({Signal.SECRET})}
    assert decide(plain(**private)).rule == "R30-may-be-secret"
    assert decide(plain(**private, answers="KS/2026:17-1")).rule == "R30-may-be-secret"
    assert decide(plain(**{**private, "channel": Channel.POST})).rule == "R21-own-post"


def test_every_rule_decides_something_and_has_its_own_id() -> None:
    deciding = {decide(facts).rule for facts in (*EVERY, NOT_OURS)}
    assert deciding == {rule.id for rule in RULES}
    assert len(deciding) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_ground_names_its_paragraph(rule: object) -> None:
    every = (*EVERY, NOT_OURS)
    facts = next(facts for facts in every if decide(facts).rule == getattr(rule, "id", None))
    ground = decide(facts).ground
    assert "§" in ground
    assert "{" not in ground


def test_no_message_that_may_be_secret_or_criminal_is_skipped_or_registered_by_rule() -> None:
    for facts in EVERY:
        if facts.signals & {Signal.SECRET, Signal.THREAT, Signal.REMOVAL}:
            outcome = decide(facts).outcome
            assert outcome is REVIEW or facts.own or facts.duplicate_of


@pytest.mark.parametrize("closed", ["official", "open", "chronological"])
def test_a_comment_is_skipped_only_while_the_forum_is_official_open_and_chronological(
    closed: str,
) -> None:
    forum = {"official": True, "open": True, "chronological": True}
    assert decide(plain(channel=Channel.COMMENT, **forum)).outcome is SKIP
    assert decide(plain(channel=Channel.COMMENT, **{**forum, closed: False})).outcome is REVIEW


def test_what_others_write_elsewhere_is_never_proposed() -> None:
    for facts in EVERY:
        if facts.channel is Channel.OMVARLD and not facts.own:
            assert decide(facts).outcome is not PROPOSE
    kritik = {"channel": Channel.OMVARLD, "signals": frozenset({Signal.KRITIK})}
    assert decide(plain(**kritik)).outcome is SKIP
    known = {**kritik, "changes": 4, "changes_registered": "KS/2026:9-1"}
    assert decide(plain(**known)).rule == "R15-changed"


def test_grounds_name_what_is_repeated_and_what_is_answered() -> None:
    assert "nummer 7" in decide(plain(duplicate_of=7)).ground
    assert "nummer 5" in decide(plain(likely_of=5)).ground
    assert "KS/2026:17-1" in decide(plain(own=True, answers="KS/2026:17-1")).ground


def test_what_is_proposed_or_registered_is_not_proposed_again_in_another_wording() -> None:
    plain_question = {"channel": Channel.DIRECT, "changes": 4}
    proposal = decide(plain(**plain_question))
    assert (proposal.outcome, proposal.rule) == (REVIEW, "R15-changed")
    assert "En annan lydelse av meddelande 4." in proposal.ground
    known = decide(plain(**plain_question, changes_registered="KS/2026:9-1"))
    assert "meddelande 4, registrerat som KS/2026:9-1" in known.ground
    secret = decide(plain(changes=4, signals=frozenset({Signal.SECRET})))
    assert secret.rule == "R30-may-be-secret"
    assert "En annan lydelse av meddelande 4." in secret.ground


def test_kritik_is_registered_and_passed_on() -> None:
    proposal = decide(plain(signals=frozenset({Signal.KRITIK})))
    assert isinstance(proposal, Proposal)
    assert (proposal.outcome, proposal.forward) == (PROPOSE, True)


FORUM = {"channel": Channel.COMMENT, "official": True, "open": True, "chronological": True}


@pytest.mark.parametrize(
    ("signal", "rule"),
    [
        (Signal.SECRET, "R30-may-be-secret"),
        (Signal.THREAT, "R40-removal-or-threat"),
        (Signal.REMOVAL, "R40-removal-or-threat"),
        (Signal.KRITIK, "R45-forum-kritik"),
        (Signal.FAINT_KRITIK, "R45-forum-kritik"),
        (Signal.QUESTION, "R46-forum-question"),
    ],
)
def test_no_comment_in_an_open_forum_with_a_signal_is_skipped_or_proposed(
    signal: Signal, rule: str
) -> None:
    proposal = decide(plain(**FORUM, signals=frozenset({signal})))
    assert (proposal.outcome, proposal.rule) == (REVIEW, rule)


def test_faint_signs_propose_no_kritik_outside_an_open_forum() -> None:
    faint = frozenset({Signal.FAINT_KRITIK})
    assert decide(plain(channel=Channel.DIRECT, signals=faint)).rule == "R60-in-service"
    assert decide(plain(channel=Channel.MENTION, signals=faint)).rule == "R90-anything-else"
