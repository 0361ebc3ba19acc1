"""The completeness report of a batch: counted piece by piece, kept, and read again."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diarium.intake.completeness import NAMED, Completeness, Delivery, complete
from diarium.intake.completeness_record import read_report, sentences, write_report
from diarium.intake.raw import (
    LeftOut,
    ManifestCount,
    Omission,
    Piece,
    RawAttachment,
    RawDeletion,
    RawMessage,
    Reason,
    Unreadable,
)
from diarium.intake.silences import Gap, Measure, Silences
from diarium.intake.tally import TOLD, MissingAttachment, Spot, Tally
from diarium.message_records import Channel, DecisionOutcome
from schedules.clock import STOCKHOLM

NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)
MISSING = RawAttachment(name="bild.jpg", media_type="image/jpeg", missing="Filen följde inte med")
MESSAGE = RawMessage(
    place=1, start=0, length=10, file="inbox/a.json", source="facebook", channel=Channel.DIRECT,
    text="Hej", made_available_at=NOW,
)  # fmt: skip
DELETION = RawDeletion(
    place=3, start=0, length=4, account=None, source="x", external_id="1", deleted_at=None
)
DELIVERY = Delivery(
    batch=7, name="export.zip", format="meta-export", source="facebook", account="ks-fb",
    never_holds=("vad invånare skriver i kommentarer",), messages=2, media=1,
    others=["annat/läsmig.txt"], at=NOW,
)  # fmt: skip


@dataclass
class Staged:
    """What came of staging."""

    outcomes: Counter[DecisionOutcome] = field(default_factory=Counter)
    changed: int = 0
    likely: int = 0


def tally_of(pieces: Iterable[Piece]) -> Tally:
    tally = Tally()
    for each in pieces:
        tally.note(each)
    return tally


def some_tally() -> Tally:
    """Return a tally in which nothing is nothing."""
    yesterday = replace(MESSAGE, own=True, made_available_at=NOW - timedelta(days=1))
    tally = tally_of(
        [
            replace(MESSAGE, attachments=(MISSING, replace(MISSING, missing=None))),
            yesterday,
            replace(MESSAGE, made_available_at=None),
            Unreadable(4, Reason.FIELD_WRONG, "text", "inbox/a.json"),
            LeftOut(5, Omission.DRAFT, "inbox/a.json"),
            ManifestCount("inbox/a.json", 6, 5),
            ManifestCount("inbox/b.json", 0, 0),
            DELETION,
        ]
    )
    outcomes = Counter({DecisionOutcome.DUPLICATE: 1, DecisionOutcome.PROPOSE: 2})
    tally.note_staged(Staged(outcomes, changed=1, likely=1))
    tally.note_deletions(1, [Spot("inbox/a.json", 3)])
    return tally


def test_each_piece_is_counted_as_what_it_is() -> None:
    report = complete(some_tally(), DELIVERY)
    assert (report.found, report.new, report.duplicates, report.likely_duplicates) == (3, 2, 1, 1)
    assert (report.own, report.changed, report.undated, report.deleted) == (1, 1, 1, 1)
    assert report.unreadable == (Unreadable(4, Reason.FIELD_WRONG, "text", "inbox/a.json"),)
    assert report.left_out == {"draft": 1}
    assert report.proposals == {"duplicate": 1, "propose": 2}
    assert report.manifest_wrong == (ManifestCount("inbox/a.json", 6, 5),)
    counts = (report.manifest_files, report.manifest_promised, report.manifest_found)
    assert counts == (2, 6, 5)
    assert (report.first_day, report.last_day) == (date(2026, 6, 30), date(2026, 7, 1))
    assert report.unknown_deletions == (Spot("inbox/a.json", 3),)
    missing = MissingAttachment("inbox/a.json", 1, "Filen följde inte med")
    assert (report.attachments, report.missing) == (2, (missing,))
    assert not report.is_whole


def test_a_day_is_a_day_in_sweden() -> None:
    late = replace(MESSAGE, made_available_at=datetime(2026, 6, 30, 22, 30, tzinfo=UTC))
    assert complete(tally_of([late]), DELIVERY).first_day == date(2026, 7, 1)


def test_a_tally_that_was_put_by_is_the_same() -> None:
    tally = some_tally()
    assert all(getattr(tally, name) for name in Tally.__slots__)
    assert Tally.load(tally.dump()) == tally
    assert Tally.load(Tally().dump()) == Tally()


def test_tallies_of_parts_add_up_to_that_of_the_whole() -> None:
    total = Tally()
    for _turn in range(3):
        total.add(Tally.load(some_tally().dump()))
    assert (total.pieces, total.found, total.outcomes["propose"]) == (24, 9, 6)
    assert total.days == some_tally().days
    assert len(total.unreadable) == total.unreadable_count == 3


PIECES = st.one_of(
    st.builds(
        lambda hours, own, missing: replace(
            MESSAGE, own=own, attachments=(MISSING,) * missing,
            made_available_at=NOW - timedelta(hours=hours),
        ),
        st.integers(0, 300_000), st.booleans(), st.integers(0, 2),
    ),
    st.builds(Unreadable, st.integers(0, 10**9), st.sampled_from(Reason), st.text(), st.text()),
    st.builds(LeftOut, st.integers(0, 9), st.sampled_from(Omission)),
    st.builds(ManifestCount, st.text(), st.integers(0, 3), st.integers(0, 3)),
)  # fmt: skip


@given(st.lists(PIECES, max_size=40), st.lists(st.integers(0, 40), max_size=5))
def test_wherever_a_batch_is_cut_its_parts_add_up(pieces: list[Piece], cuts: list[int]) -> None:
    total, ends = Tally(), [*sorted(cuts), len(pieces)]
    for start, end in pairwise([0, *ends]):
        total.add(Tally.load(tally_of(pieces[start:end]).dump()))
    assert total == tally_of(pieces)
    report = complete(total, DELIVERY)
    kept = write_report(report)
    assert write_report(read_report(kept)) == kept


@given(st.datetimes(datetime(1990, 1, 1), datetime(2037, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001  hypothesis adds the zone
def test_the_day_of_a_message_is_that_of_the_clock_in_sweden(moment: datetime) -> None:
    (day,) = tally_of([replace(MESSAGE, made_available_at=moment)]).days
    assert day == moment.astimezone(STOCKHOLM).date()


def test_a_small_part_takes_little_room() -> None:
    assert len(tally_of([MESSAGE] * 500).dump()) < 100


def test_only_the_first_are_named_and_all_are_counted() -> None:
    many = TOLD + 5
    pieces: list[Piece] = [Unreadable(place, Reason.NOT_JSON) for place in range(many)]
    pieces += [ManifestCount(f"{place}.js", 1, 0) for place in range(many)]
    pieces += [replace(MESSAGE, attachments=(MISSING,))] * many
    tally = tally_of(pieces)
    tally.add(tally_of(pieces))
    tally.note_deletions(0, [Spot("", place) for place in range(many)])
    names = [str(place) for place in range(NAMED + 1)]
    report = complete(tally, replace(DELIVERY, others=names))
    for named in (report.unreadable, report.manifest_wrong, report.missing):
        assert len(named) == TOLD
    assert report.unreadable_count == report.missing_count == 2 * many
    assert (len(report.unknown_deletions), report.unknown_deletion_count) == (TOLD, many)
    assert (len(report.other_files), report.other_file_count) == (NAMED, NAMED + 1)
    said = "\n".join(sentences(report))
    assert len(said) < 5_000
    assert "och 91 till" in said
    assert said.count("Filen följde inte med") == 1


def test_the_report_that_is_kept_reads_as_it_was_written() -> None:
    for tally in (some_tally(), Tally()):
        report = complete(tally, DELIVERY)
        assert read_report(write_report(report)) == report


def test_the_kept_report_can_be_read_by_people_and_machines() -> None:
    kept = write_report(complete(some_tally(), DELIVERY))
    assert "läsmig.txt".encode() in kept
    told = json.loads(kept)
    assert told["version"] == 1
    assert told["unreadable"] == [
        {"place": 4, "reason": "field-wrong", "field": "text", "file": "inbox/a.json"}
    ]
    assert told["i ord"][-2:] == [
        "Det här finns aldrig i en sådan leverans:",
        "– vad invånare skriver i kommentarer",
    ]


def test_an_attachment_is_named_with_its_message_only() -> None:
    assert b"bild.jpg" not in write_report(complete(some_tally(), DELIVERY))


def test_names_that_no_text_can_hold_do_not_hinder_the_report() -> None:
    hostile = replace(DELIVERY, others=["\udcff\x00\u202e", "../../x"])
    assert read_report(write_report(complete(Tally(), hostile))).other_files[1] == "../../x"


GAP_SAID = (
    "De flesta veckor i perioden har meddelanden, men inte 2026-03-02 till 2026-03-08. "
    "Kontrollera luckorna mot källan."
)


def report_with(**facts: object) -> Completeness:
    empty = replace(DELIVERY, never_holds=(), others=())
    return replace(complete(tally_of([MESSAGE]), empty), **facts)  # type: ignore[arg-type]  # fields by name


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, "Meddelandena är från 2026-07-01."),
        (
            {"last_day": date(2026, 7, 2)},
            "Meddelandena är från 2026-07-01 till 2026-07-02.",
        ),
        (
            {"last_day": date(2026, 7, 2)},
            "Det finns inga luckor i perioden, räknat i dagar.",
        ),
        ({"first_day": None}, "Leveransen innehåller inget meddelande vars tid källan säger."),
        ({"undated": 1}, "För 1 meddelande säger källan ingen tid; där gäller tiden för intaget."),
        (
            {"silences": Silences(Measure.WEEKS, (Gap(date(2026, 3, 2), date(2026, 3, 8)),))},
            GAP_SAID,
        ),
        (
            {"silences": Silences(None)},
            "Meddelandena är för glesa för att säga om det finns luckor i perioden.",
        ),
        (
            {"unreadable_count": 1, "unreadable": (Unreadable(0, Reason.ENCRYPTED),)},
            (
                "1 ställe kunde inte läsas; allt utom filer som inte kunde tas emot ligger kvar i "
                "originalet."
            ),
        ),
        ({"unreadable_count": 1}, "1 ställe kunde inte läsas; allt ligger kvar i originalet."),
        (
            {"manifest_wrong": (ManifestCount("a.js", 2, 1),), "manifest_wrong_count": 1},
            "Leveransen lovar själv 2 poster i a.js; där finns 1.",
        ),
        ({"manifest_wrong_count": 12}, "Antalet stämmer inte heller i 2 filer till."),
        ({"manifest_files": 1}, "Antalen stämmer med vad leveransen själv lovar (1 fil)."),
    ],
)
def test_what_a_person_needs_to_know_is_said_in_swedish(
    facts: dict[str, object], said: str
) -> None:
    assert said in list(sentences(report_with(**facts)))
