"""What goes in beside snapshots and ärenden: the förteckning then, protocols, masked versions."""

from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from archiver.export_gathering import gather_accounts, sift_masked
from archiver.export_records import ExportWish
from archiver.exports import export_package
from archiver.settings import ExportSettings
from diarium.accounts import (
    AccountFacts,
    add_account,
    close_account,
    edit_account,
    list_accounts_as_of,
)
from diarium.arende_records import Arende, ArendeStatus, Handling
from diarium.database import reading, writing
from diarium.errors import AlteredError, RefusedError, UsageError
from diarium.files import FileStore
from diarium.gallring import begin_gallring, find_rows, record_protocol
from diarium.gallringar import list_protocols
from diarium.journal import append_event, insert_row
from diarium.masked_versions import MaskedVersion
from diarium.records import NamedFile
from diarium.tables import ACCOUNT
from exporters.packages.package_model import ContentKind
from schedules.half_year import HalfYear
from tests.diarium.gallrat import DECISION, take_in_plan
from tests.exporters.records import Records, arende
from tests.secret_files import make_pdf

DAY = timedelta(days=1)


def add(engine: Engine, now: datetime, account: str = "ks-facebook", **said: object) -> None:
    plain: dict[str, object] = {
        "account": account, "namnd": "KS", "platform": "facebook", "name": "Exempelstad",
        "url": f"https://example.org/{account}", "forvaltning": "Kommunledningen",
        "ansvarig": "Anna Ek", "syfte": "Information", "malgrupp": "Invånare",
        "opened": date(2026, 1, 1),
    }  # fmt: skip
    with writing(engine) as session:
        add_account(session, AccountFacts(**{**plain, **said}), "test", now)  # type: ignore[arg-type]  # fields by name


def add_without_ansvarig(engine: Engine, now: datetime) -> None:
    """Write an account as no command lets one be written."""
    add(engine, now, "ks-x")
    with writing(engine) as session:
        (known,) = list_accounts_as_of(session, "KS", now + DAY)
        said = {**asdict(known), "version": 2, "ansvarig": " ", "at": now, "kind": known.kind.value}
        row = insert_row(session, ACCOUNT, **said)
        append_event(session, "account.edited", "ks-x", [row], "test", now)


def test_the_accounts_are_told_as_they_stood(engine: Engine, now: datetime) -> None:
    add(engine, now)
    add(engine, now + 2 * DAY, "ks-later")
    with writing(engine) as session:
        edit_account(session, "ks-facebook", {"name": "Nytt namn"}, "test", now + DAY)
    add(engine, now, "sbn-facebook", namnd="SBN")
    with reading(engine) as session:
        told = {
            after: [
                (each.account, each.name) for each in gather_accounts(session, "KS", now + after)
            ]
            for after in (timedelta(), timedelta(microseconds=1), DAY, DAY + DAY / 2, 3 * DAY)
        }
    first, renamed = ("ks-facebook", "Exempelstad"), ("ks-facebook", "Nytt namn")
    assert list(told.values()) == [
        [], [first], [first], [renamed], [renamed, ("ks-later", "Exempelstad")],
    ]  # fmt: skip


def test_a_personnummer_in_an_account_is_masked_as_it_is_published(
    engine: Engine, now: datetime
) -> None:
    add(engine, now, syfte="Om 19121212-1212")
    with reading(engine) as session:
        (told,) = gather_accounts(session, "KS", now + DAY)
    assert "1212" not in told.syfte


def test_no_command_writes_an_account_without_ansvarig(engine: Engine, now: datetime) -> None:
    with pytest.raises(UsageError, match="ansvarig"):
        add(engine, now, ansvarig=" ")


def test_an_account_without_ansvarig_stops_the_export_until_it_has_one(
    engine: Engine, files: FileStore, now: datetime, tmp_path: Path
) -> None:
    add_without_ansvarig(engine, now)
    with pytest.raises(RefusedError, match=r"ks-x has no ansvarig.* --ansvarig NAME"):
        export(engine, files, now, tmp_path / "ut")
    assert not (tmp_path / "ut").exists() or not list((tmp_path / "ut").iterdir())
    with writing(engine) as session:
        edit_account(session, "ks-x", {"ansvarig": "Bo Ek"}, "test", now + 200 * DAY)
    report = export(engine, files, now, tmp_path / "ut")
    (table,) = report.rglob("forteckning.csv")
    text = table.read_text(encoding="utf-8-sig")
    assert "ks-x" in text
    assert "Bo Ek" not in text


