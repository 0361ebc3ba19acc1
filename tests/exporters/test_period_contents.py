"""The förteckning as it stood and the gallringsprotokoll, as contents of a package."""

import csv
import hashlib
import io
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from diarium.gallring_records import GallringProtocol
from diarium.records import Account
from exporters.packages.contents import PackageContents
from exporters.packages.forteckning_content import plan_forteckning
from exporters.packages.gallring_content import plan_gallring
from exporters.packages.package_model import ContentKind
from tests.exporters.building import build
from tests.exporters.records import KEPT_AT, Records, contents

PROTOCOL = b"<!doctype html><title>Gallringsprotokoll</title>"


def account(number: str, **said: object) -> Account:
    plain: dict[str, object] = {
        "account": number, "version": 1, "namnd": "KS", "platform": "facebook",
        "url": f"https://example.org/{number}", "handle": "", "name": number.title(),
        "forvaltning": "Kommunledningen", "ansvarig": "Anna Ek", "syfte": "Information",
        "malgrupp": "Invånare", "official": True, "open": True, "chronological": True,
        "opened": date(2026, 1, 1), "closed": None, "closed_reason": None, "at": KEPT_AT,
        "by": "test",
    }  # fmt: skip
    return Account(**{**plain, **said})  # type: ignore[arg-type]  # fields by name


@pytest.fixture
def whole(records: Records) -> PackageContents:
    """Return contents with two accounts, one of them hostile, and a protocol."""
    file = records.keep(PROTOCOL, "text/html", "gallringsprotokoll-7.html", "gallringsprotokoll")
    protocol = GallringProtocol(number=7, decision="KS/2020:1", file=file, at=KEPT_AT, by="bo")
    hostile = account("ks-x", name="=1+1<script>\x07", ansvarig="\u202eBo")
    return contents(records, accounts=(account("ks-facebook"), hostile), protocols=(protocol,))


def test_the_forteckning_is_a_page_and_a_table_of_the_day_the_period_ended(
    whole: PackageContents,
) -> None:
    content = plan_forteckning(whole)
    assert content is not None
    assert content.kind is ContentKind.FORTECKNING
    page, table = content.made
    assert isinstance(page.content, bytes)
    assert isinstance(table.content, bytes)
    assert "2026-06-30" in page.content.decode()
    assert "Ks-Facebook" in page.content.decode()
    assert "<script>" not in page.content.decode()
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert [row["Id"] for row in rows] == ["ks-facebook", "ks-x"]
    assert rows[1]["Namn"].startswith("'=1+1")


def test_in_a_half_year_that_runs_it_is_the_forteckning_of_today(records: Records) -> None:
    made = contents(
        records, accounts=(account("ks-x"),), created=datetime(2026, 5, 3, 9, tzinfo=UTC)
    )
    content = plan_forteckning(made)
    assert content is not None
    assert isinstance(content.made[0].content, bytes)
    assert "2026-05-03" in content.made[0].content.decode()


def test_without_accounts_and_protocols_there_is_no_such_content(records: Records) -> None:
    assert plan_forteckning(contents(records)) is None
    assert plan_gallring(contents(records)) is None


def test_a_protocol_goes_in_byte_for_byte_and_who_drew_it_up_is_told(
    whole: PackageContents,
) -> None:
    content = plan_gallring(whole)
    assert content is not None
    (part,), (event,) = content.parts, content.events
    assert part.source == hashlib.sha256(PROTOCOL).hexdigest()
    assert event.files == (part.path,) == ("data/gallringsprotokoll_7.html",)
    assert event.detail == "Protokollet över gallring 7 enligt beslut KS/2020:1 upprättades."
    assert [each.name for each in event.agents] == ["bo", "Kommunstyrelsen"]


@pytest.mark.parametrize("profile", ["eark-2.2", "fgs-2.0", "bagit"])
def test_both_lie_in_folders_of_their_own(
    records: Records, whole: PackageContents, tmp_path: Path, profile: str
) -> None:
    folder = build(records, tmp_path / "ut", whole, profile)
    (kept,) = folder.rglob("gallringsprotokoll_7.html")
    (page,) = folder.rglob("forteckning.html")
    assert kept.read_bytes() == PROTOCOL
    assert kept.parent != page.parent
    assert len(list(folder.rglob("forteckning.csv"))) == 1
