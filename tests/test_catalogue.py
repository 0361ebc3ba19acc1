"""Every text that a person reads stands in Swedish too, and says the same."""

import string
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Message

from setup.extract_catalogue import (
    build_template,
    is_translated,
    read_catalogue,
    read_texts,
)

FIELDS = string.Formatter()
CATALOGUE = read_catalogue()
MESSAGES = [message for message in CATALOGUE if message.id]


def _forms(value: object) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())  # type: ignore[call-overload]


def _fields(text: str) -> set[str | None]:
    """Return the fields of a text for ``str.format``, and those of click's %-formatting."""
    if "%(" in text:
        return {piece.split(")")[0] for piece in text.split("%(")[1:]}
    return {name for _, name, _, _ in FIELDS.parse(text) if name is not None}


def _keys(messages: Iterator[Message]) -> set[object]:
    return {message.id for message in messages if message.id}


def test_every_text_of_the_sources_is_in_the_catalogue() -> None:
    missing = _keys(iter(build_template())) - _keys(iter(CATALOGUE))

    assert not missing, f"{missing}\nrun make catalogue, then translate"


def test_no_entry_of_the_catalogue_is_left_from_an_older_source() -> None:
    assert not _keys(iter(CATALOGUE)) - _keys(iter(build_template())), "run make catalogue"
    assert not CATALOGUE.obsolete


def test_every_text_is_translated() -> None:
    waiting = [each.id for each in MESSAGES if not is_translated(each) or each.fuzzy]

    assert not waiting


def test_a_translation_has_the_same_fields_as_the_text() -> None:
    assert not [each.id for each in MESSAGES if not _has_same_fields(each)]


def _has_same_fields(message: Message) -> bool:
    """Compare the fields; of singular and plural a translation may use what either has."""
    allowed = set().union(*map(_fields, _forms(message.id)))
    needed = set.intersection(*map(_fields, _forms(message.id)))
    return all(needed <= _fields(form) <= allowed for form in _forms(message.string))


def test_the_reader_finds_what_is_marked_and_nothing_else(tmp_path: Path) -> None:
    source = tmp_path / "sample.py"
    source.write_text(
        'NAMED = "a named text"\n_("one")\nUsageError("two " "{x}", x=1)\n_(NAMED)\n'
        'ngettext("a thing", "{n} things", 2)\nfind("not this")\n_(spoken)\n',
        encoding="utf-8",
    )

    assert {text.forms for text in read_texts(source, tmp_path)} == {
        ("one",),
        ("two {x}",),
        ("a named text",),
        ("a thing", "{n} things"),
    }
