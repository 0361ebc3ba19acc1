"""Making a delivery for the kommunarkiv: gather the records, build, check, note, put in place."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from archiver.capture.form_printer import FormPrinter
from archiver.capture.run import remove_scratch
from archiver.export_records import ExportReport, ExportWish, PackageReport, Progress
from archiver.journal_tokens import stamp_head
from archiver.package_contents import gather_identified
from archiver.package_making import Making, finish_model
from archiver.settings import ExportSettings
from diarium.database import writing
from diarium.errors import PackageError
from diarium.files import FileStore
from diarium.package_records import PackageFacts, PackageItems
from diarium.packages import record_packages
from diarium.protected_view import list_protected
from diarium.seen import note_seen
from exporters.checks.findings import Finding
from exporters.checks.package_checks import check_package
from exporters.packages.bagit import write_bagit
from exporters.packages.containers import open_container, suffix_of
from exporters.packages.contents import PackageContents
from exporters.packages.delivery import Delivery, publish, staging
from exporters.packages.eark import write_eark
from exporters.packages.fgs import write_fgs
from exporters.packages.free_space import bytes_needed
from exporters.packages.package_model import ContentKind, PackageModel
from exporters.packages.parts import count_withheld
from exporters.packages.planning import Division, name_delivery, plan_delivery
from exporters.packages.profiles import Profile, load_profile
from exporters.packages.schemas import gather_schemas

if TYPE_CHECKING:
    from sqlalchemy import Engine

WRITERS = {"eark": write_eark, "fgs": write_fgs, "bagit": write_bagit}


@dataclass(frozen=True, slots=True)
class _Built:
    """A package that is built and checked, but not yet in its place."""

    model: PackageModel
    manifest_sha256: str
    files: int
    size: int
    warnings: tuple[Finding, ...]


def export_package(
    engine: "Engine",
    files: FileStore,
    wish: ExportWish,
    settings: ExportSettings,
    by: str,
    now: datetime,
) -> ExportReport:
    """Make a delivery, of one package or several.

    All its packages are built and checked before any is noted, noted in one transaction, and put
    in place by one rename.

    Args:
        engine: The register.
        files: The kept files.
        wish: What is asked for.
        settings: What a package says of the archive that takes it in.
        by: Who makes it.
        now: When it is noted in the journal.

    Raises:
        UsageError: There is no such nämnd, account or ärende, or a schema is missing.
        SettingsError: The profile cannot be read, or demands what is not given.
        RefusedError: There is nothing to deliver, a closed ärende lacks a readable form, an
            account an ansvarig, or the package exists.
        AlteredError: A kept file is not what it was.
        PackageError: A package breaks its specification; nothing was put in place.
        StorageError: The disk is full.
    """
    profile = load_profile(wish.profile)
    contents = gather_identified(engine, files, wish.choice, settings, by, now)
    models = _plan(contents, profile, wish)
    delivery = Delivery(
        wish.output, name_delivery(contents, profile), wish.container,
        tuple(model.name for model in models),
    )  # fmt: skip
    with _staging(delivery, models), _printing(wish, delivery) as (printer, aside):
        proven = any(c.kind is ContentKind.JOURNAL for model in models for c in model.inside)
        asked = (wish.stamping, wish.created, by, now)
        stamps = stamp_head(engine, files, *asked) if proven else ()
        making = Making(engine, files, delivery.work, printer, aside)
        tell = _teller(models, wish.progress)
        built = [_build(model, making, delivery, tell) for model in models]
        _note(engine, delivery, built, by, now)
        place = publish(delivery)
    report = _report(contents, delivery, built, place, schemas=wish.schemas is not None)
    return replace(report, stamps=stamps)


def _staging(
    delivery: Delivery, models: Sequence[PackageModel]
) -> contextlib.AbstractContextManager[Path]:
    return staging(delivery, bytes_needed(models), remove_scratch)


@contextlib.contextmanager
def _printing(wish: ExportWish, delivery: Delivery) -> Iterator[tuple[FormPrinter, Executor]]:
    """Give what prints, and a thread for it; what is being printed is waited for at the end."""
    with FormPrinter(wish.browser, delivery.work) as printer, ThreadPoolExecutor(1) as aside:
        yield printer, aside


def _plan(
    contents: PackageContents, profile: Profile, wish: ExportWish
) -> tuple[PackageModel, ...]:
    division = Division(
        kinds=wish.choice.wanted, per_account=wish.per_account, most=wish.split_bytes
    )
    schemas = gather_schemas(profile, wish.schemas)
    return plan_delivery(contents, profile, division, schemas)


def _teller(
    models: Sequence[PackageModel], progress: Progress | None
) -> Callable[[int], None] | None:
    """Return what tells how far the whole delivery has come when it is told of a file."""
    if progress is None:
        return None
    parts = chain.from_iterable(each.parts for model in models for each in model.inside)
    whole, done = sum(part.length for part in parts), 0

    def tell(size: int) -> None:
        nonlocal done
        done += size
        progress(min(done, whole), whole)

    return tell


def _build(
    model: PackageModel, making: Making, delivery: Delivery, tell: Callable[[int], None] | None
) -> _Built:
    """Write a package and check it as it lies.

    Raises:
        AlteredError: A kept file is not what it was.
        PackageError: The package breaks its specification.
        NotPrintedError: How to read it could not be printed.
        ToolError: There is no browser, or it does not start.
    """
    whole = finish_model(model, making)
    write = WRITERS[model.profile.layout]
    with open_container(delivery.building, model.name, delivery.form, tell) as container:
        manifest = write(whole, container, making.files)
    warnings = _refuse_breaches(check_package(_path_of(model, delivery.building, delivery)))
    return _Built(whole, manifest.sha256, container.files, container.size, tuple(warnings))


def _path_of(model: PackageModel, folder: Path, delivery: Delivery) -> Path:
    return folder / f"{model.name}{suffix_of(delivery.form)}"


def _note(
    engine: "Engine", delivery: Delivery, built: Sequence[_Built], by: str, now: datetime
) -> None:
    """Note all packages, and that what is protected in them was taken out."""
    with writing(engine) as session:
        record_packages(session, [_facts(delivery, each) for each in built], by, now)
        for each in built:
            contents = each.model.contents
            if contents.include_protected:
                note_seen(session, list_protected(contents.arenden), "exported", by, now)


def _refuse_breaches(findings: list[Finding]) -> list[Finding]:
    """Return the warnings.

    Raises:
        PackageError: There are errors too.
    """
    errors = [each for each in findings if each.severity == "error"]
    if errors:
        raise PackageError(
            "the package breaks {rule} at {place} ({cause}) and {more} other rules; nothing was "
            "put in place, report this",
            rule=errors[0].rule,
            place=errors[0].place,
            cause=f"{errors[0].message}: {errors[0].detail}",
            more=len(errors) - 1,
        )
    return findings


def _facts(delivery: Delivery, built: _Built) -> PackageFacts:
    model, contents = built.model, built.model.contents
    return PackageFacts(
        namnd=contents.namnd.code, period=str(contents.period), profile=model.profile.name,
        name=model.name, delivery=delivery.name, number=model.number, of=model.of,
        container=delivery.form, files=built.files, size=built.size,
        selection=contents.selection, manifest_sha256=built.manifest_sha256,
        extract=contents.extract, protected=contents.holds_protected, items=_items(contents),
    )  # fmt: skip


def _items(contents: PackageContents) -> PackageItems:
    return PackageItems(
        snapshots=tuple(each.id for each in contents.snapshots),
        arenden=tuple(each.id for each in contents.arenden),
        handlingar=tuple(h.id for arende in contents.arenden for h in arende.handlingar),
    )


def _report(
    contents: PackageContents,
    delivery: Delivery,
    built: Sequence[_Built],
    place: Path,
    *,
    schemas: bool,
) -> ExportReport:
    folder = place if len(built) > 1 else place.parent
    return ExportReport(
        delivery=delivery.name, path=place, namnd=contents.namnd.code,
        period=str(contents.period), profile=built[0].model.profile.name, container=delivery.form,
        selection=contents.selection, extract=contents.extract, schemas=schemas,
        failed=len(contents.failed), unreadable=contents.unreadable,
        warnings=tuple(chain.from_iterable(each.warnings for each in built)),
        packages=tuple(
            _report_package(each, _path_of(each.model, folder, delivery)) for each in built
        ),
    )  # fmt: skip


def _report_package(built: _Built, path: Path) -> PackageReport:
    model, contents = built.model, built.model.contents
    return PackageReport(
        name=model.name, path=path, number=model.number, of=model.of,
        manifest_sha256=built.manifest_sha256, files=built.files, size=built.size,
        contents=tuple(each.kind.value for each in model.inside),
        snapshots=len(contents.snapshots), arenden=len(contents.arenden),
        handlingar=sum(len(each.handlingar) for each in contents.arenden),
        withheld=count_withheld(contents),
    )  # fmt: skip
