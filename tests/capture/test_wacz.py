"""The WACZ: a validator that nobody here wrote, with negative controls, and the index."""

import hashlib
import json
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import pytest

from archiver.capture.wacz import ARCHIVE, DIGEST, INDEX, PACKAGE, PAGES, WARC_NAME, sort_key
from tests.capture.web_archives import (
    index_of,
    make_wacz,
    rewrite,
    wacz_accepts,
    warcio_accepts,
)


@pytest.mark.judge
def test_the_validator_accepts_it_and_warcio_its_warc(tmp_path: Path) -> None:
    made = make_wacz(tmp_path)

    assert wacz_accepts(made)
    assert warcio_accepts(tmp_path / WARC_NAME)


@pytest.mark.judge
def test_the_validator_sees_a_changed_byte_and_a_lost_index(tmp_path: Path) -> None:
    made = make_wacz(tmp_path)
    with ZipFile(made) as package:
        warc, index, described = (package.read(name) for name in (ARCHIVE, INDEX, PACKAGE))
    flipped = warc[:100] + bytes([warc[100] ^ 1]) + warc[101:]

    assert wacz_accepts(rewrite(made, tmp_path / "same.wacz", {}))
    for changed in (
        {ARCHIVE: flipped},
        {INDEX: None},
        {INDEX: index[:-1]},
        {PACKAGE: described.replace(b"Exempel", b"exempel")},
    ):
        assert not wacz_accepts(rewrite(made, tmp_path / "bad.wacz", changed)), changed.keys()


@pytest.mark.judge
def test_the_index_says_what_cdxj_indexer_says(tmp_path: Path) -> None:
    made = make_wacz(tmp_path)
    with ZipFile(made) as package:
        ours = package.read(INDEX).decode().splitlines()
    theirs = index_of(tmp_path / WARC_NAME).splitlines()

    assert [line.split(" ", 2)[:2] for line in ours] == [line.split(" ", 2)[:2] for line in theirs]
    assert [json.loads(line.split(" ", 2)[2]) for line in ours] == [
        json.loads(line.split(" ", 2)[2]) for line in theirs
    ]


def test_the_same_input_makes_the_same_bytes_and_everything_is_stored(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one, two = make_wacz(tmp_path / "one"), make_wacz(tmp_path / "two")

    assert one.read_bytes() == two.read_bytes()
    with ZipFile(one) as package:
        assert {info.compress_type for info in package.infolist()} == {ZIP_STORED}
        assert package.namelist() == [ARCHIVE, INDEX, PAGES, PACKAGE, DIGEST]
        vouched = json.loads(package.read(DIGEST))
        assert vouched["hash"] == f"sha256:{hashlib.sha256(package.read(PACKAGE)).hexdigest()}"
        page = json.loads(package.read(PAGES).decode().splitlines()[1])
    assert page == {
        "id": "1", "url": "https://www.example.se/start", "ts": "2026-07-01T08:00:00Z",
        "title": "Exempelstads blogg – åäö",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.example.se/Start?B=2&a=1", "se,example)/start?a=1&b=2"),
        ("http://example.se", "se,example)/"),
        ("https://example.se:8443/å", "se,example:8443)/å"),
        ("http://127.0.0.1:8080/a b", "127.0.0.1:8080)/a%20b"),
    ],
)
def test_addresses_are_sorted_from_the_domain(url: str, key: str) -> None:
    assert sort_key(url) == key
