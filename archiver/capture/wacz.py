"""A web archive with its index in one file that a replay viewer opens (WACZ 1.1.1).

It is a zip whose parts are stored as they are, so that a viewer can fetch a range of it. The same
input makes the same bytes.
"""

import hashlib
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes, urlsplit
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from archiver.capture.warc import Entry

WACZ_VERSION = "1.1.1"
MEDIA_TYPE = "application/wacz"
WARC_NAME = "data.warc.gz"
ARCHIVE, INDEX, PAGES = f"archive/{WARC_NAME}", "indexes/index.cdxj", "pages/pages.jsonl"
PACKAGE, DIGEST = "datapackage.json", "datapackage-digest.json"
_CHUNK = 1 << 20
_WWW, _SLASHES = re.compile(r"^www\d*\."), re.compile("/+")
_AS_IS = "!\"$&'()*+,/:;<=>?@[\\]^`{|}"
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
    """Return the index of a WARC in CDXJ: a sort key, a moment and JSON on each line.

    A viewer tells answers at one address apart by method and second alone. Of those that have both
    in common only the last good one is listed, else the last; it may show any that are. Pieces out
    of something larger are not listed either: it would take one for the whole.
    """
    shown = dict[tuple[str, str], Entry]()
    for entry in entries:
        place = _key_of(entry), f"{entry.at.astimezone(UTC):%Y%m%d%H%M%S}"
        if entry.whole and (_is_good(entry) or not _is_good(shown.get(place))):
            shown[place] = entry
    return "".join(sorted(_index_lines(shown))).encode()


def _key_of(entry: Entry) -> str:
    """Return an address to look for; what was not simply got has its method in it."""
    if entry.method == "GET":
        return sort_key(entry.url)
    joint = "&" if "?" in entry.url else "?"
    return sort_key(f"{entry.url}{joint}__wb_method={entry.method}")


def _is_good(entry: Entry | None) -> bool:
    return entry is not None and entry.status < HTTPStatus.MULTIPLE_CHOICES


def _index_lines(shown: Mapping[tuple[str, str], Entry]) -> Iterator[str]:
    for (key, moment), entry in shown.items():
        said = {
            "url": entry.url, "mime": entry.media_type, "status": str(entry.status),
            "digest": entry.digest, "length": str(entry.length), "offset": str(entry.offset),
            "filename": WARC_NAME, "method": entry.method if entry.method != "GET" else "",
        }  # fmt: skip
        written = json.dumps({name: value for name, value in said.items() if value})
        yield f"{key} {moment} {written}\n"


def sort_key(url: str) -> str:
    """Return an address as an index is searched by (SURT): ``se,example)/path?a=1&b=2``."""
    parts = urlsplit(url)
    host = _WWW.sub("", parts.hostname or "")
    name = host if ":" in host else ",".join(reversed(host.split(".")))
    plain = parts.port in (None, _STANDARD_PORTS.get(parts.scheme))
    port = "" if plain else f":{parts.port}"
    path = _plainly(_SLASHES.sub("/", parts.path)).rstrip("/") or "/"
    pairs = sorted(_plainly(parts.query).split("&"), key=lambda pair: pair.split("=", 1))
    query = f"?{'&'.join(pairs)}" if parts.query else ""
    return f"{name}{port}){path}{query}"


def _plainly(text: str) -> str:
    """Return a part of an address in small letters, escaped where it must be and nowhere else."""
    return quote(unquote_to_bytes(text), safe=_AS_IS).lower()


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
