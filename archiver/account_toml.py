"""Accounts as TOML: ``[[account]]``, and ``[[account.roster]]``, ``[[account.plan]]`` within."""

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from diarium.errors import Error, UsageError

ROWS = "account"


def parse_toml(text: str) -> Iterator[tuple[int, Mapping[str, Any] | Error]]:
    """Yield the number and the values of each account.

    Raises:
        UsageError: It is no TOML, or says something beside accounts.
    """
    try:
        content = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UsageError(
            "the file is not TOML: {cause}; correct it there and try again", cause=str(error)[:200]
        ) from error
    strange = next((key for key in content if key != ROWS), None)
    if strange is not None:
        raise UsageError("{key} is not a key here; there are: {known}", key=strange, known=ROWS)
    rows = content.get(ROWS)
    if not isinstance(rows, list) or not rows:
        raise UsageError("the file has no account; write each under [[account]]")
    for number, row in enumerate(rows, 1):
        fault = UsageError("this is no account; write each under [[account]]")
        yield number, row if isinstance(row, dict) else fault


def format_toml(accounts: Iterable[Mapping[str, Any]]) -> str:
    """Return accounts as TOML, from their values by key."""
    return "\n".join("\n".join(_table(ROWS, each)) + "\n" for each in accounts)


def _table(name: str, values: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of a table, those that it holds last."""
    within = {key: said for key, said in values.items() if _holds_tables(said)}
    yield f"[[{name}]]"
    for key, said in values.items():
        if key not in within and said is not None:
            yield f"{key} = {_value(said)}"
    for key, tables in within.items():
        for each in tables:
            yield ""
            yield from _table(f"{name}.{key}", each)


def _holds_tables(said: object) -> bool:
    return isinstance(said, list) and any(isinstance(each, dict) for each in said)


def _value(said: object) -> str:
    match said:
        case bool():
            return "true" if said else "false"
        case date():
            return said.isoformat()
        case list():
            return f"[{', '.join(map(_value, said))}]"
    return json.dumps(str(said), ensure_ascii=False).replace("\x7f", "\\u007f")
