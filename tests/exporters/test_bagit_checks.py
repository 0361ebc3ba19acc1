"""Our own check of bags: a right one has no findings, and for each rule one breaks it."""

import hashlib
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from diarium.files import CHUNK
from exporters.checks.bagit_checks import check_bag, list_checksums, read_info
from exporters.checks.check_report import report_package
from exporters.checks.package_tree import open_tree
from exporters.checks.rules import read_rules
from exporters.packages.package_model import ContentKind, MadeFile
from tests.exporters.models import build, model_of, narrowed, tree_of
from tests.exporters.records import Records, contents, snapshot

BOTH = (ContentKind.SNAPSHOTS, ContentKind.DIARIUM)
PDF = "data/snapshots/fb-kommunen_2026-H1_1.pdf"
MANIFEST = "manifest-sha256.txt"
SECOND = "manifest-sha512.txt"


@pytest.fixture
def bag(records: Records, tmp_path: Path) -> Path:
    """Return a right bag."""
    return build(model_of(contents(records), "bagit", *BOTH), records, tmp_path / "out")[0]


def found(bag: Path) -> set[tuple[str, str]]:
    """Return the number and place of each finding."""
    with open_tree(bag) as tree:
        return {(each.rule, each.place) for each in check_bag(tree)}


def rules(bag: Path) -> set[str]:
    """Return the numbers of the rules that a bag breaks."""
    return {rule for rule, _place in found(bag)}


def write(path: str, text: str) -> Callable[[Path], object]:
    """Return what writes over a file of a bag."""
    return lambda bag: (bag / path).write_text(text, "utf-8", newline="")


def append(path: str, text: str) -> Callable[[Path], object]:
    """Return what adds to a file of a bag."""
    return lambda bag: (bag / path).write_text((bag / path).read_text("utf-8") + text, "utf-8")


def flip_a_bit(bag: Path) -> None:
    """Change a byte of the payload, and no size."""
    content = bytearray((bag / PDF).read_bytes())
    content[3] ^= 1
    (bag / PDF).write_bytes(content)


def drop_payload(bag: Path) -> None:
    """Move the payload out of data."""
    (bag / "data").rename(bag / "Data")


def drop_manifests(bag: Path) -> None:
    """Take both lists of the payload away."""
    for each in (MANIFEST, SECOND):
        (bag / each).unlink()


HARMS: dict[str, Callable[[Path], object]] = {
    "BAGIT-DECLARATION": write("bagit.txt", "BagIt-Version: 0.93\n"),
    "BAGIT-DATA": drop_payload,
    "BAGIT-MANIFEST": drop_manifests,
    "BAGIT-LINE": append(MANIFEST, "abc  data/x\n"),
    "BAGIT-INFO": append("bag-info.txt", "ingen etikett\n"),
    "BAGIT-OXUM": write("bag-info.txt", "Payload-Oxum: 1.1\n"),
    "BAGIT-TAGS": lambda bag: (bag / "tagmanifest-sha256.txt").unlink(),
    "BAGIT-FETCH": write("fetch.txt", "https://example.se/a 1 data/a\n"),
}
ALTERED: dict[str, Callable[[Path], object]] = {
    "FILE-CHECKSUM": flip_a_bit,
    "FILE-MISSING": lambda bag: (bag / PDF).unlink(),
    "FILE-UNDECLARED": write("data/extra.txt", "x"),
    "FILE-TWICE": lambda bag: append(MANIFEST, (bag / MANIFEST).read_text("utf-8"))(bag),
    "HREF": append(MANIFEST, f"{'0' * 64}  ../../etc/passwd\n"),
}


def test_a_right_bag_has_no_findings(bag: Path) -> None:
    assert found(bag) == set()


@pytest.mark.parametrize("form", ["zip", "tar"])
def test_a_right_bag_in_a_container_has_none_either(
    records: Records, tmp_path: Path, form: str
) -> None:
    model = model_of(contents(records), "bagit", *BOTH)
    assert found(build(model, records, tmp_path / "out", form)[0]) == set()


@pytest.mark.parametrize("form", ["folder", "zip", "tar"])
def test_both_checksums_of_a_large_file_are_right_in_every_form(
    records: Records, tmp_path: Path, form: str
) -> None:
    large = MadeFile(path="film.bin", media_type="video/mp4", content=bytes(3 * CHUNK + 1))
    model = narrowed(model_of(contents(records), "bagit", *BOTH), documentation=(large,))
    kept = records.keep(b"x" * (2 * CHUNK + 7), "video/mp4", "film.mp4", "original")
    taken = replace(snapshot(records), files=(kept,))
    copied = model_of(contents(records, snapshots=(taken,)), "bagit", ContentKind.SNAPSHOTS)
    for number, each in enumerate((model, copied)):
        assert found(build(each, records, tmp_path / str(number), form)[0]) == set()


