"""``archiver snapshot add``: what a person made becomes PDF/A, and the original stays as it was."""

import hashlib
import json
import os
import unicodedata
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Dictionary, Name, Page, Pdf
from PIL import Image, ImageDraw
from pypdf import PdfReader

from archiver.pdf.take_over_apart import take_over_apart
from diarium.errors import RefusedError
from diarium.snapshot_records import CaptureOutcome, Snapshot, Why
from tests.archiver.cli.office import ACCOUNT, Archive, Told
from tests.archiver.cli.snapshots_noted import noted_in
from tests.pdf.judges import ask_pikepdf, ask_verapdf

pytestmark = pytest.mark.browser
NOW = datetime(2026, 7, 3, 8, tzinfo=UTC)
GREAT_MANY_PAGES = 501


@pytest.fixture
def office(archive: Archive, set_clock: Callable[[datetime], None], chromium: Path) -> Archive:
    """Return an archive with an account whose page was due."""
    set_clock(NOW)
    set_capture(archive, f'browser = "{chromium}"')
    assert archive("account", "add", "fb", *ACCOUNT, "--opened", "2026-01-02").code == 0
    return archive


def set_capture(archive: Archive, line: str) -> None:
    """Add a setting to the table ``[capture]``."""
    text = archive.config.read_text(encoding="utf-8")
    archive.config.write_text(text.replace("[capture]\n", f"[capture]\n{line}\n"), encoding="utf-8")


def speak_english(archive: Archive) -> None:
    text = archive.config.read_text(encoding="utf-8")
    archive.config.write_text(text.replace('"sv"', '"en"'), encoding="utf-8")


def make_png(file: Path, mode: str = "RGBA", size: tuple[int, int] = (900, 2600)) -> Path:
    """Draw a page with lines of text on it."""
    image = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(image)
    for row in range(20, size[1] - 30, 50):
        pen.text((30, row), f"Rad {row}", fill="black", font_size=24)
    image.convert(mode).save(file)
    return file


def make_pdf(file: Path, change: Callable[[Pdf], None] = lambda _: None) -> Path:
    """Make a PDF of two pages, one turned, in a font that is not embedded."""
    with Pdf.new() as pdf:
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        for number in (1, 2):
            page = pdf.add_blank_page(page_size=(400, 500))
            page.obj.Resources = Dictionary(Font=Dictionary(F=font))
            text = f"BT /F 20 Tf 50 450 Td (Sida nummer {number}) Tj ET"
            page.obj.Contents = pdf.make_stream(text.encode())
        pdf.pages[1].rotate(90, relative=False)
        change(pdf)
        pdf.save(file)
    return file


def add(office: Archive, file: Path, *more: str) -> Told:
    return office("snapshot", "add", str(file), "--account", "fb", *more)


def path_of(office: Archive, snapshot: Snapshot, role: str) -> Path:
    (file,) = [each for each in snapshot.files if each.role == role]
    kept = office.folder / "files" / file.sha256[:2] / file.sha256
    named = office.folder.parent / f"{snapshot.id}-{role}{Path(file.name).suffix}"
    named.write_bytes(kept.read_bytes())  # a judge goes by the name
    return named


def record_of(office: Archive, snapshot: Snapshot) -> dict[str, object]:
    record: dict[str, object] = json.loads(path_of(office, snapshot, "provenance").read_text())
    return record


def the_one(office: Archive) -> Snapshot:
    (snapshot,) = noted_in(office)
    return snapshot


def text_of(file: Path, page: int) -> str:
    read = unicodedata.normalize("NFKC", PdfReader(file).pages[page].extract_text())
    return " ".join(read.split())


def tile_of(page: Page) -> Image.Image:
    shown = page.get_images()["/I0"]
    assert isinstance(shown, pikepdf.Stream)
    return pikepdf.PdfImage(shown).as_pil_image()


def assert_nothing_is_kept(office: Archive) -> None:
    assert noted_in(office) == []
    assert [each for each in (office.folder / "files").rglob("*") if each.is_file()] == []
    assert {each.suffix for each in (office.folder / "work").iterdir()} <= {".lock"}


