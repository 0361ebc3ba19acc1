"""The office that lives through the year: its people, its clock and its site on loopback."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.archiver.snapshot_runs import HASTY
from tests.e2e.day_office import Office
from tests.e2e.year_accounts import KOMMUN, YearAccount, options_of
from tests.e2e.year_clock import MovedClock
from tests.site_server import Site

BEGIN = "2026-01-02T09:00"
PEOPLE = {
    "rut": ("registrator", "Rut Rask"),
    "kim": ("kommunikator", "Kim Kvist"),
    "arne": ("arkivarie", "Arne Alm"),
    "natten": ("kommunikator", "Nattens körning"),
}
"""Those who work, besides the admin: their login, role and name."""
Duties = dict[str, set[str]]
"""The kinds of duty, and of each the accounts, handlingar or half-years that it is about."""
ABOUT_AN_ACCOUNT = {"register", "removal", "plan", "snapshot"}


class YearOffice(Office):
    """An archive of two nämnder whose pages lie on a site on loopback."""

    def __init__(
        self,
        folder: Path,
        site: Site,
        capfd: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        super().__init__(folder / "arkiv", capfd, monkeypatch)
        self.site, self.clock = site, MovedClock(folder / "klocka", monkeypatch)

    def at(self, written: str) -> None:
        """Set the clock, in Swedish time, for everything that is done and for the browsers."""
        self.clock.set(written)

    def install(self) -> None:
        """Begin the archive: two nämnder, those who work, and a site that may be visited."""
        self.at(BEGIN)
        self.work_as("admin")
        said = self.run("init", self.folder, "--kommun", KOMMUN, "--orgnr", "212000-2882",
                        "--namnd", "KS", "--namnd-name", "Kommunstyrelsen")  # fmt: skip
        assert said.code == 0, said.err
        self.ok("namnd", "add", "SBN", "--name", "Samhällsbyggnadsnämnden")
        for login, (role, name) in PEOPLE.items():
            self.ok("user", "add", login, "--role", role, "--name", name)
        self._open_loopback()

    def add_accounts(self, accounts: Iterable[YearAccount]) -> None:
        """Add accounts."""
        self.work_as("kim")
        for each in accounts:
            url = self.site.url(each.path, each.host)
            self.ok("account", "add", each.account, *options_of(each, url))

    def take_due(self) -> dict[str, str]:
        """Take what is due as the night does, and return the outcomes by account."""
        self.work_as("natten")
        taken = self.read("snapshot", "--due", "--jobs", "6")
        return {each["account"]: each["outcome"] for each in taken}

    def make_rounds(self) -> None:
        """Look through the accounts for improper posts, as somebody does each working day."""
        self.work_as("kim")
        for namnd in ("KS", "SBN"):
            self.ok("remove-post", "round", "--namnd", namnd)

    def late(self, *options: object) -> Duties:
        """Return all that is late, by its kind."""
        return _by_kind(each for each in self._duties(*options) if each["late"])

    def coming(self, days: int = 30) -> Duties:
        """Return all that falls due within so many days and is not late."""
        return _by_kind(each for each in self._duties("--days", days) if not each["late"])

    def _duties(self, *options: object) -> list[dict[str, Any]]:
        said = self("status", *options, "--json")
        found: list[dict[str, Any]] = said.json
        assert said.code == int(any(each["late"] for each in found)), said.err
        return found

    def official_in_forteckning(self) -> set[str]:
        """Return the accounts that the förteckning tells as official, and are not closed."""
        accounts = self.read("forteckning")["accounts"]
        return {each["account"] for each in accounts if each["official"] and not each["closed"]}

    def kinds_in_forteckning(self, kind: str) -> set[str]:
        """Return the accounts of a kind that the förteckning tells of."""
        accounts = self.read("forteckning")["accounts"]
        return {each["account"] for each in accounts if each["kind"] == kind}

    def closed(self) -> set[str]:
        """Return the accounts that the förteckning tells as closed."""
        accounts = self.read("forteckning")["accounts"]
        return {each["account"] for each in accounts if each["closed"]}

    def lacking(self) -> dict[str, set[str]]:
        """Return what each account that is not in order lacks."""
        said = self("account", "check", "--json")
        found = {e["account"]: {lack["code"] for lack in e["lacks"]} for e in said.json}
        assert said.code == int(any(found.values())), said.err
        return {account: lacks for account, lacks in found.items() if lacks}

    def passive(self, *options: object) -> dict[str, str]:
        """Return the accounts that nobody has written in for long."""
        said = self("account", "passive", *options, "--json")
        assert said.code == int(any(each["pulse"] == "passive" for each in said.json)), said.err
        return {each["account"]: each["pulse"] for each in said.json}

    def rules(self) -> set[tuple[str, str]]:
        """Return by which rule each message stands, by the platform's number."""
        return {(e["external_id"], e["decision"]["rule"]) for e in self.messages()}

    def coverage(self, *options: object) -> dict[str, str]:
        """Return how it stands with the snapshots of the last halvårsskifte, by account."""
        found = self("coverage", *options, "--json").json["accounts"]
        return {each["account"]: each["state"] for each in found}

    def packages(self, namnd: str, period: str) -> dict[str, str]:
        """Return how far each package of a nämnd's half-year has come."""
        found = self.read("export", "list", "--namnd", namnd, "--period", period)
        return {each["name"]: each["state"] for each in found}

    def _open_loopback(self) -> None:
        self.settle("capture", HASTY | {"quiet_seconds": 3})
        self.settle("capture", {"allow_private_addresses": ["127.0.0.1"]})
        self.settle("policy", {"site": "www.exempelstad.se", "phone": "08-123 45 67"})

    def settle(self, table: str, values: Mapping[str, object]) -> None:
        """Write settings into a table of the settings file."""
        file, head = self.folder / "archiver.toml", f"[{table}]\n"
        lines = "".join(f"{name} = {json.dumps(value)}\n" for name, value in values.items())
        before, found, after = file.read_text("utf-8").partition(head)
        file.write_text(f"{before}{found or head}{lines}{after}", encoding="utf-8")


def _by_kind(duties: Iterable[dict[str, Any]]) -> Duties:
    found: Duties = {}
    for each in duties:
        about = each["account"] if each["kind"] in ABOUT_AN_ACCOUNT else each["beteckning"]
        if each["kind"] == "delivery":
            about = f"{each['namnd']} {about}"
        found.setdefault(each["kind"], set()).add(about)
    return found
