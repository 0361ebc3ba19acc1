"""The register of packages."""

from datetime import datetime, timedelta

from sqlalchemy import Engine

from diarium.database import reading, writing
from diarium.journal import read_events
from diarium.journal_checks import check_rows
from diarium.packages import PackageFacts, list_packages, record_package


def test_packages_are_listed_in_the_order_they_were_made(engine: Engine, now: datetime) -> None:
    for number, (namnd, period) in enumerate(
        (("KS", "2026-H1"), ("SBN", "2026-H1"), ("KS", "2026-H2"), ("KS", "2026-H1"))
    ):
        facts = PackageFacts(
            namnd=namnd, period=period, profile="eark-2.2", name=f"sip-{number}",
            manifest_sha256="0" * 64, extract=number == 3,
        )  # fmt: skip
        with writing(engine) as session:
            made = record_package(session, facts, "arkivarie", now + timedelta(days=number))
        with reading(engine) as session:
            assert list_packages(session)[-1] == made
    with reading(engine) as session:
        assert [each.name for each in list_packages(session, "KS", "2026-H1")] == ["sip-0", "sip-3"]
        assert [each.name for each in list_packages(session, "SBN")] == ["sip-1"]
        made_events = [e.subject for e in read_events(session) if e.kind == "package.made"]
        assert made_events == ["sip-0", "sip-1", "sip-2", "sip-3"]
        assert not list(check_rows(session))
