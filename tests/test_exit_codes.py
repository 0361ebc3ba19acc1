"""docs/exit-codes.md lists the exit codes that the command has, and no other."""

import re
from pathlib import Path

from diarium import errors
from diarium.errors import Error, ExitCode

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "exit-codes.md"


def test_the_documented_exit_codes_are_those_of_the_command() -> None:
    rows = re.findall(r"^\| (\d+) \| (\w+) \|", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)

    assert {name: int(code) for code, name in rows} == {code.name: code.value for code in ExitCode}


def test_each_kind_of_error_has_an_exit_code_of_its_own() -> None:
    kinds = [kind for kind in vars(errors).values() if _is_leaf(kind)]
    codes = [kind.exit_code for kind in kinds]

    assert len(set(codes)) == len(codes) >= 8
    assert ExitCode.OK not in codes


def _is_leaf(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, Error) and kind is not Error
