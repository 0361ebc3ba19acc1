"""Removals and rounds of supervision as the other packages see them: frozen, without database.

The policy ("Gallra olämpliga inlägg") names seven kinds of posts that whoever answers for an
account watches for and removes within 48 hours; lag (1998:112) om ansvar för elektroniska
anslagstavlor 5 § names those that the law demands be removed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Category(StrEnum):
    """Why a post is improper; named as policy and law name it, in plain letters."""

    PERSONAL_ATTACK = "personangrepp"
    OBSCENE_WORDS = "obscena-ord"
    HATE_SPEECH = "hets-mot-folkgrupp"
    COPYRIGHT = "intrang-i-upphovsratt"
    VIOLENCE = "valdsskildring"
    PORNOGRAPHY = "pornografi"
    ADVERTISING = "kommersiell-reklam"
    UNLAWFUL_THREAT = "olaga-hot"
    BREACH_OF_PRIVACY = "olaga-integritetsintrang"
    SEDITION = "uppvigling"
    CHILD_ABUSE = "barnpornografi"
    UNLAWFUL_VIOLENCE = "olaga-valdsskildring"
    TERRORISM = "uppmaning-till-terrorism"


CATEGORY_WORDS: Mapping[Category, str] = {
    Category.PERSONAL_ATTACK: "personangrepp",
    Category.OBSCENE_WORDS: "obscena ord",
    Category.HATE_SPEECH: "hets mot folkgrupp",
    Category.COPYRIGHT: "intrång i upphovsrätt",
    Category.VIOLENCE: "våldsskildring",
    Category.PORNOGRAPHY: "pornografi",
    Category.ADVERTISING: "kommersiell reklam",
    Category.UNLAWFUL_THREAT: "olaga hot",
    Category.BREACH_OF_PRIVACY: "olaga integritetsintrång",
    Category.SEDITION: "uppvigling",
    Category.CHILD_ABUSE: "barnpornografi",
    Category.UNLAWFUL_VIOLENCE: "olaga våldsskildring",
    Category.TERRORISM: "offentlig uppmaning till terrorism",
}
"""What each is called in the register, in Swedish."""
STATUTORY = frozenset(
    {
        Category.HATE_SPEECH,
        Category.COPYRIGHT,
        Category.UNLAWFUL_THREAT,
        Category.BREACH_OF_PRIVACY,
        Category.SEDITION,
        Category.CHILD_ABUSE,
        Category.UNLAWFUL_VIOLENCE,
        Category.TERRORISM,
    }
)
"""Those that lag (1998:112) 5 § demands be removed, whatever else is lacking."""


class CopyWay(StrEnum):
    """How the copy of a post was made."""

    PAGE = "page"
    PICTURE = "picture"
    TEXT = "text"
    MESSAGE = "message"


class RemovalStep(StrEnum):
    """What has happened with an improper post."""

    REMOVED = "removed"
    DECIDED = "decided"
    LEFT = "left"
    WRITER_TOLD = "writer-told"
    WRITER_NOT_TOLD = "writer-not-told"
    POLICE = "police"


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A copy of a post, registered as a handling.

    Attributes:
        beteckning: The handling.
        copied_at: When the post was copied; ``at`` is when that was noted.
    """

    beteckning: str
    way: CopyWay
    copied_at: datetime
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something that happened with a post.

    Attributes:
        said: The reference of the gallringsbeslut or of the police report, how the writer was
            told or why not, or why the post was left; None where nothing was said.
        happened_at: When; ``at`` is when that was noted.
    """

    kind: RemovalStep
    said: str | None
    happened_at: datetime
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """An improper post: seen, copied, removed.

    Attributes:
        address: Where it stands; empty when it is gallrat.
        words: A description of it without its picture.
        posted_at: When it was written, if that is known.
        seen_at: When it was seen; the 48 hours are counted from then.
        statutory: The law itself demands that it be removed.
        copies: Its copies, oldest first.
        steps: What has happened with it, oldest first.
        removed_at: When it was removed; None where it was not.
        removed_by: Who noted that.
        decision: The reference of the gallringsbeslut, if there is one.
        copied: There was a copy before it was removed.
        left: Why it was left standing, if it was.
        writer_told: Whether whoever wrote it was told; None where nothing is noted.
        police: The reference of the police report, if it was reported.
        at: When it was first noted, and ``by`` whom.
    """

    id: int
    account: str
    namnd: str
    category: Category
    statutory: bool
    address: str
    words: str | None
    posted_at: datetime | None
    seen_at: datetime
    copies: tuple[Copy, ...]
    steps: tuple[Step, ...]
    removed_at: datetime | None
    removed_by: str | None
    decision: str | None
    copied: bool
    left: str | None
    writer_told: bool | None
    police: str | None
    at: datetime
    by: str

    @property
    def is_open(self) -> bool:
        """Whether it is still to be removed."""
        return self.removed_at is None and self.left is None

    def is_late(self, hours: int, now: datetime) -> bool:
        """Whether it was removed, or is to be, later than so many hours after it was seen."""
        over = self.removed_at or now
        return self.left is None and over > self.seen_at + timedelta(hours=hours)


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A round of supervision: somebody looked through an account for improper posts.

    Attributes:
        done_at: When; ``at`` is when that was noted.
        waited_hours: Hours since the round before it, begun ones counted; since the account was
            noted in the archive where it is the first.
    """

    id: int
    account: str
    namnd: str
    note: str | None
    done_at: datetime
    waited_hours: int
    at: datetime
    by: str
