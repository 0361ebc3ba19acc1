"""Profiles: what a specification and a receiving archive ask of a package, as data.

``exporters/package_profiles/*.toml`` are built in. A receiving archive's own variation is a file
of the same shape that names one of them as ``base`` and writes what differs.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """An agent that every METS header names; ``{…}`` in its texts is filled in.

    Attributes:
        name: Such as ``{kommun}``.
        note: Such as ``{orgnr}``; empty for none.
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
        package_name: How packages are named, with ``{orgnr}``, ``{namnd}``, ``{period}`` …
        mixed_type: METS TYPE when a package holds several kinds.
        separate: The kinds each go into packages of their own, since the package has one TYPE.
        erms: Which ERMS: ``2.1.2``, ``3.0.2``, or ``fgs-1.0`` for FGS Ärendehantering 1.0.
        forms: How each kind of content is declared, by `ContentKind`.
        agents: In the order of the header.
        alt_record_ids: altRecordID by TYPE, filled in like agents; what comes out empty is left
            out, unless it is required.
        required_alt_record_ids: TYPEs that must not be empty.
        rules: The files of rules that a package is held to, in `exporters/package_rules`.
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
    rules: tuple[str, ...]
    schemas: tuple[str, ...]
