"""Who an export of Facebook or Instagram belongs to: as its profile says, and as the register says.

A message in an export is the account's own when it bears the account's name; nothing else tells.
"""

from dataclasses import dataclass, field

from diarium.files import storage_errors
from diarium.intake.json_fields import Fields, mapping, objects, text
from diarium.intake.kinds import Export, KeptFile, OwnNames
from diarium.intake.meta_paths import find_profile, places_of
from diarium.intake.mojibake import repair
from diarium.intake.raw import PieceError, Unreadable
from diarium.intake.strict_json import LONGEST, parse_object

_NAMES = ("Username", "Name", "Användarnamn", "Namn")
"""Instagram translates its keys; the Swedish forms are not verified."""

Names = frozenset[str]


@dataclass(slots=True)
class Owners:
    """What the owners of the exports in a tree are called.

    Attributes:
        said: The account's names, as the register has them.
        profiles: The names in each export's profile, by the folder that the export lies in.
        faults: The profiles that cannot be read.
    """

    said: Names
    profiles: dict[str, Names] = field(default_factory=dict)
    faults: list[Unreadable] = field(default_factory=list)

    def names(self, path: str) -> Names:
        """Return what the owner is called of the export that a file belongs to."""
        found = (self.profiles.get(place, frozenset()) for place in places_of(path))
        return self.said.union(*found)


def read_owners(export: Export) -> Owners:
    """Read the profiles of the exports in a tree.

    Raises:
        StorageError: A file cannot be read.
    """
    owners = Owners(names_of(export.own))
    for path, kept in export.messages.items():
        root = find_profile(path)
        if root is None:
            continue
        try:
            names = _read_profile(kept) | owners.profiles.get(root, frozenset())
        except PieceError as error:
            owners.faults.append(Unreadable(0, error.reason, error.field, path))
        else:
            owners.profiles[root] = names
    return owners


def names_of(own: OwnNames) -> Names:
    """Return the names of an account such that names can be compared."""
    return frozenset({_plain(own.name), _plain(own.handle)} - {""})


def is_own(name: str | None, names: Names) -> bool:
    """Tell whether a name in an export is the owner's, as far as names can tell."""
    return name is not None and _plain(name) in names


def _read_profile(kept: KeptFile) -> Names:
    with storage_errors(kept.stored), kept.stored.open("rb") as stream:
        fields = parse_object(stream.read(LONGEST + 1))
    found = list(_facebook_names(fields))
    for user in objects(fields, "profile_user"):
        strings = {repair(key): value for key, value in mapping(user, "string_map_data").items()}
        found += [text(mapping(strings, key), "value", key) for key in _NAMES]
    return frozenset(_plain(repair(name)) for name in found if name) - {""}


def _facebook_names(fields: Fields) -> list[str | None]:
    newer, older = mapping(fields, "profile_v2"), mapping(fields, "profile")
    name = text(mapping(newer, "name"), "full_name")
    return [name, text(newer, "username"), text(older, "name")]


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold().removeprefix("@")
