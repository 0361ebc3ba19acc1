"""The main job, from accounts to packages, on a small municipality that is made up for it.

It calls what the commands call, on real parts: a real browser, the real register, real packages.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from gettext import gettext as _
from pathlib import Path

from archiver.capture.browser import locate_browser
from archiver.demo.messages import write_messages
from archiver.demo.municipality import KOMMUN, NAMNDER, list_demo_accounts, make_extra_account
from archiver.demo.office import Office, Work, work_through
from archiver.demo.pages import build_site
from archiver.demo.plans import put_plan_in_force
from archiver.demo.site_server import serve_site
from archiver.export_records import ExportReport, ExportWish
from archiver.exports import export_package
from archiver.new_archive import NewArchive, create_archive
from archiver.readable_forms import Outcome, find_missing, make_missing
from archiver.settings import Settings, read_settings
from archiver.snapshots import Archive, Taken, Wish, take_snapshots
from diarium.accounts import add_account, list_accounts
from diarium.arenden import list_arenden
from diarium.database import reading, writing
from diarium.errors import RefusedError
from diarium.files import FileStore, storage_errors
from diarium.installation import open_register
from diarium.namnder import add_namnd, list_namnder
from diarium.plans import read_plans
from diarium.public_accounts import publish_accounts
from diarium.readable_forms import READABLE
from diarium.records import Fault
from diarium.verify import check_archive
from exporters.checks.findings import Finding
from exporters.checks.package_checks import check_package
from exporters.forteckning import Forteckning, render_forteckning
from exporters.packages.parts import safe_name
from exporters.published_file import publish_file
from schedules.clock import STOCKHOLM
from schedules.half_year import HalfYear

CLOSED = '#allow_private_addresses = ["127.0.0.1"]'
ASKED = {
    '#site = "www.exempel.se"': 'site = "www.example.se/avallby"',
    '#phone = "0123-456 00"': 'phone = "0123-456 00"',
}
"""The settings of what the municipality's pages should hold."""
"""The line of a new settings file that keeps loopback closed."""
PAGES_AT_ONCE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoWish:
    """What is asked for.

    Attributes:
        folder: Where the archive and all that is made will lie; it must be new or empty.
        url: A real address as one account more.
        by: Who runs it.
        clock: Tells the present moment.
        tell: Told what is going on, in words.
    """

    folder: Path
    url: str | None
    by: str
    clock: Callable[[], datetime]
    tell: Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoResult:
    """What was made.

    Attributes:
        database: The register's file.
        forteckning: The published list of accounts.
        pictures: Readable copies of the snapshots' PDFs, by account.
        readable: The folder of the readable forms of what was registered.
        work: What came of the messages.
        faults: What ``verify`` found wrong with the archive; nothing, if all is well.
        findings: What it found wrong with the packages.
    """

    folder: Path
    database: Path
    forteckning: Path
    taken: tuple[Taken, ...]
    pictures: dict[str, Path]
    readable: Path
    work: Work
    packages: tuple[ExportReport, ...]
    faults: tuple[Fault, ...]
    findings: tuple[Finding, ...]


def run_demo(wish: DemoWish) -> DemoResult:
    """Run the whole chain once.

    Raises:
        RefusedError: The folder holds something already.
        UsageError: The extra address cannot be one.
        ToolError: There is no browser.
        StorageError: The folder cannot be written.
    """
    archive = _begin(wish)
    period = HalfYear.containing(wish.clock())
    with serve_site(build_site()) as site:
        forteckning = _add_accounts(wish, archive, site)
        wish.tell(_("Taking pictures of the start pages"))
        taken = _take(archive, period)
    wish.tell(_("Taking in forty messages and registering"))
    worked = _work(wish, archive)
    wish.tell(_("Making a package for each nämnd"))
    packages = tuple(_export(wish, archive, namnd.code, period) for namnd in NAMNDER)
    wish.tell(_("Checking everything that was made"))
    return DemoResult(
        folder=archive.settings.folder,
        database=Path(archive.settings.database.removeprefix("sqlite:///")),
        forteckning=forteckning,
        taken=tuple(taken),
        pictures=_copy_pictures(archive, taken),
        readable=_copy_readable(archive),
        work=worked,
        packages=packages,
        faults=tuple(check_archive(archive.engine, archive.files)),
        findings=tuple(_find_errors(packages)),
    )


def _work(wish: DemoWish, archive: Archive) -> Work:
    office = Office(
        engine=archive.engine, files=archive.files, by=wish.by, clock=wish.clock,
        template=archive.settings.number,
        make_readable=lambda: _make_readable(wish, archive),
    )  # fmt: skip
    return work_through(office, write_messages(archive.settings.folder / "inkommet", wish.clock()))


