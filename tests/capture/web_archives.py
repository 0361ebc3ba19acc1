"""Web archives for the tests, and the judges of them that nobody here wrote."""

import argparse
import gzip
import hashlib
import io
import json
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zipfile import ZipFile

from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from archiver.capture.exchanges import Answer, Exchange, Missing
from archiver.capture.wacz import (
    ARCHIVE,
    DIGEST,
    INDEX,
    PACKAGE,
    PAGES,
    WARC_NAME,
    StartPage,
    write_wacz,
)
from archiver.capture.warc import Cookie, Entry, Origin, WarcFacts, write_warc
from tests.judges import require_tool

WACZ = Path(__file__).resolve().parents[2] / ".judges" / "wacz" / "bin" / "wacz"
CDXJ = WACZ.with_name("cdxj-indexer")
BEGAN = datetime(2026, 7, 1, 8, 0, 0, 250_000, UTC)
ORIGIN = Origin(name=WARC_NAME, began=BEGAN, subject="Exempelstad, blogg", user_agent="Prov/1")
PAGE = StartPage(url="https://www.example.se/start", at=BEGAN, title="Exempelstads blogg – åäö")


def make_exchange(
    url: str, folder: Path, body: bytes = b"", missing: Missing | None = None, **headers: str
) -> Exchange:
    """Return an exchange whose answer, an HTML page unless told, has its body in a folder."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{len(list(folder.iterdir())):06d}"
    path.write_bytes(body)
    said = {"content-type": "text/html; charset=utf-8"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    answer = Answer(
        status=302 if "location" in headers else 200, phrase="OK", headers=tuple(said.items()),
        address="192.0.2.1", body=path if body else None,
    )  # fmt: skip
    return Exchange(
        url=url, method="GET", at=BEGAN + timedelta(milliseconds=7 * len(url)),
        headers=(("accept", "*/*"), ("cookie", said.get("cookie", "a=b"))),
        answer=None if missing is Missing.FAILED else answer, missing=missing,
    )  # fmt: skip


def make_warc(target: Path, *exchanges: Exchange, cookies: tuple[Cookie, ...] = ()) -> WarcFacts:
    """Write a WARC of exchanges."""
    return write_warc(target, ORIGIN, exchanges, cookies)


def make_wacz(folder: Path, *more: str) -> Path:
    """Write a WACZ of a small page, with further addresses and a POST request, and return it."""
    pages = [
        make_exchange("https://www.example.se/", folder / "bodies", location="/start"),
        make_exchange("https://www.example.se/start", folder / "bodies", "åäö".encode()),
        make_exchange("https://bilder.example.se/a.png?b=1&A=2", folder / "bodies", b"\x89PNG"),
        *(make_exchange(url, folder / "bodies", url.encode()) for url in more),
    ]
    form = (("content-type", "application/x-www-form-urlencoded"),)
    pages.append(replace(pages[1], method="POST", headers=form, sent=b"fraga=ett"))
    facts = make_warc(folder / WARC_NAME, *pages)
    write_wacz(folder / "a.wacz", folder / WARC_NAME, facts.entries, PAGE)
    return folder / "a.wacz"


def rewrite(source: Path, target: Path, changed: Mapping[str, bytes | None]) -> Path:
    """Copy a zip with parts changed, or left out; its own checksums are right again."""
    with ZipFile(source) as old, ZipFile(target, "w") as new:
        for name in old.namelist():
            content = changed.get(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return target


def alter(source: Path, target: Path, path: str, old: bytes, new: bytes | None) -> Path:
    """Copy a WACZ with bytes of one answer replaced by as many others, or without that answer.

    All that vouches for the WARC is right again, so that nothing but the answer is different.
    """
    with ZipFile(source) as package:
        warc, index = package.read(ARCHIVE), package.read(INDEX).decode().splitlines()
        page = json.loads(package.read(PAGES).splitlines()[1])
    entries, made = list[Entry](), b""
    for entry in sorted(map(_entry_of, index), key=lambda each: each.offset):
        answer = gzip.decompress(warc[entry.offset : entry.offset + entry.length])
        if path in entry.url:
            assert answer.count(old) == 1
            if new is None:
                continue
            assert len(new) == len(old)
            answer = answer.replace(old, new)
        member = gzip.compress(answer, mtime=0)
        entries.append(replace(entry, offset=len(made), length=len(member)))
        made += member
    target.with_suffix(".warc.gz").write_bytes(made)
    start = StartPage(url=page["url"], at=datetime.fromisoformat(page["ts"]), title=page["title"])
    write_wacz(target, target.with_suffix(".warc.gz"), entries, start)
    return target


def _entry_of(line: str) -> Entry:
    _key, moment, told = line.split(" ", 2)
    said = json.loads(told)
    return Entry(
        url=said["url"], at=datetime.strptime(moment + "Z", "%Y%m%d%H%M%S%z"),
        method=said.get("method", "GET"), whole=True, status=int(said["status"]),
        media_type=said.get("mime", ""), digest=said["digest"], offset=int(said["offset"]),
        length=int(said["length"]),
    )  # fmt: skip


def broken_rules(wacz: Path, work: Path) -> list[str]:
    """Return what in a web archive is not as WACZ 1.1.1, CDXJ and ``warcio check`` want it.

    Args:
        wacz: The web archive.
        work: A folder to unpack the WARC in.
    """
    with ZipFile(wacz) as package:
        held = {name: package.read(name) for name in package.namelist()}
        package.extract(ARCHIVE, work)
    lines = held[INDEX].decode().splitlines()
    head, *pages = map(json.loads, held[PAGES].splitlines())
    told, entries = json.loads(held[PACKAGE]), list(map(_entry_of, lines))
    seen = {(each.url, f"{each.at:%Y-%m-%dT%H:%M:%SZ}") for each in entries if each.method == "GET"}
    start = (told["mainPageUrl"], told["mainPageDate"])
    rules = {
        "warcio check": warcio_accepts(work / ARCHIVE),
        "digest": json.loads(held[DIGEST]) == {"path": PACKAGE, "hash": _hash(held[PACKAGE])},
        "resources": {each["path"]: (each["hash"], each["bytes"]) for each in told["resources"]}
        == {name: (_hash(held[name]), len(held[name])) for name in (ARCHIVE, INDEX, PAGES)},
        "version": (told["profile"], told["wacz_version"]) == ("data-package", "1.1.1"),
        "index sorted": bool(lines) and lines == sorted(lines),
        "index leads to answers": all(_leads(each, held[ARCHIVE]) for each in entries),
        "pages": head["format"] == "json-pages-1.0"
        and [(each["url"], each["ts"]) for each in pages] == [start],
        "page in index": start in seen,
    }
    return [name for name, kept in rules.items() if not kept]


def _leads(entry: Entry, warc: bytes) -> bool:
    """Tell whether an answer from the address lies exactly where the index says."""
    member = warc[entry.offset : entry.offset + entry.length]
    (kind, told, _content), *more = (
        read_warc(member) if member[:2] == b"\x1f\x8b" else [("", {}, b"")]
    )
    same = told.get("warc-target-uri"), told.get("warc-payload-digest")
    return kind == "response" and not more and same == (entry.url, entry.digest)


def _hash(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def warcio_accepts(warc: Path) -> bool:
    """Ask ``warcio check`` about a WARC."""
    command = argparse.Namespace(inputs=[str(warc)], verbose=False)
    return bool(Checker(command).process_all() == 0)


def wacz_accepts(wacz: Path) -> bool:
    """Ask ``wacz validate`` about a WACZ."""
    require_tool("wacz (make test fetches it)", WACZ.is_file())
    done = subprocess.run(
        [str(WACZ), "validate", "-f", str(wacz)],
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    return done.returncode == 0 and "is valid" in done.stdout


def index_of(warc: Path) -> str:
    """Return the index that ``cdxj-indexer`` makes of a WARC."""
    require_tool("cdxj-indexer (make test fetches it)", CDXJ.is_file())
    done = subprocess.run(
        [str(CDXJ), "--post-append", "--sort", str(warc)],
        capture_output=True,
        text=True,
        check=True,
        timeout=100,
    )
    return done.stdout


def read_warc(warc: Path | bytes) -> list[tuple[str, dict[str, str], bytes]]:
    """Return the records of a WARC: kind, headers (HTTP's too, in lower case) and content."""
    stream = io.BytesIO(warc if isinstance(warc, bytes) else warc.read_bytes())
    return [
        (record.rec_type, _headers(record), record.content_stream().read())
        for record in ArchiveIterator(stream)
    ]


def _headers(record: "ArchiveIterator") -> dict[str, str]:
    told = {name.lower(): value for name, value in record.rec_headers.headers}
    if (http := record.http_headers) is None:
        return told
    first = http.get_statuscode() if record.rec_type == "response" else http.protocol
    return told | {name.lower(): value for name, value in http.headers} | {"http": first}
