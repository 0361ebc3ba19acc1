"""The steps of a delivery to the kommunarkiv: delivered, received, accepted or refused, withdrawn.

Each is a row that stays. What a leveranskvitto said does not count when it is makulerat: so a step
that was noted by mistake is put right.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from diarium.errors import RefusedError, UsageError
from diarium.incoming import check_moment
from diarium.journal import append_event, insert_row
from diarium.package_records import MAY_FOLLOW, Package, PackageState
from diarium.packages import list_makings, list_where, plain_name
from diarium.plain_text import clean_line
from diarium.tables import PACKAGE, PACKAGE_STATUS
from schedules.clock import STOCKHOLM


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStep:
    """A step that is about to be noted.

    Attributes:
        state: What the package comes to.
        happened_at: When it did.
        said: How it was delivered, or why it was refused or withdrawn.
        handling: The leveranskvitto, by the number of its row.
        receipt_sha256: Its kept file.
    """

    state: PackageState
    happened_at: datetime
    said: str | None = None
    handling: int | None = None
    receipt_sha256: str | None = None


def deliver_packages(
    session: Session, name: str, step: NewStep, manifest: str | None, by: str, now: datetime
) -> list[Package]:
    """Note that a package, or all of a delivery, was handed over to the kommunarkiv.

    Args:
        session: A session that holds the write lock.
        name: The package or the delivery; the one that was made last is meant.
        step: When and how.
        manifest: The beginning of the SHA-256 of the one that is meant, where it is another.
        by: Who notes it.
        now: When it is noted.

    Raises:
        UsageError: There is none, or words or moment cannot be meant.
        RefusedError: It is a copy, or delivered already, or one that was made before it waits for
            the kommunarkiv's answer.
    """
    makings = list_makings(session, name)
    chosen = makings[-1] if manifest is None else _find_manifest(makings, name, manifest)
    for each in chosen:
        _refuse_copy(each)
    for other in (each for making in makings if making is not chosen for each in making):
        if other.waits:
            raise refuse_step(other)
    return take_step(session, chosen, step, "--how", by, now)


def withdraw_packages(
    session: Session, name: str, step: NewStep, by: str, now: datetime
) -> list[Package]:
    """Note that a package is not to be delivered after all, or is taken back.

    Raises:
        UsageError: There is none, or words or moment cannot be meant.
        RefusedError: The kommunarkiv has accepted or refused it, or it is withdrawn already.
    """
    makings = list_makings(session, name)
    waiting = [making for making in makings if any(each.waits for each in making)]
    return take_step(session, (waiting or makings)[-1], step, "--why", by, now)


def take_step(
    session: Session, making: Sequence[Package], step: NewStep, option: str, by: str, now: datetime
) -> list[Package]:
    """Note a step of those packages of a delivery that it may follow on.

    Args:
        session: A session that holds the write lock.
        making: The packages that were made together.
        step: The step.
        option: By which option its words were given.
        by: Who notes it.
        now: When it is noted.

    Returns:
        The packages as they then stand.

    Raises:
        UsageError: Words or moment cannot be meant.
        RefusedError: It may follow on none of them.
    """
    chosen = list_ready(making, step.state)
    said = None if step.said is None else clean_line(option, step.said)
    for each in chosen:
        check_moment(step.happened_at, each.steps[-1].happened_at, "--when", now)
        row = insert_row(
            session, PACKAGE_STATUS, package_id=each.id, status=step.state.value, said=said,
            happened_at=step.happened_at, receipt_sha256=step.receipt_sha256,
            handling_id=step.handling, at=now, by=by,
        )  # fmt: skip
        append_event(session, f"package.{step.state.value}", each.name, [row], by, now)
    return list_where(session, PACKAGE.c.id.in_([each.id for each in chosen]))


def list_ready(making: Sequence[Package], state: PackageState) -> list[Package]:
    """Return the packages of a delivery that a step may follow on.

    Raises:
        RefusedError: There is none.
    """
    ready = [each for each in making if state in MAY_FOLLOW[each.state]]
    if not ready:
        raise refuse_step(making[0])
    return ready


def refuse_step(package: Package) -> RefusedError:
    """Return why a step cannot be noted of a package that stands as it does."""
    told = {"name": package.name, "day": _day(package.steps[-1].happened_at)}
    match package.state:
        case PackageState.PREPARED:
            return RefusedError(
                "{name} has not been delivered; note that first by archiver export deliver", **told
            )
        case PackageState.DELIVERED:
            return RefusedError(
                "{name} was delivered {day} already; note the receipt by archiver export receipt",
                **told,
            )
        case PackageState.RECEIVED:
            return RefusedError(
                "{name} was received by the kommunarkiv {day}; note its answer by archiver export "
                "receipt, with --accepted or --refused",
                **told,
            )
        case PackageState.ACCEPTED:
            return RefusedError(
                "{name} was accepted by the kommunarkiv {day}; nothing more is noted of it", **told
            )
        case PackageState.REFUSED:
            return RefusedError(
                "{name} was refused by the kommunarkiv {day}; make it anew and deliver that", **told
            )
        case PackageState.WITHDRAWN:
            return RefusedError("{name} was withdrawn {day}; make it anew to deliver it", **told)


def _find_manifest(makings: Iterable[list[Package]], name: str, manifest: str) -> list[Package]:
    """Return the one that was made with a manifest, which is told by how its SHA-256 begins.

    Raises:
        UsageError: None was, or several were.
    """
    begins = manifest.strip().lower()
    found = [
        making
        for making in makings
        if begins and any(each.manifest_sha256.startswith(begins) for each in making)
    ]
    if len({each.manifest_sha256 for making in found for each in making[:1]}) != 1:
        raise UsageError(
            "{count} packages {name} have a manifest whose SHA-256 begins so; archiver export list "
            "--json shows them",
            count=len(found),
            name=plain_name(name)[:100],
        )
    return found[-1]


def _refuse_copy(package: Package) -> None:
    if package.extract:
        raise RefusedError(
            "{name} is an extract, a copy that is no delivery; make one without --extract",
            name=package.name,
        )


def _day(moment: datetime) -> str:
    return str(moment.astimezone(STOCKHOLM).date())
