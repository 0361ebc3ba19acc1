"""What goes into a package: frozen records, gathered before anything is written."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from diarium.arende_records import Arende, Handling
from diarium.gallring_records import GallringProtocol
from diarium.masked_versions import MaskedVersion
from diarium.records import Account, KeptFile, Namnd
from diarium.snapshot_records import Snapshot
from schedules.half_year import HalfYear

PROTECTED_GROUND = "OSL 5 kap. 2 § andra stycket"
"""Why a form is set apart when no sekretessmarkering names another provision."""


@dataclass(frozen=True, slots=True)
class Software:
    """The program that makes the package."""

    name: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageContents:
    """All that one package is made of; the same contents make the same bytes.

    Attributes:
        kommun: The municipality, which delivers.
        orgnr: Its organisationsnummer, such as ``212000-0001``.
        namnd: The arkivbildare.
        period: The half-year.
        snapshots: The complete and partial snapshots of the period.
        failed: The failed tries of the period, named in the documentation.
        arenden: The ärenden closed in the period; with ``extract`` the open ones too.
        kept: What the register knows of every kept file, by SHA-256.
        extract: The package is a copy that may hold open ärenden.
        include_protected: Protected forms and files go in; else only the public forms.
        unreadable: Handlingar of open ärenden that lack a readable form, by beteckning.
        created: When the package is made; an input, never the clock.
        software: The program that makes it.
        archive: The archive that takes it in.
        agreement: The leveransöverenskommelse, if there is one.
        selection: What was chosen of the period, in Swedish; empty for all of it.
        masked: The masked versions that go in, by the handling's number in the register.
        accounts: The nämnd's accounts as they stood at the end of the period.
        protocols: The gallringsprotokoll that were drawn up in the period.
    """

    kommun: str
    orgnr: str
    namnd: Namnd
    period: HalfYear
    snapshots: tuple[Snapshot, ...]
    failed: tuple[Snapshot, ...]
    arenden: tuple[Arende, ...]
    kept: Mapping[str, KeptFile]
    extract: bool
    include_protected: bool
    created: datetime
    software: Software
    archive: str
    agreement: str | None
    unreadable: tuple[str, ...] = ()
    selection: str = ""
    masked: Mapping[int, tuple[MaskedVersion, ...]] = field(default_factory=dict)
    accounts: tuple[Account, ...] = ()
    protocols: tuple[GallringProtocol, ...] = ()

    @property
    def stood_at(self) -> datetime:
        """The end of the period, or when the package is made where that is earlier."""
        return min(self.period.turn, self.created)

    @property
    def label(self) -> str:
        """What the delivery is, in Swedish."""
        kind = " – utdrag, kopia som kan innehålla öppna ärenden" if self.extract else ""
        chosen = f" – urval: {self.selection}" if self.selection else ""
        secret = " – innehåller skyddade uppgifter" if self.holds_protected else ""
        return (
            f"Sociala medier {self.period}, {self.namnd.name}, {self.kommun}{kind}{chosen}{secret}"
        )

    @property
    def selection_mark(self) -> str:
        """What tells the name of a selection from that of the whole; the same for the same one."""
        if not self.selection:
            return ""
        return f"-urval-{hashlib.sha256(self.selection.encode()).hexdigest()[:8]}"

    @property
    def holds_protected(self) -> bool:
        """Whether something that is protected goes in."""
        return bool(self.provisions)

    @property
    def provisions(self) -> tuple[str, ...]:
        """The provisions that protect something that goes in, each once."""
        if not self.include_protected:
            return ()
        handlingar = (each for arende in self.arenden for each in arende.handlingar)
        found = {regulation_of(each) for each in handlingar if each.is_protected}
        if any(each.mening_protected for each in self.arenden):
            found.add(PROTECTED_GROUND)
        return tuple(sorted(found))

    def withholds(self, handling: Handling) -> bool:
        """Say whether a handling's files stay at home because something in it is protected."""
        return handling.is_protected and not self.include_protected


def regulation_of(handling: Handling) -> str:
    """Return the provision that protects a handling."""
    return handling.sekretess.provision if handling.sekretess else PROTECTED_GROUND
