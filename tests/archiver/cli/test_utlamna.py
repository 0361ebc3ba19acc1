"""``archiver utlamna``, as an office uses it when somebody asks for a handling."""

import json
from base64 import b64encode
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image

from archiver import copies
from archiver.cli import workplace
from archiver.pdf.leaks import find_leaks
from exporters.readable_form import ReadableContent
from schedules.clock import STOCKHOLM
from tests.archiver.cli.office import Archive, Told
from tests.pdf.judges import ask_pikepdf

Clock = Callable[[datetime], None]
SECRET, OTHER = "KS/2026:1-1", "KS/2026:2-1"
GROUNDS = ("--provision", "OSL 26 kap. 1 §", "--ground", "Personliga förhållanden")
WORDS = ("Åsa Öberg", "asa.oberg", "diagnosen astma", "811228-9874")


def swedish(day: int, hour: int) -> datetime:
    return datetime(2026, 7, day, hour, tzinfo=STOCKHOLM)


@pytest.fixture
def office(archive: Archive, set_clock: Clock) -> Archive:
    """Return an archive with two handlingar, one of them marked secret.

    It is Wednesday 1 July 2026, nine o'clock.
    """
    set_clock(swedish(1, 9))
    lines: list[dict[str, object]] = [
        {
            "sender": {"name": "Åsa Öberg", "address": "asa.oberg"},
            "subject": "Min ansökan",
            "text": "Jag heter ÅSA  ÖBERG, 811228-9874, och har diagnosen astma.\nTack!",
            "attachments": [
                {"name": "Åsa Öberg.txt", "content_base64": "a2FydGE=", "media_type": "text/plain"}
            ],
        },
        {"sender": {"name": "Bo Berg"}, "text": "Belysningen fungerar inte"},
    ]
    plain = {"channel": "direct", "made_available_at": "2026-06-30T10:00:00+02:00"}
    path = archive.folder / "in.jsonl"
    path.write_text("\n".join(json.dumps({**plain, **each}) for each in lines), encoding="utf-8")
    assert archive("inbox", "import", str(path), "--namnd", "KS").code == 0
    assert archive("register", "1", "--sekretess", "OSL 26 kap. 1 §").code == 0
    assert archive("register", "2").code == 0
    return archive


def receive(office: Archive, *handlingar: str) -> None:
    said = office("utlamna", "receive", *handlingar, "--asked", "Brevet", "--how", "visit")
    assert (said.code, said.err) == (0, "")


def examined(office: Archive, outcome: str, *more: str, handling: str = SECRET) -> None:
    receive(office, handling)
    grounds = () if outcome == "full" else GROUNDS
    said = office("utlamna", "examine", "KS-U1", "--outcome", outcome, *grounds, *more)
    assert (said.code, said.err) == (0, "")


def hand_out(office: Archive, folder: Path, *more: str) -> Told:
    return office("utlamna", "hand-out", "KS-U1", "--how", "mail", "--output", str(folder), *more)


def refuse(office: Archive, *more: str) -> Told:
    return office("utlamna", "refuse", "KS-U1", *more)


def shown(office: Archive) -> dict[str, Any]:
    found: dict[str, Any] = office("utlamna", "show", "KS-U1", "--json").json
    return found


def kinds(office: Archive) -> list[str]:
    return [each["kind"] for each in shown(office)["steps"]]


