"""A package of many files needs little more memory than one of few, while its METS is written."""

import subprocess
import sys
from pathlib import Path

FILES = 10_000
ALLOWED = 40
"""Megabytes for what is remembered of each file; the documents as trees would take over 150."""
MEASURE = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path

from exporters.packages.containers import open_container
from exporters.packages.contents import Software
from exporters.packages.mets import FileGroup, MetsDocument, write_mets
from exporters.packages.package_files import PackageFile
from exporters.packages.parts import Part
from exporters.packages.premis import Premis, write_premis
from exporters.packages.profiles import load_profile
from tests.exporters.records import CREATED, Records, contents

folder, number = Path(sys.argv[1]), int(sys.argv[2])
profile, whole = load_profile("eark-2.2"), contents(Records(folder / "files"))

def a_file(n):
    path, sha256 = f"representations/diarium/data/ks_2026_{n}_1.pdf", f"{n:064x}"
    part = Part(path=path, source=sha256, start=0, length=n, media_type="application/pdf",
                name=f"brev {n}.pdf", role="original", puid="fmt/477")
    return PackageFile(path=path, size=n, sha256=sha256, media_type=part.media_type,
                       created=CREATED, name=part.name, part=part)

files = [a_file(n) for n in range(number)]

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

before = peak()
with open_container(folder, "paket", "zip") as container:
    premis = write_premis(container, "PREMIS.xml", Premis(
        package="paket", files=files, events=[], software=Software("archiver", "1"),
        created=CREATED))
    mets = write_mets(container, MetsDocument(
        folder="", objid="paket", label="Paket", form=profile.forms["diarium"], contents=whole,
        profile=profile, premis=premis, groups=[FileGroup(use="Data", files=files)],
        schemas=False))
print(peak() - before, premis.size + mets.size)
"""


def test_the_descriptions_of_many_files_are_written_without_being_held(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(tmp_path), str(FILES)],
        capture_output=True,
        text=True,
        timeout=250,
        check=True,
    )
    grown, written = map(int, done.stdout.split())
    assert written > FILES * 2500
    assert grown < ALLOWED
