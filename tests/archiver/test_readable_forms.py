"""Readable forms made by a real browser, before the judges of PDF/A."""

import base64
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image
from playwright.sync_api import Browser, sync_playwright
from pypdf import PdfReader
from sqlalchemy import Engine, select

from archiver import readable_forms
from archiver.capture.form_printer import FormPrinter, NotPrintedError
from archiver.file_formats import Identifier
from archiver.format_settings import FormatSettings
from archiver.pdf.printing import print_html
from archiver.readable_content import gather_content
from archiver.readable_forms import Outcome, add_form, find_missing, make_missing
from archiver.readable_printing import make_copy
from archiver.settings import Settings, read_settings
from archiver.snapshots import Archive
from diarium.database import reading, writing
from diarium.errors import RefusedError, UsageError
from diarium.files import FileStore
from diarium.handlingar import read_beteckning
from diarium.outgoing import Answer, record_answer
from diarium.readable_forms import list_missing
from diarium.records import NamedFile
from diarium.register import Registration, register_message
from diarium.tables import READABLE_FORM
from diarium.verify import check_archive
from exporters.masking import mask_content
from exporters.readable_form import render_readable
from tests.archiver import media_files
from tests.diarium.taken_in import take_in
from tests.exporters.readable_contents import PNG
from tests.pdf.judges import ask_pikepdf, ask_verapdf

pytestmark = pytest.mark.browser
FIRST = "KS/2026:1-1"


def picture(kind: str, **more: object) -> bytes:
    """Return a small picture of a kind."""
    written = BytesIO()
    Image.new(str(more.pop("mode", "RGB")), (60, 40), 5).save(written, kind, **more)
    return written.getvalue()


def pdf(pages: int = 1, encryption: pikepdf.Encryption | None = None) -> bytes:
    """Return a small PDF that is no PDF/A."""
    written = BytesIO()
    with pikepdf.new() as made:
        for _ in range(pages):
            made.add_blank_page()
        made.save(written, encryption=encryption or False)
    return written.getvalue()


def enclosed(name: str, kind: str, content: bytes) -> dict[str, str]:
    encoded = base64.b64encode(content).decode()
    return {"name": name, "media_type": kind, "content_base64": encoded}


@dataclass
class Office:
    """One who registers and makes forms."""

    archive: Archive
    now: datetime

    def register(self, *messages: dict[str, object]) -> None:
        """Take in messages and register each in an ärende of its own."""
        archive = self.archive
        for number in take_in(archive.engine, archive.files, messages, self.now):
            with writing(archive.engine) as session:
                register_message(session, number, Registration(), "anna", self.now)

    def make(self, *wanted: str) -> list[Outcome]:
        """Make what is missing."""
        with reading(self.archive.engine) as session:
            chosen = find_missing(session, wanted)
        return make_missing(self.archive, chosen, lambda _done, _total: None, self.now)

    def missing(self) -> list[str]:
        """Return what is missing."""
        with reading(self.archive.engine) as session:
            return list_missing(session)

    def forms(self, beteckning: str = FIRST) -> list[NamedFile]:
        """Return the readable forms of a handling."""
        with reading(self.archive.engine) as session:
            files = read_beteckning(session, beteckning).files
        return [each for each in files if each.role == "readable"]

    def path(self, form: NamedFile) -> Path:
        """Return a copy of a form under a name that veraPDF takes."""
        copy = self.archive.settings.folder / f"{form.sha256}.pdf"
        return Path(shutil.copyfile(self.archive.files.path_of(form.sha256), copy))

    def read(self, beteckning: str = FIRST) -> str:
        """Return the words of the first form of a handling."""
        pages = PdfReader(self.path(self.forms(beteckning)[0])).pages
        return "\n".join(page.extract_text() for page in pages)


@pytest.fixture
def settings(chromium: Path, tmp_path: Path) -> Settings:
    """Return the settings of an archive, of which the browser and the work folder count."""
    path = tmp_path / "archiver.toml"
    path.write_text('[kommun]\nname = "Exempelstad"\norgnr = "212000-2882"\n', encoding="utf-8")
    found = read_settings(path)
    return replace(found, capture=replace(found.capture, browser=chromium))


@pytest.fixture
def office(engine: Engine, files: FileStore, settings: Settings, now: datetime) -> Office:
    """Return one who makes forms in a register on SQLite and on PostgreSQL."""
    return Office(Archive(settings, engine, files, "anna"), now)


@pytest.fixture
def own(sqlite_engine: Engine, files: FileStore, settings: Settings, now: datetime) -> Office:
    """Return the same on SQLite alone, where the database makes no difference."""
    return Office(Archive(settings, sqlite_engine, files, "anna"), now)


@pytest.fixture
def browser(chromium: Path) -> Iterator[Browser]:
    """Give a running Chromium."""
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium)