@pytest.mark.judge
def test_a_png_becomes_pages_like_our_own(office: Archive, tmp_path: Path) -> None:
    file = make_png(tmp_path / "min sida.png")
    when = ("--period", "2026-H1", "--taken-at", "2026-07-01T09:30")
    told = add(office, file, *when, "--note", "Sparad av Anna å")
    assert (told.code, told.err) == (0, "")
    snapshot = the_one(office)
    assert (snapshot.outcome, snapshot.why) == (CaptureOutcome.COMPLETE, Why.HALVARSSKIFTE)
    assert (snapshot.period, snapshot.by_hand, snapshot.late) == ("2026-H1", True, False)
    assert snapshot.taken_at == datetime(2026, 7, 1, 7, 30, tzinfo=UTC)
    assert path_of(office, snapshot, "original").read_bytes() == file.read_bytes()
    picture = path_of(office, snapshot, "pdfa")
    assert ask_verapdf([picture]) == {picture: set()}
    assert ask_pikepdf(picture) == ("pass", [])
    cover = text_of(picture, 0)
    assert "Bilden är gjord för hand." in cover
    assert "2026-07-01 kl. 09:30:00 (UTC+02:00) enligt den som lade in filen" in cover
    assert "Sparad av Anna å" in cover
    assert hashlib.sha256(file.read_bytes()).hexdigest() in cover.replace(" ", "")


@pytest.mark.judge
def test_an_emoji_on_the_forsattsblad_is_no_hindrance(office: Archive, tmp_path: Path) -> None:
    assert add(office, make_png(tmp_path / "a.png"), "--note", "Hej 😀").code == 0
    picture = path_of(office, the_one(office), "pdfa")
    assert ask_verapdf([picture]) == {picture: set()}
    assert ask_pikepdf(picture)[0] == "not_checked"  # it knows no coloured emoji


def test_a_picture_is_shown_to_the_pixel(office: Archive, tmp_path: Path) -> None:
    file = make_png(tmp_path / "a.png", "RGB")
    assert add(office, file).code == 0
    whole = Image.open(file).convert("RGB")
    shown = Image.new("RGB", whole.size)
    top = 0
    with Pdf.open(path_of(office, the_one(office), "pdfa")) as pdf:
        pages = list(pdf.pages)[1:]
        for page in pages:
            tile = tile_of(page)
            shown.paste(tile, (0, top))
            top += tile.height
    assert len(pages) > 1
    assert top == whole.height
    assert shown.tobytes() == whole.tobytes()


def test_the_record_tells_who_when_and_of_which_file(office: Archive, tmp_path: Path) -> None:
    file = make_png(tmp_path / "a.png")
    moment = datetime(2026, 6, 30, 20, tzinfo=UTC)
    os.utime(file, (moment.timestamp(), moment.timestamp()))
    assert add(office, file).code == 0
    snapshot = the_one(office)
    record = record_of(office, snapshot)
    assert record["made_by_hand"] is True
    assert record["taken_at"] == moment.isoformat()
    assert record["taken_at_from"] == "file"
    assert record["added_by"] == snapshot.by
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    size = file.stat().st_size
    assert record["original"] == {"name": "a.png", "size": size, "sha256": digest}
    listed = {each["role"]: each["sha256"] for each in record["files"]}  # type: ignore[attr-defined]
    kept = {each.role: each.sha256 for each in snapshot.files if each.role != "provenance"}
    assert listed == kept
    assert office("verify").code == 0


@pytest.mark.judge
def test_a_pdf_that_is_no_pdfa_is_drawn_with_its_words(office: Archive, tmp_path: Path) -> None:
    file = make_pdf(tmp_path / "utskrift.pdf")
    assert add(office, file).code == 0
    snapshot = the_one(office)
    picture = path_of(office, snapshot, "pdfa")
    assert path_of(office, snapshot, "original").read_bytes() == file.read_bytes()
    assert record_of(office, snapshot)["taken_over"] == {
        "kind": "application/pdf", "way": "drawn", "pages": 2, "left_out": [],
    }  # fmt: skip
    assert text_of(picture, 1) == "Sida nummer 1"
    assert text_of(picture, 2) == "Sida nummer 2"
    assert "avbildade utan förlust" in text_of(picture, 0)
    sizes = [tuple(map(round, page.mediabox[2:])) for page in PdfReader(picture).pages[1:]]
    assert sizes == [(400, 500), (500, 400)]
    assert ask_verapdf([picture]) == {picture: set()}


@pytest.mark.judge
def test_the_words_lie_where_they_are_seen(office: Archive, tmp_path: Path) -> None:
    assert add(office, make_pdf(tmp_path / "a.pdf")).code == 0
    with Pdf.open(path_of(office, the_one(office), "pdfa")) as pdf:
        page = pdf.pages[1]
        image = tile_of(page).convert("L")
    dark = image.point(lambda value: 255 if value < 128 else 0).getbbox()
    assert dark is not None
    scale = 400 / image.width
    assert [round(edge * scale / 10) for edge in dark[:2]] == [5, 4]


