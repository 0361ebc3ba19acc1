"""The settings file ``archiver.toml`` as one frozen, typed object."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureSettings:
    """How a start page is captured.

    Attributes:
        browser: Path of the Chromium to use; none means whichever is found.
        allow_private_addresses: Addresses or networks that are closed unless named here.
        width: Width of the page in CSS pixels.
        height: Height of the window in CSS pixels.
        load_seconds: Longest wait for the page to load.
        quiet_seconds: Longest wait for the network to fall quiet.
        scroll_steps: Most steps of the scroll.
        scroll_pixels: Longest page that is scrolled through, in CSS pixels.
        scroll_seconds: Longest time spent scrolling.
        total_seconds: Longest time for one account.
        contact: Said in the browser's name, so that a platform can reach the municipality.
    """

    browser: Path | None = None
    allow_private_addresses: tuple[str, ...] = ()
    width: int = 1280
    height: int = 1600
    load_seconds: int = 60
    quiet_seconds: int = 10
    scroll_steps: int = 100
    scroll_pixels: int = 60_000
    scroll_seconds: int = 90
    total_seconds: int = 300
    contact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings of one archive.

    Attributes:
        folder: The archive's folder, where ``archiver.toml`` lies.
        language: ``sv`` or ``en``: what people read on the screen. Records are always Swedish.
        kommun: The municipality's name.
        orgnr: Its organisationsnummer.
        database: Database URL.
        number: Template of a diarienummer.
        lead_days: How many days before the halvårsskifte its snapshots fall due.
        late_days: A snapshot taken more days after the turn than this is marked late.
        capture: How a start page is captured.
    """

    folder: Path
    language: str
    kommun: str
    orgnr: str
    database: str
    number: str
    lead_days: int = 1
    late_days: int = 14
    capture: CaptureSettings = field(default_factory=CaptureSettings)

    @property
    def files(self) -> Path:
        """The folder of kept files."""
        return self.folder / "files"

    @property
    def work(self) -> Path:
        """The folder where captures and packages are made before they are kept."""
        return self.folder / "work"