@pytest.mark.judge
def test_a_message_with_all_kinds_of_files_becomes_readable_and_both_judges_pass_it(
    office: Office,
) -> None:
    files = [
        enclosed("gunga.png", "image/png", PNG),
        enclosed("rörlig.gif", "image/gif", picture("GIF")),
        enclosed("foto.webp", "image/webp", picture("WEBP")),
        enclosed("brev.pdf", "application/pdf", pdf(2)),
        enclosed("lista.txt", "text/plain", "räksmörgås".encode()),
        {"name": "film.mp4", "media_type": "video/mp4"},
    ]
    office.register({"text": "Hej!\n\nGungan är trasig.", "subject": "Gunga", "attachments": files})
    assert office.missing() == [FIRST]

    assert office.make() == [Outcome(beteckning=FIRST, made=6, lacking=())]

    assert office.missing() == []
    printed, taken_over = office.forms()
    assert (printed.name, taken_over.name) == ("läsbar form.pdf", "brev (PDF-A).pdf")
    paths = [office.path(printed), office.path(taken_over)]
    assert ask_verapdf(paths) == {paths[0]: set(), paths[1]: set()}
    assert [ask_pikepdf(path) for path in paths] == [("pass", [])] * 2
    text = office.read()
    for words in ("Gungan är trasig.", "Bo Berg", "Gunga", "gunga.png", "film.mp4",
                  "Saknas: källan lämnade inget innehåll", "Exempelstad", FIRST):  # fmt: skip
        assert words in text
    assert sum(len(page.images) for page in PdfReader(paths[0]).pages) == 3
    assert not list(check_archive(office.archive.engine, office.archive.files))


@pytest.mark.judge
def test_what_chromium_prints_is_no_pdfa_until_it_is_made_one(
    own: Office, browser: Browser, tmp_path: Path
) -> None:
    """The negative control of the judges."""
    own.register({"text": "Hej"})
    with reading(own.archive.engine) as session:
        handling = read_beteckning(session, FIRST)
    content = gather_content(own.archive.engine, own.archive.files, handling)
    plain = tmp_path / "plain.pdf"
    plain.write_bytes(print_html(browser, render_readable(content)))
    assert ask_verapdf([plain])[plain]
    assert ask_pikepdf(plain)[0] == "fail"


