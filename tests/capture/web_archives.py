"""Web archives for the tests, and the judges of them that nobody here wrote."""

import argparse
import io
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zipfile import ZipFile

from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from archiver.capture.exchanges import Answer, Exchange, Missing
from archiver.capture.wacz import WARC_NAME, StartPage, write_wacz
from archiver.capture.warc import Cookie, Origin, WarcFacts, write_warc
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


def make_wacz(folder: Path) -> Path:
    """Write a WACZ of a small page and return it."""
    pages = [
        make_exchange("https://www.example.se/", folder / "bodies", location="/start"),
        make_exchange("https://www.example.se/start", folder / "bodies", "åäö".encode()),
        make_exchange("https://bilder.example.se/a.png?b=1&A=2", folder / "bodies", b"\x89PNG"),
    ]
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
        [str(CDXJ), "--sort", str(warc)], capture_output=True, text=True, check=True, timeout=100
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
