"""Masked versions of handlingar as they were handed out: found once each, gone when gallrade."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from diarium.database import reading, writing
from diarium.files import FileStore
from diarium.handlingar import read_beteckning
from diarium.masked_versions import MaskedVersion, list_masked_versions
from diarium.readable_forms import READABLE
from diarium.records import NamedFile
from diarium.register import Registration, register_message
from diarium.utlamnande import examine_request, hand_out, receive_request
from diarium.utlamnande_steps import (
    MASKED,
    Asking,
    CopiedFile,
    Examination,
    HandingOut,
    How,
    Outcome,
)
from tests.diarium.gallrat import gallra_all, take_in_plan
from tests.diarium.settled import close_settled
from tests.diarium.taken_in import take_in

FIRST, SECOND = "KS/2026:1-1", "KS/2026:2-1"
PROVISION = "OSL 21 kap. 1 §"


@pytest.fixture(autouse=True)
def _registered(engine: Engine, files: FileStore, now: datetime) -> None:
    for number in take_in(engine, files, [{"text": "Ett"}, {"text": "Två"}], now):
        with writing(engine) as session:
            register_message(session, number, Registration(), "anna", now)


def copy(files: FileStore, beteckning: str, text: str, role: str = MASKED) -> CopiedFile:
    ref = files.keep_bytes(f"%PDF {text}".encode())
    file = NamedFile(
        role=role, name="maskerad kopia.pdf", media_type="application/pdf", sha256=ref.sha256,
        start=0, length=ref.size,
    )  # fmt: skip
    return CopiedFile(beteckning=beteckning, file=file)


def give(engine: Engine, at: datetime, provision: str, *copies: CopiedFile) -> None:
    """Receive, examine and hand out what is masked."""
    named = tuple(dict.fromkeys(each.beteckning for each in copies))
    asking = Asking(asked="Allt", how=How.MAIL, received_at=at, handlingar=named)
    found = Examination(outcome=Outcome.MASKED, at=at, provision=provision, ground="Hälsa")
    with writing(engine) as session:
        number = receive_request(session, asking, "anna", at).number
        examine_request(session, number, found, "britta", at)
        hand_out(session, number, HandingOut(how=How.MAIL, at=at, files=copies), "bo", at)


def versions(engine: Engine, *beteckningar: str) -> dict[str, tuple[MaskedVersion, ...]]:
    with reading(engine) as session:
        ids = {read_beteckning(session, each).id: each for each in beteckningar}
        return {ids[key]: held for key, held in list_masked_versions(session, list(ids)).items()}


def test_a_version_is_told_with_its_request_its_provision_and_who_handed_it_out(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    given = copy(files, FIRST, "maskerad")
    give(engine, now, PROVISION, given, copy(files, SECOND, "annan"))
    found = versions(engine, FIRST)
    assert found == {
        FIRST: (
            MaskedVersion(
                request="KS-U1", provision=PROVISION, file=given.file, at=now, by="bo"
            ),
        )
    }  # fmt: skip


def test_the_same_file_comes_once_as_it_was_first_handed_out(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    give(engine, now, PROVISION, copy(files, FIRST, "ett"))
    later = now + timedelta(days=1)
    give(engine, later, "OSL 26 kap. 1 §", copy(files, FIRST, "ett"), copy(files, FIRST, "två"))
    held = versions(engine, FIRST)[FIRST]
    assert [(each.request, each.provision) for each in held] == [
        ("KS-U1", PROVISION), ("KS-U2", "OSL 26 kap. 1 §"),
    ]  # fmt: skip


def test_what_was_handed_out_unmasked_and_what_was_never_handed_out_is_no_version(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    give(engine, now, PROVISION, copy(files, FIRST, "hel", READABLE))
    assert versions(engine, FIRST, SECOND) == {}
    with reading(engine) as session:
        assert list_masked_versions(session, []) == {}


def test_a_version_of_what_is_gallrat_is_gone(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    give(engine, now, PROVISION, copy(files, FIRST, "ett"), copy(files, SECOND, "två"))
    take_in_plan(engine, now)
    with writing(engine) as session:
        close_settled(session, "KS/2026:1", "anna", now, files)
    assert gallra_all(engine, files, now + timedelta(days=4 * 366)) == ["KS/2026:1"]
    assert list(versions(engine, FIRST, SECOND)) == [SECOND]
