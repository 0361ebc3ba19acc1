"""A delivery comes in its place whole or not at all, whatever the place is like."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from diarium.errors import RefusedError, StorageError
from exporters.packages.containers import open_container
from exporters.packages.delivery import PREFIX, Delivery, publish, staging
from tests.exporters.records import CREATED
from tests.small_disk import mounted_disk

NAME = "sip-ks"
FORMS = ("folder", "zip", "tar")


@pytest.fixture(params=FORMS)
def one(request: pytest.FixtureRequest, tmp_path: Path) -> Delivery:
    return Delivery(tmp_path / "ut", NAME, str(request.param), (NAME,))


@pytest.fixture(params=FORMS)
def several(request: pytest.FixtureRequest, tmp_path: Path) -> Delivery:
    names = (f"{NAME}_001", f"{NAME}_002")
    return Delivery(tmp_path / "ut", NAME, str(request.param), names)


def build(delivery: Delivery, folder: Path) -> None:
    for name in delivery.packages:
        with open_container(folder, name, delivery.form) as container:
            container.add("METS.xml", b"<mets/>" * 10_000, "application/xml", CREATED)


def deliver(delivery: Delivery, need: int = 0) -> Path:
    with staging(delivery, need) as folder:
        build(delivery, folder)
        return publish(delivery)


def leave_as_killed(delivery: Delivery) -> None:
    """Leave the hidden folder of a run that was killed after all was built."""
    aside = delivery.output.parent / "aside"
    with staging(delivery, 0) as folder:
        build(delivery, folder)
        shutil.copytree(delivery.hidden, aside)
    aside.rename(delivery.hidden)


def test_one_package_lies_in_the_folder_itself(one: Delivery) -> None:
    place = deliver(one)
    assert place == one.output / (NAME if one.form == "folder" else f"{NAME}.{one.form}")
    assert [*one.output.iterdir()] == [place]
    assert place.is_dir() == (one.form == "folder")


def test_several_packages_lie_in_a_folder_of_their_own(several: Delivery) -> None:
    place = deliver(several)
    assert place == several.output / NAME
    assert [*several.output.iterdir()] == [place]
    assert sorted(each.name for each in place.iterdir()) == sorted(several.files)


def test_nothing_is_seen_of_it_until_all_is_built(several: Delivery) -> None:
    with staging(several, 0) as folder:
        build(several, folder)
        assert [each.name for each in several.output.iterdir()] == [f"{PREFIX}{NAME}"]
        assert several.hidden.stat().st_mode & 0o077 == 0
        publish(several)
    assert [each.name for each in several.output.iterdir()] == [NAME]


def test_what_stops_it_leaves_nothing(several: Delivery) -> None:
    with pytest.raises(KeyboardInterrupt):
        interrupt(several)
    assert not [*several.output.iterdir()]


def interrupt(delivery: Delivery) -> None:
    with staging(delivery, 0) as folder:
        build(delivery, folder)
        raise KeyboardInterrupt


def test_the_same_delivery_goes_on_with_what_a_killed_run_left(several: Delivery) -> None:
    leave_as_killed(several)
    (several.building / "frammande.txt").write_text("?", encoding="utf-8")
    with staging(several, 0) as folder:
        assert sorted(each.name for each in folder.iterdir()) == sorted(several.files)
        before = {each: each.stat().st_ino for each in folder.rglob("*")}
        build(several, folder)
        assert {each: each.stat().st_ino for each in folder.rglob("*")} == before
        place = publish(several)
    assert sorted(each.name for each in place.iterdir()) == sorted(several.files)


def test_what_a_killed_run_used_elsewhere_is_cleared_before_its_folder(several: Delivery) -> None:
    leave_as_killed(several)
    (several.work / "noted").write_text("elsewhere", encoding="utf-8")
    seen = []
    with staging(several, 0, lambda work: seen.append((work / "noted").read_text("utf-8"))):
        assert not [*several.work.iterdir()]
    assert seen == ["elsewhere"]


def test_another_delivery_clears_it(several: Delivery) -> None:
    leave_as_killed(several)
    deliver(Delivery(several.output, "sip-sbn", several.form, ("sip-sbn",)))
    assert [each.stem for each in several.output.iterdir()] == ["sip-sbn"]


@pytest.mark.parametrize("what", ["link", "link within", "second name", "pipe", "foreign", "file"])
def test_what_was_left_and_is_not_plainly_ours_is_not_gone_on_with(
    one: Delivery, tmp_path: Path, what: str
) -> None:
    precious = tmp_path / "annat.txt"
    precious.write_text("annat", encoding="utf-8")
    (tmp_path / "annan").mkdir()
    one.output.mkdir()
    if what == "link":
        one.hidden.symlink_to(tmp_path / "annan")
    elif what == "file":
        one.hidden.write_text("?", encoding="utf-8")
    else:
        one.hidden.mkdir()
        plant(one.hidden / f"{NAME}.zip", what, precious)
    with staging(one, 0) as folder:
        assert not [*folder.glob(f"{NAME}*")]
        build(one, folder)
        publish(one)
    assert precious.read_text(encoding="utf-8") == "annat"
    assert not [*(tmp_path / "annan").iterdir()]


def plant(place: Path, what: str, precious: Path) -> None:
    if what == "link within":
        place.symlink_to(precious)
    elif what == "second name":
        place.hardlink_to(precious)
    elif what == "pipe":
        os.mkfifo(place)
    else:
        place.write_text("?", encoding="utf-8")
        if os.geteuid() != 0:
            pytest.skip("only root may give a file away")
        os.chown(place, 65534, 65534)


def test_too_little_room_is_told_before_anything_is_written(one: Delivery) -> None:
    with pytest.raises(StorageError, match="bytes free and the delivery needs"):
        deliver(one, need=1 << 60)
    assert not [*one.output.iterdir()]


def test_what_a_killed_run_has_written_needs_no_room_again(one: Delivery, tmp_path: Path) -> None:
    with mounted_disk(tmp_path / "liten", "1m") as place:
        delivery = Delivery(place, one.name, one.form, one.packages)
        leave_and_fill(delivery, 700_000)
        with pytest.raises(StorageError, match="bytes free"), staging(delivery, 1_200_000):
            pass
        leave_and_fill(delivery, 700_000)
        with staging(delivery, 900_000) as folder:
            assert folder == delivery.building


def leave_and_fill(delivery: Delivery, size: int) -> None:
    delivery.hidden.mkdir()
    (delivery.hidden / delivery.files[0]).write_bytes(b"x" * size)


def test_a_disk_that_fills_up_leaves_nothing(one: Delivery, tmp_path: Path) -> None:
    with mounted_disk(tmp_path / "liten", "64k") as place:
        delivery = Delivery(place, one.name, one.form, one.packages)
        with pytest.raises(StorageError, match="disk is full"):
            write_noise(delivery, 100_000)
        assert not [*place.iterdir()]


def write_noise(delivery: Delivery, size: int) -> None:
    with staging(delivery, 0) as folder, open_container(folder, NAME, delivery.form) as container:
        container.add("a.bin", os.urandom(size), "application/octet-stream", CREATED)


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """Give a file system that cannot be written."""
    with mounted_disk(tmp_path / "last", "1m") as place:
        mount = str(shutil.which("mount"))
        subprocess.run([mount, "-o", "remount,ro", str(place)], check=True)
        yield place


@pytest.mark.parametrize("within", [".", "ny/mapp"])
def test_a_target_that_cannot_be_written_is_told_in_one_line(read_only: Path, within: str) -> None:
    with pytest.raises(StorageError, match=r"cannot read or write .*last.*Read-only"):
        deliver(Delivery(read_only / within, NAME, "folder", (NAME,)))


def test_a_target_that_is_a_file_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("x", encoding="utf-8")
    for output in (tmp_path / "fil", tmp_path / "fil/ut"):
        with pytest.raises(StorageError, match="cannot read or write"):
            deliver(Delivery(output, NAME, "folder", (NAME,)))


def test_a_target_on_another_file_system_gets_it_whole(one: Delivery, tmp_path: Path) -> None:
    with mounted_disk(tmp_path / "annan", "4m") as place:
        (tmp_path / "ut").symlink_to(place)
        assert deliver(one).exists()
        assert [each.name for each in place.iterdir()] == [*one.files]


def test_two_at_once_in_one_folder_take_turns_or_are_refused(one: Delivery) -> None:
    other = Delivery(one.output, "sip-sbn", one.form, ("sip-sbn",))
    with staging(one, 0) as folder:
        with pytest.raises(RefusedError, match="another export is writing"):
            deliver(other)
        build(one, folder)
        publish(one)
    deliver(other)
    assert len([*one.output.iterdir()]) == 2


def test_what_came_to_lie_there_meanwhile_is_not_replaced(one: Delivery) -> None:
    with pytest.raises(RefusedError, match="never replaced"):
        meet_another(one)
    assert one.place.read_text(encoding="utf-8") == "mitt"
    assert [*one.output.iterdir()] == [one.place]


def meet_another(delivery: Delivery) -> None:
    with staging(delivery, 0) as folder:
        build(delivery, folder)
        delivery.place.write_text("mitt", encoding="utf-8")
        publish(delivery)


@pytest.mark.parametrize("manifest", ["METS.xml", "sip.xml", "bagit.txt"])
def test_a_package_is_not_put_inside_a_package(one: Delivery, manifest: str) -> None:
    one.output.mkdir()
    (one.output / manifest).write_text("x", encoding="utf-8")
    with pytest.raises(RefusedError, match="itself a package"):
        deliver(one)
    assert [each.name for each in one.output.iterdir()] == [manifest]
