"""The accounts as the förteckning publishes them: through the same gate as every other list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from diarium.plan_records import Plans
from diarium.public_line import mask_line
from diarium.records import Account

_WORDS = (
    "url", "handle", "name", "forvaltning", "ansvarig", "syfte", "malgrupp", "closed_reason",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PublicAccounts:
    """Accounts as everybody may see them.

    Attributes:
        masked: The ids of those in which a personnummer stood, and stars stand instead.
    """

    accounts: Sequence[Account]
    masked: Sequence[str]


def publish_accounts(accounts: Iterable[Account], plans: Plans, day: date) -> PublicAccounts:
    """Return accounts in whose words no personnummer stands, and nothing that steers a screen.

    Args:
        accounts: The accounts.
        plans: The plans of them; ``official`` then tells whether an account is, not what is meant.
        day: The day that is told of, in Swedish time.
    """
    gated = [(each, *_gate(each)) for each in plans.mark(accounts, day)]
    return PublicAccounts(
        [public for _, public, _ in gated], [each.account for each, _, masked in gated if masked]
    )


def _gate(account: Account) -> tuple[Account, bool]:
    said = {name: getattr(account, name) for name in _WORDS}
    lines = {name: mask_line(words) for name, words in said.items() if words is not None}
    public: dict[str, Any] = {name: line for name, (line, _) in lines.items()}
    return replace(account, **public), any(masked for _, masked in lines.values())