@pytest.mark.judge
def test_a_pdfa_keeps_its_pages_as_they_are(office: Archive, tmp_path: Path) -> None:
    assert add(office, make_png(tmp_path / "a.png")).code == 0
    first = path_of(office, the_one(office), "pdfa")
    again = tmp_path / "redan.pdf"
    again.write_bytes(first.read_bytes())
    assert add(office, again).code == 0
    snapshot = noted_in(office)[-1]
    assert record_of(office, snapshot)["taken_over"]["way"] == "kept"  # type: ignore[index]
    picture = path_of(office, snapshot, "pdfa")
    assert len(PdfReader(picture).pages) == len(PdfReader(first).pages) + 1
    assert "Bilden är gjord för hand." in text_of(picture, 1)
    assert ask_verapdf([picture]) == {picture: set()}


@pytest.mark.judge
@pytest.mark.parametrize("flavour", ["2u", "3b"])
def test_the_other_flavours_hold_what_is_made_by_hand(
    office: Archive, tmp_path: Path, flavour: str
) -> None:
    set_capture(office, f'pdfa = "{flavour}"')
    assert add(office, make_pdf(tmp_path / "a.pdf")).code == 0
    picture = path_of(office, the_one(office), "pdfa")
    assert ask_verapdf([picture], flavour) == {picture: set()}
    held = PdfReader(picture).attachments
    assert [*held] == (["provenance.json"] if flavour == "3b" else [])
    if flavour == "3b":
        assert json.loads(held["provenance.json"][0])["made_by_hand"] is True


@pytest.mark.judge
def test_scripts_and_files_do_not_come_along(office: Archive, tmp_path: Path) -> None:
    def plant(pdf: Pdf) -> None:
        pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
        pdf.attachments["hemlig.txt"] = b"bilaga"

    assert add(office, make_pdf(tmp_path / "a.pdf", plant)).code == 0
    snapshot = the_one(office)
    picture = path_of(office, snapshot, "pdfa")
    assert record_of(office, snapshot)["taken_over"]["left_out"] == ["scripts", "files"]  # type: ignore[index]
    assert "inte med här: skript och bifogade filer." in text_of(picture, 0)
    with Pdf.open(picture) as pdf:
        assert "/OpenAction" not in pdf.Root
        assert not pdf.attachments
    assert ask_verapdf([picture]) == {picture: set()}


def encrypted(file: Path) -> Path:
    with Pdf.open(make_pdf(file), allow_overwriting_input=True) as pdf:
        pdf.save(file, encryption=pikepdf.Encryption(owner="a", user="b"))
    return file


def closed_to_changes(file: Path) -> Path:
    with Pdf.open(make_pdf(file), allow_overwriting_input=True) as pdf:
        pdf.save(file, encryption=pikepdf.Encryption(owner="a", user=""))
    return file


