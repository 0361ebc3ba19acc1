"""The posts on the made-up pages; their words lie in posts.toml."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WORDS = Path(__file__).with_name("posts.toml")


@dataclass(frozen=True, slots=True)
class Post:
    """A post on a page.

    Attributes:
        heading: Its first line.
        paragraphs: Its text.
        comments: Who wrote beneath it, and what.
        picture: Whether a picture goes with it.
    """

    heading: str
    paragraphs: tuple[str, ...]
    comments: tuple[tuple[str, str], ...]
    picture: bool


def read_posts() -> dict[str, tuple[Post, ...]]:
    """Return the posts of each page: ``feed``, ``blog`` and ``forum``, newest first."""
    pages = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    return {page: tuple(_post(values) for values in posts) for page, posts in pages.items()}


def _post(values: dict[str, Any]) -> Post:
    comments = tuple((who, said) for who, said in values.get("comments", ()))
    picture = values.get("picture", False)
    return Post(values["heading"], tuple(values["paragraphs"]), comments, picture)
