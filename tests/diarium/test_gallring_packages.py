"""What lies in a delivery stays until the kommunarkiv has accepted or refused it."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from diarium.database import reading, writing
from diarium.files import FileStore
from diarium.gallring import begin_gallring, gallra
from diarium.gallring_due import list_due
from diarium.gallring_records import Due, Hinder
from diarium.makulering import makulera_handling
from diarium.package_receipts import record_receipt
from diarium.package_records import PackageState
from diarium.package_steps import NewStep, withdraw_packages
from diarium.packages import list_packages
from diarium.register import Registration, register_message
from diarium.verify import check_archive
from exporters.gallringsprotokoll import write_due_csv
from tests.diarium.gallrat import gallra_all, take_in_plan
from tests.diarium.made_packages import NAME, deliver, facts, make, receipt_of
from tests.diarium.settled import close_settled
from tests.diarium.taken_in import add_forum, take_in


@pytest.fixture
def later(now: datetime) -> datetime:
    """Return a moment at which what was closed in 2026 may be gallrat."""
    return now.replace(year=2029)


@pytest.fixture
def office(engine: Engine, files: FileStore, now: datetime) -> Engine:
    """Return a register with one ärende that may be gallrat in time."""
    add_forum(engine, now)
    [number] = take_in(engine, files, [{"text": "Fråga"}], now)
    with writing(engine) as session:
        dnr = register_message(session, number, Registration(), "anna", now).diarienummer
        close_settled(session, dnr, "anna", now, files)
    take_in_plan(engine, now)
    return engine


def due(engine: Engine, moment: datetime) -> Due:
    with reading(engine) as session:
        [found] = list_due(session, "KS", moment.date())
    return found


def answer(engine: Engine, files: FileStore, state: PackageState, now: datetime) -> str:
    """Note what the kommunarkiv answered, and return the leveranskvitto's beteckning."""
    with writing(engine) as session:
        told = receipt_of(files, state, now)
        return record_receipt(session, NAME, told, "arkivarie", now)[0].beteckning


def withdraw(engine: Engine, now: datetime) -> None:
    step = NewStep(state=PackageState.WITHDRAWN, happened_at=now, said="Gjord på prov")
    with writing(engine) as session:
        withdraw_packages(session, NAME, step, "arkivarie", now)


def stays(office: Engine, files: FileStore, later: datetime) -> None:
    """See that the ärende is hindered by the package, and that no gallring takes it."""
    found = due(office, later)
    assert (found.hinders, found.packages) == ((Hinder.PACKAGED,), (NAME,))
    assert gallra_all(office, files, later) == []


def test_what_is_packed_stays_until_the_kommunarkiv_has_accepted_it(
    office: Engine, files: FileStore, now: datetime, later: datetime
) -> None:
    make(office, now, arende=1)
    stays(office, files, later)
    deliver(office, now)
    stays(office, files, later)
    answer(office, files, PackageState.RECEIVED, now)
    stays(office, files, later)
    answer(office, files, PackageState.ACCEPTED, now)
    assert (due(office, later).hinders, due(office, later).packages) == ((), ())
    assert gallra_all(office, files, later) == ["KS/2026:1"]


def test_what_was_refused_or_withdrawn_stays_no_longer_for_that(
    office: Engine, files: FileStore, now: datetime, later: datetime
) -> None:
    make(office, now, arende=1)
    withdraw(office, now)
    assert due(office, later).hinders == ()
    make(office, now + timedelta(hours=1), arende=1)
    assert due(office, later).hinders == (Hinder.PACKAGED,)
    deliver(office, now + timedelta(hours=2))
    answer(office, files, PackageState.REFUSED, now + timedelta(hours=3))
    assert due(office, later).hinders == ()


def test_a_makulerat_acceptance_hinders_again(
    office: Engine, files: FileStore, now: datetime, later: datetime
) -> None:
    make(office, now, arende=1)
    deliver(office, now)
    beteckning = answer(office, files, PackageState.ACCEPTED, now)
    with writing(office) as session:
        makulera_handling(session, beteckning, "Gällde en annan leverans", "anna", now)
    assert due(office, later).hinders == (Hinder.PACKAGED,)
    assert gallra_all(office, files, later) == []


def test_a_package_made_anew_before_delivery_counts_no_more_and_a_copy_never(
    office: Engine, now: datetime, later: datetime
) -> None:
    make(office, now, facts(extract=True), arende=1)
    assert due(office, later).hinders == ()
    make(office, now + timedelta(hours=1), arende=1)
    assert due(office, later).hinders == (Hinder.PACKAGED,)
    make(office, now + timedelta(hours=2))  # which does not hold the ärende any more
    assert due(office, later).hinders == ()


def test_one_that_was_delivered_counts_though_it_was_made_anew(
    office: Engine, now: datetime, later: datetime
) -> None:
    make(office, now, arende=1)
    deliver(office, now)
    make(office, now + timedelta(hours=2))
    assert due(office, later).packages == (NAME,)


def test_the_list_for_a_spreadsheet_names_the_package(
    office: Engine, now: datetime, later: datetime
) -> None:
    make(office, now, arende=1)
    told = write_due_csv([due(office, later)]).decode("utf-8-sig")
    assert "ligger i en leverans som kommunarkivet inte har godkänt eller avvisat" in told
    assert NAME in told


def test_a_gallring_that_begins_before_the_package_does_not_go_on_after_it(
    office: Engine, now: datetime, later: datetime
) -> None:
    found = due(office, later)
    make(office, now, arende=1)
    with writing(office) as session:
        number = begin_gallring(session, found.row, "arkivarie", later)
        assert gallra(session, number, found, "arkivarie", later) is None


def test_a_gallrat_receipt_is_destroyed_with_its_arende_and_what_was_noted_stays(
    office: Engine, files: FileStore, now: datetime, later: datetime
) -> None:
    make(office, now)
    deliver(office, now)
    answer(office, files, PackageState.REFUSED, now)
    with reading(office) as session:
        step = list_packages(session)[0].steps[-1]
    assert step.receipt_sha256 is not None
    assert files.path_of(step.receipt_sha256).exists()
    with writing(office) as session:
        close_settled(session, "KS/2026:2", "anna", now, files)
    assert gallra_all(office, files, later) == ["KS/2026:1", "KS/2026:2"]
    with reading(office) as session:
        last = list_packages(session)[0].steps[-1]
    assert (last.state, last.said, last.receipt) == (PackageState.REFUSED, None, "KS/2026:2-1")
    assert not files.path_of(step.receipt_sha256).exists()
    assert not list(check_archive(office, files))
