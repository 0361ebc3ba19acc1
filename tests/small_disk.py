"""A file system so small that a test can fill it."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.judges import require_tool


@contextlib.contextmanager
def mounted_disk(place: Path, size: str) -> Iterator[Path]:
    """Mount an empty file system of a size such as ``2m``; only root may."""
    place.mkdir()
    mount, umount = shutil.which("mount"), shutil.which("umount")
    asked = [str(mount), "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
    may = os.geteuid() == 0 and subprocess.run(asked, check=False).returncode == 0
    require_tool("the right to mount a tmpfs (root)", may)
    try:
        yield place
    finally:  # one that stayed would hinder every later run from clearing its folder
        subprocess.run([str(umount), "--lazy", str(place)], check=True)
