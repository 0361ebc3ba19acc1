"""What a masked version of a handling is called, and what is told of it, in every form."""

from diarium.arende_records import Handling
from diarium.masked_versions import MaskedVersion
from schedules.clock import STOCKHOLM


def masked_number(handling: Handling, number: int) -> str:
    """Return what a masked version is called, such as ``KS/2026:1-3 maskerad 1``."""
    return f"{handling.beteckning} maskerad {number}"


def tell_masked(handling: Handling, version: MaskedVersion) -> str:
    """Return in Swedish of what a masked version is, and when and why it was made."""
    day = version.at.astimezone(STOCKHOLM).date()
    ground = f", enligt {version.provision}" if version.provision else ""
    return f"Maskerad version av {handling.beteckning}, utlämnad {day} ({version.request}){ground}."
