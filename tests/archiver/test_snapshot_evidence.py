"""The evidence beside a picture, from a page that plants secrets to the package that leaves."""

import json
import shutil
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from zipfile import ZipFile

import pytest
from pikepdf import Pdf, Stream

from archiver.capture.wacz import ARCHIVE, INDEX, PAGES
from archiver.cli.main import run
from diarium.records import NamedFile
from tests.archiver.snapshot_runs import Archive, new_archive
from tests.archiver.tsa import Authority, serving
from tests.capture.web_archives import read_warc, wacz_accepts, warcio_accepts
from tests.exporters.judges import ask_commons_ip
from tests.site_server import Answer, Page, Site, serve_pages

pytestmark = pytest.mark.browser
COOKIE, SCRIPT_COOKIE = "planterad-kaka-1", "Planterad/Skriptkaka=2"
TOKEN, LOGIN, PASSWORD = "planterad-nyckel-3", "planterad-bricka-4", "planterat-losenord-5"
MASKED = "*" * len(TOKEN)
PLANTED = (COOKIE, SCRIPT_COOKIE, TOKEN, LOGIN, PASSWORD)
WORDS = "<p>" + "Exempelstad berättar om vatten, skola och väg. " * 20 + "</p>"
START = f"""<!doctype html><html lang=sv><meta charset=utf-8><title>Exempelstad</title>
<h1>Exempelstad @start</h1>{WORDS}<img src="/dot.svg?access_token={TOKEN}">
<img src="/large.svg" width=10 height=10>
<script>const session = "{COOKIE}"; document.cookie = "x=" + encodeURIComponent("{SCRIPT_COOKIE}");
fetch("/data", {{headers: {{"Authorization": "Bearer {LOGIN}"}}}});
fetch("/login", {{method: "POST", body: "user=a&password={PASSWORD}"}});
document.currentScript.remove()</script>"""
DOT = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'></svg>"


def _data(request: BaseHTTPRequestHandler) -> Answer:
    """Return what a careless server says: the secrets it was sent."""
    told = {"you": request.headers["Authorization"], "kaka": request.headers["Cookie"]}
    return Answer(json.dumps(told), media_type="application/json")


