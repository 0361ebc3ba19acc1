"""The gallringsprotokoll of a half-year, as content of a package.

They are kept files and go in byte for byte: what was gallrat, by which decision, and by whom.
"""

from diarium.gallring_records import GallringProtocol
from exporters.packages.contents import PackageContents
from exporters.packages.package_model import Content, ContentKind
from exporters.packages.parts import Part
from exporters.packages.premis import MAKING, Agent, PremisEvent


def plan_gallring(contents: PackageContents) -> Content | None:
    """Return the protocols, or nothing where none was drawn up in the period."""
    if not contents.protocols:
        return None
    return Content(
        kind=ContentKind.GALLRING,
        parts=tuple(map(_part, contents.protocols)),
        events=tuple(_event(contents, each) for each in contents.protocols),
    )


def _part(protocol: GallringProtocol) -> Part:
    file = protocol.file
    return Part(
        path=_path(protocol), source=file.sha256, start=file.start, length=file.length,
        media_type=file.media_type, name=file.name, role=file.role, puid="fmt/471",
    )  # fmt: skip


def _path(protocol: GallringProtocol) -> str:
    return f"data/gallringsprotokoll_{protocol.number}.html"


def _event(contents: PackageContents, protocol: GallringProtocol) -> PremisEvent:
    return PremisEvent(
        kind=MAKING, at=protocol.at,
        agents=(Agent("person", protocol.by), Agent("organization", contents.namnd.name)),
        files=(_path(protocol),), outcome="success",
        detail=(
            f"Protokollet över gallring {protocol.number} enligt beslut {protocol.decision} "
            "upprättades."
        ),
    )  # fmt: skip
