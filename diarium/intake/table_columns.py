"""Which column of a table holds which field, as the settings say, and which table it fits."""

import re
from collections.abc import Mapping, Sequence
from typing import NoReturn

from diarium.errors import UsageError
from diarium.intake.csv_pieces import read_header
from diarium.intake.csv_records import plain_name
from diarium.intake.json_fields import Fields
from diarium.intake.kinds import Claimed, Tree
from diarium.intake.lines import BOM
from diarium.intake.raw import PieceError
from diarium.intake.strict_json import parse_object

FIELDS = (
    "text", "made_available_at", "made_available_time", "received_at", "sender_name",
    "sender_address", "subject", "id", "thread", "in_reply_to", "permalink", "account", "own",
)  # fmt: skip
"""The fields that a column may hold."""
NEEDED = ("text", "made_available_at")
"""The fields that must have a column."""
CONSTANTS = ("channel", "source", "time_format", "timezone", "own_is")
"""What is said once for all messages of a table."""
Mappings = Mapping[str, Mapping[str, str]]
"""The mappings by name; each says which column holds a field, and the constants."""
_NAMES = (".csv", ".tsv", ".tab", ".txt", ".jsonl", ".ndjson")
_LONGEST_NAME = 100
_MOST_NAMES = 30
_EXAMPLE = 'text = "…", made_available_at = "…"'


def is_lines(head: bytes) -> bool:
    """Tell whether a file is JSON Lines and no CSV, by its first bytes."""
    return bool(re.match(rb'\s*\{\s*"', head.removeprefix(BOM)))


def claim(tree: Tree) -> Claimed:
    """Find the tables of a tree: those with a header of several names, or with lines of JSON."""
    named = (path for path in tree.paths if path.lower().endswith(_NAMES))
    return Claimed(tuple(path for path in named if len(read_names(tree.head(path))) > 1))


def read_names(head: bytes) -> tuple[str, ...]:
    """Return the names of a table's columns, or the keys of its first line; none if it is none."""
    names = tuple(_first_line(head)) if is_lines(head) else read_header(head)
    plain = [" ".join(name.split()) for name in names]
    sound = all(name.isprintable() and len(name) <= _LONGEST_NAME for name in plain)
    return tuple(filter(None, plain)) if sound else ()


def find_key(fields: Fields, said: str) -> object:
    """Return what a line holds under a key; ``from.name`` is ``name`` in the object ``from``."""
    if said in fields or "." not in said:
        return fields.get(said)
    first, _dot, rest = said.partition(".")
    inner = fields.get(first)
    return find_key(inner, rest) if isinstance(inner, dict) else None


def choose_columns(
    tree: Tree, claimed: Claimed, mappings: Mappings, wanted: str | None
) -> Mapping[str, str]:
    """Return the mapping that fits the tables of a tree.

    Args:
        tree: What was handed in.
        claimed: Its tables.
        mappings: The mappings of the settings, by name.
        wanted: The name of the one to take; else the only one that fits.

    Raises:
        UsageError: There is none of that name, it does not fit, none fits, or several do.
    """
    if wanted is not None and wanted not in mappings:
        raise UsageError(
            "there is no mapping {name} in archiver.toml; there are: {names}",
            name=wanted,
            names=_list(sorted(mappings)),
        )
    tried = mappings if wanted is None else {wanted: mappings[wanted]}
    heads = {path: tree.head(path) for path in claimed.messages}
    fitting = [name for name, said in tried.items() if not _find_misfit(heads, said)]
    if len(fitting) != 1:
        _refuse(heads, mappings, fitting, wanted)
    return tried[fitting[0]]


def _refuse(
    heads: Mapping[str, bytes], mappings: Mappings, fitting: Sequence[str], wanted: str | None
) -> NoReturn:
    if fitting:
        raise UsageError(
            "the table {path} fits the mappings {names}; choose one with --mapping",
            path=min(heads),
            names=_list(fitting),
        )
    if wanted is not None and (misfit := _find_misfit(heads, mappings[wanted])):
        path, column = misfit
        raise UsageError(
            "the mapping {name} needs one column {column} in the table {path}, whose columns "
            "are: {columns}; correct the mapping in archiver.toml (see docs/table.md)",
            name=wanted,
            column=_list([column]),
            path=path,
            columns=_list(read_names(heads[path])),
        )
    raise UsageError(
        "{path} is a table that no mapping fits; its columns are: {columns}; write in "
        "archiver.toml [intake.mappings.NAME] with {example} (see docs/table.md)",
        path=min(heads),
        columns=_list(read_names(heads[min(heads)])),
        example=_EXAMPLE,
    )


def _find_misfit(heads: Mapping[str, bytes], said: Mapping[str, str]) -> tuple[str, str] | None:
    """Return a table, and a column that it does not have exactly once."""
    for path, head in sorted(heads.items()):
        for field in FIELDS:
            if field in said and not _fits(head, field, said[field]):
                return path, said[field]
    return None


def _fits(head: bytes, field: str, column: str) -> bool:
    """Tell whether a table has a column; a line of JSON need have only what no message lacks."""
    if is_lines(head):
        return field not in NEEDED or find_key(_first_line(head), column) is not None
    return [plain_name(name) for name in read_names(head)].count(plain_name(column)) == 1


def _first_line(head: bytes) -> Fields:
    line = head.removeprefix(BOM).lstrip().partition(b"\n")[0]
    try:
        return parse_object(line)
    except PieceError:
        return {}


def _list(names: Sequence[str]) -> str:
    shown = ", ".join(f'"{name}"' for name in names[:_MOST_NAMES])
    return f"{shown} …" if len(names) > _MOST_NAMES else shown or "–"