def text_of(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as pdf:
        return "\n".join(page.get_textpage().get_text_bounded() for page in pdf)


def settle_register(office: Archive, text: str) -> None:
    """Add to the table [register] of the settings, which is there from the beginning."""
    written = office.config.read_text(encoding="utf-8")
    told = written.replace("\n[register]\n", f"\n[register]\n{text}\n")
    office.config.write_text(told, encoding="utf-8")


def count_pictures(path: Path) -> int:
    with pypdfium2.PdfDocument(path) as pdf:
        kind = pypdfium2.raw.FPDF_PAGEOBJ_IMAGE
        return sum(1 for page in pdf for _picture in page.get_objects(filter=[kind]))


def test_what_to_do_next_is_told_after_each_step_in_swedish(office: Archive) -> None:
    said = office("utlamna", "receive", OTHER, "--asked", "Brevet", "--how", "phone")
    assert said.out == (
        "KS-U1: begäran inkommen.\nHärnäst: archiver utlamna examine KS-U1 --outcome UTFALL\n"
    )
    said = office("utlamna", "examine", "KS-U1", "--outcome", "full")
    assert "Härnäst: archiver utlamna hand-out KS-U1" in said.out
    said = office("utlamna", "hand-out", "KS-U1", "--how", "visit")
    assert said.out == "KS-U1: utlämnad.\n"
    assert kinds(office) == ["received", "examined", "handed-out"]
    assert office("verify").code == 0


def test_nobody_has_to_say_who_they_are_and_who_does_is_protected(
    office: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = office("utlamna", "receive", OTHER, "--asked", "Brevet", "--how", "mail",
                  "--requester", "Rolf Reporter", "--json")  # fmt: skip
    assert "Rolf" not in said.out
    assert "Rolf" not in office("utlamna", "list").out + office("utlamna", "list", "--json").out
    assert "Den som begär: Rolf Reporter" in office("utlamna", "show", "KS-U1").out
    assert office("user", "add", "kim", "--role", "kommunikator").code == 0
    monkeypatch.setattr(workplace, "login_of", lambda _uid: "kim")
    seen = office("utlamna", "show", "KS-U1")
    assert seen.code == 0
    assert "Rolf" not in seen.out + office("utlamna", "show", "KS-U1", "--json").out


def test_a_role_that_may_not_hand_out_is_refused(
    office: Archive, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    examined(office, "masked")
    assert office("user", "add", "kim", "--role", "kommunikator").code == 0
    monkeypatch.setattr(workplace, "login_of", lambda _uid: "kim")
    for arguments in (
        ("receive", OTHER, "--asked", "Brevet", "--how", "visit"),
        ("examine", "KS-U1", "--outcome", "full"),
        ("hand-out", "KS-U1", "--how", "visit"),
        ("refuse", "KS-U1", "--told", "mail"),
        ("withdraw", "KS-U1"),
        ("show", "KS-U1", "--output", str(tmp_path / "kopia")),
    ):
        said = office("utlamna", *arguments)
        assert said.code == 6, arguments
        assert said.is_one_line("kim")
    assert kinds(office) == ["received", "examined"]


def test_what_waits_is_overdue_with_the_command_to_run(office: Archive, set_clock: Clock) -> None:
    receive(office, OTHER)
    set_clock(swedish(3, 9))
    said = office("overdue", "--json")
    (duty,) = [each for each in said.json if each["kind"] == "disclosure"]
    assert said.code == 1
    assert (duty["beteckning"], duty["late"], duty["hours"]) == ("KS-U1", True, 9)
    command = duty["command"].removeprefix("archiver ").replace("UTFALL", "full").split()
    assert office(*command).code == 0
    assert "begärd handling" not in office("overdue").out
    set_clock(swedish(7, 9))  # examined on Friday the third; Monday the sixth is over
    assert "begärd handling" in office("overdue").out
    settle_register(office, "disclosure_days = 10")
    assert "begärd handling" not in office("overdue").out


def test_what_is_marked_goes_out_whole_only_expressly(office: Archive) -> None:
    receive(office, SECRET)
    said = office("utlamna", "examine", "KS-U1", "--outcome", "full")
    assert said.code == 6
    assert said.is_one_line(SECRET, "OSL 26 kap. 1 §", "--despite-marking")
    assert kinds(office) == ["received"]


@pytest.mark.parametrize("outcome", ["masked", "refused"])
def test_masking_and_refusal_need_a_provision_with_a_paragraph(
    office: Archive, outcome: str
) -> None:
    receive(office, SECRET)
    for said in ((), ("--ground", "Hälsa"), ("--ground", "Hälsa", "--provision", "hemlig")):
        told = office("utlamna", "examine", "KS-U1", "--outcome", outcome, *said)
        assert (told.code, told.err.count("\n")) == (2, 1)
    assert kinds(office) == ["received"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("receive", "KS/2026:9-1", "--asked", "a", "--how", "mail"), 2, ("KS/2026:9-1",)),
        (("receive", "--asked", "a\u202eb", "--how", "mail"), 2, ("--asked",)),
        (("receive", "--asked", "a", "--how", "mail", "--received", "2027-01-01"), 2, ()),
        (("receive", "--asked", "a", "--how", "mail", "--arende", "KS/2026:9"), 2, ("KS/2026:9",)),
        (("examine", "KS-U9", "--outcome", "full"), 2, ("KS-U9", "utlamna list")),
        (("examine", "KS-U1", "--outcome", "full", "--when", "igår"), 2, ("igår",)),
        (("hand-out", "KS-U1", "--how", "mail"), 6, ("KS-U1", "utlamna show")),
        (("refuse", "KS-U1", "--told", "mail"), 6, ("KS-U1",)),
        (("refuse", "KS-U1"), 2, ("--told",)),
        (("refuse", "KS-U1", "--output", "b.pdf"), 2, ("--decider",)),
        (("refuse", "KS-U1", "--output", "b.doc", "--decider", "A"), 2, ("b.doc",)),
        (("refuse", "KS-U1", "--told", "mail", "--decider", "A"), 2, ("--output",)),
        (("refuse", "KS-U1", "--told", "mail", "--output", "b.pdf"), 2, ("--told",)),
        (("show", "KS-U1", "--output", "mapp"), 2, ("KS-U1",)),
    ],
)
def test_what_cannot_be_meant_is_one_line_and_changes_nothing(
    office: Archive, arguments: tuple[str, ...], code: int, words: tuple[str, ...]
) -> None:
    receive(office, OTHER)
    said = office("utlamna", *arguments)
    assert (said.code, said.is_one_line(*words)) == (code, True), said.err
    assert kinds(office) == ["received"]
    assert len(office("utlamna", "list", "--json").json) == 1


def test_a_withdrawn_request_is_no_longer_open(office: Archive) -> None:
    receive(office, OTHER)
    assert len(office("utlamna", "list", "--open", "--json").json) == 1
    assert office("utlamna", "withdraw", "KS-U1").out == "KS-U1: begäran återkallad.\n"
    assert office("utlamna", "list", "--open", "--json").json == []
    assert office("utlamna", "withdraw", "KS-U1").code == 6


def test_a_written_decision_as_a_page_is_registered_and_tells_how_to_appeal(
    office: Archive, tmp_path: Path
) -> None:
    court = 'appeal_court = "Kammarrätten i Jönköping"'
    settle_register(office, f'{court}\nappeal_address = "Box 1"')
    examined(office, "refused")
    assert "Härnäst" in refuse(office, "--told", "phone", "--decision-asked").out
    page = tmp_path / "beslut.html"
    decider = ("--decider", "Anna <b>Ek</b>", "--delegation", "Punkt 1.4")
    assert refuse(office, "--output", str(page), *decider).code == 0
    text = page.read_text(encoding="utf-8")
    for words in (
        "avslår begäran att få ta del av handlingen KS/2026:1-1", "OSL 26 kap. 1 §",
        "Personliga förhållanden", "Anna &lt;b&gt;Ek&lt;/b&gt;", "Punkt 1.4",
        "Kammarrätten i Jönköping", "Kommunstyrelsen: Box 1", "inom tre veckor från den dag då du",
    ):  # fmt: skip
        assert words in text
    assert "Öberg" not in text
    step = shown(office)["steps"][-1]
    assert (step["kind"], step["decision"]) == ("decided", "KS/2026:3-1")
    (handling,) = office("arende", "show", "KS/2026:3", "--json").json["handlingar"]
    assert (handling["direction"], handling["kind"]) == ("outgoing", "beslut")
    again = tmp_path / "igen"
    assert office("utlamna", "show", "KS-U1", "--output", str(again)).code == 0
    assert [each.read_bytes() for each in again.iterdir()] == [page.read_bytes()]
    assert office("verify").code == 0


def test_a_decision_never_replaces_a_file(office: Archive, tmp_path: Path) -> None:
    examined(office, "refused")
    page = tmp_path / "beslut.html"
    page.write_text("mitt eget", encoding="utf-8")
    said = refuse(office, "--output", str(page), "--decider", "Anna Ek")
    assert (said.code, said.is_one_line("beslut.html")) == (6, True)
    gone = refuse(office, "--output", str(tmp_path / "ingen" / "b.html"), "--decider", "Anna Ek")
    assert (gone.code, gone.err.count("\n")) == (10, 1)
    assert page.read_text(encoding="utf-8") == "mitt eget"
    assert kinds(office) == ["received", "examined"]
    assert len(office("arende", "list", "--json").json) == 2
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []


def test_a_decision_that_the_register_refuses_leaves_no_file(
    office: Archive, tmp_path: Path
) -> None:
    examined(office, "full", handling=OTHER)
    page = tmp_path / "beslut.html"
    assert refuse(office, "--output", str(page), "--decider", "Anna Ek").code == 6
    assert not page.exists()


@pytest.mark.browser
@pytest.mark.usefixtures("chromium")
def test_a_written_decision_on_paper_is_pdfa(office: Archive, tmp_path: Path) -> None:
    examined(office, "refused")
    paper = tmp_path / "beslut.pdf"
    assert refuse(office, "--output", str(paper), "--decider", "Anna Ek, jurist").code == 0
    assert ask_pikepdf(paper) == ("pass", [])
    assert "Anna Ek, jurist" in text_of(paper)
    assert office("verify").code == 0


@pytest.mark.browser
@pytest.mark.usefixtures("chromium")
def test_a_masked_copy_holds_nothing_of_what_is_masked(office: Archive, tmp_path: Path) -> None:
    examined(office, "masked")
    folder = tmp_path / "kopia"
    said = hand_out(office, folder, "--mask", "diagnosen astma")
    assert (said.code, said.err) == (0, "")
    (copy,) = folder.iterdir()
    assert copy.name == "KS-2026-1-1 maskerad kopia.pdf"
    assert find_leaks(copy.read_bytes(), WORDS, "") == []
    text = text_of(copy)
    assert "███" in text
    assert "Min ansökan" not in text  # what the register sets apart is not shown: who, and of what
    assert text.count("skyddad uppgift") == 2
    assert "och har" in text
    assert "Tack!" in text
    assert ask_pikepdf(copy) == ("pass", [])
    (file,) = shown(office)["steps"][-1]["files"]
    assert (file["beteckning"], file["file"]["role"]) == (SECRET, "masked")
    again = tmp_path / "igen"
    assert office("utlamna", "show", "KS-U1", "--output", str(again)).code == 0
    assert (again / copy.name).read_bytes() == copy.read_bytes()
    assert office("verify").code == 0


@pytest.mark.browser
@pytest.mark.usefixtures("chromium")
def test_words_that_every_copy_holds_of_itself_can_be_masked(
    office: Archive, tmp_path: Path
) -> None:
    """A heading of the form, and what stands in the metadata of any PDF/A, is no leak."""
    line = {
        "channel": "direct", "made_available_at": "2026-06-30T10:00:00+02:00",
        "sender": {"name": "Alma Ek"},
        "text": "text kopia handling archiver adobe identity begin srgb format title kanal",
    }  # fmt: skip
    path = office.folder / "ord.jsonl"
    path.write_text(json.dumps(line), encoding="utf-8")
    assert office("inbox", "import", str(path), "--namnd", "KS").code == 0
    assert office("register", "3").code == 0
    examined(office, "masked", handling="KS/2026:3-1")
    words = str(line["text"]).split()
    masks = [each for word in words for each in ("--mask", word)]
    said = hand_out(office, tmp_path / "kopia", *masks)
    assert (said.code, said.err) == (0, "")
    (copy,) = (tmp_path / "kopia").iterdir()
    assert "Kanal" in text_of(copy)
    assert "srgb" not in text_of(copy)


@pytest.mark.browser
@pytest.mark.usefixtures("chromium")
def test_a_picture_is_in_a_masked_copy_only_when_named_and_bare(
    office: Archive, tmp_path: Path
) -> None:
    written, exif = BytesIO(), Image.Exif()
    exif[0x010E] = "Fotograf Alma Ek"
    Image.new("RGB", (64, 48), "red").save(written, "JPEG", exif=exif)
    assert b"Fotograf" in written.getvalue()
    line = {
        "channel": "direct", "made_available_at": "2026-06-30T10:00:00+02:00",
        "sender": {"name": "Alma Ek"}, "text": "Se bilden",
        "attachments": [{
            "name": "lampa.jpg", "media_type": "image/jpeg",
            "content_base64": b64encode(written.getvalue()).decode(),
        }],
    }  # fmt: skip
    path = office.folder / "bild.jsonl"
    path.write_text(json.dumps(line), encoding="utf-8")
    assert office("inbox", "import", str(path), "--namnd", "KS").code == 0
    assert office("register", "3").code == 0
    for number, more in ((1, ()), (2, ("--picture", "lampa.jpg"))):
        receive(office, "KS/2026:3-1")
        name = f"KS-U{number}"
        assert office("utlamna", "examine", name, "--outcome", "masked", *GROUNDS).code == 0
        folder = str(tmp_path / name)
        said = office("utlamna", "hand-out", name, "--how", "mail", "--output", folder,
                      "--mask", "Alma Ek", *more)  # fmt: skip
        assert (said.code, said.err) == (0, "")
    without, shown_too = (next((tmp_path / name).iterdir()) for name in ("KS-U1", "KS-U2"))
    assert (count_pictures(without), count_pictures(shown_too)) == (0, 1)
    assert find_leaks(shown_too.read_bytes(), ["Fotograf"], "") == []


@pytest.mark.browser
@pytest.mark.usefixtures("chromium")
def test_a_copy_in_which_masked_words_are_found_is_never_written(
    office: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault is put where words are masked, so that they come through to the finished copy."""

    def mask_nothing(content: ReadableContent, *_rest: object) -> ReadableContent:
        return content

    monkeypatch.setattr(copies, "mask_content", mask_nothing)
    examined(office, "masked")
    said = hand_out(office, tmp_path / "kopia", "--mask", "Åsa Öberg")
    assert said.code == 6
    assert said.is_one_line("2", SECRET)  # the name and the personnummer
    assert "Öberg" not in said.err
    assert not (tmp_path / "kopia").exists()
    assert kinds(office) == ["received", "examined"]


def test_masking_is_asked_for_in_words_that_stand_there(office: Archive, tmp_path: Path) -> None:
    examined(office, "masked")
    folder = tmp_path / "kopia"
    for more, words in (
        (("--mask", "Åsa Öberk"), ("nummer 1",)),
        (("--mask", "Åsa", "--mask", "finns inte"), ("nummer 2",)),
        (("--mask", ""), ("--mask",)),
        (("--mask", "a\x00b"), ("--mask",)),
        (("--mask", "Åsa", "--picture", "katt.png"), ("katt.png",)),
    ):
        said = hand_out(office, folder, *more)
        assert (said.code, said.is_one_line(*words)) == (2, True), said.err
    said = office("utlamna", "hand-out", "KS-U1", "--how", "visit", "--mask", "Åsa")
    assert (said.code, said.is_one_line("--output")) == (2, True)
    assert not folder.exists()
    assert kinds(office) == ["received", "examined"]


@pytest.mark.browser
@pytest.mark.usefixtures("chromium")
def test_a_whole_copy_holds_the_readable_form_and_only_the_part_that_is_asked_for(
    office: Archive, tmp_path: Path
) -> None:
    examined(office, "full", "--despite-marking", "Den det rör har samtyckt")
    folder = tmp_path / "kopia"
    assert hand_out(office, folder).code == 0
    laid = {each.name: each.read_bytes() for each in folder.iterdir()}
    assert sorted(laid) == [
        "KS-2026-1-1 bilaga Åsa Öberg.txt", "KS-2026-1-1 läsbar form.pdf",
        "KS-2026-1-1 original in.jsonl",
    ]  # fmt: skip
    assert laid["KS-2026-1-1 bilaga Åsa Öberg.txt"] == b"karta"
    original = json.loads(laid["KS-2026-1-1 original in.jsonl"])
    assert original["subject"] == "Min ansökan"  # and nothing of the other message in that file
    assert "diagnosen astma" in text_of(folder / "KS-2026-1-1 läsbar form.pdf")
    assert office("verify").code == 0


def test_a_masked_copy_masks_something(office: Archive, tmp_path: Path) -> None:
    examined(office, "masked", handling=OTHER)
    said = hand_out(office, tmp_path / "kopia")
    assert (said.code, said.is_one_line("--mask")) == (2, True)
    assert not (tmp_path / "kopia").exists()


def test_a_copy_never_goes_where_something_lies(office: Archive, tmp_path: Path) -> None:
    examined(office, "full", handling=OTHER)
    said = hand_out(office, tmp_path)
    assert (said.code, said.is_one_line(str(tmp_path))) == (6, True)
    said = hand_out(office, tmp_path / "kopia", "--mask", "Bo")
    assert (said.code, said.is_one_line("--mask")) == (2, True)
    said = office("utlamna", "hand-out", "KS-U1", "--how", "mail")
    assert (said.code, said.is_one_line("--output")) == (2, True)
    assert kinds(office) == ["received", "examined"]