def test_a_closed_account_that_never_had_an_ansvarig_stops_nothing(
    engine: Engine, now: datetime
) -> None:
    add_without_ansvarig(engine, now)
    with writing(engine) as session:
        close_account(session, "ks-x", (now.date(), "Används inte"), "test", now + DAY)
    with reading(engine) as session:
        (told,) = gather_accounts(session, "KS", now + DAY)
    assert told.ansvarig == ""


def export(engine: Engine, files: FileStore, now: datetime, output: Path) -> Path:
    wish = ExportWish(
        namnd="KS", period=HalfYear(2026, 2), output=output, extract=False, schemas=None,
        include_protected=False, created=now + 200 * DAY,
        kinds=frozenset({ContentKind.FORTECKNING}),
    )  # fmt: skip
    by, made = "arkivarie", now + 200 * DAY
    return export_package(engine, files, wish, ExportSettings(), by, made).path


def test_the_protocols_of_a_time_and_a_namnd_are_found(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    take_in_plan(engine, now)
    for number in range(3):
        at = now + number * DAY
        ref = files.keep_bytes(f"Protokoll {number}".encode())
        with writing(engine) as session:
            (row, *_) = find_rows(session, "KS", DECISION)
            gallring = begin_gallring(session, row, "anna", at)
            if number != 2:
                record_protocol(session, gallring, ref, "anna", at)
    with reading(engine) as session:
        found = list_protocols(session, "KS", now, now + DAY)
        both = list_protocols(session, "KS", now, now + 9 * DAY)
        foreign = list_protocols(session, "SBN", now, now + 9 * DAY)
    assert [each.number for each in found] == [1]
    assert [each.number for each in both] == [1, 2]
    assert foreign == []
    (told,) = found
    assert (told.decision, told.at, told.by) == (DECISION, now, "anna")
    assert files.path_of(told.file.sha256).read_bytes() == b"Protokoll 0"
    assert (told.file.length, told.file.media_type) == (11, "text/html")


@pytest.fixture
def secret(tmp_path: Path) -> tuple[Records, Arende, Handling]:
    """Return an ärende and its secret handling, whose sender is Hemliga Hanna."""
    records = Records(tmp_path / "files")
    whole = arende(records, ArendeStatus.CLOSED)
    return records, whole, whole.handlingar[2]


def version(records: Records, content: bytes) -> MaskedVersion:
    ref = records.files.keep_bytes(content)
    file = NamedFile(
        role="masked", name="maskerad kopia.pdf", media_type="application/pdf", sha256=ref.sha256,
        start=0, length=ref.size,
    )  # fmt: skip
    at = datetime.fromisoformat("2026-06-30T23:00:00+00:00")
    return MaskedVersion(request="KS-U1", provision=None, file=file, at=at, by="bo")


def test_a_version_that_shows_a_protected_form_stays_at_home(
    secret: tuple[Records, Arende, Handling],
) -> None:
    records, whole, handling = secret
    open_, sender, subject, mening = (
        version(records, make_pdf(text))
        for text in (
            "Anmälan av ███", "Skrivet av hemliga  hanna", "Anmälan om Hanna", "Lekplats Solvik",
        )
    )  # fmt: skip
    hushed = replace(whole, mening_protected="Lekplats Solvik")
    held = {handling.id: (open_, sender, subject, mening)}
    sifted = sift_masked(records.files, [hushed], held, include_protected=False)
    assert sifted == {handling.id: (open_,)}
    assert sift_masked(records.files, [hushed], held, include_protected=True) == held


def test_of_what_is_not_protected_every_version_goes_in(
    secret: tuple[Records, Arende, Handling],
) -> None:
    records, whole, _ = secret
    held = {whole.handlingar[0].id: (version(records, make_pdf("Åsa")),)}
    assert sift_masked(records.files, [whole], held, include_protected=False) == held


def test_a_version_whose_file_is_gone_is_told(secret: tuple[Records, Arende, Handling]) -> None:
    records, whole, handling = secret
    gone = version(records, make_pdf("Anmälan"))
    records.files.path_of(gone.file.sha256).unlink()
    with pytest.raises(AlteredError, match="is gone"):
        sift_masked(records.files, [whole], {handling.id: (gone,)}, include_protected=False)
