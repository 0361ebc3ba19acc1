"""JSON read strictly and within limits, so that every reader of JSON refuses the same."""

import json

from diarium.intake.raw import PieceError, Reason

LONGEST = 32 << 20
"""Most bytes of JSON that are read at once."""
MOST_VALUES = 1_000_000
"""Most values in it, so that a hostile one cannot fill the memory."""


def parse(content: bytes) -> object:
    """Return the value that JSON in UTF-8 holds.

    Control characters are let through inside strings, and so are lone surrogates (see
    ``raw.make_storable``); NaN, Infinity and a key twice in one object are not.

    Raises:
        PieceError: It is no JSON, not UTF-8, or beyond the limits of this module.
    """
    if len(content) > LONGEST:
        raise PieceError(Reason.TOO_LONG)
    if sum(map(content.count, (b"[", b"{", b","))) > MOST_VALUES:
        raise PieceError(Reason.TOO_COMPLEX)
    try:
        return _DECODER.decode(content.decode().strip())
    except UnicodeDecodeError as error:
        raise PieceError(Reason.NOT_UTF8) from error
    except RecursionError as error:
        raise PieceError(Reason.TOO_DEEP) from error
    except ValueError as error:
        raise PieceError(Reason.NOT_JSON) from error


def parse_object(content: bytes) -> dict[str, object]:
    """Return the fields of a JSON object.

    Raises:
        PieceError: As ``parse``, or it is another kind of value.
    """
    fields = parse(content)
    if not isinstance(fields, dict):
        raise PieceError(Reason.NOT_OBJECT)
    return fields


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise PieceError(Reason.REPEATED_KEY)
    return fields


def _refuse_constant(written: str) -> None:
    raise ValueError(written)


_DECODER = json.JSONDecoder(
    strict=False, object_pairs_hook=_unique, parse_constant=_refuse_constant
)
