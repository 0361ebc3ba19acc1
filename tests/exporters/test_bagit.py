"""BagIt 1.0: what a bag holds and says, before bagit-python too."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from exporters.packages.bag_names import decode_path, encode_path
from exporters.packages.package_model import Content, ContentKind, MadeFile, PackageModel
from tests.exporters.fgs_judges import ask_bagit
from tests.exporters.models import build, model_of, narrowed, tree_of
from tests.exporters.records import Records, contents

BOTH = (ContentKind.SNAPSHOTS, ContentKind.DIARIUM)
PDF = "data/snapshots/fb-kommunen_2026-H1_1.pdf"


@pytest.fixture
def model(records: Records) -> PackageModel:
    """Return a model of a bag with snapshots and ärenden."""
    return model_of(contents(records), "bagit", *BOTH)


def info(tree: dict[str, bytes]) -> dict[str, str]:
    """Return what bag-info.txt says, by label."""
    lines = tree["bag-info.txt"].decode().splitlines()
    return dict(line.split(": ", 1) for line in lines)


def test_a_bag_holds_the_same_folders_under_data(
    records: Records, tmp_path: Path, model: PackageModel
) -> None:
    assert list(tree_of(build(model, records, tmp_path / "out")[0])) == [
        "bag-info.txt",
        "bagit.txt",
        "data/diarium/ks_2026_1-1_1.mbox",
        "data/diarium/ks_2026_1-1_2.png",
        "data/diarium/ks_2026_1-1_3.pdf",
        "data/diarium/ks_2026_1-2_1.txt",
        "data/documentation/las_mig.html",
        "data/documentation/las_mig.txt",
        "data/metadata/PREMIS.xml",
        "data/snapshots/fb-kommunen_2026-H1_1.json",
        "data/snapshots/fb-kommunen_2026-H1_1.pdf",
        "manifest-sha256.txt",
        "manifest-sha512.txt",
        "tagmanifest-sha256.txt",
    ]


def test_the_manifests_list_every_file_in_order_with_its_checksum(
    records: Records, tmp_path: Path, model: PackageModel
) -> None:
    package, manifest = build(model, records, tmp_path / "out")
    tree = tree_of(package)
    assert tree["bagit.txt"] == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    payload = sorted(name for name in tree if name.startswith("data/"))
    tags = ["bag-info.txt", "bagit.txt", "manifest-sha256.txt", "manifest-sha512.txt"]
    for listed, names, algorithm in (
        ("manifest-sha256.txt", payload, "sha256"),
        ("manifest-sha512.txt", payload, "sha512"),
        ("tagmanifest-sha256.txt", tags, "sha256"),
    ):
        lines = [f"{hashlib.new(algorithm, tree[name]).hexdigest()}  {name}\n" for name in names]
        assert tree[listed].decode() == "".join(lines)
    assert manifest.path == "tagmanifest-sha256.txt"
    assert manifest.sha256 == hashlib.sha256(tree["tagmanifest-sha256.txt"]).hexdigest()


def test_bag_info_says_whose_it_is_and_counts_the_payload(
    records: Records, tmp_path: Path, model: PackageModel
) -> None:
    tree = tree_of(build(model, records, tmp_path / "out")[0])
    payload = [content for name, content in tree.items() if name.startswith("data/")]
    assert info(tree) == {
        "Source-Organization": "Kommunstyrelsen, Exempelstad",
        "Organization-Identifier": "ORG:2120000001",
        "Bag-Software-Agent": "archiver 0.1.0",
        "Submission-Agreement": "KS/2026:99; 2026-01-01",
        "Receiving-Organization": "Kommunarkivet",
        "External-Identifier": "sip-ks",
        "External-Description": "Sociala medier 2026-H1",
        "Bagging-Date": "2026-07-02",
        "Payload-Oxum": f"{sum(map(len, payload))}.{len(payload)}",
    }


def test_a_part_names_its_group_and_its_number(
    records: Records, tmp_path: Path, model: PackageModel
) -> None:
    part = narrowed(model, name="sip-ks_002", number=2, of=3)
    said = info(tree_of(build(part, records, tmp_path / "out")[0]))
    assert said["Bag-Group-Identifier"] == "sip-ks"
    assert said["Bag-Count"] == "2 of 3"


def test_a_bag_with_what_is_protected_says_so(records: Records, tmp_path: Path) -> None:
    model = model_of(contents(records, include_protected=True), "bagit", ContentKind.DIARIUM)
    tree = tree_of(build(model, records, tmp_path / "out")[0])
    assert info(tree)["Access-Restriction"] == "Secrecy"
    assert tree["data/diarium/ks_2026_1-3_1.txt"] == b"hemligt"


def test_a_label_of_several_lines_stays_on_its_line(
    records: Records, tmp_path: Path, model: PackageModel
) -> None:
    odd = narrowed(model, label="Ett\r\nPayload-Oxum: 0.0\n två")
    package, _manifest = build(odd, records, tmp_path / "out")
    assert info(tree_of(package))["External-Description"] == "Ett Payload-Oxum: 0.0 två"
    assert ask_bagit(package)[0]


@pytest.mark.parametrize("path", ["data/a\nb", "data/a\r\nb", "data/100%", "data/%0A", "data/%25"])
def test_a_path_is_written_so_that_it_is_read_back(path: str) -> None:
    written = encode_path(path)
    assert "\n" not in written
    assert "\r" not in written
    assert decode_path(written) == path


def test_small_letters_in_a_code_mean_the_same() -> None:
    assert decode_path("data/a%0ab%0Dc") == "data/a\nb\rc"


def test_the_same_records_make_the_same_bytes(
    records: Records, tmp_path: Path, model: PackageModel
) -> None:
    first, second = (build(model, records, tmp_path / name)[0] for name in ("1", "2"))
    assert tree_of(first) == tree_of(second)


@pytest.mark.judge
@pytest.mark.parametrize("kinds", [BOTH, (ContentKind.JOURNAL,), (ContentKind.SNAPSHOTS,)])
def test_bagit_python_finds_the_bag_valid(
    records: Records, tmp_path: Path, kinds: tuple[ContentKind, ...]
) -> None:
    package, _manifest = build(model_of(contents(records), "bagit", *kinds), records, tmp_path)
    valid, said = ask_bagit(package)
    assert valid, said


@pytest.mark.judge
def test_bagit_python_reads_a_path_with_a_line_end(
    records: Records, tmp_path: Path, model: PackageModel
) -> None:
    odd = MadeFile(path="data/rad\r\nbrytning.csv", media_type="text/csv", content=b"a")
    journal = Content(kind=ContentKind.JOURNAL, made=(odd,))
    package, _manifest = build(narrowed(model, inside=(journal,)), records, tmp_path / "out")
    assert b"data/journal/rad%0D%0Abrytning.csv\n" in tree_of(package)["manifest-sha256.txt"]
    valid, said = ask_bagit(package)
    assert valid, said


def _flip_a_bit(bag: Path) -> None:
    content = bytearray((bag / PDF).read_bytes())
    content[3] ^= 1
    (bag / PDF).write_bytes(content)


HARMS: dict[str, Callable[[Path], object]] = {
    "a bit is flipped": _flip_a_bit,
    "a file is removed": lambda bag: (bag / PDF).unlink(),
    "a file is added": lambda bag: (bag / "data/extra.txt").write_bytes(b"x"),
    "a tag is changed": lambda bag: (bag / "bag-info.txt").write_bytes(b"Payload-Oxum: 1.1\n"),
    "the declaration is gone": lambda bag: (bag / "bagit.txt").unlink(),
    "a checksum is changed": lambda bag: (bag / "manifest-sha256.txt").write_text(
        (bag / "manifest-sha256.txt").read_text("utf-8").replace("a", "b"), "utf-8"
    ),
}


@pytest.mark.judge
@pytest.mark.parametrize("harm", HARMS)
def test_bagit_python_finds_a_harmed_bag_invalid(
    records: Records, tmp_path: Path, model: PackageModel, harm: str
) -> None:
    package, _manifest = build(model, records, tmp_path / "out")
    assert ask_bagit(package)[0]
    HARMS[harm](package)
    assert not ask_bagit(package)[0]