def test_a_second_run_makes_nothing_and_starts_no_browser(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.register({}, {})
    assert [each.made for each in office.make()] == [1, 1]
    before = office.forms()
    monkeypatch.setattr(FormPrinter, "_start", lambda _self: pytest.fail("a browser was started"))
    assert office.make() == []
    assert office.make(FIRST, "KS/2026:2") == []
    assert office.forms() == before


def test_only_what_is_asked_for_is_made(own: Office) -> None:
    own.register({}, {}, {})
    assert [each.beteckning for each in own.make("KS/2026:2", FIRST, FIRST)] == [
        "KS/2026:2-1", FIRST,
    ]  # fmt: skip
    assert own.missing() == ["KS/2026:3-1"]
    with pytest.raises(UsageError):
        own.make("KS/1999:1")


def test_an_interrupted_run_has_kept_what_was_done(own: Office) -> None:
    own.register({}, {}, {})

    def stop(done: int, total: int) -> None:
        assert total == 3
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_missing(own.archive, own.missing(), stop, own.now)
    assert own.missing() == ["KS/2026:3-1"]
    assert not (own.archive.settings.work / readable_forms.PURPOSE).exists()
    assert [each.beteckning for each in own.make()] == ["KS/2026:3-1"]
    assert not list(check_archive(own.archive.engine, own.archive.files))


def test_what_hinders_one_hinders_no_other(own: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    own.register({}, {"text": "Stopp"}, {})
    whole = FormPrinter.print_form

    def fail(printer: FormPrinter, html: str, *rest: Any) -> object:  # noqa: ANN401  passed on untouched
        if "Stopp" in html:
            raise NotPrintedError("the browser could not print it ({cause})", cause="it hung")
        return whole(printer, html, *rest)

    monkeypatch.setattr(FormPrinter, "print_form", fail)
    first, second, third = own.make()
    assert (first.made, third.made, first.lacking, third.lacking) == (1, 1, (), ())
    [lack] = second.lacking
    assert (lack.file, lack.fields) == (1, {"cause": "it hung"})
    assert own.missing() == ["KS/2026:2-1"]


def test_what_is_no_form_of_is_told_and_the_rest_is_made(own: Office) -> None:
    locked = pdf(encryption=pikepdf.Encryption(owner="x", user="y"))
    files = [
        enclosed("z.zip", "application/zip", b"PK\x03\x04"),
        enclosed("skadad.pdf", "application/pdf", b"%PDF-1.7\nrubbish"),
        enclosed("l\u202e/../x.pdf", "application/pdf", locked),
        enclosed("lögn.png", "image/png", b"\x89PNG\r\n\x1a\nrubbish"),
        enclosed("sid.gif", "image/gif", b"GIF89arubbish"),
    ]  # fmt: skip
    own.register({"attachments": files})
    [outcome] = own.make()
    told = {each.file: each.message.format(**each.fields) for each in outcome.lacking}
    assert outcome.made == 2
    assert set(told) == {2, 3, 4, 6}
    assert "this kind of file" in told[2]
    assert "damaged" in told[3]
    assert "protected by a password" in told[4]
    assert "this kind of file" in told[6]
    assert not any("\n" in line or "\u202e" in line for line in told.values())
    assert "Ligger som fil bredvid" in own.read()


def test_a_file_that_is_gone_is_told(own: Office) -> None:
    own.register({"attachments": [enclosed("a.txt", "text/plain", b"Hej")]})
    with reading(own.archive.engine) as session:
        *_, gone = read_beteckning(session, FIRST).files
    own.archive.files.path_of(gone.sha256).unlink()
    [outcome] = own.make()
    assert all("is gone" in each.message for each in outcome.lacking)
    assert own.missing() == [FIRST]


@pytest.mark.judge
def test_letters_of_all_kinds_pass_the_judge(own: Office) -> None:
    hostile = "\u202egnp.exe\u202c \u2066a\u2069 \x07 \x1b[31m \ue000 \U000e0041"
    texts = [
        f"{hostile} 🙂👩\u200d👩\u200d👧 Дякую 谢谢 שלום مرحبا हिन्दी ไทย",
        "\u0301" * 500,
        " ",
        "<b>&amp;</b>",
    ]
    for text in texts:
        own.register({"text": text, "sender": {"name": hostile}})
    assert all(each.made for each in own.make())
    paths = [own.path(own.forms(f"KS/2026:{n}-1")[0]) for n in range(1, len(texts) + 1)]
    assert ask_verapdf(paths) == {path: set() for path in paths}
    text = own.read()
    assert "U+202E" in text
    assert "\u202e" not in text
    assert "U+E000" in text


@pytest.mark.judge
@pytest.mark.timeout(600)
@pytest.mark.parametrize("unit", ["Hej där alla glada i parken. ", "a"])
def test_a_text_of_a_megabyte_becomes_readable_whole(own: Office, unit: str) -> None:
    own.register({"text": "början " + unit * (999_900 // len(unit)) + " slut"})
    assert own.make()[0].made == 1
    path = own.path(own.forms()[0])
    with pypdfium2.PdfDocument(path) as document:
        read = "".join(page.get_textpage().get_text_range() for page in document)
    letters = sum(map(str.isalpha, unit))
    assert sum(map(str.isalpha, read)) > letters * (999_900 // len(unit))
    assert "slut" in read
    assert ask_verapdf([path]) == {path: set()}


def test_a_message_cut_out_of_a_file_tells_so(own: Office) -> None:
    own.register({"text": "ett"}, {"text": "två"})
    own.make()
    assert "en del av en fil" in own.read()


def test_an_answer_of_plain_text_is_its_own_form_and_a_pdf_is_taken_over(own: Office) -> None:
    own.register({})
    store = own.archive.files
    for name, kind, content in (
        ("svar.txt", "text/plain", "Hej å".encode()), ("svar.pdf", "application/pdf", pdf()),
    ):  # fmt: skip
        answer = Answer(name=name, media_type=kind, ref=store.keep_bytes(content), sent=own.now)
        with writing(own.archive.engine) as session:
            record_answer(session, FIRST, answer, "anna", own.now)
    assert [each.made for each in own.make()] == [1, 1, 1]
    assert own.forms("KS/2026:1-2") == []
    [taken_over] = own.forms("KS/2026:1-3")
    assert ask_pikepdf(own.path(taken_over)) == ("pass", [])


def test_what_a_person_made_is_kept_as_pdfa_for_the_file_it_is_of(
    office: Office, tmp_path: Path
) -> None:
    zipped = [enclosed(f"{n}.zip", "application/zip", b"PK%d" % n) for n in range(2)]
    office.register({"attachments": zipped})
    office.make()
    by_hand = tmp_path / "utskrift.pdf"
    by_hand.write_bytes(pdf())
    with pytest.raises(UsageError, match="2 files of KS/2026:1-1"):
        add_form(office.archive, FIRST, by_hand, None, office.now)
    with pytest.raises(UsageError, match="no such file"):
        add_form(office.archive, FIRST, by_hand, 1, office.now)
    assert add_form(office.archive, FIRST, by_hand, 2, office.now).made == 1
    by_hand.write_bytes(b"rubbish")
    with pytest.raises(UsageError, match=r"utskrift\.pdf is neither PDF, PNG nor JPEG"):
        add_form(office.archive, FIRST, by_hand, None, office.now)
    with pytest.raises(UsageError, match="there is no file"):
        add_form(office.archive, FIRST, tmp_path / "nix.pdf", None, office.now)
    by_hand.write_bytes(PNG)
    assert add_form(office.archive, FIRST, by_hand, None, office.now).made == 1
    assert office.missing() == []
    assert [each.name for each in office.forms()] == [
        "läsbar form.pdf", "utskrift (PDF-A).pdf", "utskrift (PDF-A).pdf",
    ]  # fmt: skip
    assert not list(check_archive(office.archive.engine, office.archive.files))


def test_two_runs_take_turns(own: Office) -> None:
    own.register({}, {})
    told: list[str] = []

    def meddle(done: int, _total: int) -> None:
        if done == 1:
            with pytest.raises(RefusedError, match="another archiver readable") as caught:
                own.make()
            told.append(str(caught.value))

    make_missing(own.archive, own.missing(), meddle, own.now)
    assert len(told) == 1
    assert own.missing() == []


@pytest.mark.judge
def test_a_masked_copy_is_printed_without_what_is_masked(own: Office, tmp_path: Path) -> None:
    own.register(
        {"text": "Jag heter Hanna.", "sender": {"name": "Hanna Hemlig"},
         "attachments": [enclosed("hanna.png", "image/png", PNG)]}
    )  # fmt: skip
    with reading(own.archive.engine) as session:
        handling = read_beteckning(session, FIRST)
    content = gather_content(own.archive.engine, own.archive.files, handling)
    copy = make_copy(own.archive.settings, mask_content(content, ["Hanna", "Hemlig"]), own.now)
    path = tmp_path / "kopia.pdf"
    path.write_bytes(copy)
    assert ask_verapdf([path]) == {path: set()}
    text = "\n".join(page.extract_text() for page in PdfReader(path).pages)
    assert "Jagheter███." in text.replace(" ", "")
    assert "anna" not in text.lower()
    assert "hemlig" not in text.lower()
    assert not PdfReader(path).pages[0].images
    assert not list(own.archive.settings.work.glob("copy-*"))


def test_a_film_is_told_in_one_line_and_let_go_by_the_settings(office: Office) -> None:
    films = [
        enclosed("film.mp4", "video/mp4", media_files.MP4),
        enclosed("ljud.wav", "audio/wav", media_files.WAV),
    ]
    office.register({"attachments": films})
    (outcome,) = office.make()
    assert outcome.made == 1
    said = [each.message.format(**each.fields) for each in outcome.lacking]
    assert ["let-go" in each and "formats.let_go" in each for each in said] == [True, True]
    assert ["(fmt/199)" in said[0], "(fmt/141)" in said[1]] == [True, True]
    assert office.missing() == [FIRST]

    archive = office.archive
    letting = replace(archive.settings, formats=FormatSettings(let_go=("video/*", "fmt/141")))
    office.archive = replace(archive, settings=letting)
    assert office.make() == [Outcome(beteckning=FIRST, made=2, lacking=())]
    assert office.missing() == []
    with reading(archive.engine) as session:
        rows = select(READABLE_FORM.c.way, READABLE_FORM.c.why).order_by(READABLE_FORM.c.id)
        noted = session.execute(rows).all()
    assert [tuple(each) for each in noted[1:]] == [("let-go", readable_forms.LET_GO)] * 2
    assert not list(check_archive(archive.engine, archive.files))


def test_the_settings_say_what_is_kept_as_it_is(own: Office) -> None:
    keeping = FormatSettings(keep=("fmt/199", "image/png"))
    own.archive = replace(own.archive, settings=replace(own.archive.settings, formats=keeping))
    files = [
        enclosed("film.mp4", "video/mp4", media_files.MP4),
        enclosed("lista.txt", "text/plain", b"Hej"),
    ]
    own.register({"attachments": files})
    (outcome,) = own.make()
    assert (outcome.made, [each.file for each in outcome.lacking]) == (2, [3])


def test_a_picture_that_is_a_pdf_is_taken_over_as_one(own: Office) -> None:
    own.register({"attachments": [enclosed("bild.jpg", "image/jpeg", pdf())]})
    assert own.make() == [Outcome(beteckning=FIRST, made=2, lacking=())]
    assert [each.name for each in own.forms()] == ["läsbar form.pdf", "bild (PDF-A).pdf"]
    words = " ".join(own.read().split())
    assert "sägs vara image/jpeg, men är application/pdf" in words
    with Identifier() as identifier:
        paths = [own.archive.files.path_of(each.sha256) for each in own.forms()]
        assert [identifier.identify(path).puid for path in paths] == ["fmt/477"] * 2
