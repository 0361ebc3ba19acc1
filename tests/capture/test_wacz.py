"""The WACZ: a validator that nobody here wrote, with negative controls, and the index."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import pytest

from archiver.capture.wacz import (
    ARCHIVE,
    DIGEST,
    INDEX,
    PACKAGE,
    PAGES,
    WARC_NAME,
    sort_key,
    write_index,
)
from archiver.capture.warc import Entry
from tests.capture.web_archives import (
    broken_rules,
    index_of,
    make_wacz,
    rewrite,
    wacz_accepts,
    warcio_accepts,
)

ODD_ADDRESSES = (
    "https://example.se/?u=https://a/b&c=d,e",
    "https://example.se/a%20b/%C3%85?q=%C3%A5%20x+y&A=%2B",
    "https://www2.example.se/%7Euser//a;b/?z=1&a=2&a1=1&a=1&",
    "https://example.se/?a&b=&x=[1]&y={2}|3&n=100%25",
    "https://example.se/p?token=****&t=x%26y=2",
    "https://xn--exmpel-cua.se:8443/",
    "http://127.0.0.1:8080/a/",
    "http://example.se:443/?",
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


@pytest.mark.parametrize(
    ("part", "old", "new", "rules"),
    [
        (INDEX, b'"offset": "', b'"offset": "1', {"resources", "index leads to answers"}),
        (INDEX, b"se,example,bilder)", b"se,axample,bilder)", {"resources", "index sorted"}),
        (PAGES, b"08:00:00Z", b"08:00:07Z", {"resources", "pages"}),
        (PACKAGE, b'"1.1.1"', b'"1.0.0"', {"digest", "version"}),
        (ARCHIVE, b"\x1f\x8b", b"\x1f\x8c", {"resources", "warcio check"}),
    ],
)
def test_every_broken_rule_is_named(
    tmp_path: Path, part: str, old: bytes, new: bytes, rules: set[str]
) -> None:
    made = make_wacz(tmp_path)
    assert broken_rules(made, tmp_path) == []

    with ZipFile(made) as package:
        changed = package.read(part).replace(old, new, 1)
    bad = rewrite(made, tmp_path / "bad.wacz", {part: changed})
    assert rules <= set(broken_rules(bad, tmp_path))


@pytest.mark.judge
def test_the_index_says_what_cdxj_indexer_says(tmp_path: Path) -> None:
    made = make_wacz(tmp_path, *ODD_ADDRESSES)
    with ZipFile(made) as package:
        ours = package.read(INDEX).decode().splitlines()
    theirs = index_of(tmp_path / WARC_NAME).splitlines()

    assert [line.split(" ", 2)[:2] for line in ours] == [line.split(" ", 2)[:2] for line in theirs]
    assert [_said(line) for line in ours] == [_said(line) for line in theirs]
    assert any('"method": "POST"' in line for line in ours)


def _said(line: str) -> dict[str, str]:
    said: dict[str, str] = json.loads(line.split(" ", 2)[2])
    assert not said.pop("requestBody", "")  # never kept
    return said


def test_the_index_lists_what_a_viewer_should_show() -> None:
    url, second = "https://example.se/", datetime(2026, 7, 1, 8, tzinfo=UTC)
    entry = Entry(
        url=url, at=second, method="GET", whole=True, status=302, media_type="text/html",
        digest="sha256:A", offset=1, length=9,
    )  # fmt: skip
    soon, later = second + timedelta(microseconds=5), second + timedelta(seconds=1)
    listed = [
        replace(entry, at=soon, status=200, offset=20),
        replace(entry, at=later, method="POST", status=200, offset=50),
        replace(entry, at=later, offset=60),
        replace(entry, at=later, status=404, offset=70),
    ]
    passed_over = [
        replace(entry, at=second, status=200, offset=10),
        replace(entry, at=soon, status=429, offset=30),
        replace(entry, at=later, status=206, whole=False, offset=40),
    ]
    entries = sorted([entry, *listed, *passed_over], key=lambda each: each.offset)

    lines = write_index(entries).decode().splitlines()
    assert lines == sorted(lines)
    assert {int(_said(line)["offset"]) for line in lines} == {20, 50, 70}


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
        ("https://www2.example.se:8443/å/", "se,example:8443)/%c3%a5"),
        ("http://127.0.0.1:8080/a b", "1,0,0,127:8080)/a%20b"),
    ],
)
def test_addresses_are_sorted_from_the_domain(url: str, key: str) -> None:
    assert sort_key(url) == key
