"""What stands in braces in a profile's texts, filled in from what a package is made of."""

from collections.abc import Mapping
from dataclasses import replace

from diarium.errors import SettingsError
from exporters.packages.contents import PackageContents
from exporters.packages.profiles import Agent, Profile
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


def list_agents(profile: Profile, contents: PackageContents) -> list[Agent]:
    """Return the agents of a header, filled in; one whose name comes out empty is left out."""
    filled = [
        replace(each, name=fill_text(each.name, contents), note=fill_text(each.note, contents))
        for each in profile.agents
    ]
    return [each for each in filled if each.name]


def list_alt_record_ids(profile: Profile, contents: PackageContents) -> dict[str, str]:
    """Return what is to be said in altRecordID, by TYPE.

    Raises:
        SettingsError: The profile demands one that comes out empty.
    """
    filled = {kind: fill_text(text, contents) for kind, text in profile.alt_record_ids.items()}
    for kind in profile.required_alt_record_ids:
        if not filled.get(kind):
            raise SettingsError(
                "the profile {profile} demands the altRecordID {kind}, and it comes out empty; "
                "write agreement under [export] in the settings, or the text in the profile",
                profile=profile.name,
                kind=kind,
            )
    return {kind: text for kind, text in filled.items() if text}


def _digits(orgnr: str) -> str:
    return "".join(filter(str.isdigit, orgnr))
