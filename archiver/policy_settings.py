"""The settings of what the policy asks of an account's page: ``[policy]``."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from archiver.setting_values import Reader, number, texts, words
from diarium.errors import SettingsError


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicySettings:
    """What is looked for on a captured page.

    In the texts ``{kommun}`` stands for the municipality's name. Case, line breaks and a genitive
    s make no difference. Of several texts one is enough.

    Attributes:
        site: The municipality's site, such as ``www.exempel.se``; none leaves the link unchecked.
        sites: Further sites of the municipality's operations, which a post may link to as well.
        phone: The contact centre's telephone number; none leaves it unchecked.
        names: Names of operations (verksamheter) that tell who the sender is, besides the
            municipality's own and the förvaltning's.
        official: Texts that say whose official account it is.
        public_records: Texts that say that posts become allmänna handlingar.
        removed: Texts that say that posts are removed.
        improper: Words for the posts that are removed; one must stand near a text of ``removed``.
        kommunikationschef: Who answers for the mediebevakning, and gets what is negative.
        passive_days: An account whose newest post is older than so many days is passive.
        plan_warn_days: So many days before an aktivitetsplan ends it is a duty to have written the
            next.
        evaluation_days: An account is evaluated at least so often.
        evaluation_after_days: A limited activity is evaluated within so many days of its end.
    """

    site: str | None = None
    sites: tuple[str, ...] = ()
    phone: str | None = None
    names: tuple[str, ...] = ()
    official: tuple[str, ...] = (
        "officiellt konto för {kommun}",
        "officiella konto för {kommun}",
        "{kommun} officiella",
        "är en del av {kommun}",
    )
    public_records: tuple[str, ...] = (
        "allmän handling",
        "allmänna handlingar",
        "allmänna handlingarna",
        "offentlig handling",
        "offentliga handlingar",
    )
    removed: tuple[str, ...] = (
        "tas bort", "tar bort", "tar vi bort", "kommer att tas bort", "raderas", "raderar",
        "raderar vi", "plockas bort", "avlägsnas", "gallras", "gallrar",
    )  # fmt: skip
    improper: tuple[str, ...] = (
        "olämpliga", "personangrepp", "kränkande", "kränkningar", "obscena", "hets",
        "hets mot folkgrupp", "hot", "hotfulla", "upphovsrätt", "upphovsrätten", "våld",
        "våldsskildringar", "pornografi", "pornografiska", "reklam", "olagliga", "olagligt",
    )  # fmt: skip
    kommunikationschef: str | None = None
    passive_days: int = 90
    plan_warn_days: int = 30
    evaluation_days: int = 365
    evaluation_after_days: int = 30


def site(key: str, value: Any, folder: Path) -> str:  # noqa: ANN401  as TOML gave it
    """Return the address of a site as host and path, such as ``www.exempel.se``."""
    written = words(key, value, folder)
    try:
        parts = urlsplit(written if "://" in written else f"https://{written}")
        host = parts.hostname or ""
    except ValueError:
        host = ""
    if not re.fullmatch(r"[\w-]+(\.[\w-]+)+", host):
        raise SettingsError(
            "the setting {key} must be the address of a site, such as www.exempel.se", key=key
        )
    return host + parts.path.rstrip("/")


def sites(key: str, value: Any, folder: Path) -> tuple[str, ...]:  # noqa: ANN401  as TOML gave it
    """Return a list of addresses of sites."""
    return tuple(site(key, each, folder) for each in texts(key, value, folder))


def phone(key: str, value: Any, folder: Path) -> str:  # noqa: ANN401  as TOML gave it
    """Return a telephone number as it was written."""
    written = words(key, value, folder)
    digits = sum(sign.isdecimal() for sign in written)
    if not re.fullmatch(r"\+?[\d\s()-]+", written) or not 5 <= digits <= 15:  # noqa: PLR2004  E.164
        raise SettingsError(
            "the setting {key} must be a telephone number, such as 0123-456 00", key=key
        )
    return written


POLICY_KEYS: dict[str, Reader] = {
    "policy.site": site,
    "policy.sites": sites,
    "policy.phone": phone,
    "policy.names": texts,
    "policy.official": texts,
    "policy.public_records": texts,
    "policy.removed": texts,
    "policy.improper": texts,
    "policy.kommunikationschef": words,
    "policy.passive_days": number(1, 3_650),
    "policy.plan_warn_days": number(0, 365),
    "policy.evaluation_days": number(1, 3_650),
    "policy.evaluation_after_days": number(1, 365),
}
"""The keys of ``[policy]``, and what each may say."""


def read_policy(said: dict[str, Any]) -> PolicySettings:
    """Return the settings that JSON wrote, whose lists are tuples again."""
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in said.items()
    }
    return PolicySettings(**values)