def _make_readable(wish: DemoWish, archive: Archive) -> tuple[Outcome, ...]:
    wish.tell(_("Making readable forms of what is registered"))
    with reading(archive.engine) as session:
        missing = find_missing(session, ())
    return tuple(make_missing(archive, missing, _stay_silent, wish.clock()))


def _copy_readable(archive: Archive) -> Path:
    """Copy the readable forms under names that people can read."""
    folder = archive.settings.folder / "läsbara"
    folder.mkdir()
    with reading(archive.engine) as session:
        handlingar = [h for arende in list_arenden(session) for h in arende.handlingar]
    for handling in handlingar:
        for number, file in enumerate((f for f in handling.files if f.role == READABLE), 1):
            name = f"{safe_name(handling.beteckning)}_{number}.pdf"
            shutil.copyfile(archive.files.path_of(file.sha256), folder / name)
    return folder


def _find_errors(packages: tuple[ExportReport, ...]) -> Iterator[Finding]:
    """Yield what is wrong with the packages; what is only recommended is not wrong."""
    for package in packages:
        yield from (each for each in check_package(package.path) if each.severity == "error")


def _refuse_filled(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RefusedError(
            "{folder} holds something already; name a folder that is new or empty", folder=folder
        )


def _begin(wish: DemoWish) -> Archive:
    """Begin the archive, and open loopback in its settings, for there the pages are served."""
    folder = wish.folder.absolute()
    with storage_errors(folder):
        _refuse_filled(folder)
    locate_browser(None)
    first, *others = NAMNDER
    new = NewArchive(folder=folder, kommun=KOMMUN, namnd=first)
    path = create_archive(new, wish.by, wish.clock())
    text = path.read_text(encoding="utf-8")
    for before, after in {CLOSED: CLOSED.removeprefix("#"), **ASKED}.items():
        text = text.replace(before, after)
    path.write_text(text, encoding="utf-8")
    settings = _hurry(read_settings(path))
    engine = open_register(settings.database)
    with writing(engine) as session:
        for namnd in others:
            add_namnd(session, namnd, wish.by, wish.clock())
    return Archive(settings, engine, FileStore(settings.files), wish.by)


def _hurry(settings: Settings) -> Settings:
    """Return settings of a run against our own pages, which need neither pauses nor patience."""
    capture = replace(settings.capture, attempts=1, host_pause_seconds=0, host_jitter_seconds=0)
    return replace(settings, capture=capture)


def _add_accounts(wish: DemoWish, archive: Archive, site: str) -> Path:
    """Add the accounts with their plans, and publish the list of them."""
    opened = wish.clock().astimezone(STOCKHOLM).date()
    facts = list_demo_accounts(site, opened)
    if wish.url:
        facts.append(make_extra_account(wish.url, opened))
    for each in facts:
        with writing(archive.engine) as session:
            add_account(session, each, wish.by, wish.clock())
            put_plan_in_force(session, each, wish.by, wish.clock())
    return _publish_forteckning(archive, opened)


def _publish_forteckning(archive: Archive, day: date) -> Path:
    with reading(archive.engine) as session:
        told = Forteckning(
            kommun=archive.settings.kommun,
            namnder=list_namnder(session),
            accounts=publish_accounts(list_accounts(session), read_plans(session), day).accounts,
            day=day,
        )
    path = archive.settings.folder / "förteckning.html"
    publish_file(path, render_forteckning(told).encode())
    return path


def _take(archive: Archive, period: HalfYear) -> list[Taken]:
    with reading(archive.engine) as session:
        accounts = tuple(each.account for each in list_accounts(session))
    wish = Wish(accounts=accounts, period=period)
    return take_snapshots(archive, wish, PAGES_AT_ONCE, _stay_silent)


def _stay_silent(done: int, total: int) -> None:
    """Tell nothing: what is going on is told in words."""


def _export(wish: DemoWish, archive: Archive, namnd: str, period: HalfYear) -> ExportReport:
    asked = ExportWish(
        namnd=namnd, period=period, output=archive.settings.folder / "leveranser",
        extract=False, include_protected=False, schemas=None, created=wish.clock(),
        browser=archive.settings.capture.browser,
    )  # fmt: skip
    settings = archive.settings.export
    return export_package(archive.engine, archive.files, asked, settings, wish.by, wish.clock())


def _copy_pictures(archive: Archive, taken: list[Taken]) -> dict[str, Path]:
    """Copy the PDFs under names that people can read; the kept files are named by content."""
    folder = archive.settings.folder / "bilder"
    folder.mkdir()
    copies = {}
    for snapshot in (each.snapshot for each in taken):
        for file in snapshot.files:
            if file.role == "pdfa":
                copies[snapshot.account] = folder / f"{snapshot.account}-{snapshot.period}.pdf"
                shutil.copyfile(archive.files.path_of(file.sha256), copies[snapshot.account])
    return copies
