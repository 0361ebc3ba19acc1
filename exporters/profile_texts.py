"""What stands in braces in a profile's texts, filled in from what a package is made of."""

from collections.abc import Mapping

from exporters.contents import PackageContents
from schedules.clock import STOCKHOLM


def fill_text(text: str, contents: PackageContents) -> str:
    """Return a profile's text with every place filled in; what is unknown is filled with nothing.

    Args:
        text: Such as ``ORG:{namnd_orgnr}``; ``load_profile`` has seen that its places exist.
        contents: What the package is made of.
    """
    return text.format_map(list_texts(contents)).strip()


def list_texts(contents: PackageContents) -> Mapping[str, str]:
    """Return what fills each place; organisationsnummer are digits alone, days are Swedish days."""
    return {
        "kommun": contents.kommun,
        "kommun_orgnr": _digits(contents.orgnr),
        "namnd": contents.namnd.name,
        "namnd_code": contents.namnd.code,
        "namnd_orgnr": _digits(contents.namnd.orgnr),
        "archive": contents.archive,
        "agreement": contents.agreement or "",
        "software": contents.software.name,
        "version": contents.software.version,
        "period": str(contents.period),
        "first_day": str(contents.period.first_day),
        "last_day": str(contents.period.last_day),
        "created": str(contents.created.astimezone(STOCKHOLM).date()),
    }


def _digits(orgnr: str) -> str:
    return "".join(filter(str.isdigit, orgnr))
