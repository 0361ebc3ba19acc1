"""How much room a delivery needs is said before it is written, and never too little."""

from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import pytest

from diarium.errors import StorageError
from exporters.packages.free_space import bytes_needed, require_space
from exporters.packages.package_model import ContentKind, MadeFile, PackageModel
from exporters.packages.planning import plan_delivery
from exporters.packages.profiles import load_profile
from tests.exporters.building import ALL, write
from tests.exporters.models import model_of
from tests.exporters.records import Records, contents, snapshot


def plan(records: Records, profile: str, count: int) -> PackageModel:
    taken = tuple(snapshot(records, number) for number in range(1, count + 1))
    told = replace(contents(records), snapshots=taken, arenden=(), kept=dict(records.kept))
    form = load_profile(profile)
    (model,) = plan_delivery(told, form, replace(ALL, kinds=frozenset({ContentKind.SNAPSHOTS})), ())
    return model


def taken_by(package: Path) -> int:
    return sum(each.stat().st_blocks * 512 for each in [package, *package.rglob("*")])


@pytest.mark.parametrize("form", ["folder", "zip", "tar"])
@pytest.mark.parametrize("profile", ["eark-2.2", "fgs-1.2", "bagit"])
def test_what_a_package_takes_grows_no_more_than_was_said(
    tmp_path: Path, profile: str, form: str
) -> None:
    records = Records(tmp_path / "files")
    few, many = (plan(records, profile, count) for count in (10, 110))
    said = bytes_needed([many]) - bytes_needed([few])
    places = [
        write(records, tmp_path / name, model, form)
        for name, model in (("few", few), ("many", many))
    ]
    assert taken_by(places[0]) <= bytes_needed([few])
    assert taken_by(places[1]) - taken_by(places[0]) <= said


def test_several_packages_need_the_room_of_all(tmp_path: Path) -> None:
    model = plan(Records(tmp_path / "files"), "eark-2.2", 3)
    assert bytes_needed([model, model]) == 2 * bytes_needed([model])


def test_what_is_made_counts_whether_in_memory_or_on_the_disk(tmp_path: Path) -> None:
    records = Records(tmp_path / "files")
    model = replace(model_of(contents(records)), documentation=())
    (tmp_path / "a.pdf").write_bytes(bytes(5_000))
    to_come: Future[Path] = Future()
    needed = [
        bytes_needed([replace(model, documentation=(made(content),))])
        for content in (to_come, bytes(5_000), tmp_path / "a.pdf")
    ]
    assert needed[1] == needed[2] == needed[0] + 5_000


def made(content: bytes | Path | Future[Path]) -> MadeFile:
    return MadeFile(path="a.pdf", media_type="application/pdf", content=content)


def test_a_disk_with_room_is_no_fault_and_one_without_is_told(tmp_path: Path) -> None:
    require_space(tmp_path, 1)
    with pytest.raises(StorageError, match=r"needs 1152921504606846976; free some space"):
        require_space(tmp_path, 1 << 60)
