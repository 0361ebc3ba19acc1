"""``archiver register`` killed, interrupted and run into a full disk, as a process of its own."""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.archiver.cli.office import Archive
from tests.small_disk import mounted_disk

REPOSITORY = Path(__file__).parents[3]


def take_in(archive: Archive, number: int) -> None:
    line = {"channel": "direct", "made_available_at": "2026-06-30T14:05:00+02:00"}
    path = archive.folder / "in.jsonl"
    lines = [json.dumps({**line, "text": f"Fråga {n}"}) for n in range(number)]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert archive("inbox", "import", str(path), "--namnd", "KS").code == 0


def start(archive: Archive, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "archiver", "--config", str(archive.config), *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)}, cwd=archive.folder,
    )  # fmt: skip


@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGINT])
def test_a_stop_in_the_middle_loses_nothing_and_the_next_run_goes_on(
    archive: Archive, stop: signal.Signals
) -> None:
    take_in(archive, 150)
    chance, told = random.Random(11), dict[int, str]()  # noqa: S311  a test
    codes = list[int]()
    for _round in range(4):
        with start(archive, "register", "--all-proposed") as process:
            assert process.stdout is not None
            assert process.stderr is not None
            lines = [process.stdout.readline()]
            time.sleep(chance.uniform(0.0, 0.2))
            process.send_signal(stop)
            lines += process.stdout.readlines()
            said = process.stderr.read()
        codes.append(process.returncode)
        assert "Traceback" not in said
        for line in lines:
            if found := re.search(r"(\d+) .*(KS/\d+:\d+-\d+)\.\n", line):
                told[int(found[1])] = found[2]
    assert (-signal.SIGKILL if stop is signal.SIGKILL else 130) in codes
    assert told
    assert archive("register", "--all-proposed").code == 0
    handlingar = [h for a in archive("arende", "list", "--json").json for h in a["handlingar"]]
    kept = {h["message"]: h["beteckning"] for h in handlingar}
    assert len(handlingar) == len(kept) == 150
    assert told.items() <= kept.items()
    assert archive("verify").code == 0


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a file system of 2 MB."""
    with mounted_disk(tmp_path / "liten", "2m") as place:
        yield place


def test_a_disk_that_fills_stops_the_registration_and_the_next_goes_on(
    archive: Archive, tiny_disk: Path
) -> None:
    take_in(archive, 60)
    shutil.copytree(archive.folder, tiny_disk / "arkiv")
    small = Archive(tiny_disk / "arkiv", archive.command)
    ballast = tiny_disk / "annat"
    with ballast.open("wb") as stream:
        free = shutil.disk_usage(tiny_disk).free
        stream.write(bytes(max(0, free - 200_000)))
    stopped = small("register", "--all-proposed")
    assert stopped.code == 10
    assert stopped.is_one_line("disk")
    told = dict(re.findall(r"(\d+) .*(KS/\d+:\d+-\d+)\.\n", stopped.out))
    assert len(told) < 60
    ballast.unlink()
    assert small("register", "--all-proposed").code == 0
    arenden = small("arende", "list", "--json").json
    kept = {str(h["message"]): h["beteckning"] for a in arenden for h in a["handlingar"]}
    assert len(kept) == 60
    assert told.items() <= kept.items()
    assert small("verify").code == 0
