"""The two halvårsskiften: what is due, the night's run, and the deliveries to the kommunarkiv."""

from collections.abc import Collection
from pathlib import Path

from tests.e2e.year_office import YearOffice

KVITTO = "Leveransen är mottagen och godkänd.\n"


def take_the_turn(office: YearOffice, night: str, accounts: Collection[str]) -> None:
    """See what falls due the day before the turn, take it by night, and see that all is there."""
    day = night.partition("T")[0]
    office.at(f"{day}T00:30")
    period = f"{day[:4]}-H{1 if day[5:7] == '06' else 2}"
    assert office.coming()["snapshot"] == set(accounts)
    assert office.coverage() == dict.fromkeys(accounts, "not-tried")
    office.at(night)
    assert office.take_due() == dict.fromkeys(accounts, "complete")
    assert office.coverage() == dict.fromkeys(accounts, "captured")
    assert "snapshot" not in office.coming()
    assert office.take_due() == {}
    taken = office.read("coverage", "--period", period)["accounts"]
    assert {(each["late"], each["taken_at"][:10]) for each in taken} == {(False, day)}


def deliver_in_time(office: YearOffice, folder: Path) -> None:
    """In July one nämnd's first half-year is delivered and accepted; the other's is left."""
    office.at("2026-07-03T09:00")
    name = deliver(office, "KS", "2026-H1", folder)
    assert office.coming()["delivery"] == {f"KS {name}"}
    office.at("2026-07-10T09:00")
    accept(office, name, folder)
    assert "delivery" not in office.coming()
    assert office.packages("SBN", "2026-H1") == {}


def deliver_late(office: YearOffice, folder: Path) -> None:
    """In October the other's is delivered, and its answer waited for."""
    name = deliver(office, "SBN", "2026-H1", folder)
    assert "delivery" not in office.late()
    office.at("2026-11-05T09:00")
    assert office.late()["delivery"] == {f"SBN {name}"}
    accept(office, name, folder)
    assert "delivery" not in office.late()


def deliver(office: YearOffice, namnd: str, period: str, folder: Path) -> str:
    """Make a nämnd's package of a half-year, check it, hand it over, and return its name."""
    office.work_as("arne")
    report = office.read("export", "--namnd", namnd, "--period", period, "--output", folder)
    (package,) = report["packages"]
    name = str(package["name"])
    office.ok("verify", folder / name)
    assert office.packages(namnd, period) == {name: "prepared"}
    office.ok("export", "deliver", name, "--how", "SFTP")
    assert office.packages(namnd, period) == {name: "delivered"}
    return name


def accept(office: YearOffice, name: str, folder: Path) -> None:
    """Note the kommunarkiv's answer."""
    receipt = folder / f"{name}.txt"
    receipt.write_text(KVITTO, encoding="utf-8")
    office.work_as("arne")
    office.ok("export", "receipt", name, receipt, "--accepted")
