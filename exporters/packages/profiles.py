"""Profiles: what a specification and a receiving archive ask of a package, as data.

``exporters/packages/package_profiles/*.toml`` are built in. A receiving archive's own variation is
a file of the same shape that names one of them as ``base`` and writes what differs: a value or a
list stands instead of the base's, a table is added to key by key, and ``extra_agents`` come after
its agents.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

from diarium.errors import SettingsError

BUILT_IN = ("eark-2.2", "fgs-2.0", "fgs-1.2", "bagit")
KINDS = ("snapshots", "webarchive", "diarium", "forteckning", "gallring", "journal")
PLACES = frozenset(
    {
        "kommun", "kommun_orgnr", "namnd", "namnd_code", "namnd_orgnr", "archive", "agreement",
        "software", "version", "period", "first_day", "last_day", "created",
    }
)  # fmt: skip
"""What may stand in braces in a profile's texts."""
FGS_ERMS = "fgs-1.0"
"""What a profile calls FGS Ärendehantering 1.0, which E-ARK does not know."""
Reader = Callable[[str, str, object], object]
_LABEL = re.compile("[A-Za-z][A-Za-z0-9_-]*")
Made = TypeVar("Made", "Agent", "ContentForm")


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """An agent that every METS header names; ``{…}`` in its texts is filled in.

    Attributes:
        name: Such as ``{kommun}``.
        note: Such as ``ORG:{kommun_orgnr}``; empty for none.
        note_type: ``IDENTIFICATIONCODE``, ``SOFTWARE VERSION`` or empty.
    """

    role: str
    type: str
    name: str
    note: str = ""
    note_type: str = ""
    other_role: str = ""
    other_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentForm:
    """How a kind of content is declared.

    Attributes:
        type: METS TYPE.
        information_type: CONTENTINFORMATIONTYPE (E-ARK) or CONTENTTYPESPECIFICATION (FGS 1.2).
        other_information_type: The name when it is ``OTHER``.
    """

    type: str
    information_type: str = ""
    other_information_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A specification of packages, with an archive's own variations.

    Attributes:
        name: Such as ``eark-2.2``.
        title: Such as ``E-ARK SIP 2.2.0``.
        layout: Which writer makes it: ``eark``, ``fgs`` or ``bagit``.
        mets_profile: The METS PROFILE; empty for BagIt.
        package_name: How packages are named, with ``{namnd_orgnr}``, ``{period}`` …
        mixed_type: METS TYPE when a package holds several kinds.
        separate: The kinds each go into packages of their own, since the package has one TYPE.
        erms: Which ERMS: ``2.1.2``, ``3.0.2``, or ``fgs-1.0`` for FGS Ärendehantering 1.0.
        forms: How each kind of content is declared, by `ContentKind`.
        agents: In the order of the header.
        alt_record_ids: altRecordID by TYPE, filled in like agents; what comes out empty is left
            out, unless it is required.
        required_alt_record_ids: TYPEs that must not be empty.
        attributes: What ``sip.xml`` or ``bag-info.txt`` says besides, filled in like agents.
        rules: The files of rules that a package is held to, in `exporters/checks/package_rules`.
        schemas: The published schemas that its files follow, by file name.
    """

    name: str
    title: str
    layout: str
    mets_profile: str
    package_name: str
    mixed_type: str
    separate: bool
    erms: str
    forms: Mapping[str, ContentForm]
    agents: tuple[Agent, ...]
    alt_record_ids: Mapping[str, str]
    required_alt_record_ids: tuple[str, ...]
    attributes: Mapping[str, str]
    rules: tuple[str, ...]
    schemas: tuple[str, ...]


def load_profile(name: str) -> Profile:
    """Load a built-in profile by its name, or a receiving archive's own by the path of its file.

    Raises:
        SettingsError: There is no such profile, or a key in it is unknown, is missing or says
            something impossible; the message names the key.
    """
    given = _read(name)
    for key in _KEYS:
        if key not in given:
            raise SettingsError("the profile {name} lacks {key}; add it", name=name, key=key)
    values: dict[str, Any] = {key: read(name, key, given[key]) for key, read in _KEYS.items()}
    profile = Profile(**values)
    _check_places(name, profile)
    if profile.layout == "eark" and profile.erms == FGS_ERMS:
        raise _misfit(name, "erms", "2.1.2 / 3.0.2")
    if profile.layout == "eark" and profile.attributes:
        raise _misfit(name, "attributes", "{}")
    return profile


def _read(name: str) -> dict[str, Any]:
    """Return the keys of a profile, with those of its base where it says nothing."""
    own = _parse(name)
    base = _read_base(name, own.pop("base")) if "base" in own else {}
    extra = _tables(name, "extra_agents", own.pop("extra_agents", []))
    for key in own:
        if key not in _KEYS:
            raise SettingsError(
                "the profile {name} has no key {key}; remove it", name=name, key=key
            )
    merged = {**base, **{key: _merge(base.get(key), value) for key, value in own.items()}}
    if extra:
        merged["agents"] = [*merged.get("agents", []), *extra]
    return merged


def _read_base(name: str, base: object) -> dict[str, Any]:
    if base not in BUILT_IN or base == name:
        raise _misfit(name, "base", " / ".join(BUILT_IN))
    return _read(str(base))


def _merge(old: object, new: object) -> object:
    if isinstance(old, dict) and isinstance(new, dict):
        return {**old, **{key: _merge(old.get(key), value) for key, value in new.items()}}
    return new


def _parse(name: str) -> dict[str, Any]:
    if name in BUILT_IN:
        place = resources.files("exporters.packages").joinpath("package_profiles", f"{name}.toml")
        return tomllib.loads(place.read_text(encoding="utf-8"))
    if not name.endswith(".toml"):
        raise SettingsError(
            "there is no profile {name}; choose {known}, or give the path of a .toml file",
            name=name,
            known=", ".join(BUILT_IN),
        )
    try:
        return tomllib.loads(Path(name).read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SettingsError(
            "the profile {file} cannot be read ({cause})", file=name, cause=error.strerror
        ) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsError(
            "the profile {file} is not TOML: {cause}", file=name, cause=error
        ) from error


def _text(name: str, key: str, value: object) -> str:
    if not isinstance(value, str):
        raise _misfit(name, key, '"…"')
    return value


def _one_of(*known: str) -> Reader:
    def read(name: str, key: str, value: object) -> str:
        if value not in known:
            raise _misfit(name, key, " / ".join(known))
        return str(value)

    return read


def _yes_or_no(name: str, key: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise _misfit(name, key, "true / false")
    return value


def _texts(name: str, key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise _misfit(name, key, '["…", "…"]')
    return tuple(_text(name, key, each) for each in value)


def _table(name: str, key: str, value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _misfit(name, key, f"[{key}]")
    return value


def _tables(name: str, key: str, value: object) -> list[dict[str, Any]]:
    if not isinstance(value, list):
        raise _misfit(name, key, f"[[{key}]]")
    return [_table(name, key, each) for each in value]


def _named_texts(name: str, key: str, value: object) -> dict[str, str]:
    table = _table(name, key, value)
    if not all(_LABEL.fullmatch(inner) for inner in table):
        raise _misfit(name, key, f'{_LABEL.pattern} = "…"')
    return {inner: _text(name, f"{key}.{inner}", text) for inner, text in table.items()}


def _forms(name: str, key: str, value: object) -> dict[str, ContentForm]:
    made = {}
    for kind, form in _table(name, key, value).items():
        if kind not in KINDS:
            raise _misfit(name, f"{key}.{kind}", " / ".join(KINDS))
        made[kind] = _record(name, f"{key}.{kind}", form, ContentForm)
    return made


def _agents(name: str, key: str, value: object) -> tuple[Agent, ...]:
    return tuple(_record(name, key, each, Agent) for each in _tables(name, key, value))


def _record(name: str, key: str, value: object, kind: type[Made]) -> Made:
    texts = _named_texts(name, key, value)
    for field in fields(kind):
        if field.name not in texts and field.default is MISSING:
            raise SettingsError(
                "the profile {name} lacks {key}; add it", name=name, key=f"{key}.{field.name}"
            )
    for inner in set(texts) - {field.name for field in fields(kind)}:
        raise SettingsError(
            "the profile {name} has no key {key}; remove it", name=name, key=f"{key}.{inner}"
        )
    return kind(**texts)


def _check_places(name: str, profile: Profile) -> None:
    """Refuse braces that nothing will fill.

    Raises:
        SettingsError: A text has such a brace.
    """
    for key, texts in {
        "package_name": [profile.package_name],
        "agents": [text for each in profile.agents for text in (each.name, each.note)],
        "alt_record_ids": profile.alt_record_ids.values(),
        "attributes": profile.attributes.values(),
    }.items():
        for text in texts:
            try:
                text.format_map(dict.fromkeys(PLACES, ""))
            except (LookupError, ValueError, AttributeError) as error:
                raise SettingsError(
                    "the profile {name}: {text} at {key} has braces that nothing fills; there are "
                    "{known}",
                    name=name,
                    key=key,
                    text=text,
                    known=", ".join(sorted(PLACES)),
                ) from error


def _misfit(name: str, key: str, form: str) -> SettingsError:
    return SettingsError("the profile {name}: {key} must be {form}", name=name, key=key, form=form)


_KEYS: dict[str, Reader] = {
    "name": _text,
    "title": _text,
    "layout": _one_of("eark", "fgs", "bagit"),
    "mets_profile": _text,
    "package_name": _text,
    "mixed_type": _text,
    "separate": _yes_or_no,
    "erms": _one_of("2.1.2", "3.0.2", FGS_ERMS),
    "forms": _forms,
    "agents": _agents,
    "alt_record_ids": _named_texts,
    "required_alt_record_ids": _texts,
    "attributes": _named_texts,
    "rules": _texts,
    "schemas": _texts,
}
"""Every key of a profile, and what it may say."""