PAGES_SERVED: dict[str, Page] = {
    "/start": Answer(
        "", 302,
        headers={"Location": f"/here?token={TOKEN}", "Set-Cookie": f"s={COOKIE}; HttpOnly"},
    ),
    "/here": Answer(START),
    "/dot.svg": Answer(DOT, media_type="image/svg+xml"),
    "/large.svg": Answer(DOT + " " * (33 << 20), media_type="image/svg+xml"),
    "/data": _data,
    "/login": Answer("", 204),
}  # fmt: skip


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """Serve a page with planted secrets."""
    with serve_pages(PAGES_SERVED) as running:
        yield running


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Return a timestamp authority."""
    return Authority(tmp_path_factory.mktemp("tsa") / "tsa")


@pytest.fixture(scope="module")
def taken(site: Site, authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """Take a snapshot of it, with a timestamp by one authority and none by another."""
    archive = new_archive(tmp_path_factory.mktemp("archive") / "a", site)
    archive.add_account("blogg", "/start")
    with serving(authority.answer) as url:
        settings = archive.folder / "archiver.toml"
        lines = [
            "[timestamp]",
            f'authorities = ["{url}", "http://127.0.0.1:1/"]',
            f'certificates = ["{authority.root}"]',
            'allow_private_addresses = ["127.0.0.1"]',
        ]
        written = settings.read_text("utf-8")
        settings.write_text(written.replace("[timestamp]", "\n".join(lines)), "utf-8")
        done = archive.snapshot("--account", "blogg")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no timestamp from http://127.0.0.1:1/: it does not answer" in done.stderr
    return archive


def _file(archive: Archive, role: str) -> tuple[NamedFile, Path]:
    (snapshot,) = archive.noted()
    found = next(each for each in snapshot.files if each.role == role)
    return found, archive.folder / "files" / found.sha256[:2] / found.sha256


def test_the_wacz_is_kept_and_named_in_the_provenance(taken: Archive, tmp_path: Path) -> None:
    named, path = _file(taken, "wacz")
    record = json.loads(_file(taken, "provenance")[1].read_text("utf-8"))

    assert (named.name, named.media_type) == ("snapshot.wacz", "application/wacz")
    assert named.sha256 in {each["sha256"] for each in record["files"]}
    told = record["web_archive"]
    assert told["answers"] == told["requests"]
    assert told["answers"] in {6, 7}  # the icon is asked for at times
    assert told["incomplete"] == {"redirect": 1, "too-large": 1}
    assert record["clock"]["source"]
    assert record["fonts"]
    shutil.copy(path, tmp_path / "a.wacz")
    assert wacz_accepts(tmp_path / "a.wacz")
    with ZipFile(path) as package:
        package.extract(ARCHIVE, tmp_path)
        assert f"/here?token={MASKED}" in package.read(PAGES).decode()
        assert package.read(INDEX).decode().count("\n") == told["answers"]
    assert warcio_accepts(tmp_path / ARCHIVE)


def test_the_web_archive_holds_what_was_answered(taken: Archive) -> None:
    with ZipFile(_file(taken, "wacz")[1]) as package:
        records = read_warc(package.read(ARCHIVE))

    by_path = {
        headers["warc-target-uri"].partition("?")[0].rpartition("/")[2]: (headers, content)
        for kind, headers, content in records
        if kind == "response"
    }
    assert by_path["start"][0]["http"] == "302"
    assert by_path["start"][0]["location"] == f"/here?token={MASKED}"
    assert by_path["start"][0]["warc-ip-address"] == "127.0.0.1"
    assert by_path["dot.svg"][1] == DOT.encode()
    assert by_path["large.svg"][0]["warc-truncated"] == "length"
    assert len(by_path["here"][1]) == len(START.encode())
    assert by_path["here"][1].startswith(START.encode()[:200])
    posts = [h for kind, h, _c in records if kind == "request" and h["http"] == "POST"]
    assert len(posts) == 1
    assert posts[0]["x-archive-orig-content-length"]


def test_planted_secrets_are_nowhere_in_the_archive(taken: Archive) -> None:
    seen = 0
    for path in sorted(taken.folder.rglob("*")):
        for content in _all_ways(path) if path.is_file() else ():
            seen += 1
            for planted in PLANTED:
                assert planted.encode() not in content, (path, planted)
    assert seen > 20


def _all_ways(path: Path) -> Iterator[bytes]:
    """Yield a file's bytes, and what is compressed in it."""
    content = path.read_bytes()
    yield content
    if content.startswith(b"PK"):
        with ZipFile(path) as package:
            for name in package.namelist():
                yield package.read(name)
            for _kind, headers, body in read_warc(package.read(ARCHIVE)):
                yield str(headers).encode()
                yield body
    if content.startswith(b"%PDF"):
        with Pdf.open(path) as pdf:
            yield from (each.read_bytes() for each in pdf.objects if _is_text(each))


def _is_text(found: object) -> bool:
    return isinstance(found, Stream) and found.get("/Subtype") != "/Image"


def test_verify_judges_the_timestamp_and_sees_a_wrong_one(
    taken: Archive, authority: Authority, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*taken.config, "verify"]) == 0
    assert "lead to a trusted certificate: 1." in capsys.readouterr().out

    stranger = Authority(tmp_path / "other", "Annan")
    settings = taken.folder / "archiver.toml"
    written = settings.read_text("utf-8")
    settings.write_text(written.replace(str(authority.root), str(stranger.root)), "utf-8")
    try:
        assert run([*taken.config, "verify"]) == 7
        assert "timestamp-untrusted" in capsys.readouterr().out
    finally:
        settings.write_text(written, "utf-8")


@pytest.mark.judge
def test_the_package_holds_the_web_archive_and_the_timestamp(
    taken: Archive, tmp_path: Path
) -> None:
    (snapshot,) = taken.noted()
    wanted = ["--namnd", "KS", "--period", snapshot.period, "--output", str(tmp_path / "out")]
    assert run([*taken.config, "export", *wanted]) == 0

    (package,) = (tmp_path / "out").iterdir()
    names = sorted(path.name for path in package.rglob("data/blogg*"))
    stem = f"blogg_{snapshot.period}_1"
    assert names == sorted(
        f"{stem}{end}"
        for end in (".json", ".pdf", ".wacz", "_timestamp-root.pem", "_timestamp.tsr")
    )
    (verdict,) = ask_commons_ip([package], tmp_path)
    assert verdict.errors == frozenset()


def test_the_search_finds_what_the_page_did_show(taken: Archive) -> None:
    path = _file(taken, "wacz")[1]

    assert b"vatten, skola" not in path.read_bytes()
    assert any(b"vatten, skola" in content for content in _all_ways(path))
