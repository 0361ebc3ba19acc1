"""The register of packages: what was made, delivered, answered and withdrawn."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from diarium.arenden import list_arenden, read_arende
from diarium.closing import list_remaining
from diarium.database import reading, writing
from diarium.errors import RefusedError, UsageError
from diarium.files import FileStore
from diarium.journal import read_events
from diarium.makulering import makulera_handling
from diarium.package_receipts import find_awaited, record_receipt
from diarium.package_records import MAY_FOLLOW, PackageItems, PackageState
from diarium.package_steps import NewStep, withdraw_packages
from diarium.packages import find_owner, list_makings, list_packages, plain_name, record_packages
from diarium.register import Registration, register_message
from diarium.tables import PACKAGE_ITEM
from diarium.verify import check_archive
from tests.diarium.made_packages import NAME, deliver, facts, make, receipt_of
from tests.diarium.settled import close_settled
from tests.diarium.taken_in import add_forum, take_in


@pytest.fixture
def office(engine: Engine, files: FileStore, now: datetime) -> Engine:
    """Return a register with an ärende."""
    add_forum(engine, now)
    [number] = take_in(engine, files, [{"text": "Fråga"}], now)
    with writing(engine) as session:
        register_message(session, number, Registration(), "anna", now)
    return engine


def kinds(engine: Engine) -> list[tuple[str, str]]:
    with reading(engine) as session:
        return [(each.kind, each.subject) for each in read_events(session)]


def states(engine: Engine) -> list[PackageState]:
    with reading(engine) as session:
        return [each.state for each in list_packages(session)]


def test_packages_are_listed_in_the_order_they_were_made(engine: Engine, now: datetime) -> None:
    wanted = (("KS", "2026-H1"), ("SBN", "2026-H1"), ("KS", "2026-H2"), ("KS", "2026-H1"))
    for number, (namnd, period) in enumerate(wanted):
        each = facts(f"sip-{number}", namnd=namnd, period=period, extract=number == 3)
        with writing(engine) as session:
            made = record_packages(session, [each], "arkivarie", now + timedelta(days=number))
        with reading(engine) as session:
            assert list_packages(session)[-1:] == made
    with reading(engine) as session:
        assert [each.name for each in list_packages(session, "KS", "2026-H1")] == ["sip-0", "sip-3"]
        assert [each.name for each in list_packages(session, "SBN")] == ["sip-1"]
    made_events = [subject for kind, subject in kinds(engine) if kind == "package.made"]
    assert made_events == ["sip-0", "sip-1", "sip-2", "sip-3"]


def test_what_is_in_a_package_is_noted_and_its_digest_knows_the_same_records(
    office: Engine, now: datetime
) -> None:
    items = PackageItems(arenden=(1,), handlingar=(1,))
    with writing(office) as session:
        one, other, empty = record_packages(
            session,
            [facts("a", items=items), facts("b", items=items, profile="bagit"), facts("c")],
            "arkivarie",
            now,
        )
        rows = session.execute(select(PACKAGE_ITEM).order_by(PACKAGE_ITEM.c.id)).all()
    assert one.contents_sha256 == other.contents_sha256 != empty.contents_sha256
    named = [(row.package_id, row.snapshot_id, row.arende_id, row.handling_id) for row in rows]
    assert named == [
        (p.id, *row) for p in (one, other) for row in ((None, 1, None), (None, None, 1))
    ]


def test_a_delivery_is_followed_step_by_step_and_proven(
    office: Engine, files: FileStore, now: datetime
) -> None:
    make(office, now)
    deliver(office, now + timedelta(days=1))
    for day, state in ((2, PackageState.RECEIVED), (3, PackageState.ACCEPTED)):
        moment = now + timedelta(days=day)
        told = receipt_of(files, state, moment, state.value.encode())
        with writing(office) as session:
            handling, [package] = record_receipt(session, NAME, told, "arkivarie", moment)
        assert (handling.kind, handling.sender_public) == ("leveranskvitto", "Kommunarkivet")
        assert (package.state, package.steps[-1].receipt) == (state, handling.beteckning)
    assert [each.said for each in package.steps] == [None, "USB-minne", None, None]
    assert [kind for kind, _subject in kinds(office)][-6:] == [
        "package.made", "package.delivered", "handling.registered", "package.received",
        "handling.registered", "package.accepted",
    ]  # fmt: skip
    assert not list(check_archive(office, files))


def test_a_receipt_waits_for_no_answer_but_for_a_readable_form(
    office: Engine, files: FileStore, now: datetime
) -> None:
    make(office, now)
    deliver(office, now)
    told = receipt_of(files, PackageState.ACCEPTED, now)
    with writing(office) as session:
        handling, _packages = record_receipt(session, NAME, told, "arkivarie", now)
        arende = read_arende(session, handling.diarienummer)
        remaining = {each.lack.value for each in list_remaining(session, arende)}
    assert remaining == {"no-classification", "no-readable-form"}


@pytest.mark.parametrize("state", PackageState)
@pytest.mark.parametrize("then", [s for s in PackageState if s is not PackageState.PREPARED])
def test_only_what_may_follow_follows(
    sqlite_engine: Engine,
    files: FileStore,
    now: datetime,
    state: PackageState,
    then: PackageState,
) -> None:
    add_forum(sqlite_engine, now)
    make(sqlite_engine, now)
    if state is not PackageState.PREPARED:
        path = [PackageState.DELIVERED] if state is not PackageState.WITHDRAWN else []
        for each in dict.fromkeys((*path, state)):
            take(sqlite_engine, files, each, now)
    before = kinds(sqlite_engine)
    if then in MAY_FOLLOW[state]:
        take(sqlite_engine, files, then, now)
        assert states(sqlite_engine) == [then]
    else:
        with pytest.raises(RefusedError, match=NAME):
            take(sqlite_engine, files, then, now)
        assert states(sqlite_engine) == [state]
        assert kinds(sqlite_engine) == before


def take(engine: Engine, files: FileStore, state: PackageState, now: datetime) -> None:
    """Note a step in the way that it is noted."""
    if state is PackageState.DELIVERED:
        deliver(engine, now)
        return
    with writing(engine) as session:
        if state is PackageState.WITHDRAWN:
            step = NewStep(state=state, happened_at=now, said="Prov")
            withdraw_packages(session, NAME, step, "arkivarie", now)
        else:
            told = receipt_of(files, state, now)
            record_receipt(session, NAME, told, "arkivarie", now)


def test_a_receipt_of_a_whole_delivery_is_one_handling_for_all_its_packages(
    office: Engine, files: FileStore, now: datetime
) -> None:
    parts = [facts(f"{NAME}_00{n}", delivery=NAME, number=n, of=2) for n in (1, 2)]
    make(office, now, *parts)
    deliver(office, now)
    with writing(office) as session:
        told = receipt_of(files, PackageState.REFUSED, now, b"1")
        refused, _one = record_receipt(session, f"{NAME}_001", told, "arkivarie", now)
        told = receipt_of(files, PackageState.ACCEPTED, now, b"2")
        accepted, done = record_receipt(session, NAME, told, "arkivarie", now)
    assert [each.name for each in done] == [f"{NAME}_002"]
    assert states(office) == [PackageState.REFUSED, PackageState.ACCEPTED]
    assert accepted.diarienummer == refused.diarienummer
    assert accepted.lopnummer == 2


def test_a_receipt_after_the_arende_was_closed_opens_a_new_one(
    office: Engine, files: FileStore, now: datetime
) -> None:
    make(office, now)
    deliver(office, now)
    with writing(office) as session:
        told = receipt_of(files, PackageState.RECEIVED, now, b"1")
        first, _packages = record_receipt(session, NAME, told, "arkivarie", now)
        close_settled(session, first.diarienummer, "anna", now, files)
        told = receipt_of(files, PackageState.ACCEPTED, now, b"2")
        second, _packages = record_receipt(session, NAME, told, "arkivarie", now)
    assert first.diarienummer != second.diarienummer


def test_a_makulerat_leveranskvitto_says_nothing_any_more(
    office: Engine, files: FileStore, now: datetime
) -> None:
    make(office, now)
    deliver(office, now)
    told = receipt_of(files, PackageState.ACCEPTED, now)
    with writing(office) as session:
        handling, _packages = record_receipt(session, NAME, told, "arkivarie", now)
        makulera_handling(session, handling.beteckning, "Gällde en annan", "anna", now)
    assert states(office) == [PackageState.DELIVERED]
    with reading(office) as session:
        assert find_awaited(session, NAME, PackageState.ACCEPTED)
    assert not list(check_archive(office, files))


def test_the_one_made_last_is_delivered_unless_another_is_named(
    office: Engine, now: datetime
) -> None:
    make(office, now, facts(manifest_sha256="aa" * 32))
    make(office, now + timedelta(hours=1), facts(manifest_sha256="bb" * 32))
    with pytest.raises(UsageError, match="0 packages"):
        deliver(office, now + timedelta(hours=2), manifest="ff")
    deliver(office, now + timedelta(hours=2), manifest="AAAA")
    assert states(office) == [PackageState.DELIVERED, PackageState.PREPARED]
    with pytest.raises(RefusedError, match="was delivered"):
        deliver(office, now + timedelta(hours=3))
    assert states(office) == [PackageState.DELIVERED, PackageState.PREPARED]


def test_a_package_is_found_by_its_name_its_path_or_its_delivery(
    engine: Engine, now: datetime
) -> None:
    part = facts(f"{NAME}_001", delivery=NAME, number=1, of=2)
    make(engine, now, part, facts(f"{NAME}_002", delivery=NAME, number=2, of=2))
    with reading(engine) as session:
        for name in (NAME, f"/srv/ut/{NAME}/", f" {NAME} "):
            assert [len(making) for making in list_makings(session, name)] == [2]
        assert [len(making) for making in list_makings(session, f"ut/{NAME}_002.zip")] == [1]
        assert find_owner(session, f"{NAME}.tar") == "KS"
        assert find_owner(session, "annat") is None
        with pytest.raises(UsageError, match="no package annat"):
            list_makings(session, "annat")
    assert plain_name("a.zip.zip") == "a.zip"


def test_an_arende_of_another_namnd_takes_no_receipt(
    office: Engine, files: FileStore, now: datetime
) -> None:
    make(office, now, facts(namnd="SBN"))
    deliver(office, now)
    told = replace(receipt_of(files, PackageState.ACCEPTED, now), arende="KS/2026:1")
    with writing(office) as session, pytest.raises(RefusedError, match="own diarium"):
        record_receipt(session, NAME, told, "arkivarie", now)
    with reading(office) as session:
        assert [each.diarienummer for each in list_arenden(session)] == ["KS/2026:1"]
