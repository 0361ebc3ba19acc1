"""Which packages a delivery becomes, and what goes into each.

Nothing is written here. What is made for a package when its turn comes (ERMS, the journal's
extract, how to read it) is not yet in the model.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from diarium.arende_records import Arende
from diarium.errors import RefusedError
from diarium.snapshot_records import Snapshot
from exporters.packages.contents import PackageContents
from exporters.packages.forteckning_content import plan_forteckning
from exporters.packages.gallring_content import plan_gallring
from exporters.packages.package_model import Content, ContentKind, MadeFile, PackageModel
from exporters.packages.parts import Part, plan_handlingar, plan_snapshots
from exporters.packages.premis_events import handling_events, snapshot_events
from exporters.packages.profile_texts import list_alt_record_ids, list_texts
from exporters.packages.profiles import Profile

WACZ = "wacz"
_PICTURES = frozenset({ContentKind.SNAPSHOTS, ContentKind.WEBARCHIVE})
_MAIN = _PICTURES | {ContentKind.DIARIUM}
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_RESERVED = re.compile("con|prn|aux|nul|(com|lpt)[0-9]", re.IGNORECASE)
"""Names that mean a device in Windows, whatever comes after a point."""
Things = Sequence[Snapshot | Arende]
Planned = Mapping[int, tuple[Part, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """How a delivery is divided into packages.

    Attributes:
        kinds: What goes in, if there is any of it.
        per_account: The snapshots of each account go into a package of their own.
        most: Bytes of kept files a package may hold. A single snapshot or ärende that is larger
            still becomes one package, since neither is ever divided.
    """

    kinds: frozenset[ContentKind] = frozenset(ContentKind)
    per_account: bool = False
    most: int | None = None


def plan_delivery(
    contents: PackageContents,
    profile: Profile,
    division: Division,
    schemas: tuple[MadeFile, ...] = (),
) -> tuple[PackageModel, ...]:
    """Return the packages of a delivery, in order.

    Args:
        contents: What was chosen of the nämnd's half-year.
        profile: The form of the packages.
        division: How they are divided.
        schemas: The published schemas, and the list of them, for each package.

    Raises:
        RefusedError: There is nothing to deliver.
        SettingsError: The profile demands an altRecordID that comes out empty.
    """
    list_alt_record_ids(profile, contents)
    shares = [
        (share, inside)
        for share in _divide(contents, profile, division)
        if (inside := tuple(_list_contents(share, division)))
    ]
    if not shares:
        raise RefusedError(
            "nämnd {namnd} has nothing to deliver for {period}: no snapshot, and no ärende closed "
            "then",
            namnd=contents.namnd.code,
            period=contents.period,
        )
    name = name_delivery(contents, profile)
    return tuple(
        PackageModel(
            name=name if len(shares) == 1 else f"{name}_{number:03}",
            label=share.label + _tell_part(number, len(shares)),
            contents=share, profile=profile, inside=inside, schemas=schemas,
            number=number, of=len(shares),
        )
        for number, (share, inside) in enumerate(shares, start=1)
    )  # fmt: skip


def name_delivery(contents: PackageContents, profile: Profile) -> str:
    """Return a delivery's name, the same for every delivery of the same things.

    ASCII alone, whatever a profile's naming fills in; an extract and a selection are told apart
    from the whole.
    """
    texts = dict(list_texts(contents))
    texts |= {key: texts[key].lower() for key in ("namnd_code", "period")}
    plain = unicodedata.normalize("NFKD", profile.package_name.format_map(texts))
    name = _UNSAFE.sub("_", plain.encode("ascii", "ignore").decode()).strip("._-")[:100]
    if not name or _RESERVED.fullmatch(name.partition(".")[0]):
        name = f"sip-{name}".rstrip("-")
    return f"{name}{'-utdrag' if contents.extract else ''}{contents.selection_mark}"


def _tell_part(number: int, of: int) -> str:
    return "" if of == 1 else f" – del {number} av {of}"


def _divide(
    contents: PackageContents, profile: Profile, division: Division
) -> Iterator[PackageContents]:
    """Yield what goes into each package.

    The förteckning goes with the first snapshots and the gallringsprotokoll with the first
    ärenden; alone they make a package only if they were asked for by name, and no more than them.
    """
    snapshots = contents.snapshots if division.kinds & _PICTURES else ()
    arenden = contents.arenden if ContentKind.DIARIUM in division.kinds else ()
    groups = _group(snapshots, arenden, profile, division)
    sizes = _measure(contents) if division.most else {}
    pieces = [piece for group in groups for piece in _cut(group, sizes, division.most)]
    if not pieces and not division.kinds & _MAIN:
        pieces = [[]]
    listing, gallring = _first_with(Snapshot, pieces), _first_with(Arende, pieces)
    for number, piece in enumerate(pieces):
        yield replace(
            _narrow(contents, piece),
            failed=contents.failed if number == listing else (),
            accounts=contents.accounts if number == listing else (),
            protocols=contents.protocols if number == gallring else (),
        )  # fmt: skip


def _first_with(kind: type, pieces: Sequence[Things]) -> int:
    """Return the number of the first piece that holds one of a kind, or else the first."""
    found = (
        number
        for number, piece in enumerate(pieces)
        if any(isinstance(each, kind) for each in piece)
    )
    return next(found, 0)


def _narrow(contents: PackageContents, piece: Things) -> PackageContents:
    """Return the contents with the snapshots and ärenden of one package alone."""
    arenden = tuple(each for each in piece if isinstance(each, Arende))
    beteckningar = {each.beteckning for arende in arenden for each in arende.handlingar}
    return replace(
        contents, arenden=arenden,
        snapshots=tuple(each for each in piece if isinstance(each, Snapshot)),
        unreadable=tuple(each for each in contents.unreadable if each in beteckningar),
    )  # fmt: skip


def _group(
    snapshots: Sequence[Snapshot], arenden: Sequence[Arende], profile: Profile, division: Division
) -> list[Things]:
    """Return what may lie in one package whatever its size."""
    if division.per_account:
        accounts = defaultdict[str, list[Snapshot]](list)
        for each in snapshots:
            accounts[each.account].append(each)
        groups: list[Things] = [accounts[name] for name in sorted(accounts)]
        groups.append(arenden)
    else:
        groups = [snapshots, arenden] if profile.separate else [[*snapshots, *arenden]]
    return [each for each in groups if each]


def _cut(group: Things, sizes: Mapping[int, int], most: int | None) -> Iterator[Things]:
    """Cut a group so that no piece holds more bytes than allowed, in its order."""
    piece, held = list[Snapshot | Arende](), 0
    for each in group:
        size = sizes.get(id(each), 0)
        if most is not None and piece and held + size > most:
            yield piece
            piece, held = [], 0
        piece.append(each)
        held += size
    yield piece


def _measure(contents: PackageContents) -> dict[int, int]:
    """Return the bytes of the kept files of each snapshot and ärende, by its identity."""
    taken, came = plan_snapshots(contents), plan_handlingar(contents)
    sizes = {id(each): _sum(taken[each.id]) for each in contents.snapshots}
    for arende in contents.arenden:
        sizes[id(arende)] = sum(_sum(came[each.id]) for each in arende.handlingar)
    return sizes


def _sum(parts: Sequence[Part]) -> int:
    return sum(part.length for part in parts)


def _list_contents(contents: PackageContents, division: Division) -> Iterator[Content]:
    """Yield what the package holds of what was asked for."""
    taken = plan_snapshots(contents)
    pictures = {key: tuple(p for p in parts if p.role != WACZ) for key, parts in taken.items()}
    archived = {key: tuple(p for p in parts if p.role == WACZ) for key, parts in taken.items()}
    for kind, planned in (
        (ContentKind.SNAPSHOTS, pictures),
        (ContentKind.WEBARCHIVE, archived),
    ):
        if kind in division.kinds and any(planned.values()):
            events = tuple(snapshot_events(contents, planned))
            yield Content(kind=kind, parts=_flat(planned), events=events)
    if contents.arenden:
        came = plan_handlingar(contents)
        events = tuple(handling_events(contents, came))
        yield Content(kind=ContentKind.DIARIUM, parts=_flat(came), events=events)
    for content in (plan_forteckning(contents), plan_gallring(contents)):
        if content and content.kind in division.kinds:
            yield content
    if ContentKind.JOURNAL in division.kinds:
        yield Content(kind=ContentKind.JOURNAL)


def _flat(planned: Planned) -> tuple[Part, ...]:
    return tuple(chain.from_iterable(planned.values()))