@pytest.mark.parametrize("number", [*HARMS, *ALTERED])
def test_a_bag_that_breaks_a_rule_is_found_to(bag: Path, number: str) -> None:
    {**HARMS, **ALTERED}[number](bag)
    assert number in rules(bag)


def test_every_rule_has_a_bag_that_breaks_it() -> None:
    assert {check.id for check in read_rules("bagit").checks} == HARMS.keys()


def test_a_file_outside_data_that_the_manifest_lists_is_no_payload(bag: Path) -> None:
    sha256 = hashlib.sha256((bag / "bagit.txt").read_bytes()).hexdigest()
    append(MANIFEST, f"{sha256}  bagit.txt\n")(bag)
    assert ("HREF", MANIFEST) in found(bag)


def test_a_manifest_that_is_no_text_or_one_endless_line_is_found_to_be(bag: Path) -> None:
    (bag / MANIFEST).write_bytes(b"\xff\xfe" * 100_000)
    assert "BAGIT-LINE" in rules(bag)
    assert "FILE-UNDECLARED" in rules(bag)


def test_a_list_of_endless_faults_is_not_read_to_its_end(bag: Path) -> None:
    (bag / MANIFEST).write_bytes(b"\n" * 100_000)
    with open_tree(bag) as tree:
        lines = [each for each in check_bag(tree) if each.rule == "BAGIT-LINE"]
    assert len(lines) == 1000


def test_the_second_manifest_is_held_to_as_well(bag: Path) -> None:
    lines = (bag / SECOND).read_text("utf-8").splitlines(keepends=True)
    write(SECOND, "".join("0" * 128 + line[128:] for line in lines))(bag)
    assert ("FILE-CHECKSUM", PDF) in found(bag)
    write(SECOND, "".join(lines[1:]))(bag)
    assert "FILE-UNDECLARED" in rules(bag)
    (bag / SECOND).unlink()
    assert found(bag) == {("FILE-MISSING", SECOND)}  # by the tag manifest alone


def test_other_writers_forms_of_a_line_are_read(bag: Path) -> None:
    text = (bag / MANIFEST).read_text("utf-8")
    other = "".join(
        f"{line.split()[0].upper()} *{line.split()[1]}\r\n" for line in text.splitlines()
    )
    write(MANIFEST, other)(bag)
    assert found(bag) == {("FILE-CHECKSUM", MANIFEST)}  # by the tag manifest alone


def test_bag_info_may_fold_a_value_onto_more_lines(bag: Path) -> None:
    append("bag-info.txt", "Contact-Name: Anna\n  Andersson\n")(bag)
    assert rules(bag) == {"FILE-CHECKSUM"}  # by the tag manifest alone
    with open_tree(bag) as tree:
        assert read_info(tree)["Contact-Name"] == "Anna Andersson"


def test_the_report_says_what_the_bag_says_it_is(bag: Path) -> None:
    assert report_package(bag).label == "Sociala medier 2026-H1"


def test_the_checksums_of_the_payload_are_told(bag: Path) -> None:
    with open_tree(bag) as tree:
        told = list_checksums(tree)
    payload = {name: body for name, body in tree_of(bag).items() if name.startswith("data/")}
    assert told == {name: hashlib.sha256(body).hexdigest() for name, body in payload.items()}


@pytest.mark.parametrize("seed", range(5))
def test_harm_of_any_kind_to_any_file_is_found_and_never_ends_the_check(
    bag: Path, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311  no secret
    files = sorted(path for path in bag.rglob("*") if path.is_file())
    for _round in range(20):
        path = chance.choice(files)
        whole = path.read_bytes()
        place = chance.randrange(len(whole))
        put_in = chance.choice([b"\n", b"\x00", b"\r\n", b"../", b"%0A", b"data/", b": ", b"\xff"])
        harmed = chance.choice(
            [
                whole[:place],
                whole[:place] + put_in + whole[place:],
                whole[:place] + bytes([whole[place] ^ (1 << chance.randrange(8))])
                + whole[place + 1 :],
            ]
        )  # fmt: skip
        path.write_bytes(harmed)
        vouched_for = path.name != "tagmanifest-sha256.txt"
        assert rules(bag) or not vouched_for, (path.name, place, put_in)
        path.write_bytes(whole)
    assert rules(bag) == set()
