"""The proof without a register: whatever is done to an extract is found, and nothing else is."""

import hashlib
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diarium.database import open_database
from diarium.files import FileStore
from diarium.journal_digests import GENESIS, chain, digest_values
from exporters.checks.journal_extract import LINE_MOST, MOST, Claims, Proof, prove
from exporters.packages.documentation import read_program
from tests.conftest import NOW
from tests.diarium.extracts import after_all, claims_of, extract, lines_of, scope_of, write_lines
from tests.diarium.filled import fill

DOCS = Path(__file__).parents[2] / "docs" / "evidence.md"
Lines = list[dict[str, Any]]
Whole = tuple[bytes, Claims]


@pytest.fixture(scope="module")
def whole(sqlite_register: Path, tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """Return an extract of a register in which every table holds rows, and what it is to prove."""
    folder = tmp_path_factory.mktemp("extract")
    (folder / "archive.db").write_bytes(sqlite_register.read_bytes())
    engine = open_database(f"sqlite:///{folder / 'archive.db'}")
    fill(engine, FileStore(folder / "files"), NOW)
    scope = scope_of(engine, after_all(NOW))
    return extract(engine, scope)[1], claims_of(engine, scope)


def _rules(content: bytes, claims: Claims) -> set[str]:
    return {each.rule for each in prove(io.BytesIO(content), claims).breaches}


def _first(lines: Lines, kind: str, table: str | None = None) -> dict[str, Any]:
    return next(e for e in lines if e["type"] == kind and table in {None, e.get("table")})


def _alter_row(lines: Lines) -> None:
    _first(lines, "row", "handling")["values"][10] = "Någon annan"


def _alter_salt(lines: Lines) -> None:
    _first(lines, "row")["values"][-1] = "00" * 16


def _alter_entry(lines: Lines) -> None:
    _first(lines, "entry")["words"][1] = "någon annan"


def _move_entry(lines: Lines) -> None:
    at = [n for n, each in enumerate(lines) if each["type"] == "entry"]
    lines[at[0]], lines[at[1]] = lines[at[1]], lines[at[0]]


def _leave_out_told_entry(lines: Lines) -> None:
    lines.remove(_first(lines, "entry"))


def _leave_out_registration(lines: Lines) -> None:
    """Leave an entry and its rows out, and count anew."""
    entry = next(e for e in lines if e["type"] == "entry" and e["words"][2].endswith("registered"))
    rows = [e for e in lines if e["type"] == "row" and e["seq"] == entry["seq"]]
    for each in (entry, *rows):
        lines.remove(each)
    lines[-1] |= {"told": lines[-1]["told"] - 1, "rows": lines[-1]["rows"] - len(rows)}


def _leave_out_row(lines: Lines) -> None:
    lines.remove(_first(lines, "row"))


def _leave_out_link(lines: Lines) -> None:
    links = _first(lines, "links")
    links["digests"] = links["digests"][64:]


def _reorder_links(lines: Lines) -> None:
    links = _first(lines, "links")
    one, other = links["digests"][:64], links["digests"][64:128]
    links["digests"] = other + one + links["digests"][128:]


def _begin_later(lines: Lines) -> None:
    links = _first(lines, "links")
    links |= {"first": 2, "digests": links["digests"][64:]}


def _other_head(lines: Lines) -> None:
    lines[0]["head"] = "ab" * 32


def _fewer_entries(lines: Lines) -> None:
    lines[0]["entries"] -= 1


def _cut_chain(lines: Lines) -> None:
    """Leave out the newest entry, and tell the hash that the rest leads to."""
    links = _first(lines, "links")
    links["digests"] = links["digests"][:-64]
    hashed = GENESIS
    for n in range(len(links["digests"]) // 64):
        hashed = chain(hashed, n + 1, links["digests"][64 * n : 64 * n + 64])
    links["hash"] = hashed


def _no_end(lines: Lines) -> None:
    lines.pop()


def _more_after_end(lines: Lines) -> None:
    lines.append(dict(lines[1]))


def _second_start(lines: Lines) -> None:
    lines.insert(1, dict(lines[0]))


def _other_format(lines: Lines) -> None:
    lines[0]["format"] = 2


def _row_of_other_entry(lines: Lines) -> None:
    row = _first(lines, "row")
    row["seq"] += 1


def _row_twice(lines: Lines) -> None:
    row = _first(lines, "row")
    lines.insert(lines.index(row), dict(row))
    lines[-1]["rows"] += 1


def _unknown_line(lines: Lines) -> None:
    lines.insert(2, {"type": "remark"})


HARMS: list[tuple[Callable[[Lines], None], str]] = [
    (_alter_row, "CHAIN-ROW"),
    (_alter_salt, "CHAIN-ROW"),
    (_row_of_other_entry, "CHAIN-ROW"),
    (_row_twice, "CHAIN-ROW"),
    (_alter_entry, "CHAIN-ENTRY"),
    (_move_entry, "CHAIN-ENTRY"),
    (_leave_out_told_entry, "CHAIN-COUNT"),
    (_leave_out_row, "CHAIN-COUNT"),
    (_no_end, "CHAIN-COUNT"),
    (_leave_out_registration, "CHAIN-RECORD"),
    (_leave_out_link, "CHAIN-BROKEN"),
    (_reorder_links, "CHAIN-BROKEN"),
    (_begin_later, "CHAIN-BROKEN"),
    (_other_head, "CHAIN-HEAD"),
    (_fewer_entries, "CHAIN-HEAD"),
    (_cut_chain, "CHAIN-HEAD"),
    (_more_after_end, "CHAIN-LINE"),
    (_second_start, "CHAIN-LINE"),
    (_other_format, "CHAIN-LINE"),
    (_unknown_line, "CHAIN-LINE"),
]


def test_an_extract_that_nobody_touched_is_proven(whole: Whole) -> None:
    content, claims = whole
    proof = prove(io.BytesIO(content), claims)
    assert proof.breaches == []
    assert write_lines(lines_of(content)) == content


@pytest.mark.parametrize(("harm", "rule"), HARMS)
def test_every_harm_is_found(whole: Whole, harm: Callable[[Lines], None], rule: str) -> None:
    content, claims = whole
    lines = lines_of(content)
    harm(lines)
    harmed = write_lines(lines)
    assert harmed != content
    assert rule in _rules(harmed, claims)


def test_any_letter_changed_in_any_proven_line_is_found(whole: Whole) -> None:
    content, claims = whole
    lines = content.splitlines(keepends=True)
    for number, line in enumerate(lines[1:-1], start=1):
        at = line.rindex(b'"', 0, -4) - 1
        changed = line[:at] + (b"0" if line[at : at + 1] != b"0" else b"1") + line[at + 1 :]
        harmed = b"".join([*lines[:number], changed, *lines[number + 1 :]])
        assert _rules(harmed, claims), line[:80]


def test_a_package_that_claims_more_than_the_journal_vouches_for_is_found(whole: Whole) -> None:
    content, claims = whole
    more = replace(claims, beteckningar=[*claims.beteckningar, "KS/2026:99-1"])
    (breach,) = prove(io.BytesIO(content), more).breaches
    assert (breach.rule, breach.detail) == ("CHAIN-RECORD", "KS/2026:99-1")


def test_a_file_that_is_not_as_the_journal_has_it_is_found(whole: Whole) -> None:
    content, claims = whole
    (gone, *left) = sorted(claims.checksums)
    proof = prove(io.BytesIO(content), replace(claims, checksums=left))
    assert {(each.rule, each.detail) for each in proof.breaches} == {("CHAIN-FILE", gone)}


@pytest.mark.parametrize(
    "hostile",
    [
        b"",
        b"\n",
        b"[" * 200_000 + b"\n",
        b'{"type":"journal","format":1,"entries":' + b"9" * 5000 + b"}\n",
        b'{"type":"journal","format":1,"entries":1.5,"head":"x"}\n',
        b'{"type":"journal"' + b" " * LINE_MOST + b"}\n",
        b'{"type":"entry","seq":1,"words":[1,2,3,4,5]}\n',
        b'{"type":"links","first":1,"digests":"' + b"z" * 64 + b'","hash":"' + b"0" * 64 + b'"}\n',
        b"\xff\xfe\n",
        b"null\n",
        b'"text"\n' * 1000,
    ],
)
def test_hostile_lines_are_told_of_and_nothing_more_happens(hostile: bytes) -> None:
    claims = Claims(place="journal.jsonl", beteckningar=(), checksums=())
    proof = prove(io.BytesIO(hostile), claims)
    assert proof.breaches
    assert len(proof.breaches) <= MOST


@pytest.mark.parametrize("last", [[], [["x"], "salt"], ["kort"], [None]])
def test_a_row_that_names_no_checksum_where_one_should_be_is_told_of(last: list[object]) -> None:
    values = [1, "a", "b", *last]
    digest = digest_values(values)
    words = ["2026-07-01 08:00:00.000000", "x", "y", "z", [["snapshot_file", 1, digest]]]
    entry = digest_values(words)
    head = chain(GENESIS, 1, entry)
    lines: Lines = [
        {"type": "journal", "format": 1, "entries": 1, "head": head},
        {"type": "links", "first": 1, "digests": entry, "hash": head},
        {"type": "entry", "seq": 1, "words": words},
        {"type": "row", "seq": 1, "table": "snapshot_file", "id": 1, "values": values},
        {"type": "end", "told": 1, "rows": 1, "withheld": 0},
    ]
    claims = Claims(place="journal.jsonl", beteckningar=(), checksums=())
    assert _rules(write_lines(lines), claims) == {"CHAIN-LINE"}


@given(st.lists(st.binary(max_size=80), max_size=6))
def test_no_bytes_whatever_stop_the_proof(parts: list[bytes]) -> None:
    claims = Claims(place="journal.jsonl", beteckningar=(), checksums=())
    assert isinstance(prove(io.BytesIO(b"\n".join(parts)), claims), Proof)


def _run_program(content: bytes, folder: Path) -> "subprocess.CompletedProcess[str]":
    """Run the program that stands in docs/evidence.md, apart from all of ours."""
    (program,) = re.findall(
        r"```python\n(import hashlib.*?)```", DOCS.read_text("utf-8"), re.DOTALL
    )
    (folder / "program.py").write_text(program, encoding="utf-8")
    (folder / "journal.jsonl").write_bytes(content)
    return subprocess.run(
        [sys.executable, "-I", "program.py", "journal.jsonl"],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_program_in_the_documentation_proves_it_with_the_standard_library_alone(
    whole: Whole, tmp_path: Path
) -> None:
    content, _claims = whole
    done = _run_program(content, tmp_path)
    head = lines_of(content)[0]
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"Journalen stämmer: {head['entries']} poster fram till {head['head']}\n"


@pytest.mark.parametrize("harm", [_alter_row, _alter_entry, _reorder_links, _other_head])
def test_the_program_in_the_documentation_finds_what_was_changed(
    whole: Whole, tmp_path: Path, harm: Callable[[Lines], None]
) -> None:
    lines = lines_of(whole[0])
    harm(lines)
    done = _run_program(write_lines(lines), tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("Stämmer inte: ")


def test_the_program_is_the_one_that_packages_hold() -> None:
    assert f"```python\n{read_program()}\n```" in DOCS.read_text("utf-8")


def test_a_row_is_computed_by_hand_as_the_documentation_says(whole: Whole, tmp_path: Path) -> None:
    (tmp_path / "journal.jsonl").write_bytes(whole[0])
    (command,) = re.findall(r"```sh\n(grep .*?)\n```", DOCS.read_text("utf-8"))
    done = subprocess.run(
        ["/bin/sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    row = _first(lines_of(whole[0]), "row")
    entry = next(e for e in lines_of(whole[0]) if e["type"] == "entry" and e["seq"] == row["seq"])
    digest = done.stdout.split()[0]
    text = json.dumps(row["values"], ensure_ascii=False, separators=(",", ":"))
    assert digest == hashlib.sha256(text.encode()).hexdigest()
    assert any(digest in run[2] for run in entry["words"][4])


def test_the_moment_of_an_entry_is_told_as_the_register_has_it(whole: Whole) -> None:
    entry = _first(lines_of(whole[0]), "entry")
    assert datetime.fromisoformat(entry["words"][0]) == NOW.replace(tzinfo=None)
