"""Packages taken in by programs nobody here wrote: every file is there, and the same bytes.

What the register holds is compared with what such a reader finds, by SHA-256.
"""

import hashlib
import io
import json
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from exporters.packages.contents import PackageContents
from exporters.packages.profiles import BUILT_IN
from tests.capture.web_archives import wacz_accepts, warcio_accepts
from tests.exporters.judges import COMMONS_IP, FOLDER
from tests.exporters.records import Records
from tests.exporters.whole import (
    FORMS,
    build_whole,
    digests_in,
    digests_that_go_in,
    flip_a_bit,
    pack,
    unpack,
    whole_contents,
)
from tests.judges import require_tool

pytestmark = pytest.mark.judge

READ_SIP = Path(__file__).with_name("ReadSip.java")
READ_BAG = Path(__file__).with_name("read_bag.py")
BAGIT_PYTHON = FOLDER / "bagit" / "bin" / "python"
EARK = ("eark-2.2", "fgs-2.0")


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Records:
    """Return a store of kept files for all packages."""
    return Records(tmp_path_factory.mktemp("kept") / "files")


@pytest.fixture(scope="module")
def whole(records: Records, tmp_path_factory: pytest.TempPathFactory) -> PackageContents:
    """Return contents of every kind, the protected too, so that every kept file goes in."""
    return whole_contents(records, tmp_path_factory.mktemp("work"), include_protected=True)


@pytest.fixture(scope="module")
def packages(
    records: Records, whole: PackageContents, tmp_path_factory: pytest.TempPathFactory
) -> dict[tuple[str, str], list[Path]]:
    """Build everything by each profile in each form."""
    folder = tmp_path_factory.mktemp("built")
    return {
        (profile, form): build_whole(
            records, folder / f"{profile}-{form}", whole, profile, form, None
        )
        for profile in BUILT_IN
        for form in FORMS
    }


@pytest.fixture(scope="module")
def kept(records: Records, whole: PackageContents) -> Counter[str]:
    """Return what the register says of each file that goes in."""
    return digests_that_go_in(whole, records.files)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def run(command: Sequence[object], *, check: bool = True) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [str(each) for each in command], capture_output=True, text=True, check=check, timeout=120
    )


def read_sip(package: Path, work: Path, *, check: bool = True) -> list[list[str]]:
    """Return what commons-ip's parser finds in a package."""
    java = shutil.which("java")
    require_tool("Java and commons-ip (make test fetches it)", bool(java) and COMMONS_IP.is_file())
    work.mkdir()
    done = run([java, "-cp", COMMONS_IP, READ_SIP, package, work], check=check)
    return [line.split("\t") for line in done.stdout.splitlines()]


def read_bag(bag: Path) -> dict[str, Any]:
    """Return what bagit-python finds in a bag."""
    require_tool("bagit-python (make test fetches it)", BAGIT_PYTHON.is_file())
    answer: dict[str, Any] = json.loads(run([BAGIT_PYTHON, READ_BAG, bag]).stdout)
    return answer


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("profile", EARK)
def test_commons_ips_parser_takes_in_every_file_the_same(
    packages: dict[tuple[str, str], list[Path]],
    kept: Counter[str],
    tmp_path: Path,
    profile: str,
    form: str,
) -> None:
    (package,) = packages[profile, form]
    given = unpack(package, tmp_path / "tar") if form == "tar" else package
    told = read_sip(given, tmp_path / "work")
    assert ["id", "sip-2120000001-ks-2026-h1"] in told
    assert ["valid", "true"] in told
    assert ["agent", "ARCHIVIST", "Kommunstyrelsen"] in told
    files = [(owner, kind, Path(path), sum_) for _, owner, kind, path, sum_ in of("file", told)]
    assert all(digest(path) == checksum.lower() for _, _, path, checksum in files)
    data = Counter(digest(path) for _, kind, path, _ in files if kind == "data")
    assert kept <= data
    root = unpack(package, tmp_path / "whole")
    inside = digests_in(root)
    inside -= Counter(digest(path) for path in root.rglob("METS.xml"))
    assert Counter(digest(path) for _, _, path, _ in files) == inside


def test_commons_ips_parser_finds_a_turned_bit(
    packages: dict[tuple[str, str], list[Path]], tmp_path: Path
) -> None:
    (package,) = packages["eark-2.2", "zip"]
    root = unpack(package, tmp_path / "harmed")
    flip_a_bit(root)
    told = read_sip(pack(root, tmp_path / package.name), tmp_path / "work", check=False)
    assert ["valid", "true"] not in told


@pytest.mark.parametrize("form", FORMS)
def test_bagit_python_takes_in_every_file_the_same(
    packages: dict[tuple[str, str], list[Path]],
    kept: Counter[str],
    tmp_path: Path,
    form: str,
) -> None:
    (package,) = packages["bagit", form]
    root = unpack(package, tmp_path / "bag")
    told = read_bag(root)
    assert told["version"] == "1.0"
    assert told["info"]["Source-Organization"] == "Kommunstyrelsen, Exempelstad"
    files = {root / path: checksum for path, checksum in told["files"].items()}
    assert {path: digest(path) for path in files} == files
    assert set(files) == set(every_file(root / "data"))
    assert kept <= Counter(files.values())


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("profile", BUILT_IN)
def test_the_systems_own_tools_unpack_every_file_the_same(
    packages: dict[tuple[str, str], list[Path]],
    kept: Counter[str],
    tmp_path: Path,
    profile: str,
    form: str,
) -> None:
    found = Counter[str]()
    for package in packages[profile, form]:
        place = tmp_path / package.name
        place.mkdir()
        found += digests_in(unpack_by_program(package, place))
    assert kept <= found


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("profile", BUILT_IN)
def test_the_web_archive_inside_is_read_by_warcio_and_the_wacz_reader(
    packages: dict[tuple[str, str], list[Path]], tmp_path: Path, profile: str, form: str
) -> None:
    roots = [
        unpack(package, tmp_path / str(number))
        for number, package in enumerate(packages[profile, form])
    ]
    (wacz,) = [path for root in roots for path in root.rglob("*.wacz")]
    assert wacz_accepts(wacz)
    with zipfile.ZipFile(wacz) as archive:
        warc = Path(archive.extract("archive/data.warc.gz", tmp_path))
    assert warcio_accepts(warc)
    answers = {
        record.rec_headers["WARC-Target-URI"]: record.content_stream().read()
        for record in ArchiveIterator(io.BytesIO(warc.read_bytes()))
        if record.rec_type == "response"
    }
    assert answers["https://www.example.se/start"] == "åäö".encode()


def of(kind: str, told: list[list[str]]) -> list[list[str]]:
    return [line for line in told if line[0] == kind]


def every_file(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def unpack_by_program(package: Path, place: Path) -> Path:
    """Unpack a package by tar or Python's zip program, as who receives it would."""
    if package.suffix == ".tar":
        run(["tar", "-xf", package, "-C", place])
    elif package.suffix == ".zip":
        run([sys.executable, "-m", "zipfile", "-e", package, place])
    else:
        run(["cp", "-r", package, place])
    (root,) = place.iterdir()
    return root
