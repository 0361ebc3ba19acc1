"""Every reader meets bytes that a fuzzer steers toward code not yet reached.

``FUZZ_SECONDS`` says for how long, all kinds together (``make soak`` says more). A finding names
the bytes, so that it can be had again.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from diarium.intake.recognise import KINDS
from tests.judges import require_tool

SECONDS = float(os.environ.get("FUZZ_SECONDS", "20"))
LONGEST = 1 << 16
"""Most bytes of a file that the fuzzer makes."""
UNIT_SECONDS = 10
"""A file of that size that takes longer is a finding."""
MEMORY_MB = 1_000
"""More memory than this is a finding."""
FAULT, OUT_OF_MEMORY = 77, 71
"""How libFuzzer ends when it finds one or the other."""
PROGRAM = Path(__file__).with_name("fuzz_kind.py")
ROOT = Path(__file__).parents[3]
PIECES = (
    "\x00", "\xff", "\xed\xa0\x80", "\\ud800", "\\u0000", "{", "}", "[", "]", '"', '""', "\\", ",",
    "\r", "\n\n", "\r\n", "--b", "--b--", "From ", "=?utf-8?q?=", "?=", "<!--", "<![CDATA[", "]]>",
    "<!DOCTYPE", "<!ENTITY", "&#", "\xef\xbb\xbf", "1e9", "-0", "9" * 60, "[" * 60, "null", "true",
    "9999-12-31T23:59:59-12:00", "0000-01-01", "../../x", "base64", "quoted-printable", "utf-7",
    "boundary=b", "message/rfc822", "filename*1*=", "charset=idna", "Content-Type: ", "window.YTD",
    "timestamp_ms", "messages", "1e400", "253402300800000", "-62135596800", "window.__THAR_CONFIG",
)  # fmt: skip
"""What files of messages are made of, so that the fuzzer need not find it letter by letter."""


def fuzz(kind: str, folder: Path, seconds: float, *more: str) -> subprocess.CompletedProcess[str]:
    require_tool("atheris", find_spec("atheris") is not None)
    words = folder / "words"
    words.write_text("".join(f'"{_quote(piece)}"\n' for piece in PIECES), encoding="ascii")
    options = (
        f"-max_total_time={max(1, round(seconds))}", f"-max_len={LONGEST}", f"-dict={words}",
        f"-timeout={UNIT_SECONDS}", f"-rss_limit_mb={MEMORY_MB}", f"-artifact_prefix={folder}/",
        "-print_final_stats=1",
    )  # fmt: skip
    return subprocess.run(
        [sys.executable, str(PROGRAM), kind, str(folder), *options, *more],
        capture_output=True, text=True, errors="replace", check=False, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder in memory where there is one: a disk would take most of the time."""
    memory = Path("/dev/shm")  # noqa: S108  a folder of its own in it
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        yield Path(name)


def _quote(piece: str) -> str:
    """Write a piece as libFuzzer's dictionaries do."""
    plain = (c if c.isalnum() and c.isascii() else f"\\x{ord(c):02X}" for c in piece)
    return "".join(plain)


def _tell(folder: Path, ended: subprocess.CompletedProcess[str]) -> str:
    found = [path.read_bytes() for path in folder.glob("*-*") if path.is_file()]
    return f"{ended.returncode}\n{ended.stderr[-6000:]}\n{found!r}"


@pytest.mark.parametrize("kind", [kind.format.value for kind in KINDS])
def test_no_bytes_bring_a_reader_down(folder: Path, kind: str) -> None:
    ended = fuzz(kind, folder, SECONDS / len(KINDS))
    assert ended.returncode == 0, _tell(folder, ended)
    tried = re.search(r"stat::number_of_executed_units: (\d+)", ended.stderr)
    assert tried is not None, ended.stderr
    assert int(tried[1]) > 10


@pytest.mark.timeout(400)
@pytest.mark.parametrize(("kind", "code"), [("BAD", FAULT), ("GREEDY", OUT_OF_MEMORY)])
def test_a_planted_fault_is_found(folder: Path, kind: str, code: int) -> None:
    # By chance alone it takes 400 to 50,000 tries; a busy machine has no time for the latter.
    ended = fuzz(f"tests.diarium.intake.planted_kinds:{kind}", folder, 240, "-seed=1")
    assert ended.returncode == code, _tell(folder, ended)
