"""A masked copy: the words are masked first, and what is left is rendered anew.

Nothing is laid over what is secret, so nothing can be lifted off; what is masked is not in the
document at all (OSL 6 kap. 4 §: what can be given out is given out).
"""

from collections.abc import Sequence
from dataclasses import replace

from diarium.masked_words import MASK, Mask
from exporters.readable_form import Enclosure, ReadableContent


def mask_content(
    content: ReadableContent, words: Sequence[str], keep_pictures: Sequence[str] = ()
) -> ReadableContent:
    """Return content in which words are masked, and of which only named pictures are kept.

    Each word is masked wherever it stands, in any mix of capitals, also as a part of a longer word,
    which is then masked whole. Letters that cannot be seen are left out, for they could hide a
    word. Checksums are left out, for by them a guess at what is masked could be proven.

    Args:
        content: What the handling shows in full.
        words: Words, or several in a row such as a whole name.
        keep_pictures: Names of the pictures that are shown in the copy too.
    """
    kept = tuple(each for each in content.pictures if each.name in keep_pictures)
    mask = Mask(words)
    return replace(
        content,
        sender=_hide(mask, content.sender),
        address=_hide_address(mask, content.address),
        recipient=_hide(mask, content.recipient),
        subject=_hide(mask, content.subject),
        text=mask.cover(content.text),
        account=_hide(mask, content.account),
        permalink=_hide_address(mask, content.permalink),
        pictures=tuple(replace(each, name=mask.cover(each.name)) for each in kept),
        enclosures=tuple(_mask_enclosure(mask, each, keep_pictures) for each in content.enclosures),
        original_sha256=None,
        masked=True,
    )


def list_absent(content: ReadableContent, words: Sequence[str]) -> tuple[str, ...]:
    """Return the words that stand nowhere in the content, perhaps because they are misspelt."""
    texts = (
        content.sender, content.address, content.recipient, content.subject, content.text,
        content.account, content.permalink, *(each.name for each in content.enclosures),
        *(each.kind for each in content.enclosures),
    )  # fmt: skip
    return tuple(
        word for word in words if not any(Mask([word]).finds(text) for text in filter(None, texts))
    )


def _mask_enclosure(mask: Mask, found: Enclosure, keep_pictures: Sequence[str]) -> Enclosure:
    return replace(
        found,
        name=mask.cover(found.name),
        kind=mask.cover(found.kind),
        missing=_hide(mask, found.missing),
        sha256=None,
        shown=found.shown and found.name in keep_pictures,
    )


def _hide(mask: Mask, text: str | None) -> str | None:
    return None if text is None else mask.cover(text)


def _hide_address(mask: Mask, address: str | None) -> str | None:
    """Return an address, or the mask alone if a word stands anywhere in it."""
    return MASK if address is not None and mask.finds(address) else _hide(mask, address)