def truncated(file: Path) -> Path:
    whole = make_pdf(file).read_bytes()
    file.write_bytes(whole[: len(whole) * 2 // 3])
    return file


def truncated_picture(file: Path) -> Path:
    whole = make_png(file.with_suffix(".png")).read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    return file


def many_pages(file: Path) -> Path:
    return make_pdf(file, lambda pdf: pdf.pages.extend([pdf.pages[0]] * (GREAT_MANY_PAGES - 2)))


def huge(file: Path) -> Path:
    with make_pdf(file).open("r+b") as stream:
        stream.truncate(500_000_000)
    return file


def picture_bomb(file: Path) -> Path:
    """Make a small PNG that says that it is 60 000 pixels wide and high."""
    small = make_png(file.with_suffix(".png"), "L", (9, 9)).read_bytes()
    head = b"IHDR" + (60_000).to_bytes(4, "big") * 2 + small[24:29]
    file.write_bytes(small[:12] + head + zlib.crc32(head).to_bytes(4, "big") + small[33:])
    return file


def content_bomb(file: Path) -> Path:
    """Make a page whose content is 4 GB when it is unpacked, in a file of 4 MB."""
    count, chunk = 64, bytes(1 << 26)
    flat = zlib.compressobj(9, zlib.DEFLATED, -15)
    part = flat.compress(chunk) + flat.flush(zlib.Z_FULL_FLUSH)
    check = (count * len(chunk) % 65_521) << 16 | 1  # Adler-32 of zeroes
    packed = b"\x78\xda" + part * count + b"\x03\x00" + check.to_bytes(4, "big")

    def plant(pdf: Pdf) -> None:
        pdf.pages[0].obj.Contents = pikepdf.Stream(pdf, packed, Filter=Name.FlateDecode)

    return make_pdf(file, plant)


def image_bomb(file: Path) -> Path:
    def plant(pdf: Pdf) -> None:
        image = pikepdf.Stream(
            pdf, b"", Type=Name.XObject, Subtype=Name.Image, Width=50_000, Height=50_000,
            ColorSpace=Name.DeviceRGB, BitsPerComponent=8, Filter=Name.FlateDecode,
        )  # fmt: skip
        pdf.pages[0].obj.Resources.XObject = Dictionary(I=image)

    return make_pdf(file, plant)


def form_that_draws_itself(file: Path) -> Path:
    def plant(pdf: Pdf) -> None:
        pdf.Root.AcroForm = Dictionary(Fields=pikepdf.Array(), XFA=pdf.make_stream(b"<xdp/>"))

    return make_pdf(file, plant)


def nothing(file: Path) -> Path:
    file.touch()
    return file


def a_page_of_no_size(file: Path) -> Path:
    def plant(pdf: Pdf) -> None:
        pdf.pages[0].obj.MediaBox = [0, 0, 1, 1]

    return make_pdf(file, plant)


HOSTILE: list[tuple[Callable[[Path], Path], int, str]] = [
    (encrypted, 6, "is protected by a password"),
    (closed_to_changes, 6, "is protected by a password"),
    (truncated, 6, "is damaged or not whole"),
    (truncated_picture, 6, "is damaged"),
    (many_pages, 6, "has 501 pages"),
    (huge, 6, "is larger than 200 MB"),
    (picture_bomb, 6, "is too large (60000 × 60000 pixels)"),
    (image_bomb, 6, "holds a picture that is too large"),
    (form_that_draws_itself, 6, "is a form that draws itself"),
    (a_page_of_no_size, 6, "cannot be kept"),
    (nothing, 2, "is neither PDF, PNG nor JPEG"),
    (lambda file: file.with_name("saknas.pdf"), 2, "there is no file"),
    (lambda file: file.parent, 2, "there is no file"),
]


@pytest.mark.parametrize(("make", "code", "words"), HOSTILE)
def test_a_hostile_file_is_one_clear_line_and_nothing_is_kept(
    make: Callable[[Path], Path], code: int, words: str, office: Archive, tmp_path: Path
) -> None:
    speak_english(office)
    told = add(office, make(tmp_path / "a.pdf"))
    assert told.code == code, told
    assert told.is_one_line(words), told
    assert_nothing_is_kept(office)


def test_a_file_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    source, target = content_bomb(tmp_path / "a.pdf"), tmp_path / "b.pdf"
    with pytest.raises(RefusedError, match="could not be read with the memory and the time"):
        take_over_apart(source, target, "2b", NOW, seconds=3)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--taken-at", "2027-01-01"), "has not come"),
        (("--taken-at", "i fredags"), "i fredags is no moment"),
        (("--note", "rad\nrad"), "one line"),
        (("--note", "a" * 501), "at most 500"),
        (("--period", "2027-H1"), "has not begun"),
        (("--account", "okänt"), "okänt"),
    ],
)
def test_what_cannot_be_meant_is_told(
    office: Archive, tmp_path: Path, more: tuple[str, ...], words: str
) -> None:
    speak_english(office)
    told = add(office, make_png(tmp_path / "a.png"), *more)
    assert told.code == 2
    assert told.is_one_line(words)
    assert_nothing_is_kept(office)


def test_a_jpeg_is_turned_as_its_camera_says(office: Archive, tmp_path: Path) -> None:
    image = Image.open(make_png(tmp_path / "a.png", "RGB", (600, 300)))
    exif = image.getexif()
    exif[0x0112] = 6
    image.save(tmp_path / "a.jpg", exif=exif)
    assert add(office, tmp_path / "a.jpg").code == 0
    with Pdf.open(path_of(office, the_one(office), "pdfa")) as pdf:
        sizes = [tile_of(page).size for page in list(pdf.pages)[1:]]
    assert [width for width, _ in sizes] == [300] * len(sizes)
    assert sum(height for _, height in sizes) == 600
