"""A web archive with its index in one file that a replay viewer opens (WACZ 1.1.1).

It is a zip whose parts are stored as they are, so that a viewer can fetch a range of it. The same
input makes the same bytes.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from archiver.capture.warc import Entry

WACZ_VERSION = "1.1.1"
MEDIA_TYPE = "application/wacz"
WARC_NAME = "data.warc.gz"
ARCHIVE, INDEX, PAGES = f"archive/{WARC_NAME}", "indexes/index.cdxj", "pages/pages.jsonl"
PACKAGE, DIGEST = "datapackage.json", "datapackage-digest.json"
_CHUNK = 1 << 20
_STANDARD_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPage:
    """The page that was captured: the address that answered, when, and the page's title."""

    url: str
    at: datetime
    title: str


def write_wacz(target: Path, warc: Path, entries: list[Entry], page: StartPage) -> None:
    """Put a WARC, its index and its page into a WACZ.

    Args:
        target: The file to make.
        warc: The WARC, compressed record by record.
        entries: Where its answers lie.
        page: The page a viewer should open.
    """
    moment = page.at.astimezone(UTC)
    with ZipFile(target, "w", ZIP_STORED) as package:
        resources = [
            _store_file(package, ARCHIVE, warc, moment),
            _store(package, INDEX, write_index(entries), moment),
            _store(package, PAGES, _list_pages(page), moment),
        ]
        described = _json(_describe(page, resources))
        _store(package, PACKAGE, described, moment)
        vouched = {"path": PACKAGE, "hash": _hash(described)}
        _store(package, DIGEST, _json(vouched), moment)


def write_index(entries: list[Entry]) -> bytes:
    """Return the index of a WARC in CDXJ: a sort key, a moment and JSON on each line."""
    return "".join(sorted(_index_lines(entries))).encode()


def _index_lines(entries: list[Entry]) -> Iterator[str]:
    for entry in entries:
        said = {
            "url": entry.url, "mime": entry.media_type, "status": str(entry.status),
            "digest": entry.digest, "length": str(entry.length), "offset": str(entry.offset),
            "filename": WARC_NAME,
        }  # fmt: skip
        written = json.dumps({name: value for name, value in said.items() if value})
        yield f"{sort_key(entry.url)} {entry.at.astimezone(UTC):%Y%m%d%H%M%S} {written}\n"


def sort_key(url: str) -> str:
    """Return an address in the order an index is searched by: ``se,example)/path?a=1&b=2``."""
    parts = urlsplit(url.lower())
    host = (parts.hostname or "").removeprefix("www.")
    numeric = host.replace(".", "").isdecimal() or ":" in host
    name = host if numeric else ",".join(reversed(host.split(".")))
    plain = parts.port in (None, _STANDARD_PORTS.get(parts.scheme))
    port = "" if plain else f":{parts.port}"
    query = urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True)))
    return f"{name}{port}){parts.path or '/'}{'?' + query if query else ''}".replace(" ", "%20")


def _list_pages(page: StartPage) -> bytes:
    head = {"format": "json-pages-1.0", "id": "pages", "title": "Sidor"}
    one = {"id": "1", "url": page.url, "ts": _moment(page.at), "title": page.title}
    lines = (json.dumps(each, ensure_ascii=False) for each in (head, one))
    return "".join(f"{line}\n" for line in lines).encode()


def _describe(page: StartPage, resources: list[dict[str, object]]) -> dict[str, object]:
    return {
        "profile": "data-package",
        "wacz_version": WACZ_VERSION,
        "title": page.title or page.url,
        "software": f"archiver {version('archiver')}",
        "created": _moment(page.at),
        "mainPageUrl": page.url,
        "mainPageDate": _moment(page.at),
        "resources": resources,
    }


def _store(package: ZipFile, path: str, content: bytes, moment: datetime) -> dict[str, object]:
    package.writestr(_entry(path, moment), content)
    return _resource(path, _hash(content), len(content))


def _store_file(package: ZipFile, path: str, source: Path, moment: datetime) -> dict[str, object]:
    with source.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
        stream.seek(0)
        with package.open(_entry(path, moment), "w") as target:
            shutil.copyfileobj(stream, target, _CHUNK)
    return _resource(path, f"sha256:{found}", source.stat().st_size)


def _entry(path: str, moment: datetime) -> ZipInfo:
    info = ZipInfo(path, moment.timetuple()[:6])
    info.create_system = 3  # Unix, on every system
    info.external_attr = 0o644 << 16
    return info


def _resource(path: str, found: str, size: int) -> dict[str, object]:
    return {"name": path.rpartition("/")[2], "path": path, "hash": found, "bytes": size}


def _hash(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z"
